/* How many attributes elements have, before libxml2 sees them: it compares each with all before,
 * so that a page of 6 MB can keep it for an hour. */
#include "base/unicode.h"
#include "corpus/corpus_private.h"

#include <string.h>
#include <strings.h>

enum { ATTRIBUTES_MAX = 1000 };

typedef struct scan {
    const char *at, *end;
    bool html;
} scan;

static bool is_name(char c)
{
    return fund_byte_may_be(c, FUND_CHAR_LETTER) || c == '_' || c == ':';
}

/* To the next of two characters or white space. */
static void skip_word(scan *s, char one, char other)
{
    while (s->at < s->end && !fund_byte_is(*s->at, FUND_CHAR_SPACE) && *s->at != one &&
           *s->at != other) {
        s->at++;
    }
}

static void skip_spaces(scan *s)
{
    while (s->at < s->end && fund_byte_is(*s->at, FUND_CHAR_SPACE)) {
        s->at++;
    }
}

static void skip_value(scan *s)
{
    s->at++; /* = */
    skip_spaces(s);
    if (s->at < s->end && (*s->at == '"' || *s->at == '\'')) {
        const char *close = memchr(s->at + 1, *s->at, (size_t)(s->end - s->at) - 1);
        s->at = close != NULL ? close + 1 : s->end;
    } else {
        skip_word(s, '>', '>');
    }
}

/* Behind "<name"; *open: it is not closed by itself. */
static size_t count_attributes(scan *s, bool *open)
{
    size_t count = 0;
    *open = true;
    for (skip_spaces(s); s->at < s->end && *s->at != '>'; skip_spaces(s)) {
        if (*s->at == '/') {
            s->at++;
            *open = s->at >= s->end || *s->at != '>';
            continue;
        }
        count++;
        s->at++;
        skip_word(s, '=', '>');
        if (s->at < s->end && *s->at == '=') {
            skip_value(s);
        }
    }
    return count;
}

/* The text of scripts is no markup. */
static void skip_script(scan *s, const char *name, size_t len)
{
    while (s->at < s->end) {
        const char *tag = memchr(s->at, '<', (size_t)(s->end - s->at));
        s->at = tag != NULL ? tag : s->end;
        if ((size_t)(s->end - s->at) > len + 2 && s->at[1] == '/' &&
            strncasecmp(s->at + 2, name, len) == 0) {
            return;
        }
        s->at += s->at < s->end ? 1 : 0;
    }
}

static bool is_script(const char *name, size_t len)
{
    return (len == 6 && strncasecmp(name, "script", 6) == 0) ||
           (len == 5 && strncasecmp(name, "style", 5) == 0);
}

/* At the end, or behind an element of too many. */
static bool find_too_many(scan *s)
{
    while (s->at < s->end) {
        const char *tag = memchr(s->at, '<', (size_t)(s->end - s->at));
        s->at = tag != NULL ? tag + 1 : s->end;
        if (s->at < s->end && is_name(*s->at)) {
            const char *name = s->at;
            bool open;
            skip_word(s, '>', '/');
            size_t len = (size_t)(s->at - name);
            if (count_attributes(s, &open) > ATTRIBUTES_MAX) {
                return true;
            }
            if (s->html && open && is_script(name, len)) {
                skip_script(s, name, len);
            }
        }
    }
    return false;
}

fund_status fund_xml_check_attributes(bool *lost, fund_corpus_reader *reader, fund_text text,
                                      bool html)
{
    scan s = {text.data, text.data + text.len, html};
    *lost = text.len > 0 && find_too_many(&s);
    if (!*lost) {
        return FUND_OK;
    }
    size_t line = 1;
    for (const char *at = text.data; at < s.at; at++) {
        line += *at == '\n' ? 1 : 0;
    }
    return fund_corpus_problem(reader, FUND_ERR_FORMAT, true,
                               "line %zu: an element has more than %d attributes", line,
                               (int)ATTRIBUTES_MAX);
}
