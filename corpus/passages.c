#include "base/unicode.h"
#include "corpus/corpus_private.h"

typedef struct cutter {
    fund_passage_callback callback;
    void *payload;
    fund_error *err;
    fund_buf held;     /* a passage that a short end of the article may still join */
    fund_buf fragment; /* short paragraphs that wait for the next one */
    fund_buf text;     /* the paragraph at hand */
} cutter;

static size_t chars_of(const fund_buf *buf)
{
    return fund_utf8_count(buf->data, buf->len);
}

static void swap(fund_buf *a, fund_buf *b)
{
    fund_buf c = *a;
    *a = *b;
    *b = c;
}

static fund_status check_memory(const cutter *cut)
{
    if (cut->held.failed || cut->fragment.failed || cut->text.failed) {
        return fund_no_memory(cut->err);
    }
    return FUND_OK;
}

/* Hands the held passage out. */
static fund_status release(cutter *cut)
{
    if (cut->held.len == 0) {
        return FUND_OK;
    }
    fund_text passage = {cut->held.data, cut->held.len};
    fund_status status = cut->callback(passage, cut->payload);
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
            if (fund_corpus_sentence_ends(text, len, pos)) {
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
    if (chars <= FUND_PASSAGE_MAX) {
        swap(&cut->held, &cut->text);
        return status;
    }
    const char *text = cut->text.data;
    size_t len = cut->text.len;
    while (status == FUND_OK && chars > FUND_PASSAGE_MAX) {
        size_t size = cut_point(text, len, chars);
        fund_buf_append(&cut->held, text, size);
        status = check_memory(cut);
        if (status == FUND_OK) {
            status = release(cut);
        }
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
    if (cut->fragment.len == 0) {
        return FUND_OK;
    }
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
    fund_status status = check_memory(cut);
    if (status != FUND_OK || cut->text.len == 0) {
        return status;
    }
    status = join_fragment(cut);
    if (status == FUND_OK) {
        status = check_memory(cut);
    }
    if (status != FUND_OK) {
        return status;
    }
    if (chars_of(&cut->text) < FUND_PASSAGE_MIN) {
        swap(&cut->text, &cut->fragment);
        return FUND_OK;
    }
    status = take_paragraph(cut);
    return status == FUND_OK ? check_memory(cut) : status;
}

/* The last fragment joins the passage before it where there is room. */
static fund_status finish(cutter *cut)
{
    if (cut->fragment.len > 0) {
        if (cut->held.len > 0 &&
            chars_of(&cut->held) + 1 + chars_of(&cut->fragment) <= FUND_PASSAGE_MAX) {
            fund_buf_append_byte(&cut->held, '\n');
            fund_buf_append(&cut->held, cut->fragment.data, cut->fragment.len);
        } else {
            fund_status status = release(cut);
            if (status != FUND_OK) {
                return status;
            }
            swap(&cut->held, &cut->fragment);
        }
    }
    fund_status status = check_memory(cut);
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
