#include "stemmer/stemmer_private.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* Pieces of a hyphen compound or an address; what is beyond is left to the
 * whole, so that no text can make a unit expensive. */
enum { PIECES_MAX = 32 };

void fund_unit_tokens_free(fund_unit_tokens *tokens)
{
    free(tokens->items);
    fund_buf_free(&tokens->terms);
    *tokens = (fund_unit_tokens){.terms = FUND_BUF_INIT};
}

typedef struct unit_run {
    fund_unit_tokens *out;
    fund_chain *chain;
    fund_purpose purpose;
    const char *text; /* the unit's first byte */
    size_t len;
} unit_run;

typedef struct piece {
    size_t begin, end;
} piece;

static bool fail(unit_run *run)
{
    run->out->failed = true;
    return false;
}

static fund_unit_token *new_token(unit_run *run)
{
    fund_unit_tokens *out = run->out;
    if (out->count == out->capacity) {
        size_t capacity = out->capacity * 2 + 16;
        fund_unit_token *grown = realloc(out->items, capacity * sizeof *grown);
        if (grown == NULL) {
            fail(run);
            return NULL;
        }
        out->items = grown;
        out->capacity = capacity;
    }
    return &out->items[out->count];
}

/* The same term in the same place and part says nothing new. */
static bool is_repeated(const fund_unit_tokens *out, const fund_unit_token *token)
{
    for (size_t i = 0; i < out->count; i++) {
        const fund_unit_token *other = &out->items[i];
        if (other->kind == token->kind && other->position == token->position &&
            other->begin == token->begin && other->end == token->end &&
            other->term_len == token->term_len &&
            memcmp(out->terms.data + other->term, out->terms.data + token->term,
                   token->term_len) == 0) {
            return true;
        }
    }
    return false;
}

/* Takes the term that was appended to out->terms behind `from`. */
static bool take_token(unit_run *run, size_t from, fund_token_kind kind, piece at,
                       uint32_t position, uint32_t span)
{
    fund_unit_tokens *out = run->out;
    if (out->terms.failed) {
        return fail(run);
    }
    fund_unit_token *token = new_token(run);
    if (token == NULL) {
        return false;
    }
    *token = (fund_unit_token){
        .term = from,
        .term_len = out->terms.len - from,
        .begin = at.begin,
        .end = at.end,
        .position = position,
        .span = span,
        .kind = kind,
    };
    if (token->term_len > 0 && !is_repeated(out, token)) {
        out->count++;
    }
    return true;
}

static bool push_exact(unit_run *run, fund_token_kind kind, const char *term, size_t len, piece at,
                       uint32_t position, uint32_t span)
{
    size_t from = run->out->terms.len;
    fund_term_append(&run->out->terms, term, len);
    return take_token(run, from, kind, at, position, span);
}

typedef struct variant_run {
    unit_run *run;
    piece at;
    uint32_t position, span;
    const char *base; /* the stem that every variant is compared with */
    size_t base_len;
} variant_run;

static bool push_variant(const char *variant, size_t len, void *payload)
{
    variant_run *variants = payload;
    unit_run *run = variants->run;
    size_t from = run->out->terms.len;
    if (!fund_stem(&run->out->terms, run->chain->stemmer, variant, len)) {
        return fail(run);
    }
    bool same = run->out->terms.len - from == variants->base_len &&
                memcmp(run->out->terms.data + from, variants->base, variants->base_len) == 0;
    return same || take_token(run, from, FUND_TOKEN_VARIANT, variants->at, variants->position,
                              variants->span);
}

/* Pushes the stem of a folded word and, for a query, its other spellings. */
static bool push_stem(unit_run *run, fund_token_kind kind, const char *word, size_t len, piece at,
                      uint32_t position, uint32_t span)
{
    size_t from = run->out->terms.len;
    if (!fund_stem(&run->out->terms, run->chain->stemmer, word, len) ||
        !take_token(run, from, kind, at, position, span)) {
        return fail(run);
    }
    if (run->purpose != FUND_PURPOSE_QUERY) {
        return true;
    }
    /* The terms' buffer may move while variants are appended. */
    size_t base_len = run->out->terms.len - from;
    char base[FUND_TERM_MAX + 1];
    memcpy(base, run->out->terms.data + from, base_len);
    variant_run variants = {run, at, position, span, base, base_len};
    return fund_variants(word, len, push_variant, &variants);
}

static bool only_letters(const char *word, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)word[i] < 'a' && word[i] != '\0') {
            return false;
        }
    }
    return true;
}

static bool begins_upper(const char *text, size_t len)
{
    uint32_t c;
    return fund_utf8_decode(&c, text, len) > 0 && fund_char_is_upper(c);
}

/* A soft hyphen between two parts belongs to neither. */
static size_t trim_ignorable(const unit_run *run, size_t begin, size_t end)
{
    while (end > begin) {
        size_t start = end - 1;
        while (start > begin && ((unsigned char)run->text[start] & 0xc0) == 0x80) {
            start--;
        }
        uint32_t c;
        if (fund_utf8_decode(&c, run->text + start, end - start) == 0 ||
            fund_char_classify(&run->chain->chars, c) != FUND_CHAR_IGNORABLE) {
            break;
        }
        end = start;
    }
    return end;
}

/* Asks the splitter for the parts of the closed word that chain->folded holds. */
static bool push_parts(unit_run *run, piece at, uint32_t position)
{
    const fund_analyzer_options *options = &run->chain->options;
    const fund_folded *folded = &run->chain->folded;
    if (options->split == NULL || !only_letters(folded->text.data, folded->text.len)) {
        return true;
    }
    fund_word_part parts[FUND_WORD_PARTS_MAX];
    size_t count = options->split(parts, FUND_WORD_PARTS_MAX, folded->text.data, folded->text.len,
                                  begins_upper(run->text + at.begin, at.end - at.begin),
                                  options->split_payload);
    for (size_t i = 0; i < count && i < FUND_WORD_PARTS_MAX; i++) {
        if (parts[i].begin >= parts[i].stem_end || parts[i].stem_end > parts[i].end ||
            parts[i].end > folded->text.len) {
            continue;
        }
        piece part = {at.begin + folded->origin[parts[i].begin],
                      at.begin + folded->origin[parts[i].end]};
        part.end = trim_ignorable(run, part.begin, part.end);
        if (!push_stem(run, FUND_TOKEN_PART, folded->text.data + parts[i].begin,
                       parts[i].stem_end - parts[i].begin, part, position, 1)) {
            return false;
        }
    }
    return true;
}

/* "Merkel's" and "Merkel’s" are genitives of Merkel; other apostrophes are left
 * out of the term: "Ku'damm". Works on folded text. */
static void drop_apostrophes(fund_folded *folded)
{
    static const char *const signs[] = {"'", "\xe2\x80\x99", "\xca\xbc"};
    fund_buf *text = &folded->text;
    size_t to = 0;
    for (size_t from = 0; from < text->len;) {
        size_t size = 0;
        for (size_t i = 0; i < 3; i++) {
            size_t length = strlen(signs[i]);
            if (text->len - from >= length && memcmp(text->data + from, signs[i], length) == 0) {
                size = length;
            }
        }
        if (size > 0) {
            from += size;
            if (from + 1 == text->len && text->data[from] == 's') {
                break;
            }
            continue;
        }
        folded->origin[to] = folded->origin[from];
        text->data[to++] = text->data[from++];
    }
    folded->origin[to] = folded->origin[text->len];
    text->data[to] = '\0';
    text->len = to;
}

/* "U.S.A." and "USA" are one: drops periods between letters. */
static void drop_periods(fund_folded *folded)
{
    fund_buf *text = &folded->text;
    size_t to = 0;
    for (size_t from = 0; from < text->len; from++) {
        char c = text->data[from];
        if (c == '.' || c == ' ' || c == '\n') {
            continue;
        }
        folded->origin[to] = folded->origin[from];
        text->data[to++] = c;
    }
    folded->origin[to] = folded->origin[text->len];
    text->data[to] = '\0';
    text->len = to;
}

static bool fold_piece(unit_run *run, piece at)
{
    fund_folded *folded = &run->chain->folded;
    if (!fund_fold(folded, run->text + at.begin, at.end - at.begin)) {
        return fail(run);
    }
    drop_apostrophes(folded);
    if (folded->text.len > 0 && (folded->text.data[0] < '0' || folded->text.data[0] > '9')) {
        drop_periods(folded);
    }
    return true;
}

/* A number's blanks may be chance ("Gruppe 3 100 Leute"): each group is a part. */
static bool push_number_groups(unit_run *run, piece at, uint32_t position)
{
    size_t start = at.begin;
    if (memchr(run->text + at.begin, ' ', at.end - at.begin) == NULL) {
        return true;
    }
    for (size_t i = at.begin; i <= at.end; i++) {
        if (i == at.end || run->text[i] == ' ') {
            piece group = {start, i};
            if (!push_exact(run, FUND_TOKEN_PART, run->text + start, i - start, group, position,
                            1)) {
                return false;
            }
            start = i + 1;
        }
    }
    return true;
}

/* "über" and "ueber" are one: these few words are safe to spell out. */
static bool push_function_word(unit_run *run, const char *word, size_t len, piece at,
                               uint32_t position)
{
    fund_buf *scratch = &run->chain->scratch;
    fund_buf_clear(scratch);
    for (size_t pos = 0; pos < len; pos++) {
        const char *spelled = pos + 2 > len                               ? NULL
                              : memcmp(word + pos, "\xc3\xa4", 2) == 0 ? "ae"
                              : memcmp(word + pos, "\xc3\xb6", 2) == 0 ? "oe"
                              : memcmp(word + pos, "\xc3\xbc", 2) == 0 ? "ue"
                                                                          : NULL;
        if (spelled != NULL) {
            fund_buf_append(scratch, spelled, 2);
            pos++;
        } else {
            fund_buf_append_byte(scratch, word[pos]);
        }
    }
    return scratch->failed ? fail(run)
                           : push_exact(run, FUND_TOKEN_FUNCTION, scratch->data, scratch->len, at,
                                        position, 1);
}

/* One word or number without hyphens, as a word or as a piece of a compound. */
static bool push_simple(unit_run *run, fund_token_kind kind, piece at, uint32_t position)
{
    fund_buf *scratch = &run->chain->scratch;
    const char *bytes = run->text + at.begin;
    size_t len = at.end - at.begin;
    fund_buf_clear(scratch);
    if (fund_date_normalise(scratch, bytes, len) || fund_number_normalise(scratch, bytes, len)) {
        return push_exact(run, kind, scratch->data, scratch->len, at, position, 1) &&
               push_number_groups(run, at, position);
    }
    if (!fold_piece(run, at)) {
        return false;
    }
    const fund_buf *folded = &run->chain->folded.text;
    if (kind == FUND_TOKEN_WORD &&
        fund_map_has(run->chain->function_words, folded->data, folded->len)) {
        return push_function_word(run, folded->data, folded->len, at, position);
    }
    return push_stem(run, kind, folded->data, folded->len, at, position, 1) &&
           push_parts(run, at, position);
}

/* ---- compounds with hyphens, and addresses ----------------------------------------- */

static bool separates(const fund_chain *chain, fund_unit_type type, const char *text, size_t len,
                      size_t *size)
{
    uint32_t c;
    *size = fund_utf8_decode(&c, text, len);
    fund_char_class class = fund_char_classify(&chain->chars, c);
    if (type == FUND_UNIT_ADDRESS) {
        return class != FUND_CHAR_LETTER && class != FUND_CHAR_DIGIT;
    }
    return class == FUND_CHAR_HYPHEN;
}

static size_t cut_pieces(piece pieces[PIECES_MAX], const unit_run *run, fund_unit_type type)
{
    size_t count = 0, start = 0;
    for (size_t pos = 0; pos <= run->len && count < PIECES_MAX;) {
        size_t size = 1;
        bool cut = pos == run->len ||
                   separates(run->chain, type, run->text + pos, run->len - pos, &size);
        if (cut) {
            if (pos > start) {
                pieces[count++] = (piece){start, pos};
            }
            start = pos + size;
            /* The line break behind a hyphen at the end of a line. */
            while (start < run->len && (run->text[start] == '\n' || run->text[start] == ' ')) {
                start++;
            }
            pos = start > pos ? start : pos + size;
            if (start > run->len) {
                break;
            }
        } else {
            pos += size;
        }
    }
    return count;
}

/* The closed spelling: "INF-Vertrag" is looked up as "infvertrag". */
static bool push_whole(unit_run *run, const piece *pieces, size_t count)
{
    fund_buf *joined = &run->chain->joined;
    fund_buf_clear(joined);
    const piece whole = {0, run->len};
    if (fund_date_normalise(joined, run->text, run->len)) {
        return push_exact(run, FUND_TOKEN_WORD, joined->data, joined->len, whole, 0,
                          (uint32_t)count);
    }
    for (size_t i = 0; i < count; i++) {
        size_t before = joined->len;
        size_t len = pieces[i].end - pieces[i].begin;
        if (fund_number_normalise(joined, run->text + pieces[i].begin, len)) {
            continue;
        }
        joined->len = before;
        if (!fold_piece(run, pieces[i])) {
            return false;
        }
        fund_buf_append(joined, run->chain->folded.text.data, run->chain->folded.text.len);
    }
    return push_stem(run, FUND_TOKEN_WORD, joined->data, joined->len, whole, 0, (uint32_t)count);
}

static bool push_compound(unit_run *run)
{
    piece pieces[PIECES_MAX];
    size_t count = cut_pieces(pieces, run, FUND_UNIT_WORD);
    run->out->positions = count > 0 ? (uint32_t)count : 1;
    if (count == 0) {
        return true;
    }
    if (count == 1) {
        return push_simple(run, FUND_TOKEN_WORD, (piece){0, run->len}, 0);
    }
    bool ok = push_whole(run, pieces, count);
    for (size_t i = 0; ok && i < count; i++) {
        ok = push_simple(run, FUND_TOKEN_PART, pieces[i], (uint32_t)i);
    }
    return ok;
}

static bool push_address(unit_run *run)
{
    piece pieces[PIECES_MAX];
    size_t count = cut_pieces(pieces, run, FUND_UNIT_ADDRESS);
    run->out->positions = count > 0 ? (uint32_t)count : 1;
    const piece whole = {0, run->len};
    if (!fold_piece(run, whole)) {
        return false;
    }
    /* The address as it is written; only its case does not matter. */
    if (!fund_fold(&run->chain->folded, run->text, run->len)) {
        return fail(run);
    }
    const fund_buf *folded = &run->chain->folded.text;
    bool ok = push_exact(run, FUND_TOKEN_WORD, folded->data, folded->len, whole, 0,
                         run->out->positions);
    for (size_t i = 0; ok && i < count; i++) {
        ok = push_simple(run, FUND_TOKEN_PART, pieces[i], (uint32_t)i);
    }
    return ok;
}

/* ---- forms of their own ------------------------------------------------------------- */

/* Pushes "Bürgerin" for the folded word "bürger". */
static bool push_feminine(unit_run *run, fund_token_kind kind, const char *word, size_t len,
                          piece at, uint32_t position, uint32_t span)
{
    fund_buf *scratch = &run->chain->scratch;
    fund_buf_clear(scratch);
    fund_buf_append(scratch, word, len);
    fund_buf_append_str(scratch, "in");
    return scratch->failed
               ? fail(run)
               : push_stem(run, kind, scratch->data, scratch->len, at, position, span);
}

/* "Bürger:innen": the men's form and the women's, both in the same place; in
 * "Grünen-Politiker:innen" this concerns the whole and the last piece. */
static bool push_gender_forms(unit_run *run, size_t stem_end)
{
    fund_unit_tokens *out = run->out;
    size_t len = run->len;
    piece pieces[PIECES_MAX];
    run->len = stem_end;
    size_t count = cut_pieces(pieces, run, FUND_UNIT_WORD);
    bool ok = push_compound(run);
    run->len = len;
    for (size_t i = 0; i < out->count; i++) {
        if (out->items[i].end == stem_end) {
            out->items[i].end = len;
        }
    }
    if (!ok || count == 0) {
        return ok;
    }
    const piece whole = {0, len}, last = {pieces[count - 1].begin, len};
    if (count > 1 && !push_feminine(run, FUND_TOKEN_WORD, run->chain->joined.data,
                                    run->chain->joined.len, whole, 0, (uint32_t)count)) {
        return false;
    }
    if (!fold_piece(run, pieces[count - 1])) {
        return false;
    }
    const fund_buf *folded = &run->chain->folded.text;
    return push_feminine(run, count > 1 ? FUND_TOKEN_PART : FUND_TOKEN_WORD, folded->data,
                         folded->len, last, (uint32_t)count - 1, 1);
}

/* Where "innen" or "in" begins in "Bürger:innen" or "BürgerInnen"; *stem_end is
 * the end of what is before it. False for any other word. */
static bool find_gender_ending(size_t *stem_end, const char *text, size_t len)
{
    static const char *const endings[] = {"innen)", "in)", "innen", "in", "Innen", "In"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        size_t size = strlen(endings[i]);
        if (len <= size + 2 || memcmp(text + len - size, endings[i], size) != 0) {
            continue;
        }
        size_t at = len - size;
        if (endings[i][0] == 'I') {
            uint32_t before;
            size_t start = at - 1;
            while (start > 0 && ((unsigned char)text[start] & 0xc0) == 0x80) {
                start--;
            }
            *stem_end = at;
            return fund_utf8_decode(&before, text + start, at - start) > 0 &&
                   fund_char_is_lower(before);
        }
        if (text[at - 1] == '-' && text[at - 2] == '/') {
            *stem_end = at - 2;
            return true;
        }
        *stem_end = at - 1;
        return strchr(":*_/(", text[at - 1]) != NULL;
    }
    return false;
}

/* "§ 218a" = "§218a": the sign with the number, and the number as its part. */
static bool push_section(unit_run *run)
{
    size_t number = strlen("\xc2\xa7");
    uint32_t c;
    size_t size;
    while ((size = fund_utf8_decode(&c, run->text + number, run->len - number)) > 0 &&
           fund_char_classify(&run->chain->chars, c) == FUND_CHAR_SPACE) {
        number += size;
    }
    const piece digits = {number, run->len};
    if (!fold_piece(run, digits)) {
        return false;
    }
    fund_buf *joined = &run->chain->joined;
    fund_buf_clear(joined);
    fund_buf_append_str(joined, "\xc2\xa7");
    fund_buf_append(joined, run->chain->folded.text.data, run->chain->folded.text.len);
    if (joined->failed) {
        return fail(run);
    }
    run->out->positions = 1;
    return push_exact(run, FUND_TOKEN_WORD, joined->data, joined->len, (piece){0, run->len}, 0,
                      1) &&
           push_exact(run, FUND_TOKEN_PART, joined->data + 2, joined->len - 2, digits, 0, 1);
}

/* "Ein-" is not the article, so it is looked up as a part. */
static bool push_open_piece(unit_run *run)
{
    run->out->positions = 1;
    return push_simple(run, FUND_TOKEN_PART, (piece){0, run->len}, 0);
}

static bool is_function_word(unit_run *run)
{
    return fold_piece(run, (piece){0, run->len}) &&
           fund_map_has(run->chain->function_words, run->chain->folded.text.data,
                        run->chain->folded.text.len);
}

static bool push_date(unit_run *run)
{
    fund_buf *scratch = &run->chain->scratch;
    fund_buf_clear(scratch);
    run->out->positions = 0; /* its words follow and have the positions */
    return fund_date_in_words(scratch, run->text, run->len) == 0 ||
           push_exact(run, FUND_TOKEN_WORD, scratch->data, scratch->len, (piece){0, run->len}, 0,
                      3);
}

bool fund_unit_analyse(fund_unit_tokens *out, fund_chain *chain, fund_purpose purpose,
                       const fund_unit *unit, const char *text)
{
    out->count = 0;
    out->positions = 1;
    out->failed = false;
    fund_buf_clear(&out->terms);
    unit_run run = {out, chain, purpose, text + unit->begin, unit->end - unit->begin};
    size_t stem_end;
    if (unit->type == FUND_UNIT_DATE) {
        push_date(&run);
    } else if (unit->type == FUND_UNIT_ADDRESS) {
        push_address(&run);
    } else if (run.len > 2 && memcmp(run.text, "\xc2\xa7", 2) == 0) {
        push_section(&run);
    } else if (find_gender_ending(&stem_end, run.text, run.len)) {
        push_gender_forms(&run, stem_end);
    } else if (unit->open_hyphen && is_function_word(&run)) {
        push_open_piece(&run);
    } else {
        push_compound(&run);
    }
    return !out->failed;
}
