/* Walks over terms and posting lists. */
#include "test_store.h"

static fund_status list_term(const char *word, size_t len, uint32_t documents, void *payload)
{
    fund_buf_printf(payload, "%.*s:%u ", (int)len, word, (unsigned)documents);
    return len == 6 && memcmp(word, "keller", 6) == 0 ? FUND_ERR_INTERRUPTED : FUND_OK;
}

typedef struct sieve {
    fund_buf seen, wanted;
    const char *without; /* what begins so is passed over */
} sieve;

static bool is_wanted(const char *word, size_t len, size_t *skip, void *payload)
{
    sieve *s = payload;
    size_t size = strlen(s->without);
    fund_buf_printf(&s->seen, "%.*s ", (int)len, word);
    *skip = len >= size && memcmp(word, s->without, size) == 0 ? size : 0;
    return *skip == 0 && len > 4;
}

static fund_status list_wanted(const char *word, size_t len, uint32_t documents, void *payload)
{
    return list_term(word, len, documents, &((sieve *)payload)->wanted);
}

static void assert_terms(const fund_store *store, const char *prefix, const char *without,
                         const char *seen, const char *wanted)
{
    fund_error err = FUND_ERROR_INIT;
    sieve s = {FUND_BUF_INIT, FUND_BUF_INIT, without};
    fund_buf_append_str(&s.seen, "");
    fund_buf_append_str(&s.wanted, "");
    OK(fund_store_filter_terms(store, prefix, strlen(prefix), is_wanted, list_wanted, &s, &err));
    assert_string_equal(s.seen.data, seen);
    assert_string_equal(s.wanted.data, wanted);
    fund_buf_free(&s.seen);
    fund_buf_free(&s.wanted);
}

/* In a segment with a posting list of several blocks, and beside another one. */
static void terms_are_passed_over(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer = open_writer();
    add_document(writer, "a", "haus hausboot hausbootbau hausrat teich");
    for (int i = 0; i < 5000; i++) {
        add_document(writer, "b", "hausboot hausrat");
    }
    close_writer(writer);
    OK(compact(path, &err));
    writer = open_writer();
    add_document(writer, "c", "hausbau hausmeister hausrat zaun");
    close_writer(writer);
    fund_store *store = open_store();
    assert_terms(store, "h", "hausb", "haus hausbau hausmeister hausrat ",
                 "hausmeister:1 hausrat:5002 ");
    assert_terms(store, "h", "haus", "haus ", "");
    assert_terms(store, "haus", "hausrat", "haus hausbau hausboot hausbootbau hausmeister hausrat ",
                 "hausbau:1 hausboot:5001 hausbootbau:1 hausmeister:1 ");
    assert_terms(store, "", "haus", "Qa Qb Qc haus teich zaun ", "teich:1 ");
    assert_terms(store, "hausz", "z", "", "");
    fund_store_free(store);
}

/* Else a search in the table could go round in circles. */
static void terms_out_of_order_are_damage(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    fill();
    char command[PATH_LENGTH_MAX + 60];
    snprintf(command, sizeof command, "sed -i 's/hausrat/aausrat/g' %s/s1", path);
    assert_int_equal(system(command), 0);
    fund_store *store = open_store();
    fund_buf out = FUND_BUF_INIT;
    assert_int_equal(fund_store_terms(store, "", 0, list_term, &out, &err), FUND_ERR_CORRUPT);
    assert_non_null(strstr(err.message, "out of order"));
    fund_buf_free(&out);
    fund_store_free(store);
}

static fund_status list_document(fund_docid docid, void *payload)
{
    fund_buf_printf(payload, "%u ", (unsigned)docid);
    return docid == 2 ? FUND_ERR_INTERRUPTED : FUND_OK;
}

static void lists_are_walked_until_the_callback_stops(void **state)
{
    (void)state;
    fill();
    fund_error err;
    fund_store *store = open_store();
    fund_buf out = FUND_BUF_INIT;
    OK(fund_store_terms(store, "haus", 4, list_term, &out, &err));
    assert_string_equal(out.data, "haus:2 hausrat:1 ");
    fund_buf_clear(&out);
    assert_int_equal(fund_store_terms(store, "k", 1, list_term, &out, &err), FUND_ERR_INTERRUPTED);
    fund_buf_clear(&out);
    assert_int_equal(fund_store_postings(store, "haus", 4, list_document, &out, &err),
                     FUND_ERR_INTERRUPTED);
    assert_string_equal(out.data, "1 2 ");
    fund_buf_free(&out);
    fund_store_free(store);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(lists_are_walked_until_the_callback_stops),
        TEST(terms_are_passed_over),
        TEST(terms_out_of_order_are_damage),
    };
    return cmocka_run_group_tests_name("store: terms", tests, NULL, NULL);
}
