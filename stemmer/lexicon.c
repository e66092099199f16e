#include "stemmer/lexicon_private.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef FUND_DATADIR
#define FUND_DATADIR "/usr/local/share/fundstelle"
#endif

enum { LEXICON_FILE_MAX = 64 << 20, COST_MAX = 1 << 20 };

/* Sums of costs over a word must stay numbers, whatever a file says. */
static bool costs_are_sound(const fund_lexicon_header *header)
{
    const int32_t costs[] = {header->known_base,     header->known_letter, header->unknown_base,
                             header->unknown_letter, header->name_limit,   header->oov_base,
                             header->oov_letter,     header->oov_head};
    for (size_t i = 0; i < sizeof costs / sizeof costs[0]; i++) {
        if (costs[i] < -COST_MAX || costs[i] > COST_MAX) {
            return false;
        }
    }
    return true;
}

static fund_status check_header(const fund_lexicon_header *header, size_t size, const char *path,
                                fund_error *err)
{
    if (size < sizeof *header || memcmp(header->magic, FUND_LEXICON_MAGIC, 8) != 0) {
        return fund_error_set_in(err, FUND_ERR_FORMAT, path, 0, "not a Fundstelle lexicon");
    }
    if (header->version != FUND_LEXICON_VERSION) {
        return fund_error_set_in(err, FUND_ERR_VERSION, path, 0,
                                 "lexicon version %u; this program reads version %u",
                                 (unsigned)header->version, (unsigned)FUND_LEXICON_VERSION);
    }
    uint64_t expected = sizeof *header + fund_lexicon_tables_size(header) +
                        (uint64_t)header->sets * sizeof(fund_reading_set) +
                        (uint64_t)header->readings * sizeof(fund_reading) + header->splits_size +
                        fund_lexicon_sums(header) * sizeof(uint32_t);
    if (header->file_size != size || expected != size) {
        return fund_lexicon_damaged(err, path, FUND_TR("wrong size"));
    }
    if (!fund_lexicon_is_signed(header)) {
        return fund_lexicon_damaged(err, path, FUND_TR("wrong checksum"));
    }
    if (!costs_are_sound(header)) {
        return fund_lexicon_damaged(err, path, FUND_TR("a cost is out of range"));
    }
    bool free_slots = header->entries < header->slots && header->endings < header->endings_slots;
    return free_slots ? FUND_OK : fund_lexicon_damaged(err, path, FUND_TR("no free slot"));
}

static fund_status map_file(fund_lexicon *lexicon, const char *path, fund_error *err)
{
    struct stat info;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &info) != 0) {
        int errnum = errno;
        if (fd >= 0) {
            close(fd);
        }
        return fund_error_set_in(err, fund_status_of_errno(errnum), path, 0, "%s",
                                 strerror(errnum));
    }
    void *memory = MAP_FAILED;
    bool file = S_ISREG(info.st_mode) && info.st_size > 0 && info.st_size <= LEXICON_FILE_MAX;
    if (file) {
        memory = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    }
    close(fd);
    if (!file) {
        return fund_error_set_in(err, FUND_ERR_FORMAT, path, 0, "not a Fundstelle lexicon");
    }
    if (memory == MAP_FAILED) {
        return fund_error_set_in(err, FUND_ERR_IO, path, 0, "cannot be mapped");
    }
    lexicon->memory = memory;
    lexicon->size = (size_t)info.st_size;
    return check_header(memory, lexicon->size, path, err);
}

/* Where all is in a file that is mapped and has been checked. */
static fund_status read_file(fund_lexicon *lexicon, const char *path, fund_error *err)
{
    const fund_lexicon_header *header = lexicon->memory;
    fund_lexicon_blocks *blocks = &lexicon->blocks;
    const fund_lexicon_entry *entries = (const void *)(header + 1);
    const fund_ending *endings = (const void *)(entries + header->slots);
    lexicon->form_sets = (const void *)(endings + header->endings_slots);
    lexicon->sets = (const void *)fund_lexicon_tail(header);
    lexicon->readings = (const void *)(lexicon->sets + header->sets);
    const char *splits = (const char *)(lexicon->readings + header->readings);
    lexicon->path = strdup(path);
    blocks->begin = (const char *)entries;
    blocks->size = (size_t)fund_lexicon_tables_size(header);
    blocks->sums = splits + header->splits_size;
    blocks->seen = calloc(fund_lexicon_sums(header), sizeof *blocks->seen);
    if (lexicon->path == NULL || blocks->seen == NULL) {
        return fund_no_memory(err);
    }
    lexicon->model.header = header;
    lexicon->model.entries = (fund_lexicon_table){entries, sizeof *entries, header->slots, blocks};
    lexicon->endings =
        (fund_lexicon_table){endings, sizeof *endings, header->endings_slots, blocks};
    lexicon->fingerprint = header->checksum | 1;
    return fund_split_exceptions_read(&lexicon->exceptions, splits, header->splits_size, path, err);
}

static fund_status open_file(fund_lexicon **out, const char *path, fund_error *err)
{
    fund_lexicon *lexicon = calloc(1, sizeof *lexicon);
    if (lexicon == NULL) {
        return fund_no_memory(err);
    }
    fund_status status = map_file(lexicon, path, err);
    if (status == FUND_OK) {
        status = read_file(lexicon, path, err);
    }
    if (status != FUND_OK) {
        fund_lexicon_free(lexicon);
        lexicon = NULL;
    }
    *out = lexicon;
    return status;
}

fund_status fund_lexicon_open(fund_lexicon **out, const char *path, fund_error *err)
{
    char found[PATH_MAX];
    const char *named = path != NULL ? path : getenv("FUNDSTELLE_LEXICON");
    *out = NULL;
    if (named != NULL && named[0] != '\0') {
        return open_file(out, named, err);
    }
    if (fund_file_beside_program(found, sizeof found, "/de.lexicon") ||
        fund_file_beside_program(found, sizeof found, "/../share/fundstelle/de.lexicon") ||
        fund_file_beside_program(found, sizeof found, "/../../share/fundstelle/de.lexicon")) {
        return open_file(out, found, err);
    }
    fund_status status = open_file(out, FUND_DATADIR "/de.lexicon", err);
    if (status == FUND_ERR_NOT_FOUND) {
        fund_error_set(err, status,
                       "no de.lexicon in the folder of the program or in %s; build it with "
                       "\"make\" or set FUNDSTELLE_LEXICON",
                       FUND_DATADIR);
    }
    return status;
}

void fund_lexicon_share(fund_lexicon *lexicon)
{
    if (lexicon != NULL) {
        atomic_fetch_add(&lexicon->others, 1);
    }
}

void fund_lexicon_free(fund_lexicon *lexicon)
{
    if (lexicon == NULL || atomic_fetch_sub(&lexicon->others, 1) > 0) {
        return;
    }
    if (lexicon->memory != NULL) {
        munmap(lexicon->memory, lexicon->size);
    }
    free(lexicon->path);
    free(lexicon->blocks.seen);
    fund_map_free(lexicon->exceptions, free);
    fund_map_free(lexicon->user_exceptions, free);
    free(lexicon);
}

uint64_t fund_lexicon_fingerprint(const fund_lexicon *lexicon)
{
    return lexicon->fingerprint;
}

void fund_chain_options_use(fund_chain_options *options, fund_lexicon *lexicon)
{
    options->split = fund_lexicon_split;
    options->split_payload = lexicon;
    options->lexicon = lexicon;
    options->split_fingerprint = fund_lexicon_fingerprint(lexicon);
}
