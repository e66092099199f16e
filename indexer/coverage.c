/* What a run covers: where articles were looked for, and so may be found to be gone. */
#include "base/array.h"
#include "indexer/indexer_private.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

static void free_paths(fund_paths *paths)
{
    for (size_t i = 0; i < paths->count; i++) {
        free(paths->items[i]);
    }
    fund_array_free(paths);
}

void fund_coverage_free(fund_coverage *coverage)
{
    free_paths(&coverage->folders);
    free_paths(&coverage->files);
    free_paths(&coverage->kept);
}

static fund_status append(fund_paths *paths, const char *path, fund_error *err)
{
    char *copy = fund_memdup(path, strlen(path));
    if (copy == NULL || !fund_array_push(paths, copy)) {
        free(copy);
        return fund_no_memory(err);
    }
    return FUND_OK;
}

fund_status fund_coverage_add(fund_coverage *coverage, const char *path, bool folder,
                              fund_error *err)
{
    return append(folder ? &coverage->folders : &coverage->files, path, err);
}

fund_status fund_coverage_keep(fund_coverage *coverage, const char *path, fund_error *err)
{
    return append(&coverage->kept, path, err);
}

bool fund_lies_under(fund_text path, const char *root)
{
    size_t len = strlen(root);
    if (path.len < len || memcmp(path.data, root, len) != 0) {
        return false;
    }
    return path.len == len || path.data[len] == '/' || root[len - 1] == '/';
}

bool fund_lies_under_any(fund_text path, const fund_paths *paths)
{
    for (size_t i = 0; i < paths->count; i++) {
        if (fund_lies_under(path, paths->items[i])) {
            return true;
        }
    }
    return false;
}

/* ---- roots -------------------------------------------------------------- */

/* The absolute path of a file under which corpus/ names it: its folder is resolved. NULL when
 * that is not there. */
static char *resolve_file(const char *path)
{
    fund_buf buf = FUND_BUF_INIT;
    const char *slash = strrchr(path, '/');
    if (slash == NULL) {
        fund_buf_append_str(&buf, ".");
    } else {
        fund_buf_append(&buf, path, slash == path ? 1 : (size_t)(slash - path));
    }
    char *folder = buf.failed ? NULL : realpath(buf.data, NULL);
    fund_buf_clear(&buf);
    if (folder != NULL) {
        fund_buf_printf(&buf, "%s/%s", strcmp(folder, "/") == 0 ? "" : folder,
                        slash == NULL ? path : slash + 1);
    }
    free(folder);
    char *result = buf.len > 0 && !buf.failed ? fund_memdup(buf.data, buf.len) : NULL;
    fund_buf_free(&buf);
    return result;
}

/* The first component that is missing, its links followed, which glibc leaves there. */
static char *resolve_missing(const char *path)
{
    char resolved[PATH_MAX] = "";
    char *whole = realpath(path, resolved);
    return whole == NULL && resolved[0] == '/' ? fund_memdup(resolved, strlen(resolved)) : NULL;
}

fund_status fund_roots_init(fund_roots *out, const char *const *paths, size_t count,
                            fund_error *err)
{
    *out = (fund_roots)FUND_ARRAY_INIT;
    if (!fund_array_reserve(out, count)) {
        return fund_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        out->items[out->count++] = (fund_root){.name = paths[i], .scan = true};
    }
    return FUND_OK;
}

void fund_roots_free(fund_roots *roots)
{
    for (size_t i = 0; i < roots->count; i++) {
        free(roots->items[i].path);
    }
    fund_array_free(roots);
}

fund_status fund_root_look(fund_root *root, fund_coverage *coverage, fund_error *err)
{
    if (strcmp(root->name, "-") == 0) {
        return FUND_OK;
    }
    root->place = fund_place_look(root->name);
    errno = 0;
    char *path = !root->place.there   ? NULL
                 : root->place.folder ? realpath(root->name, NULL)
                                      : resolve_file(root->name);
    bool there = path != NULL;
    if (!there && errno == ENOMEM) {
        return fund_no_memory(err);
    }
    root->folder = there ? root->place.folder : root->folder;
    path = there || root->path != NULL ? path : resolve_missing(root->name);
    if (path != NULL) {
        free(root->path);
        root->path = path;
    }
    if (root->path != NULL && (root->away || (!there && (root->folder || root->scan)))) {
        return fund_coverage_keep(coverage, root->path, err);
    }
    return there && root->scan ? fund_coverage_add(coverage, root->path, root->folder, err)
                               : FUND_OK;
}
