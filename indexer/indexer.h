/*
 * indexer.h - brings an index up to date with articles: what the rest of the library, its tests
 * and the program need beside <fundstelle/index.h>.
 */
#ifndef FUND_INDEXER_H
#define FUND_INDEXER_H

#include "base/base.h"
#include "corpus/corpus.h"
#include "stemmer/stemmer.h"
#include "store/store.h"

#include <fundstelle/index.h>

FUND_BEGIN_DECLS

/** fund_indexer_open() with an analyzer of the caller's, borrowed, in place of the index's own. */
fund_status fund_indexer_open_with(fund_indexer **out, const char *path, fund_analyzer *analyzer,
                                   const fund_indexer_options *options, fund_error *err);

/** Brings the index up to date with some files: reads those that changed, and removes the articles
 *  of those that are gone, or that their file no longer has.  Written directly, in one commit.
 *  Counts and `stop` as in fund_indexer_run. */
fund_status fund_indexer_update(fund_index_counts *out, fund_indexer *indexer,
                                const fund_change *changes, size_t count,
                                const fund_indexer_events *given, void *payload, fund_error *err);

FUND_END_DECLS

#endif
