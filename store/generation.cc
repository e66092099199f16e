/* The folder of an index: stub file, generations and lock. */
#include "store/store_private.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <dirent.h>
#include <fcntl.h>
#include <filesystem>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace fund {

std::vector<std::string> list_folder(const std::string &path)
{
    std::unique_ptr<DIR, int (*)(DIR *)> folder(opendir(path.c_str()), closedir);
    if (!folder && errno != ENOENT) {
        fail_errno(errno, path);
    }
    std::vector<std::string> names;
    if (!folder) {
        return names;
    }
    while (const dirent *entry = readdir(folder.get())) {
        std::string name = entry->d_name;
        if (name != "." && name != "..") {
            names.push_back(name);
        }
    }
    return names;
}

namespace {

const char stub_name[] = "/XAPIANDB";
const size_t stub_max = 4096;
const char bulk_name[] = "bulk";

/* "g7" is live, "b7" a base. */
bool is_generation(const std::string &name, char kind)
{
    return name.size() > 1 && name[0] == kind &&
           name.find_first_not_of("0123456789", 1) == std::string::npos;
}

bool is_generation(const std::string &name)
{
    return is_generation(name, 'g') || is_generation(name, 'b');
}

void write_all(int fd, const std::string &bytes, const std::string &path)
{
    size_t done = 0;
    while (done < bytes.size()) {
        ssize_t wrote = write(fd, bytes.data() + done, bytes.size() - done);
        if (wrote < 0 && errno != EINTR) {
            fail_errno(errno, path);
        }
        done += wrote > 0 ? static_cast<size_t>(wrote) : 0;
    }
}

std::string read_small_file(int fd)
{
    char bytes[stub_max];
    const ssize_t got = pread(fd, bytes, sizeof bytes, 0);
    return std::string(bytes, got > 0 ? static_cast<size_t>(got) : 0);
}

bool ends_with(const std::string &name, const std::string &end)
{
    return name.size() >= end.size() &&
           name.compare(name.size() - end.size(), end.size(), end) == 0;
}

/* Somebody's folder may be called "g1", too: what is in it decides. */
bool is_database_folder(const std::string &path)
{
    std::error_code error;
    const auto type = std::filesystem::symlink_status(path, error).type();
    if (type != std::filesystem::file_type::directory) {
        return type == std::filesystem::file_type::not_found; /* removed by its maker */
    }
    for (const std::string &name : list_folder(path)) {
        if (!ends_with(name, ".glass") && !ends_with(name, ".tmp") && name != "iamglass" &&
            name != "flintlock") {
            return false;
        }
    }
    return true;
}

/* What bulk.cc makes, and nothing else. */
bool holds_only_bulk_files(const std::string &path)
{
    std::error_code error;
    if (std::filesystem::symlink_status(path, error).type() !=
        std::filesystem::file_type::directory) {
        return false;
    }
    for (const std::string &name : list_folder(path)) {
        if (name.find_first_not_of("0123456789", 1) != std::string::npos ||
            !is_database_folder(path + "/" + name)) {
            return false;
        }
    }
    return true;
}

} // namespace

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

void sync_folder(const std::string &path)
{
    descriptor folder{open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (folder.fd < 0 || fsync(folder.fd) != 0) {
        fail_errno(errno, path);
    }
}

namespace {

/* Takes "auto NAME\n" off the front; "" when there is no such line. */
std::string take_line(std::string &content)
{
    const std::string start = "auto ";
    const size_t end = content.find('\n');
    if (content.compare(0, start.size(), start) != 0 || end == std::string::npos) {
        return "";
    }
    const std::string name = content.substr(start.size(), end - start.size());
    content.erase(0, end + 1);
    return name;
}

} // namespace

/* What a stub names is written to and removed: it must not be somewhere else. */
static void refuse_link(const std::string &path)
{
    struct stat info;
    if (lstat(path.c_str(), &info) == 0 && !S_ISDIR(info.st_mode)) {
        fail_in(path, FUND_ERR_CORRUPT,
                "must be a folder of the index, but is a file or a symbolic link");
    }
}

generations read_stub(const std::string &path)
{
    if (!file_exists(path)) {
        fail_in(path, FUND_ERR_NO_INDEX, "no index found");
    }
    descriptor stub{
        open((path + stub_name).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)};
    if (stub.fd < 0) {
        if (errno == ELOOP) {
            fail_in(path + stub_name, FUND_ERR_CORRUPT, "is a symbolic link; it is not followed");
        }
        if (errno != ENOENT && errno != ENOTDIR) {
            fail_errno(errno, path + stub_name);
        }
        fail_in(path, FUND_ERR_NO_INDEX, "not an index (it has no file XAPIANDB)");
    }
    std::string content = read_small_file(stub.fd);
    generations named;
    std::string name = take_line(content);
    if (is_generation(name, 'g')) {
        named.live = name;
        name = content.empty() ? "" : take_line(content);
    }
    if (is_generation(name, 'b')) {
        named.base = name;
        name = "";
    }
    if (!name.empty() || !content.empty() || named == generations{}) {
        fail_in(path + stub_name, FUND_ERR_CORRUPT, "damaged; it names no generation");
    }
    for (const std::string &each : named.names()) {
        refuse_link(path + "/" + each);
    }
    return named;
}

void write_stub(const std::string &path, const generations &named)
{
    std::string content;
    for (const std::string &name : named.names()) {
        sync_folder(path + "/" + name);
        content += "auto " + name + "\n";
    }
    fund_error why = FUND_ERROR_INIT;
    const fund_status status =
        fund_file_replace((path + stub_name).c_str(), content.data(), content.size(), &why);
    if (status != FUND_OK) {
        pass_on(why);
    }
}

std::string bulk_folder(const std::string &path)
{
    return path + "/" + bulk_name;
}

void remove_folder(const std::string &path)
{
    std::error_code error;
    std::filesystem::remove_all(path, error);
    if (error) {
        fail_errno(error.value(), path);
    }
}

void remove_generations(const std::string &path, const generations &keep)
{
    for (const std::string &name : list_folder(path)) {
        if (is_generation(name) && name != keep.live && name != keep.base) {
            remove_folder(path + "/" + name);
        }
    }
    if (file_exists(bulk_folder(path)) && holds_only_bulk_files(bulk_folder(path))) {
        remove_folder(bulk_folder(path));
    }
    unlink((path + stub_name + ".tmp").c_str());
}

namespace {

unsigned long long number_of(const std::string &generation)
{
    return generation.empty() ? 0 : std::strtoull(generation.c_str() + 1, nullptr, 10);
}

std::string next_name(char kind, const generations &current)
{
    const unsigned long long last = std::max(number_of(current.live), number_of(current.base));
    return kind + std::to_string(last + 1);
}

} // namespace

std::string next_live(const generations &current)
{
    return next_name('g', current);
}

std::string next_base(const generations &current)
{
    return next_name('b', current);
}

bool holds_only_index_files(const std::string &path)
{
    for (const std::string &name : list_folder(path)) {
        /* XAPIANDB may appear meanwhile: another process is making the index. */
        const bool ours = is_generation(name)
                              ? is_database_folder(path + "/" + name)
                              : (name == bulk_name && holds_only_bulk_files(path + "/" + name)) ||
                                    name == "lock" || name == "XAPIANDB" ||
                                    name == "XAPIANDB.tmp" || name == "words.txt" ||
                                    name == "words.txt.tmp" || name == "alerts.json" ||
                                    name == "alerts.json.tmp";
        if (!ours) {
            return false;
        }
    }
    return true;
}

/* ---- lock --------------------------------------------------------------- */

namespace {

const std::string_view lock_start = "pid ";

std::string own_name()
{
    descriptor comm{open("/proc/self/comm", O_RDONLY | O_CLOEXEC)};
    std::string name = comm.fd >= 0 ? read_small_file(comm.fd) : "";
    while (!name.empty() && name.back() == '\n') {
        name.pop_back();
    }
    return name.empty() ? "?" : name;
}

[[noreturn]] void fail_locked(int fd, const std::string &path)
{
    const std::string content = read_small_file(fd);
    const size_t end = content.find('\n');
    /* Its holder may just have taken it and not written its name yet. */
    if (content.compare(0, lock_start.size(), lock_start) == 0 && end != std::string::npos) {
        const std::string holder = content.substr(lock_start.size(), end - lock_start.size());
        fail_in(path, FUND_ERR_LOCKED, "being written by process %s", holder.c_str());
    }
    fail_in(path, FUND_ERR_LOCKED, "being written by another process");
}

} // namespace

bool lock_within(int fd, int how, unsigned timeout_ms, unsigned pause_ms)
{
    const uint64_t deadline = fund_clock_ms() + timeout_ms;
    const timespec pause = {0, static_cast<long>(pause_ms) * 1000 * 1000};
    while (flock(fd, how | LOCK_NB) != 0) {
        if ((errno != EWOULDBLOCK && errno != EINTR) || fund_clock_ms() >= deadline) {
            return false;
        }
        nanosleep(&pause, nullptr);
    }
    return true;
}

lock::lock(const std::string &path, unsigned timeout_ms) : fd_(-1)
{
    const std::string file = path + "/lock";
    fd_ = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);
    if (fd_ < 0) {
        if (errno == ELOOP) {
            fail_in(file, FUND_ERR_IO, "is a symbolic link; it is not followed");
        }
        fail_errno(errno, file);
    }
    descriptor guarded{fd_}; /* closes on every way out but success */
    struct stat info;
    if (fstat(fd_, &info) != 0 || !S_ISREG(info.st_mode) || info.st_nlink > 1) {
        fail_in(file, FUND_ERR_IO, "is a link or has several names; it is not written to");
    }
    bool held = lock_within(fd_, LOCK_EX, 0, 20);
    if (!held && timeout_ms > 0) {
        fund_log(FUND_LOG_INFO, "%s: waiting up to %u ms for another writer", path.c_str(),
                 timeout_ms);
        held = lock_within(fd_, LOCK_EX, timeout_ms, 20);
    }
    if (!held) {
        if (errno != EWOULDBLOCK && errno != EINTR) {
            fail_errno(errno, file);
        }
        fail_locked(fd_, path);
    }
    if (ftruncate(fd_, 0) != 0) {
        fail_errno(errno, file);
    }
    const std::string holder = std::to_string(getpid()) + " (" + own_name() + ")\n";
    write_all(fd_, std::string(lock_start) + holder, file);
    guarded.fd = -1;
}

lock::~lock()
{
    if (fd_ >= 0) {
        /* An empty file tells that nobody holds it, should the lock be lost. */
        if (ftruncate(fd_, 0) != 0) {
            /* nothing depends on it */
        }
        close(fd_);
    }
}

} // namespace fund
