/*
 * Which of the titles of a page is that of its article.
 *
 * What data for machines or the window states is compared with the headings that are seen: a
 * heading that is the statement without what stands before or behind a separator is the title, and
 * the rest the name of the site or of a section.  Where no heading says so, the known names of the
 * site are taken off.
 */
#include "base/unicode.h"
#include "corpus/corpus_private.h"

#include <string.h>

/* Longer ones are taken as they are: they are compared at each of their separators. */
enum { TITLE_MAX = 400 };

/* ---- comparing -------------------------------------------------------------- */

/* The next letter or digit of a text, in small form, which is moved behind it; 0 at the end. */
static uint32_t next_letter(fund_text *text)
{
    uint32_t c;
    size_t size;
    while ((size = fund_utf8_next(&c, text->data, text->len)) > 0) {
        text->data += size;
        text->len -= size;
        if (fund_char_is(c, FUND_CHAR_LETTER | FUND_CHAR_DIGIT)) {
            return fund_char_lower(c);
        }
    }
    return 0;
}

/* Whether a text begins with the letters and digits of another, which has some. */
static bool starts_with(fund_text text, fund_text start)
{
    uint32_t c = next_letter(&start);
    bool some = c != 0;
    while (c != 0 && next_letter(&text) == c) {
        c = next_letter(&start);
    }
    return some && c == 0;
}

static bool is_same(fund_text a, fund_text b)
{
    return starts_with(a, b) && starts_with(b, a);
}

/* ---- separators --------------------------------------------------------------- */

/* The length of a separator at text[pos] with the white space around it, 0 for none.  Some join
 * only what belongs together when no white space is on both sides. */
static size_t separator_length(fund_text text, size_t pos)
{
    static const struct {
        const char *sign;
        bool spaced;
    } signs[] = {
        {"|", false}, {"»", false}, {"«", false}, {"›", false}, {"‹", false},
        {"•", false}, {"-", true},  {"–", true},  {"—", true},  {":", true},
        {"::", true}, {"·", true},  {">", true},  {"<", true},  {"/", true},
    };
    size_t start = pos;
    pos += strspn(text.data + pos, " ") < text.len - pos ? strspn(text.data + pos, " ") : 0;
    for (size_t i = 0; i < FUND_COUNT(signs); i++) {
        size_t len = strlen(signs[i].sign);
        if (text.len - pos < len || memcmp(text.data + pos, signs[i].sign, len) != 0) {
            continue;
        }
        size_t end = pos + len;
        size_t spaces = 0;
        while (end + spaces < text.len && text.data[end + spaces] == ' ') {
            spaces++;
        }
        if (!signs[i].spaced || (pos > start && spaces > 0)) {
            return end + spaces - start;
        }
    }
    return 0;
}

/* The first or the last part of a text; all of it when there is no separator.  `rest` is what is
 * on the other side of it. */
static fund_text part_of(fund_text text, bool last, fund_text *rest)
{
    fund_text part = text;
    *rest = (fund_text){"", 0};
    for (size_t pos = 1; pos < text.len; pos++) {
        size_t len = separator_length(text, pos);
        if (len == 0 || pos + len >= text.len) {
            continue;
        }
        fund_text left = {text.data, pos};
        fund_text right = {text.data + pos + len, text.len - pos - len};
        part = last ? right : left;
        *rest = last ? left : right;
        if (!last) {
            break;
        }
        pos += len - 1;
    }
    return part;
}

/* Whether a text is another one up to a separator (or, with `behind`, after one), or all of it. */
static bool is_side_of(fund_text part, fund_text text, bool behind)
{
    if (is_same(part, text)) {
        return true;
    }
    for (size_t pos = 1; pos < text.len; pos++) {
        size_t len = separator_length(text, pos);
        fund_text left = {text.data, pos};
        fund_text right = {text.data + pos + len, text.len - pos - len};
        if (len > 0 && is_same(part, behind ? right : left)) {
            return true;
        }
    }
    return false;
}

/* ---- sites ------------------------------------------------------------------ */

static bool is_site(const fund_html_titles *titles, fund_text text)
{
    for (size_t i = 0; i < FUND_COUNT(titles->sites); i++) {
        fund_text site = titles->sites[i];
        if (is_same(text, site)) {
            return true;
        }
    }
    for (size_t i = 0; i < titles->headings.count; i++) {
        const fund_html_heading *heading = &titles->headings.items[i];
        if (heading->is_site && is_same(text, heading->text)) {
            return true;
        }
    }
    return false;
}

/* A title without the names of its site before and behind it. */
static fund_text without_sites(const fund_html_titles *titles, fund_text title)
{
    fund_text rest;
    for (int last = 1; last >= 0; last--) {
        while (is_site(titles, part_of(title, last != 0, &rest)) && rest.len > 0) {
            title = rest;
        }
        /* The name may have separators, too. */
        for (size_t i = 0; i < FUND_COUNT(titles->sites); i++) {
            size_t pos = 1;
            while (pos < title.len) {
                size_t len = separator_length(title, pos);
                fund_text right = {title.data + pos + len, title.len - pos - len};
                if (len > 0 && is_same(right, titles->sites[i])) {
                    title.len = pos;
                }
                pos++;
            }
        }
    }
    return title;
}

/* ---- choice ------------------------------------------------------------------ */

/* Headings that every page of a site may have. */
static bool is_of_the_frame(fund_text heading)
{
    return fund_corpus_is_one_of(heading, "Navigation Hauptnavigation Menü Menu Hauptmenü Suche "
                                          "Suchen Inhalt Inhaltsverzeichnis Startseite Home");
}

/* The longest heading up to a level that is a side of the statement. */
static fund_text seen_of(const fund_html_titles *titles, fund_text stated, int level, bool behind)
{
    fund_text best = {"", 0};
    for (size_t i = 0; i < titles->headings.count; i++) {
        const fund_html_heading *heading = &titles->headings.items[i];
        if (heading->level <= level && heading->text.len > best.len &&
            !is_site(titles, heading->text) &&
            (is_side_of(heading->text, stated, false) ||
             (behind && is_side_of(heading->text, stated, true)))) {
            best = heading->text;
        }
    }
    return best;
}

/* The first heading that may be a headline, whatever the window says. */
static fund_text headline_of(const fund_html_titles *titles)
{
    fund_text rest;
    fund_text last = part_of(titles->window, true, &rest);
    for (size_t i = 0; i < titles->headings.count; i++) {
        const fund_html_heading *heading = &titles->headings.items[i];
        bool site = rest.len > 0 && starts_with(heading->text, last);
        if (heading->level == 1 && !site && !is_site(titles, heading->text) &&
            !is_of_the_frame(heading->text)) {
            return heading->text;
        }
    }
    return (fund_text){"", 0};
}

/* Without a heading: what stands before the last of the signs that no sentence has. */
static fund_text shortened(fund_text window)
{
    fund_text rest;
    fund_text site = part_of(window, true, &rest);
    size_t gap = (size_t)(site.data - window.data);
    while (rest.len > 0 && gap > rest.len && strchr(" ", window.data[gap - 1]) != NULL) {
        gap--;
    }
    bool strong = rest.len > 0 && gap > rest.len &&
                  (window.data[gap - 1] == '|' || (unsigned char)window.data[gap - 1] >= 0x80) &&
                  memmem(window.data + rest.len, gap - rest.len, "–", 3) == NULL &&
                  memmem(window.data + rest.len, gap - rest.len, "—", 3) == NULL;
    return strong ? rest : window;
}

static fund_text of_window(const fund_html_titles *titles)
{
    fund_text title = seen_of(titles, titles->window, 3, true);
    if (title.len > 0) {
        return title;
    }
    fund_text bare = without_sites(titles, titles->window);
    fund_text headline = headline_of(titles);
    if (headline.len == 0) {
        return bare.len < titles->window.len ? bare : shortened(titles->window);
    }
    /* A headline with more around what the window says. */
    fund_text rest;
    fund_text part = part_of(titles->window, true, &rest);
    bool around = rest.len > 0 && part.len > 0 && part.len < headline.len &&
                  memmem(headline.data, headline.len, part.data, part.len) != NULL;
    return around ? part : headline;
}

fund_text fund_html_choose_title(const fund_html_titles *titles)
{
    if (titles->stated.len > TITLE_MAX || titles->window.len > TITLE_MAX) {
        return titles->stated.len > 0 ? titles->stated : titles->window;
    }
    fund_text stated = without_sites(titles, titles->stated);
    if (stated.len == 0 || is_site(titles, stated)) {
        fund_text title = of_window(titles);
        return title.len > 0 ? title : stated;
    }
    fund_text seen = seen_of(titles, titles->stated, 1, false);
    return seen.len > 0 && !starts_with(seen, stated) ? seen : stated;
}
