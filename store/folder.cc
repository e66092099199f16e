/* A folder and its files; the lock of a writer. */
#include "store/store_private.h"

#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <filesystem>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>

namespace fund {

bool file_exists(const std::string &path)
{
    struct stat info;
    if (stat(path.c_str(), &info) == 0) {
        return true;
    }
    if (errno != ENOENT && errno != ENOTDIR) {
        fail_errno(errno, path);
    }
    return false;
}

static int open_folder(const std::string &path)
{
    const int fd = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) {
        fail_in(path, FUND_ERR_NO_INDEX, "no index found");
    }
    if (fd < 0 && errno == ENOTDIR) {
        fail_in(path, FUND_ERR_NO_INDEX, "a file, not an index");
    }
    if (fd < 0) {
        fail_errno(errno, path);
    }
    return fd;
}

folder::folder(const std::string &path)
    : path_(path), fd_(open_folder(path)), owner_(0), shared_with_(0)
{
    look();
}

static int open_inner(const folder &parent, const std::string &name)
{
    const int fd =
        openat(parent.fd(), name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 && (errno == ELOOP || errno == ENOTDIR)) {
        fail_in(parent.path_of(name), FUND_ERR_IO,
                "must be a folder of the index, but is a file or a symbolic link");
    }
    if (fd < 0) {
        fail_errno(errno, parent.path_of(name));
    }
    return fd;
}

folder::folder(const folder &parent, const std::string &name)
    : path_(parent.path_of(name)), fd_(open_inner(parent, name)), owner_(0), shared_with_(0)
{
    look();
}

void folder::look()
{
    struct stat info;
    if (fstat(fd(), &info) != 0) {
        fail_errno(errno, path_);
    }
    owner_ = info.st_uid;
    shared_with_ = (info.st_mode & S_IWGRP) != 0 ? info.st_gid : static_cast<gid_t>(-1);
}

std::string folder::steady_path() const
{
    const std::string path = "/proc/self/fd/" + std::to_string(fd());
    return access((path + "/.").c_str(), F_OK) == 0 ? path : path_;
}

bool folder::has(const std::string &name) const
{
    struct stat info;
    const bool there = fstatat(fd(), name.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0;
    if (!there && errno != ENOENT) {
        fail_errno(errno, path_of(name));
    }
    return there;
}

void folder::require_private() const
{
    struct stat info;
    if (fstat(fd(), &info) == 0 && (info.st_mode & S_IWOTH) != 0) {
        fail_in(path_, FUND_ERR_IO,
                "every user may write in this folder; take that right away (chmod o-w)");
    }
}

descriptor folder::open_file(const std::string &name, uint64_t *size) const
{
    descriptor file(
        openat(fd(), name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
    struct stat info;
    if (file.get() < 0 && errno == ENOENT) {
        return file;
    }
    if (file.get() < 0 && errno == ELOOP) {
        fail_in(path_of(name), FUND_ERR_IO, "is a symbolic link; it is not followed");
    }
    if (file.get() < 0 || fstat(file.get(), &info) != 0) {
        fail_errno(errno, path_of(name));
    }
    if (!S_ISREG(info.st_mode)) {
        fail_in(path_of(name), FUND_ERR_IO, "is not a regular file");
    }
    if (info.st_uid != geteuid() && info.st_uid != 0 && info.st_uid != owner_ &&
        info.st_gid != shared_with_) {
        fail_in(path_of(name), FUND_ERR_IO,
                "belongs neither to you nor to the owner of the index's folder; it is not read");
    }
    if (size != nullptr) {
        *size = static_cast<uint64_t>(info.st_size);
    }
    return file;
}

std::optional<std::string> folder::read(const std::string &name, size_t limit) const
{
    uint64_t size = 0;
    const descriptor file = open_file(name, &size);
    if (file.get() < 0) {
        return std::nullopt;
    }
    if (size > limit) {
        fail_in(path_of(name), FUND_ERR_CORRUPT, "damaged: it is larger than it can be");
    }
    std::string bytes(static_cast<size_t>(size), '\0');
    size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t got = ::read(file.get(), &bytes[done], bytes.size() - done);
        if (got < 0 && errno != EINTR) {
            fail_errno(errno, path_of(name));
        }
        if (got == 0) {
            bytes.resize(done);
        }
        done += got > 0 ? static_cast<size_t>(got) : 0;
    }
    return bytes;
}

std::vector<std::string> folder::list() const
{
    descriptor own(openat(fd(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    std::unique_ptr<DIR, int (*)(DIR *)> stream(own.get() >= 0 ? fdopendir(own.get()) : nullptr,
                                                closedir);
    if (!stream) {
        fail_errno(errno, path_);
    }
    own.release();
    std::vector<std::string> names;
    while (const dirent *entry = readdir(stream.get())) {
        const std::string name = entry->d_name;
        if (name != "." && name != "..") {
            names.push_back(name);
        }
    }
    return names;
}

void write_all(int fd, std::string_view bytes, const std::string &path)
{
    size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t wrote = ::write(fd, bytes.data() + done, bytes.size() - done);
        if (wrote < 0 && errno != EINTR) {
            fail_errno(errno, path);
        }
        done += wrote > 0 ? static_cast<size_t>(wrote) : 0;
    }
}

descriptor folder::make_file(const std::string &name) const
{
    descriptor file(
        openat(fd(), name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0664));
    if (file.get() < 0) {
        fail_errno(errno, path_of(name));
    }
    return file;
}

void folder::write(const std::string &name, const std::string &bytes) const
{
    /* A leftover goes; a link that somebody laid there is not written through. */
    unlinkat(fd(), name.c_str(), 0);
    const descriptor file = make_file(name);
    write_all(file.get(), bytes, path_of(name));
    if (fdatasync(file.get()) != 0) {
        fail_errno(errno, path_of(name));
    }
}

void folder::sync_file(const std::string &name) const
{
    const descriptor file(openat(fd(), name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    struct stat info;
    const bool for_all = file.get() >= 0 && fstat(file.get(), &info) == 0 &&
                         (info.st_mode & S_IWOTH) != 0; /* libxapian goes by the umask alone */
    if (file.get() < 0 || (for_all && fchmod(file.get(), info.st_mode & 0775) != 0) ||
        fdatasync(file.get()) != 0) {
        fail_errno(errno, path_of(name));
    }
}

void folder::rename(const std::string &from, const std::string &to) const
{
    rename(from, *this, to);
}

void folder::rename(const std::string &from, const folder &target, const std::string &to) const
{
    if (renameat(fd(), from.c_str(), target.fd(), to.c_str()) != 0) {
        fail_errno(errno, target.path_of(to));
    }
}

void folder::sync() const
{
    if (fsync(fd()) != 0) {
        fail_errno(errno, path_);
    }
}

/* Names of what is in a folder, all of which can be removed. */
static void empty_folder(int parent, const std::string &name)
{
    const int fd = openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    std::unique_ptr<DIR, int (*)(DIR *)> stream(fd >= 0 ? fdopendir(fd) : nullptr, closedir);
    if (!stream) {
        if (fd >= 0) {
            close(fd);
        }
        return;
    }
    while (const dirent *entry = readdir(stream.get())) {
        const std::string inner = entry->d_name;
        if (inner == "." || inner == "..") {
            continue;
        }
        if (unlinkat(fd, inner.c_str(), 0) != 0 && (errno == EISDIR || errno == EPERM)) {
            empty_folder(fd, inner);
            unlinkat(fd, inner.c_str(), AT_REMOVEDIR);
        }
    }
}

void folder::remove(const std::string &name) const
{
    if (unlinkat(fd(), name.c_str(), 0) == 0 || errno == ENOENT) {
        return;
    }
    int errnum = errno;
    if (errnum == EISDIR || errnum == EPERM) {
        empty_folder(fd(), name);
        errnum = unlinkat(fd(), name.c_str(), AT_REMOVEDIR) == 0 ? 0 : errno;
    }
    if (errnum != 0 && errnum != ENOENT) {
        fail_errno(errnum, path_of(name));
    }
}

void folder::remove_file(const std::string &name) const
{
    if (unlinkat(fd(), name.c_str(), 0) != 0 && errno != ENOENT && errno != EISDIR) {
        fail_errno(errno, path_of(name));
    }
}

static bool is_same(const struct stat &a, const struct stat &b)
{
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

bool folder::is_in_place() const
{
    struct stat own, there;
    return fstat(fd(), &own) == 0 && stat(path_.c_str(), &there) == 0 && is_same(own, there);
}

/* ---- lock --------------------------------------------------------------- */

namespace {

const std::string_view lock_start = "pid ";

std::string read_start(int fd)
{
    char bytes[256];
    const ssize_t got = pread(fd, bytes, sizeof bytes, 0);
    return std::string(bytes, got > 0 ? static_cast<size_t>(got) : 0);
}

std::string own_name()
{
    const descriptor comm(open("/proc/self/comm", O_RDONLY | O_CLOEXEC));
    std::string name = comm.get() >= 0 ? read_start(comm.get()) : "";
    while (!name.empty() && name.back() == '\n') {
        name.pop_back();
    }
    return name.empty() ? "?" : name;
}

[[noreturn]] void fail_locked(int fd, const std::string &path)
{
    const std::string content = read_start(fd);
    const size_t end = content.find('\n');
    /* Its holder may just have taken it and not written its name yet. */
    if (content.compare(0, lock_start.size(), lock_start) == 0 && end != std::string::npos) {
        const std::string holder = content.substr(lock_start.size(), end - lock_start.size());
        fail_in(path, FUND_ERR_LOCKED, "being written by process %s", holder.c_str());
    }
    fail_in(path, FUND_ERR_LOCKED, "being written by another process");
}

/* flock(2) that asks again; false, with errno set, when the time is over or the file cannot be
 * locked. */
bool lock_within(int fd, unsigned timeout_ms)
{
    const uint64_t deadline = fund_clock_ms() + timeout_ms;
    const timespec pause = {0, 20L * 1000 * 1000};
    while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if ((errno != EWOULDBLOCK && errno != EINTR) || fund_clock_ms() >= deadline) {
            return false;
        }
        nanosleep(&pause, nullptr);
    }
    return true;
}

/* flock(2) needs no right but to open the file: who may only read would stop all writers. */
void keep_from_readers(int fd, const struct stat &info)
{
    mode_t mode = info.st_mode & (S_IRWXU | S_IRWXG | S_IRWXO);
    if ((mode & S_IWGRP) == 0) {
        mode &= ~static_cast<mode_t>(S_IRWXG);
    }
    if ((mode & S_IWOTH) == 0) {
        mode &= ~static_cast<mode_t>(S_IRWXO);
    }
    if (mode != (info.st_mode & (S_IRWXU | S_IRWXG | S_IRWXO)) && info.st_uid == geteuid() &&
        fchmod(fd, mode) != 0) {
        /* a file system without rights: nothing is kept from anybody there */
    }
}

} // namespace

lock::lock(const folder &dir, unsigned timeout_ms) : fd_(-1)
{
    const std::string file = dir.path_of(name::lock);
    descriptor guarded(
        openat(dir.fd(), name::lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0664));
    const int fd = guarded.get();
    if (fd < 0) {
        if (errno == ELOOP) {
            fail_in(file, FUND_ERR_IO, "is a symbolic link; it is not followed");
        }
        fail_errno(errno, file);
    }
    struct stat info;
    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode) || info.st_nlink > 1) {
        fail_in(file, FUND_ERR_IO, "is a link or has several names; it is not written to");
    }
    keep_from_readers(fd, info);
    bool held = lock_within(fd, 0);
    if (!held && timeout_ms > 0) {
        fund_log(FUND_LOG_INFO, "%s: waiting up to %u ms for another writer", dir.path().c_str(),
                 timeout_ms);
        held = lock_within(fd, timeout_ms);
    }
    if (!held) {
        if (errno != EWOULDBLOCK && errno != EINTR) {
            fail_errno(errno, file);
        }
        fail_locked(fd, dir.path());
    }
    if (ftruncate(fd, 0) != 0) {
        fail_errno(errno, file);
    }
    const std::string holder = std::to_string(getpid()) + " (" + own_name() + ")\n";
    write_all(fd, std::string(lock_start) + holder, file);
    fd_ = guarded.release();
}

lock::~lock()
{
    /* An empty file tells that nobody holds it, should the lock be lost. */
    if (ftruncate(fd_, 0) != 0) {
        /* nothing depends on it */
    }
    close(fd_);
}

bool lock::is_in_place(const folder &dir) const
{
    struct stat own, there;
    return fstat(fd_, &own) == 0 &&
           fstatat(dir.fd(), name::lock, &there, AT_SYMLINK_NOFOLLOW) == 0 && is_same(own, there);
}

} // namespace fund
