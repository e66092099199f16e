/* Changes below files and folders, by inotify. */
#include "corpus/corpus_private.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    EVENTS = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE | IN_ATTRIB |
             IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR,
    ABSENT_MS = 500 /* between two looks for a path that went away */
};

/* A path to follow. */
typedef struct root {
    char *path; /* absolute */
    bool folder;
    bool absent;
} root;

/* A folder that is watched. */
typedef struct folder {
    bool whole; /* all that is in it, not only some files */
    char path[];
} folder;

struct fund_watcher {
    int inotify, wake;
    root *roots;
    size_t root_count;
    folder **folders; /* by watch descriptor */
    size_t folder_count;
    fund_changes changes;
    bool missed;
    bool only_watch; /* files that are met are no changes */
    fund_error *err;
};

static void note(fund_watcher *w, const char *path, fund_change_kind kind)
{
    w->missed |= !fund_changes_add(&w->changes, path, kind);
}

/* ---- folders ------------------------------------------------------------ */

static bool lies_in(const char *path, const char *outer)
{
    size_t len = strlen(outer);
    return strncmp(path, outer, len) == 0 && (path[len] == '/' || path[len] == '\0');
}

static folder *folder_of(const fund_watcher *w, int wd)
{
    return wd >= 0 && (size_t)wd < w->folder_count ? w->folders[wd] : NULL;
}

static void forget_watch(fund_watcher *w, int wd)
{
    if (folder_of(w, wd) != NULL) {
        free(w->folders[wd]);
        w->folders[wd] = NULL;
    }
}

static bool make_room(fund_watcher *w, size_t wd)
{
    if (wd < w->folder_count) {
        return true;
    }
    size_t count = wd + wd / 2 + 16;
    folder **grown = realloc(w->folders, count * sizeof *grown);
    if (grown == NULL) {
        return false;
    }
    memset(grown + w->folder_count, 0, (count - w->folder_count) * sizeof *grown);
    w->folders = grown;
    w->folder_count = count;
    return true;
}

static fund_status refuse(const fund_watcher *w, const char *path)
{
    int errnum = errno;
    if (errnum == ENOSPC) {
        return fund_error_set(w->err, FUND_ERR_IO,
                              "%s: too many folders to watch; raise fs.inotify.max_user_watches "
                              "(see sysctl)",
                              path);
    }
    return fund_error_set(w->err, fund_status_of_errno(errnum), "%s: cannot be watched: %s", path,
                          strerror(errnum));
}

/* *fresh: the folder was not watched before. */
static fund_status watch_folder(bool *fresh, fund_watcher *w, const char *path, bool whole)
{
    *fresh = false;
    int wd = inotify_add_watch(w->inotify, path, EVENTS);
    if (wd < 0) {
        bool gone = errno == ENOENT || errno == ENOTDIR || errno == EACCES;
        return gone ? FUND_OK : refuse(w, path);
    }
    folder *known = folder_of(w, wd);
    if (known != NULL) {
        *fresh = whole && !known->whole;
        known->whole |= whole;
        return FUND_OK;
    }
    size_t len = strlen(path);
    folder *f = malloc(sizeof *f + len + 1);
    if (f == NULL || !make_room(w, (size_t)wd)) {
        free(f);
        return fund_no_memory(w->err);
    }
    f->whole = whole;
    memcpy(f->path, path, len + 1);
    w->folders[wd] = f;
    *fresh = true;
    return FUND_OK;
}

/* A link out of what was given, as fund_corpus_walk refuses it. */
static bool leads_out(const fund_watcher *w, const char *path)
{
    struct stat info;
    if (lstat(path, &info) != 0 || !S_ISLNK(info.st_mode)) {
        return false;
    }
    for (size_t i = 0; i < w->root_count; i++) {
        const root *r = &w->roots[i];
        bool inside = r->folder ? fund_corpus_is_below(path, r->path, strlen(r->path))
                                : strcmp(path, r->path) == 0;
        if (inside) {
            return false;
        }
    }
    return true;
}

static fund_status on_folder(bool *enter, const char *path, void *payload)
{
    *enter = false;
    return leads_out(payload, path) ? FUND_OK : watch_folder(enter, payload, path, true);
}

static fund_status on_file(const char *name, const char *path, uint64_t bytes, void *payload)
{
    (void)name;
    (void)bytes;
    fund_watcher *w = payload;
    if (!w->only_watch && !leads_out(w, path)) {
        note(w, path, FUND_FILE_CHANGED);
    }
    return FUND_OK;
}

/* Reading tells what is wrong there. */
static fund_status on_problem(fund_status status, bool lost, const char *name, const char *path,
                              const char *what, void *payload)
{
    (void)status;
    (void)lost;
    (void)name;
    (void)what;
    return on_file(path, path, 0, payload);
}

/* Watches a folder with all in it; its files are changes. */
static fund_status follow_folder(fund_watcher *w, const char *path)
{
    static const fund_corpus_visitor visitor = {fund_corpus_takes, on_folder, on_file, on_problem};
    return fund_corpus_walk(path, true, &visitor, w, w->err);
}

/* Ends watching what is no longer below the paths. */
static void forget_folder(fund_watcher *w, const char *path)
{
    for (size_t wd = 0; wd < w->folder_count; wd++) {
        if (w->folders[wd] != NULL && lies_in(w->folders[wd]->path, path)) {
            inotify_rm_watch(w->inotify, (int)wd);
            forget_watch(w, (int)wd);
        }
    }
}

/* ---- roots -------------------------------------------------------------- */

static fund_status follow_root(fund_watcher *w, root *r)
{
    struct stat info;
    bool fresh;
    if (stat(r->path, &info) != 0) {
        r->absent = true;
        return FUND_OK;
    }
    r->absent = false;
    r->folder = S_ISDIR(info.st_mode);
    if (r->folder) {
        return follow_folder(w, r->path);
    }
    char *slash = strrchr(r->path, '/');
    char *parent = fund_memdup(r->path, slash == r->path ? 1 : (size_t)(slash - r->path));
    fund_status status =
        parent != NULL ? watch_folder(&fresh, w, parent, false) : fund_no_memory(w->err);
    free(parent);
    return status;
}

/* A folder that was a root went away: a disk that was unmounted, a folder that is being
   replaced.  Nothing is concluded from that. */
static void lose_root(fund_watcher *w, const char *path)
{
    for (size_t i = 0; i < w->root_count; i++) {
        root *r = &w->roots[i];
        if (r->folder && strcmp(r->path, path) == 0) {
            r->absent = true;
            forget_folder(w, path);
        }
    }
}

static fund_status look_for_absent(fund_watcher *w)
{
    for (size_t i = 0; i < w->root_count; i++) {
        root *r = &w->roots[i];
        if (!r->absent) {
            continue;
        }
        w->only_watch = true;
        fund_status status = follow_root(w, r);
        w->only_watch = false;
        w->missed |= !r->absent;
        if (status != FUND_OK) {
            return status;
        }
    }
    return FUND_OK;
}

const char *fund_watcher_absent(const fund_watcher *w)
{
    for (size_t i = 0; i < w->root_count; i++) {
        if (w->roots[i].absent) {
            return w->roots[i].path;
        }
    }
    return NULL;
}

/* ---- events ------------------------------------------------------------- */

static bool is_named_file(const fund_watcher *w, const char *path)
{
    for (size_t i = 0; i < w->root_count; i++) {
        if (!w->roots[i].folder && strcmp(w->roots[i].path, path) == 0) {
            return true;
        }
    }
    return false;
}

/* A file that is being written will be closed; a link to a written one is complete. */
static bool is_complete(const char *path)
{
    struct stat info;
    return lstat(path, &info) == 0 && (S_ISLNK(info.st_mode) || info.st_nlink > 1);
}

static fund_status take_file(fund_watcher *w, uint32_t mask, const char *path)
{
    if ((mask & (IN_DELETE | IN_MOVED_FROM)) != 0 || leads_out(w, path)) {
        note(w, path, FUND_FILE_GONE); /* what leads out may have been a file before */
    } else if ((mask & IN_CREATE) == 0) {
        note(w, path, FUND_FILE_CHANGED);
    } else if (is_complete(path)) {
        struct stat info;
        if (stat(path, &info) == 0 && S_ISDIR(info.st_mode)) {
            return follow_folder(w, path); /* a symlink to it */
        }
        note(w, path, FUND_FILE_CHANGED);
    }
    return FUND_OK;
}

static fund_status take_folder(fund_watcher *w, uint32_t mask, const char *path)
{
    if ((mask & (IN_DELETE | IN_MOVED_FROM)) != 0) {
        forget_folder(w, path);
        note(w, path, FUND_FOLDER_GONE);
        return FUND_OK;
    }
    return (mask & (IN_CREATE | IN_MOVED_TO)) != 0 ? follow_folder(w, path) : FUND_OK;
}

static fund_status take_entry(fund_watcher *w, const folder *f, uint32_t mask, const char *entry)
{
    char path[PATH_MAX + NAME_MAX + 2];
    const char *slash = strcmp(f->path, "/") == 0 ? "" : "/";
    int len = snprintf(path, sizeof path, "%s%s%s", f->path, slash, entry);
    if (len < 0 || (size_t)len >= sizeof path) {
        return FUND_OK;
    }
    if (is_named_file(w, path)) {
        return take_file(w, mask, path);
    }
    if (!f->whole || fund_corpus_is_hidden(entry)) {
        return FUND_OK;
    }
    if ((mask & IN_ISDIR) != 0) {
        return take_folder(w, mask, path);
    }
    /* A link to a folder may have any name, and what is gone may have been one. */
    bool taken = fund_corpus_takes(entry);
    if (!taken && (mask & (IN_DELETE | IN_MOVED_FROM)) != 0) {
        return take_folder(w, mask, path);
    }
    return taken || (mask & IN_CREATE) != 0 ? take_file(w, mask, path) : FUND_OK;
}

static fund_status take_event(fund_watcher *w, const struct inotify_event *event)
{
    if ((event->mask & IN_Q_OVERFLOW) != 0) {
        w->missed = true;
        return FUND_OK;
    }
    const folder *f = folder_of(w, event->wd);
    if (f == NULL) {
        return FUND_OK;
    }
    if ((event->mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT)) != 0) {
        char path[PATH_MAX + NAME_MAX + 2];
        snprintf(path, sizeof path, "%s", f->path);
        lose_root(w, path);
        return FUND_OK;
    }
    if ((event->mask & IN_IGNORED) != 0) {
        forget_watch(w, event->wd);
        return FUND_OK;
    }
    return event->len > 0 ? take_entry(w, f, event->mask, event->name) : FUND_OK;
}

static fund_status take_events(fund_watcher *w)
{
    _Alignas(struct inotify_event) char block[64 * 1024];
    for (;;) {
        ssize_t got = read(w->inotify, block, sizeof block);
        if (got < 0 && errno != EAGAIN && errno != EINTR) {
            return fund_error_set(w->err, FUND_ERR_IO, "inotify: %s", strerror(errno));
        }
        if (got <= 0) {
            return FUND_OK;
        }
        for (ssize_t at = 0; at < got;) {
            const struct inotify_event *event = (const void *)(block + at);
            fund_status status = take_event(w, event);
            if (status != FUND_OK) {
                return status;
            }
            at += (ssize_t)(sizeof *event + event->len);
        }
    }
}

/* ---- public ------------------------------------------------------------- */

static fund_status add_roots(fund_watcher *w, const char *const *paths, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        fund_buf path = FUND_BUF_INIT;
        root *r = &w->roots[i];
        if (fund_corpus_append_absolute(&path, paths[i])) {
            r->path = fund_memdup(path.data, path.len);
        }
        fund_buf_free(&path);
        if (r->path == NULL) {
            return fund_no_memory(w->err);
        }
        w->root_count = i + 1;
        fund_status status = follow_root(w, r);
        if (status == FUND_OK && r->absent) {
            status =
                fund_error_set(w->err, FUND_ERR_NOT_FOUND, "%s: %s", paths[i], strerror(ENOENT));
        }
        if (status != FUND_OK) {
            return status;
        }
    }
    return FUND_OK;
}

fund_status fund_watcher_open(fund_watcher **out, const char *const *paths, size_t count,
                              fund_error *err)
{
    *out = NULL;
    fund_watcher *w = calloc(1, sizeof *w);
    if (w == NULL) {
        return fund_no_memory(err);
    }
    w->err = err;
    w->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    w->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    w->roots = calloc(count > 0 ? count : 1, sizeof *w->roots);
    w->only_watch = true;
    fund_status status;
    if (w->inotify < 0 || w->wake < 0) {
        status = fund_error_set(err, FUND_ERR_IO, "inotify: %s", strerror(errno));
    } else if (w->roots == NULL) {
        status = fund_no_memory(err);
    } else {
        status = add_roots(w, paths, count);
    }
    w->only_watch = false;
    if (status != FUND_OK) {
        fund_watcher_free(w);
        return status;
    }
    *out = w;
    return FUND_OK;
}

void fund_watcher_free(fund_watcher *w)
{
    if (w == NULL) {
        return;
    }
    for (size_t i = 0; i < w->root_count; i++) {
        free(w->roots[i].path);
    }
    fund_changes_free(&w->changes);
    free(w->roots);
    for (size_t wd = 0; wd < w->folder_count; wd++) {
        free(w->folders[wd]);
    }
    free(w->folders);
    if (w->inotify >= 0) {
        close(w->inotify);
    }
    if (w->wake >= 0) {
        close(w->wake);
    }
    free(w);
}

void fund_watcher_wake(fund_watcher *w)
{
    int saved = errno;
    const uint64_t one = 1;
    ssize_t done = write(w->wake, &one, sizeof one);
    (void)done; /* full: it is awake */
    errno = saved;
}

fund_status fund_watcher_wait(size_t *count, fund_watcher *w, int timeout_ms, fund_error *err)
{
    w->err = err;
    bool absent = fund_watcher_absent(w) != NULL;
    if (absent && (timeout_ms < 0 || timeout_ms > ABSENT_MS)) {
        timeout_ms = ABSENT_MS;
    }
    struct pollfd ready[] = {{.fd = w->inotify, .events = POLLIN},
                             {.fd = w->wake, .events = POLLIN}};
    uint64_t woken;
    if (poll(ready, 2, timeout_ms) < 0 && errno != EINTR) {
        return fund_error_set(err, FUND_ERR_IO, "inotify: %s", strerror(errno));
    }
    ssize_t got = read(w->wake, &woken, sizeof woken);
    (void)got;
    fund_status status = take_events(w);
    if (status == FUND_OK && absent) {
        status = look_for_absent(w);
    }
    *count = w->changes.paths;
    return status;
}

size_t fund_watcher_take(const fund_change **out, fund_watcher *w, size_t max)
{
    bool whole = fund_changes_take(&w->changes, max);
    w->missed |= !whole;
    *out = w->changes.taken;
    return w->changes.taken_count;
}

bool fund_watcher_missed(fund_watcher *w)
{
    bool missed = w->missed;
    w->missed = false;
    return missed;
}
