/* The analyzer, the compound splitter and the lexicon file. */
#include "tests/fuzz/fuzz.h"

#include "stemmer/lexicon_private.h"

#include <stdlib.h>

/* ---- analyzer -------------------------------------------------------------------- */

static fund_lexicon *lexicon; /* the real one */
static fund_analyzer *analyzer;

static void prepare_analyzer(void)
{
    fund_error err = FUND_ERROR_INIT;
    fund_chain_options options = FUND_CHAIN_OPTIONS_INIT;
    FUZZ_CHECK(fund_lexicon_open(&lexicon, NULL, &err) == FUND_OK);
    fund_chain_options_use(&options, lexicon);
    options.memo_limit = 1000;
    FUZZ_CHECK(fund_analyzer_new(&analyzer, &options, &err) == FUND_OK);
}

typedef struct token_run {
    const char *text;
    size_t len;
    uint32_t position;
    size_t begin; /* of the first word there */
} token_run;

/* Whether no character of the text is cut there. */
static bool is_border(const token_run *run, size_t at)
{
    return at == run->len || (run->text[at] & 0xc0) != 0x80;
}

static fund_status take_token(const fund_token *token, void *payload)
{
    token_run *run = payload;
    FUZZ_CHECK(token->begin < token->end && token->end <= run->len);
    FUZZ_CHECK(is_border(run, token->begin) && is_border(run, token->end));
    FUZZ_CHECK(token->term_len >= 1 && token->term_len <= FUND_TERM_MAX);
    FUZZ_CHECK(fund_utf8_valid(token->term, token->term_len, NULL));
    FUZZ_CHECK(memchr(token->term, '\0', token->term_len) == NULL);
    FUZZ_CHECK(token->span >= 1);
    if (token->kind == FUND_TOKEN_WORD) {
        /* Words come in order. */
        FUZZ_CHECK(token->position >= run->position && token->begin >= run->begin);
        run->begin = token->position > run->position ? token->begin : run->begin;
        run->position = token->position;
    }
    return FUND_OK;
}

static void analyse(const char *data, size_t len)
{
    const fund_purpose purposes[] = {FUND_PURPOSE_DOCUMENT, FUND_PURPOSE_QUERY};
    for (size_t i = 0; i < 2; i++) {
        token_run run = {data, len, 0, 0};
        fund_status status =
            fund_analyzer_run(analyzer, purposes[i], data, len, take_token, &run, NULL);
        FUZZ_CHECK(status == FUND_OK || !fund_utf8_valid(data, len, NULL));
    }
}

/* ---- splitter -------------------------------------------------------------------- */

static void check_split(fund_lexicon *with, const char *word, size_t len)
{
    size_t at[FUND_WORD_PARTS_MAX], count = 0, before = 0;
    if (fund_lexicon_boundaries(at, FUND_WORD_PARTS_MAX, &count, with, word, len, NULL) !=
        FUND_OK) {
        return;
    }
    for (size_t i = 0; i < count && i < FUND_WORD_PARTS_MAX; i++) {
        FUZZ_CHECK(at[i] > before && at[i] < len && (word[at[i]] & 0xc0) != 0x80);
        before = at[i];
    }
    fund_word_part parts[FUND_WORD_PARTS_MAX];
    if (!fund_utf8_valid(word, len, NULL)) {
        return;
    }
    count = fund_lexicon_split(parts, FUND_WORD_PARTS_MAX, word, len, true, with);
    FUZZ_CHECK(count <= FUND_WORD_PARTS_MAX);
    for (size_t i = 0; i < count; i++) {
        FUZZ_CHECK(parts[i].begin < parts[i].stem_end && parts[i].stem_end <= parts[i].end);
        FUZZ_CHECK(parts[i].end <= len);
    }
}

static void split(const char *data, size_t len)
{
    check_split(lexicon, data, len);
}

static void add_words(const char *data, size_t len)
{
    fund_lexicon *own = NULL;
    fund_error err = FUND_ERROR_INIT;
    const char *break_at = memchr(data, '\n', len);
    FUZZ_CHECK(fund_lexicon_open(&own, NULL, &err) == FUND_OK);
    if (fund_lexicon_add_words(own, data, len, "woerter", &err) == FUND_OK) {
        check_split(own, "kaufhausdach", strlen("kaufhausdach"));
        check_split(own, data, break_at != NULL ? (size_t)(break_at - data) : len);
    }
    fund_lexicon_free(own);
}

/* ---- lexicon file ------------------------------------------------------------------ */

/* A valid file with a few words; an input is laid over it, bit by bit, and then gets
 * the magic, the sizes and the checksum that a file must have to be looked at. */
enum { SLOTS = 32, ENDINGS = 8, READINGS = 3, SETS = 3, SPLITS_MAX = 256, IMAGE_MAX = 4096 };

typedef struct image {
    fund_lexicon_header header;
    fund_lexicon_entry entries[SLOTS];
    fund_ending endings[ENDINGS];
    uint16_t form_sets[SLOTS];
    fund_reading_set sets[SETS];
    fund_reading readings[READINGS];
    char splits[32];
} image;

static image valid;

static void put_word(const char *word, uint16_t set)
{
    const fund_lexicon_table table = {valid.entries, sizeof valid.entries[0], SLOTS, NULL};
    uint32_t tag, slot = fund_table_slot(&table, fund_letters_hash(word, strlen(word)), &tag);
    valid.entries[slot] = (fund_lexicon_entry){tag, 700, 700 | FUND_ENTRY_NOUN | FUND_ENTRY_KNOWN};
    valid.form_sets[slot] = set;
}

static void put_ending(const char *ending, bool capital, uint16_t reading)
{
    const fund_lexicon_table table = {valid.endings, sizeof valid.endings[0], ENDINGS, NULL};
    uint32_t tag,
        slot = fund_table_slot(&table, fund_ending_hash(ending, strlen(ending), capital), &tag);
    valid.endings[slot] = (fund_ending){tag, reading, 0};
}

static void prepare_lexicon(void)
{
    static const char splits[] = "antrag|stellers\n";
    static const char *const words[] = {"kauf", "haus", "dach", "markt", "halle", "sport"};
    valid.header = (fund_lexicon_header){.version = FUND_LEXICON_VERSION,
                                         .slots = SLOTS,
                                         .entries = 7,
                                         .splits_size = sizeof splits - 1,
                                         .endings_slots = ENDINGS,
                                         .endings = 2,
                                         .readings = READINGS,
                                         .sets = SETS,
                                         .known_base = 1500,
                                         .known_letter = 100,
                                         .unknown_base = 2000,
                                         .unknown_letter = 150,
                                         .name_limit = 900,
                                         .oov_base = 1500,
                                         .oov_letter = 150,
                                         .oov_head = 800};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        put_word(words[i], i < 3 ? 1 : 0);
    }
    put_word("gekauft", 2);
    put_ending("ungen", true, 2);
    put_ending("test", false, 0);
    const uint8_t both = FUND_SPELLED_SS | FUND_SPELLED_SHARP;
    valid.readings[0] = (fund_reading){5, 1, 2, "en", FUND_KIND_VERB, 0, both};
    valid.readings[1] = (fund_reading){FUND_NOWHERE, 0, 0, "", FUND_KIND_NOUN, 1, both};
    valid.readings[2] = (fund_reading){FUND_NOWHERE, 2, 0, "", FUND_KIND_NOUN, 0, both};
    valid.sets[1] = (fund_reading_set){1, {1}};
    valid.sets[2] = (fund_reading_set){2, {0, 1}};
    memcpy(valid.splits, splits, sizeof splits - 1);
}

/* Makes the file one that is looked at; false when it cannot be. */
static bool fix_up(char *bytes, size_t size)
{
    fund_lexicon_header header;
    memcpy(&header, bytes, sizeof header);
    uint64_t tables = sizeof header + fund_lexicon_tables_size(&header) +
                      (uint64_t)header.sets * sizeof(fund_reading_set) +
                      (uint64_t)header.readings * sizeof(fund_reading) +
                      fund_lexicon_sums(&header) * sizeof(uint32_t);
    if (tables > size) {
        return false;
    }
    memcpy(header.magic, FUND_LEXICON_MAGIC, sizeof header.magic);
    header.version = FUND_LEXICON_VERSION;
    header.splits_size = (uint32_t)(size - tables);
    header.file_size = size;
    memcpy(bytes, &header, sizeof header);
    fund_lexicon_sign(bytes);
    return true;
}

static void load_lexicon(const char *data, size_t len)
{
    static const char *const words[] = {"kaufhausdach",   "sporthallenmarkt",       "gekauft",
                                        "antragstellers", "hausmarktdachkaufhalle", "Hallungen",
                                        "verkauftest"};
    _Alignas(fund_lexicon_header) char bytes[IMAGE_MAX] = "";
    size_t base = offsetof(image, splits) + strlen(valid.splits), size = len > base ? len : base;
    fund_lexicon *loaded = NULL;
    fund_analyzer *with = NULL;
    fund_error err = FUND_ERROR_INIT;
    if (size > sizeof bytes) {
        return;
    }
    memcpy(bytes, &valid, base);
    for (size_t i = 0; i < len; i++) {
        bytes[i] = (char)(bytes[i] ^ data[i]);
    }
    bool fits = fix_up(bytes, size);
    fund_status status = fund_lexicon_open(&loaded, fuzz_file("lexicon", bytes, size), &err);
    FUZZ_CHECK(len > 0 || (fits && status == FUND_OK));
    if (status != FUND_OK) {
        return;
    }
    fund_chain_options options = FUND_CHAIN_OPTIONS_INIT;
    fund_chain_options_use(&options, loaded);
    FUZZ_CHECK(fund_analyzer_new(&with, &options, &err) == FUND_OK);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        token_run run = {words[i], strlen(words[i]), 0, 0};
        check_split(loaded, words[i], run.len);
        FUZZ_CHECK(fund_analyzer_run(with, FUND_PURPOSE_QUERY, run.text, run.len, take_token, &run,
                                     &err) == FUND_OK);
    }
    fund_analyzer_free(with);
    fund_lexicon_free(loaded);
}

const fuzz_target fuzz_texts[] = {
    {"analyzer", prepare_analyzer, analyse},
    {"splitter", prepare_analyzer, split},
    {"words", NULL, add_words},
    {"lexicon", prepare_lexicon, load_lexicon},
    {NULL, NULL, NULL},
};
