/* Words that are others but related to that of a query: of the other sex, present participles, and
 * of words that no dictionary has the other number. */
#include "stemmer/lexicon_private.h"
#include "stemmer/stemmer_private.h"

#include <string.h>

typedef struct relations {
    const fund_lexicon *lexicon;
    fund_readings readings, other; /* of the word; of what may be related */
    fund_buf word;
    bool (*callback)(const char *word, size_t len, void *payload);
    void *payload;
    bool failed; /* no memory */
} relations;

/* Whether out->word is the dictionary word of the form that it makes with an ending. */
static bool is_word_of(relations *run, const char *ending, unsigned kind)
{
    size_t len = run->word.len;
    run->failed |= run->word.failed;
    fund_buf_append_str(&run->word, ending);
    bool found =
        !run->word.failed && fund_readings_find(&run->other, run->lexicon, run->word.data,
                                                run->word.len, kind == FUND_KIND_NOUN, false);
    run->failed |= run->word.failed || run->other.words.failed;
    run->word.len = len;
    for (size_t i = 0; found && i < run->other.count; i++) {
        const fund_word_reading *of = &run->other.items[i];
        if (run->other.source <= FUND_READ_HEAD && of->len == len &&
            (of->kind == FUND_KIND_NOUN) == (kind == FUND_KIND_NOUN) &&
            memcmp(run->other.words.data + of->begin, run->word.data, len) == 0) {
            return true;
        }
    }
    return false;
}

static void set_word(relations *run, const char *begin, size_t len, const char *end)
{
    fund_buf_clear(&run->word);
    fund_buf_append(&run->word, begin, len);
    fund_buf_append_str(&run->word, end);
}

/* Gives the last a, o or u of run->word its dots; false: it has none. */
static bool add_umlaut(relations *run)
{
    for (size_t i = run->word.len; i > 0; i--) {
        const char *letter = fund_umlaut_of(run->word.data[i - 1]);
        bool diphthong = i > 1 && run->word.data[i - 1] == 'u' && run->word.data[i - 2] == 'a';
        if (letter != NULL && !diphthong) {
            char rest[FUND_TERM_MAX];
            size_t more = run->word.len - i;
            memcpy(rest, run->word.data + i, more);
            run->word.len = i - 1;
            fund_buf_append(&run->word, letter, 2);
            fund_buf_append(&run->word, rest, more);
            run->failed |= run->word.failed;
            return !run->failed;
        }
    }
    return false;
}

/* Takes the dots of the last umlaut of run->word away; false: it has none. */
static bool drop_umlaut(relations *run)
{
    for (size_t i = run->word.len; i > 1; i--) {
        for (const char *vowel = "aou"; *vowel != '\0'; vowel++) {
            if (memcmp(run->word.data + i - 2, fund_umlaut_of(*vowel), 2) == 0) {
                run->word.data[i - 2] = *vowel;
                memmove(run->word.data + i - 1, run->word.data + i, run->word.len - i);
                run->word.len--;
                return true;
            }
        }
    }
    return false;
}

static bool push(relations *run)
{
    run->failed |= run->word.failed;
    return !run->failed && run->callback(run->word.data, run->word.len, run->payload);
}

/* Arzt: Ärztin; Kunde: Kundin; Zauberer: Zauberin */
static bool push_women(relations *run, const char *man, size_t len)
{
    size_t cut = fund_ends_with(man, len, "e") ? 1 : fund_ends_with(man, len, "erer") ? 2 : 0;
    set_word(run, man, len - cut, "in");
    bool found = is_word_of(run, "nen", FUND_KIND_NOUN) ||
                 (add_umlaut(run) && is_word_of(run, "nen", FUND_KIND_NOUN));
    return !found || push(run);
}

/* All that there may be: Botin, of Bote, and of Bot. */
static bool push_men(relations *run, const char *woman, size_t len)
{
    static const char *const endings[] = {"", "e", "er"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        set_word(run, woman, len - strlen("in"), endings[i]);
        bool found = is_word_of(run, "", FUND_KIND_NOUN) ||
                     (drop_umlaut(run) && is_word_of(run, "", FUND_KIND_NOUN));
        if (found && !push(run)) {
            return false;
        }
    }
    return true;
}

static bool push_participle(relations *run, const char *verb, size_t len)
{
    set_word(run, verb, len, "d");
    return push(run);
}

static bool push_infinitive(relations *run, const char *participle, size_t len)
{
    set_word(run, participle, len - strlen("d"), "");
    return !is_word_of(run, "", FUND_KIND_VERB) || push(run);
}

/* Glomerulus, Glomeruli; Stratum, Strata; Stoma, Stomata. */
static bool push_other_number(relations *run, const char *word, size_t len)
{
    static const char *const numbers[][2] = {
        {"us", "i"},    {"us", "en"},   {"um", "a"},    {"um", "en"},   {"ium", "ien"},
        {"ion", "ien"}, {"on", "a"},    {"ma", "mata"}, {"ma", "men"},  {"sis", "sen"},
        {"xis", "xen"}, {"is", "ides"}, {"is", "iden"}, {"ix", "izes"}, {"ex", "izes"}};
    enum { REST_MIN = 3 };
    for (size_t i = 0; i < 2 * sizeof numbers / sizeof numbers[0]; i++) {
        const char *from = numbers[i / 2][i % 2], *to = numbers[i / 2][1 - i % 2];
        /* "Graben" is more than the plural of something in -us. */
        bool sure = strcmp(from, "en") != 0;
        if (sure && fund_ends_with(word, len, from) && len >= strlen(from) + REST_MIN) {
            set_word(run, word, len - strlen(from), to);
            if (!push(run)) {
                return false;
            }
        }
    }
    return true;
}

/* knibbelnde: knibbeln, of which the lexicon need not have all forms. */
static bool push_infinitive_of_form(relations *run, const char *word, size_t len)
{
    static const char *const endings[] = {"nde", "nden", "nder", "ndes", "ndem", "nd"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        if (fund_ends_with(word, len, endings[i])) {
            return push_infinitive(run, word, len - strlen(endings[i]) + strlen("nd"));
        }
    }
    return true;
}

static bool push_of_unknown(relations *run, const char *word, size_t len, bool capital)
{
    return capital ? push_other_number(run, word, len) : push_infinitive_of_form(run, word, len);
}

enum { MAN_MIN = 3 };

static bool push_related(relations *run, const char *word, size_t len, unsigned kind)
{
    if (kind == FUND_KIND_NOUN && len > MAN_MIN + 2 && fund_ends_with(word, len, "in")) {
        return push_men(run, word, len);
    }
    if (kind == FUND_KIND_NOUN && len >= MAN_MIN) {
        return push_women(run, word, len);
    }
    if (kind == FUND_KIND_VERB && fund_ends_with(word, len, "n")) {
        return push_participle(run, word, len);
    }
    return kind != FUND_KIND_ADJECTIVE || !fund_ends_with(word, len, "nd") ||
           push_infinitive(run, word, len);
}

bool fund_related_words(const fund_lexicon *lexicon, const char *word, size_t len, bool capital,
                        bool (*callback)(const char *word, size_t len, void *payload),
                        void *payload)
{
    relations run = {.lexicon = lexicon,
                     .readings.words = FUND_BUF_INIT,
                     .other.words = FUND_BUF_INIT,
                     .word = FUND_BUF_INIT,
                     .callback = callback,
                     .payload = payload};
    bool ok = true;
    bool looked_up = lexicon != NULL && len + 8 < FUND_TERM_MAX;
    if (looked_up &&
        fund_word_readings(&run.readings, lexicon, word, len, word, len, capital, true)) {
        for (size_t i = 0; i < run.readings.count && ok; i++) {
            const fund_word_reading *of = &run.readings.items[i];
            ok = !run.readings.words.failed &&
                 push_related(&run, run.readings.words.data + of->begin, of->len, of->kind);
        }
    } else if (looked_up) {
        ok = push_of_unknown(&run, word, len, capital);
    }
    ok = ok && !run.failed && !run.readings.words.failed;
    fund_readings_free(&run.readings);
    fund_readings_free(&run.other);
    fund_buf_free(&run.word);
    return ok;
}
