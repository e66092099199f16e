/* Whether letters are a word, for who joins what a line has broken. */
#include "stemmer/stemmer_private.h"

bool fund_lexicon_has_word(const fund_lexicon *lexicon, const char *word, size_t len)
{
    size_t cut;
    fund_folded folded = {.text = FUND_BUF_INIT};
    bool has = lexicon != NULL && fund_fold(&folded, word, len) && folded.text.len > 0 &&
               (fund_lexicon_knows(lexicon, folded.text.data, folded.text.len) ||
                fund_lexicon_cuts(&cut, 1, lexicon, folded.text.data, folded.text.len,
                                  fund_begins_upper(word, len)) > 0);
    fund_folded_free(&folded);
    return has;
}
