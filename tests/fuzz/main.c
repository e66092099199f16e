/* The harness: picks the target. */
#include "tests/fuzz/fuzz.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const fuzz_target *const tables[] = {fuzz_readers, fuzz_texts,  fuzz_syntax,
                                            fuzz_queries, fuzz_stored, fuzz_served, fuzz_command_line};
static const fuzz_target *target;
static char folder[64];

void fuzz_fail(const char *what, const char *file, int line)
{
    fprintf(stderr, "%s:%d: broken: %s\n", file, line, what);
    abort();
}

static int remove_entry(const char *path, const struct stat *info, int type, struct FTW *at)
{
    (void)info;
    (void)type;
    (void)at;
    return remove(path);
}

static void remove_folder(void)
{
    nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

const char *fuzz_folder(void)
{
    if (folder[0] == '\0') {
        const char *fast = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
        snprintf(folder, sizeof folder, "%s/fundstelle-fuzz-XXXXXX", fast);
        FUZZ_CHECK(mkdtemp(folder) != NULL);
        atexit(remove_folder);
    }
    return folder;
}

const char *fuzz_file(const char *name, const char *data, size_t len)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", fuzz_folder(), name);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    FUZZ_CHECK(fd >= 0 && write(fd, data, len) == (ssize_t)len);
    close(fd);
    return path;
}

char *fuzz_c_string(const char *data, size_t len)
{
    char *text = fund_memdup(data, len);
    FUZZ_CHECK(text != NULL);
    for (size_t i = 0; i < len; i++) {
        text[i] = text[i] == '\0' ? ' ' : text[i];
    }
    return text;
}

static void list_targets(void)
{
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        for (const fuzz_target *t = tables[i]; t->name != NULL; t++) {
            puts(t->name);
        }
    }
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    const char *name = getenv("FUZZ_TARGET");
    for (size_t i = 0; name != NULL && i < sizeof tables / sizeof tables[0]; i++) {
        for (const fuzz_target *t = tables[i]; t->name != NULL; t++) {
            target = strcmp(t->name, name) == 0 ? t : target;
        }
    }
    if (target == NULL) {
        list_targets();
        exit(name == NULL ? 0 : 2);
    }
    if (target->prepare != NULL) {
        target->prepare();
    }
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    target->run((const char *)data, size);
    return 0;
}
