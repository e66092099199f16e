/* Changes below files and folders, by inotify. */
#include "base/array.h"
#include "corpus/corpus_private.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    EVENTS = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE | IN_ATTRIB |
             IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR,
    LOOK_MS = 500 /* between two looks at the roots: mounts raise no event */
};

/* A path to follow. */
typedef struct root {
    const char *name; /* borrowed, as the caller gave it */
    char *path;       /* absolute, of where it was found last */
    char *anchor;     /* the folder that is watched: itself, or that of a file */
    bool folder;
    fund_place place; /* of the anchor, when it was last followed */
    bool lost;        /* the watch of the anchor has ended */
    bool empty;       /* there is nothing in the folder; the file does not exist */
    bool away;
    bool missed;
} root;

/* A folder that is watched. */
typedef struct folder {
    bool whole; /* all that is in it, not only some files */
    char path[];
} folder;

struct fund_watcher {
    int inotify, wake;
    fund_array(root) roots;
    fund_array(folder *) folders; /* by watch descriptor */
    fund_changes changes;
    uint64_t looked_ms; /* at the roots */
    bool look_now;      /* a watch of one of them has ended */
    bool news;          /* one of them went away or came back */
    bool only_watch;    /* files that are met are no changes */
    bool watch_again;   /* folders may be new in what is watched already */
    fund_error *err;
};

static void miss_all(fund_watcher *w)
{
    for (size_t i = 0; i < w->roots.count; i++) {
        w->roots.items[i].missed = true;
    }
}

static void note(fund_watcher *w, const char *path, fund_change_kind kind)
{
    if (!fund_changes_add(&w->changes, path, kind)) {
        miss_all(w);
    }
}

/* ---- folders ------------------------------------------------------------ */

static bool lies_in(const char *path, const char *outer)
{
    size_t len = strlen(outer);
    return strncmp(path, outer, len) == 0 &&
           (path[len] == '/' || path[len] == '\0' || (len == 1 && outer[0] == '/'));
}

static folder *folder_of(const fund_watcher *w, int wd)
{
    return wd >= 0 && (size_t)wd < w->folders.count ? w->folders.items[wd] : NULL;
}

static void forget_watch(fund_watcher *w, int wd)
{
    if (folder_of(w, wd) != NULL) {
        free(w->folders.items[wd]);
        w->folders.items[wd] = NULL;
    }
}

static bool make_room(fund_watcher *w, size_t wd)
{
    while (w->folders.count <= wd) {
        if (!fund_array_push(&w->folders, NULL)) {
            return false;
        }
    }
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
    return fund_error_set_in(w->err, fund_status_of_errno(errnum), path, 0, "cannot be watched: %s",
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
    w->folders.items[wd] = f;
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
    for (size_t i = 0; i < w->roots.count; i++) {
        const root *r = &w->roots.items[i];
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
    fund_watcher *w = payload;
    *enter = false;
    if (leads_out(w, path)) {
        return FUND_OK;
    }
    fund_status status = watch_folder(enter, w, path, true);
    *enter |= w->watch_again;
    return status;
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
    static const fund_corpus_visitor visitor = {
        .takes = fund_corpus_takes,
        .folder = on_folder,
        .file = on_file,
        .problem = on_problem,
    };
    return fund_corpus_walk(path, true, &visitor, w, w->err);
}

/* Ends watching what is no longer below the paths. */
static void forget_folder(fund_watcher *w, const char *path)
{
    for (size_t wd = 0; wd < w->folders.count; wd++) {
        if (w->folders.items[wd] != NULL && lies_in(w->folders.items[wd]->path, path)) {
            inotify_rm_watch(w->inotify, (int)wd);
            forget_watch(w, (int)wd);
        }
    }
}

/* ---- roots -------------------------------------------------------------- */

/* Where a root is now; NULL without memory. */
static char *absolute(const char *name)
{
    fund_buf path = FUND_BUF_INIT;
    char *copy = fund_corpus_append_absolute(&path, name) ? fund_memdup(path.data, path.len) : NULL;
    fund_buf_free(&path);
    return copy;
}

/* The folder whose watch tells about a root; NULL without memory. */
static char *anchor_of(const char *name, bool is_folder)
{
    const char *slash = strrchr(name, '/');
    if (is_folder) {
        return fund_memdup(name, strlen(name));
    }
    return slash == NULL ? fund_memdup(".", 1)
                         : fund_memdup(name, slash == name ? 1 : (size_t)(slash - name));
}

static bool is_empty(const root *r)
{
    return r->folder ? fund_corpus_is_empty(r->path) : !fund_place_look(r->path).there;
}

static fund_status watch_root(fund_watcher *w, const root *r)
{
    bool fresh;
    if (r->folder) {
        return follow_folder(w, r->path);
    }
    char *parent = anchor_of(r->path, false);
    fund_status status =
        parent != NULL ? watch_folder(&fresh, w, parent, false) : fund_no_memory(w->err);
    free(parent);
    return status;
}

/* Follows what is at a root's path now; `place` is what its anchor is. */
static fund_status follow_root(fund_watcher *w, root *r, fund_place place)
{
    char *path = absolute(r->name);
    if (path == NULL) {
        return fund_no_memory(w->err);
    }
    free(r->path);
    r->path = path;
    r->place = place;
    r->lost = false;
    w->only_watch = true;
    fund_status status = watch_root(w, r);
    w->only_watch = false;
    return status;
}

/* The watch of a folder has ended: of one that is a root, or has one. */
static void lose_roots(fund_watcher *w, const char *path)
{
    for (size_t i = 0; i < w->roots.count; i++) {
        root *r = &w->roots.items[i];
        size_t len = r->folder ? strlen(r->path) : (size_t)(strrchr(r->path, '/') - r->path);
        if (strncmp(path, r->path, len) == 0 && path[len > 0 ? len : 1] == '\0') {
            r->lost = w->look_now = true;
        }
    }
}

/* Whether a root is still what was followed.  One that is not is away, or is followed again;
 * what it has is to be compared, since nothing was heard of it meanwhile. */
static fund_status look_at_root(fund_watcher *w, root *r)
{
    fund_place place = fund_place_look(r->anchor);
    bool there = place.there && place.folder;
    bool other = r->lost || !fund_place_is_same_folder(&place, &r->place);
    bool was_empty = r->empty, was_away = r->away, was_missed = r->missed;
    if (other && r->folder) {
        forget_folder(w, r->path);
    }
    fund_status status = FUND_OK;
    if (!there) {
        r->lost = r->away = true;
    } else {
        bool again = other || w->watch_again;
        status = again ? follow_root(w, r, place) : FUND_OK;
        r->empty = is_empty(r);
        r->away = r->empty && (other || was_away);
        r->missed |= !r->empty && (again || was_empty);
    }
    w->news |= was_away != r->away || was_missed != r->missed;
    return status;
}

static fund_status look_at_roots(fund_watcher *w)
{
    fund_status status = FUND_OK;
    for (size_t i = 0; i < w->roots.count && status == FUND_OK; i++) {
        status = look_at_root(w, &w->roots.items[i]);
    }
    w->looked_ms = fund_clock_ms();
    w->look_now = w->watch_again = false;
    return status;
}

/* ---- events ------------------------------------------------------------- */

static bool is_named_file(const fund_watcher *w, const char *path)
{
    for (size_t i = 0; i < w->roots.count; i++) {
        if (!w->roots.items[i].folder && strcmp(w->roots.items[i].path, path) == 0) {
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
    bool taken = fund_corpus_takes(path);
    if (!taken && (mask & (IN_DELETE | IN_MOVED_FROM)) != 0) {
        return take_folder(w, mask, path);
    }
    return taken || (mask & IN_CREATE) != 0 ? take_file(w, mask, path) : FUND_OK;
}

static fund_status take_event(fund_watcher *w, const struct inotify_event *event)
{
    if ((event->mask & IN_Q_OVERFLOW) != 0) {
        miss_all(w);
        w->look_now = w->watch_again = true;
        return FUND_OK;
    }
    const folder *f = folder_of(w, event->wd);
    if (f == NULL) {
        return FUND_OK;
    }
    if ((event->mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT)) != 0) {
        lose_roots(w, f->path);
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

static fund_status add_root(fund_watcher *w, const char *name)
{
    fund_place place = fund_place_look(name);
    if (!place.there) {
        return fund_error_set_in(w->err, FUND_ERR_NOT_FOUND, name, 0, "%s", strerror(ENOENT));
    }
    root *r = &w->roots.items[w->roots.count++];
    *r = (root){.name = name, .folder = place.folder, .anchor = anchor_of(name, place.folder)};
    if (r->anchor == NULL) {
        return fund_no_memory(w->err);
    }
    fund_status status = follow_root(w, r, fund_place_look(r->anchor));
    r->empty = status == FUND_OK && is_empty(r);
    return status;
}

static fund_status open_watcher(fund_watcher *w, const char *const *paths, size_t count)
{
    if (w->inotify < 0 || w->wake < 0) {
        return fund_error_set(w->err, FUND_ERR_IO, "inotify: %s", strerror(errno));
    }
    if (!fund_array_reserve(&w->roots, count)) {
        return fund_no_memory(w->err);
    }
    fund_status status = FUND_OK;
    for (size_t i = 0; i < count && status == FUND_OK; i++) {
        status = add_root(w, paths[i]);
    }
    return status;
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
    w->looked_ms = fund_clock_ms();
    fund_status status = open_watcher(w, paths, count);
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
    for (size_t i = 0; i < w->roots.count; i++) {
        free(w->roots.items[i].path);
        free(w->roots.items[i].anchor);
    }
    for (size_t wd = 0; wd < w->folders.count; wd++) {
        free(w->folders.items[wd]);
    }
    fund_array_free(&w->roots);
    fund_array_free(&w->folders);
    fund_changes_free(&w->changes);
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

/* Sleeps until there is an event or a wake, or it is time to look at the roots. */
static fund_status sleep_a_while(bool *woken, fund_watcher *w, uint64_t until)
{
    struct pollfd ready[] = {{.fd = w->inotify, .events = POLLIN},
                             {.fd = w->wake, .events = POLLIN}};
    uint64_t now = fund_clock_ms();
    uint64_t next = w->looked_ms + LOOK_MS;
    next = next < until ? next : until;
    int got = poll(ready, 2, next > now ? (int)(next - now) : 0);
    if (got < 0 && errno != EINTR) {
        return fund_error_set(w->err, FUND_ERR_IO, "inotify: %s", strerror(errno));
    }
    uint64_t wakes;
    *woken = got != 0;
    ssize_t taken = read(w->wake, &wakes, sizeof wakes);
    (void)taken; /* nothing there: nobody woke it */
    return take_events(w);
}

fund_status fund_watcher_wait(fund_pending *out, fund_watcher *w, int timeout_ms, fund_error *err)
{
    uint64_t now = fund_clock_ms();
    uint64_t until = timeout_ms < 0 ? UINT64_MAX : now + (uint64_t)timeout_ms;
    bool done = false;
    fund_status status = FUND_OK;
    w->err = err;
    w->news = false;
    while (status == FUND_OK && !done) {
        status = sleep_a_while(&done, w, until);
        now = fund_clock_ms();
        if (status == FUND_OK && (w->look_now || now >= w->looked_ms + LOOK_MS)) {
            status = look_at_roots(w);
        }
        done |= w->news || now >= until;
    }
    *out = (fund_pending){w->changes.changed.paths, w->changes.gone.paths, false};
    for (size_t i = 0; i < w->roots.count; i++) {
        out->missed |= w->roots.items[i].missed;
    }
    return status;
}

static size_t take(const fund_change **out, fund_watcher *w, fund_change_list *from, size_t max)
{
    if (!fund_changes_take(&w->changes, from, max)) {
        miss_all(w);
    }
    *out = w->changes.taken.items;
    return w->changes.taken.count;
}

size_t fund_watcher_take(const fund_change **out, fund_watcher *w, size_t max)
{
    return take(out, w, &w->changes.changed, max);
}

size_t fund_watcher_take_gone(const fund_change **out, fund_watcher *w)
{
    return take(out, w, &w->changes.gone, SIZE_MAX);
}

bool fund_watcher_missed(fund_watcher *w, size_t i)
{
    bool missed = w->roots.items[i].missed;
    w->roots.items[i].missed = false;
    return missed;
}

bool fund_watcher_is_away(const fund_watcher *w, size_t i)
{
    return w->roots.items[i].away;
}
