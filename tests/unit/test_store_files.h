/* What the suites share that look into the folder of an index, or damage it. */
#ifndef TEST_STORE_FILES_H
#define TEST_STORE_FILES_H

#include "test_store.h"

#include <dirent.h>
#include <sys/stat.h>

static inline void read_bytes(fund_buf *out, const char *name)
{
    char block[4096];
    FILE *in = fopen(file_of(name), "rb");
    assert_non_null(in);
    fund_buf_clear(out);
    fund_buf_append_str(out, ""); /* it has data, even of an empty file */
    for (size_t got; (got = fread(block, 1, sizeof block, in)) > 0;) {
        fund_buf_append(out, block, got);
    }
    fclose(in);
    assert_false(out->failed);
}

static inline void write_bytes(const char *name, const char *bytes, size_t len)
{
    FILE *out = fopen(file_of(name), "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes, 1, len, out), len);
    fclose(out);
}

static inline int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Appends what is in a folder: a line for each file, with its size and a hash of it. `own` is what
 * a writer has for itself, too. */
static inline void list_folder(fund_buf *out, const char *of, bool own)
{
    char *names[500];
    size_t count = 0;
    DIR *stream = opendir(of);
    assert_non_null(stream);
    for (const struct dirent *entry; (entry = readdir(stream)) != NULL;) {
        const bool is_own = strcmp(entry->d_name, "tmp") == 0 || strcmp(entry->d_name, "lock") == 0;
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
            (own || !is_own)) {
            assert_true(count < COUNT(names));
            names[count++] = strdup(entry->d_name);
        }
    }
    closedir(stream);
    qsort(names, count, sizeof *names, by_name);
    for (size_t i = 0; i < count; i++) {
        struct stat info;
        char inner[2 * PATH_LENGTH_MAX];
        snprintf(inner, sizeof inner, "%s/%s", of, names[i]);
        assert_int_equal(lstat(inner, &info), 0);
        uint64_t hash = 0;
        if (S_ISREG(info.st_mode) && info.st_size < 1 << 28) { /* more is a hole */
            char *bytes = malloc((size_t)info.st_size + 1);
            FILE *in = fopen(inner, "rb");
            assert_true(bytes != NULL && in != NULL);
            assert_int_equal(fread(bytes, 1, (size_t)info.st_size, in), info.st_size);
            fclose(in);
            hash = fund_hash64(bytes, (size_t)info.st_size);
            free(bytes);
        }
        fund_buf_printf(out, "%s %o %lld %llx\n", names[i], (unsigned)info.st_mode,
                        S_ISREG(info.st_mode) ? (long long)info.st_size : 0,
                        (unsigned long long)hash);
        if (S_ISDIR(info.st_mode)) {
            list_folder(out, inner, own);
        }
        free(names[i]);
    }
}

/* The whole folder in a few words, to be compared with itself later; to be freed. */
static inline char *state_of(const char *of)
{
    fund_buf out = FUND_BUF_INIT;
    fund_buf_append_str(&out, "");
    list_folder(&out, of, true);
    assert_false(out.failed);
    return out.data;
}

/* Without what a writer has for itself: its lock and what it is making. */
static inline char *index_of(const char *of)
{
    fund_buf out = FUND_BUF_INIT;
    fund_buf_append_str(&out, "");
    list_folder(&out, of, false);
    assert_false(out.failed);
    return out.data;
}

static inline void assert_index(const char *of, const char *before)
{
    char *now = index_of(of);
    assert_string_equal(now, before);
    free(now);
}

static inline void assert_state(const char *of, char *before)
{
    char *now = state_of(of);
    assert_string_equal(now, before);
    free(now);
    free(before);
}

/* Puts text in the place of the manifest, with the last line that belongs to it. */
static inline void write_manifest(const char *body)
{
    fund_buf out = FUND_BUF_INIT;
    fund_buf_printf(&out, "%s# end %016llx\n", body,
                    (unsigned long long)fund_hash64(body, strlen(body)));
    write_bytes("XAPIANDB", out.data, out.len);
    fund_buf_free(&out);
}

/* Replaces the first `old` in the manifest; it is then what another program could have written. */
static inline void edit_manifest(const char *old, const char *new)
{
    fund_buf text = FUND_BUF_INIT, body = FUND_BUF_INIT;
    read_bytes(&text, "XAPIANDB");
    *strstr(text.data, "# end ") = '\0';
    const char *at = strstr(text.data, old);
    if (at == NULL) {
        print_error("no \"%s\" in: %s\n", old, text.data);
        fail();
    }
    fund_buf_append(&body, text.data, (size_t)(at - text.data));
    fund_buf_append_str(&body, new);
    fund_buf_append_str(&body, at + strlen(old));
    write_manifest(body.data);
    fund_buf_free(&text);
    fund_buf_free(&body);
}

static inline void delete_article(fund_writer *writer, const char *article)
{
    fund_error err = FUND_ERROR_INIT;
    char term[64];
    snprintf(term, sizeof term, "Q%s", article);
    OK(fund_writer_delete(writer, term, strlen(term), &err));
}

static inline void commit(fund_writer *writer)
{
    fund_error err = FUND_ERROR_INIT;
    OK(fund_writer_commit(writer, &err));
}

static inline size_t defects_of(const char *index)
{
    fund_error err = FUND_ERROR_INIT;
    size_t defects;
    OK(fund_store_check(&defects, index, NULL, NULL, &err));
    return defects;
}

static inline fund_status open_status(const char *index)
{
    fund_store *store;
    const char *const list[] = {index};
    fund_status status = fund_store_open(&store, list, 1, NULL);
    fund_store_free(store);
    return status;
}

/* Descriptors that are open. */
static inline size_t count_open(void)
{
    size_t count = 0;
    DIR *stream = opendir("/proc/self/fd");
    assert_non_null(stream);
    while (readdir(stream) != NULL) {
        count++;
    }
    closedir(stream);
    return count;
}

/* A build of these documents with a dictionary of their records. */
static inline void build_trained(fund_writer *writer, const char *const *words, size_t count)
{
    enum { TRAINED = 400 };
    fund_error err = FUND_ERROR_INIT;
    fund_bulk *bulk;
    fund_buf samples = FUND_BUF_INIT;
    size_t sizes[TRAINED];
    OK(fund_bulk_begin(&bulk, writer, 0, 0, &err));
    for (unsigned i = 0; i < TRAINED; i++) {
        size_t before = samples.len;
        fund_buf_printf(&samples, "Antrag %u wurde am %u. Tag mit %u Stimmen beraten", i, i % 31,
                        i * 7 % 99);
        sizes[i] = samples.len - before;
    }
    OK(fund_bulk_train(bulk, samples.data, sizes, TRAINED, &err));
    fund_buf_free(&samples);
    write_pieces(bulk, words, count);
    OK(fund_bulk_commit(bulk, &err));
    fund_bulk_free(bulk);
}

/* The dictionary's name; borrowed. */
static inline const char *dictionary_name(void)
{
    static char name[18];
    fund_buf text = FUND_BUF_INIT;
    read_bytes(&text, "XAPIANDB");
    const char *at = strstr(text.data, "# dictionary ");
    assert_non_null(at);
    snprintf(name, sizeof name, "%s", at + strlen("# dictionary "));
    fund_buf_free(&text);
    return name;
}

#endif
