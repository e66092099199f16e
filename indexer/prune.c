/* What is gone from where it came. */
#include "indexer/indexer_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void free_paths(fund_paths *paths)
{
    for (size_t i = 0; i < paths->count; i++) {
        free(paths->items[i]);
    }
    free(paths->items);
    *paths = (fund_paths){NULL, 0};
}

void fund_coverage_free(fund_coverage *coverage)
{
    free_paths(&coverage->folders);
    free_paths(&coverage->files);
    free_paths(&coverage->kept);
}

/* Takes over `path`. */
static fund_status append(fund_paths *paths, char *path, fund_error *err)
{
    bool full = (paths->count & (paths->count - 1)) == 0; /* room for a power of two */
    size_t capacity = paths->count > 0 ? paths->count * 2 : 1;
    char **grown =
        path != NULL && full ? realloc(paths->items, capacity * sizeof *grown) : paths->items;
    if (path == NULL || grown == NULL) {
        free(path);
        return fund_no_memory(err);
    }
    paths->items = grown;
    grown[paths->count++] = path;
    return FUND_OK;
}

/* The absolute path under which corpus/ names a file or folder: a folder is
 * resolved, of a file its folder is. NULL when it is not there. */
static char *resolve(const char *path)
{
    struct stat info;
    if (lstat(path, &info) != 0) {
        return NULL;
    }
    const char *slash = strrchr(path, '/');
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode)) {
        return realpath(path, NULL);
    }
    fund_buf folder = FUND_BUF_INIT;
    if (slash == NULL) {
        fund_buf_append_str(&folder, ".");
    } else {
        fund_buf_append(&folder, path, slash == path ? 1 : (size_t)(slash - path));
    }
    char *resolved = folder.failed ? NULL : realpath(folder.data, NULL);
    fund_buf_clear(&folder);
    if (resolved != NULL) {
        fund_buf_printf(&folder, "%s/%s", strcmp(resolved, "/") == 0 ? "" : resolved,
                        slash == NULL ? path : slash + 1);
    }
    free(resolved);
    char *result = folder.len > 0 && !folder.failed ? fund_memdup(folder.data, folder.len) : NULL;
    fund_buf_free(&folder);
    return result;
}

fund_status fund_coverage_add(fund_coverage *coverage, const char *path, bool folder,
                              fund_error *err)
{
    return append(folder ? &coverage->folders : &coverage->files, fund_memdup(path, strlen(path)),
                  err);
}

fund_status fund_coverage_add_root(fund_coverage *coverage, const char *path, fund_error *err)
{
    struct stat info;
    char *root = resolve(path);
    if (root == NULL) {
        if (errno == ENOMEM) {
            return fund_no_memory(err);
        }
        return FUND_OK;
    }
    bool folder = stat(root, &info) == 0 && S_ISDIR(info.st_mode);
    return append(folder ? &coverage->folders : &coverage->files, root, err);
}

fund_status fund_coverage_keep(fund_coverage *coverage, const char *path, fund_error *err)
{
    return append(&coverage->kept, fund_memdup(path, strlen(path)), err);
}

static bool lies_under(fund_text path, const char *root)
{
    size_t len = strlen(root);
    while (len > 1 && root[len - 1] == '/') {
        len--;
    }
    if (path.len < len || memcmp(path.data, root, len) != 0) {
        return false;
    }
    return path.len == len || path.data[len] == '/' || len == 1;
}

static bool lies_under_any(fund_text path, const fund_paths *paths)
{
    for (size_t i = 0; i < paths->count; i++) {
        if (lies_under(path, paths->items[i])) {
            return true;
        }
    }
    return false;
}

typedef struct prune_run {
    fund_indexer *indexer;
    const fund_run *run;
    const fund_coverage *coverage;
    const char *file; /* that is looked at; NULL: the folders are */
    fund_buf gone;    /* for each article: whether it is shown, id, path */
    fund_buf data;
    fund_error *err;
} prune_run;

static bool is_covered(const prune_run *run, fund_text path)
{
    bool here = run->file != NULL
                    ? path.len == strlen(run->file) && memcmp(path.data, run->file, path.len) == 0
                    : lies_under_any(path, &run->coverage->folders);
    return here && !lies_under_any(path, &run->coverage->kept);
}

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

/* The ids are collected first: the index must not change under the iteration. */
static fund_status look_at_article(fund_docid docid, void *payload)
{
    prune_run *run = payload;
    fund_record record;
    fund_status status = fund_indexer_record(&record, &run->data, run->indexer, docid, run->err);
    if (status != FUND_OK) {
        return status;
    }
    if (is_covered(run, record.fields.path) &&
        !fund_map_has(run->run->ids.seen, record.fields.id.data, record.fields.id.len)) {
        fund_buf_append_byte(&run->gone, record.text.len > 0); /* else it is withdrawn */
        append_text(&run->gone, record.fields.id);
        append_text(&run->gone, record.fields.path);
    }
    return run->gone.failed ? fund_no_memory(run->err) : FUND_OK;
}

/* A file's articles have a term in common. */
static fund_status look_at_file(prune_run *run, const char *file)
{
    fund_buf term = FUND_BUF_INIT;
    run->file = file;
    fund_status status = fund_path_term(&term, file, strlen(file), run->err);
    if (status == FUND_OK) {
        status = fund_store_postings(run->indexer->reader, term.data, term.len, look_at_article,
                                     run, run->err);
    }
    run->file = NULL;
    fund_buf_free(&term);
    return status;
}

static fund_status attempt_collect(void *payload, fund_error *err)
{
    prune_run *run = payload;
    const fund_coverage *coverage = run->coverage;
    fund_status status = FUND_OK;
    fund_buf_clear(&run->gone);
    if (coverage->folders.count > 0) {
        status = fund_indexer_each(run->indexer, look_at_article, run, err);
    }
    for (size_t i = 0; i < coverage->files.count && status == FUND_OK; i++) {
        const char *file = coverage->files.items[i];
        bool seen = lies_under_any((fund_text){file, strlen(file)}, &coverage->folders);
        status = seen ? FUND_OK : look_at_file(run, file);
    }
    return status;
}

static fund_status remove_gone(uint64_t *removed, const prune_run *run)
{
    const char *pos = run->gone.data;
    const char *end = pos + run->gone.len;
    fund_status status = FUND_OK;
    while (pos < end && status == FUND_OK) {
        bool shown = *pos++ != 0;
        fund_text id = take_text(&pos, end), path = take_text(&pos, end);
        if (!run->indexer->options.dry_run) {
            status = fund_indexer_delete(run->indexer, id.data, id.len, run->err);
        } else if (shown) {
            fund_run_tell_difference(run->run, FUND_DIFFERENCE_GONE, id, path);
        }
        *removed += status == FUND_OK && shown ? 1 : 0;
    }
    return status;
}

fund_status fund_indexer_prune(uint64_t *removed, const fund_run *of)
{
    fund_indexer *indexer = of->indexer;
    if (indexer->reader == NULL) {
        return FUND_OK;
    }
    prune_run run = {indexer, of, &of->coverage, NULL, FUND_BUF_INIT, FUND_BUF_INIT, of->err};
    fund_status status = fund_store_retry(indexer->reader, attempt_collect, &run, of->err);
    if (status == FUND_OK && run.gone.len > 0) {
        status = remove_gone(removed, &run);
    }
    fund_buf_free(&run.gone);
    fund_buf_free(&run.data);
    return status;
}
