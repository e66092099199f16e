/* The language of messages, by thread. English is what the sources have; gettext knows German, whatever the
 * environment says. */
#include "serve/serve_private.h"

#include <libintl.h>
#include <limits.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define DOMAIN "fundstelle"
#define A_CATALOGUE "/de/LC_MESSAGES/" DOMAIN ".mo"

static _Thread_local bool speaks_german;

static const char *translate(const char *one, const char *many, uint64_t count, void *payload)
{
    (void)payload;
    if (!speaks_german) {
        return many != NULL && count != 1 ? many : one;
    }
    if (many != NULL) {
        return dngettext(DOMAIN, one, many, count <= ULONG_MAX ? (unsigned long)count : ULONG_MAX);
    }
    return one[0] != '\0' ? dgettext(DOMAIN, one) : one;
}

static bool environment_is_german(void)
{
    static const char *const names[] = {"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < SERVE_COUNT(names); i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && value[0] != '\0') {
            return strncmp(value, "de", 2) == 0;
        }
    }
    return false;
}

void serve_language_init(void)
{
    static const char *const below[] = {"/locale" A_CATALOGUE, "/../share/locale" A_CATALOGUE,
                                        "/../../share/locale" A_CATALOGUE};
    char found[PATH_MAX];
    bool beside = false;
    for (size_t i = 0; i < SERVE_COUNT(below) && !beside; i++) {
        beside = fund_file_beside_program(found, sizeof found, below[i]);
    }
    speaks_german = environment_is_german();
    setenv("LANGUAGE", "de", 1);
    setlocale(LC_MESSAGES, "C.UTF-8");
    if (beside) {
        found[strlen(found) - strlen(A_CATALOGUE)] = '\0';
    }
    bindtextdomain(DOMAIN, beside ? found : FUND_LOCALEDIR);
    bind_textdomain_codeset(DOMAIN, "UTF-8");
    fund_translate_set(translate, NULL);
}

void serve_language_set(bool german)
{
    speaks_german = german;
}

/* The weight of a range's ";q=0.8", in thousandths. */
static unsigned weight_of(const char *range, size_t len)
{
    const char *mark = memchr(range, ';', len), *end = range + len;
    while (mark != NULL && mark < end && (*mark == ';' || *mark == ' ')) {
        mark++;
    }
    if (mark == NULL || end - mark < 3 || strncmp(mark, "q=", 2) != 0) {
        return 1000;
    }
    unsigned weight = mark[2] == '1' ? 1000 : 0, unit = 100;
    for (mark += 4; mark < end && *mark >= '0' && *mark <= '9' && unit > 0; mark++, unit /= 10) {
        weight += unit * (unsigned)(*mark - '0');
    }
    return weight;
}

bool serve_language_of(fund_text accept)
{
    unsigned german = 0, english = 0;
    bool said = false;
    for (size_t pos = 0; pos < accept.len;) {
        const char *range = accept.data + pos;
        const char *comma = memchr(range, ',', accept.len - pos);
        size_t len = comma != NULL ? (size_t)(comma - range) : accept.len - pos;
        pos += len + 1;
        while (len > 0 && *range == ' ') {
            range++;
            len--;
        }
        bool is_german = len >= 2 && strncasecmp(range, "de", 2) == 0;
        bool is_english = len >= 2 && strncasecmp(range, "en", 2) == 0;
        unsigned weight = weight_of(range, len);
        german = is_german && weight > german ? weight : german;
        english = is_english && weight > english ? weight : english;
        said |= is_german || is_english;
    }
    return !said || german >= english;
}
