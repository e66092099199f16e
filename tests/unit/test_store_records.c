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
    assert_true(with < without + (64 << 10)); /* the dictionary's own size */
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
            OK(fund_store_data(&data, store,
                               noise ? 2 * (fund_docid)i + 2 : (fund_docid)i + 1, &err));
            assert_int_equal(data.len, sizes[i]);
            assert_memory_equal(data.data, bytes, sizes[i]);
            fund_buf_free(&data);
        }
        fund_store_free(store);
    }
    close_writer(writer);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(records_come_back_with_a_dictionary_and_without),
        TEST(nothing_is_learnt_from_too_little),
        TEST(any_record_comes_back),
        TEST(records_are_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
