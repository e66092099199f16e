/* What stands at a path. */
#include "corpus/corpus_private.h"

#include <dirent.h>
#include <sys/stat.h>

fund_place fund_place_look(const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0) {
        return (fund_place){.there = false};
    }
    return (fund_place){true, S_ISDIR(info.st_mode), (uint64_t)info.st_dev, (uint64_t)info.st_ino};
}

bool fund_place_is_same_folder(const fund_place *a, const fund_place *b)
{
    return a->there && b->there && a->folder && b->folder && a->device == b->device &&
           a->inode == b->inode;
}

/* ---- entries ------------------------------------------------------------ */

static bool is_shown(const struct dirent *entry)
{
    return !fund_corpus_is_hidden(entry->d_name);
}

static bool is_taken_file(const struct dirent *entry)
{
    return is_shown(entry) && entry->d_type == DT_REG && fund_corpus_takes(entry->d_name);
}

/* Ends at the first such entry, so that a large folder costs no more than a small one. */
static bool has_entry(const char *folder, bool (*wanted)(const struct dirent *entry))
{
    DIR *dir = opendir(folder);
    bool found = false;
    const struct dirent *entry;
    while (dir != NULL && !found && (entry = readdir(dir)) != NULL) {
        found = wanted(entry);
    }
    if (dir != NULL) {
        closedir(dir);
    }
    return found;
}

bool fund_corpus_is_empty(const char *folder)
{
    return !has_entry(folder, is_shown);
}

/* ---- files -------------------------------------------------------------- */

static fund_status stop_at_file(const char *name, const char *path, uint64_t bytes, void *payload)
{
    (void)name;
    (void)path;
    (void)bytes;
    *(bool *)payload = true;
    return FUND_ERR_INTERRUPTED;
}

fund_status fund_corpus_has_files(bool *out, const char *path, fund_error *err)
{
    static const fund_corpus_visitor visitor = {.takes = fund_corpus_takes, .file = stop_at_file};
    *out = has_entry(path, is_taken_file);
    if (*out) {
        return FUND_OK;
    }
    fund_status status = fund_corpus_walk(path, false, &visitor, out, err);
    return *out ? FUND_OK : status;
}
