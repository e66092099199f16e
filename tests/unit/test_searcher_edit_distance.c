/* Edits of sorted terms against a plain table of them. */
#include "searcher/plan/plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { WORDS = 600, LONGEST = 9 };

static uint32_t least_of(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* Of the first m letters of a and the first n of b, as it is defined. */
static uint32_t plain_edits(const uint32_t *a, size_t m, const uint32_t *b, size_t n)
{
    uint32_t table[LONGEST + 1][LONGEST + 1];
    for (size_t i = 0; i <= m; i++) {
        for (size_t j = 0; j <= n; j++) {
            if (i == 0 || j == 0) {
                table[i][j] = (uint32_t)(i + j);
                continue;
            }
            uint32_t value = table[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            value = least_of(value, least_of(table[i - 1][j], table[i][j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                value = least_of(value, table[i - 2][j - 2] + 1);
            }
            table[i][j] = value;
        }
    }
    return table[m][n];
}

static uint32_t expected_edits(const char *term, const char *word, uint32_t most, size_t ending)
{
    uint32_t a[FUND_LETTERS_MAX], b[FUND_LETTERS_MAX], best = most + 1;
    size_t m = fund_fold_letters(a, term, strlen(term)), n = fund_fold_letters(b, word, strlen(word));
    for (size_t cut = 0; cut <= ending && (cut == 0 || cut < n); cut++) {
        best = least_of(best, plain_edits(a, m, b, n - cut));
    }
    return best;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(a, b);
}

static uint64_t next(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed >> 33;
}

static void make_word(char *out, uint64_t *seed)
{
    static const char *const letters[] = {"a", "b", "c", "ä", "ß"};
    size_t len = 1 + next(seed) % LONGEST;
    out[0] = '\0';
    for (size_t i = 0; i < len; i++) {
        strcat(out, letters[next(seed) % 5]);
    }
}

static void edits_are_those_of_the_plain_table(void **state)
{
    (void)state;
    static char words[WORDS][2 * LONGEST + 1];
    static fund_edit_matcher near;
    uint64_t seed = 20261127;
    unsigned found = 0, skipped = 0;
    for (int round = 0; round < 40; round++) {
        char word[2 * LONGEST + 1];
        uint32_t most = (uint32_t)(round % 3);
        size_t ending = round % 2 == 0 ? 0 : 3, skip = 0, skip_from = 0;
        for (size_t i = 0; i < WORDS; i++) {
            make_word(words[i], &seed);
        }
        make_word(word, &seed);
        qsort(words, WORDS, sizeof words[0], by_bytes);
        fund_edit_matcher_begin(&near, word, strlen(word), most, ending);
        for (size_t i = 0; i < WORDS; i++) {
            uint32_t expected = expected_edits(words[i], word, most, ending);
            if (skip > 0 && strncmp(words[skip_from], words[i], skip) == 0) {
                assert_int_equal(expected, most + 1);
                skipped++;
                continue;
            }
            skip = 0;
            assert_int_equal(fund_edit_matcher_distance(&near, words[i], strlen(words[i]), &skip), expected);
            assert_true(skip <= strlen(words[i]));
            skip_from = i;
            found += expected <= most;
        }
    }
    assert_true(found > 100);
    assert_true(skipped > 1000);
}

static void letters_are_small_and_whole(void **state)
{
    (void)state;
    fund_edit_matcher near;
    size_t skip = 0;
    fund_edit_matcher_begin(&near, "Äpfel", 6, 1, 0);
    assert_int_equal(fund_edit_matcher_distance(&near, "äpfel", 6, &skip), 0);
    assert_int_equal(fund_edit_matcher_distance(&near, "APFEL", 5, &skip), 1);
    assert_int_equal(fund_edit_matcher_distance(&near, "äfpel", 6, &skip), 1);
    assert_int_equal(fund_edit_matcher_distance(&near, "", 0, &skip), 2);
    assert_int_equal(skip, 0);
    assert_int_equal(fund_edit_matcher_distance(&near, "bürste", 7, &skip), 2);
    assert_int_equal(skip, 3); /* not within a letter */
}

/* Letters behind the last one that is looked at change nothing. */
static void long_words_are_compared_by_their_beginning(void **state)
{
    (void)state;
    fund_edit_matcher near;
    char word[2 * FUND_LETTERS_MAX];
    size_t skip = 0;
    memset(word, 'a', sizeof word);
    fund_edit_matcher_begin(&near, word, sizeof word, 2, 0);
    assert_int_equal(fund_edit_matcher_distance(&near, word, sizeof word, &skip), 0);
    assert_int_equal(fund_edit_matcher_distance(&near, word, sizeof word - 20, &skip), 0);
    assert_int_equal(fund_edit_matcher_distance(&near, word, FUND_LETTERS_MAX - 1, &skip), 1);
    assert_int_equal(skip, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edits_are_those_of_the_plain_table),
        cmocka_unit_test(letters_are_small_and_whole),
        cmocka_unit_test(long_words_are_compared_by_their_beginning),
    };
    return cmocka_run_group_tests_name("searcher: edit distance", tests, NULL, NULL);
}
