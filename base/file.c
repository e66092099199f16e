#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static fund_status io_error(fund_error *err, const char *path)
{
    int errnum = errno;
    return fund_error_set_in(err, fund_status_of_errno(errnum), path, 0, "%s", strerror(errnum));
}

static fund_status read_all(fund_buf *out, int fd, const char *path, size_t limit, fund_error *err)
{
    size_t start = out->len;
    for (;;) {
        if (!fund_buf_reserve(out, 64 * 1024)) {
            return fund_no_memory(err);
        }
        ssize_t got = read(fd, out->data + out->len, out->capacity - out->len - 1);
        if (got < 0) {
            if (errno == EINTR) {
                continue;
            }
            return io_error(err, path);
        }
        if (got == 0) {
            out->data[out->len] = '\0';
            return FUND_OK;
        }
        out->len += (size_t)got;
        if (out->len - start > limit) {
            return fund_error_set_in(err, FUND_ERR_FORMAT, path, 0,
                                     "larger than the limit of %zu bytes", limit);
        }
    }
}

static fund_status read_file(fund_buf *out, const char *path, size_t limit, int flags,
                             fund_error *err)
{
    /* O_NONBLOCK: opening a FIFO must not hang before fstat has refused it. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | flags);
    if (fd < 0) {
        return errno == ELOOP && flags != 0
                   ? fund_error_set_in(err, FUND_ERR_IO, path, 0,
                                       "is a symbolic link; it is not followed")
                   : io_error(err, path);
    }
    struct stat info;
    fund_status status = FUND_OK;
    if (fstat(fd, &info) != 0) {
        status = io_error(err, path);
    } else if (!S_ISREG(info.st_mode)) {
        status = fund_error_set_in(err, FUND_ERR_IO, path, 0, "is not a regular file");
    } else if (info.st_size > 0 && (uintmax_t)info.st_size > limit) {
        status = fund_error_set_in(err, FUND_ERR_FORMAT, path, 0,
                                   "larger than the limit of %zu bytes", limit);
    } else {
        if (info.st_size > 0) {
            fund_buf_reserve(out, (size_t)info.st_size + 1); /* read_all reports a failure */
        }
        status = read_all(out, fd, path, limit, err);
    }
    close(fd);
    return status;
}

fund_status fund_file_read(fund_buf *out, const char *path, size_t limit, fund_error *err)
{
    return read_file(out, path, limit, 0, err);
}

fund_status fund_file_read_own(fund_buf *out, const char *path, size_t limit, fund_error *err)
{
    return read_file(out, path, limit, O_NOFOLLOW, err);
}

static bool write_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t done = write(fd, bytes, len);
        if (done < 0 && errno != EINTR) {
            return false;
        }
        bytes += done > 0 ? done : 0;
        len -= done > 0 ? (size_t)done : 0;
    }
    return true;
}

/* So that a rename in it outlives a loss of power. */
static bool sync_folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash == NULL   ? fund_memdup(".", 1)
                   : slash == path ? fund_memdup("/", 1)
                                   : fund_memdup(path, (size_t)(slash - path));
    int fd = folder != NULL ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    bool ok = fd >= 0 && fsync(fd) == 0;
    int errnum = folder != NULL ? errno : ENOMEM;
    if (fd >= 0) {
        close(fd);
    }
    free(folder);
    errno = errnum;
    return ok;
}

fund_status fund_file_replace(const char *path, const char *bytes, size_t len, fund_error *err)
{
    fund_buf temporary = FUND_BUF_INIT;
    fund_buf_printf(&temporary, "%s.tmp", path);
    if (temporary.failed) {
        fund_buf_free(&temporary);
        return fund_no_memory(err);
    }
    /* A leftover goes; a link that somebody laid there is not written through. */
    unlink(temporary.data);
    int fd = open(temporary.data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
    bool ok = fd >= 0 && write_all(fd, bytes, len) && fsync(fd) == 0;
    int errnum = errno;
    if (fd >= 0 && close(fd) != 0 && ok) {
        ok = false;
        errnum = errno;
    }
    if (ok) {
        ok = rename(temporary.data, path) == 0 && sync_folder_of(path);
        errnum = errno;
    }
    fund_status status = FUND_OK;
    if (!ok) {
        unlink(temporary.data);
        errno = errnum;
        status = io_error(err, path);
    }
    fund_buf_free(&temporary);
    return status;
}

static bool make_folder(const char *path)
{
    struct stat info;
    if (mkdir(path, 0777) != 0) { /* of one that is there a read-only disk says something else */
        int errnum = errno;
        bool there = stat(path, &info) == 0 && S_ISDIR(info.st_mode);
        errno = errnum == EEXIST ? ENOTDIR : errnum;
        return there;
    }
    return (stat(path, &info) != 0 || (info.st_mode & S_IWOTH) == 0 ||
            chmod(path, info.st_mode & 07775) == 0) &&
           sync_folder_of(path);
}

fund_status fund_folder_make(const char *path, fund_error *err)
{
    size_t len = strlen(path);
    while (len > 1 && path[len - 1] == '/') {
        len--;
    }
    char *copy = fund_memdup(path, len);
    bool ok = copy != NULL;
    for (char *slash = copy; ok && slash != NULL;) {
        slash = strchr(slash + 1, '/');
        if (slash != NULL) {
            *slash = '\0';
        }
        ok = make_folder(copy);
        if (slash != NULL) {
            *slash = '/';
        }
    }
    int errnum = copy != NULL ? errno : ENOMEM;
    free(copy);
    errno = errnum;
    return ok ? FUND_OK : io_error(err, path);
}
