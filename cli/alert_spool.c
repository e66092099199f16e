/*
 * Hits of alerts that wait to be handed over, in the folder alerts-spool of an index:
 *     12-commit     what the batch that is to be the commit after number 12 has
 *     7.jsonl       hits of a commit, by falling age
 * A draft counts when the index has a later commit than the one in its name, and not before: so hits
 * are reported if their process ended between the commit and the renaming, but not if their commit was
 * never made.
 */
#include "cli/cli_private.h"

#include "cli/alerts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER "alerts-spool"

static char *path_of(const char *folder, const char *name)
{
    fund_buf path = FUND_BUF_INIT;
    fund_buf_printf(&path, "%s/%s", folder, name);
    char *text = path.failed ? NULL : fund_memdup(path.data, path.len);
    fund_buf_free(&path);
    return text;
}

static fund_status io_error(fund_error *err, const char *path)
{
    return fund_error_set(err, FUND_ERR_IO, "%s: %s", path, strerror(errno));
}

char *cli_spool_path(const cli_spool *spool, uint64_t number)
{
    char name[40];
    snprintf(name, sizeof name, "%" PRIu64 ".jsonl", number);
    return path_of(spool->folder, name);
}

/* Lines of a file; 0 where there is none. */
static uint64_t count_lines(const char *path)
{
    char block[16384];
    uint64_t lines = 0;
    ssize_t size;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    while (file >= 0 && (size = read(file, block, sizeof block)) > 0) {
        for (ssize_t i = 0; i < size; i++) {
            lines += block[i] == '\n';
        }
    }
    if (file >= 0) {
        close(file);
    }
    return lines;
}

/* Whether a name is digits and an ending, as in "7.jsonl". */
static bool has_number(uint64_t *out, const char *name, const char *ending)
{
    char *end;
    errno = 0;
    *out = strtoull(name, &end, 10);
    return errno == 0 && name[0] >= '0' && name[0] <= '9' && strcmp(end, ending) == 0;
}

/* The draft that may have been left, by its number; *found false: none was. */
static fund_status look_through(cli_spool *spool, bool *found, uint64_t *draft, fund_error *err)
{
    DIR *folder = opendir(spool->folder);
    if (folder == NULL) {
        return errno == ENOENT ? FUND_OK : io_error(err, spool->folder);
    }
    const struct dirent *entry;
    uint64_t number;
    while ((entry = readdir(folder)) != NULL) {
        if (has_number(&number, entry->d_name, ".jsonl")) {
            spool->first = spool->next == 0 || number < spool->first ? number : spool->first;
            spool->next = number >= spool->next ? number + 1 : spool->next;
        } else if (has_number(&number, entry->d_name, "-commit")) {
            *found = true;
            *draft = number;
        }
    }
    closedir(folder);
    return FUND_OK;
}

static void count_hits(cli_spool *spool)
{
    for (uint64_t number = spool->first; number < spool->next; number++) {
        char *path = cli_spool_path(spool, number);
        spool->hits += path != NULL ? count_lines(path) : 0;
        free(path);
    }
}

static char *draft_path(const cli_spool *spool, uint64_t commit)
{
    char name[40];
    snprintf(name, sizeof name, "%" PRIu64 "-commit", commit);
    return path_of(spool->folder, name);
}

fund_status cli_spool_open(cli_spool *out, const char *index, uint64_t commit, fund_error *err)
{
    bool found = false;
    uint64_t left;
    *out = (cli_spool){.folder = path_of(index, FOLDER)};
    if (out->folder == NULL) {
        return fund_no_memory(err);
    }
    fund_status status = look_through(out, &found, &left, err);
    count_hits(out);
    if (status != FUND_OK || !found) {
        return status;
    }
    cli_draft draft = {.path = draft_path(out, left)};
    if (draft.path == NULL) {
        return fund_no_memory(err);
    }
    draft.hits = count_lines(draft.path);
    if (commit > left) {
        return cli_draft_publish(&draft, out, err);
    }
    cli_draft_drop(&draft);
    return FUND_OK;
}

void cli_spool_close(cli_spool *spool)
{
    free(spool->folder);
    *spool = (cli_spool){.folder = NULL};
}

/* ---- drafts ----------------------------------------------------------------------- */

fund_status cli_draft_begin(cli_draft *draft, const cli_spool *spool, uint64_t commit,
                            fund_error *err)
{
    *draft = (cli_draft){.path = draft_path(spool, commit)};
    if (draft->path == NULL) {
        return fund_no_memory(err);
    }
    fund_status status = fund_folder_make(spool->folder, err);
    if (status == FUND_OK) {
        int file = open(draft->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0660);
        draft->file = file >= 0 ? fdopen(file, "w") : NULL;
        status = draft->file != NULL ? FUND_OK : io_error(err, draft->path);
    }
    if (status != FUND_OK) {
        free(draft->path);
        *draft = (cli_draft){.file = NULL};
    }
    return status;
}

/* That the file is in its folder. */
static void sync_folder(const char *path)
{
    fund_buf folder = FUND_BUF_INIT;
    fund_buf_append(&folder, path, (size_t)(strrchr(path, '/') - path));
    int file = folder.failed ? -1 : open(folder.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file >= 0) {
        fsync(file);
        close(file);
    }
    fund_buf_free(&folder);
}

fund_status cli_draft_keep(cli_draft *draft, fund_error *err)
{
    bool ok = fflush(draft->file) == 0 && fsync(fileno(draft->file)) == 0 && !ferror(draft->file);
    fund_status status = ok ? FUND_OK : io_error(err, draft->path);
    fclose(draft->file);
    draft->file = NULL;
    sync_folder(draft->path);
    return status;
}

fund_status cli_draft_publish(cli_draft *draft, cli_spool *spool, fund_error *err)
{
    char *path = cli_spool_path(spool, spool->next);
    fund_status status = path == NULL                     ? fund_no_memory(err)
                         : rename(draft->path, path) == 0 ? FUND_OK
                                                          : io_error(err, draft->path);
    if (status == FUND_OK) {
        spool->next++;
        spool->hits += draft->hits;
    }
    free(path);
    free(draft->path);
    *draft = (cli_draft){.file = NULL};
    return status;
}

void cli_draft_drop(cli_draft *draft)
{
    if (draft->file != NULL) {
        fclose(draft->file);
    }
    if (draft->path != NULL) {
        unlink(draft->path);
        free(draft->path);
    }
    *draft = (cli_draft){.file = NULL};
}

void cli_spool_done(cli_spool *spool)
{
    char *path = cli_spool_path(spool, spool->first);
    if (path != NULL) {
        uint64_t hits = count_lines(path);
        spool->hits -= hits < spool->hits ? hits : spool->hits;
        unlink(path);
        free(path);
    }
    spool->first++;
    rmdir(spool->folder); /* where nothing else waits */
}
