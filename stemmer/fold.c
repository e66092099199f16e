#include "stemmer/stemmer_private.h"

#include <stdlib.h>
#include <utf8proc.h>

void fund_folded_free(fund_folded *folded)
{
    fund_buf_free(&folded->text);
    free(folded->origin);
    *folded = (fund_folded){.text = FUND_BUF_INIT};
}

/* Notes that all folded bytes from `from` on came from offset `origin`. */
static bool note_origin(fund_folded *out, size_t from, size_t origin)
{
    size_t needed = out->text.len + 1;
    if (needed > out->origin_capacity) {
        size_t capacity = needed * 2 + 64;
        size_t *grown = realloc(out->origin, capacity * sizeof *grown);
        if (grown == NULL) {
            return false;
        }
        out->origin = grown;
        out->origin_capacity = capacity;
    }
    for (size_t i = from; i < needed; i++) {
        out->origin[i] = origin;
    }
    return true;
}

/* A base character and the marks that combine with it. */
static size_t cluster_end(const char *text, size_t len, size_t pos)
{
    uint32_t c;
    pos += fund_utf8_decode(&c, text + pos, len - pos);
    while (pos < len && (unsigned char)text[pos] >= 0x80) {
        size_t size = fund_utf8_decode(&c, text + pos, len - pos);
        if (size == 0 || utf8proc_category((utf8proc_int32_t)c) != UTF8PROC_CATEGORY_MN) {
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
    return size >= 0 && !out->text.failed;
}

bool fund_fold(fund_folded *out, const char *text, size_t len)
{
    fund_buf_clear(&out->text);
    size_t pos = 0;
    while (pos < len) {
        size_t start = pos;
        size_t from = out->text.len;
        unsigned char byte = (unsigned char)text[pos];
        bool plain = byte < 0x80 && (pos + 1 == len || (unsigned char)text[pos + 1] < 0xcc);
        if (plain) { /* no combining mark can follow: those begin with 0xcc or above */
            fund_buf_append_byte(&out->text,
                                 (char)(byte >= 'A' && byte <= 'Z' ? byte + 32 : byte));
            pos++;
        } else {
            pos = cluster_end(text, len, pos);
            if (!fold_cluster(out, text + start, pos - start)) {
                return false;
            }
        }
        if (!note_origin(out, from, start)) {
            return false;
        }
    }
    return note_origin(out, out->text.len, len) && !out->text.failed;
}
