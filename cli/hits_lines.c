/* Hits as lines of CSV (RFC 4180) or of a template. */
#include "cli/cli_private.h"

#include <stdlib.h>
#include <string.h>

static const char *const columns[] = {"rank",    "score",  "article", "passage", "title", "date",
                                      "section", "author", "source",  "url",     "text"};

/* A field as text; numbers go through `number`. */
static const char *value_of(const fund_hit *hit, const char *name, size_t len, char number[32])
{
    const struct {
        const char *name, *value;
    } texts[] = {
        {"article", hit->article}, {"title", hit->title},   {"date", hit->date},
        {"section", hit->section}, {"author", hit->author}, {"source", hit->source},
        {"url", hit->url},         {"path", hit->path},     {"text", hit->text},
    };
    const struct {
        const char *name;
        uint32_t value;
    } numbers[] = {
        {"rank", hit->rank}, {"passage", hit->passage},    {"passages", hit->passage_count},
        {"more", hit->more}, {"similar", hit->duplicates},
    };
    for (size_t i = 0; i < CLI_COUNT(texts); i++) {
        if (strlen(texts[i].name) == len && memcmp(texts[i].name, name, len) == 0) {
            return texts[i].value;
        }
    }
    for (size_t i = 0; i < CLI_COUNT(numbers); i++) {
        if (strlen(numbers[i].name) == len && memcmp(numbers[i].name, name, len) == 0) {
            snprintf(number, 32, "%u", (unsigned)numbers[i].value);
            return number;
        }
    }
    if (len == 5 && memcmp(name, "score", 5) == 0) {
        snprintf(number, 32, "%.6f", hit->score);
        return number;
    }
    return NULL;
}

/* ---- CSV ------------------------------------------------------------------------- */

static void print_csv_field(const char *value)
{
    if (strpbrk(value, ",\"\r\n;") == NULL) {
        cli_print_safe(stdout, value, strlen(value), true);
        return;
    }
    putchar('"');
    for (const char *quote; (quote = strchr(value, '"')) != NULL; value = quote + 1) {
        cli_print_safe(stdout, value, (size_t)(quote - value), true);
        fputs("\"\"", stdout);
    }
    cli_print_safe(stdout, value, strlen(value), true);
    putchar('"');
}

void cli_print_csv_header(void)
{
    for (size_t i = 0; i < CLI_COUNT(columns); i++) {
        printf("%s%s", i > 0 ? "," : "", columns[i]);
    }
    fputs("\r\n", stdout);
}

void cli_print_hit_csv(const fund_hit *hit)
{
    char number[32];
    for (size_t i = 0; i < CLI_COUNT(columns); i++) {
        fputs(i > 0 ? "," : "", stdout);
        print_csv_field(value_of(hit, columns[i], strlen(columns[i]), number));
    }
    fputs("\r\n", stdout);
}

/* ---- templates --------------------------------------------------------------------- */

bool cli_check_template(const char *template)
{
    const fund_hit none = {.article = "",
                           .title = "",
                           .date = "",
                           .section = "",
                           .author = "",
                           .source = "",
                           .url = "",
                           .path = "",
                           .text = ""};
    char number[32];
    for (const char *at = template; (at = strchr(at, '{')) != NULL; at++) {
        size_t len = strcspn(at + 1, "}");
        if (at[len + 1] != '}' || value_of(&none, at + 1, len, number) == NULL) {
            cli_error("--template: there is no field \"%.*s\"; fields are {rank} {score} {article} "
                      "{passage} {passages} {title} {date} {section} {author} {source} {url} "
                      "{path} {text} {more} {similar}",
                      (int)(len < 30 ? len : 30), at + 1);
            return false;
        }
    }
    return true;
}

void cli_print_hit_template(const char *template, const fund_hit *hit)
{
    char number[32];
    for (const char *at = template; *at != '\0'; at++) {
        if (*at == '{') {
            size_t len = strcspn(at + 1, "}");
            const char *value = value_of(hit, at + 1, len, number);
            cli_print_safe(stdout, value, strlen(value), false);
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
