/* What is gone from where it came. */
#include "base/array.h"
#include "indexer/indexer_private.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* So many of a root's articles may go at once, and so large a part of them. */
enum { REMOVALS = 10, REMOVALS_PART = 5 };

typedef struct prune_run {
    fund_run *run;
    const char *file; /* that is looked at; NULL: all articles are */
    bool whole;       /* all articles are looked at, and counted */
    fund_buf gone;    /* for each article: whether it is shown, content hash, id, path */
    fund_buf data;    /* scratch */
    fund_array(fund_root *) limited; /* roots: a file that is read is what it is */
    fund_map *copies;                /* content hash of what is gone -> copies */
    fund_arena *memory;
    fund_error *err;
} prune_run;

/* Of the articles that may have moved. */
typedef struct copies {
    size_t gone; /* articles with the same content */
    size_t all;  /* and as many as there are */
} copies;

/* An article that is gone. */
typedef struct gone_article {
    bool shown; /* else it is withdrawn */
    uint64_t content_hash[2];
    fund_text id, path;
} gone_article;

static void append_text(fund_buf *out, fund_text text)
{
    fund_buf_append_varint(out, text.len);
    fund_buf_append(out, text.data, text.len);
}

static fund_text take_text(const char **pos, const char *end)
{
    uint64_t len = 0;
    fund_varint_read(&len, pos, end);
    const fund_text text = {*pos, (size_t)len};
    *pos += len;
    return text;
}

static void append_gone(fund_buf *out, const fund_record *record)
{
    fund_buf_append_byte(out, record->text.len > 0);
    fund_buf_append(out, record->fields.content_hash, sizeof record->fields.content_hash);
    append_text(out, record->fields.id);
    append_text(out, record->fields.path);
}

/* The next one from *pos on, which is NULL at first; false after the last one. */
static bool next_gone(gone_article *out, const char **pos, const prune_run *prune)
{
    const char *end = prune->gone.data + prune->gone.len;
    *pos = *pos == NULL ? prune->gone.data : *pos;
    if (*pos == end) {
        return false;
    }
    out->shown = *(*pos)++ != 0;
    memcpy(out->content_hash, *pos, sizeof out->content_hash);
    *pos += sizeof out->content_hash;
    out->id = take_text(pos, end);
    out->path = take_text(pos, end);
    return true;
}

/* ---- collecting --------------------------------------------------------- */

/* A file that came back, or another one in its place, is going to be read. */
static bool is_missing(prune_run *prune, fund_text path)
{
    struct stat info;
    char *copy = fund_memdup(path.data, path.len);
    if (copy == NULL) {
        prune->gone.failed = true;
        return false;
    }
    bool missing = lstat(copy, &info) != 0 ? errno == ENOENT || errno == ENOTDIR
                                           : prune->file != NULL && !S_ISREG(info.st_mode);
    free(copy);
    return missing;
}

static bool is_covered(prune_run *prune, fund_text path)
{
    const fund_coverage *coverage = &prune->run->coverage;
    bool here = prune->file != NULL ? path.len == strlen(prune->file) &&
                                          memcmp(path.data, prune->file, path.len) == 0
                                    : fund_lies_under_any(path, &coverage->folders);
    return here && !fund_lies_under_any(path, &coverage->kept) &&
           (!prune->run->missing_only || is_missing(prune, path));
}

static void count_article(const prune_run *prune, const fund_record *record, bool gone)
{
    bool shown = record->text.len > 0; /* else it is withdrawn */
    for (size_t i = 0; i < prune->limited.count; i++) {
        fund_root *root = prune->limited.items[i];
        if (fund_lies_under(record->fields.path, root->path)) {
            root->articles += shown && prune->file == NULL;
            root->gone += shown && gone;
            root->concerned |= gone;
        }
    }
}

/* The ids are collected first: the index must not change under the iteration. */
static fund_status look_at_article(fund_docid docid, void *payload)
{
    prune_run *prune = payload;
    fund_record record;
    fund_status status =
        fund_indexer_record(&record, &prune->data, prune->run->indexer, docid, prune->err);
    if (status != FUND_OK) {
        return status;
    }
    const fund_seen *met =
        fund_map_get(prune->run->ids.seen, record.fields.id.data, record.fields.id.len);
    bool gone = met == NULL && is_covered(prune, record.fields.path);
    if (met == NULL || met->stored) {
        count_article(prune, &record, gone);
    }
    if (gone) {
        append_gone(&prune->gone, &record);
    }
    return prune->gone.failed ? fund_no_memory(prune->err) : FUND_OK;
}

/* A file's articles have a term in common. */
static fund_status look_at_file(prune_run *prune, const char *file)
{
    fund_buf term = FUND_BUF_INIT;
    prune->file = file;
    fund_status status = fund_path_term(&term, file, strlen(file), prune->err);
    if (status == FUND_OK) {
        status = fund_store_postings(prune->run->indexer->reader, term.data, term.len,
                                     look_at_article, prune, prune->err);
    }
    prune->file = NULL;
    fund_buf_free(&term);
    return status;
}

static fund_status look_at_all(prune_run *prune)
{
    const fund_coverage *coverage = &prune->run->coverage;
    fund_status status = FUND_OK;
    fund_buf_clear(&prune->gone);
    for (size_t i = 0; i < prune->limited.count; i++) {
        fund_root *root = prune->limited.items[i];
        root->gone = 0;
        root->concerned = false;
        root->articles = prune->whole ? 0 : root->articles;
    }
    if (prune->whole) {
        status = fund_store_firsts(prune->run->indexer->reader, look_at_article, prune, prune->err);
    }
    for (size_t i = 0; i < coverage->files.count && status == FUND_OK; i++) {
        const char *file = coverage->files.items[i];
        bool seen = fund_lies_under_any((fund_text){file, strlen(file)}, &coverage->folders);
        status = seen ? FUND_OK : look_at_file(prune, file);
    }
    return status;
}

/* ---- what has moved ----------------------------------------------------- */

static copies *copies_of(const prune_run *prune, const uint64_t hash[2])
{
    return fund_map_get(prune->copies, hash, 2 * sizeof *hash);
}

static fund_status note_copies(prune_run *prune)
{
    gone_article article;
    for (const char *pos = NULL; next_gone(&article, &pos, prune);) {
        const void *hash = article.content_hash;
        copies *of = copies_of(prune, article.content_hash);
        if (of == NULL) {
            of = fund_arena_alloc(prune->memory, sizeof *of);
            if (of == NULL ||
                !fund_map_put(prune->copies, hash, sizeof article.content_hash, of, NULL)) {
                return fund_no_memory(prune->err);
            }
            *of = (copies){0, 0};
        }
        of->gone++;
    }
    return FUND_OK;
}

static void count_copy(const prune_run *prune, const uint64_t hash[2])
{
    copies *of = copies_of(prune, hash);
    if (of != NULL) {
        of->all++;
    }
}

static fund_status look_for_copy(fund_docid docid, void *payload)
{
    prune_run *prune = payload;
    fund_record record;
    fund_status status =
        fund_indexer_record(&record, &prune->data, prune->run->indexer, docid, prune->err);
    if (status == FUND_OK) {
        count_copy(prune, record.fields.content_hash);
    }
    return status;
}

static fund_status count_copies(prune_run *prune)
{
    size_t cursor = 0, len;
    const char *key;
    void *value;
    while (fund_map_next(prune->run->ids.seen, &cursor, &key, &len, &value)) {
        count_copy(prune, ((const fund_seen *)value)->content_hash);
    }
    return fund_store_firsts(prune->run->indexer->reader, look_for_copy, prune, prune->err);
}

/* A renamed file may be an article by another id: nothing is lost of what is still there. */
static fund_status pass_over_moved(prune_run *prune)
{
    gone_article article;
    prune->copies = fund_map_new();
    prune->memory = fund_arena_new();
    fund_status status = prune->copies != NULL && prune->memory != NULL
                             ? note_copies(prune)
                             : fund_no_memory(prune->err);
    if (status == FUND_OK) {
        status = count_copies(prune);
    }
    for (const char *pos = NULL; status == FUND_OK && next_gone(&article, &pos, prune);) {
        const copies *of = copies_of(prune, article.content_hash);
        for (size_t i = 0; of->all > of->gone && i < prune->limited.count; i++) {
            fund_root *root = prune->limited.items[i];
            root->gone -= article.shown && fund_lies_under(article.path, root->path);
        }
    }
    fund_map_free(prune->copies, NULL);
    fund_arena_free(prune->memory);
    return status;
}

/* ---- refusing ----------------------------------------------------------- */

static bool is_over(const fund_root *root)
{
    uint64_t gone = root->before + root->gone;
    return root->gone > 0 && gone > REMOVALS &&
           (!root->folder || gone * REMOVALS_PART > root->articles + root->before_removed);
}

static bool any_is_over(const prune_run *prune)
{
    bool over = false;
    for (size_t i = 0; i < prune->limited.count; i++) {
        const fund_root *root = prune->limited.items[i];
        over |= root->folder && is_over(root);
    }
    return over;
}

typedef enum refusal { ALLOWED, AWAY, EMPTY, TOO_MANY } refusal;

/* What is absent is not force's to remove; a file may be deleted, within limits. */
static fund_status judge(refusal *out, const fund_run *run, const fund_root *root)
{
    fund_place now = fund_place_look(root->name);
    bool has_files = true;
    *out = ALLOWED;
    if (!root->folder) {
        *out = !now.there && is_over(root) ? AWAY : ALLOWED;
        return FUND_OK;
    }
    if (!fund_place_is_same_folder(&now, &root->place)) {
        *out = AWAY;
        return FUND_OK;
    }
    if (run->prune == FUND_PRUNE_FORCE) {
        return FUND_OK;
    }
    fund_status status = fund_corpus_has_files(&has_files, root->path, run->err);
    *out = !has_files ? EMPTY : is_over(root) ? TOO_MANY : ALLOWED;
    return status;
}

/* Those of its articles that are gone and were kept. */
static uint64_t count_kept(const fund_root *root)
{
    return root->before - root->before_removed + root->gone;
}

/* Once for a scan, and while a burst goes on when it has doubled. */
static bool is_news(const fund_root *root)
{
    uint64_t kept = count_kept(root);
    bool again = root->scan ? kept == root->told : kept > root->gone && kept / 2 < root->told;
    return kept > 0 && !again;
}

static void tell_refusal(fund_run *run, fund_root *root, refusal why)
{
    unsigned long long gone = count_kept(root);
    fund_buf message = FUND_BUF_INIT;
    if (!is_news(root)) {
        return;
    }
    root->told = gone;
    if (why == TOO_MANY) {
        fund_buf_printf(&message,
                        fund_trn("%llu of %llu articles is gone; none was removed",
                                 "%llu of %llu articles are gone; none was removed", gone),
                        gone, (unsigned long long)root->articles);
    } else {
        fund_buf_printf(&message,
                        why == AWAY ? fund_trn("disappeared; its %llu article was kept",
                                               "disappeared; its %llu articles were kept", gone)
                                    : fund_trn("is empty; its %llu article was kept",
                                               "is empty; its %llu articles were kept", gone),
                        gone);
    }
    fund_buf_append_str(&message, why == AWAY ? "" : fund_tr(" (--prune=force removes them)"));
    fund_error error = FUND_ERROR_INIT;
    fund_error_set_in(&error, FUND_ERR_NOT_FOUND, root->name, 0, "%s",
                      message.failed ? "" : message.data);
    fund_run_tell_refused(run, &error);
    fund_buf_free(&message);
}

static fund_status judge_roots(const prune_run *prune)
{
    fund_status status = FUND_OK;
    for (size_t i = 0; i < prune->limited.count && status == FUND_OK; i++) {
        fund_root *root = prune->limited.items[i];
        refusal why = ALLOWED;
        status = root->concerned ? judge(&why, prune->run, root) : FUND_OK;
        root->refused = why != ALLOWED;
        if (status == FUND_OK && root->refused) {
            tell_refusal(prune->run, root, why);
        }
    }
    return status;
}

/* ---- removing ----------------------------------------------------------- */

static bool is_refused(const prune_run *prune, fund_text path)
{
    bool refused = false;
    for (size_t i = 0; i < prune->limited.count && !refused; i++) {
        const fund_root *root = prune->limited.items[i];
        refused = root->refused && fund_lies_under(path, root->path);
    }
    return refused;
}

static fund_status remove_gone(uint64_t *removed, const prune_run *prune)
{
    fund_run *run = prune->run;
    gone_article article;
    fund_status status = FUND_OK;
    for (const char *pos = NULL; status == FUND_OK && next_gone(&article, &pos, prune);) {
        if (is_refused(prune, article.path)) {
            run->counts.refused += article.shown;
            continue;
        }
        if (!run->indexer->options.dry_run) {
            status = fund_indexer_delete(run->indexer, article.id.data, article.id.len, prune->err);
        } else if (article.shown) {
            fund_run_tell_difference(run, FUND_DIFFERENCE_GONE, article.id, article.path);
        }
        *removed += status == FUND_OK && article.shown;
    }
    return status;
}

/* Every article is counted only where what the roots had before gives cause for it, so that a
 * file among a million costs only itself. */
static fund_status collect(prune_run *prune)
{
    fund_status status = look_at_all(prune);
    if (status != FUND_OK || prune->run->prune == FUND_PRUNE_FORCE || !any_is_over(prune)) {
        return status;
    }
    if (!prune->whole) {
        prune->whole = true;
        status = look_at_all(prune);
    }
    return status == FUND_OK && any_is_over(prune) ? pass_over_moved(prune) : status;
}

static fund_status list_limited(prune_run *prune)
{
    for (size_t i = 0; i < prune->run->roots.count; i++) {
        fund_root *root = &prune->run->roots.items[i];
        root->gone = 0;
        if (root->path != NULL && (root->folder || !root->scan) &&
            !fund_array_push(&prune->limited, root)) {
            return fund_no_memory(prune->err);
        }
    }
    return FUND_OK;
}

fund_status fund_indexer_prune(uint64_t *removed, fund_run *run)
{
    if (run->indexer->reader == NULL) {
        return FUND_OK;
    }
    prune_run prune = {.run = run,
                       .whole = run->coverage.folders.count > 0,
                       .limited = FUND_ARRAY_INIT,
                       .err = run->err};
    fund_status status = list_limited(&prune);
    if (status == FUND_OK) {
        status = collect(&prune);
    }
    if (status == FUND_OK && prune.gone.len > 0) {
        status = judge_roots(&prune);
        status = status == FUND_OK ? remove_gone(removed, &prune) : status;
    }
    fund_array_free(&prune.limited);
    fund_buf_free(&prune.gone);
    fund_buf_free(&prune.data);
    return status;
}
