#include "base/unicode.h"
#include "stemmer/train/train_private.h"

#include <libstemmer.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *must(void *memory)
{
    if (memory == NULL) {
        fputs("train-lexicon: not enough memory\n", stderr);
        exit(2);
    }
    return memory;
}

void require(bool had_memory)
{
    must(had_memory ? &had_memory : NULL);
}

bool forms_init(forms *all)
{
    *all = (forms){.index = fund_map_new(),
                   .stem_index = fund_map_new(),
                   .arena = fund_arena_new(),
                   .stemmer = sb_stemmer_new("german", "ISO_8859_1")};
    return all->index != NULL && all->stem_index != NULL && all->arena != NULL &&
           all->stemmer != NULL;
}

void forms_free(forms *all)
{
    fund_map_free(all->index, NULL);
    fund_map_free(all->stem_index, NULL);
    fund_arena_free(all->arena);
    sb_stemmer_delete(all->stemmer);
    fund_array_free(all);
    fund_array_free(&all->stems);
    fund_array_free(&all->splits);
    fund_array_free(&all->strong);
    fund_array_free(&all->readings);
    fund_array_free(&all->late);
}

/* The maps hold index + 1 in their value pointers. */
static void *number_value(size_t number)
{
    return (void *)(uintptr_t)(number + 1);
}

form *forms_find(const forms *all, const char *letters, size_t len)
{
    uintptr_t number = (uintptr_t)fund_map_get(all->index, letters, len);
    return number > 0 ? &all->items[number - 1] : NULL;
}

bool forms_have(const forms *all, const char *letters, size_t len, unsigned flag)
{
    const form *word = forms_find(all, letters, len);
    return word != NULL && (word->flags & flag) != 0;
}

bool forms_have_with(const forms *all, const char *letters, size_t len, const char *ending,
                     unsigned flag)
{
    char word[FUND_LETTERS_MAX + 4];
    size_t extra = strlen(ending);
    memcpy(word, letters, len);
    memcpy(word + len, ending, extra);
    return forms_have(all, word, len + extra, flag);
}

form *forms_add(forms *all, const char *letters, size_t len)
{
    form *found = forms_find(all, letters, len);
    if (found != NULL) {
        return found;
    }
    const form added = {.letters = must(fund_arena_copy(all->arena, letters, len)),
                        .len = (uint8_t)len};
    require(fund_map_put(all->index, letters, len, number_value(all->count), NULL) &&
            fund_array_push(all, added));
    return &all->items[all->count - 1];
}

size_t forms_head_stem(forms *all, form *word)
{
    if (word->stem == 0) {
        const sb_symbol *stem =
            sb_stemmer_stem(all->stemmer, (const sb_symbol *)word->letters, word->len);
        size_t len = (size_t)sb_stemmer_length(all->stemmer);
        uintptr_t number = (uintptr_t)fund_map_get(all->stem_index, stem, len);
        if (number == 0) {
            require(fund_array_push(&all->stems, (head_stem){false, 0, 0}));
            number = (uintptr_t)all->stems.count;
            require(fund_map_put(all->stem_index, stem, len, number_value(number - 1), NULL));
        }
        word->stem = (uint32_t)number;
    }
    return word->stem - 1;
}

static size_t next_letter(uint32_t *out, const char *word, size_t len, bool latin1)
{
    if (!latin1) {
        return fund_utf8_decode(out, word, len);
    }
    *out = (unsigned char)word[0];
    return 1;
}

size_t fold_letters(char out[FUND_LETTERS_MAX], const char *word, size_t len, bool latin1)
{
    size_t count = 0;
    for (size_t pos = 0; pos < len;) {
        uint32_t c;
        size_t size = next_letter(&c, word + pos, len - pos, latin1);
        if (size == 0 || c > 0xff || count + 2 > FUND_LETTERS_MAX) {
            return 0;
        }
        c = fund_char_lower(c);
        if ((c < 'a' || c > 'z') && (c < 0xdf || c == 0xf7)) {
            return 0;
        }
        out[count++] = c == 0xdf ? 's' : (char)c;
        if (c == 0xdf) {
            out[count++] = 's';
        }
        pos += size;
    }
    return count;
}

bool begins_capital(const char *word, size_t len, bool latin1)
{
    uint32_t c;
    return len > 0 && next_letter(&c, word, len, latin1) > 0 && c < 0x100 &&
           fund_char_is(c, FUND_CHAR_UPPER);
}

static void append_split(fund_buf *out, const listed_split *split, const form *word)
{
    size_t cut = 0;
    for (size_t i = 0; i < word->len; i++) {
        if (cut < split->count && split->cuts[cut] == i) {
            fund_buf_append_byte(out, '|');
            cut++;
        }
        char bytes[4];
        fund_buf_append(out, bytes, fund_utf8_encode(bytes, (unsigned char)word->letters[i]));
    }
    fund_buf_append_byte(out, '\n');
}

void expand_splits(fund_buf *out, forms *all)
{
    for (size_t i = 0; i < all->splits.count; i++) {
        const listed_split *split = &all->splits.items[i];
        size_t shared = split->cuts[split->count - 1];
        size_t stem = forms_head_stem(all, forms_add(all, split->letters, split->len));
        for (size_t k = 0; k < all->count; k++) {
            form *word = &all->items[k];
            if (word->len > shared && memcmp(word->letters, split->letters, shared) == 0 &&
                forms_head_stem(all, word) == stem) {
                append_split(out, split, word);
            }
        }
    }
    require(!out->failed);
}
