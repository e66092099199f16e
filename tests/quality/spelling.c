/*
 * How often a misspelt word is corrected: a row of a table.
 *
 *   spelling INDEX SEED COUNT PATH...   words are drawn from the articles in PATH
 *
 * A word is drawn from the forms that stand in at least LEAST_KNOWN places, each form with
 * the same chance, and misspelt once: by the shares of kinds and the share of first letters
 * that J. J. Pollock and A. Zamora counted in 50,000 misspellings ("Automatic spelling
 * correction in scientific and scholarly text", 1984): left out .36, put in .29, replaced .21,
 * swapped .14; the first letter in .078. What is put in is a doubled letter or a neighbour on the
 * keyboard in two of three cases, what replaces is a neighbour in one of two; else any letter.
 * What the articles have as a word is drawn anew.
 */
#include "searcher/searcher.h"
#include "stemmer/stemmer.h"
#include "tests/quality/common.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LEAST_KNOWN = 5, SHORTEST = 5, LETTERS_MAX = 40, ALPHABET = 30 };

typedef struct word {
    uint32_t letters[LETTERS_MAX + 1];
    size_t count;
} word;

static fund_map *forms; /* in small letters -> count */

static bool happens(double share)
{
    return (double)draw(1000000) < share * 1000000;
}

/* ---- words of the articles ------------------------------------------------------- */

static uint32_t small(uint32_t c)
{
    bool capital = (c >= 'A' && c <= 'Z') || c == 0xc4 || c == 0xd6 || c == 0xdc;
    return capital ? c + 0x20 : c;
}

static bool is_letter(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || c == 0xe4 || c == 0xf6 || c == 0xfc || c == 0xdf;
}

static size_t encode(char *out, const word *w)
{
    size_t len = 0;
    for (size_t i = 0; i < w->count; i++) {
        len += fund_utf8_encode(out + len, w->letters[i]);
    }
    return len;
}

static size_t count_of(const word *w)
{
    char text[4 * LETTERS_MAX + 4];
    return (size_t)(uintptr_t)fund_map_get(forms, text, encode(text, w));
}

static bool count_word(const word *w)
{
    char text[4 * LETTERS_MAX + 4];
    if (w->count == 0) {
        return true;
    }
    size_t len = encode(text, w);
    uintptr_t count = (uintptr_t)fund_map_get(forms, text, len) + 1;
    return fund_map_put(forms, text, len, (void *)count, NULL);
}

static bool count_words(const fund_text *passage)
{
    word w = {.count = 0};
    bool ok = true, too_long = false;
    for (size_t pos = 0, size; pos < passage->len && ok; pos += size) {
        uint32_t c;
        size = fund_utf8_decode(&c, passage->data + pos, passage->len - pos);
        c = small(c);
        if (is_letter(c) && w.count < LETTERS_MAX) {
            w.letters[w.count++] = c;
        } else if (is_letter(c)) {
            too_long = true;
        } else {
            ok = too_long || count_word(&w);
            w.count = 0;
            too_long = false;
        }
    }
    return ok && (too_long || count_word(&w));
}

static fund_status count_article(const fund_article *article, void *payload)
{
    (void)payload;
    for (size_t i = 0; i < article->passage_count; i++) {
        if (!count_words(&article->passages[i])) {
            return FUND_ERR_MEMORY;
        }
    }
    return FUND_OK;
}

static int by_text(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* Forms that are known well enough, in the order of their letters. */
static const char **list_forms(size_t *count)
{
    const char **list = calloc(fund_map_count(forms) + 1, sizeof *list);
    size_t cursor = 0, len;
    const char *key;
    void *value;
    *count = 0;
    while (list != NULL && fund_map_next(forms, &cursor, &key, &len, &value)) {
        if ((uintptr_t)value >= LEAST_KNOWN && len >= SHORTEST) {
            list[(*count)++] = key;
        }
    }
    if (*count > 0) {
        qsort(list, *count, sizeof *list, by_text);
    }
    return list;
}

/* ---- misspelling ------------------------------------------------------------------- */

static uint32_t any_letter(void)
{
    static const uint32_t more[] = {0xe4, 0xf6, 0xfc, 0xdf};
    size_t i = draw(ALPHABET);
    return i < 26 ? 'a' + (uint32_t)i : more[i - 26];
}

static uint32_t neighbour(uint32_t c)
{
    static const char *const rows[] = {"qwertzuiop", "asdfghjkl", "yxcvbnm"};
    for (size_t row = 0; row < 3 && c < 0x80; row++) {
        const char *place = strchr(rows[row], (int)c);
        if (place != NULL) {
            bool left = place[1] == '\0' || (place > rows[row] && draw(2) == 0);
            return (uint32_t)(unsigned char)place[left ? -1 : 1];
        }
    }
    return any_letter();
}

static void put_in(word *w, size_t at, uint32_t c)
{
    memmove(w->letters + at + 1, w->letters + at, (w->count - at) * sizeof *w->letters);
    w->letters[at] = c;
    w->count++;
}

static void leave_out(word *w, size_t at)
{
    memmove(w->letters + at, w->letters + at + 1, (w->count - at - 1) * sizeof *w->letters);
    w->count--;
}

static word misspell(const word *right)
{
    word w = *right;
    size_t at = happens(.078) ? 0 : 1 + draw(w.count - 1);
    size_t kind = draw(100);
    if (kind < 36) {
        leave_out(&w, at);
    } else if (kind < 65) {
        size_t choice = draw(3);
        uint32_t c = w.letters[at];
        put_in(&w, at, choice == 0 ? c : choice == 1 ? neighbour(c) : any_letter());
    } else if (kind < 86) {
        w.letters[at] = draw(2) == 0 ? neighbour(w.letters[at]) : any_letter();
    } else {
        size_t other = at + 1 < w.count ? at + 1 : at - 1;
        uint32_t c = w.letters[at];
        w.letters[at] = w.letters[other];
        w.letters[other] = c;
    }
    return w;
}

/* ---- figures ------------------------------------------------------------------------- */

typedef struct figures {
    size_t words, first, three;
    double milliseconds;
} figures;

static word decode(const char *text)
{
    word w = {.count = 0};
    for (size_t len = strlen(text), pos = 0, size = 1; pos < len && size > 0; pos += size) {
        uint32_t c = 0;
        size = fund_utf8_decode(&c, text + pos, len - pos);
        if (w.count <= LETTERS_MAX) {
            w.letters[w.count++] = small(c);
        }
    }
    return w;
}

static bool same(const word *a, const word *b)
{
    return a->count == b->count &&
           memcmp(a->letters, b->letters, a->count * sizeof *a->letters) == 0;
}

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static fund_status try_word(figures *f, fund_searcher *searcher, const word *right,
                            const word *wrong, bool verbose, fund_error *err)
{
    char text[4 * LETTERS_MAX + 4];
    size_t len = encode(text, wrong);
    fund_word_list list = FUND_WORD_LIST_INIT;
    double begun = now_ms();
    fund_status status = fund_correct_word(&list, searcher, text, len, 3, err);
    f->milliseconds += now_ms() - begun;
    f->words++;
    size_t place = 0;
    for (; place < list.count; place++) {
        word found = decode(list.items[place]->text);
        if (same(&found, right)) {
            f->first += place == 0;
            f->three++;
            break;
        }
    }
    if (verbose && (list.count == 0 || place > 0)) {
        char meant[4 * LETTERS_MAX + 4];
        fprintf(stderr, "%.*s (%.*s): %s\n", (int)len, text, (int)encode(meant, right), meant,
                list.count > 0 ? list.items[0]->text : "-");
    }
    fund_word_list_free(&list);
    return status;
}

static fund_status measure(figures *f, fund_searcher *searcher, size_t count, fund_error *err)
{
    size_t known;
    const char **list = list_forms(&known);
    bool verbose = getenv("VERBOSE") != NULL;
    fund_status status = FUND_OK;
    for (size_t tries = 0; known > 0 && f->words < count && tries < 20 * count && status == FUND_OK;
         tries++) {
        word right = decode(list[draw(known)]);
        if (right.count < SHORTEST || right.count >= LETTERS_MAX) {
            continue;
        }
        word wrong = misspell(&right);
        if (!same(&wrong, &right) && count_of(&wrong) == 0) {
            status = try_word(f, searcher, &right, &wrong, verbose, err);
        }
    }
    free(list);
    return status;
}

static fund_status run(char **argv, int paths, fund_error *err)
{
    static const fund_reader_events events = {
        .size = sizeof(fund_reader_events), .article = count_article, .problem = tell_problem};
    fund_reader_options reading = FUND_READER_OPTIONS_INIT;
    fund_chain_options options = FUND_CHAIN_OPTIONS_INIT;
    fund_lexicon *lexicon = NULL;
    fund_analyzer *analyzer = NULL;
    fund_searcher *searcher = NULL;
    const char *index = argv[1];
    figures f = {0};
    fund_status status = fund_lexicon_open(&lexicon, NULL, err);
    if (status == FUND_OK) {
        fund_chain_options_use(&options, lexicon);
        status = fund_analyzer_new(&analyzer, &options, err);
    }
    if (status == FUND_OK) {
        status = fund_searcher_open_with(&searcher, &index, 1, analyzer, err);
    }
    for (int i = 0; i < paths && status == FUND_OK; i++) {
        status = fund_read(argv[4 + i], &reading, &events, NULL, err);
    }
    if (status == FUND_OK) {
        status = measure(&f, searcher, strtoul(argv[3], NULL, 10), err);
    }
    if (status == FUND_OK && f.words > 0) {
        double words = (double)f.words;
        printf("%5s %6zu %7.4f %7.4f %9.1f\n", argv[2], f.words, (double)f.first / words,
               (double)f.three / words, f.milliseconds / words);
    }
    fund_searcher_free(searcher);
    fund_analyzer_free(analyzer);
    fund_lexicon_free(lexicon);
    return status;
}

int main(int argc, char **argv)
{
    fund_error err = FUND_ERROR_INIT;
    if (argc < 5 || strtoul(argv[2], NULL, 10) == 0) {
        fprintf(stderr, "usage: spelling INDEX SEED COUNT PATH...\n");
        return 2;
    }
    state = strtoul(argv[2], NULL, 10);
    for (int i = 0; i < 20; i++) {
        draw(2);
    }
    forms = fund_map_new();
    fund_status status = forms != NULL ? run(argv, argc - 4, &err) : FUND_ERR_MEMORY;
    if (status != FUND_OK) {
        fprintf(stderr, "spelling: %s\n", err.message);
    }
    if (forms != NULL) {
        fund_map_free(forms, NULL);
    }
    return status == FUND_OK && fflush(stdout) == 0 ? 0 : 2;
}
