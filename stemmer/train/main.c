/* Trains the compound splitter's lexicon: see train_private.h and learn.c. */
#include "stemmer/train/train_private.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void seal(model *to)
{
    fund_lexicon_header *header = &to->header;
    size_t entries = header->slots * sizeof *to->entries;
    size_t verbs = header->verb_slots * sizeof *to->verbs;
    header->splits_size = (uint32_t)to->splits.len;
    header->file_size = sizeof *header + entries + verbs + to->edits.len + to->splits.len;
    fund_buf bytes = FUND_BUF_INIT;
    size_t skipped = offsetof(fund_lexicon_header, checksum) + sizeof header->checksum;
    fund_buf_append(&bytes, (const char *)header + skipped, sizeof *header - skipped);
    fund_buf_append(&bytes, to->entries, entries);
    fund_buf_append(&bytes, to->verbs, verbs);
    fund_buf_append(&bytes, to->edits.data, to->edits.len);
    fund_buf_append(&bytes, to->splits.data, to->splits.len);
    must(bytes.failed ? NULL : to);
    header->checksum = fund_hash64(bytes.data, bytes.len);
    fund_buf_free(&bytes);
}

static bool write_bytes(FILE *file, const void *bytes, size_t len)
{
    return len == 0 || fwrite(bytes, len, 1, file) == 1;
}

static bool write_model(const model *from, const char *path)
{
    FILE *file = fopen(path, "wb");
    bool ok = file != NULL && write_bytes(file, &from->header, sizeof from->header) &&
              write_bytes(file, from->entries, from->header.slots * sizeof *from->entries) &&
              write_bytes(file, from->verbs, from->header.verb_slots * sizeof *from->verbs) &&
              write_bytes(file, from->edits.data, from->edits.len) &&
              write_bytes(file, from->splits.data, from->splits.len);
    int errnum = errno;
    if (file != NULL && fclose(file) != 0 && ok) {
        errnum = errno;
        ok = false;
    }
    if (!ok) {
        fprintf(stderr, "train-lexicon: %s: %s\n", path, strerror(errnum));
        unlink(path);
    }
    return ok;
}

/* Chosen on the even lines of a list of 2,034 hand-marked words, checked on the odd. */
static const train_params params = {
    .known_base = 8,
    .known_letter = 1.3,
    .unknown_base = 9,
    .unknown_letter = 1.7,
    .name_limit = 9,
    .stranger_base = 12,
    .stranger_letter = 1.2,
    .stranger_head = 9,
    .modifier_add = .05,
    .head_add = .5,
    .truncated_weight = 1,
    .short_count = 8,
    .rounds = 3,
    .head_capitalised_min = 20,
    .head_adjective_min = 5,
};

int main(int argc, char **argv)
{
    if (argc != 7) {
        fputs("usage: train-lexicon AFF DIC WORDS COUNTS RULES LEXICON\n", stderr);
        return 2;
    }
    forms all;
    must(forms_init(&all) ? &all : NULL);
    bool ok = read_hunspell(&all, argv[1], argv[2]) && read_word_list(&all, argv[3]) &&
              read_counts(&all, argv[4]) && read_rules(&all, argv[5]);
    if (ok) {
        model learnt;
        learn(&learnt, &all, &params);
        seal(&learnt);
        ok = write_model(&learnt, argv[6]);
        free(learnt.entries);
        free(learnt.verbs);
        fund_buf_free(&learnt.edits);
        fund_buf_free(&learnt.splits);
    }
    forms_free(&all);
    return ok ? 0 : 2;
}
