/* Paragraphs become passages: short ones are joined, long ones are cut where a sentence ends. */
#include "base/unicode.h"
#include "corpus/corpus_private.h"

#include <string.h>

/* ---- sentences ---------------------------------------------------------- */

enum { WORD_MAX = 12, CLOSING_MAX = 4 };

/* Words whose full stop ends no sentence, in the spelling without case.
   Single letters ("z. B.", "U.S.A.", "J. Biden") need no entry. */
static const char abbreviations[] =
    "abb abs anm apr art aufl aug bd bspw bzgl bzw ca chr co dez dgl dipl dr dt ehem engl etc"
    " ev evtl exkl feb ff fr franz frhr gem ges gest geb ggf ggfs hl hr hrsg inc ing inkl ital"
    " jan jgg jh jhd jhdt jr jul jun kap kath lat lt ltd max mia mio mind min mr mrd mrs mrz ms"
    " nov nr okt op phil prof rd red resp röm russ sek sen sep sept skr sog sr st std stellv str"
    " stv tel tgl tsd urspr usf usw vgl vors vs zit ziff zzgl zzt";

static bool is_mark(uint32_t c)
{
    return c == '.' || c == '!' || c == '?' || c == 0x2026;
}

static bool is_closing(uint32_t c)
{
    return fund_char_is(c, FUND_CHAR_QUOTE) || c == ')' || c == ']' || c == '}';
}

static bool begins_sentence(const char *text, size_t len)
{
    uint32_t c;
    return fund_utf8_decode(&c, text, len) > 0 &&
           (c == '(' || c == '[' ||
            fund_char_is(c, FUND_CHAR_QUOTE | FUND_CHAR_UPPER | FUND_CHAR_DIGIT));
}

/* "24." and "100." but not "2021.", "75.000." or "1,5." */
static bool is_ordinal(const char *text, size_t end)
{
    size_t start = end;
    while (start > 0 && end - start < 4 && fund_byte_is(text[start - 1], FUND_CHAR_DIGIT)) {
        start--;
    }
    size_t digits = end - start;
    if (digits == 0 || digits > 3) {
        return false;
    }
    char before = start > 0 ? text[start - 1] : ' ';
    return before != ',' && !(before == '.' && digits == 3);
}

/* The start of the run of letters that ends at text[end], at most WORD_MAX of
   them; `end` itself when there is none or the run is longer. */
static size_t word_start(size_t *letters, const char *text, size_t end)
{
    size_t start = end;
    *letters = 0;
    uint32_t c;
    size_t size;
    while ((size = fund_corpus_last_char(&c, text, start)) > 0) {
        if (!fund_char_is(c, FUND_CHAR_LETTER)) {
            break;
        }
        start -= size;
        if (++*letters > WORD_MAX) {
            return end;
        }
    }
    return start;
}

/* "Wilhelm II." */
static bool is_roman(const char *word, size_t len)
{
    return len <= 4 && strspn(word, "IVX") >= len;
}

/* True when the full stop at text[end] belongs to the word before it. */
static bool is_abbreviation(const char *text, size_t end)
{
    size_t letters;
    size_t start = word_start(&letters, text, end);
    size_t len = end - start;
    return len > 0 &&
           (letters == 1 || fund_corpus_is_one_of((fund_text){text + start, len}, abbreviations) ||
            is_roman(text + start, len));
}

/* Steps back over quotes and brackets. */
static size_t skip_closing(const char *text, size_t pos)
{
    uint32_t c;
    for (int i = 0; i < CLOSING_MAX; i++) {
        size_t size = fund_corpus_last_char(&c, text, pos);
        if (size == 0 || !is_closing(c)) {
            break;
        }
        pos -= size;
    }
    return pos;
}

/* True when a sentence ends before text[pos], a white space. */
static bool sentence_ends(const char *text, size_t len, size_t pos)
{
    if (pos >= len || !begins_sentence(text + pos + 1, len - pos - 1)) {
        return false;
    }
    size_t end = skip_closing(text, pos);
    uint32_t mark, before;
    size_t size = fund_corpus_last_char(&mark, text, end);
    if (size == 0 || !is_mark(mark)) {
        return false;
    }
    end -= size;
    if (mark != '.' || (fund_corpus_last_char(&before, text, end) > 0 && is_mark(before))) {
        return true;
    }
    return !is_ordinal(text, end) && !is_abbreviation(text, end);
}

/* ---- passages ----------------------------------------------------------- */

typedef struct cutter {
    fund_passage_callback callback;
    void *payload;
    fund_error *err;
    fund_buf held;     /* a passage that a short end of the article may still join */
    fund_buf fragment; /* short paragraphs that wait for the next one */
    fund_buf text;     /* the paragraph at hand */
} cutter;

static size_t chars_of(const fund_buf *of)
{
    return fund_utf8_count(of->data, of->len);
}

static void swap(fund_buf *a, fund_buf *b)
{
    fund_buf c = *a;
    *a = *b;
    *b = c;
}

static bool ran_out(const cutter *cut)
{
    return cut->held.failed || cut->fragment.failed || cut->text.failed;
}

/* Hands the held passage out. */
static fund_status release(cutter *cut)
{
    if (ran_out(cut)) {
        return fund_no_memory(cut->err);
    }
    fund_text passage = {cut->held.data, cut->held.len};
    fund_status status = passage.len > 0 ? cut->callback(passage, cut->payload) : FUND_OK;
    fund_buf_clear(&cut->held);
    return status;
}

/* Where to cut text of `chars` (> FUND_PASSAGE_MAX) characters: both pieces
   get FUND_PASSAGE_MIN characters or more.  A space there is to be dropped. */
static size_t cut_point(const char *text, size_t len, size_t chars)
{
    size_t most = chars - FUND_PASSAGE_MIN - 1;
    most = most < FUND_PASSAGE_MAX ? most : FUND_PASSAGE_MAX;
    size_t sentence = 0;
    size_t space = 0;
    size_t pos = 0;
    for (size_t seen = 0;; seen++) {
        if (seen >= FUND_PASSAGE_MIN && (text[pos] == ' ' || text[pos] == '\n')) {
            if (sentence_ends(text, len, pos)) {
                sentence = pos;
            } else if (text[pos] == ' ') {
                space = pos;
            }
        }
        if (seen == most) {
            return sentence > 0 ? sentence : space > 0 ? space : pos;
        }
        do {
            pos++;
        } while (pos < len && ((unsigned char)text[pos] & 0xc0) == 0x80);
    }
}

/* Passes the paragraph at hand on, in pieces when it is too long. */
static fund_status take_paragraph(cutter *cut)
{
    fund_status status = release(cut);
    size_t chars = chars_of(&cut->text);
    const char *text = cut->text.data;
    size_t len = cut->text.len;
    while (status == FUND_OK && chars > FUND_PASSAGE_MAX) {
        size_t size = cut_point(text, len, chars);
        fund_buf_append(&cut->held, text, size);
        status = release(cut);
        size += text[size] == ' ' || text[size] == '\n';
        chars -= fund_utf8_count(text, size);
        text += size;
        len -= size;
    }
    fund_buf_append(&cut->held, text, len);
    return status;
}

/* Puts the waiting fragment before the paragraph at hand; where that makes a
   whole paragraph too long, the fragment becomes a passage of its own. */
static fund_status join_fragment(cutter *cut)
{
    size_t chars = chars_of(&cut->text);
    size_t joined = chars_of(&cut->fragment) + 1 + chars;
    if (chars <= FUND_PASSAGE_MAX && joined > FUND_PASSAGE_MAX) {
        fund_status status = release(cut);
        swap(&cut->held, &cut->fragment);
        return status;
    }
    fund_buf_append_byte(&cut->fragment, '\n');
    fund_buf_append(&cut->fragment, cut->text.data, cut->text.len);
    swap(&cut->fragment, &cut->text);
    fund_buf_clear(&cut->fragment);
    return FUND_OK;
}

static fund_status add_paragraph(cutter *cut, fund_text paragraph)
{
    fund_buf_clear(&cut->text);
    fund_corpus_squeeze(&cut->text, paragraph, true);
    if (ran_out(cut)) {
        return fund_no_memory(cut->err);
    }
    if (cut->text.len == 0) {
        return FUND_OK;
    }
    fund_status status = cut->fragment.len > 0 ? join_fragment(cut) : FUND_OK;
    if (status != FUND_OK) {
        return status;
    }
    if (chars_of(&cut->text) < FUND_PASSAGE_MIN) {
        swap(&cut->text, &cut->fragment);
        return FUND_OK;
    }
    return take_paragraph(cut);
}

/* The last fragment joins the passage before it where there is room. */
static fund_status finish(cutter *cut)
{
    if (cut->held.len > 0 && cut->fragment.len > 0 &&
        chars_of(&cut->held) + 1 + chars_of(&cut->fragment) <= FUND_PASSAGE_MAX) {
        fund_buf_append_byte(&cut->held, '\n');
        fund_buf_append(&cut->held, cut->fragment.data, cut->fragment.len);
        fund_buf_cut(&cut->fragment, 0);
    }
    fund_status status = release(cut);
    swap(&cut->held, &cut->fragment);
    return status == FUND_OK ? release(cut) : status;
}

fund_status fund_passages_cut(const fund_text *paragraphs, size_t count,
                              fund_passage_callback callback, void *payload, fund_error *err)
{
    cutter cut = {.callback = callback, .payload = payload, .err = err};
    fund_status status = FUND_OK;
    for (size_t i = 0; status == FUND_OK && i < count; i++) {
        status = add_paragraph(&cut, paragraphs[i]);
    }
    if (status == FUND_OK) {
        status = finish(&cut);
    }
    fund_buf_free(&cut.held);
    fund_buf_free(&cut.fragment);
    fund_buf_free(&cut.text);
    return status;
}
