/* The tokens of each kind of unit. */
#include "stemmer/stemmer_private.h"

#include <string.h>

/* Each run may be a gender form with a second piece after it. */
enum { PIECES_MAX = 2 * FUND_RUNS_MAX };

typedef struct piece {
    size_t begin, end;
} piece;

static fund_place whole_place(const fund_unit_run *run, uint32_t span)
{
    run->out->positions = span;
    return (fund_place){0, run->len, 0, span};
}

static fund_scanner scanner_of(const fund_unit_run *run)
{
    return (fund_scanner){.chain = run->chain, .text = run->text, .len = run->len};
}

/* Whether the folded piece is the name of a street, written short: Goethestr., Lange Str. */
static bool is_street(const fund_unit_run *run, piece at)
{
    enum { NAME_MIN = 3, QUERY_NAME_MIN = 4 };
    const fund_buf *word = &run->chain->folded.text;
    const size_t size = strlen("str");
    bool capital = fund_begins_upper(run->text + at.begin, at.end - at.begin);
    size_t least = capital ? size + NAME_MIN : size + QUERY_NAME_MIN;
    return fund_ends_with(word->data, word->len, "str") &&
           ((capital && word->len == size) || word->len >= least);
}

static bool fold_piece(fund_unit_run *run, piece at)
{
    fund_folded *folded = &run->chain->folded;
    if (!fund_fold(folded, run->text + at.begin, at.end - at.begin)) {
        return fund_unit_fail(run);
    }
    bool digit = folded->text.len > 0 && fund_byte_is(folded->text.data[0], FUND_CHAR_DIGIT);
    if (!digit && folded->text.len > 0) {
        fund_folded_drop_periods(folded); /* "U.S.A." is USA */
    }
    return !is_street(run, at) || fund_folded_spell_street(folded) || fund_unit_fail(run);
}

/* ---- pieces: words and numbers without hyphens ----------------------------- */

/* Which word a form like "Bürger:innen" is read as. */
typedef enum gender_form {
    FORM_MAN,    /* Bürger */
    FORM_WOMAN,  /* Bürgerin */
    FORM_WRITTEN /* Bürgerinnen */
} gender_form;

/* Appends the form to *out, folded; chain->folded is the man's. */
static bool append_form(fund_buf *out, fund_unit_run *run, const fund_gender *gender, size_t begin,
                        gender_form form)
{
    if (!fold_piece(run, (piece){begin, gender->base_end})) {
        return false;
    }
    fund_buf_append(out, run->chain->folded.text.data, run->chain->folded.text.len);
    size_t size = gender->ending_end - gender->ending;
    if (size == 1 && form != FORM_MAN) { /* "Abgeordnete:r" */
        fund_buf_append(out, run->text + gender->ending, size);
    } else if (form != FORM_MAN) {
        fund_buf_append(out, "innen", form == FORM_WOMAN ? 2 : size);
    }
    return !out->failed || fund_unit_fail(run);
}

static bool push_form(fund_unit_run *run, fund_token_kind kind, const fund_gender *gender,
                      gender_form form, fund_place at)
{
    fund_buf *scratch = &run->chain->scratch;
    fund_buf_clear(scratch);
    return append_form(scratch, run, gender, at.begin, form) &&
           fund_push_word(run, kind, scratch->data, scratch->len, at) &&
           (form != FORM_MAN || fund_push_split_parts(run, at));
}

static bool push_number(fund_unit_run *run, fund_token_kind kind, fund_place at)
{
    const fund_buf *number = &run->chain->scratch;
    return fund_push_exact(run, kind, number->data, number->len, at) &&
           fund_push_number_groups(run, at);
}

/* ---- letters and figures in a row: G20, 31km ---------------------------------- */

enum { FIGURES_RUNS = 3 };

static bool is_figure_at(const char *text, size_t end, size_t pos)
{
    bool sign = (text[pos] == ',' || text[pos] == '.') && pos + 1 < end;
    return fund_byte_is(text[pos], FUND_CHAR_DIGIT) ||
           (sign && fund_byte_is(text[pos + 1], FUND_CHAR_DIGIT));
}

/* Cuts text[begin, end) where letters meet figures, in two or three; 0: it is not of that kind. */
static size_t cut_figures(piece out[FIGURES_RUNS], const char *text, size_t begin, size_t end)
{
    size_t count = 0, digits = 0;
    for (size_t pos = begin; pos < end; count++) {
        size_t start = pos;
        bool figure = is_figure_at(text, end, pos);
        while (pos < end && is_figure_at(text, end, pos) == figure &&
               (figure || fund_byte_may_be(text[pos], FUND_CHAR_LETTER))) {
            pos++;
        }
        bool measure = figure || start == begin || fund_is_measure(text + start, pos - start, true);
        if (count == FIGURES_RUNS || pos == start || !measure) {
            return 0;
        }
        out[count] = (piece){start, pos};
        digits += figure;
    }
    return count > 1 && digits == 1 ? count : 0;
}

/* Those in a piece of a hyphen compound ("G20-Gipfel") are parts of it. */
static bool push_figures(fund_unit_run *run, fund_place at)
{
    piece pieces[FIGURES_RUNS];
    bool ok = true;
    size_t count = cut_figures(pieces, run->text, at.begin, at.end);
    for (size_t i = 0; i < count && ok; i++) {
        const fund_place part = {pieces[i].begin, pieces[i].end, at.position, 1};
        ok = fold_piece(run, pieces[i]) &&
             fund_push_stem(run, FUND_TOKEN_PART, run->chain->folded.text.data,
                            run->chain->folded.text.len, true, part);
    }
    return ok;
}

static bool push_piece(fund_unit_run *run, fund_token_kind kind, piece piece_at, uint32_t position)
{
    const fund_place at = {piece_at.begin, piece_at.end, position, 1};
    fund_buf *scratch = &run->chain->scratch;
    fund_buf_clear(scratch);
    if (fund_number_normalise(scratch, run->text + at.begin, at.end - at.begin)) {
        return push_number(run, kind, at);
    }
    if (scratch->failed) {
        return fund_unit_fail(run);
    }
    const fund_scanner scanner = scanner_of(run);
    fund_gender gender;
    if (fund_gender_find(&gender, &scanner, at.begin, at.end)) {
        return push_form(run, kind, &gender, FORM_MAN, at) &&
               push_form(run, kind, &gender, FORM_WOMAN, at);
    }
    if (!fold_piece(run, piece_at)) {
        return false;
    }
    const fund_buf *folded = &run->chain->folded.text;
    size_t before = run->out->count;
    if (!fund_push_word(run, kind, folded->data, folded->len, at)) {
        return false;
    }
    bool function = run->out->count > before && run->out->items[before].kind == FUND_TOKEN_FUNCTION;
    return function || (fund_push_split_parts(run, at) && fund_push_apostrophe_parts(run, at) &&
                        push_figures(run, at));
}

/* ---- compounds with hyphens ------------------------------------------------ */

static size_t skip_spaces(const fund_unit_run *run, size_t pos)
{
    while (pos < run->len && fund_byte_is(run->text[pos], FUND_CHAR_SPACE)) {
        pos++;
    }
    return pos;
}

/* Adds text[begin, end), in two pieces when it is like "Bürger:innenrat". */
static size_t add_piece(piece pieces[PIECES_MAX], size_t count, const fund_scanner *s, size_t begin,
                        size_t end)
{
    fund_gender gender;
    if (begin < end && count + 2 <= PIECES_MAX) {
        if (fund_gender_find(&gender, s, begin, end) && gender.end < end) {
            pieces[count++] = (piece){begin, gender.end};
            begin = gender.end;
        }
        pieces[count++] = (piece){begin, end};
    }
    return count;
}

static size_t cut_compound(piece pieces[PIECES_MAX], const fund_unit_run *run)
{
    const fund_scanner scanner = scanner_of(run);
    size_t count = 0, start = 0, size;
    for (size_t pos = 0; pos < run->len; pos += size) {
        bool hyphen = (fund_class_at(&scanner, pos, &size) & FUND_CHAR_JOINER) != 0;
        size_t broken = hyphen ? 0 : fund_broken_sign_at(&scanner, pos);
        hyphen |= broken > 0;
        size = broken > 0 ? broken : size;
        if (hyphen && (pos == 0 || run->text[pos - 1] != '/')) { /* not "Bürger/-innen" */
            count = add_piece(pieces, count, &scanner, start, pos);
            start = skip_spaces(run, pos + size); /* of a line's end */
        }
    }
    return add_piece(pieces, count, &scanner, start, run->len);
}

/* Appends a piece as it is in the closed spelling. */
static bool append_closed(fund_buf *out, fund_unit_run *run, piece at, gender_form form)
{
    if (fund_number_normalise(out, run->text + at.begin, at.end - at.begin)) {
        return true;
    }
    if (out->failed) {
        return fund_unit_fail(run);
    }
    const fund_scanner scanner = scanner_of(run);
    fund_gender gender;
    if (fund_gender_find(&gender, &scanner, at.begin, at.end)) {
        return append_form(out, run, &gender, at.begin, form);
    }
    if (!fold_piece(run, at)) {
        return false;
    }
    fund_buf_append(out, run->chain->folded.text.data, run->chain->folded.text.len);
    return !out->failed || fund_unit_fail(run);
}

/* Whether the compound of these pieces is a noun, as its last piece tells, or "Start-ups". */
static bool is_noun_compound(const fund_unit_run *run, piece first, piece head)
{
    static const char *const particles[] = {"ups", "ins", "outs", "offs", "ons", "downs", NULL};
    const char *text = run->text;
    return fund_begins_upper(text + head.begin, head.end - head.begin) ||
           (fund_begins_upper(text + first.begin, first.end - first.begin) &&
            fund_is_any(text + head.begin, head.end - head.begin, particles));
}

static bool is_figure(const fund_unit_run *run, const piece *pieces, size_t count, size_t i)
{
    return i < count && fund_byte_is(run->text[pieces[i].begin], FUND_CHAR_DIGIT) &&
           fund_byte_is(run->text[pieces[i].end - 1], FUND_CHAR_DIGIT);
}

/* Whether the hyphen before a piece tells two figures apart: "14-18" and "3-1" are not 1418 and 31. Of more the digits are
 * one number, as of an ISBN or a telephone. */
static bool is_range(const fund_unit_run *run, const piece *pieces, size_t count, size_t i)
{
    return i > 0 && is_figure(run, pieces, count, i - 1) && is_figure(run, pieces, count, i) &&
           !is_figure(run, pieces, count, i + 1) &&
           (i == 1 || !is_figure(run, pieces, count, i - 2));
}

/* "INF-Vertrag" is looked up as "infvertrag". The form is that of the last piece. */
static bool push_closed_spelling(fund_unit_run *run, const piece *pieces, size_t count,
                                 gender_form form)
{
    fund_buf *joined = &run->chain->joined;
    fund_buf_clear(joined);
    for (size_t i = 0; i < count; i++) {
        fund_buf_append_str(joined, is_range(run, pieces, count, i) ? "-" : "");
        if (!append_closed(joined, run, pieces[i], i + 1 < count ? FORM_WRITTEN : form)) {
            return false;
        }
    }
    return fund_push_stem(run, FUND_TOKEN_WORD, joined->data, joined->len,
                          is_noun_compound(run, pieces[0], pieces[count - 1]),
                          whole_place(run, (uint32_t)count));
}

/* "F35" in "F-35-Jet". */
static bool push_designation(fund_unit_run *run, const piece pieces[2], uint32_t position)
{
    fund_buf *joined = &run->chain->joined;
    const fund_place at = {pieces[0].begin, pieces[1].end, position, 2};
    if (!fund_is_designation(run->text, pieces[0].begin, pieces[0].end) ||
        !fund_byte_is(run->text[pieces[1].begin], FUND_CHAR_DIGIT)) {
        return true;
    }
    fund_buf_clear(joined);
    return append_closed(joined, run, pieces[0], FORM_WRITTEN) &&
           append_closed(joined, run, pieces[1], FORM_WRITTEN) &&
           fund_push_stem(run, FUND_TOKEN_PART, joined->data, joined->len, false, at);
}

static bool push_pieces(fund_unit_run *run, const piece *pieces, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!push_piece(run, FUND_TOKEN_PART, pieces[i], (uint32_t)i) ||
            (count > 2 && i + 1 < count && !push_designation(run, pieces + i, (uint32_t)i))) {
            return false;
        }
    }
    return true;
}

static bool push_compound(fund_unit_run *run)
{
    piece pieces[PIECES_MAX];
    size_t count = cut_compound(pieces, run);
    if (count <= 1) { /* "G20" is read like "G-20", and then "G 20" is the same */
        count = cut_figures(pieces, run->text, 0, run->len);
    }
    if (count == 0) {
        whole_place(run, 1);
        return push_piece(run, FUND_TOKEN_WORD, (piece){0, run->len}, 0);
    }
    const piece last = pieces[count - 1];
    const fund_scanner scanner = scanner_of(run);
    fund_gender gender;
    if (!fund_gender_find(&gender, &scanner, last.begin, last.end)) {
        return push_closed_spelling(run, pieces, count, FORM_WRITTEN) &&
               push_pieces(run, pieces, count);
    }
    /* "Grünen-Politiker:innen" is two compounds. */
    const fund_place at = {last.begin, last.end, (uint32_t)count - 1, 1};
    return push_closed_spelling(run, pieces, count, FORM_MAN) &&
           push_pieces(run, pieces, count - 1) &&
           push_form(run, FUND_TOKEN_PART, &gender, FORM_MAN, at) &&
           push_closed_spelling(run, pieces, count, FORM_WOMAN) &&
           push_form(run, FUND_TOKEN_PART, &gender, FORM_WOMAN, at);
}

/* ---- addresses ------------------------------------------------------------- */

static size_t cut_address(piece pieces[PIECES_MAX], const fund_unit_run *run)
{
    const fund_scanner scanner = scanner_of(run);
    size_t count = 0;
    for (size_t pos = 0; pos < run->len && count < PIECES_MAX;) {
        size_t size;
        if (fund_is_word_at(&scanner, pos)) {
            pieces[count++] = (piece){pos, fund_skip_word(&scanner, pos)};
            pos = pieces[count - 1].end;
        } else {
            fund_class_at(&scanner, pos, &size);
            pos += size;
        }
    }
    return count;
}

/* The address as it is written (only its case does not matter) and its parts;
 * a #tag of one word is that word, too. */
static bool push_address(fund_unit_run *run)
{
    piece pieces[PIECES_MAX];
    size_t count = cut_address(pieces, run);
    if (!fund_fold(&run->chain->folded, run->text, run->len)) {
        return fund_unit_fail(run);
    }
    const fund_buf *folded = &run->chain->folded.text;
    bool ok = fund_push_exact(run, FUND_TOKEN_WORD, folded->data, folded->len,
                              whole_place(run, count > 0 ? (uint32_t)count : 1));
    bool tag = run->text[0] == '#' && count == 1;
    for (size_t i = 0; ok && i < count; i++) {
        ok = push_piece(run, tag ? FUND_TOKEN_WORD : FUND_TOKEN_PART, pieces[i], (uint32_t)i);
    }
    return ok;
}

/* ---- sections, dates ------------------------------------------------------- */

/* "§ 218a" = "§218a": the sign with the number, and the number as its part. */
static bool push_section(fund_unit_run *run)
{
    const size_t sign = strlen("\xc2\xa7");
    const size_t number = sign + fund_blank_at(run->text, run->len, sign);
    if (!fold_piece(run, (piece){number, run->len})) {
        return false;
    }
    const fund_buf *folded = &run->chain->folded.text;
    fund_buf *joined = &run->chain->joined;
    fund_buf_clear(joined);
    fund_buf_append(joined, run->text, sign);
    fund_buf_append(joined, folded->data, folded->len);
    return (!joined->failed || fund_unit_fail(run)) &&
           fund_push_exact(run, FUND_TOKEN_WORD, joined->data, joined->len, whole_place(run, 1)) &&
           fund_push_exact(run, FUND_TOKEN_PART, folded->data, folded->len,
                           (fund_place){number, run->len, 0, 1});
}

/* "24.02.2022" and "2022-02-24", whose normal form is in chain->scratch. */
static bool push_numeric_date(fund_unit_run *run)
{
    const fund_buf *date = &run->chain->scratch;
    bool ok = fund_push_exact(run, FUND_TOKEN_WORD, date->data, date->len, whole_place(run, 3));
    size_t start = 0;
    for (uint32_t i = 0; ok && i < 3; i++) {
        size_t end = start + fund_digits_at(run->text, run->len, start);
        ok = fund_push_exact(run, FUND_TOKEN_PART, run->text + start, end - start,
                             (fund_place){start, end, i, 1});
        start = end + 1;
    }
    return ok;
}

/* "24. Februar 2022": its words follow and have the positions. */
static bool push_date_in_words(fund_unit_run *run)
{
    fund_buf *date = &run->chain->scratch;
    fund_buf_clear(date);
    fund_place at = whole_place(run, 3);
    run->out->positions = 0;
    if (fund_date_in_words(date, run->text, run->len) == 0) {
        return !date->failed || fund_unit_fail(run);
    }
    return fund_push_exact(run, FUND_TOKEN_WORD, date->data, date->len, at);
}

/* "A 8" is "A8": its words follow and have the positions. */
static bool push_spaced_figure(fund_unit_run *run)
{
    fund_place at = whole_place(run, 2);
    run->out->positions = 0;
    if (!fold_piece(run, (piece){0, run->len})) {
        return false;
    }
    const fund_buf *folded = &run->chain->folded.text;
    return fund_push_stem(run, FUND_TOKEN_WORD, folded->data, folded->len, false, at);
}

static bool push_sign(fund_unit_run *run)
{
    static const char word[] = "prozent";
    return fund_push_stem(run, FUND_TOKEN_WORD, word, sizeof word - 1, true, whole_place(run, 1));
}

/* ---- any unit -------------------------------------------------------------- */

/* "Ein-" is not the article, so it is looked up as a part. */
static bool is_open_function_word(fund_unit_run *run, const fund_unit *unit)
{
    size_t len;
    return unit->open_hyphen && fold_piece(run, (piece){0, run->len}) &&
           fund_function_word(run->chain->function_words, run->chain->folded.text.data,
                              run->chain->folded.text.len, &len) != NULL;
}

static bool push_word_unit(fund_unit_run *run, const fund_unit *unit)
{
    fund_buf_clear(&run->chain->scratch);
    if (run->len > 2 && memcmp(run->text, "\xc2\xa7", 2) == 0) {
        return push_section(run);
    }
    if (fund_date_normalise(&run->chain->scratch, run->text, run->len)) {
        return push_numeric_date(run);
    }
    if (run->chain->scratch.failed) {
        return fund_unit_fail(run);
    }
    if (is_open_function_word(run, unit)) {
        whole_place(run, 1);
        return push_piece(run, FUND_TOKEN_PART, (piece){0, run->len}, 0);
    }
    return push_compound(run);
}

bool fund_unit_analyse(fund_unit_tokens *out, fund_chain *chain, fund_purpose purpose,
                       const fund_unit *unit, const char *text)
{
    out->count = 0;
    fund_buf_clear(&out->terms);
    fund_unit_run run = {out, chain, purpose, text + unit->begin, unit->end - unit->begin};
    if (unit->type == FUND_UNIT_DATE) {
        push_date_in_words(&run);
    } else if (unit->type == FUND_UNIT_ADDRESS) {
        push_address(&run);
    } else if (unit->type == FUND_UNIT_FIGURE) {
        push_spaced_figure(&run);
    } else if (unit->type == FUND_UNIT_SIGN) {
        push_sign(&run);
    } else {
        push_word_unit(&run, unit);
    }
    return !chain->failed;
}
