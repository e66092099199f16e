/* Whose last umlaut comes of inflection: Häuser, Väter, stärker.
 *
 * A noun is a plural with umlaut when its singular without (minus -e or -er) is
 * a noun, too, and no genitive in -s shows that it is a singular itself: Täter
 * has "Täters" and so is no plural of "Tat". */
#include "stemmer/train/train_private.h"

#include <string.h>

static size_t last_umlaut(const char *letters, size_t len)
{
    for (size_t i = len; i > 0; i--) {
        if (letters[i - 1] != '\0' && strchr("\xe4\xf6\xfc", letters[i - 1]) != NULL) {
            return i - 1;
        }
    }
    return len;
}

static char dotless(char umlaut)
{
    return umlaut == '\xe4' ? 'a' : umlaut == '\xf6' ? 'o' : 'u';
}

static bool ends(const char *letters, size_t len, const char *ending)
{
    return len > strlen(ending) + 1 && fund_ends_with(letters, len, ending);
}

/* plain: the noun without the dots. */
static bool is_plural(const forms *all, const char *letters, const char *plain, size_t len)
{
    bool same = ends(plain, len, "er") || ends(plain, len, "el") || ends(plain, len, "en");
    return forms_have(all, letters, len, FORM_NOUN) && !forms_have(all, letters, len, FORM_KEEPS) &&
           !forms_have_with(all, letters, len, "s", FORM_NOUN) &&
           ((same && forms_have(all, plain, len, FORM_NOUN)) ||
            (ends(plain, len, "e") && forms_have(all, plain, len - 1, FORM_NOUN)) ||
            (ends(plain, len, "er") && forms_have(all, plain, len - 2, FORM_NOUN)));
}

/* stärker, stärkeren, stärkste */
static bool is_comparison(const forms *all, const char *plain, size_t len)
{
    static const char *const endings[] = {"", "e", "en", "er", "es", "em"};
    static const char *const degrees[] = {"er", "st", "est", "t"};
    for (size_t e = 0; e < sizeof endings / sizeof endings[0]; e++) {
        if (!ends(plain, len, endings[e])) {
            continue;
        }
        size_t base = len - strlen(endings[e]);
        for (size_t d = 0; d < sizeof degrees / sizeof degrees[0]; d++) {
            if (ends(plain, base, degrees[d]) &&
                forms_have(all, plain, base - strlen(degrees[d]), FORM_ADJECTIVE)) {
                return true;
            }
        }
    }
    return false;
}

static bool inflects(const forms *all, const form *word)
{
    size_t at = last_umlaut(word->letters, word->len);
    if (at == word->len || word->len < 3 || (word->flags & FORM_KEEPS) != 0) {
        return false;
    }
    char plain[FUND_LETTERS_MAX];
    memcpy(plain, word->letters, word->len);
    plain[at] = dotless(plain[at]);
    bool dative = ends(plain, word->len, "n");
    return is_plural(all, word->letters, plain, word->len) ||
           (dative && is_plural(all, word->letters, plain, word->len - 1u)) ||
           ((word->flags & FORM_OTHER) != 0 && is_comparison(all, plain, word->len));
}

void mark_umlauts(forms *all)
{
    for (size_t i = 0; i < all->count; i++) {
        if (inflects(all, &all->items[i])) {
            all->items[i].flags |= FORM_UMLAUT;
        }
    }
}
