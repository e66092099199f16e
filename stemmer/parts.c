/* The parts within a word that is written closed. */
#include "stemmer/stemmer_private.h"

#include <string.h>

static bool is_letters(const char *word, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)word[i] < 'a') {
            return false;
        }
    }
    return true;
}

/* A soft hyphen between two parts belongs to neither. */
static size_t trim_ignorable(const fund_unit_run *run, size_t begin, size_t end)
{
    while (end > begin) {
        size_t start = fund_utf8_before(run->text, end);
        uint32_t c;
        if (fund_utf8_decode(&c, run->text + start, end - start) == 0 ||
            !fund_char_is(c, FUND_CHAR_IGNORABLE)) {
            break;
        }
        end = start;
    }
    return end;
}

static bool is_sound(const fund_word_part *part, const fund_buf *word)
{
    return part->begin < part->stem_end && part->stem_end <= part->end && part->end <= word->len &&
           fund_utf8_floor(word->data, part->begin) == part->begin &&
           fund_utf8_floor(word->data, part->stem_end) == part->stem_end;
}

bool fund_push_split_parts(fund_unit_run *run, fund_place at)
{
    const fund_chain_options *options = &run->chain->options;
    const fund_folded *folded = &run->chain->folded;
    const fund_buf *word = &folded->text;
    if (options->split == NULL || word->len < 2 || !is_letters(word->data, word->len)) {
        return true;
    }
    fund_word_part parts[FUND_WORD_PARTS_MAX];
    bool capital = fund_begins_upper(run->text + at.begin, at.end - at.begin);
    size_t count = options->split(parts, FUND_WORD_PARTS_MAX, word->data, word->len, capital,
                                  options->split_payload);
    count = count < FUND_WORD_PARTS_MAX ? count : FUND_WORD_PARTS_MAX;
    for (size_t i = 0; i < count; i++) {
        if (!is_sound(&parts[i], word)) {
            continue;
        }
        fund_place place = {at.begin + folded->origin.items[parts[i].begin],
                            at.begin + fund_folded_end(folded, parts[i].end), at.position, 1};
        place.end = trim_ignorable(run, place.begin, place.end);
        bool head = parts[i].end == word->len; /* modifiers are nouns where they can be */
        if (!fund_push_stem(run, FUND_TOKEN_PART, word->data + parts[i].begin,
                            parts[i].stem_end - parts[i].begin, capital || !head, place)) {
            return false;
        }
    }
    return true;
}

static bool push_apostrophe_part(fund_unit_run *run, fund_place at)
{
    uint32_t c;
    size_t first = fund_utf8_decode(&c, run->text + at.begin, at.end - at.begin);
    if (first == at.end - at.begin) {
        return true; /* a single letter: l'État, Rock'n'Roll */
    }
    fund_folded *folded = &run->chain->folded;
    if (!fund_fold(folded, run->text + at.begin, at.end - at.begin)) {
        return fund_unit_fail(run);
    }
    return fund_push_stem(run, FUND_TOKEN_PART, folded->text.data, folded->text.len,
                          fund_begins_upper(run->text + at.begin, at.end - at.begin), at);
}

/* Where the run up to the next apostrophe ends; *size: the apostrophe's bytes, 0 at
 * the end of the word. */
static size_t run_end(const char *text, size_t pos, size_t end, size_t *size)
{
    uint32_t c;
    for (; pos < end; pos += *size) {
        *size = fund_utf8_decode(&c, text + pos, end - pos);
        if (fund_char_is(c, FUND_CHAR_APOSTROPHE)) {
            return pos;
        }
    }
    *size = 0;
    return end;
}

bool fund_push_apostrophe_parts(fund_unit_run *run, fund_place at)
{
    const char *text = run->text;
    size_t size, end = run_end(text, at.begin, at.end, &size);
    bool genitive = at.end - end - size == 1 && (text[at.end - 1] | 0x20) == 's';
    if (size == 0 || genitive) {
        return true;
    }
    for (size_t start = at.begin; start < at.end; start = end + size) {
        end = run_end(text, start, at.end, &size);
        const fund_place part = {start, end, at.position, 1};
        if (end > start && !push_apostrophe_part(run, part)) {
            return false;
        }
    }
    return true;
}

bool fund_push_number_groups(fund_unit_run *run, fund_place at)
{
    const char *text = run->text;
    size_t start = at.begin;
    while (start < at.end) {
        const char *blank = memchr(text + start, ' ', at.end - start);
        size_t end = blank != NULL ? (size_t)(blank - text) : at.end;
        if (start == at.begin && end == at.end) {
            return true; /* written without blanks */
        }
        fund_place group = {start, end, at.position, 1};
        if (!fund_push_exact(run, FUND_TOKEN_PART, text + start, end - start, group)) {
            return false;
        }
        start = end + 1;
    }
    return true;
}
