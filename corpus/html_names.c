/* What names of blocks and lines of a page say about what is in or below them. */
#include "corpus/corpus_private.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- names of blocks ---------------------------------------------------------- */

/* Names that themes and content management systems have for what stands beside a text. */
static const char *const besides[] = {"ad",
                                      "ads",
                                      "advert",
                                      "advertisement",
                                      "advertising",
                                      "anzeige",
                                      "anzeigen",
                                      "author",
                                      "authorbox",
                                      "autor",
                                      "banner",
                                      "bildunterschrift",
                                      "bilduntertitel",
                                      "bookmark",
                                      "bookmarks",
                                      "breadcrumb",
                                      "breadcrumbs",
                                      "byline",
                                      "caption",
                                      "cmp",
                                      "comment",
                                      "comments",
                                      "consent",
                                      "cookie",
                                      "cookies",
                                      "copyright",
                                      "copyrights",
                                      "credit",
                                      "credits",
                                      "disqus",
                                      "footer",
                                      "fusszeile",
                                      "gdpr",
                                      "kommentar",
                                      "kommentare",
                                      "legal",
                                      "legend",
                                      "likes",
                                      "login",
                                      "masthead",
                                      "menu",
                                      "modal",
                                      "nav",
                                      "navi",
                                      "navigation",
                                      "newsletter",
                                      "overlay",
                                      "pager",
                                      "pagination",
                                      "paywall",
                                      "popup",
                                      "promo",
                                      "promotion",
                                      "rating",
                                      "recommendations",
                                      "recommended",
                                      "related",
                                      "respond",
                                      "share",
                                      "shariff",
                                      "sharing",
                                      "sidebar",
                                      "social",
                                      "sponsor",
                                      "sponsored",
                                      "subscribe",
                                      "tag",
                                      "taglist",
                                      "tags",
                                      "teaser",
                                      "teasers",
                                      "timestamp",
                                      "toolbar",
                                      "topbar",
                                      "werbung",
                                      "widget",
                                      "widgets"};

static int compare_words(const void *key, const void *item)
{
    const fund_text *word = key;
    const char *name = *(const char *const *)item;
    int order = strncasecmp(word->data, name, word->len);
    return order != 0 ? order : -(name[word->len] != '\0');
}

static bool is_beside_word(fund_text word)
{
    return bsearch(&word, besides, FUND_COUNT(besides), sizeof *besides, compare_words) != NULL;
}

/* A word of the list, or a compound whose head is a long one of them: "artikelfooter". */
static bool has_beside_head(fund_text word)
{
    enum { HEAD_MIN = 6, HEAD_MAX = 16 };
    bool beside = is_beside_word(word);
    for (size_t len = HEAD_MIN; len < word.len && len <= HEAD_MAX && !beside; len++) {
        beside = is_beside_word((fund_text){word.data + word.len - len, len});
    }
    return beside;
}

static size_t word_length(const char *at, const char *end)
{
    size_t len = 0;
    while (at + len < end && isalpha((unsigned char)at[len]) &&
           (len == 0 || !isupper((unsigned char)at[len]) || isupper((unsigned char)at[len - 1]))) {
        len++;
    }
    return len;
}

bool fund_html_is_beside(fund_text name, bool links)
{
    const char *modifier = memmem(name.data, name.len, "--", 2);
    const char *end = modifier != NULL ? modifier : name.data + name.len;
    bool first = true;
    for (const char *at = name.data; at < end;) {
        fund_text word = {at, word_length(at, end)};
        bool more = at + word.len < end;
        if (fund_corpus_is_one_of(word, "with has have no non not without mit ohne") ||
            (first && more && fund_corpus_is_one_of(word, "category tag"))) {
            return false;
        }
        /* A teaser without links is the lead. */
        if (has_beside_head(word) && (links || !fund_corpus_is_one_of(word, "teaser teasers"))) {
            return true;
        }
        first &= word.len == 0;
        at += word.len > 0 ? word.len : 1;
    }
    return false;
}

/* ---- lines --------------------------------------------------------------------- */

/* Whether a line begins with one of some labels, with nothing else behind it when they are whole. */
static bool begins_with_label(fund_text line, const char *const *labels, size_t count, bool whole)
{
    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(labels[i]);
        if (line.len >= len && strncasecmp(line.data, labels[i], len) == 0 &&
            (!whole || line.data[len + strspn(line.data + len, " .:()0123456789")] == '\0')) {
            return true;
        }
    }
    return false;
}

bool fund_html_announces(fund_text line)
{
    static const char *const openings[] = {"Mehr zum Thema",
                                           "Mehr zu ",
                                           "Mehr Artikel",
                                           "Mehr Infos",
                                           "Mehr Informationen",
                                           "Weitere Artikel",
                                           "Weitere Beiträge",
                                           "Weitere Informationen",
                                           "Weitere Links",
                                           "Weitere Meldungen",
                                           "Weitere Nachrichten",
                                           "Weitere Themen",
                                           "Weiterführende ",
                                           "Ähnliche Artikel",
                                           "Ähnliche Beiträge",
                                           "Ähnliche Themen",
                                           "Verwandte Artikel",
                                           "Verwandte Beiträge",
                                           "Verwandte Themen",
                                           "Das könnte Sie ",
                                           "Das könnte dich ",
                                           "Lesen Sie auch",
                                           "Lesen Sie mehr",
                                           "Lesen Sie hier",
                                           "Lies auch",
                                           "Lesetipp",
                                           "Schlagwörter:",
                                           "Schlagworte:",
                                           "Stichwörter:",
                                           "Stichworte:",
                                           "Tags:",
                                           "Kategorie:",
                                           "Kategorien:",
                                           "Veröffentlicht in ",
                                           "Veröffentlicht unter ",
                                           "Posted in ",
                                           "Posted on "};
    static const char *const statements[] = {"Dieser Beitrag wurde ", "Dieser Eintrag wurde ",
                                             "This entry was posted"};
    static const char *const labels[] = {"Artikel teilen",
                                         "Auch interessant",
                                         "Beitrag teilen",
                                         "Drucken",
                                         "Kategorien",
                                         "Kommentar",
                                         "Kommentare",
                                         "Kommentare geschlossen",
                                         "Newsletter",
                                         "Related",
                                         "Schlagworte",
                                         "Schlagwörter",
                                         "Share",
                                         "Stichworte",
                                         "Stichwörter",
                                         "Tags",
                                         "Teilen",
                                         "Weiterlesen",
                                         "Zum Thema",
                                         "Zurück",
                                         "Zurück zur Übersicht"};
    bool sentence = line.len > 0 && strchr(".!?", line.data[line.len - 1]) != NULL;
    return (!sentence && begins_with_label(line, openings, FUND_COUNT(openings), false)) ||
           begins_with_label(line, statements, FUND_COUNT(statements), false) ||
           begins_with_label(line, labels, FUND_COUNT(labels), true);
}
