/* Forms of verbs back to their infinitives: what Snowball's endings cannot undo
 * ("gewann", "gegründet", "zurückzutreten"). */
#include "stemmer/lexicon_private.h"
#include "stemmer/stemmer_private.h"

#include <string.h>

static const fund_verb_form *find_form(const fund_lexicon *lexicon, const fund_letters *word)
{
    uint64_t hash = fund_letters_hash(word->data, word->len);
    uint32_t tag, slot = fund_table_slot(lexicon->verbs, sizeof *lexicon->verbs,
                                         lexicon->model.header->verb_slots, hash, &tag);
    return lexicon->verbs[slot].tag == tag ? &lexicon->verbs[slot] : NULL;
}

static void append_letter(fund_buf *out, unsigned char letter)
{
    char bytes[4];
    fund_buf_append(out, bytes, fund_utf8_encode(bytes, letter));
}

/* A damaged lexicon may say anything. */
static bool is_sound(const fund_verb_edit *edit, size_t letters)
{
    bool ok = edit->strip <= letters && edit->append_len <= FUND_EDIT_APPEND_MAX;
    for (size_t i = 0; ok && i < edit->append_len; i++) {
        ok = (unsigned char)edit->append[i] >= 'a';
    }
    return ok;
}

fund_verb_reading fund_verb_infinitive(fund_buf *out, const fund_lexicon *lexicon, const char *word,
                                       size_t len)
{
    fund_letters letters;
    const fund_verb_form *form = NULL;
    if (lexicon != NULL && fund_letters_read(&letters, word, len) && letters.len > 0) {
        form = find_form(lexicon, &letters);
    }
    if (form == NULL || form->edit >= lexicon->model.header->edits) {
        return FUND_VERB_NONE;
    }
    const fund_verb_edit *edit = &lexicon->edits[form->edit];
    if (!is_sound(edit, letters.len)) {
        return FUND_VERB_NONE;
    }
    for (size_t i = 0; i < letters.len - edit->strip; i++) {
        bool left_out = edit->out != FUND_EDIT_NOWHERE && i >= edit->out && i < edit->out + 2u;
        if (!left_out) {
            append_letter(out, letters.data[i]);
        }
    }
    for (size_t i = 0; i < edit->append_len; i++) {
        append_letter(out, (unsigned char)edit->append[i]);
    }
    return form->noun != 0 ? FUND_VERB_OR_NOUN : FUND_VERB_ONLY;
}
