/* Which files a path stands for: itself, or those in a folder and the folders in it. */
#include "corpus/corpus_private.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct walk {
    const fund_corpus_visitor *visitor;
    void *payload;
    fund_error *err;
    fund_buf name;  /* of the entry that is visited, as the caller gave it */
    fund_buf path;  /* the same, absolute */
    fund_text root; /* the folder given, resolved; empty: links are the visitor's concern */
    fund_map *seen; /* folders by device and inode -> &open or &left */
    char open, left;
} walk;

static fund_status report(walk *w, fund_status status, bool lost, const char *what)
{
    return w->visitor->problem == NULL
               ? FUND_OK
               : w->visitor->problem(status, lost, w->name.data, w->path.data, what, w->payload);
}

static fund_status report_errno(walk *w, int errnum)
{
    return report(w, fund_status_of_errno(errnum), true, strerror(errnum));
}

static fund_status visit(walk *w, bool named);

/* ---- folders ------------------------------------------------------------ */

typedef fund_array(const char *) entries;

/* Appends the names in a folder; an errno, 0 when all went well. */
static int list_folder(entries *out, fund_arena *arena, const char *path)
{
    DIR *dir = opendir(path);
    if (dir == NULL) {
        return errno;
    }
    struct dirent *entry;
    while (errno = 0, (entry = readdir(dir)) != NULL) {
        if (fund_corpus_is_hidden(entry->d_name)) {
            continue;
        }
        const char *copy = fund_arena_copy(arena, entry->d_name, strlen(entry->d_name));
        if (copy == NULL || !fund_array_push(out, copy)) {
            errno = ENOMEM;
            break;
        }
    }
    int errnum = errno;
    closedir(dir);
    return errnum;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void append_entry(fund_buf *path, const char *entry)
{
    if (path->len > 0 && path->data[path->len - 1] != '/') {
        fund_buf_append_byte(path, '/');
    }
    fund_buf_append_str(path, entry);
}

static fund_status visit_entry(walk *w, const char *entry)
{
    size_t name_len = w->name.len;
    size_t path_len = w->path.len;
    append_entry(&w->name, entry);
    append_entry(&w->path, entry);
    fund_status status =
        w->name.failed || w->path.failed ? fund_no_memory(w->err) : visit(w, false);
    fund_buf_cut(&w->name, name_len);
    fund_buf_cut(&w->path, path_len);
    return status;
}

static fund_status visit_entries(walk *w, fund_arena *arena)
{
    entries list = FUND_ARRAY_INIT;
    int errnum = list_folder(&list, arena, w->path.data);
    fund_status status = errnum == ENOMEM ? fund_no_memory(w->err)
                         : errnum != 0    ? report_errno(w, errnum)
                                          : FUND_OK;
    if (list.count > 1) {
        qsort(list.items, list.count, sizeof *list.items, compare_names);
    }
    for (size_t i = 0; status == FUND_OK && i < list.count; i++) {
        status = visit_entry(w, list.items[i]);
    }
    fund_array_free(&list);
    return status;
}

/* A folder is read once, also when symlinks lead to it by several ways: that
   ends loops, and no article comes twice. */
static fund_status visit_folder(walk *w, const struct stat *info)
{
    uint64_t key[2] = {(uint64_t)info->st_dev, (uint64_t)info->st_ino};
    const char *state = fund_map_get(w->seen, key, sizeof key);
    if (state == &w->open) {
        return report(w, FUND_ERR_IO, false, fund_tr("link to a folder above; not followed"));
    }
    if (state == &w->left) {
        return FUND_OK;
    }
    bool enter = true;
    if (w->visitor->folder != NULL) {
        fund_status status = w->visitor->folder(&enter, w->path.data, w->payload);
        if (status != FUND_OK || !enter) {
            return status;
        }
    }
    fund_arena *arena = fund_arena_new();
    if (arena == NULL || !fund_map_put(w->seen, key, sizeof key, &w->open, NULL)) {
        fund_arena_free(arena);
        return fund_no_memory(w->err);
    }
    fund_status status = visit_entries(w, arena);
    fund_arena_free(arena);
    if (!fund_map_put(w->seen, key, sizeof key, &w->left, NULL)) {
        return fund_no_memory(w->err);
    }
    return status;
}

/* ---- entries ------------------------------------------------------------ */

bool fund_corpus_is_below(const char *path, const char *root, size_t len)
{
    char *resolved = realpath(path, NULL);
    bool below = resolved != NULL && strncmp(resolved, root, len) == 0 &&
                 (resolved[len] == '/' || resolved[len] == '\0' || (len == 1 && root[0] == '/'));
    free(resolved);
    return below;
}

/* Who may write in a folder does not choose what else is read: what a link there leads to
 * is taken where it lies in the folder that was given. */
static bool leads_out(const walk *w)
{
    struct stat info;
    return w->root.len > 0 && lstat(w->path.data, &info) == 0 && S_ISLNK(info.st_mode) &&
           !fund_corpus_is_below(w->path.data, w->root.data, w->root.len);
}

static fund_status visit(walk *w, bool named)
{
    bool wanted = named || w->visitor->takes(w->name.data);
    struct stat info;
    if (stat(w->path.data, &info) != 0) {
        int errnum = errno;
        bool dangling = errnum == ENOENT || errnum == ELOOP;
        return dangling && !wanted ? FUND_OK : report_errno(w, errnum);
    }
    if (!named && (S_ISDIR(info.st_mode) || wanted) && leads_out(w)) {
        return report(w, FUND_ERR_IO, false, fund_tr("link to outside the folder; not followed"));
    }
    if (S_ISDIR(info.st_mode)) {
        return visit_folder(w, &info);
    }
    if (S_ISREG(info.st_mode) && !wanted) {
        return w->visitor->skipped == NULL
                   ? FUND_OK
                   : w->visitor->skipped(w->name.data, w->path.data, w->payload);
    }
    if (S_ISREG(info.st_mode)) {
        return w->visitor->file(w->name.data, w->path.data, (uint64_t)info.st_size, w->payload);
    }
    return !named ? FUND_OK
                  : report(w, FUND_ERR_IO, true,
                           fund_tr("not a regular file or folder (use - to read a stream)"));
}

bool fund_corpus_append_absolute(fund_buf *out, const char *name)
{
    struct stat info;
    bool folder = stat(name, &info) == 0 && S_ISDIR(info.st_mode);
    const char *slash = strrchr(name, '/');
    char *parent = slash == NULL ? fund_memdup(".", 1)
                                 : fund_memdup(name, slash == name ? 1 : (size_t)(slash - name));
    if (parent == NULL) {
        return false;
    }
    char *resolved = realpath(folder ? name : parent, NULL);
    bool no_memory = resolved == NULL && errno == ENOMEM;
    fund_buf_append_str(out, resolved != NULL ? resolved : name);
    if (resolved != NULL && !folder) {
        append_entry(out, slash == NULL ? name : slash + 1);
    }
    free(resolved);
    free(parent);
    return !no_memory && !out->failed;
}

static bool append_path(fund_buf *out, const char *name, bool as_is)
{
    if (!as_is) {
        return fund_corpus_append_absolute(out, name);
    }
    fund_buf_append_str(out, name);
    return !out->failed;
}

fund_status fund_corpus_walk(const char *name, bool as_is, const fund_corpus_visitor *visitor,
                             void *payload, fund_error *err)
{
    walk w = {.visitor = visitor, .payload = payload, .err = err, .seen = fund_map_new()};
    fund_buf_append_str(&w.name, name);
    fund_status status;
    if (w.seen == NULL || w.name.failed || !append_path(&w.path, name, as_is || name[0] == '\0')) {
        status = fund_no_memory(err);
    } else if (name[0] == '\0') {
        status = report(&w, FUND_ERR_NOT_FOUND, true, fund_tr("empty path"));
    } else {
        char *root = as_is ? NULL : realpath(w.path.data, NULL);
        w.root = (fund_text){root, root != NULL ? strlen(root) : 0};
        status = visit(&w, true);
        free(root);
    }
    fund_map_free(w.seen, NULL);
    fund_buf_free(&w.name);
    fund_buf_free(&w.path);
    return status;
}
