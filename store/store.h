/*
 * store.h - the C binding of libxapian, and what an index looks like inside.
 *
 * The only folder with C++ in it.  Every function is extern "C" and noexcept;
 * no exception passes this border, each becomes a status and a message.
 *
 * An index is a folder:
 *     XAPIANDB    the manifest: what the newest commit consists of. A libxapian stub file, so
 *                 that libxapian's own tools open the folder, too (manifest.cc)
 *     s1, s2 ...  segments, each a libxapian (glass) database in one file
 *     d3, d4 ...  what is deleted of a segment
 *     z89ab...    the dictionary that records are compressed with
 *     tmp         what a writer is making; tmp123: what one of another user has left
 *     upgrade     the manifest of an upgrade that is not complete
 *     lock        held by the writer (flock); names its process
 * What is written is never changed: a commit adds files and then renames a new manifest over the
 * old one. So a reader sees one commit for as long as it likes, and needs no lock. Small segments
 * are merged into larger ones: the log-structured merge of P. O'Neil et al., "The log-structured
 * merge-tree" (1996), as in Lucene. Segments have no term lists, which would be half of their size
 * and a third of the time they take. Statistics of terms count deleted documents until their
 * segment is written again.
 *
 * Inside a segment is one document per passage; see "schema" below.
 *
 * Objects are not for use by two threads at once.  Strings out are copied into
 * a fund_buf, or borrowed as the function says.
 */
#ifndef FUND_STORE_H
#define FUND_STORE_H

#include "base/base.h"

FUND_BEGIN_DECLS

/* ---- schema ------------------------------------------------------------ */

/** Namespaces of terms: the prefix before the analyzer's term.  Analyzer terms
 *  never begin with an ASCII capital, so no separator is needed. */
#define FUND_PREFIX_WORD ""         /**< stem of a whole word in the passage */
#define FUND_PREFIX_PART "P"        /**< stem of a compound part in the passage */
#define FUND_PREFIX_FUNCTION "F"    /**< function word that is not everywhere; its wdf is 0 */
#define FUND_PREFIX_TITLE "S"       /**< stem of a whole word of the title, on passage 1 */
#define FUND_PREFIX_TITLE_PART "SP" /**< stem of a compound part of the title, on passage 1 */
#define FUND_PREFIX_ARTICLE "Q"     /**< the article's unique term, on each of its passages */
#define FUND_PREFIX_FIRST "XF"      /**< XF alone: on passage 1 of every article */
#define FUND_PREFIX_WITHDRAWN                                                                      \
    "XW"                         /**< XW alone: the word that an article is withdrawn, in place
                                        of its passages: a record without text */
#define FUND_PREFIX_PATH "XP"    /**< hash of the file it came from, on passage 1 */
#define FUND_PREFIX_SECTION "XS" /**< word of the section (fund_name_words()), on each passage */
#define FUND_PREFIX_AUTHOR "XA"  /**< word of the author's name, on each passage */
#define FUND_PREFIX_SOURCE "XQ"  /**< word of the source, on each passage */
#define FUND_PREFIX_CHAPTER "XC" /**< word of the chapter's heading, on each passage in it */
#define FUND_PREFIX_PAGE "XG"    /**< word of the page's label, on each passage that begins there */

/** Value slots. */
enum {
    FUND_SLOT_DATE = 0,    /**< the ISO date of the article; sorts as text */
    FUND_SLOT_ARTICLE = 1, /**< 8 bytes, hash of the article id: key for collapsing */
    FUND_SLOT_RECORD = 2,  /**< the passage record, compressed (codec.cc) */
    FUND_SLOT_SKETCH =
        3, /**< on passage 1: FUND_SKETCH_BYTES of the article's text; may be absent */
    FUND_SLOT_EMBARGO = 4, /**< not to be shown before: ISO 8601 in UTC, sorts as text */
    FUND_SLOT_SECTION = 5, /**< on passage 1: the section */
    FUND_SLOT_AUTHOR = 6,  /**< on passage 1: the author */
    FUND_SLOT_WORDS = 7,   /**< on passage 1: running words of the article, decimal */
    FUND_SLOT_SOURCE = 8   /**< on passage 1: the source */
};

/** Passages of one article. */
enum { FUND_ARTICLE_PASSAGES_MAX = (1 << 24) - 1 };

/** Version of everything above, of the passage record and of the manifest. */
enum { FUND_STORE_VERSION = 5 };

/** Bytes of a term, prefix included. */
enum { FUND_STORE_TERM_MAX = 245 };

/** The unique term of an article: FUND_PREFIX_ARTICLE + id, for a long id
 *  shortened by a hash.  Appends to *out.  FUND_ERR_ARGUMENT for an id that is
 *  empty, ill-formed UTF-8 or holds a NUL. */
fund_status fund_article_term(fund_buf *out, const char *id, size_t len, fund_error *err);

/** The term of all articles that came from the file `path` (or from another one, by
 *  accident of the hash: look at the record).  Appends to *out. */
fund_status fund_path_term(fund_buf *out, const char *path, size_t len, fund_error *err);

/** What is stored with a passage.  The article's fields stand with passage 1
 *  only (`passage_count` > 0 there, 0 elsewhere). */
typedef struct fund_record {
    uint64_t article; /**< hash of the article's id, of which the upper 32 bits are kept */
    uint32_t ordinal; /**< passage number, from 1 */
    fund_text text;   /**< the passage */
    fund_passage_place place;
    uint32_t passage_count; /**< passages of the article; 0 when not passage 1 */
    fund_fields fields;
} fund_record;

/** Bytes at the start of a record that are stored as they are, and sort by article and passage. */
enum { FUND_RECORD_KEY_BYTES = 7 };

/** Appends the encoded record to *out.  FUND_ERR_ARGUMENT for texts that are no UTF-8 or hold a
 *  NUL; a path may be any bytes but NUL. */
fund_status fund_record_encode(fund_buf *out, const fund_record *record, fund_error *err);
/** Decodes; the fields borrow from `data`.  FUND_ERR_CORRUPT for anything that
 *  fund_record_encode does not write: who damages an index can have no text in it that has no
 *  characters, or an end before its end. */
fund_status fund_record_decode(fund_record *out, const char *data, size_t len, fund_error *err);

/* ---- opening ----------------------------------------------------------- */

/** A reader over one or several indexes. */
typedef struct fund_store fund_store;
/** A writer; holds the index's lock. */
typedef struct fund_writer fund_writer;

/** A document id within a store; 0 is none. */
typedef uint32_t fund_docid;

/** Opens `count` indexes to be searched as one (paths are C strings).
 *  FUND_ERR_NO_INDEX / NOT_FOUND / VERSION / CORRUPT; the message names the path. */
fund_status fund_store_open(fund_store **out, const char *const *paths, size_t count,
                            fund_error *err) FUND_NOEXCEPT;
void fund_store_free(fund_store *store) FUND_NOEXCEPT;
/** Moves to the newest commit; until then a store keeps the one it was opened with. On failure,
 *  too. *changed may be NULL. */
fund_status fund_store_reopen(fund_store *store, bool *changed, fund_error *err) FUND_NOEXCEPT;

/** A store in memory, to be filled and searched and forgotten; it has no metadata. */
fund_status fund_store_memory(fund_store **out, fund_error *err) FUND_NOEXCEPT;

/** How to open an index for writing. */
typedef struct fund_writer_options {
    const char *chain; /**< fingerprint of the analyzer of what will be added (C string, of at most
                            127 bytes, in one line); an index of another one is refused */
    bool create;       /**< make the index when the folder is missing or empty */
    bool upgrade;      /**< write an index of an older chain or format anew, see below */
    unsigned lock_timeout_ms; /**< wait that long for another writer, 0: do not wait */
} fund_writer_options;

#define FUND_WRITER_OPTIONS_INIT                                                                   \
    {                                                                                              \
        "", true, false, 0                                                                         \
    }

/** Opens the index for writing.  FUND_ERR_LOCKED names the process that holds
 *  it.  A folder that holds something else is refused with FUND_ERR_NO_INDEX
 *  and not touched.  A new index is empty and committed. */
fund_status fund_writer_open(fund_writer **out, const char *path,
                             const fund_writer_options *options, fund_error *err) FUND_NOEXCEPT;
/** Commits what is pending and closes; the writer must still be freed.  Any
 *  other call then gives FUND_ERR_CLOSED. */
fund_status fund_writer_close(fund_writer *writer, fund_error *err) FUND_NOEXCEPT;
/** Frees; what was not committed is dropped. */
void fund_writer_free(fund_writer *writer) FUND_NOEXCEPT;

/** A reader of what the writer sees, pending changes included.  Valid while the
 *  writer is; free it before.  Document ids stay as they are until the next change. */
fund_status fund_writer_reader(fund_store **out, fund_writer *writer,
                               fund_error *err) FUND_NOEXCEPT;

/** libxapian throws out of a destructor when a full disk meets some moments of a commit,
 *  which ends the process; the index is then as it was before.  `last_words` (which must
 *  not return) is called in place of abort(), with what was thrown, for programs that want
 *  to tell; by any thread. */
void fund_on_termination(void (*last_words)(const char *reason)) FUND_NOEXCEPT;

/* ---- writing ----------------------------------------------------------- */

/* A change that fails while it is written (a full disk) spoils the transaction,
 * since libxapian then forgets earlier changes: until fund_writer_cancel every
 * further change, commit and close fails with the same status.  A failed commit
 * has dropped the transaction, and the index on disk is as it was. */

/** Makes all changes since the last commit durable: on disk when this returns FUND_OK.
 *  FUND_ERR_MODIFIED, before anything is written, when the folder, its lock or its manifest are
 *  not those that were opened: somebody has moved, replaced or restored the index meanwhile. */
fund_status fund_writer_commit(fund_writer *writer, fund_error *err) FUND_NOEXCEPT;
/** Forgets all changes since the last commit. */
fund_status fund_writer_cancel(fund_writer *writer, fund_error *err) FUND_NOEXCEPT;

/** A document under construction, to be used again and again. */
typedef struct fund_document fund_document;

fund_status fund_document_new(fund_document **out, fund_error *err) FUND_NOEXCEPT;
void fund_document_free(fund_document *document) FUND_NOEXCEPT;
/** Empties it. */
fund_status fund_document_clear(fund_document *document, fund_error *err) FUND_NOEXCEPT;
/** Adds prefix (a C string) + term with `wdf` more occurrences; wdf 0 indexes
 *  the term without weight.  FUND_ERR_ARGUMENT for an empty or too long term
 *  (a zero byte counts twice), ill-formed UTF-8 or a NUL. */
fund_status fund_document_add_term(fund_document *document, const char *prefix, const char *term,
                                   size_t len, uint32_t wdf, fund_error *err) FUND_NOEXCEPT;
fund_status fund_document_set_value(fund_document *document, uint32_t slot, const char *value,
                                    size_t len, fund_error *err) FUND_NOEXCEPT;
fund_status fund_document_set_data(fund_document *document, const char *data, size_t len,
                                   fund_error *err) FUND_NOEXCEPT;

/** Adds to a store in memory; found at once. */
fund_status fund_store_memory_add(fund_store *store, const fund_document *document,
                                  fund_error *err) FUND_NOEXCEPT;
fund_status fund_writer_add(fund_writer *writer, const fund_document *document,
                            fund_error *err) FUND_NOEXCEPT;
/** Deletes every document that has the term (an article's unique term). */
fund_status fund_writer_delete(fund_writer *writer, const char *term, size_t len,
                               fund_error *err) FUND_NOEXCEPT;

typedef struct fund_segment_info {
    char name[24];
    char chain[128];             /**< fingerprint of the analyzer */
    uint32_t documents, deleted; /**< deleted ones included; those */
    uint64_t bytes;
    bool merging; /**< by this writer, in the background */
} fund_segment_info;
/** The segments of the last commit, in their order, `max` of them at most; *count: all. */
fund_status fund_writer_segments(fund_segment_info *out, size_t max, size_t *count,
                                 const fund_writer *writer, fund_error *err) FUND_NOEXCEPT;
/** Makes one segment of `count` of them from `first` on, which takes up the space of what is deleted
 *  still; commits that, and nothing else: there must be no pending changes.  When it fails, the index
 *  is as it was. */
fund_status fund_writer_merge(fund_writer *writer, size_t first, size_t count,
                              fund_error *err) FUND_NOEXCEPT;
/** Begins to do the same in a thread of its own, of one such merge at a time: the writer goes on, and what
 *  it deletes of these segments meanwhile is deleted of the new one. */
fund_status fund_writer_merge_begin(fund_writer *writer, size_t first, size_t count,
                                    fund_error *err) FUND_NOEXCEPT;
/** Commits what was begun, if it is ready; with `wait` when it is, which fund_writer_close() does, too.
 *  *running: it is not ready. */
fund_status fund_writer_merge_end(bool *running, fund_writer *writer, bool wait,
                                  fund_error *err) FUND_NOEXCEPT;
/** Whether stored records have a dictionary: see fund_bulk_train(). */
bool fund_writer_has_dictionary(const fund_writer *writer) FUND_NOEXCEPT;
/** A reader of `count` committed segments from `first` on. */
fund_status fund_writer_reader_of(fund_store **out, fund_writer *writer, size_t first, size_t count,
                                  fund_error *err) FUND_NOEXCEPT;

/* ---- bulk builds ------------------------------------------------------- */

/** A segment that is made by several threads at once, from small databases, its pieces, each by
 *  one; all other calls are for the writer's thread. */
typedef struct fund_bulk fund_bulk;
/** Some documents of a bulk build, 1,000 to 5,000 best. */
typedef struct fund_piece fund_piece;

/** Begins a build; commits what is pending.  The new segment takes the place of `count` segments
 *  from `first` on, or comes after all when `count` is 0; then the writer may delete meanwhile, else
 *  it takes no changes until the build has ended. */
fund_status fund_bulk_begin(fund_bulk **out, fund_writer *writer, size_t first, size_t count,
                            fund_error *err) FUND_NOEXCEPT;
/** Merges all pieces in the order of their numbers into the segment and commits it, with the
 *  writer's deletions.  All pieces must have been closed. */
fund_status fund_bulk_commit(fund_bulk *bulk, fund_error *err) FUND_NOEXCEPT;
/** Frees; what was not committed is dropped. To be called before the writer is
 *  freed or adds documents again. */
void fund_bulk_free(fund_bulk *bulk) FUND_NOEXCEPT;

/** Whether the index has nothing yet that stored records have in common, or all of it is written
 *  anew. */
bool fund_bulk_wants_samples(const fund_bulk *bulk) FUND_NOEXCEPT;
/** Learns that from some records or texts (`count` of them, one after the other,
 *  with their sizes), before the first piece: a few thousand texts in a few MB
 *  are best.  FUND_ERR_ARGUMENT when there is nothing to learn from them; the
 *  build may go on without. */
fund_status fund_bulk_train(fund_bulk *bulk, const char *samples, const size_t *sizes, size_t count,
                            fund_error *err) FUND_NOEXCEPT;

/** Begins piece `number`, from 0, each number once. */
fund_status fund_piece_new(fund_piece **out, fund_bulk *bulk, size_t number,
                           fund_error *err) FUND_NOEXCEPT;
fund_status fund_piece_add(fund_piece *piece, const fund_document *document,
                           fund_error *err) FUND_NOEXCEPT;
/** Makes it ready to be merged.  It must still be freed. */
fund_status fund_piece_close(fund_piece *piece, fund_error *err) FUND_NOEXCEPT;
void fund_piece_free(fund_piece *piece) FUND_NOEXCEPT;

/* ---- upgrades ---------------------------------------------------------- */

/* A writer that was opened with `upgrade` makes a new index beside the old one, in the same folder:
 * its commits are not seen by anybody else, and a second writer goes on where the first one ended. */

/** How many of the old index's articles have been written so far. */
uint64_t fund_upgrade_done(const fund_writer *writer) FUND_NOEXCEPT;
/** Sets that; committed with the next bulk build. */
void fund_upgrade_set_done(fund_writer *writer, uint64_t articles) FUND_NOEXCEPT;
/** Puts the new index in the place of the old one. `closed` afterwards. */
fund_status fund_upgrade_finish(fund_writer *writer, fund_error *err) FUND_NOEXCEPT;

/* ---- reading ----------------------------------------------------------- */

/** FUND_ERR_ANALYZER when an index was written by an analyzer of another fingerprint (a C string),
 *  or in an older format; the message says which index and what to do. */
fund_status fund_store_check_chain(const fund_store *store, const char *fingerprint,
                                   fund_error *err) FUND_NOEXCEPT;

/** What a commit is. */
typedef struct fund_commit {
    unsigned format;
    uint64_t number;
    char updated[32]; /**< when articles last changed, ISO 8601 UTC; "": never */
    size_t segments;  /**< of all indexes of the store */
} fund_commit;
/** The commit that a store has opened, of its first index. */
fund_status fund_store_commit(fund_commit *out, const fund_store *store,
                              fund_error *err) FUND_NOEXCEPT;

/** Segment `number`, from 0; FUND_ERR_ARGUMENT beyond the last one. */
fund_status fund_store_segment(fund_segment_info *out, const fund_store *store, size_t number,
                               fund_error *err) FUND_NOEXCEPT;

/** Appends a document's data.  FUND_ERR_NOT_FOUND without such a document. */
fund_status fund_store_data(fund_buf *out, const fund_store *store, fund_docid docid,
                            fund_error *err) FUND_NOEXCEPT;
fund_status fund_store_value(fund_buf *out, const fund_store *store, fund_docid docid,
                             uint32_t slot, fund_error *err) FUND_NOEXCEPT;

/** Receives a document's value; borrowed until it returns. */
typedef fund_status (*fund_value_callback)(fund_docid docid, const char *value, size_t len,
                                           void *payload);
/** The values in a slot, by ascending docid; documents without one are left out. */
fund_status fund_store_values(const fund_store *store, uint32_t slot, fund_value_callback callback,
                              void *payload, fund_error *err) FUND_NOEXCEPT;
/** Those of `count` documents, whose docids ascend. */
fund_status fund_store_values_of(const fund_store *store, uint32_t slot, const fund_docid *docids,
                                 size_t count, fund_value_callback callback, void *payload,
                                 fund_error *err) FUND_NOEXCEPT;

/** The docid of passage `to` of the article whose passage `from` is `docid`
 *  (passages of an article are adjacent within their shard). */
fund_docid fund_store_sibling(const fund_store *store, fund_docid docid, uint32_t from,
                              uint32_t to) FUND_NOEXCEPT;

typedef struct fund_store_stats {
    uint32_t documents;
    uint32_t deleted;      /**< documents that are gone but still take up space */
    double average_length; /**< of a document, in occurrences of terms */
} fund_store_stats;
fund_status fund_store_stats_get(fund_store_stats *out, const fund_store *store,
                                 fund_error *err) FUND_NOEXCEPT;
/** Size of the commit's files on disk. */
fund_status fund_store_size(uint64_t *bytes, const fund_store *store,
                            fund_error *err) FUND_NOEXCEPT;

typedef struct fund_term_stats {
    uint32_t documents;   /**< documents that have the term */
    uint64_t occurrences; /**< in all of them */
} fund_term_stats;
/** Zeros for an unknown term. */
fund_status fund_store_term_stats(fund_term_stats *out, const fund_store *store, const char *term,
                                  size_t len, fund_error *err) FUND_NOEXCEPT;

/** Receives a term of the index; borrowed until it returns. */
typedef fund_status (*fund_term_callback)(const char *term, size_t len, uint32_t documents,
                                          void *payload);
/** All terms that begin with prefix, in byte order. */
fund_status fund_store_terms(const fund_store *store, const char *prefix, size_t len,
                             fund_term_callback callback, void *payload,
                             fund_error *err) FUND_NOEXCEPT;
/** Whether a term is wanted, before it is read how many documents have it.  Where it is not,
 *  *skip, which is 0, may be set to a number of its bytes, 1 to len: the terms after it that
 *  begin with those are passed over, too. */
typedef bool (*fund_term_filter)(const char *term, size_t len, size_t *skip, void *payload);
/** Those that the filter wants; both receive the payload. */
fund_status fund_store_filter_terms(const fund_store *store, const char *prefix, size_t len,
                                    fund_term_filter filter, fund_term_callback callback,
                                    void *payload, fund_error *err) FUND_NOEXCEPT;
typedef fund_status (*fund_docid_callback)(fund_docid docid, void *payload);
/** The documents that have the term, ascending. */
fund_status fund_store_postings(const fund_store *store, const char *term, size_t len,
                                fund_docid_callback callback, void *payload,
                                fund_error *err) FUND_NOEXCEPT;
/** The first of them; *out = 0 when there is none. */
fund_status fund_store_first_posting(fund_docid *out, const fund_store *store, const char *term,
                                     size_t len, fund_error *err) FUND_NOEXCEPT;

/** Passage 1 of every article (FUND_PREFIX_FIRST), and then the word of each that is withdrawn
 *  (FUND_PREFIX_WITHDRAWN); each by segment, from the oldest one on. */
fund_status fund_store_firsts(const fund_store *store, fund_docid_callback callback, void *payload,
                              fund_error *err) FUND_NOEXCEPT;

/* ---- queries ----------------------------------------------------------- */

/** A query tree; immutable, may be part of several trees (sub-queries are
 *  copied by reference: free each handle you got). */
typedef struct fund_query fund_query;

typedef enum fund_query_op {
    FUND_OP_AND,
    FUND_OP_OR,
    FUND_OP_AND_NOT,   /**< first without the others */
    FUND_OP_AND_MAYBE, /**< first; the others only add weight */
    FUND_OP_FILTER,    /**< first, only where the others match, without weight */
    FUND_OP_SYNONYM,   /**< OR that counts as one term (Xapian OP_SYNONYM) */
    FUND_OP_MAX        /**< OR whose weight is that of the best one */
} fund_query_op;

/** Takes prefix + term as one term; wqf is the within-query frequency. */
fund_status fund_query_term(fund_query **out, const char *prefix, const char *term, size_t len,
                            uint32_t wqf, fund_error *err) FUND_NOEXCEPT;
/** Combines count >= 1 sub-queries (borrowed; NULL stands for "nothing"). */
fund_status fund_query_combine(fund_query **out, fund_query_op op, const fund_query *const *subs,
                               size_t count, fund_error *err) FUND_NOEXCEPT;
/** Multiplies the weight by factor >= 0 (0: no weight). */
fund_status fund_query_scale(fund_query **out, const fund_query *sub, double factor,
                             fund_error *err) FUND_NOEXCEPT;
/** Documents whose value in slot is between low and high, both included; a NULL
 *  bound is open.  Without weight. */
fund_status fund_query_range(fund_query **out, uint32_t slot, const char *low, size_t low_len,
                             const char *high, size_t high_len, fund_error *err) FUND_NOEXCEPT;
/** Terms beginning with prefix + stem, at most max_terms of them (the most
 *  frequent; 0: no bound), as one synonym. */
fund_status fund_query_prefix(fund_query **out, const char *prefix, const char *stem, size_t len,
                              uint32_t max_terms, fund_error *err) FUND_NOEXCEPT;
/** All documents, without weight. */
fund_status fund_query_all(fund_query **out, fund_error *err) FUND_NOEXCEPT;
/** All passages of the articles of which passage 1 matches `sub`. Without weight. */
fund_status fund_query_articles(fund_query **out, const fund_query *sub,
                                fund_error *err) FUND_NOEXCEPT;
/** What passages of an article are looked for together. */
typedef struct fund_together {
    const fund_query *const *musts; /**< each has a match somewhere in the article */
    size_t must_count;
    const fund_query *const *others;
    size_t other_count;
    double step; /**< the weight of a passage for each of all these that it matches but one */
    bool whole;  /**< all passages of the articles, not only those that match one */
} fund_together;
/** Passages of the articles that have all that is given. They are found when the query is run, once for
 *  each segment; the store must live as long. */
fund_status fund_query_together(fund_query **out, const fund_store *store,
                                const fund_together *what, fund_error *err) FUND_NOEXCEPT;
/** Some documents, which ascend, without weight. */
fund_status fund_query_documents(fund_query **out, const fund_store *store,
                                 const fund_docid *docids, size_t count,
                                 fund_error *err) FUND_NOEXCEPT;
/** Every document, with a weight of `most` for one whose date (FUND_SLOT_DATE) is `today` (ISO)
 *  or later, half of that `half_life` days before, and so on; none without a date. */
fund_status fund_query_recency(fund_query **out, const char *today, double half_life, double most,
                               fund_error *err) FUND_NOEXCEPT;
void fund_query_free(fund_query *query) FUND_NOEXCEPT;
/** Appends libxapian's description, for --explain and tests. */
fund_status fund_query_describe(fund_buf *out, const fund_query *query,
                                fund_error *err) FUND_NOEXCEPT;

typedef enum fund_sort {
    FUND_SORT_RELEVANCE,
    FUND_SORT_VALUE_DESC, /**< then by relevance */
    FUND_SORT_VALUE_ASC
} fund_sort;

/** How to match.  Start from FUND_MATCH_OPTIONS_INIT. */
typedef struct fund_match_options {
    uint32_t first;          /**< rank of the first result wanted, from 0 */
    uint32_t count;          /**< results wanted */
    uint32_t check_at_least; /**< count matches exactly up to this many */
    bool unweighted;         /**< all results weigh nothing; else by BM25 */
    double bm25_k1;          /**< term frequency saturation, >= 0 */
    double bm25_b;           /**< length normalisation, 0..1 */
    bool collapse;           /**< only the best result of each article (FUND_SLOT_ARTICLE) */
    fund_sort sort;          /**< by date (FUND_SLOT_DATE) where it says "value" */
    const char *now;         /**< leave out what is embargoed then: a time as in
                                FUND_SLOT_EMBARGO; C string; NULL: nothing */
} fund_match_options;

/* BM25: S. E. Robertson, S. Walker et al., "Okapi at TREC-3" (1994). */
#define FUND_MATCH_OPTIONS_INIT                                                                    \
    {                                                                                              \
        0, 10, 0, false, 0.5, 0.3, false, FUND_SORT_RELEVANCE, NULL                                \
    }

typedef struct fund_match {
    fund_docid docid;
    double weight;
    uint32_t collapsed; /**< further results hidden behind this one, a lower bound */
} fund_match;

typedef struct fund_matches {
    fund_match *items; /**< ranked; equal weights in order of docid */
    size_t count;
    uint32_t estimated, lower_bound, upper_bound; /**< of all matches, before `first` and `count` */
} fund_matches;

#define FUND_MATCHES_INIT                                                                          \
    {                                                                                              \
        NULL, 0, 0, 0, 0                                                                           \
    }

/** Runs a query.  Replaces what *out held. */
fund_status fund_store_match(fund_matches *out, const fund_store *store, const fund_query *query,
                             const fund_match_options *options, fund_error *err) FUND_NOEXCEPT;
void fund_matches_free(fund_matches *matches) FUND_NOEXCEPT;

/* ---- care -------------------------------------------------------------- */

/** Receives one line about a defect found. */
typedef fund_status (*fund_check_callback)(const char *line, void *payload);
/** See fund_index_check(). */
fund_status fund_store_check(size_t *defects, const char *path, fund_check_callback callback,
                             void *payload, fund_error *err) FUND_NOEXCEPT;
/** See fund_index_snapshot(). */
fund_status fund_store_snapshot(const char *path, const char *target,
                                fund_error *err) FUND_NOEXCEPT;

FUND_END_DECLS

#endif
