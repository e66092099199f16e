/* Compressed files and archives, made here. */
#include "test_corpus.h"

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>

typedef struct member {
    const char *name, *text; /* text NULL: a symlink */
    size_t len;              /* 0: that of text */
} member;

static void write_archive(const char *path, int format, int filter, const member *members,
                          size_t count)
{
    struct archive *a = archive_write_new();
    assert_int_equal(archive_write_set_format(a, format), ARCHIVE_OK);
    assert_int_equal(archive_write_add_filter(a, filter), ARCHIVE_OK);
    assert_int_equal(archive_write_open_filename(a, path), ARCHIVE_OK);
    for (size_t i = 0; i < count; i++) {
        const member *m = &members[i];
        struct archive_entry *entry = archive_entry_new();
        size_t len = m->text == NULL ? 0 : m->len > 0 ? m->len : strlen(m->text);
        archive_entry_set_pathname(entry, m->name);
        archive_entry_set_filetype(entry, m->text != NULL ? AE_IFREG : AE_IFLNK);
        archive_entry_set_perm(entry, 0644);
        if (m->text == NULL) {
            archive_entry_set_symlink(entry, "/etc/passwd");
        } else {
            archive_entry_set_size(entry, (la_int64_t)len);
        }
        assert_int_equal(archive_write_header(a, entry), ARCHIVE_OK);
        assert_int_equal(archive_write_data(a, m->text != NULL ? m->text : "", len), len);
        archive_entry_free(entry);
    }
    assert_int_equal(archive_write_free(a), ARCHIVE_OK);
}

static void write_compressed(const char *path, int filter, const char *text, size_t len)
{
    const member one = {"x", text, len};
    write_archive(path, ARCHIVE_FORMAT_RAW, filter, &one, 1);
}

static size_t read_bytes(char *out, size_t size, const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t len = fread(out, 1, size, file);
    fclose(file);
    return len;
}

#define TEXT "Ein Kran steht im Hafen."

static void a_compressed_file_is_read_as_what_is_in_it(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int filter;
    } rows[] = {{"artikel.txt.gz", ARCHIVE_FILTER_GZIP},
                {"artikel.txt.zst", ARCHIVE_FILTER_ZSTD},
                {"artikel.txt.xz", ARCHIVE_FILTER_XZ},
                {"artikel.txt.bz2", ARCHIVE_FILTER_BZIP2},
                {"artikel.gz", ARCHIVE_FILTER_GZIP},
                {"artikel.txt", ARCHIVE_FILTER_GZIP} /* whatever it is called */};
    for (size_t i = 0; i < COUNT(rows); i++) {
        write_compressed(rows[i].name, rows[i].filter, "Title: T\n\n" TEXT, 0);
        expect_log(rows[i].name, "artikel|T||||||0 [" TEXT "]\n");
    }
    write_compressed("l.jsonl.gz", ARCHIVE_FILTER_GZIP,
                     "{\"id\":\"a\",\"body\":\"Eins.\"}\nkaputt\n", 0);
    record r = {.log = FUND_BUF_INIT};
    read_log(&r, "l.jsonl.gz", 0);
    assert_non_null(strstr(r.log.data, "a|||||||1 [Eins.]\n"));
    assert_non_null(strstr(r.log.data, "lost format: l.jsonl.gz: l.jsonl:2: not valid JSON"));
    assert_non_null(strstr(r.path, "/l.jsonl.gz"));
    fund_buf_free(&r.log);
}

static void members_are_articles_by_their_paths(void **state)
{
    (void)state;
    static const member members[] = {
        {"a/x.txt", TEXT, 0},
        {"b/x.txt", "Zwei.", 0},
        {".git/x.txt", "Nein.", 0},
        {"b/.x.txt", "Nein.", 0},
        {"b/x.txt~", "Nein.", 0},
        {"b/l.jsonl", "{\"body\":\"Drei.\"}", 0},
        {"b/ordner.txt/ä.txt", "Vier.", 0},
    };
    static const char expected[] = "a/x|||||||0 [" TEXT "]\nb/x|||||||0 [Zwei.]\n"
                                   "b/l-1|||||||1 [Drei.]\nb/ordner.txt/ä|||||||0 [Vier.]\n";
    write_archive("a.tar", ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_NONE, members, COUNT(members));
    expect_log("a.tar", expected);
    write_archive("a.tgz", ARCHIVE_FORMAT_TAR_PAX_RESTRICTED, ARCHIVE_FILTER_GZIP, members,
                  COUNT(members));
    expect_log("a.tgz", expected);
    write_archive("a.zip", ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE, members, COUNT(members));
    expect_log("a.zip", expected);
}

static void folders_give_the_archives_that_may_have_articles(void **state)
{
    (void)state;
    mkdir("in", 0700);
    write_compressed("in/a.txt.gz", ARCHIVE_FILTER_GZIP, TEXT, 0);
    write_compressed("in/b.xls.gz", ARCHIVE_FILTER_GZIP, TEXT, 0);
    write_compressed("in/c.gz", ARCHIVE_FILTER_GZIP, TEXT, 0);
    write_compressed("in/d.bild", ARCHIVE_FILTER_GZIP, TEXT, 0);
    expect_log("in", "a|||||||0 [" TEXT "]\nskipped file: in/b.xls.gz: .xls.gz\n"
                     "c|||||||0 [" TEXT "]\nskipped file: in/d.bild: .bild\n");
}

static void members_that_are_not_read_are_told(void **state)
{
    (void)state;
    static const member members[] = {
        {"b/bild.jpg", "JPEG", 0}, {"x.txt", TEXT, 0}, {"LIESMICH", "?", 0}};
    write_archive("a.zip", ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE, members, COUNT(members));
    expect_log("a.zip", "skipped file: a.zip: b/bild.jpg: .jpg\nx|||||||0 [" TEXT "]\n"
                        "skipped file: a.zip: LIESMICH: \n");
}

/* Writes a zip archive whose names have other bytes than '?'. */
static void write_zip_of(const char *path, const char *name, const char *marked)
{
    char bytes[4096];
    const member members[] = {{marked, TEXT, 0}};
    write_archive(path, ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE, members, 1);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t len = fread(bytes, 1, sizeof bytes, file), size = strlen(marked);
    fclose(file);
    for (size_t i = 0; i + size <= len; i++) {
        if (memcmp(bytes + i, marked, size) == 0) {
            memcpy(bytes + i, name, size);
        }
    }
    write_bytes(path, bytes, len);
}

static void names_in_zip_archives_have_a_code_page(void **state)
{
    (void)state;
    static const char *const rows[][3] = {
        {"Gr\x94\xe1"
         "e \x9a"
         "ber.txt",
         "Gr__e _ber.txt", "Größe Über|||||||0 [" TEXT "]\n"},
        {"Gr\xf6\xdf"
         "e \xdc"
         "ber.txt",
         "Gr__e _ber.txt", "Größe Über|||||||0 [" TEXT "]\n"},
        {"\xc3\xa4\xc3\xb6.txt", "____.txt", "äö|||||||0 [" TEXT "]\n"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        write_zip_of("n.zip", rows[i][0], rows[i][1]);
        expect_log("n.zip", rows[i][2]);
    }
}

static void what_leads_out_is_passed_over(void **state)
{
    (void)state;
    static const member members[] = {
        {"../hinaus.txt", "Böse.", 0}, {"/etc/x.txt", "Böse.", 0}, {"a/../../x.txt", "B", 0},
        {"link.txt", NULL, 0},         {"..gut/x.txt", TEXT, 0},   {"a..b.txt", "Gut.", 0},
    };
    write_archive("a.tar", ARCHIVE_FORMAT_TAR_GNUTAR, ARCHIVE_FILTER_NONE, members, COUNT(members));
    expect_log("a.tar", "lost format: a.tar: ../hinaus.txt: points outside the archive; skipped\n"
                        "lost format: a.tar: /etc/x.txt: points outside the archive; skipped\n"
                        "lost format: a.tar: a/../../x.txt: points outside the archive; skipped\n"
                        "a..b|||||||0 [Gut.]\n"
                        "dropped format: a.tar: 1 links in the archive skipped\n");
}

static void archives_in_archives_are_read_to_a_depth(void **state)
{
    (void)state;
    static char inner[64 * 1024];
    member one = {"tief.txt", TEXT, 0};
    write_archive("1.zip", ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE, &one, 1);
    for (int level = 2; level <= 4; level++) {
        char before[16], name[16];
        snprintf(before, sizeof before, "%d.zip", level - 1);
        snprintf(name, sizeof name, "%d.zip", level);
        one = (member){before, inner, read_bytes(inner, sizeof inner, before)};
        write_archive(name, ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE, &one, 1);
    }
    expect_log("3.zip", "tief|||||||0 [" TEXT "]\n");
    expect_log("4.zip", "lost format: 4.zip: 3.zip: 2.zip: 1.zip: archives are nested too deeply; "
                        "not read\n");
}

static void what_expands_without_end_is_left(void **state)
{
    (void)state;
    const size_t len = (size_t)300 << 20;
    char *blanks = malloc(len);
    assert_non_null(blanks);
    memset(blanks, ' ', len);
    record r = {.log = FUND_BUF_INIT};
    write_compressed("b.jsonl.gz", ARCHIVE_FILTER_GZIP, blanks, len);
    assert_non_null(
        strstr(read_log(&r, "b.jsonl.gz", 0), "lost io: b.jsonl.gz: b.jsonl: expands "));
    fund_reader_options options = FUND_READER_OPTIONS_INIT;
    options.max_expanded_bytes = 1000;
    static const fund_reader_events events = {
        .size = sizeof(fund_reader_events), .article = record_article, .problem = record_problem};
    write_compressed("k.txt.gz", ARCHIVE_FILTER_GZIP, blanks, 2000);
    fund_buf_clear(&r.log);
    assert_int_equal(fund_read("k.txt.gz", &options, &events, &r, NULL), FUND_OK);
    assert_non_null(strstr(r.log.data, "k.txt: expands to too much"));
    free(blanks);
    fund_buf_free(&r.log);
}

static void damaged_archives_keep_what_was_whole(void **state)
{
    (void)state;
    static const member members[] = {{"a.txt", TEXT, 0}, {"b.txt", "Zwei.", 0}};
    static const struct {
        int format, filter;
    } kinds[] = {{ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE},
                 {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_GZIP},
                 {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_ZSTD}};
    static char whole[64 * 1024];
    record r = {.log = FUND_BUF_INIT};
    for (size_t k = 0; k < COUNT(kinds); k++) {
        write_archive("a.bin", kinds[k].format, kinds[k].filter, members, COUNT(members));
        size_t size = read_bytes(whole, sizeof whole, "a.bin");
        for (size_t len = 1; len < size; len += size / 150 + 1) {
            write_bytes("cut.gz", whole, len);
            read_log(&r, "cut.gz", 0);
            assert_true(r.articles + r.problems > 0);
            whole[len] ^= 0x55;
            write_bytes("hurt.gz", whole, size);
            read_log(&r, "hurt.gz", 0);
            whole[len] ^= 0x55;
        }
    }
    write_compressed("leer.txt.gz", ARCHIVE_FILTER_GZIP, "", 0);
    expect_log("leer.txt.gz", "lost format: leer.txt.gz: the archive is empty\n");
    fund_buf_free(&r.log);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, enter_folder, leave_folder)

int main(void)
{
    setlocale(LC_CTYPE, "C.UTF-8"); /* for the names that are written */
    const struct CMUnitTest tests[] = {
        TEST(a_compressed_file_is_read_as_what_is_in_it),
        TEST(members_are_articles_by_their_paths),
        TEST(folders_give_the_archives_that_may_have_articles),
        TEST(members_that_are_not_read_are_told),
        TEST(names_in_zip_archives_have_a_code_page),
        TEST(what_leads_out_is_passed_over),
        TEST(archives_in_archives_are_read_to_a_depth),
        TEST(what_expands_without_end_is_left),
        TEST(damaged_archives_keep_what_was_whole),
    };
    return cmocka_run_group_tests_name("corpus: archives", tests, NULL, NULL);
}
