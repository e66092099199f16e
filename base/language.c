/* Messages in the language of the locale, by gettext. */
#include "base/base.h"

#include <libintl.h>
#include <limits.h>
#include <locale.h>
#include <pthread.h>
#include <string.h>

#ifndef FUND_LOCALEDIR
#define FUND_LOCALEDIR "/usr/local/share/locale"
#endif

#define DOMAIN "fundstelle"
/* A folder that has the first translation is taken for that of all. */
#define A_CATALOGUE "/de/LC_MESSAGES/" DOMAIN ".mo"

static void bind_domain(void)
{
    char found[PATH_MAX];
    bool beside = fund_file_beside_program(found, sizeof found, "/locale" A_CATALOGUE) ||
                  fund_file_beside_program(found, sizeof found, "/../share/locale" A_CATALOGUE);
    if (beside) {
        found[strlen(found) - strlen(A_CATALOGUE)] = '\0';
    }
    bindtextdomain(DOMAIN, beside ? found : FUND_LOCALEDIR);
    bind_textdomain_codeset(DOMAIN, "UTF-8");
}

/* Nothing is looked for, let alone loaded, while the messages' locale is C. */
static bool is_translating(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    const char *locale = setlocale(LC_MESSAGES, NULL);
    if (locale == NULL || strcmp(locale, "C") == 0) {
        return false;
    }
    pthread_once(&once, bind_domain);
    return true;
}

const char *fund_tr(const char *text)
{
    /* gettext answers the empty text with the catalogue's header. */
    return text[0] != '\0' && is_translating() ? dgettext(DOMAIN, text) : text;
}

const char *fund_trn(const char *one, const char *many, uint64_t count)
{
    if (!is_translating()) {
        return count == 1 ? one : many;
    }
    return dngettext(DOMAIN, one, many, count <= ULONG_MAX ? (unsigned long)count : ULONG_MAX);
}
