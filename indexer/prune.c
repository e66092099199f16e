/* What is gone from where it came. */
#include "indexer/indexer_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void free_list(char **list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(list[i]);
    }
    free(list);
}

void fund_coverage_free(fund_coverage *coverage)
{
    free_list(coverage->roots, coverage->root_count);
    free_list(coverage->kept, coverage->kept_count);
    *coverage = (fund_coverage){0};
}

/* Takes over `path`. */
static fund_status append(char ***list, size_t *count, char *path, fund_error *err)
{
    char **grown = path == NULL ? NULL : realloc(*list, (*count + 1) * sizeof *grown);
    if (grown == NULL) {
        free(path);
        return fund_error_set(err, FUND_ERR_MEMORY, "not enough memory for the run's paths");
    }
    grown[(*count)++] = path;
    *list = grown;
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

fund_status fund_coverage_add_root(fund_coverage *coverage, const char *path, fund_error *err)
{
    char *root = resolve(path);
    if (root == NULL) {
        if (errno == ENOMEM) {
            return fund_error_set(err, FUND_ERR_MEMORY, "not enough memory for the run's paths");
        }
        return FUND_OK;
    }
    return append(&coverage->roots, &coverage->root_count, root, err);
}

fund_status fund_coverage_keep(fund_coverage *coverage, const char *path, fund_error *err)
{
    return append(&coverage->kept, &coverage->kept_count, fund_memdup(path, strlen(path)), err);
}

static bool lies_under(fund_field path, const char *root)
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

static bool lies_under_any(fund_field path, char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (lies_under(path, list[i])) {
            return true;
        }
    }
    return false;
}

typedef struct prune_run {
    fund_indexer *indexer;
    const fund_coverage *coverage;
    const fund_ids *ids;
    fund_buf gone; /* ids to remove: varint length, bytes */
    fund_buf data;
    fund_error *err;
} prune_run;

/* The ids are collected first: the index must not change under the iteration. */
static fund_status look_at_article(fund_docid docid, void *payload)
{
    prune_run *run = payload;
    fund_record record;
    fund_status status =
        fund_indexer_record(&record, &run->data, run->indexer, docid, run->err);
    if (status != FUND_OK) {
        return status;
    }
    if (lies_under_any(record.path, run->coverage->roots, run->coverage->root_count) &&
        !lies_under_any(record.path, run->coverage->kept, run->coverage->kept_count) &&
        !fund_map_has(run->ids->met, record.id.data, record.id.len)) {
        fund_buf_append_varint(&run->gone, record.id.len);
        fund_buf_append(&run->gone, record.id.data, record.id.len);
    }
    return run->gone.failed ? fund_error_set(run->err, FUND_ERR_MEMORY, "not enough memory")
                            : FUND_OK;
}

static fund_status remove_gone(uint64_t *removed, prune_run *run)
{
    const char *pos = run->gone.data;
    const char *end = pos + run->gone.len;
    uint64_t len;
    while (run->gone.len > 0 && fund_varint_read(&len, &pos, end)) {
        if (!run->indexer->options.dry_run) {
            fund_status status = fund_indexer_delete(run->indexer, pos, (size_t)len, run->err);
            if (status != FUND_OK) {
                return status;
            }
        }
        (*removed)++;
        pos += len;
    }
    return FUND_OK;
}

fund_status fund_indexer_prune(uint64_t *removed, fund_indexer *indexer,
                               const fund_coverage *coverage, const fund_ids *ids,
                               fund_error *err)
{
    if (indexer->reader == NULL || coverage->root_count == 0) {
        return FUND_OK;
    }
    prune_run run = {indexer, coverage, ids, FUND_BUF_INIT, FUND_BUF_INIT, err};
    fund_status status = fund_store_postings(indexer->reader, FUND_PREFIX_FIRST,
                                             strlen(FUND_PREFIX_FIRST), look_at_article, &run, err);
    if (status == FUND_OK) {
        status = remove_gone(removed, &run);
    }
    fund_buf_free(&run.gone);
    fund_buf_free(&run.data);
    return status;
}
