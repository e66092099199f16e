/*
 * Writes down every call of the C library that changes a file or folder below a folder:
 * FUND_RECORD is the file that records are appended to, FUND_RECORD_ROOT the folder, as realpath()
 * tells it. With FUND_RECORD_KILL=N the process is killed behind the Nth record, with rN behind the
 * Nth rename. One call at a time, so that the records have the order of the calls.
 *
 * stdio and the C library's own helpers write behind our back, and so does a shared mapping; a
 * mapping is recorded as odd, and whoever replays the records compares the sizes that are recorded
 * with each fsync, and all files in the end.
 */
#include "tests/faults/record.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { HIGH_FD = 200 }; /* out of the way of the program's own */

static int record_fd = -1;
static unsigned long kill_after, counted;
static bool only_renames; /* are counted */
static char root[PATH_MAX];
static size_t root_len;
static dev_t device;
static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void begin(void)
{
    const char *file = getenv("FUND_RECORD");
    const char *folder = getenv("FUND_RECORD_ROOT");
    const char *last = getenv("FUND_RECORD_KILL");
    struct stat info;
    if (file == NULL || folder == NULL || stat(folder, &info) != 0) {
        return;
    }
    only_renames = last != NULL && last[0] == 'r';
    kill_after = last != NULL ? strtoul(last + only_renames, NULL, 10) : 0;
    device = info.st_dev;
    root_len = strlen(folder);
    memcpy(root, folder, root_len + 1);
    int fd =
        (int)syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    record_fd = fcntl(fd, F_DUPFD_CLOEXEC, HIGH_FD);
    close(fd);
}

static void give_up(const char *what)
{
    fprintf(stderr, "record: %s: %s\n", what, strerror(errno));
    _exit(125);
}

static void emit(record r, const char *name, const char *name2, const void *data)
{
    r.name_len = (uint32_t)strlen(name);
    r.name2_len = (uint32_t)strlen(name2);
    struct iovec parts[] = {{&r, sizeof r},
                            {(void *)(uintptr_t)name, r.name_len},
                            {(void *)(uintptr_t)name2, r.name2_len},
                            {(void *)(uintptr_t)data, r.data_len}};
    ssize_t wanted = (ssize_t)(sizeof r + r.name_len + r.name2_len + r.data_len);
    if (syscall(SYS_writev, record_fd, parts, 4) != wanted) {
        give_up("cannot write");
    }
    counted += !only_renames || r.call == REC_RENAME;
    if (counted == kill_after && kill_after > 0) { /* no other thread is in the middle of a call */
        kill(getpid(), SIGKILL);
        pause();
    }
}

/* ---- what is below the root --------------------------------------------------------- */

static bool below_root(const char *path)
{
    return strncmp(path, root, root_len) == 0 && (path[root_len] == '/' || path[root_len] == '\0');
}

static bool path_of(int fd, char path[PATH_MAX])
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t len = syscall(SYS_readlinkat, AT_FDCWD, link, path, PATH_MAX - 1);
    path[len > 0 ? len : 0] = '\0';
    return len > 0;
}

/* Whether calls with this descriptor are recorded. errno stays. */
static bool tracked(int fd, struct stat *info)
{
    char path[PATH_MAX];
    int before = errno;
    bool yes = record_fd >= 0 && fd >= 0 && fd != record_fd && fstat(fd, info) == 0 &&
               info->st_dev == device && (S_ISREG(info->st_mode) || S_ISDIR(info->st_mode)) &&
               path_of(fd, path) && below_root(path);
    errno = before;
    return yes;
}

/* A name in a folder. */
typedef struct place {
    bool below;
    uint64_t folder;
    char name[NAME_MAX + 1];
} place;

static place locate(int at, const char *path)
{
    place p = {.below = false};
    char folder[PATH_MAX];
    struct stat info;
    int before = errno;
    size_t len = strlen(path);
    while (len > 1 && path[len - 1] == '/') {
        len--;
    }
    size_t start = len;
    while (start > 0 && path[start - 1] != '/') {
        start--;
    }
    if (record_fd >= 0 && len > start && len - start <= NAME_MAX && len < PATH_MAX) {
        memcpy(p.name, path + start, len - start);
        snprintf(folder, sizeof folder, "%.*s", start > 0 ? (int)start : 1, start > 0 ? path : ".");
        int fd = (int)syscall(SYS_openat, at, folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
        p.below = tracked(fd, &info);
        p.folder = p.below ? info.st_ino : 0;
        if (fd >= 0) {
            close(fd);
        }
    }
    errno = before;
    return p;
}

static uint64_t inode_at(const place *p, int at, const char *path)
{
    struct stat info;
    int before = errno;
    bool found = p->below && fstatat(at, path, &info, AT_SYMLINK_NOFOLLOW) == 0;
    errno = before;
    return found ? info.st_ino : 0;
}

static void odd(const char *what)
{
    emit((record){.call = REC_ODD}, what, "", NULL);
}

/* ---- opening ------------------------------------------------------------------------ */

static bool exists(int at, const char *path)
{
    int before = errno;
    bool yes = syscall(SYS_faccessat, at, path, F_OK) == 0;
    errno = before;
    return yes;
}

/* A link is followed to the file that it made. */
static void record_opened(int fd, int flags, bool was_there)
{
    struct stat info;
    char path[PATH_MAX];
    if (!tracked(fd, &info) || !S_ISREG(info.st_mode)) {
        return;
    }
    record r = {.call = REC_CREATE, .file = info.st_ino, .at = info.st_mode & 07777};
    if ((flags & O_TMPFILE) == O_TMPFILE) {
        emit(r, "", "", NULL);
    } else if ((flags & O_CREAT) != 0 && !was_there) {
        path_of(fd, path);
        place p = locate(AT_FDCWD, path);
        r.folder = p.folder;
        emit(r, p.name, "", NULL);
    } else if ((flags & O_TRUNC) != 0) {
        emit((record){.call = REC_RESIZE, .file = info.st_ino}, "", "", NULL);
    }
}

static int open_at(int at, const char *path, int flags, int mode)
{
    bool changes = (flags & (O_CREAT | O_TRUNC)) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
    if (record_fd < 0 || !changes) {
        return (int)syscall(SYS_openat, at, path, flags, mode);
    }
    pthread_mutex_lock(&order);
    bool was_there = exists(at, path);
    int fd = (int)syscall(SYS_openat, at, path, flags, mode);
    record_opened(fd, flags, was_there);
    pthread_mutex_unlock(&order);
    return fd;
}

#define MODE(flags, mode)                                                                          \
    int mode = 0;                                                                                  \
    if (((flags)&O_CREAT) != 0 || ((flags)&O_TMPFILE) == O_TMPFILE) {                              \
        va_list arguments;                                                                         \
        va_start(arguments, flags);                                                                \
        (mode) = va_arg(arguments, int);                                                           \
        va_end(arguments);                                                                         \
    }

int open(const char *path, int flags, ...)
{
    MODE(flags, mode)
    return open_at(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    MODE(flags, mode)
    return open_at(AT_FDCWD, path, flags, mode);
}

int openat(int at, const char *path, int flags, ...)
{
    MODE(flags, mode)
    return open_at(at, path, flags, mode);
}

int openat64(int at, const char *path, int flags, ...)
{
    MODE(flags, mode)
    return open_at(at, path, flags, mode);
}

int creat(const char *path, mode_t mode)
{
    return open_at(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, (int)mode);
}

int creat64(const char *path, mode_t mode)
{
    return open_at(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, (int)mode);
}

/* What _FORTIFY_SOURCE makes of calls without a mode. */
int __open_2(const char *path, int flags);
int __open_2(const char *path, int flags)
{
    return open_at(AT_FDCWD, path, flags, 0);
}

int __open64_2(const char *path, int flags);
int __open64_2(const char *path, int flags)
{
    return open_at(AT_FDCWD, path, flags, 0);
}

int __openat_2(int at, const char *path, int flags);
int __openat_2(int at, const char *path, int flags)
{
    return open_at(at, path, flags, 0);
}

int __openat64_2(int at, const char *path, int flags);
int __openat64_2(int at, const char *path, int flags)
{
    return open_at(at, path, flags, 0);
}

/* std::ofstream opens by fopen and writes by write. */
static FILE *open_stream(const char *name, const char *path, const char *mode)
{
    FILE *(*real)(const char *, const char *);
    void *found = dlsym(RTLD_NEXT, name);
    memcpy(&real, &found, sizeof found);
    if (record_fd < 0 || mode[0] == 'r') {
        return real(path, mode);
    }
    pthread_mutex_lock(&order);
    bool was_there = exists(AT_FDCWD, path);
    FILE *stream = real(path, mode);
    if (stream != NULL) {
        record_opened(fileno(stream), O_CREAT | (mode[0] == 'w' ? O_TRUNC : 0), was_there);
    }
    pthread_mutex_unlock(&order);
    return stream;
}

FILE *fopen(const char *path, const char *mode)
{
    return open_stream("fopen", path, mode);
}

FILE *fopen64(const char *path, const char *mode)
{
    return open_stream("fopen64", path, mode);
}

/* ---- writing ------------------------------------------------------------------------ */

/* What is in the file now is what was written. */
static void record_range(int fd, uint64_t file, off_t at, size_t len)
{
    char link[64];
    char *data = malloc(len);
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    int again = (int)syscall(SYS_openat, AT_FDCWD, link, O_RDONLY | O_CLOEXEC);
    if (data == NULL || pread(again, data, len, at) != (ssize_t)len) {
        give_up("cannot read what was written");
    }
    close(again);
    bool synced = (fcntl(fd, F_GETFL) & O_DSYNC) != 0;
    emit((record){.call = REC_WRITE, .file = file, .synced = synced, .at = at, .data_len = len}, "",
         "", data);
    free(data);
}

/* Does the call, and records it: where the file's position has come from when `at` is -1. Records
 * keep the place that O_APPEND chose. */
#define WRITE_CALL(fd, offset, call)                                                               \
    struct stat info;                                                                              \
    if (!tracked(fd, &info)) {                                                                     \
        return call;                                                                               \
    }                                                                                              \
    pthread_mutex_lock(&order);                                                                    \
    ssize_t got = call;                                                                            \
    int errnum = errno;                                                                            \
    if (got > 0) {                                                                                 \
        off_t begin_at = (offset) < 0 ? lseek(fd, 0, SEEK_CUR) - got : (offset);                   \
        record_range(fd, info.st_ino, begin_at, (size_t)got);                                      \
    }                                                                                              \
    pthread_mutex_unlock(&order);                                                                  \
    errno = errnum;                                                                                \
    return got;

ssize_t write(int fd, const void *data,
              size_t len){WRITE_CALL(fd, (off_t)-1, syscall(SYS_write, fd, data, len))}

ssize_t writev(int fd, const struct iovec *parts,
               int count){WRITE_CALL(fd, (off_t)-1, syscall(SYS_writev, fd, parts, count))}

ssize_t pwrite(int fd, const void *data, size_t len,
               off_t at){WRITE_CALL(fd, at, syscall(SYS_pwrite64, fd, data, len, at))}

ssize_t pwrite64(int fd, const void *data, size_t len,
                 off64_t at){WRITE_CALL(fd, at, syscall(SYS_pwrite64, fd, data, len, at))}

ssize_t pwritev(int fd, const struct iovec *parts, int count,
                off_t at){WRITE_CALL(fd, at, syscall(SYS_pwritev, fd, parts, count, at, 0))}

ssize_t pwritev64(int fd, const struct iovec *parts, int count,
                  off64_t at){WRITE_CALL(fd, at, syscall(SYS_pwritev, fd, parts, count, at, 0))}

ssize_t pwritev2(int fd, const struct iovec *parts, int count, off_t at, int flags){
    WRITE_CALL(fd, at, syscall(SYS_pwritev2, fd, parts, count, at, 0, flags))}

ssize_t pwritev64v2(int fd, const struct iovec *parts, int count, off64_t at, int flags){
    WRITE_CALL(fd, at, syscall(SYS_pwritev2, fd, parts, count, at, 0, flags))}

ssize_t sendfile(int out, int in, off_t *from,
                 size_t len){WRITE_CALL(out, (off_t)-1, syscall(SYS_sendfile, out, in, from, len))}

ssize_t sendfile64(int out, int in, off64_t *from, size_t len){
    WRITE_CALL(out, (off_t)-1, syscall(SYS_sendfile, out, in, from, len))}

ssize_t copy_file_range(int in, off64_t *from, int out, off64_t *to, size_t len, unsigned flags)
{
    off_t at = to != NULL ? (off_t)*to : -1;
    WRITE_CALL(out, at, syscall(SYS_copy_file_range, in, from, out, to, len, flags))
}

static int allocate(int fd, int mode, off_t at, off_t len)
{
    struct stat info;
    if (!tracked(fd, &info)) {
        return (int)syscall(SYS_fallocate, fd, mode, at, len);
    }
    pthread_mutex_lock(&order);
    int status = (int)syscall(SYS_fallocate, fd, mode, at, len);
    if (status == 0 && mode == 0) {
        emit((record){.call = REC_EXTEND, .file = info.st_ino, .at = at + len}, "", "", NULL);
    } else if (status == 0 && mode != FALLOC_FL_KEEP_SIZE) {
        odd("fallocate that changes data");
    }
    pthread_mutex_unlock(&order);
    return status;
}

int fallocate(int fd, int mode, off_t at, off_t len)
{
    return allocate(fd, mode, at, len);
}

int fallocate64(int fd, int mode, off64_t at, off64_t len)
{
    return allocate(fd, mode, at, len);
}

int posix_fallocate(int fd, off_t at, off_t len)
{
    return allocate(fd, 0, at, len) == 0 ? 0 : errno;
}

int posix_fallocate64(int fd, off64_t at, off64_t len)
{
    return allocate(fd, 0, at, len) == 0 ? 0 : errno;
}

static int resize(int fd, off_t size)
{
    struct stat info;
    if (!tracked(fd, &info)) {
        return (int)syscall(SYS_ftruncate, fd, size);
    }
    pthread_mutex_lock(&order);
    int status = (int)syscall(SYS_ftruncate, fd, size);
    if (status == 0) {
        emit((record){.call = REC_RESIZE, .file = info.st_ino, .at = size}, "", "", NULL);
    }
    pthread_mutex_unlock(&order);
    return status;
}

int ftruncate(int fd, off_t size)
{
    return resize(fd, size);
}

int ftruncate64(int fd, off64_t size)
{
    return resize(fd, size);
}

static int resize_path(const char *path, off_t size)
{
    int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CLOEXEC);
    int status = fd >= 0 ? resize(fd, size) : -1;
    int errnum = errno;
    if (fd >= 0) {
        close(fd);
    }
    errno = errnum;
    return status;
}

int truncate(const char *path, off_t size)
{
    return resize_path(path, size);
}

int truncate64(const char *path, off64_t size)
{
    return resize_path(path, size);
}

static void *map(void *at, size_t len, int protection, int flags, int fd, off_t offset)
{
    struct stat info;
    bool writes = (protection & PROT_WRITE) != 0 && (flags & MAP_SHARED) != 0;
    if (writes && fd >= 0 && tracked(fd, &info)) {
        pthread_mutex_lock(&order);
        odd("a shared mapping that can be written to");
        pthread_mutex_unlock(&order);
    }
    long got = syscall(SYS_mmap, at, len, protection, flags, fd, offset);
    void *where = MAP_FAILED;
    memcpy(&where, &got, sizeof where);
    return where;
}

void *mmap(void *at, size_t len, int protection, int flags, int fd, off_t offset)
{
    return map(at, len, protection, flags, fd, offset);
}

void *mmap64(void *at, size_t len, int protection, int flags, int fd, off64_t offset)
{
    return map(at, len, protection, flags, fd, offset);
}

/* ---- names -------------------------------------------------------------------------- */

static int rename_at(int from_at, const char *from, int to_at, const char *to, unsigned flags)
{
    if (record_fd < 0) {
        return (int)syscall(SYS_renameat2, from_at, from, to_at, to, flags);
    }
    pthread_mutex_lock(&order);
    place source = locate(from_at, from);
    place target = locate(to_at, to);
    uint64_t moved = inode_at(&source, from_at, from);
    bool same = moved != 0 && moved == inode_at(&target, to_at, to); /* then nothing happens */
    int status = (int)syscall(SYS_renameat2, from_at, from, to_at, to, flags);
    if (status == 0 && (source.below || target.below) && !same) {
        if (!source.below || !target.below || (flags & ~1U) != 0) {
            odd("rename in or out of the folder, or an exchange");
        } else {
            record r = {.call = REC_RENAME, .file = moved, .folder = source.folder};
            r.folder2 = target.folder;
            emit(r, source.name, target.name, NULL);
        }
    }
    pthread_mutex_unlock(&order);
    return status;
}

int rename(const char *from, const char *to)
{
    return rename_at(AT_FDCWD, from, AT_FDCWD, to, 0);
}

int renameat(int from_at, const char *from, int to_at, const char *to)
{
    return rename_at(from_at, from, to_at, to, 0);
}

int renameat2(int from_at, const char *from, int to_at, const char *to, unsigned flags)
{
    return rename_at(from_at, from, to_at, to, flags);
}

int linkat(int from_at, const char *from, int to_at, const char *to, int flags)
{
    if (record_fd < 0) {
        return (int)syscall(SYS_linkat, from_at, from, to_at, to, flags);
    }
    pthread_mutex_lock(&order);
    int status = (int)syscall(SYS_linkat, from_at, from, to_at, to, flags);
    place target = locate(to_at, to);
    if (status == 0 && target.below) {
        record r = {.call = REC_LINK, .folder = target.folder};
        r.file = inode_at(&target, to_at, to);
        emit(r, target.name, "", NULL);
    }
    pthread_mutex_unlock(&order);
    return status;
}

int link(const char *from, const char *to)
{
    return linkat(AT_FDCWD, from, AT_FDCWD, to, 0);
}

int symlinkat(const char *content, int at, const char *path)
{
    place target = locate(at, path);
    int status = (int)syscall(SYS_symlinkat, content, at, path);
    if (status == 0 && target.below) {
        odd("symlink");
    }
    return status;
}

int symlink(const char *content, const char *path)
{
    return symlinkat(content, AT_FDCWD, path);
}

int unlinkat(int at, const char *path, int flags)
{
    if (record_fd < 0) {
        return (int)syscall(SYS_unlinkat, at, path, flags);
    }
    pthread_mutex_lock(&order);
    place p = locate(at, path);
    int status = (int)syscall(SYS_unlinkat, at, path, flags);
    if (status == 0 && p.below) {
        bool folder = (flags & AT_REMOVEDIR) != 0;
        emit((record){.call = folder ? REC_RMDIR : REC_UNLINK, .folder = p.folder}, p.name, "",
             NULL);
    }
    pthread_mutex_unlock(&order);
    return status;
}

int unlink(const char *path)
{
    return unlinkat(AT_FDCWD, path, 0);
}

int rmdir(const char *path)
{
    return unlinkat(AT_FDCWD, path, AT_REMOVEDIR);
}

int remove(const char *path)
{
    int status = unlink(path);
    return status != 0 && (errno == EISDIR || errno == EPERM) ? rmdir(path) : status;
}

int mkdirat(int at, const char *path, mode_t mode)
{
    if (record_fd < 0) {
        return (int)syscall(SYS_mkdirat, at, path, mode);
    }
    pthread_mutex_lock(&order);
    place p = locate(at, path);
    int status = (int)syscall(SYS_mkdirat, at, path, mode);
    struct stat info;
    if (status == 0 && p.below && fstatat(at, path, &info, AT_SYMLINK_NOFOLLOW) == 0) {
        record r = {.call = REC_MKDIR, .file = info.st_ino, .folder = p.folder};
        r.at = info.st_mode & 07777;
        emit(r, p.name, "", NULL);
    }
    pthread_mutex_unlock(&order);
    return status;
}

int mkdir(const char *path, mode_t mode)
{
    return mkdirat(AT_FDCWD, path, mode);
}

/* ---- syncing ------------------------------------------------------------------------ */

static int sync_by(long number, int fd)
{
    struct stat info;
    if (!tracked(fd, &info)) {
        return (int)syscall(number, fd);
    }
    pthread_mutex_lock(&order);
    int status = (int)syscall(number, fd);
    if (status == 0 && fstat(fd, &info) == 0) {
        record r = {.call = number == SYS_syncfs ? REC_SYNCFS : REC_SYNC, .file = info.st_ino};
        r.at = S_ISREG(info.st_mode) ? info.st_size : -1;
        emit(r, "", "", NULL);
    }
    pthread_mutex_unlock(&order);
    return status;
}

int fsync(int fd)
{
    return sync_by(SYS_fsync, fd);
}

int fdatasync(int fd)
{
    return sync_by(SYS_fdatasync, fd);
}

int syncfs(int fd)
{
    return sync_by(SYS_syncfs, fd);
}

void sync(void)
{
    pthread_mutex_lock(&order);
    syscall(SYS_sync);
    if (record_fd >= 0) {
        emit((record){.call = REC_SYNCFS}, "", "", NULL);
    }
    pthread_mutex_unlock(&order);
}

int sync_file_range(int fd, off64_t at, off64_t len, unsigned flags)
{
    struct stat info;
    if (tracked(fd, &info)) {
        pthread_mutex_lock(&order);
        emit((record){.call = REC_RANGE, .file = info.st_ino}, "", "", NULL);
        pthread_mutex_unlock(&order);
    }
    return (int)syscall(SYS_sync_file_range, fd, at, len, flags);
}
