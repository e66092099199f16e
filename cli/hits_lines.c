/* Hits as lines of CSV (RFC 4180) or of a template. */
#include "cli/cli_private.h"

#include <stdlib.h>
#include <string.h>

static const char *const columns[] = {"rank", "score",   "article", "passage", "title",
                                      "date", "section", "author",  "source",  "url",
                                      "text", "page",    "chapter", "speaker", "line"};

static bool is_named(const char *expected, const char *name, size_t len)
{
    return strlen(expected) == len && memcmp(expected, name, len) == 0;
}

/* A field of a hit as text; numbers are written to `number`. False when there is none of that
 * name. */
static bool find_field(const char **out, const fund_hit *hit, const char *name, size_t len,
                       char number[32])
{
    const struct {
        const char *name;
        uint32_t value;
    } numbers[] = {
        {"rank", hit->rank}, {"passage", hit->passage},       {"passages", hit->passage_count},
        {"more", hit->more}, {"duplicates", hit->duplicates},
    };
    *out = number;
    for (size_t i = 0; i < CLI_COUNT(numbers); i++) {
        if (is_named(numbers[i].name, name, len)) {
            snprintf(number, 32, "%u", (unsigned)numbers[i].value);
            return true;
        }
    }
    if (is_named("score", name, len)) {
        snprintf(number, 32, "%.6f", hit->score);
        return true;
    }
    if (is_named("text", name, len)) {
        *out = hit->text;
        return true;
    }
    const struct {
        const char *name;
        const fund_text *text;
    } places[] = {
        {"page", &hit->place.page},
        {"chapter", &hit->place.chapter},
        {"speaker", &hit->place.speaker},
        {"line", &hit->place.line},
    };
    for (size_t i = 0; i < CLI_COUNT(places); i++) {
        if (is_named(places[i].name, name, len)) {
            *out = places[i].text->data;
            return true;
        }
    }
    const fund_fields *fields = &hit->fields;
    for (size_t i = 0; i < FUND_FIELD_TEXTS; i++) {
        const fund_text *text = fund_field(fields, i);
        const char *own = text == &fields->id ? "article" : fund_field_name(i);
        if (text != &fields->embargo && is_named(own, name, len)) {
            *out = text == &fields->source ? fund_hit_source(hit) : text->data;
            return true;
        }
    }
    return false;
}

/* ---- CSV ------------------------------------------------------------------------- */

void cli_print_csv_header(bool of_batch)
{
    fputs(of_batch ? "qid,query," : "", stdout);
    for (size_t i = 0; i < CLI_COUNT(columns); i++) {
        printf("%s%s", i > 0 ? "," : "", columns[i]);
    }
    fputs("\r\n", stdout);
}

void cli_print_hit_csv(const cli_style *style, const fund_hit *hit)
{
    const char *value = "";
    char number[32];
    if (style->qid != NULL) {
        cli_print_csv(style->qid, strlen(style->qid));
        putchar(',');
        cli_print_csv(style->query, strlen(style->query));
        putchar(',');
    }
    for (size_t i = 0; i < CLI_COUNT(columns); i++) {
        fputs(i > 0 ? "," : "", stdout);
        find_field(&value, hit, columns[i], strlen(columns[i]), number);
        cli_print_csv(value, strlen(value));
    }
    fputs("\r\n", stdout);
}

/* ---- templates --------------------------------------------------------------------- */

bool cli_check_template(const char *template)
{
    const fund_hit none = {.rank = 0};
    const char *value;
    char number[32];
    for (const char *at = template; (at = strchr(at, '{')) != NULL; at++) {
        size_t len = strcspn(at + 1, "}");
        if (at[len + 1] != '}' || !find_field(&value, &none, at + 1, len, number)) {
            cli_error("--template: unknown field \"%.*s\"; fields are {rank} {score} {article} "
                      "{passage} {passages} {title} {date} {section} {author} {source} {url} "
                      "{path} {text} {page} {chapter} {speaker} {line} {more} {duplicates}",
                      (int)(len < 30 ? len : 30), at + 1);
            return false;
        }
    }
    return true;
}

void cli_print_hit_template(const char *template, const fund_hit *hit)
{
    const char *value = "";
    char number[32];
    for (const char *at = template; *at != '\0'; at++) {
        if (*at == '{') {
            size_t len = strcspn(at + 1, "}");
            find_field(&value, hit, at + 1, len, number);
            cli_print_string(value != NULL ? value : "");
            at += len + 1;
        } else if (*at == '\\' && (at[1] == 'n' || at[1] == 't' || at[1] == '\\')) {
            at++;
            putchar(*at == 'n' ? '\n' : *at == 't' ? '\t' : '\\');
        } else {
            putchar(*at);
        }
    }
    putchar('\n');
}
