/* Words as letters: how far one is from another. */
#include "searcher/plan/plan.h"

#include <math.h>
#include <string.h>

/* Of a character in small letters; the bytes that it has. */
static size_t next_letter(uint32_t *out, const char *text, size_t len)
{
    size_t size = fund_utf8_decode(out, text, len);
    *out = fund_char_lower(*out);
    return size;
}

size_t fund_fold_letters(uint32_t out[FUND_LETTERS_MAX], const char *text, size_t len)
{
    size_t count = 0;
    for (size_t pos = 0; pos < len && count < FUND_LETTERS_MAX;) {
        pos += next_letter(&out[count++], text + pos, len - pos);
    }
    return count;
}

/* ---- edits ---------------------------------------------------------------------------- */

/* The row of a letter of one word below those of the letters before it, with the edits that
 * turn it, so far, into each beginning of the other word: insert, delete, replace, swap
 * neighbours (optimal string alignment; F. J. Damerau, "A technique for computer detection and
 * correction of spelling errors", 1964). Returns the least of them. */
static uint32_t fill_row(fund_edit_row *rows, size_t i, const uint32_t *a, const uint32_t *b,
                         size_t n)
{
    uint32_t *row = rows[i];
    const uint32_t *above = rows[i - 1], *two_above = i > 1 ? rows[i - 2] : NULL;
    uint32_t least = row[0] = (uint32_t)i;
    for (size_t j = 1; j <= n; j++) {
        uint32_t value = above[j - 1] + (a[i - 1] != b[j - 1] ? 1 : 0);
        value = above[j] + 1 < value ? above[j] + 1 : value;
        value = row[j - 1] + 1 < value ? row[j - 1] + 1 : value;
        bool swapped = two_above != NULL && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
        value = swapped && two_above[j - 2] + 1 < value ? two_above[j - 2] + 1 : value;
        row[j] = value;
        least = value < least ? value : least;
    }
    return least;
}

void fund_edit_matcher_begin(fund_edit_matcher *matcher, const char *word, size_t len,
                             uint32_t most, size_t ending)
{
    matcher->count = fund_fold_letters(matcher->word, word, len);
    matcher->most = most;
    matcher->ending = ending;
    matcher->depth = 0;
    for (size_t j = 0; j <= matcher->count; j++) {
        matcher->rows[0][j] = (uint32_t)j;
    }
}

uint32_t fund_edit_matcher_distance(fund_edit_matcher *matcher, const char *term, size_t len,
                                    size_t *skip)
{
    size_t depth = 0;
    for (size_t pos = 0; pos < len && depth < FUND_LETTERS_MAX; depth++) {
        uint32_t letter;
        pos += next_letter(&letter, term + pos, len - pos);
        if (depth >= matcher->depth || matcher->letters[depth] != letter) {
            matcher->letters[depth] = letter;
            matcher->depth = depth + 1;
            matcher->least[depth] =
                fill_row(matcher->rows, depth + 1, matcher->letters, matcher->word, matcher->count);
        }
        /* Neighbouring rows differ by one at most, so that a swap does not help either. */
        if (matcher->least[depth] > matcher->most) {
            *skip = pos;
            return matcher->most + 1;
        }
    }
    const uint32_t *row = matcher->rows[depth];
    uint32_t best = row[matcher->count];
    for (size_t cut = 1; cut <= matcher->ending && cut < matcher->count; cut++) {
        best = row[matcher->count - cut] < best ? row[matcher->count - cut] : best;
    }
    return best <= matcher->most ? best : matcher->most + 1;
}

/* ---- the cost of edits ---------------------------------------------------------------- */

static bool are_among(uint32_t a, uint32_t b, const char *const *pairs)
{
    for (; *pairs != NULL; pairs++) {
        uint32_t letters[FUND_LETTERS_MAX];
        if (fund_fold_letters(letters, *pairs, strlen(*pairs)) == 2 &&
            ((letters[0] == a && letters[1] == b) || (letters[0] == b && letters[1] == a))) {
            return true;
        }
    }
    return false;
}

static bool are_neighbours(uint32_t a, uint32_t b)
{
    static const char *const rows[] = {"qwertzuiopü", "asdfghjklöä", "yxcvbnm"};
    for (size_t row = 0; row < 3; row++) {
        uint32_t letters[FUND_LETTERS_MAX];
        size_t count = fund_fold_letters(letters, rows[row], strlen(rows[row]));
        for (size_t i = 0; i + 1 < count; i++) {
            if ((letters[i] == a && letters[i + 1] == b) ||
                (letters[i] == b && letters[i + 1] == a)) {
                return true;
            }
        }
    }
    return false;
}

static double replace_cost(uint32_t a, uint32_t b)
{
    static const char *const dots[] = {"aä", "oö", "uü", NULL};
    static const char *const sounds[] = {"dt", "bp", "gk", "ck", "cz", "sz", "tz", "fv", "vw",
                                         "iy", "üy", "eä", "ij", "sß", "zß", "mn", NULL};
    return a == b                    ? 0
           : are_among(a, b, dots)   ? .4
           : are_among(a, b, sounds) ? .65
           : are_neighbours(a, b)    ? .8
                                     : 1;
}

/* To leave out or put in `c` beside its neighbours. */
static double gap_cost(uint32_t c, uint32_t before, uint32_t behind)
{
    return c == before || c == behind ? .6 : c == 'h' ? .7 : .9;
}

static uint32_t at(const uint32_t *letters, size_t count, size_t i)
{
    return i < count ? letters[i] : 0;
}

/* What it costs to write `typed` for `meant`. */
double fund_edit_cost(const uint32_t *typed, size_t m, const uint32_t *meant, size_t n)
{
    double rows[3][FUND_LETTERS_MAX + 1];
    rows[0][0] = 0;
    for (size_t j = 1; j <= n; j++) {
        rows[0][j] = rows[0][j - 1] + gap_cost(meant[j - 1], at(meant, n, j - 2), at(meant, n, j));
    }
    for (size_t i = 1; i <= m; i++) {
        double *row = rows[i % 3], *above = rows[(i - 1) % 3], *two_above = rows[(i + 1) % 3];
        double put_in = gap_cost(typed[i - 1], at(typed, m, i - 2), at(typed, m, i));
        row[0] = above[0] + put_in;
        for (size_t j = 1; j <= n; j++) {
            double left_out = gap_cost(meant[j - 1], at(meant, n, j - 2), at(meant, n, j));
            double value = above[j - 1] + replace_cost(typed[i - 1], meant[j - 1]);
            value = fmin(value, above[j] + put_in);
            value = fmin(value, row[j - 1] + left_out);
            if (i > 1 && j > 1 && typed[i - 1] == meant[j - 2] && typed[i - 2] == meant[j - 1]) {
                value = fmin(value, two_above[j - 2] + .7);
            }
            row[j] = value;
        }
    }
    bool other_beginning = m > 0 && n > 0 && typed[0] != meant[0];
    return rows[m % 3][n] + (other_beginning ? .3 : 0);
}
