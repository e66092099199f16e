/* The language of messages, by gettext. */
#include "cli/cli_private.h"

#include <langinfo.h>
#include <libintl.h>
#include <limits.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

/* "en", "en_GB.UTF-8", "en:de" */
static bool is_english(const char *name)
{
    return strncmp(name, "en", 2) == 0 && strchr("_.@:", name[2]) != NULL;
}

/* The name of the messages' locale as setlocale would take it. */
static const char *wanted_locale(void)
{
    const char *name = cli_environment("LC_ALL");
    name = name != NULL ? name : cli_environment("LC_MESSAGES");
    return name != NULL ? name : cli_environment("LANG");
}

#define DOMAIN "fundstelle"
/* A folder that has the first translation is taken for that of all. */
#define A_CATALOGUE "/de/LC_MESSAGES/" DOMAIN ".mo"

static void bind_domain(void)
{
    char found[PATH_MAX];
    bool beside = fund_file_beside_program(found, sizeof found, "/locale" A_CATALOGUE) ||
                  fund_file_beside_program(found, sizeof found, "/../share/locale" A_CATALOGUE) ||
                  fund_file_beside_program(found, sizeof found, "/../../share/locale" A_CATALOGUE);
    if (beside) {
        found[strlen(found) - strlen(A_CATALOGUE)] = '\0';
    }
    bindtextdomain(DOMAIN, beside ? found : FUND_LOCALEDIR);
    bind_textdomain_codeset(DOMAIN, "UTF-8");
}

static const char *translate(const char *one, const char *many, uint64_t count, void *payload)
{
    (void)payload;
    if (many != NULL) {
        return dngettext(DOMAIN, one, many, count <= ULONG_MAX ? (unsigned long)count : ULONG_MAX);
    }
    /* gettext answers the empty text with the catalogue's header. */
    return one[0] != '\0' ? dgettext(DOMAIN, one) : one;
}

void cli_use_language(void)
{
    const char *locale = wanted_locale(), *languages = cli_environment("LANGUAGE");
    bool neutral = locale == NULL || strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0;
    /* gettext passes over English, which has no catalogue, to the next one of LANGUAGE. */
    if (neutral || is_english(languages != NULL ? languages : locale) ||
        (languages == NULL && strncmp(locale, "C.", 2) == 0)) {
        return;
    }
    if (setlocale(LC_MESSAGES, "") == NULL) {
        /* Not on this machine, as on many a server: its language can be had all the same. */
        if (languages == NULL) {
            setenv("LANGUAGE", locale, 1);
        }
        setlocale(LC_MESSAGES, "C.UTF-8");
    }
    bind_textdomain_codeset("libc", "UTF-8"); /* what strerror says, as LC_CTYPE stays C */
    bind_domain();
    fund_translate_set(translate, NULL);
}

void cli_use_utf8(void)
{
    if (setlocale(LC_CTYPE, "") == NULL || strcmp(nl_langinfo(CODESET), "UTF-8") != 0) {
        setlocale(LC_CTYPE, "C.UTF-8");
    }
}
