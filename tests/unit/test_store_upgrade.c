/* A new index is made beside one of an older analyzer, in the same folder, and takes its place. */
#include "test_store_files.h"

enum { OLD = 5 };

static const char long_ago[] = "2001-02-03T04:05:06Z";

static fund_status open_as(fund_writer **out, const char *chain, bool upgrade, fund_error *err)
{
    fund_writer_options options = FUND_WRITER_OPTIONS_INIT;
    options.chain = chain;
    options.upgrade = upgrade;
    return fund_writer_open(out, path, &options, err);
}

static fund_writer *open_old(void)
{
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer;
    OK(open_as(&writer, "alt", false, &err));
    return writer;
}

static fund_writer *open_upgrade(void)
{
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer;
    OK(open_as(&writer, "neu", true, &err));
    return writer;
}

/* s1 and s2, of which one document is deleted (d3): five documents of the chain "alt". */
static void make_index(void)
{
    fund_writer *writer = open_old();
    for (int i = 0; i <= OLD; i++) {
        char article[2] = {(char)('a' + i), '\0'};
        add_document(writer, article, "altes haus");
        if (i == 2) {
            commit(writer);
        }
    }
    commit(writer);
    delete_article(writer, "b");
    close_writer(writer);
    fund_buf text = FUND_BUF_INIT;
    char updated[40];
    read_bytes(&text, "XAPIANDB");
    snprintf(updated, sizeof updated, "%.20s", strstr(text.data, "# updated ") + 10);
    fund_buf_free(&text);
    edit_manifest(updated, long_ago);
}

/* Writes articles up to the one before `end`, and how far it has come. */
static void build(fund_writer *writer, int begin, int end)
{
    fund_error err = FUND_ERROR_INIT;
    fund_bulk *bulk;
    fund_piece *piece;
    OK(fund_bulk_begin(&bulk, writer, 0, 0, &err));
    OK(fund_piece_new(&piece, bulk, 0, &err));
    for (int i = begin; i < end; i++) {
        char article[2] = {(char)('a' + i), '\0'};
        add_to_piece(piece, article, "neues haus");
    }
    OK(fund_piece_close(piece, &err));
    fund_piece_free(piece);
    fund_upgrade_set_done(writer, (uint64_t)end);
    OK(fund_bulk_commit(bulk, &err));
    fund_bulk_free(bulk);
}

static size_t count_with(const fund_store *store, const char *word)
{
    fund_error err = FUND_ERROR_INIT;
    fund_term_stats stats;
    OK(fund_store_term_stats(&stats, store, word, strlen(word), &err));
    return stats.documents;
}

static void assert_old(void)
{
    fund_error err = FUND_ERROR_INIT;
    fund_store *store = open_store();
    assert_int_equal(documents_of(store), OLD);
    assert_int_equal(count_with(store, "neues"), 0);
    OK(fund_store_check_chain(store, "alt", &err));
    fund_store_free(store);
    assert_int_equal(defects_of(path), 0);
}

static void assert_new(uint32_t documents)
{
    fund_error err = FUND_ERROR_INIT;
    fund_store *store = open_store();
    assert_int_equal(documents_of(store), documents);
    assert_int_equal(count_with(store, "altes"), 0);
    OK(fund_store_check_chain(store, "neu", &err));
    fund_store_free(store);
    assert_int_equal(defects_of(path), 0);
    assert_false(is_there("upgrade"));
    assert_false(is_there("tmp"));
    close_writer(open_upgrade()); /* the lock is free */
}

static size_t segments_of_writer(const fund_writer *writer)
{
    fund_error err = FUND_ERROR_INIT;
    size_t count;
    OK(fund_writer_segments(NULL, 0, &count, writer, &err));
    return count;
}

static void an_index_of_another_chain_is_refused(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer;
    make_index();
    char *before = state_of(path);
    assert_int_equal(open_as(&writer, "neu", false, &err), FUND_ERR_ANALYZER);
    assert_non_null(strstr(err.message, "fundstelle upgrade -i "));
    assert_non_null(strstr(err.message, path));
    assert_null(writer);
    assert_state(path, before);
    fund_store *store = open_store();
    assert_int_equal(fund_store_check_chain(store, "neu", &err), FUND_ERR_ANALYZER);
    fund_store_free(store);
    assert_old();
}

static void an_empty_index_is_of_any_chain(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer;
    close_writer(open_old());
    OK(open_as(&writer, "neu", false, &err));
    add_document(writer, "a", "neues haus");
    close_writer(writer);
    assert_new(1);
}

static void an_upgrade_is_seen_when_it_is_complete(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    make_index();
    fund_store *reader = open_store();
    fund_commit before, after;
    OK(fund_store_commit(&before, reader, &err));
    fund_writer *writer = open_upgrade();
    assert_int_equal(fund_upgrade_done(writer), 0);
    assert_int_equal(segments_of_writer(writer), 0);
    assert_false(fund_writer_has_dictionary(writer));
    assert_old();
    build(writer, 0, 3);
    assert_true(is_there("upgrade"));
    assert_old();
    build(writer, 3, 4);
    OK(fund_writer_merge(writer, 0, 2, &err));
    assert_old();
    bool changed = true;
    OK(fund_store_reopen(reader, &changed, &err));
    assert_false(changed);
    OK(fund_upgrade_finish(writer, &err));
    assert_int_equal(fund_writer_commit(writer, &err), FUND_ERR_CLOSED);
    assert_int_equal(fund_upgrade_finish(writer, &err), FUND_ERR_CLOSED);
    fund_writer_free(writer);
    assert_false(is_there("s1") || is_there("s2") || is_there("d3"));
    assert_int_equal(documents_of(reader), OLD); /* it has it open */
    OK(fund_store_reopen(reader, &changed, &err));
    assert_true(changed);
    OK(fund_store_commit(&after, reader, &err));
    assert_true(after.number > before.number);
    assert_string_equal(before.updated, long_ago);
    assert_string_equal(after.updated, long_ago); /* no article has changed */
    fund_store_free(reader);
    assert_new(4);
}

static void an_upgrade_goes_on_where_it_ended(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    make_index();
    fund_writer *writer = open_upgrade();
    build(writer, 0, 3);
    fund_writer_free(writer);
    assert_old();
    writer = open_upgrade();
    assert_int_equal(fund_upgrade_done(writer), 3);
    assert_int_equal(segments_of_writer(writer), 1);
    build(writer, 3, 4);
    close_writer(writer);
    writer = open_upgrade();
    assert_int_equal(fund_upgrade_done(writer), 4);
    OK(fund_upgrade_finish(writer, &err));
    fund_writer_free(writer);
    assert_new(4);
}

/* What it had written is not of use any more. */
static void assert_begins_anew(fund_writer *writer)
{
    fund_error err = FUND_ERROR_INIT;
    assert_int_equal(fund_upgrade_done(writer), 0);
    assert_int_equal(segments_of_writer(writer), 0);
    assert_false(is_there("upgrade"));
    build(writer, 0, 2);
    OK(fund_upgrade_finish(writer, &err));
    fund_writer_free(writer);
    assert_new(2);
}

static void an_upgrade_of_another_chain_begins_anew(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer;
    make_index();
    OK(open_as(&writer, "dazwischen", true, &err));
    build(writer, 0, 3);
    close_writer(writer);
    assert_begins_anew(open_upgrade());
}

static void an_upgrade_of_an_earlier_commit_begins_anew(void **state)
{
    (void)state;
    make_index();
    fund_buf begun = FUND_BUF_INIT;
    fund_writer *writer = open_upgrade();
    build(writer, 0, 3);
    close_writer(writer);
    read_bytes(&begun, "upgrade");
    writer = open_old();
    assert_false(is_there("upgrade")); /* changes would be missing from it */
    assert_false(is_there("s4"));
    add_document(writer, "z", "altes haus");
    close_writer(writer);
    write_bytes("upgrade", begun.data, begun.len);
    fund_buf_free(&begun);
    assert_begins_anew(open_upgrade());
}

static void a_damaged_upgrade_begins_anew(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "unsinn", "# Fundstelle, format 5\n", "auto s1\n"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        make_index();
        fund_writer *writer = open_upgrade();
        build(writer, 0, 3);
        close_writer(writer);
        write_text("upgrade", texts[i]);
        assert_old();
        assert_begins_anew(open_upgrade());
        assert_int_equal(remove_tree(path), 0);
    }
}

static void a_link_is_no_upgrade(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer;
    make_index();
    for (int kind = 0; kind < 3; kind++) {
        const char *upgrade = file_of("upgrade");
        assert_int_equal(kind == 0   ? symlink("XAPIANDB", upgrade)
                         : kind == 1 ? mkfifo(upgrade, 0600)
                                     : mkdir(upgrade, 0700),
                         0);
        char *before = state_of(path);
        assert_int_equal(open_as(&writer, "neu", true, &err), FUND_ERR_IO);
        assert_non_null(strstr(err.message, "upgrade"));
        assert_state(path, before);
        assert_old();
        assert_int_equal(remove(file_of("upgrade")), 0);
    }
}

static void the_newest_writer_of_the_old_index_wins(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    fund_writer *second;
    make_index();
    fund_writer *writer = open_upgrade();
    build(writer, 0, 3);
    assert_int_equal(open_as(&second, "alt", false, &err), FUND_ERR_LOCKED);
    build(writer, 3, 4);
    /* The index is restored from a backup meanwhile. */
    edit_manifest(long_ago, "2002-02-03T04:05:06Z");
    char *before = index_of(path);
    assert_int_equal(fund_upgrade_finish(writer, &err), FUND_ERR_MODIFIED);
    fund_writer_free(writer);
    assert_index(path, before);
    free(before);
    assert_old();
    assert_begins_anew(open_upgrade());
}

static void nothing_is_finished_in_another_place(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    char away[PATH_LENGTH_MAX];
    snprintf(away, sizeof away, "%s/away", folder);
    make_index();
    fund_writer *writer = open_upgrade();
    build(writer, 0, 3);
    assert_int_equal(rename(path, away), 0);
    fund_writer *other = open_old();
    add_document(other, "x", "altes haus");
    close_writer(other);
    char *before = index_of(away), *there = state_of(path);
    assert_int_equal(fund_upgrade_finish(writer, &err), FUND_ERR_MODIFIED);
    fund_writer_free(writer);
    assert_index(away, before);
    free(before);
    assert_state(path, there);
}

/* Killed between the rename of the manifest and the removal of what was before. */
static void what_an_upgrade_left_is_removed(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    fund_buf begun = FUND_BUF_INIT, old = FUND_BUF_INIT;
    make_index();
    fund_writer *writer = open_upgrade();
    build(writer, 0, 3);
    read_bytes(&begun, "upgrade");
    read_bytes(&old, "s1");
    OK(fund_upgrade_finish(writer, &err));
    fund_writer_free(writer);
    write_bytes("upgrade", begun.data, begun.len);
    write_bytes("s1", old.data, old.len);
    fund_buf_free(&begun);
    fund_buf_free(&old);
    OK(open_as(&writer, "neu", false, &err));
    assert_false(is_there("s1"));
    add_document(writer, "z", "neues haus");
    close_writer(writer);
    assert_new(4);
}

static void nothing_may_be_upgraded(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer;
    assert_int_equal(open_as(&writer, "neu", true, &err), FUND_ERR_NO_INDEX);
    assert_int_equal(access(path, F_OK), -1);
    mkdir(path, 0700);
    assert_int_equal(open_as(&writer, "neu", true, &err), FUND_ERR_NO_INDEX);
    assert_false(is_there("lock"));
    close_writer(open_old());
    writer = open_upgrade();
    OK(fund_upgrade_finish(writer, &err));
    fund_writer_free(writer);
    assert_new(0);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_index_of_another_chain_is_refused),
        TEST(an_empty_index_is_of_any_chain),
        TEST(an_upgrade_is_seen_when_it_is_complete),
        TEST(an_upgrade_goes_on_where_it_ended),
        TEST(an_upgrade_of_another_chain_begins_anew),
        TEST(an_upgrade_of_an_earlier_commit_begins_anew),
        TEST(a_damaged_upgrade_begins_anew),
        TEST(a_link_is_no_upgrade),
        TEST(the_newest_writer_of_the_old_index_wins),
        TEST(nothing_is_finished_in_another_place),
        TEST(what_an_upgrade_left_is_removed),
        TEST(nothing_may_be_upgraded),
    };
    return cmocka_run_group_tests_name("store: upgrades", tests, NULL, NULL);
}
