#include "base/array.h"
#include "tests/unit/test_folder.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static void every_status_has_a_name_of_its_own(void **state)
{
    (void)state;
    for (int a = FUND_OK; a <= FUND_ERR_INTERNAL; a++) {
        assert_non_null(fund_status_name((fund_status)a));
        assert_string_not_equal(fund_status_name((fund_status)a), "unknown");
        for (int b = FUND_OK; b < a; b++) {
            assert_string_not_equal(fund_status_name((fund_status)a),
                                    fund_status_name((fund_status)b));
        }
    }
    assert_string_equal(fund_status_name((fund_status)1000), "unknown");
}

static void error_holds_status_and_message(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    assert_int_equal(fund_error_set(&err, FUND_ERR_IO, "%s: %d", "datei", 7), FUND_ERR_IO);
    assert_int_equal(err.status, FUND_ERR_IO);
    assert_string_equal(err.message, "datei: 7");
    fund_error_prefix(&err, "zeile %d", 3);
    assert_string_equal(err.message, "zeile 3: datei: 7");
    assert_int_equal(err.status, FUND_ERR_IO);
    assert_int_equal(fund_error_set(NULL, FUND_ERR_FULL, "x"), FUND_ERR_FULL);
    fund_error_prefix(NULL, "x");
}

static void error_message_is_safe_for_a_terminal(void **state)
{
    (void)state;
    fund_error err;
    fund_error_set(&err, FUND_ERR_IO,
                   "a\033[2J\nb\x7f"
                   "c\xc2\x9b"
                   "d\xc3\xa4");
    assert_string_equal(err.message, "a?[2J?b?c??d\xc3\xa4");
}

static void long_error_message_is_cut_between_characters(void **state)
{
    (void)state;
    char text[2 * FUND_ERROR_MESSAGE_MAX];
    for (size_t lead = 0; lead < 2; lead++) {
        memset(text, 'x', lead);
        for (size_t i = lead; i + 2 < sizeof text; i += 2) {
            memcpy(text + i, "\xc3\xbc", 3);
        }
        fund_error err;
        fund_error_set(&err, FUND_ERR_IO, "%s", text);
        size_t len = strlen(err.message);
        assert_in_range(len, FUND_ERROR_MESSAGE_MAX - 3, FUND_ERROR_MESSAGE_MAX - 1);
        assert_true(fund_utf8_valid(err.message, len, NULL));
    }
}

static void error_may_quote_itself(void **state)
{
    (void)state;
    fund_error err;
    fund_error_set(&err, FUND_ERR_IO, "innen");
    fund_error_set(&err, FUND_ERR_FORMAT, "aussen: %s", err.message);
    assert_string_equal(err.message, "aussen: innen");
}

static void errno_maps_to_a_status(void **state)
{
    (void)state;
    assert_int_equal(fund_status_of_errno(ENOSPC), FUND_ERR_FULL);
    assert_int_equal(fund_status_of_errno(EDQUOT), FUND_ERR_FULL);
    assert_int_equal(fund_status_of_errno(ENOENT), FUND_ERR_NOT_FOUND);
    assert_int_equal(fund_status_of_errno(ENOMEM), FUND_ERR_MEMORY);
    assert_int_equal(fund_status_of_errno(EACCES), FUND_ERR_IO);
}

static void buffer_grows_and_stays_terminated(void **state)
{
    (void)state;
    fund_buf buf = FUND_BUF_INIT;
    for (int i = 0; i < 1000; i++) {
        fund_buf_append(&buf, "a\0b", 3);
    }
    fund_buf_append(&buf, NULL, 0);
    assert_int_equal(buf.len, 3000);
    assert_int_equal(buf.data[buf.len], 0);
    assert_memory_equal(buf.data + 2997, "a\0b", 3);
    fund_buf_clear(&buf);
    fund_buf_printf(&buf, "%s-%05d", "nummer", 42);
    fund_buf_append_byte(&buf, '!');
    fund_buf_append_str(&buf, "?");
    assert_string_equal(buf.data, "nummer-00042!?");
    fund_buf_free(&buf);
    assert_null(buf.data);
}

static void buffer_that_cannot_grow_says_so_and_keeps_its_content(void **state)
{
    (void)state;
    fund_buf buf = FUND_BUF_INIT;
    fund_buf_append_str(&buf, "da");
    assert_false(fund_buf_reserve(&buf, SIZE_MAX - 10));
    assert_true(buf.failed);
    fund_buf_append_str(&buf, " weg");
    assert_string_equal(buf.data, "da");
    fund_buf_clear(&buf);
    assert_false(buf.failed);
    fund_buf_free(&buf);
}

static void varint_round_trip(void **state)
{
    (void)state;
    static const uint64_t values[] = {
        0, 1, 127, 128, 16383, 16384, UINT32_MAX, (uint64_t)1 << 35, UINT64_MAX, UINT64_MAX - 1};
    for (size_t i = 0; i < COUNT(values); i++) {
        fund_buf buf = FUND_BUF_INIT;
        fund_buf_append_varint(&buf, values[i]);
        const char *pos = buf.data;
        uint64_t got;
        assert_true(fund_varint_read(&got, &pos, buf.data + buf.len));
        assert_true(got == values[i]);
        assert_ptr_equal(pos, buf.data + buf.len);
        for (size_t cut = 0; cut < buf.len; cut++) {
            pos = buf.data;
            assert_false(fund_varint_read(&got, &pos, buf.data + cut));
            assert_ptr_equal(pos, buf.data);
        }
        fund_buf_free(&buf);
    }
}

static void varint_above_64_bits_is_refused(void **state)
{
    (void)state;
    static const char too_big[] = "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02";
    static const char too_long[] = "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01";
    uint64_t got;
    const char *pos = too_big;
    assert_false(fund_varint_read(&got, &pos, too_big + 10));
    pos = too_long;
    assert_false(fund_varint_read(&got, &pos, too_long + 11));
}

static void utf8_is_judged_by_the_standard(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t len;
        size_t bad; /* SIZE_MAX: well-formed */
    } cases[] = {
        {"", 0, SIZE_MAX},
        {"Maße", 5, SIZE_MAX},
        {"a\0b", 3, SIZE_MAX},
        {"\xf0\x9f\x9a\x80", 4, SIZE_MAX},
        {"\xf4\x8f\xbf\xbf", 4, SIZE_MAX},
        {"acht Byte ASCII zuvor\xff", 22, 21},
        {"\xc3", 1, 0},
        {"x\xc0\x80", 3, 1},        /* overlong NUL */
        {"\xe0\x80\xaf", 3, 0},     /* overlong slash */
        {"\xed\xa0\x80", 3, 0},     /* surrogate */
        {"\xf4\x90\x80\x80", 4, 0}, /* above U+10FFFF */
        {"\xf0\x9f\x9a", 3, 0},
        {"ab\xa4", 3, 2},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t bad = SIZE_MAX;
        bool valid = fund_utf8_valid(cases[i].text, cases[i].len, &bad);
        assert_int_equal(valid, cases[i].bad == SIZE_MAX);
        assert_true(bad == cases[i].bad);
        assert_int_equal(fund_utf8_valid(cases[i].text, cases[i].len, NULL), valid);
    }
}

static void utf8_every_code_point_round_trips(void **state)
{
    (void)state;
    for (uint32_t cp = 0; cp <= 0x110000; cp++) {
        char bytes[4];
        size_t len = fund_utf8_encode(bytes, cp);
        if ((cp >= 0xd800 && cp < 0xe000) || cp > 0x10ffff) {
            assert_int_equal(len, 0);
            continue;
        }
        uint32_t got = UINT32_MAX;
        assert_int_equal(fund_utf8_decode(&got, bytes, len), len);
        assert_int_equal(got, cp);
        assert_int_equal(fund_utf8_decode(&got, bytes, len - 1), 0);
    }
}

static void utf8_floor_never_cuts_a_character(void **state)
{
    (void)state;
    static const char text[] = "a\xc3\xa4\xe2\x82\xac\xf0\x9f\x9a\x80z";
    static const size_t expected[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11};
    for (size_t len = 0; len < COUNT(expected); len++) {
        assert_int_equal(fund_utf8_floor(text, len), expected[len]);
    }
}

static void arena_gives_aligned_memory_and_takes_it_back(void **state)
{
    (void)state;
    fund_arena *arena = fund_arena_new();
    assert_non_null(arena);
    for (size_t size = 0; size < 3000; size++) {
        char *p = fund_arena_alloc(arena, size);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
        memset(p, 0xab, size);
    }
    char *large = fund_arena_alloc(arena, 5000000);
    assert_non_null(large);
    memset(large, 1, 5000000);
    assert_string_equal(fund_arena_copy(arena, "abc", 2), "ab");
    assert_null(fund_arena_alloc(arena, SIZE_MAX));
    assert_null(fund_arena_alloc(arena, SIZE_MAX - 16));
    assert_null(fund_arena_copy(arena, "x", SIZE_MAX));
    fund_arena_reset(arena);
    assert_non_null(fund_arena_alloc(arena, 1));
    fund_arena_free(arena);
    fund_arena_free(NULL);
}

static void map_keeps_what_was_put(void **state)
{
    (void)state;
    fund_map *map = fund_map_new();
    enum { N = 20000 };
    static int values[N];
    char key[32];
    for (int i = 0; i < N; i++) {
        int len = snprintf(key, sizeof key, "schl\xc3\xbcssel-%d", i);
        assert_true(fund_map_put(map, key, (size_t)len, &values[i], NULL));
    }
    assert_int_equal(fund_map_count(map), N);
    for (int i = 0; i < N; i++) {
        int len = snprintf(key, sizeof key, "schl\xc3\xbcssel-%d", i);
        assert_ptr_equal(fund_map_get(map, key, (size_t)len), &values[i]);
    }
    assert_null(fund_map_get(map, "fehlt", 5));
    assert_false(fund_map_has(map, "fehlt", 5));
    size_t cursor = 0, len, seen = 0;
    const char *k;
    void *value;
    while (fund_map_next(map, &cursor, &k, &len, &value)) {
        assert_ptr_equal(fund_map_get(map, k, len), value);
        seen++;
    }
    assert_int_equal(seen, N);
    fund_map_clear(map, NULL);
    assert_int_equal(fund_map_count(map), 0);
    assert_null(fund_map_get(map, "schl\xc3\xbcssel-1", 12));
    fund_map_free(map, NULL);
    fund_map_free(NULL, NULL);
}

static void map_tells_keys_apart_by_every_byte(void **state)
{
    (void)state;
    fund_map *map = fund_map_new();
    int a, b, c, d;
    void *before = &a;
    assert_true(fund_map_put(map, "", 0, &a, &before));
    assert_null(before);
    assert_true(fund_map_put(map, "x\0y", 3, &b, NULL));
    assert_true(fund_map_put(map, "x\0z", 3, &c, NULL));
    assert_true(fund_map_put(map, "x", 1, NULL, NULL));
    assert_true(fund_map_put(map, "x\0y", 3, &d, &before));
    assert_ptr_equal(before, &b);
    assert_ptr_equal(fund_map_get(map, NULL, 0), &a);
    assert_ptr_equal(fund_map_get(map, "x\0y", 3), &d);
    assert_ptr_equal(fund_map_get(map, "x\0z", 3), &c);
    assert_true(fund_map_has(map, "x", 1));
    assert_null(fund_map_get(map, "x", 1));
    assert_int_equal(fund_map_count(map), 4);
    fund_map_free(map, NULL);
}

static void map_frees_its_values(void **state)
{
    (void)state;
    fund_map *map = fund_map_new();
    assert_true(fund_map_put(map, "a", 1, fund_memdup("eins", 4), NULL));
    fund_map_clear(map, free);
    assert_true(fund_map_put(map, "b", 1, fund_memdup("zwei", 4), NULL));
    fund_map_free(map, free); /* a leak would be seen by the sanitizer */
}

static void hash_is_the_same_everywhere(void **state)
{
    (void)state;
    /* XXH3_64bits of the empty input, as published with the algorithm. */
    assert_true(fund_hash64("", 0) == UINT64_C(0x2d06800538d394c2));
    assert_true(fund_hash64("a", 1) != fund_hash64("b", 1));
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void file_is_read_whole_or_refused_by_name(void **state)
{
    (void)state;
    char dir[FOLDER_MAX], path[PATH_LENGTH_MAX];
    assert_non_null(make_temporary(dir));
    snprintf(path, sizeof path, "%s/a.txt", dir);
    write_file(path, "Inhalt");
    fund_buf buf = FUND_BUF_INIT;
    fund_error err;
    fund_buf_append_str(&buf, "davor ");
    assert_int_equal(fund_file_read(&buf, path, 6, &err), FUND_OK);
    assert_string_equal(buf.data, "davor Inhalt");
    assert_int_equal(fund_file_read(&buf, path, 5, &err), FUND_ERR_FORMAT);
    assert_non_null(strstr(err.message, path));
    assert_int_equal(fund_file_read(&buf, dir, 100, &err), FUND_ERR_IO);
    assert_non_null(strstr(err.message, "is not a regular file"));
    fund_buf_clear(&buf);
    assert_int_equal(fund_file_read(&buf, "/proc/self/stat", 4, &err), FUND_ERR_FORMAT);
    unlink(path);
    assert_int_equal(fund_file_read(&buf, path, 5, &err), FUND_ERR_NOT_FOUND);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(fund_file_read(&buf, path, 5, &err), FUND_ERR_IO);
    unlink(path);
    rmdir(dir);
    fund_buf_free(&buf);
}

static void messages_are_english_unless_the_program_sets_a_locale(void **state)
{
    (void)state;
    setenv("LANGUAGE", "de", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    assert_string_equal(fund_tr("not enough memory"), "not enough memory");
    assert_string_equal(fund_tr(""), "");
    assert_string_equal(fund_trn("%u passage found", "%u passages found", 1), "%u passage found");
    assert_string_equal(fund_trn("%u passage found", "%u passages found", 0), "%u passages found");
    assert_string_equal(fund_trn("one", "many", UINT64_MAX), "many");
}

static void array_grows_and_keeps_its_items(void **state)
{
    (void)state;
    fund_array(size_t) numbers = FUND_ARRAY_INIT;
    for (size_t i = 0; i < 1000; i++) {
        assert_true(fund_array_push(&numbers, i * 3));
    }
    assert_int_equal(numbers.count, 1000);
    for (size_t i = 0; i < numbers.count; i++) {
        assert_int_equal(numbers.items[i], i * 3);
    }
    assert_true(fund_array_reserve(&numbers, 5000));
    assert_true(numbers.capacity >= 6000);
    assert_int_equal(numbers.items[999], 2997);
    /* More than there can be memory for: refused, and nothing is lost. */
    assert_false(fund_array_reserve(&numbers, SIZE_MAX / sizeof(size_t)));
    assert_false(fund_array_reserve(&numbers, SIZE_MAX));
    assert_int_equal(numbers.items[999], 2997);
    fund_array_free(&numbers);
    assert_null(numbers.items);
    assert_int_equal(numbers.count + numbers.capacity, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_are_english_unless_the_program_sets_a_locale),
        cmocka_unit_test(every_status_has_a_name_of_its_own),
        cmocka_unit_test(error_holds_status_and_message),
        cmocka_unit_test(error_message_is_safe_for_a_terminal),
        cmocka_unit_test(long_error_message_is_cut_between_characters),
        cmocka_unit_test(error_may_quote_itself),
        cmocka_unit_test(errno_maps_to_a_status),
        cmocka_unit_test(buffer_grows_and_stays_terminated),
        cmocka_unit_test(buffer_that_cannot_grow_says_so_and_keeps_its_content),
        cmocka_unit_test(array_grows_and_keeps_its_items),
        cmocka_unit_test(varint_round_trip),
        cmocka_unit_test(varint_above_64_bits_is_refused),
        cmocka_unit_test(utf8_is_judged_by_the_standard),
        cmocka_unit_test(utf8_every_code_point_round_trips),
        cmocka_unit_test(utf8_floor_never_cuts_a_character),
        cmocka_unit_test(arena_gives_aligned_memory_and_takes_it_back),
        cmocka_unit_test(map_keeps_what_was_put),
        cmocka_unit_test(map_tells_keys_apart_by_every_byte),
        cmocka_unit_test(map_frees_its_values),
        cmocka_unit_test(hash_is_the_same_everywhere),
        cmocka_unit_test(file_is_read_whole_or_refused_by_name),
    };
    return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
