/* Temporary folders, in $TMPDIR, which tests/run.sh sets to one in memory. */
#ifndef TEST_FOLDER_H
#define TEST_FOLDER_H

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDER_MAX = 200, PATH_LENGTH_MAX = 2 * FOLDER_MAX };

/* "/tmp/fund-XXXXXX", for mkdtemp() and mkstemp(). */
static inline char *temporary_name(char out[FOLDER_MAX])
{
    const char *base = getenv("TMPDIR");
    snprintf(out, FOLDER_MAX, "%s/fund-XXXXXX", base != NULL && base[0] != '\0' ? base : "/tmp");
    return out;
}

/* NULL when it cannot be made. */
static inline char *make_temporary(char out[FOLDER_MAX])
{
    return mkdtemp(temporary_name(out));
}

static inline int remove_entry(const char *path, const struct stat *info, int type,
                               struct FTW *where)
{
    (void)info;
    (void)type;
    (void)where;
    return remove(path);
}

/* 0 also when there is nothing. */
static inline int remove_tree(const char *path)
{
    return access(path, F_OK) != 0 ? 0 : nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static char copy_target[FOLDER_MAX];
static size_t copy_source_len;

static inline int copy_entry(const char *path, const struct stat *info, int type, struct FTW *where)
{
    char to[PATH_LENGTH_MAX];
    (void)where;
    snprintf(to, sizeof to, "%s%s", copy_target, path + copy_source_len);
    if (type == FTW_D) {
        return mkdir(to, 0700);
    }
    int in = open(path, O_RDONLY | O_CLOEXEC);
    int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    ssize_t got = 1;
    for (off_t left = info->st_size; left > 0 && got > 0; left -= got) {
        got = sendfile(out, in, NULL, (size_t)left);
    }
    close(in);
    return close(out) != 0 || got <= 0 ? -1 : 0;
}

/* A folder of plain files and folders, to a path where nothing is yet; 0 on success. */
static inline int copy_tree(const char *from, const char *to)
{
    snprintf(copy_target, sizeof copy_target, "%s", to);
    copy_source_len = strlen(from);
    return nftw(from, copy_entry, 16, FTW_PHYS);
}

#endif
