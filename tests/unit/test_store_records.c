/* Stored records: with a dictionary and without, whatever their bytes. */
#include "test_store.h"

#include <sys/stat.h>

enum { SAMPLES = 4000 };

static void make_sample(char *out, size_t size, unsigned number)
{
    snprintf(out, size,
             "Der Ausschuss Nummer %u hat am %u. Tag \xc3\xbc"
             "ber Antrag %u beraten "
             "und mit %u Stimmen zugestimmt",
             number, number % 31, number * 7, number % 99);
}

/* Learns from the samples and stores all of them. */
static uint64_t store_samples(bool learn)
{
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer = open_writer();
    fund_bulk *bulk;
    fund_buf texts = FUND_BUF_INIT;
    size_t sizes[SAMPLES];
    char text[200];
    OK(fund_bulk_begin(&bulk, writer, 0, 0, &err));
    assert_true(fund_bulk_wants_samples(bulk));
    for (unsigned i = 0; i < SAMPLES; i++) {
        make_sample(text, sizeof text, i);
        fund_buf_append_str(&texts, text);
        sizes[i] = strlen(text);
    }
    if (learn) {
        OK(fund_bulk_train(bulk, texts.data, sizes, SAMPLES, &err));
        assert_false(fund_bulk_wants_samples(bulk));
    }
    fund_piece *piece;
    OK(fund_piece_new(&piece, bulk, 0, &err));
    for (unsigned i = 0; i < SAMPLES; i++) {
        make_sample(text, sizeof text, i);
        fund_document *document;
        OK(fund_document_new(&document, &err));
        OK(fund_document_add_term(document, "", "haus", 4, 1, &err));
        OK(fund_document_set_data(document, text, strlen(text), &err));
        OK(fund_piece_add(piece, document, &err));
        fund_document_free(document);
    }
    OK(fund_piece_close(piece, &err));
    fund_piece_free(piece);
    OK(fund_bulk_commit(bulk, &err));
    fund_bulk_free(bulk);
    close_writer(writer);
    fund_buf_free(&texts);
    fund_store *store = open_store();
    uint64_t bytes;
    OK(fund_store_size(&bytes, store, &err));
    fund_store_free(store);
    return bytes;
}

/* In the first one of so many segments. */
static void assert_samples(uint32_t segments)
{
    fund_error err = FUND_ERROR_INIT;
    fund_store *store = open_store();
    fund_buf data = FUND_BUF_INIT;
    char text[200];
    for (unsigned i = 0; i < SAMPLES; i += 97) {
        make_sample(text, sizeof text, i);
        fund_buf_clear(&data);
        OK(fund_store_data(&data, store, i * segments + 1, &err));
        assert_string_equal(data.data, text);
    }
    fund_buf_free(&data);
    fund_store_free(store);
}

static void records_come_back_with_a_dictionary_and_without(void **state)
{
    (void)state;
    uint64_t without = store_samples(false);
    assert_samples(1);
    remove_folder(NULL);
    make_folder(NULL);
    mkdir(folder, 0700);
    uint64_t with = store_samples(true);
    assert_samples(1);
    assert_true(with < without); /* the dictionary included */
    /* What comes later uses it, too, and it stays through a merge. */
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer = open_writer();
    char text[200];
    make_sample(text, sizeof text, 4711);
    add_document(writer, "neu", text);
    close_writer(writer);
    assert_samples(2);
    OK(compact(path, &err));
    assert_samples(1);
    fund_store *store = open_store();
    fund_buf data = FUND_BUF_INIT;
    OK(fund_store_data(&data, store, SAMPLES + 1, &err));
    assert_string_equal(data.data, text);
    fund_buf_free(&data);
    fund_store_free(store);
}

static void nothing_is_learnt_from_too_little(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer = open_writer();
    fund_bulk *bulk;
    const size_t sizes[] = {3, 3};
    static const char *const three[] = {"haus garten", "haus teich", "haus wiese"};
    OK(fund_bulk_begin(&bulk, writer, 0, 0, &err));
    assert_int_equal(fund_bulk_train(bulk, "abcabc", sizes, 2, &err), FUND_ERR_ARGUMENT);
    write_pieces(bulk, three, COUNT(three));
    OK(fund_bulk_commit(bulk, &err));
    fund_bulk_free(bulk);
    close_writer(writer);
    assert_documents(3);
}

/* Random bytes, no bytes and long ones: whatever is stored comes back. */
static void any_record_comes_back(void **state)
{
    (void)state;
    static char bytes[300000];
    static const size_t sizes[] = {1, 2, 47, 48, 49, 1000, 65536, sizeof bytes};
    uint32_t random = 7;
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer = open_writer();
    for (int noise = 0; noise < 2; noise++) {
        for (size_t i = 0; i < sizeof bytes; i++) {
            random = random * 1664525u + 1013904223u;
            bytes[i] = noise ? (char)(random >> 24) : "Haushalt "[i % 9];
        }
        for (size_t i = 0; i < COUNT(sizes); i++) {
            fund_document *document;
            OK(fund_document_new(&document, &err));
            OK(fund_document_set_data(document, bytes, sizes[i], &err));
            OK(fund_writer_add(writer, document, &err));
            fund_document_free(document);
        }
        OK(fund_writer_commit(writer, &err));
        fund_store *store = open_store();
        for (size_t i = 0; i < COUNT(sizes); i++) {
            fund_buf data = FUND_BUF_INIT;
            /* The second time it is in the second one of two segments. */
            OK(fund_store_data(&data, store, noise ? 2 * (fund_docid)i + 2 : (fund_docid)i + 1,
                               &err));
            assert_int_equal(data.len, sizes[i]);
            assert_memory_equal(data.data, bytes, sizes[i]);
            fund_buf_free(&data);
        }
        fund_store_free(store);
    }
    close_writer(writer);
}

/* What is stored is text: a reader of records need not fear a character without an end, or an
 * end before the end. */
static void records_are_text(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t len;
        bool text, path;
    } rows[] = {
        {"M\xc3\xb6we", 5, true, true}, {"", 0, true, true},
        {"a\033b", 3, true, true},      {"M\xf6we", 4, false, true},
        {"ab\xc3", 3, false, true},     {"\xed\xa0\x80", 3, false, true},
        {"a\0b", 3, false, false},      {"ab\0", 3, false, false},
    };
    fund_error err = FUND_ERROR_INIT;
    fund_buf out = FUND_BUF_INIT;
    for (size_t i = 0; i < COUNT(rows); i++) {
        fund_record record = {.ordinal = 1, .passage_count = 1};
        fund_text *const fields[] = {&record.text,           &record.fields.id,
                                     &record.fields.title,   &record.fields.date,
                                     &record.fields.section, &record.fields.author,
                                     &record.fields.source,  &record.fields.url,
                                     &record.fields.embargo, &record.fields.path};
        for (size_t k = 0; k < COUNT(fields); k++) {
            static const char same[] = "qqqqqqqq";
            bool good = fields[k] == &record.fields.path ? rows[i].path : rows[i].text;
            fund_record got;
            *fields[k] = (fund_text){rows[i].bytes, rows[i].len};
            fund_buf_clear(&out);
            assert_int_equal(fund_record_encode(&out, &record, &err),
                             good ? FUND_OK : FUND_ERR_ARGUMENT);
            /* The same bytes in what another program wrote. */
            *fields[k] = (fund_text){same, rows[i].len};
            fund_buf_clear(&out);
            OK(fund_record_encode(&out, &record, &err));
            char *at = rows[i].len > 0 ? memmem(out.data, out.len, same, rows[i].len) : out.data;
            assert_non_null(at);
            memcpy(at, rows[i].bytes, rows[i].len);
            assert_int_equal(fund_record_decode(&got, out.data, out.len, &err),
                             good ? FUND_OK : FUND_ERR_CORRUPT);
            *fields[k] = (fund_text){NULL, 0};
        }
    }
    fund_buf_free(&out);
}

/* ---- the format ------------------------------------------------------------------ */

static fund_text text_field(const char *text)
{
    return (fund_text){text, strlen(text)};
}

static fund_record first_record(void)
{
    return (fund_record){
        .article = UINT64_C(0x0123456789abcdef),
        .ordinal = 1,
        .text = text_field("Der Text."),
        .passage_count = 300,
        .fields.id = text_field("artikel-1"),
        .fields.title = text_field("Titel"),
        .fields.path = text_field("/a/b.txt"),
        .fields.embargo = text_field("2031-01-01T00:00:00Z"),
        .fields.version = 3,
        .fields.content_hash = {UINT64_MAX, 7},
    };
}

static void assert_text(fund_text got, fund_text expected)
{
    assert_int_equal(got.len, expected.len);
    assert_true(got.len == 0 || memcmp(got.data, expected.data, got.len) == 0);
}

/* Of the hash of an article only the upper half is kept. */
static void assert_record(const fund_record *got, const fund_record *expected)
{
    assert_true(got->article == (expected->article & UINT64_C(0xffffffff00000000)));
    assert_int_equal(got->ordinal, expected->ordinal);
    assert_int_equal(got->passage_count, expected->passage_count);
    assert_text(got->text, expected->text);
    assert_true(got->fields.version == expected->fields.version);
    assert_true(got->fields.content_hash[0] == expected->fields.content_hash[0] &&
                got->fields.content_hash[1] == expected->fields.content_hash[1]);
    for (size_t i = 0; i < FUND_FIELD_TEXTS; i++) {
        assert_text(*fund_field(&got->fields, i), *fund_field(&expected->fields, i));
    }
}

static void assert_comes_back(const fund_record *record)
{
    fund_error err = FUND_ERROR_INIT;
    fund_buf out = FUND_BUF_INIT;
    fund_record got;
    OK(fund_record_encode(&out, record, &err));
    OK(fund_record_decode(&got, out.data, out.len, &err));
    assert_record(&got, record);
    fund_buf_free(&out);
}

static void a_record_comes_back(void **state)
{
    (void)state;
    static const uint64_t numbers[] = {
        0, 1, 255, 256, 65535, 65536, UINT64_C(1) << 32, UINT64_MAX - 1, UINT64_MAX};
    fund_record record = first_record();
    assert_comes_back(&record);
    for (size_t i = 0; i < COUNT(numbers); i++) {
        record.article = numbers[i];
        record.fields.version = numbers[i];
        record.fields.content_hash[0] = numbers[i];
        record.fields.content_hash[1] = ~numbers[i];
        record.passage_count = 1 + (uint32_t)(numbers[i] % FUND_ARTICLE_PASSAGES_MAX);
        assert_comes_back(&record);
    }
    for (size_t i = 0; i < FUND_FIELD_TEXTS; i++) {
        *fund_field_to_set(&record.fields, i) = text_field("etwas");
    }
    assert_comes_back(&record);
    record = (fund_record){.ordinal = 2, .text = text_field("Der zweite.")};
    assert_comes_back(&record);
    record.ordinal = FUND_ARTICLE_PASSAGES_MAX;
    record.text = text_field("");
    assert_comes_back(&record);
    record = (fund_record){.ordinal = 1, .passage_count = FUND_ARTICLE_PASSAGES_MAX};
    assert_comes_back(&record);
}

static void what_is_no_record_is_not_written(void **state)
{
    (void)state;
    const fund_record wrong[] = {
        {.ordinal = 0, .passage_count = 0},
        {.ordinal = 0, .passage_count = 1},
        {.ordinal = 1, .passage_count = 0},
        {.ordinal = 2, .passage_count = 2},
        {.ordinal = FUND_ARTICLE_PASSAGES_MAX + 1, .passage_count = 0},
        {.ordinal = 1, .passage_count = FUND_ARTICLE_PASSAGES_MAX + 1},
    };
    fund_error err = FUND_ERROR_INIT;
    fund_buf out = FUND_BUF_INIT;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        assert_int_equal(fund_record_encode(&out, &wrong[i], &err), FUND_ERR_ARGUMENT);
        assert_int_equal(out.len, 0);
    }
    fund_buf_free(&out);
}

/* Stored records sort by article and passage. */
static void the_key_is_known(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    fund_buf out = FUND_BUF_INIT;
    const fund_record record = {.article = UINT64_C(0x0123456789abcdef), .ordinal = 0x010203};
    OK(fund_record_encode(&out, &record, &err));
    assert_int_equal(out.len, FUND_RECORD_KEY_BYTES);
    assert_memory_equal(out.data, "\x01\x23\x45\x67\x01\x02\x03", FUND_RECORD_KEY_BYTES);
    fund_buf_free(&out);
}

#define KEY1 "\0\0\0\0\0\0\1"
#define KEY2 "\0\0\0\0\0\0\2"
#define COUNT1 "\2\1\1" /* one passage */
#define BYTES(text) text, sizeof(text) - 1

static void records_are_read_by_their_tags(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t len;
        const char *text; /* NULL: damage */
        uint32_t passages;
        const char *id;
    } rows[] = {
        {BYTES(KEY2 "\1\4haus"), "haus", 0, ""},
        {BYTES(KEY2), "", 0, ""},
        {BYTES(KEY2 "\1\0"), "", 0, ""},
        {BYTES(KEY1 "\1\4haus" COUNT1), "haus", 1, ""},
        {BYTES(KEY1 COUNT1), "", 1, ""},
        {BYTES(KEY1 COUNT1 "\x10\3abc"), "", 1, "abc"},
        {BYTES(KEY1 "\2\3\xff\xff\xff"), "", FUND_ARTICLE_PASSAGES_MAX, ""},
        /* Tags of a later release, between, behind and of any length. */
        {BYTES(KEY2 "\1\4haus"
                    "\x08\2xx"
                    "\x7f\0"),
         "haus", 0, ""},
        {BYTES(KEY1 COUNT1 "\5\1x"
                           "\x0b\3\xff\xfe\0"
                           "\x10\3abc"
                           "\xc8\1\2yy"),
         "", 1, "abc"},
        {BYTES(KEY2 "\2\1\7"), "", 0, ""}, /* not of passage 1: not looked at */
        /* Damage. */
        {BYTES(""), NULL, 0, NULL},
        {BYTES("\0\0\0\0\0\0"), NULL, 0, NULL},
        {BYTES("\0\0\0\0\0\0\0"), NULL, 0, NULL}, /* no passage 0 */
        {BYTES(KEY1), NULL, 0, NULL},             /* how many passages? */
        {BYTES(KEY1 "\1\4haus"), NULL, 0, NULL},
        {BYTES(KEY1 "\2\1\0"), NULL, 0, NULL}, /* none */
        {BYTES(KEY1 "\2\0"), NULL, 0, NULL},
        {BYTES(KEY1 "\2\2\1\0"), NULL, 0, NULL},     /* a byte too many */
        {BYTES(KEY1 "\2\4\1\1\1\1"), NULL, 0, NULL}, /* too many passages */
        {BYTES(KEY1 COUNT1 "\3\x09\1\1\1\1\1\1\1\1\1"), NULL, 0, NULL},
        {BYTES(KEY1 COUNT1 "\4\2\1\1"), NULL, 0, NULL}, /* no hash */
        {BYTES(KEY2 "\1\5haus"), NULL, 0, NULL},        /* longer than it is */
        {BYTES(KEY2 "\1\xff\xff\xff\xff\xff\xff\xff\xff\xff\1"), NULL, 0, NULL},
        {BYTES(KEY2 "\1"), NULL, 0, NULL},
        {BYTES(KEY2 "\x80"), NULL, 0, NULL},
        {BYTES(KEY2 "\0\1x"), NULL, 0, NULL},           /* no tag */
        {BYTES(KEY2 "\1\1a\1\1b"), NULL, 0, NULL},      /* twice */
        {BYTES(KEY1 COUNT1 "\1\4haus"), NULL, 0, NULL}, /* not ascending */
        {BYTES(KEY2 "\x81\0\4haus"), NULL, 0, NULL},    /* 1 in two bytes */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        fund_error err = FUND_ERROR_INIT;
        fund_record got;
        fund_status status = fund_record_decode(&got, rows[i].bytes, rows[i].len, &err);
        if (status != (rows[i].text != NULL ? FUND_OK : FUND_ERR_CORRUPT)) {
            print_error("row %zu: %d %s\n", i, (int)status, err.message);
            fail();
        }
        if (rows[i].text != NULL) {
            assert_text(got.text, text_field(rows[i].text));
            assert_int_equal(got.passage_count, rows[i].passages);
            assert_text(got.fields.id, text_field(rows[i].id));
        }
    }
}

/* Whatever is damaged, nothing outside is read, and what is read can be written again. */
static void damaged_records_are_told_or_are_others(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    fund_buf out = FUND_BUF_INIT, again = FUND_BUF_INIT;
    const fund_record record = first_record();
    fund_record got, twice;
    OK(fund_record_encode(&out, &record, &err));
    for (size_t len = 0; len < out.len; len++) {
        char *copy = malloc(len + 1); /* for a sanitizer to see its end */
        assert_non_null(copy);
        memcpy(copy, out.data, len);
        copy = realloc(copy, len > 0 ? len : 1);
        fund_status status = fund_record_decode(&got, copy, len, &err);
        assert_true(status == FUND_ERR_CORRUPT || (status == FUND_OK && got.ordinal == 1));
        free(copy);
    }
    for (size_t at = 0; at < out.len; at++) {
        for (unsigned value = 0; value < 256; value++) {
            char before = out.data[at];
            out.data[at] = (char)value;
            if (fund_record_decode(&got, out.data, out.len, NULL) == FUND_OK) {
                fund_buf_clear(&again);
                OK(fund_record_encode(&again, &got, &err));
                OK(fund_record_decode(&twice, again.data, again.len, &err));
                assert_record(&twice, &got);
            }
            out.data[at] = before;
        }
    }
    fund_buf_free(&out);
    fund_buf_free(&again);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(records_come_back_with_a_dictionary_and_without),
        TEST(nothing_is_learnt_from_too_little),
        TEST(any_record_comes_back),
        TEST(records_are_text),
        TEST(a_record_comes_back),
        TEST(what_is_no_record_is_not_written),
        TEST(the_key_is_known),
        TEST(records_are_read_by_their_tags),
        TEST(damaged_records_are_told_or_are_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
