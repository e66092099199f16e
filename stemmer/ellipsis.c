/* "Ein- und Ausfuhr", "Kinderbetreuung und -erziehung": the word a piece stands for. */
#include "stemmer/stemmer_private.h"

#include <string.h>

/* Units looked at between a piece and the word that has its rest. */
enum { UNITS_MAX = 8, CUTS_MAX = 16 };

static const char *const conjunctions[] = {
    "und",  "oder", "bzw", "beziehungsweise", "sowie", "noch", "als",
    "auch", "wie",  "u",   "statt",           "bis",   NULL};

/* The piece and its rest belong to one clause. */
static bool is_same_clause(const char *text, size_t from, size_t to)
{
    for (; from < to; from++) {
        if (strchr(".;:!?\n", text[from]) != NULL) {
            return false;
        }
    }
    return true;
}

static bool is_hyphen_at(const fund_scanner *s, size_t pos)
{
    size_t size;
    return (fund_class_at(s, pos, &size) & FUND_CHAR_JOINER) != 0;
}

/* The unit's folded bytes are in chain->folded afterwards. */
static const fund_buf *fold_unit(fund_chain *chain, const char *text, const fund_unit *unit)
{
    if (!fund_fold(&chain->folded, text + unit->begin, unit->end - unit->begin)) {
        chain->failed = true;
        return NULL;
    }
    return &chain->folded.text;
}

/* The word that "Ein-" is completed from; false: none. */
static bool find_word_ahead(fund_unit *out, fund_chain *chain, const fund_scanner *from,
                            const fund_unit *piece)
{
    fund_scanner ahead = *from;
    for (int i = 0; i < UNITS_MAX && fund_scan(out, &ahead); i++) {
        if (out->type != FUND_UNIT_WORD || !is_same_clause(from->text, piece->end, out->begin)) {
            return false;
        }
        const fund_buf *word = fold_unit(chain, from->text, out);
        bool between = word != NULL && (is_hyphen_at(from, out->end) ||
                                        fund_is_any(word->data, word->len, conjunctions));
        if (!between) {
            return word != NULL;
        }
    }
    return false;
}

static bool try_word(fund_buf *out, const fund_lexicon *lexicon, const char *begin,
                     size_t begin_len, const char *end, size_t end_len, bool must_be_known)
{
    if (out->failed) {
        return false; /* complete() reports it */
    }
    fund_buf_clear(out);
    fund_buf_append(out, begin, begin_len);
    fund_buf_append(out, end, end_len);
    return !out->failed && (!must_be_known || fund_lexicon_knows(lexicon, out->data, out->len));
}

/* ein + Ausfuhr: Einfuhr; wirtschafts + Sozialpolitik: Wirtschaftspolitik. */
static bool complete_begin(fund_buf *out, const fund_lexicon *lexicon, const char *piece,
                           size_t piece_len, const char *word, size_t len)
{
    const char *hyphen = memrchr(word, '-', len);
    if (hyphen != NULL) { /* CDU- und SPD-Politiker */
        size_t from = (size_t)(hyphen - word) + 1;
        return from < len &&
               try_word(out, lexicon, piece, piece_len, word + from, len - from, false);
    }
    size_t cuts[CUTS_MAX], count;
    count = fund_lexicon_cuts(cuts, CUTS_MAX, lexicon, word, len, false);
    for (size_t i = 0; i < count; i++) {
        if (try_word(out, lexicon, piece, piece_len, word + cuts[i], len - cuts[i], true)) {
            return true;
        }
    }
    if (count > 0) {
        return try_word(out, lexicon, piece, piece_len, word + cuts[0], len - cuts[0], false);
    }
    for (size_t cut = 2; cut + 3 <= len; cut++) {
        if (fund_utf8_floor(word, cut) == cut &&
            try_word(out, lexicon, piece, piece_len, word + cut, len - cut, true)) {
            return true;
        }
    }
    return false;
}

/* Kinderbetreuung + erziehung: Kindererziehung. */
static bool complete_end(fund_buf *out, const fund_lexicon *lexicon, const char *piece,
                         size_t piece_len, const char *word, size_t len)
{
    size_t cuts[CUTS_MAX], count;
    count = fund_lexicon_cuts(cuts, CUTS_MAX, lexicon, word, len, false);
    for (size_t i = count; i > 0; i--) {
        if (try_word(out, lexicon, word, cuts[i - 1], piece, piece_len, true)) {
            return true;
        }
    }
    return count > 0 && try_word(out, lexicon, word, cuts[count - 1], piece, piece_len, false);
}

/* Nothing but a conjunction is between. */
static bool follows(fund_chain *chain, const fund_scanner *s, const fund_unit *previous,
                    const fund_unit *piece)
{
    fund_scanner between = *s;
    between.pos = previous->end;
    fund_unit unit;
    for (int i = 0; i < UNITS_MAX && fund_scan(&unit, &between); i++) {
        if (unit.begin >= piece->begin) {
            return is_same_clause(s->text, previous->end, piece->begin);
        }
        const fund_buf *word = fold_unit(chain, s->text, &unit);
        if (word == NULL || !fund_is_any(word->data, word->len, conjunctions)) {
            return false;
        }
    }
    return false;
}

static bool complete(fund_buf *out, fund_chain *chain, const fund_scanner *s,
                     const fund_unit *piece, const fund_unit *previous)
{
    const fund_lexicon *lexicon = chain->options.lexicon;
    fund_buf *own = &chain->scratch;
    fund_unit other;
    bool open_end = is_hyphen_at(s, piece->end);
    if (lexicon == NULL || !piece->open_hyphen) {
        return false;
    }
    const fund_buf *folded = fold_unit(chain, s->text, piece);
    fund_buf_clear(own);
    fund_buf_append(own, folded != NULL ? folded->data : "", folded != NULL ? folded->len : 0);
    chain->failed |= own->failed;
    if (own->len == 0) {
        return false;
    }
    if (open_end) {
        return find_word_ahead(&other, chain, s, piece) &&
               complete_begin(out, lexicon, own->data, own->len, chain->folded.text.data,
                              chain->folded.text.len);
    }
    if (previous->end == previous->begin || !follows(chain, s, previous, piece) ||
        fold_unit(chain, s->text, previous) == NULL) {
        return false;
    }
    /* "Softwareent- und -abwicklung": what the first one stands for has the beginning. */
    const fund_buf *before = previous->open_hyphen ? &chain->completed : &chain->folded.text;
    return complete_end(out, lexicon, own->data, own->len, before->data, before->len);
}

bool fund_ellipsis(fund_buf *out, fund_chain *chain, const fund_scanner *s, const fund_unit *piece,
                   const fund_unit *previous)
{
    fund_buf_clear(out);
    bool completed = complete(out, chain, s, piece, previous);
    chain->failed |= out->failed;
    return completed;
}
