/* Trains the compound splitter's lexicon: see train_private.h and learn.c. */
#include "stemmer/train/train_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The whole file: see lexicon_private.h. */
static void assemble(fund_buf *out, const model *from)
{
    fund_lexicon_header header = from->header;
    size_t entries = header.slots * sizeof *from->entries;
    size_t sets = header.slots * sizeof *from->form_sets;
    size_t endings = header.endings_slots * sizeof *from->endings;
    header.splits_size = (uint32_t)from->splits.len;
    size_t sums = fund_lexicon_sums(&header);
    header.file_size = sizeof header + entries + sets + endings + from->readings.len +
                       from->sets.len + from->splits.len + sums * sizeof(uint32_t);
    fund_buf_append(out, &header, sizeof header);
    fund_buf_append(out, from->entries, entries);
    fund_buf_append(out, from->endings, endings);
    fund_buf_append(out, from->form_sets, sets);
    fund_buf_append(out, from->sets.data, from->sets.len);
    fund_buf_append(out, from->readings.data, from->readings.len);
    fund_buf_append(out, from->splits.data, from->splits.len);
    for (size_t i = 0; i < sums; i++) {
        fund_buf_append(out, &(uint32_t){0}, sizeof(uint32_t));
    }
    require(!out->failed);
    fund_lexicon_sign(out->data);
}

/* Chosen on the even lines of a list of 2,034 hand-marked words, checked on the odd. */
static const train_params params = {
    .known_base = 8,
    .known_letter = 1.3,
    .unknown_base = 9,
    .unknown_letter = 1.7,
    .name_limit = 9,
    .oov_base = 12,
    .oov_letter = 1.2,
    .oov_head = 9,
    .modifier_add = .05,
    .head_add = .5,
    .truncated_weight = 1,
    .short_count = 8,
    .rounds = 3,
    .head_capitalised_min = 20,
    .head_adjective_min = 5,
};

/* After the costs, since what it adds are no words for the splitter to learn from. */
static bool learn_classes(model *to, forms *all, const char *ding)
{
    bool ok = read_ding(all, ding);
    inflect(all);
    sort_readings(all);
    find_singulars(all);
    settle_readings(all);
    fill_classes(to, all);
    return ok;
}

static bool write_file(const char *path, const fund_buf *bytes)
{
    fund_error err = FUND_ERROR_INIT;
    bool ok = fund_file_replace(path, bytes->data, bytes->len, &err) == FUND_OK;
    if (!ok) {
        fprintf(stderr, "train-lexicon: %s\n", err.message);
    }
    return ok;
}

int main(int argc, char **argv)
{
    if (argc != 8) {
        fputs("usage: train-lexicon AFF DIC WORDS DING COUNTS RULES LEXICON\n", stderr);
        return 2;
    }
    forms all;
    require(forms_init(&all));
    bool ok = read_hunspell(&all, argv[1], argv[2]) && read_word_list(&all, argv[3]) &&
              read_counts(&all, argv[5]) && read_rules(&all, argv[6]);
    if (ok) {
        model learnt;
        fund_buf bytes = FUND_BUF_INIT;
        learn(&learnt, &all, &params);
        ok = learn_classes(&learnt, &all, argv[4]);
        prune(&learnt, &all, &params);
        assemble(&bytes, &learnt);
        ok = ok && write_file(argv[7], &bytes);
        fund_buf_free(&bytes);
        free(learnt.entries);
        free(learnt.form_sets);
        free(learnt.endings);
        fund_buf_free(&learnt.readings);
        fund_buf_free(&learnt.sets);
        fund_buf_free(&learnt.splits);
    }
    forms_free(&all);
    return ok ? 0 : 2;
}
