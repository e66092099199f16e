/* A copy of one commit, beside a writer. */
#include "store/store_private.h"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>

using namespace fund;

/* From where it is open, so that it does not matter when its name goes. */
static void copy_file(const folder &from, const std::string &name, const folder &to, int source)
{
    const descriptor file = to.make_file(name);
    std::string block(1 << 20, '\0');
    for (;;) {
        const ssize_t got = read(source, &block[0], block.size());
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            fail_errno(errno, from.path_of(name));
        }
        if (got == 0) {
            break;
        }
        write_all(file.get(), {block.data(), static_cast<size_t>(got)}, to.path_of(name));
    }
    if (fsync(file.get()) != 0) {
        fail_errno(errno, to.path_of(name));
    }
}

/* False when it is not there. */
static bool link_or_copy(const folder &from, const std::string &name, const folder &to, bool link)
{
    const descriptor source = from.open_file(name);
    if (source.get() < 0) {
        return false;
    }
    if (!link || linkat(from.fd(), name.c_str(), to.fd(), name.c_str(), 0) != 0) {
        copy_file(from, name, to, source.get()); /* another file system, or links are not allowed */
    }
    return true;
}

/* False when a file is gone by now. */
static bool copy_commit(const folder &from, const manifest &named, const folder &to)
{
    const std::vector<std::string> files = named.files();
    return std::all_of(files.begin(), files.end(),
                       [&](const std::string &name) { return link_or_copy(from, name, to, true); });
}

static void remove_files(const folder &dir)
{
    for (const std::string &name : dir.list()) {
        dir.remove(name);
    }
}

static void take_snapshot(const std::string &path, const folder &to)
{
    enum { TRIES_MAX = 1000 };
    for (int i = 1;; i++) {
        const folder from(path);
        const std::string text = read_manifest(from);
        if (is_format4(text)) {
            fail_in(path, FUND_ERR_ANALYZER, "made by version 0.7; run: fundstelle upgrade -i %s",
                    path.c_str());
        }
        const manifest named = manifest::parse(text, from.path_of(name::manifest));
        if (!copy_commit(from, named, to)) {
            if (i == TRIES_MAX || read_manifest(folder(path)) == text) {
                (void)open_shard(path, nullptr); /* says which file */
                fail_in(path, FUND_ERR_MODIFIED, "changed all the time; try again");
            }
            remove_files(to);
            continue;
        }
        link_or_copy(from, "words.txt", to, false); /* these two are changed in their place */
        link_or_copy(from, "alerts.json", to, false);
        to.sync();
        to.write(std::string(name::manifest) + ".tmp", text);
        to.rename(std::string(name::manifest) + ".tmp", name::manifest);
        to.sync();
        return;
    }
}

static void check_copy(const std::string &path, const std::string &target)
{
    fund_error why = FUND_ERROR_INIT;
    if (guard(&why, [&] { open_shard(target, nullptr); }) != FUND_OK) {
        (void)open_shard(path, nullptr); /* says which file, where it was damaged already */
        pass_on(why);
    }
}

/* What lies in an index is taken for a part of it. */
static void refuse_inside(const std::string &path, const char *target)
{
    namespace fs = std::filesystem;
    const fs::path index = fs::canonical(path);
    for (fs::path at = fs::weakly_canonical(target); at != at.root_path(); at = at.parent_path()) {
        if (at == index) {
            fail_in(target, FUND_ERR_ARGUMENT, "lies in the index itself; name another folder");
        }
    }
}

/* As with cp and mkdir: a folder above it that is missing may be a disk that is not mounted. */
static void require_parent(std::string target)
{
    while (target.size() > 1 && target.back() == '/') {
        target.pop_back();
    }
    const std::string parent = std::filesystem::path(target).parent_path();
    if (!parent.empty() && !file_exists(parent)) {
        fail_in(parent, FUND_ERR_NOT_FOUND, "there is no such folder; make it first");
    }
}

static folder open_target(const char *target)
{
    struct stat info;
    if (stat(target, &info) == 0 && !S_ISDIR(info.st_mode)) {
        fail_in(target, FUND_ERR_ARGUMENT, "is a file; name a new folder");
    }
    folder to(target);
    if (!to.list().empty()) {
        fail_in(target, FUND_ERR_ARGUMENT, "the folder is not empty; name a new one");
    }
    return to;
}

fund_status fund_store_snapshot(const char *path, const char *target, fund_error *err) noexcept
{
    return guard(err, [&] {
        read_manifest(folder(path)); /* before anything is made */
        refuse_inside(path, target);
        const bool is_new = !file_exists(target);
        fund_error why = FUND_ERROR_INIT;
        if (is_new) {
            require_parent(target);
        }
        if (is_new && fund_folder_make(target, &why) != FUND_OK) {
            pass_on(why);
        }
        const folder to = open_target(target);
        if (guard(&why, [&] {
                take_snapshot(path, to);
                check_copy(path, target);
            }) != FUND_OK) {
            guard(nullptr, [&] { remove_files(to); });
            if (is_new) {
                rmdir(target);
            }
            pass_on(why);
        }
    });
}
