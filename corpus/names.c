/* File names: what they are without extensions, which are hidden, how a message shows them. */
#include "corpus/corpus_private.h"

#include <string.h>

size_t fund_corpus_inner_length(const char *name, size_t len)
{
    const char *dot = memrchr(name, '.', len);
    bool compressed =
        dot != NULL && dot > name &&
        fund_corpus_is_one_of((fund_text){dot, (size_t)(name + len - dot)}, ".gz .zst .xz .bz2");
    return compressed ? (size_t)(dot - name) : len;
}

size_t fund_corpus_stem_length(const char *path, size_t len)
{
    size_t inner = fund_corpus_inner_length(path, len);
    const char *dot = memrchr(path, '.', inner);
    const char *slash = memrchr(path, '/', inner);
    const char *base = slash != NULL ? slash + 1 : path;
    return dot != NULL && dot > base ? (size_t)(dot - path) : inner;
}

fund_text fund_corpus_kind(const char *name)
{
    return fund_text_of(name + fund_corpus_stem_length(name, strlen(name)));
}

bool fund_corpus_is_hidden(const char *entry)
{
    return entry[0] == '.' || entry[0] == '\0' || entry[strlen(entry) - 1] == '~';
}

void fund_corpus_show_name(fund_buf *out, const char *name)
{
    fund_buf_append_str(out, name[0] == '\0' ? "\"\"" : "");
    size_t len = strlen(name);
    size_t pos = 0;
    if (len > FUND_NAME_SHOWN_MAX) {
        pos = len - FUND_NAME_SHOWN_MAX;
        fund_buf_append_str(out, "...");
        while (((unsigned char)name[pos] & 0xc0) == 0x80) {
            pos++;
        }
    }
    while (pos < len) {
        uint32_t code_point;
        size_t size = fund_utf8_decode(&code_point, name + pos, len - pos);
        fund_buf_append(out, size > 0 ? name + pos : "?", size > 0 ? size : 1);
        pos += size > 0 ? size : 1;
    }
}
