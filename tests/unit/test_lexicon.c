/* The compound splitter, the user's words, and the lexicon file. */
#include "stemmer/lexicon_private.h"
#include "stemmer/stemmer_private.h"
#include "tests/unit/test_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static fund_lexicon *lexicon;

static fund_lexicon *open_lexicon(void)
{
    fund_lexicon *opened;
    fund_error err = FUND_ERROR_INIT;
    if (fund_lexicon_open(&opened, NULL, &err) != FUND_OK) {
        fail_msg("%s", err.message);
    }
    return opened;
}

static int set_up(void **state)
{
    (void)state;
    lexicon = open_lexicon();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fund_lexicon_free(lexicon);
    return 0;
}

/* The word with '|' between its parts. */
static void split(char out[256], const fund_lexicon *with, const char *word)
{
    size_t at[32], count, begin = 0, len = 0;
    assert_int_equal(fund_lexicon_boundaries(at, 32, &count, with, word, strlen(word), NULL),
                     FUND_OK);
    for (size_t i = 0; i <= count; i++) {
        size_t end = i < count ? at[i] : strlen(word);
        len += (size_t)snprintf(out + len, 256 - len, "%s%.*s", i > 0 ? "|" : "",
                                (int)(end - begin), word + begin);
        begin = end;
    }
}

static void assert_split(const fund_lexicon *with, const char *expected)
{
    char word[256], got[256];
    size_t len = 0;
    for (const char *p = expected; *p != '\0'; p++) {
        if (*p != '|') {
            word[len++] = *p;
        }
    }
    word[len] = '\0';
    split(got, with, word);
    assert_string_equal(got, expected);
}

static void compounds_are_split_right(void **state)
{
    (void)state;
    static const char *const words[] = {
        "Wirtschafts|sanktionen",
        "Sport|halle",
        "Wand|halterung",
        "Kranken|haus|finanzierung",
        "Sommer|kleid",
        "Haushalts|kürzungen",
        "Miet|preis|bremse",
        "Fuß|ball|stadion",
        "Mittel|strecken|raketen",
        "Außen|ministerin",
        "Truppen|aufmarsch",
        "Donau|dampf|schiff|fahrt",
        "Umsatz|steuer",
        "Antrag|steller",
        "Bundes|tags|wahl",
        "klima|freundlich",
        "sicherheits|politischen",
        "Heiz|öl",
        "Glatt|eis",
        "Speise|eis",
        "Schul|gebäude",
        "Straßen|bahn",
        /* linking letters of all kinds */
        "Kinder|geld",
        "Frauen|quote",
        "Tage|buch",
        "Herzens|sache",
        "Jahres|zeit",
        "Straf|recht",
        "Wohn|raum",
        /* the same, otherwise typed */
        "Waehrungs|union",
        "WIRTSCHAFTS|POLITIK",
        "Wirt\xc2\xadschafts|politik",
        /* names before common words */
        "Dönhoff|straße",
        /* no compounds, or none that a reader would search by parts */
        "insgesamt",
        "vielleicht",
        "gemeinsamen",
        "bereits",
        "gewesen",
        "deshalb",
        "Deutschland",
        "Bäckerei",
        "Beweis",
        "Montag",
        "Kombination",
        "amerikanische",
        "Führung",
        "kurzehose",
        "Baerbock",
        "Steinmeier",
        "Frankfurt",
        "zusammen",
        "feststellen",
        "unterstützt",
        "Verbraucher",
        "Generation",
        "Innovation",
        "demokratischer",
        "Zeitschriften",
        "Unternehmen",
        "Bürgermeister",
        "zurückzutreten",
        "stattgefunden",
        "Sicherheit",
        "Zehen",
        "Sonntag",
    };
    for (size_t i = 0; i < COUNT(words); i++) {
        assert_split(lexicon, words[i]);
    }
}

static void parts_have_their_stems_and_runs(void **state)
{
    (void)state;
    static const char word[] = "krankenhausfinanzierungs";
    fund_word_part parts[FUND_WORD_PARTS_MAX];
    size_t count = fund_lexicon_split(parts, FUND_WORD_PARTS_MAX, "krankenhausfinanzierung",
                                      strlen("krankenhausfinanzierung"), true, lexicon);
    static const struct {
        const char *text;
    } expected[] = {{"kranken"}, {"haus"}, {"finanzierung"}, {"krankenhaus"}};
    assert_int_equal(count, COUNT(expected));
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(parts[i].end - parts[i].begin, strlen(expected[i].text));
        assert_memory_equal(word + parts[i].begin, expected[i].text, strlen(expected[i].text));
    }
    /* The linking s belongs to the part but not to what is stemmed. */
    count = fund_lexicon_split(parts, FUND_WORD_PARTS_MAX, "regierungskrise",
                               strlen("regierungskrise"), true, lexicon);
    assert_int_equal(count, 2);
    assert_int_equal(parts[0].end, strlen("regierungs"));
    assert_int_equal(parts[0].stem_end, strlen("regierung"));
    /* `max` never costs a smallest part for a longer one. */
    count = fund_lexicon_split(parts, 2, "krankenhausfinanzierung",
                               strlen("krankenhausfinanzierung"), true, lexicon);
    assert_int_equal(count, 2);
    assert_int_equal(parts[1].end, strlen("krankenhaus"));
}

static void odd_words_are_left_alone(void **state)
{
    (void)state;
    static char huge[10001];
    memset(huge, 'a', sizeof huge - 1);
    size_t at[8], count = 9;
    assert_int_equal(fund_lexicon_boundaries(at, 8, &count, lexicon, huge, sizeof huge - 1, NULL),
                     FUND_OK);
    assert_int_equal(count, 0);
    static const char *const words[] = {
        "",
        "a",
        "12345",
        "---",
        "2022",
        "\xd0\x9c\xd0\xbe\xd1\x81\xd0\xba\xd0\xb2\xd0\xb0",
        ("Haus\xd0\xb4"
         "ach"),
        "\xe6\xbc\xa2\xe5\xad\x97",
        "x|y",
        "Wirtschafts9krise",
    };
    for (size_t i = 0; i < COUNT(words); i++) {
        assert_int_equal(
            fund_lexicon_boundaries(at, 8, &count, lexicon, words[i], strlen(words[i]), NULL),
            FUND_OK);
        assert_int_equal(count, 0);
    }
    fund_error err = FUND_ERROR_INIT;
    assert_int_equal(fund_lexicon_boundaries(at, 8, &count, lexicon, "Haus\xff", 5, &err),
                     FUND_ERR_ENCODING);
}

/* No part of any word has one letter, or overlaps another smallest one. */
static void parts_of_many_words_are_sound(void **state)
{
    (void)state;
    static const char *const pieces[] = {"haus",        "ei",  "öl",  "s",    "en",
                                         "bund",        "tag", "und", "zeit", "en",
                                         "wirtschafts", "er",  "a",   "wahl", "ung"};
    unsigned seed = 7;
    for (int round = 0; round < 20000; round++) {
        char word[128];
        size_t len = 0, at[32], count;
        for (int i = 0; i < 4; i++) {
            seed = seed * 1103515245u + 12345u;
            const char *piece = pieces[(seed >> 16) % COUNT(pieces)];
            memcpy(word + len, piece, strlen(piece));
            len += strlen(piece);
        }
        assert_int_equal(fund_lexicon_boundaries(at, 32, &count, lexicon, word, len, NULL),
                         FUND_OK);
        for (size_t i = 0, before = 0; i < count; before = at[i++]) {
            assert_true(at[i] >= before + 2 && at[i] + 2 <= len);
        }
    }
}

/* ---- the user's words ----------------------------------------------------------------- */

static void own_words_go_first(void **state)
{
    (void)state;
    fund_lexicon *with = open_lexicon();
    uint64_t before = fund_lexicon_fingerprint(with);
    static const char list[] = "# Namen\nWirtschaftssanktionen\n  Kauf|mannsladen  # so\r\n\n"
                               "Blau|mei|se\n";
    assert_int_equal(fund_lexicon_add_words(with, list, strlen(list), "list", NULL), FUND_OK);
    assert_true(fund_lexicon_fingerprint(with) != before);
    assert_split(with, "Wirtschaftssanktionen");
    assert_split(with, "Kauf|mannsladen");
    assert_split(with, "Kauf|mannsladens");
    assert_split(with, "Blau|mei|sen");
    assert_split(with, "Wirtschafts|politik");
    fund_lexicon_free(with);
}

static void the_same_words_give_the_same_fingerprint(void **state)
{
    (void)state;
    fund_lexicon *a = open_lexicon(), *b = open_lexicon();
    assert_int_equal(fund_lexicon_fingerprint(a), fund_lexicon_fingerprint(b));
    assert_int_equal(fund_lexicon_add_words(a, "Haustür\n", 9, "a", NULL), FUND_OK);
    assert_int_equal(fund_lexicon_add_words(b, "Haustür\n", 9, "b", NULL), FUND_OK);
    assert_int_equal(fund_lexicon_fingerprint(a), fund_lexicon_fingerprint(b));
    fund_lexicon_free(a);
    fund_lexicon_free(b);
}

static void wrong_lists_are_told(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        fund_status status;
        const char *message;
    } lists[] = {
        {"Haus\n|tür\n", FUND_ERR_FORMAT, "list:2:"},
        {"Haus||tür\n", FUND_ERR_FORMAT, "list:1:"},
        {"Haus\n\xff\n", FUND_ERR_ENCODING, "list:2:"},
        {"a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p|q|r|s\n", FUND_ERR_FORMAT, "list:1:"},
    };
    for (size_t i = 0; i < COUNT(lists); i++) {
        fund_lexicon *with = open_lexicon();
        fund_error err = FUND_ERROR_INIT;
        assert_int_equal(
            fund_lexicon_add_words(with, lists[i].text, strlen(lists[i].text), "list", &err),
            lists[i].status);
        assert_non_null(strstr(err.message, lists[i].message));
        fund_lexicon_free(with);
    }
}

/* ---- the file ---------------------------------------------------------------------------- */

static fund_buf read_lexicon(void)
{
    fund_buf bytes = FUND_BUF_INIT;
    assert_int_equal(fund_file_read(&bytes, getenv("FUNDSTELLE_LEXICON"), 64 << 20, NULL), FUND_OK);
    return bytes;
}

static fund_status open_bytes(const char *bytes, size_t len, fund_error *err)
{
    char path[FOLDER_MAX];
    int fd = mkstemp(temporary_name(path));
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, len), (ssize_t)len);
    close(fd);
    fund_lexicon *opened = NULL;
    fund_status status = fund_lexicon_open(&opened, path, err);
    for (size_t at = 0; status == FUND_OK && at < opened->blocks.size; at += FUND_LEXICON_BLOCK) {
        fund_lexicon_touch(&opened->blocks, opened->blocks.begin + at);
    }
    if (status == FUND_OK) {
        status = fund_lexicon_check(opened, err);
    }
    fund_lexicon_free(opened);
    unlink(path);
    return status;
}

static void the_file_is_small_and_complete(void **state)
{
    (void)state;
    fund_buf bytes = read_lexicon();
    assert_true(bytes.len <= 16000000);
    assert_int_equal(open_bytes(bytes.data, bytes.len, NULL), FUND_OK);
    fund_buf_free(&bytes);
}

static void damaged_files_are_refused(void **state)
{
    (void)state;
    fund_buf bytes = read_lexicon();
    fund_error err = FUND_ERROR_INIT;
    /* one bit, anywhere behind the checksum, and in the last block and sum */
    const fund_lexicon_header *header = (const void *)bytes.data;
    size_t tables_end = sizeof *header + (size_t)fund_lexicon_tables_size(header);
    const size_t places[] = {24, tables_end - 1, tables_end, bytes.len - 1};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        bytes.data[places[i]] ^= 1;
        assert_int_equal(open_bytes(bytes.data, bytes.len, &err), FUND_ERR_CORRUPT);
        bytes.data[places[i]] ^= 1;
    }
    for (size_t at = 24; at < bytes.len; at += bytes.len / 7) {
        bytes.data[at] ^= 4;
        fund_status status = open_bytes(bytes.data, bytes.len, &err);
        assert_true(status == FUND_ERR_CORRUPT);
        bytes.data[at] ^= 4;
    }
    assert_int_equal(open_bytes(bytes.data, bytes.len - 1, &err), FUND_ERR_CORRUPT);
    assert_int_equal(open_bytes(bytes.data, 100, &err), FUND_ERR_CORRUPT);
    assert_int_equal(open_bytes(bytes.data, 8, &err), FUND_ERR_FORMAT);
    assert_int_equal(open_bytes("", 0, &err), FUND_ERR_FORMAT);
    bytes.data[16] ^= 1; /* the checksum itself */
    assert_int_equal(open_bytes(bytes.data, bytes.len, &err), FUND_ERR_CORRUPT);
    bytes.data[16] ^= 1;
    bytes.data[8] ^= 0x40;
    assert_int_equal(open_bytes(bytes.data, bytes.len, &err), FUND_ERR_VERSION);
    bytes.data[8] ^= 0x40;
    bytes.data[0] = 'X';
    assert_int_equal(open_bytes(bytes.data, bytes.len, &err), FUND_ERR_FORMAT);
    assert_non_null(strstr(err.message, "/fund-"));
    fund_buf_free(&bytes);
}

/* What an enemy can write, with a checksum that is right. */
static void sign(fund_buf *bytes)
{
    fund_lexicon_sign(bytes->data);
}

static void split_and_stem_some_words(const fund_buf *bytes)
{
    static const char *const words[] = {
        "a",        "ab",        "abc",           "haus", "wirtschaftssanktionen",
        "gegangen", "zuzugeben", "reginhardplatz"};
    char path[FOLDER_MAX];
    fund_lexicon *theirs;
    fund_word_part parts[FUND_WORD_PARTS_MAX];
    fund_readings readings = {.words = FUND_BUF_INIT};
    int fd = mkstemp(temporary_name(path));
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes->data, bytes->len), (ssize_t)bytes->len);
    close(fd);
    assert_int_equal(fund_lexicon_open(&theirs, path, NULL), FUND_OK);
    unlink(path);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t count = fund_lexicon_split(parts, FUND_WORD_PARTS_MAX, words[i], strlen(words[i]),
                                          i % 2 == 0, theirs);
        for (size_t k = 0; k < count && k < FUND_WORD_PARTS_MAX; k++) {
            assert_true(parts[k].begin < parts[k].end && parts[k].end <= strlen(words[i]));
        }
        fund_readings_find(&readings, theirs, words[i], strlen(words[i]), i % 2 == 0, true);
    }
    fund_readings_free(&readings);
    fund_lexicon_free(theirs);
}

/* A block that is damaged is told by what needs it, and by nothing else. */
static void damage_is_told_when_it_is_met(void **state)
{
    (void)state;
    fund_buf bytes = read_lexicon();
    fund_error err = FUND_ERROR_INIT;
    char path[FOLDER_MAX];
    size_t cuts[FUND_WORD_PARTS_MAX], count;
    fund_lexicon *opened;
    const fund_lexicon_header *header = (const void *)bytes.data;
    const fund_lexicon_table table = {header + 1, sizeof(fund_lexicon_entry), header->slots, NULL};
    uint32_t tag, slot = fund_table_slot(&table, fund_letters_hash("haus", 4), &tag);
    bytes.data[sizeof *header + slot * sizeof(fund_lexicon_entry)] ^= 1;
    int fd = mkstemp(temporary_name(path));
    assert_int_equal(write(fd, bytes.data, bytes.len), (ssize_t)bytes.len);
    close(fd);
    assert_int_equal(fund_lexicon_open(&opened, path, &err), FUND_OK);
    unlink(path);
    assert_int_equal(
        fund_lexicon_boundaries(cuts, FUND_WORD_PARTS_MAX, &count, opened, "Ei", 2, &err), FUND_OK);
    assert_int_equal(
        fund_lexicon_boundaries(cuts, FUND_WORD_PARTS_MAX, &count, opened, "Haus", 4, &err),
        FUND_ERR_CORRUPT);
    assert_non_null(strstr(err.message, path));
    fund_lexicon_free(opened);
    fund_buf_free(&bytes);
}

static void lexicons_of_an_enemy_do_no_more_than_fail(void **state)
{
    (void)state;
    fund_buf bytes = read_lexicon();
    fund_error err = FUND_ERROR_INIT;
    fund_lexicon_header *header = (void *)bytes.data;
    int32_t cost = header->known_letter;
    header->known_letter = INT32_MAX;
    sign(&bytes);
    assert_int_equal(open_bytes(bytes.data, bytes.len, &err), FUND_ERR_CORRUPT);
    assert_non_null(strstr(err.message, "cost"));
    header->known_letter = cost;
    /* every slot taken: a look-up must end; every entry may be all, with three linking letters */
    fund_lexicon_entry *entries = (void *)(header + 1);
    for (uint32_t i = 0; i < header->slots; i++) {
        uint32_t tag = entries[i].tag != 0 ? entries[i].tag : 3;
        entries[i] = (fund_lexicon_entry){tag, 3 << 12, 3 << 12};
    }
    fund_ending *endings = (void *)(entries + header->slots);
    for (uint32_t i = 0; i < header->endings_slots; i++) {
        endings[i] = (fund_ending){endings[i].tag != 0 ? endings[i].tag : 3, 0xffff, 1};
    }
    uint16_t *form_sets = (void *)(endings + header->endings_slots);
    for (uint32_t i = 0; i < header->slots; i++) {
        form_sets[i] = (uint16_t)(i % 2 == 0 ? 0xffff : 1 + i % (header->sets - 1));
    }
    fund_reading_set *sets = (void *)((char *)(header + 1) + fund_lexicon_tables_size(header));
    for (uint32_t i = 0; i < header->sets; i++) {
        sets[i].count = (uint16_t)(i % 3 == 0 ? 0xffff : 4);
        sets[i].readings[i % FUND_SET_READINGS_MAX] = 0xffff;
    }
    fund_reading *readings = (void *)(sets + header->sets);
    for (uint32_t i = 0; i < header->readings; i++) {
        readings[i].strip = (uint8_t)(i % 2 == 0 ? 0xff : readings[i].strip);
        readings[i].out = (uint8_t)(i % 3 == 0 ? 0xfe : readings[i].out);
        readings[i].append_len = (uint8_t)(i % 5 == 0 ? 0xff : readings[i].append_len);
        readings[i].append[0] = (char)(i % 7 == 0 ? 1 : readings[i].append[0]);
    }
    static const char *const short_words[] = {"a", "ab", "abc"};
    for (size_t i = 0; i < 3; i++) {
        const fund_lexicon_table table = {entries, sizeof *entries, header->slots, NULL};
        uint32_t tag,
            slot = fund_table_slot(&table, fund_letters_hash(short_words[i], i + 1), &tag);
        entries[slot] = (fund_lexicon_entry){tag, 3 << 12, 3 << 12};
    }
    sign(&bytes);
    split_and_stem_some_words(&bytes);
    fund_buf_free(&bytes);
}

static void a_missing_file_is_told(void **state)
{
    (void)state;
    fund_lexicon *opened;
    fund_error err = FUND_ERROR_INIT;
    assert_int_equal(fund_lexicon_open(&opened, "/nowhere/de.lexicon", &err), FUND_ERR_NOT_FOUND);
    assert_null(opened);
    assert_non_null(strstr(err.message, "/nowhere/de.lexicon"));
    assert_int_equal(fund_lexicon_open(&opened, "/tmp", &err), FUND_ERR_FORMAT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compounds_are_split_right),
        cmocka_unit_test(parts_have_their_stems_and_runs),
        cmocka_unit_test(odd_words_are_left_alone),
        cmocka_unit_test(parts_of_many_words_are_sound),
        cmocka_unit_test(own_words_go_first),
        cmocka_unit_test(the_same_words_give_the_same_fingerprint),
        cmocka_unit_test(wrong_lists_are_told),
        cmocka_unit_test(the_file_is_small_and_complete),
        cmocka_unit_test(damaged_files_are_refused),
        cmocka_unit_test(damage_is_told_when_it_is_met),
        cmocka_unit_test(lexicons_of_an_enemy_do_no_more_than_fail),
        cmocka_unit_test(a_missing_file_is_told),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
