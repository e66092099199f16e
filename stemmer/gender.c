/*
 * "Bürger:innen", "Bürger*innen", "Bürger_innen", "Bürger/-innen",
 * "Bürger(innen)", "BürgerInnen"; and "Abgeordnete:r", "jede*r", "ein:e".
 */
#include "stemmer/stemmer_private.h"

#include <string.h>

enum { BASE_MIN = 3, BASE_MAX = 24 };

/* The bytes of the sign at pos; 0: none. */
static size_t sign_at(const fund_scanner *s, size_t pos)
{
    switch (pos < s->len ? s->text[pos] : '\0') {
    case '/':
        return fund_is_text_at(s, pos, "/-") ? 2 : 1;
    case ':':
    case '*':
    case '_':
    case '(':
        return 1;
    case '\xc2':
        return fund_is_text_at(s, pos, "\xc2\xb7") ? 2 : 0;
    default:
        return 0;
    }
}

/* Where the letters before pos begin, or BASE_MAX of them; *count says how many. */
static size_t base_before(const fund_scanner *s, size_t pos, size_t *count)
{
    for (*count = 0; *count < BASE_MAX && pos > 0; ++*count) {
        size_t start = fund_utf8_before(s->text, pos);
        if (!fund_is_letter_at(s, start)) {
            break;
        }
        pos = start;
    }
    return pos;
}

/* "und/in" are two words. */
static bool is_function_word(const fund_scanner *s, size_t begin, size_t end)
{
    fund_folded *folded = &s->chain->folded;
    size_t len;
    if (!fund_fold(folded, s->text + begin, end - begin)) {
        s->chain->failed = true;
        return false;
    }
    return fund_function_word(s->chain->function_words, folded->text.data, folded->text.len,
                              &len) != NULL;
}

/* The bytes of the ending at pos that fits the base; 0: none. */
static size_t ending_at(const fund_scanner *s, size_t pos, size_t base, size_t base_end)
{
    char sign = s->text[base_end];
    size_t size = fund_is_text_at(s, pos, "innen") ? 5 : fund_is_text_at(s, pos, "in") ? 2 : 0;
    if (size > 0) {
        return is_function_word(s, base, base_end) ? 0 : size;
    }
    char letter = pos < s->len ? s->text[pos] : '\0';
    bool after_e = s->text[base_end - 1] == 'e';
    if ((after_e && (letter == 'r' || letter == 'n' || letter == 's')) ||
        (!after_e && letter == 'e' && sign != '/' && sign != '(')) {
        return 1;
    }
    return 0;
}

bool fund_gender_at(fund_gender *out, const fund_scanner *s, size_t pos)
{
    size_t sign = sign_at(s, pos), letters;
    size_t base = sign > 0 ? base_before(s, pos, &letters) : 0;
    if (sign == 0 || letters < BASE_MIN) {
        return false;
    }
    size_t ending = pos + sign;
    size_t size = ending_at(s, ending, base, pos);
    if (size == 0) {
        return false;
    }
    *out = (fund_gender){pos, ending, ending + size, ending + size};
    if (s->text[pos] == '(') {
        out->end++;
        return fund_is_text_at(s, ending + size, ")") && !fund_is_word_at(s, out->end);
    }
    bool may_go_on = size == 5 && s->text[pos] != '/'; /* "Bürger:innenrat" */
    return may_go_on || !fund_is_word_at(s, out->end);
}

/* "Innen" in "BürgerInnen" or "BürgerInnenrat", "In" in "BürgerIn". */
static bool find_capital(fund_gender *out, const fund_scanner *s, size_t begin, size_t end)
{
    for (size_t pos = begin + BASE_MIN; pos + 2 <= end; pos++) {
        uint32_t before;
        if (s->text[pos] != 'I' || s->text[pos + 1] != 'n') {
            continue;
        }
        bool plural = end - pos >= 5 && memcmp(s->text + pos, "Innen", 5) == 0;
        size_t start = fund_utf8_before(s->text, pos);
        if ((plural || pos + 2 == end) &&
            fund_utf8_decode(&before, s->text + start, pos - start) > 0 &&
            fund_char_is(before, FUND_CHAR_LOWER)) {
            size_t ending_end = pos + (plural ? 5 : 2);
            *out = (fund_gender){pos, pos, ending_end, ending_end};
            return true;
        }
    }
    return false;
}

bool fund_gender_find(fund_gender *out, const fund_scanner *s, size_t begin, size_t end)
{
    for (size_t pos = begin + BASE_MIN; pos < end; pos++) {
        if (fund_gender_at(out, s, pos)) {
            return out->end <= end;
        }
    }
    return find_capital(out, s, begin, end);
}
