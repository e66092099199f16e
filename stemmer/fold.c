#include "stemmer/stemmer_private.h"

#include <stdlib.h>
#include <utf8proc.h>

void fund_folded_free(fund_folded *folded)
{
    fund_buf_free(&folded->text);
    fund_array_free(&folded->origin);
    *folded = (fund_folded){.text = FUND_BUF_INIT};
}

/* Marks (those of halfwidth kana are letters to Unicode), and the vowels and final consonants of
 * decomposed Hangul. */
static bool continues_cluster(uint32_t c)
{
    return utf8proc_category((utf8proc_int32_t)c) == UTF8PROC_CATEGORY_MN ||
           (c >= 0x1160 && c <= 0x11ff) || c == 0xff9e || c == 0xff9f;
}

/* A base character and what combines with it. */
static size_t cluster_end(const char *text, size_t len, size_t pos)
{
    uint32_t c;
    pos += fund_utf8_decode(&c, text + pos, len - pos);
    while (pos < len && (unsigned char)text[pos] >= 0x80) {
        size_t size = fund_utf8_decode(&c, text + pos, len - pos);
        if (size == 0 || !continues_cluster(c)) {
            break;
        }
        pos += size;
    }
    return pos;
}

static bool fold_cluster(fund_folded *out, const char *text, size_t len)
{
    utf8proc_uint8_t *folded = NULL;
    utf8proc_ssize_t size = utf8proc_map(
        (const utf8proc_uint8_t *)text, (utf8proc_ssize_t)len, &folded,
        UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
    if (size > 0) {
        fund_buf_append(&out->text, folded, (size_t)size);
    }
    free(folded);
    return size >= 0;
}

/* "Œuvre" is "Oeuvre"; to Unicode these are letters of their own. */
static const char *spelled_out(uint32_t c)
{
    return c == 0x152 || c == 0x153 ? "oe" : c == 0xc6 || c == 0xe6 ? "ae" : NULL;
}

/* Folds the cluster text[0, len) that begins with c. */
static bool fold_other(fund_folded *out, uint32_t c, const char *text, size_t len)
{
    unsigned class = fund_char_class(c);
    if ((class & FUND_CHAR_SPACE) != 0) {
        return true;
    }
    if (spelled_out(c) != NULL) {
        fund_buf_append_str(&out->text, spelled_out(c));
        return true;
    }
    if ((class & FUND_CHAR_DIGIT) != 0 && (class & FUND_CHAR_ALONE) != 0) { /* a fraction */
        fund_buf_append(&out->text, text, len);
        return true;
    }
    return fold_cluster(out, text, len);
}

static bool is_plain(const char *text, size_t len, size_t pos)
{
    unsigned char byte = (unsigned char)text[pos];
    /* No combining mark can follow: those begin with 0xcc or above. */
    return byte > ' ' && byte < 0x80 && (pos + 1 == len || (unsigned char)text[pos + 1] < 0xcc);
}

/* "Merkel's" and "Merkel’s" are genitives of Merkel. */
static void drop_genitive(fund_folded *out, size_t apostrophe)
{
    if (apostrophe > 0 && apostrophe + 1 == out->text.len && out->text.data[apostrophe] == 's') {
        out->text.len = apostrophe;
        out->text.data[apostrophe] = '\0';
    }
}

bool fund_fold(fund_folded *out, const char *text, size_t len)
{
    fund_buf_clear(&out->text);
    out->origin.count = 0;
    size_t apostrophe = 0; /* the last one's place in what is folded */
    for (size_t pos = 0; pos < len;) {
        size_t start = pos;
        uint32_t c;
        size_t size = fund_utf8_decode(&c, text + pos, len - pos);
        if (fund_char_is(c, FUND_CHAR_APOSTROPHE)) {
            apostrophe = out->text.len;
            pos += size;
        } else if (is_plain(text, len, pos)) {
            fund_buf_append_byte(&out->text, (char)(c >= 'A' && c <= 'Z' ? c + 32 : c));
            pos++;
        } else {
            pos = cluster_end(text, len, pos);
            if (!fold_other(out, c, text + start, pos - start)) {
                return false;
            }
        }
        while (out->origin.count < out->text.len) {
            if (!fund_array_push(&out->origin, start)) {
                return false;
            }
        }
    }
    drop_genitive(out, apostrophe);
    out->origin.count = out->text.len;
    return !out->text.failed && fund_array_push(&out->origin, len);
}

size_t fund_folded_end(const fund_folded *folded, size_t i)
{
    while (i > 0 && i < folded->text.len &&
           folded->origin.items[i] == folded->origin.items[i - 1]) {
        i++;
    }
    return folded->origin.items[i];
}

bool fund_folded_spell_street(fund_folded *folded)
{
    static const char rest[] = "asse";
    fund_buf *text = &folded->text;
    size_t last = folded->origin.items[text->len - 1], end = folded->origin.items[text->len];
    fund_buf_append_str(text, rest);
    folded->origin.count--;
    while (folded->origin.count < text->len) {
        if (!fund_array_push(&folded->origin, last)) {
            return false;
        }
    }
    return !text->failed && fund_array_push(&folded->origin, end);
}

void fund_folded_drop_periods(fund_folded *folded)
{
    fund_buf *text = &folded->text;
    size_t to = 0;
    for (size_t from = 0; from < text->len; from++) {
        if (text->data[from] != '.') {
            folded->origin.items[to] = folded->origin.items[from];
            text->data[to++] = text->data[from];
        }
    }
    if (to < text->len) {
        folded->origin.items[to] = folded->origin.items[text->len];
        text->data[to] = '\0';
        text->len = to;
    }
}

/* ---- accents: names and foreign words are typed, and printed, without them -------- */

/* To Unicode the stroke of these is no mark, and neither is the missing dot. */
static char without_stroke(uint32_t c)
{
    switch (c) {
    case 0xf8: /* ø */
        return 'o';
    case 0x111: /* đ */
        return 'd';
    case 0x131: /* ı */
        return 'i';
    case 0x142: /* ł */
        return 'l';
    default:
        return '\0';
    }
}

/* The letter under the accents of a small Latin one; '\0' when it has none. The marks of
 * umlauts are no accents. */
static char base_letter(uint32_t c)
{
    utf8proc_int32_t parts[8];
    int boundary = 0;
    bool latin = (c >= 0xe0 && c < 0x250) || (c >= 0x1e00 && c < 0x1f00);
    if (!latin || c == 0xe4 || c == 0xf6 || c == 0xfc) {
        return '\0';
    }
    utf8proc_ssize_t count =
        utf8proc_decompose_char((utf8proc_int32_t)c, parts, 8, UTF8PROC_DECOMPOSE, &boundary);
    bool marked = count > 1 && parts[0] >= 'a' && parts[0] <= 'z';
    return marked ? (char)parts[0] : without_stroke(c);
}

bool fund_without_accents(fund_buf *out, const char *word, size_t len)
{
    bool changed = false;
    for (size_t pos = 0, size = 0; pos < len; pos += size) {
        uint32_t c;
        size = fund_utf8_decode(&c, word + pos, len - pos);
        char base = c < 0x80 ? '\0' : base_letter(c);
        /* One that no letter is composed with. */
        bool mark = c >= 0x300 && c < 0x370 && pos > 0;
        if ((base != '\0' || mark) && !changed) {
            fund_buf_clear(out);
            fund_buf_append(out, word, pos);
            changed = true;
        }
        if (base != '\0') {
            fund_buf_append_byte(out, base);
        } else if (changed && !mark) {
            fund_buf_append(out, word + pos, size);
        }
    }
    return changed;
}
