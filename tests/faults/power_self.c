/*
 * Whether the cuts of power.c find what they have to: small stores ("toys") that forget an fsync
 * must lose something, those that do it right must not, and calls that cannot be recorded must be
 * noticed.
 */
#include "tests/faults/power.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TOYS_ARTICLES = 4, VERSIONS = 3, LINES = 200, LOG_RECORD = 700 };

/* ---- what the toys share -------------------------------------------------------------- */

static const char *toy_root;

static void told_by_toy(enum record_call call, unsigned article, unsigned version)
{
    record_told(getenv("FUND_RECORD"), (told){call, article, version, NULL});
}

static char *path_in(char out[PATH_MAX], const char *folder, const char *name, unsigned number)
{
    snprintf(out, PATH_MAX, "%.1000s/%s%s%u", toy_root, folder, name, number);
    return out;
}

static void need(bool ok, const char *what)
{
    if (!ok) {
        fail(what);
    }
}

static void sync_path(const char *name)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%.1000s/%s", toy_root, name);
    int fd = open(path, O_RDONLY);
    need(fd >= 0 && fsync(fd) == 0, path);
    close(fd);
}

static void make_folder(const char *name)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%.1000s/%s", toy_root, name);
    need(mkdir(path, 0700) == 0, path);
}

static void begin_toy(void)
{
    make_folder("toy");
    sync_path(".");
}

/* Longer than some sectors. */
static size_t print_text(char *text, size_t size, unsigned article, unsigned version)
{
    size_t len = 0;
    for (unsigned i = 0; i < LINES; i++) {
        len += (size_t)snprintf(text + len, size - len, "line %u of a%u, version %u\n", i, article,
                                version);
    }
    return len;
}

enum { TEXT_MAX = 16384 };

static void write_text(int fd, unsigned article, unsigned version)
{
    char text[TEXT_MAX];
    size_t len = print_text(text, sizeof text, article, version);
    need(write(fd, text, len) == (ssize_t)len, "write");
}

/* Which steps of writing a version there are. */
typedef enum step {
    SYNC_FILE = 1,
    SYNC_FOLDER = 2,
    SYNC_LATE = 4, /* the file, behind the rename */
    SYNC_ALL = 8,
    SYNC_RANGE = 16,
    SYNC_WRITES = 32, /* O_DSYNC */
    OTHER_FOLDER = 64,
    SYNC_SOURCE = 128, /* the folder it came from */
} step;

static void replace(unsigned article, unsigned version, unsigned steps)
{
    char temporary[PATH_MAX], path[PATH_MAX];
    const char *source = (steps & OTHER_FOLDER) != 0 ? "toy/tmp/" : "toy/";
    path_in(temporary, source, "t", article);
    path_in(path, "toy/", "a", article);
    told_by_toy(REC_SENT, article, version);
    int flags = (steps & SYNC_WRITES) != 0 ? O_DSYNC : 0;
    int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | flags, 0600);
    need(fd >= 0, temporary);
    write_text(fd, article, version);
    need((steps & SYNC_FILE) == 0 || fdatasync(fd) == 0, temporary);
    need((steps & SYNC_RANGE) == 0 || sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE) == 0,
         temporary);
    need(rename(temporary, path) == 0, path);
    need((steps & SYNC_LATE) == 0 || fsync(fd) == 0, path);
    need((steps & SYNC_ALL) == 0 || syncfs(fd) == 0, path);
    close(fd);
    if ((steps & SYNC_FOLDER) != 0) {
        sync_path("toy");
    }
    if ((steps & SYNC_SOURCE) != 0) {
        sync_path("toy/tmp");
    }
    told_by_toy(REC_COMMITTED, article, version);
}

static void replace_all(unsigned steps)
{
    for (unsigned version = 1; version <= VERSIONS; version++) {
        for (unsigned i = 0; i < TOYS_ARTICLES; i++) {
            replace(i, version, steps);
        }
    }
}

/* ---- the toys ------------------------------------------------------------------------- */

static void do_right(void)
{
    begin_toy();
    replace_all(SYNC_FILE | SYNC_FOLDER);
}

static void do_no_file_sync(void)
{
    begin_toy();
    replace_all(SYNC_FOLDER);
}

static void do_no_folder_sync(void)
{
    begin_toy();
    replace_all(SYNC_FILE);
}

static void do_no_parent_sync(void)
{
    make_folder("toy");
    replace_all(SYNC_FILE | SYNC_FOLDER);
}

static void do_late_sync(void)
{
    begin_toy();
    replace_all(SYNC_LATE | SYNC_FOLDER);
}

static void do_range(void)
{
    begin_toy();
    replace_all(SYNC_RANGE | SYNC_FOLDER);
}

static void do_synced_writes(void)
{
    begin_toy();
    replace_all(SYNC_WRITES | SYNC_FOLDER);
}

static void do_syncfs(void)
{
    begin_toy();
    replace_all(SYNC_FILE | SYNC_ALL);
}

static void do_across(void)
{
    begin_toy();
    make_folder("toy/tmp");
    replace_all(SYNC_FILE | OTHER_FOLDER | SYNC_FOLDER);
}

static void do_across_source(void)
{
    begin_toy();
    make_folder("toy/tmp");
    sync_path("toy");
    replace_all(SYNC_FILE | OTHER_FOLDER | SYNC_SOURCE);
}

static void do_in_place(void)
{
    begin_toy();
    replace(0, 1, SYNC_FILE | SYNC_FOLDER);
    char path[PATH_MAX];
    told_by_toy(REC_SENT, 0, 2);
    int fd = open(path_in(path, "toy/", "a", 0), O_WRONLY | O_TRUNC);
    write_text(fd, 0, 2);
    need(fsync(fd) == 0, path);
    close(fd);
    told_by_toy(REC_COMMITTED, 0, 2);
}

static void remove_some(bool sync)
{
    begin_toy();
    replace_all(SYNC_FILE | SYNC_FOLDER);
    for (unsigned i = 0; i < 2; i++) {
        char path[PATH_MAX];
        told_by_toy(REC_SENT_REMOVAL, i, 0);
        need(remove(path_in(path, "toy/", "a", i)) == 0, path);
        if (sync) {
            sync_path("toy");
        }
        told_by_toy(REC_REMOVED, i, VERSIONS);
    }
}

static void do_removal(void)
{
    remove_some(true);
}

static void do_removal_no_sync(void)
{
    remove_some(false);
}

/* A file that grows, whose whole records count. */
static void append(bool sync)
{
    begin_toy();
    char path[PATH_MAX], text[LOG_RECORD + 1];
    int fd = open(path_in(path, "toy/", "log", 0), O_WRONLY | O_CREAT | O_APPEND, 0600);
    need(fd >= 0, path);
    sync_path("toy");
    for (unsigned version = 1; version <= 8; version++) {
        told_by_toy(REC_SENT, 0, version);
        snprintf(text, sizeof text, "%*u%*u\n", LOG_RECORD / 2, version, LOG_RECORD / 2 - 1,
                 version);
        need(write(fd, text, LOG_RECORD) == LOG_RECORD, path);
        need(!sync || fdatasync(fd) == 0, path);
        told_by_toy(REC_COMMITTED, 0, version);
    }
    close(fd);
}

static void do_log(void)
{
    append(true);
}

static void do_log_no_sync(void)
{
    append(false);
}

static void do_no_name(void)
{
    char path[PATH_MAX], link[64];
    begin_toy();
    told_by_toy(REC_SENT, 0, 1);
    snprintf(path, sizeof path, "%.1000s/toy", toy_root);
    int fd = open(path, O_WRONLY | O_TMPFILE, 0600);
    if (fd < 0 && errno == EOPNOTSUPP) { /* not by this file system */
        replace(0, 1, SYNC_FILE | SYNC_FOLDER);
        return;
    }
    need(fd >= 0, path);
    write_text(fd, 0, 1);
    need(fsync(fd) == 0, path);
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    need(linkat(AT_FDCWD, link, AT_FDCWD, path_in(path, "toy/", "a", 0), AT_SYMLINK_FOLLOW) == 0,
         path);
    close(fd);
    sync_path("toy");
    told_by_toy(REC_COMMITTED, 0, 1);
}

static void *replace_one(void *payload)
{
    unsigned article = *(unsigned *)payload;
    for (unsigned version = 1; version <= VERSIONS; version++) {
        replace(article, version, SYNC_FILE | SYNC_FOLDER);
    }
    return NULL;
}

static void do_threads(void)
{
    pthread_t threads[TOYS_ARTICLES];
    unsigned articles[TOYS_ARTICLES];
    begin_toy();
    for (unsigned i = 0; i < TOYS_ARTICLES; i++) {
        articles[i] = i;
        pthread_create(&threads[i], NULL, replace_one, &articles[i]);
    }
    for (unsigned i = 0; i < TOYS_ARTICLES; i++) {
        pthread_join(threads[i], NULL);
    }
}

/* The text in parts, each by another call. */
static void do_calls(void)
{
    char text[TEXT_MAX], other[PATH_MAX], temporary[PATH_MAX], path[PATH_MAX];
    begin_toy();
    size_t len = print_text(text, sizeof text, 0, 1);
    int in = open(path_in(other, "toy/", "other", 0), O_RDWR | O_CREAT, 0600);
    need(write(in, text, len) == (ssize_t)len, other);
    told_by_toy(REC_SENT, 0, 1);
    int fd = openat(AT_FDCWD, path_in(temporary, "toy/", "t", 0), O_RDWR | O_CREAT, 0600);
    need(fd >= 0 && fallocate(fd, 0, 0, 3000) == 0, temporary);
    struct iovec parts[] = {{text, 100}, {text + 100, 200}};
    need(writev(fd, parts, 2) == 300, "writev");
    parts[0] = (struct iovec){text + 300, 250};
    parts[1] = (struct iovec){text + 550, 50};
    need(pwritev(fd, parts, 2, 300) == 300, "pwritev");
    off64_t from = 600, to = 600;
    need(copy_file_range(in, &from, fd, &to, 900, 0) == 900, "copy_file_range");
    off_t start_at = 1500;
    need(lseek(fd, 1500, SEEK_SET) == 1500 && sendfile(fd, in, &start_at, 500) == 500, "sendfile");
    need(pwrite(fd, text + 2000, len - 2000, 2000) == (ssize_t)(len - 2000), "pwrite");
    need(ftruncate(fd, (off_t)len + 99) == 0 && truncate(temporary, (off_t)len) == 0, "truncate");
    need(fsync(fd) == 0, temporary);
    close(in);
    close(fd);
    int folder = open(toy_root, O_RDONLY | O_DIRECTORY);
    need(renameat2(folder, "toy/t0", folder, "toy/a0", RENAME_NOREPLACE) == 0, "renameat2");
    need(link(path_in(path, "toy/", "a", 0), path_in(other, "toy/", "b", 0)) == 0, "link");
    need(unlinkat(folder, "toy/other0", 0) == 0, "unlinkat");
    need(mkdirat(folder, "toy/more", 0700) == 0 && rmdir("/nowhere") != 0, "mkdirat");
    need(unlinkat(folder, "toy/more", AT_REMOVEDIR) == 0, "rmdir");
    close(folder);
    sync_path("toy");
    told_by_toy(REC_COMMITTED, 0, 1);
}

static void do_mapping(void)
{
    char path[PATH_MAX];
    begin_toy();
    replace(0, 1, SYNC_FILE | SYNC_FOLDER);
    int fd = open(path_in(path, "toy/", "a", 0), O_RDWR);
    char *bytes = mmap(NULL, 100, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    need(bytes != MAP_FAILED, "mmap");
    bytes[1] = 'I';
    munmap(bytes, 100);
    close(fd);
}

static void do_stdio(void)
{
    char path[PATH_MAX];
    begin_toy();
    FILE *out = fopen(path_in(path, "toy/", "a", 0), "w");
    need(out != NULL && fputs("text", out) >= 0 && fflush(out) == 0, path);
    need(fsync(fileno(out)) == 0, path);
    fclose(out);
    remove(path);
}

static void do_raw(void)
{
    char path[PATH_MAX];
    begin_toy();
    replace(0, 1, SYNC_FILE | SYNC_FOLDER);
    need(syscall(SYS_unlinkat, AT_FDCWD, path_in(path, "toy/", "a", 0), 0) == 0, path);
}

typedef struct toy {
    const char *name;
    void (*run)(void);
    enum { SOUND, LOSES, TEARS, NOT_RECORDED } expected;
} toy;

static const toy toys[] = {
    {"right", do_right, SOUND},
    {"no-fsync-of-file", do_no_file_sync, TEARS},
    {"no-fsync-of-folder", do_no_folder_sync, LOSES},
    {"no-fsync-of-parent", do_no_parent_sync, LOSES},
    {"fsync-behind-rename", do_late_sync, TEARS},
    {"sync_file_range", do_range, TEARS},
    {"O_DSYNC", do_synced_writes, SOUND},
    {"syncfs", do_syncfs, SOUND},
    {"across-folders", do_across, SOUND},
    {"fsync-of-wrong-folder", do_across_source, LOSES},
    {"in-place", do_in_place, TEARS},
    {"removal", do_removal, SOUND},
    {"removal-no-fsync", do_removal_no_sync, LOSES},
    {"log", do_log, SOUND},
    {"log-no-fsync", do_log_no_sync, LOSES},
    {"O_TMPFILE", do_no_name, SOUND},
    {"threads", do_threads, SOUND},
    {"calls", do_calls, SOUND},
    {"shared-mapping", do_mapping, NOT_RECORDED},
    {"stdio", do_stdio, NOT_RECORDED},
    {"behind-the-C-library", do_raw, NOT_RECORDED},
};
enum { TOYS = sizeof toys / sizeof toys[0] };

int run_toy(const char *name, const char *folder)
{
    toy_root = folder;
    for (size_t i = 0; i < TOYS; i++) {
        if (strcmp(toys[i].name, name) == 0) {
            toys[i].run();
            return 0;
        }
    }
    return 2;
}

/* ---- looking at them -------------------------------------------------------------------- */

typedef struct toy_trial {
    world w;
    char root[300], recording[300], state[300], scratch[300];
    unsigned long states;
} toy_trial;

/* The version of a text; 0: there is none, -1: it is torn. */
static int version_of_text(const char *path, unsigned article)
{
    char text[TEXT_MAX], wanted[TEXT_MAX];
    FILE *in = fopen(path, "r");
    if (in == NULL) {
        return 0;
    }
    size_t len = fread(text, 1, sizeof text, in);
    fclose(in);
    for (unsigned version = 1; version <= VERSIONS; version++) {
        if (print_text(wanted, sizeof wanted, article, version) == len &&
            memcmp(text, wanted, len) == 0) {
            return (int)version;
        }
    }
    return -1;
}

/* The number of records that are whole, one behind the other. */
static int version_of_log(const char *path)
{
    int version = 0;
    unsigned said[2];
    char text[LOG_RECORD + 1] = "";
    FILE *in = fopen(path, "r");
    while (in != NULL && fread(text, 1, LOG_RECORD, in) == LOG_RECORD &&
           sscanf(text, "%u%u", &said[0], &said[1]) == 2 && said[0] == said[1] &&
           said[0] == (unsigned)version + 1 && text[LOG_RECORD - 1] == '\n') {
        version++;
    }
    if (in != NULL) {
        fclose(in);
    }
    return version;
}

static void look_at_toy(toy_trial *t)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%.250s/toy/log0", t->state);
    bool log = access(path, F_OK) == 0;
    for (unsigned i = 0; i < TOYS_ARTICLES; i++) {
        const promise *p = &t->w.promises[i];
        if (!log) {
            snprintf(path, sizeof path, "%.250s/toy/a%u", t->state, i);
        }
        int version = log ? i == 0 ? version_of_log(path) : 0 : version_of_text(path, i);
        t->w.looked++;
        bool missing = version == 0 && p->committed > 0 && !p->removal_sent;
        bool wrong = version > 0 && ((unsigned)version < p->committed ||
                                     (unsigned)version > p->sent || (unsigned)version <= p->gone);
        t->w.torn += version < 0;
        t->w.lost += missing || wrong;
    }
}

static bool judge_toy(void *payload, const cut *c)
{
    toy_trial *t = payload;
    if (c->again) {
        return true;
    }
    need(mkdir(t->state, 0700) == 0, t->state);
    state_write(c->state, t->state);
    look_at_toy(t);
    remove_tree(t->state);
    t->states++;
    return true;
}

static bool run_recorded(const toy_trial *t, const char *recorder, const toy *one)
{
    pid_t pid = fork();
    if (pid == 0) {
        setenv("FUND_RECORD", t->recording, 1);
        setenv("FUND_RECORD_ROOT", t->root, 1);
        setenv("LD_PRELOAD", recorder, 1);
        execl("/proc/self/exe", "faults", "-", "toy", one->name, t->root, (char *)NULL);
        _exit(127);
    }
    int status = -1;
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return status == 0;
}

static bool as_expected(const toy *one, const toy_trial *t, const char *problem)
{
    const world *w = &t->w;
    switch (one->expected) {
    case SOUND:
        return problem == NULL && t->states > 1 && w->lost + w->torn == 0;
    case LOSES:
        return problem == NULL && w->lost > 0 && w->torn == 0;
    case TEARS:
        return problem == NULL && w->torn > 0;
    default:
        return problem != NULL;
    }
}

static bool try_toy(toy_trial *t, const char *recorder, const toy *one)
{
    static const char *const expected[] = {"sound", "loses", "tears", "not recorded"};
    remove_tree(t->root);
    unlink(t->recording);
    need(mkdir(t->root, 0700) == 0, t->root);
    forget_promises(&t->w);
    t->w.looked = t->w.lost = t->w.torn = t->states = 0;
    disk *d = disk_of(t->root);
    bool ran = run_recorded(t, recorder, one);
    recording all = recording_read(t->recording);
    play p = {.w = &t->w, .judge = judge_toy, .payload = t, .seed = next_random(&t->w) >> 1};
    const char *problem = play_recording(&p, &all, d);
    if (problem == NULL && !disk_equals(d, t->root, t->scratch)) {
        problem = "the folder is not what the recorded calls make of it";
    }
    bool good = ran && as_expected(one, t, problem);
    printf("%-22s %-12s %4zu calls %5lu states, lost %4lu, torn %4lu %s%s\n", one->name,
           expected[one->expected], all.count, t->states, t->w.lost, t->w.torn,
           problem != NULL ? problem : "", good ? "" : "  <- not as expected");
    free(p.seen.list);
    disk_free(d);
    recording_free(&all);
    return good;
}

int run_power_self(const char *recorder, uint64_t seed)
{
    static toy_trial t;
    char folder[256];
    bool good = true;
    make_power_world(&t.w, "", seed, folder, sizeof folder);
    snprintf(t.root, sizeof t.root, "%s/root", folder);
    snprintf(t.recording, sizeof t.recording, "%s/recording", folder);
    snprintf(t.state, sizeof t.state, "%s/state", folder);
    snprintf(t.scratch, sizeof t.scratch, "%s/scratch", folder);
    printf("toys, seed %llu\n", (unsigned long long)seed);
    for (size_t i = 0; i < TOYS; i++) {
        good = try_toy(&t, recorder, &toys[i]) && good;
    }
    remove_world(&t.w);
    return good ? 0 : 1;
}
