/* Room in memory. */
#include "store/store_private.h"

#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <linux/magic.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>

namespace fund {

namespace {

const char shared_memory[] = "/dev/shm";
const char prefix[] = "fundstelle-scratch-";

bool has_room()
{
    const uint64_t needed = UINT64_C(64) << 20; /* many times what one writer takes */
    struct statfs info;
    return statfs(shared_memory, &info) == 0 && info.f_type == TMPFS_MAGIC &&
           static_cast<uint64_t>(info.f_bavail) * static_cast<uint64_t>(info.f_bsize) >= needed;
}

/* Nothing else than what path() is asked for. */
bool is_ours(const std::filesystem::path &path)
{
    for (const auto &entry : std::filesystem::directory_iterator(path)) {
        const std::string name = entry.path().filename().string();
        if (name != "fresh" && name != "segment") {
            return false;
        }
    }
    return true;
}

/* What a process has left there that was killed: a living one holds its folder. */
void remove_dead()
{
    for (const auto &entry : std::filesystem::directory_iterator(shared_memory)) {
        struct stat info;
        if (entry.path().filename().string().compare(0, sizeof prefix - 1, prefix) != 0) {
            continue;
        }
        const descriptor left(
            open(entry.path().c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        if (left.get() >= 0 && fstat(left.get(), &info) == 0 && info.st_uid == geteuid() &&
            flock(left.get(), LOCK_EX | LOCK_NB) == 0 && is_ours(entry.path())) {
            std::filesystem::remove_all(entry.path());
        }
    }
}

} // namespace

std::string scratch::path(const std::string &name)
{
    if (!tried_) {
        tried_ = true;
        guard(nullptr, [&] { make(); });
    }
    return path_.empty() ? "" : path_ + "/" + name;
}

void scratch::make()
{
    std::string made = std::string(shared_memory) + "/" + prefix + "XXXXXX";
    remove_dead();
    if (!has_room() || mkdtemp(&made[0]) == nullptr) {
        return;
    }
    held_.emplace(open(made.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    struct stat info;
    /* No links: another process has taken it for a dead one's before it was locked. */
    if (held_->get() >= 0 && flock(held_->get(), LOCK_EX | LOCK_NB) == 0 &&
        fstat(held_->get(), &info) == 0 && info.st_nlink > 0) {
        path_ = made;
    }
}

void scratch::remove() noexcept
{
    guard(nullptr, [&] {
        if (!path_.empty()) {
            std::filesystem::remove_all(path_);
        }
    });
    path_.clear();
    held_.reset();
}

} // namespace fund
