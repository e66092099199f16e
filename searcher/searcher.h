/*
 * searcher.h - finds and ranks passages: what the rest of the library, its tests and the program need
 * beside <fundstelle/search.h>.
 */
#ifndef FUND_SEARCHER_H
#define FUND_SEARCHER_H

#include "base/base.h"
#include "stemmer/stemmer.h"
#include "store/store.h"

#include <fundstelle/search.h>

FUND_BEGIN_DECLS

/** fund_searcher_open() with an analyzer of the caller's, borrowed. */
fund_status fund_searcher_open_with(fund_searcher **out, const char *const *paths, size_t count,
                                    fund_analyzer *analyzer, fund_error *err);

/** Appends libxapian's description of the planned query. */
fund_status fund_search_describe(fund_buf *out, fund_searcher *searcher, const char *query,
                                 size_t len, fund_error *err);

/** What a token of a query counts, as a factor of its BM25 weight. */
double fund_term_weight(fund_token_kind kind);

/** fund_index_status_get() for an analyzer of the caller's. */
fund_status fund_index_status_with(fund_index_status *out, const char *path,
                                   const fund_analyzer *analyzer, fund_error *err);

/** fund_index_status_get(), and the segments of the same commit. */
fund_status fund_index_status_segments(fund_index_status *out, const char *path,
                                       fund_segment_callback callback, void *payload,
                                       fund_error *err);

/** What a call reads: to be called within fund_searcher_read(). The commit is that of the first index,
 *  `chain` the analysis of its newest segment, "" for none. */
fund_status fund_searcher_commit(fund_commit *out, char chain[128], const fund_searcher *searcher,
                                 fund_error *err);

FUND_END_DECLS

#endif
