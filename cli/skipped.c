#include "cli/skipped.h"

#include "base/array.h"

#include <stdlib.h>
#include <string.h>

enum { KINDS_MAX = 1000, SHOWN_MAX = 8 };

typedef struct cli_skipped_kind {
    fund_skip why;
    char name[64];
    uint64_t count;
} skipped_kind;

/* ---- counting ------------------------------------------------------------- */

void cli_skipped_add(cli_skipped *skipped, fund_skip why, const char *kind)
{
    skipped_kind new = {.why = why, .count = 1};
    size_t len = strlen(kind);
    len = len < sizeof new.name ? len : fund_utf8_floor(kind, sizeof new.name - 1);
    memcpy(new.name, kind, len);
    skipped->of[why]++;
    for (size_t i = 0; i < skipped->count; i++) {
        if (skipped->items[i].why == why && strcasecmp(skipped->items[i].name, new.name) == 0) {
            skipped->items[i].count++;
            return;
        }
    }
    if (skipped->count < KINDS_MAX) {
        (void)!fund_array_push(skipped, new);
    }
}

void cli_skipped_free(cli_skipped *skipped)
{
    fund_array_free(skipped);
}

/* ---- telling -------------------------------------------------------------- */

void cli_skipped_tell(fund_skip why, const char *name, const char *kind)
{
    static const char *const reasons[FUND_SKIP_COUNT] = {
        [FUND_SKIP_FILE] = FUND_TR("skipped; this format is not read"),
        [FUND_SKIP_ATTACHMENT] = FUND_TR("attachment skipped; this format is not read"),
        [FUND_SKIP_EMPTY] = FUND_TR("skipped; neither text nor title"),
        [FUND_SKIP_TYPE] = FUND_TR("skipped; not a text"),
        [FUND_SKIP_UNPUBLISHED] = FUND_TR("not published"),
    };
    bool known = kind[0] != '\0';
    fprintf(stderr, "%s: %s%s%s%s\n", name, fund_tr(reasons[why]), known ? " (" : "", kind,
            known ? ")" : "");
}

/* What an item is counted as. */
static const char *name_of(const skipped_kind *kind)
{
    return kind->name[0] != '\0'          ? kind->name
           : kind->why == FUND_SKIP_EMPTY ? fund_tr("without text")
                                          : fund_tr("without extension");
}

static int compare(const void *a, const void *b)
{
    const skipped_kind *one = a, *other = b;
    return one->count != other->count ? (one->count < other->count ? 1 : -1)
                                      : strcmp(one->name, other->name);
}

/* The kinds of two reasons, the most frequent first. */
static void print_kinds(const cli_skipped *skipped, fund_skip one, fund_skip other, FILE *out)
{
    size_t shown = 0;
    for (size_t i = 0; i < skipped->count; i++) {
        const skipped_kind *kind = &skipped->items[i];
        if (kind->why != one && kind->why != other) {
            continue;
        }
        if (++shown > SHOWN_MAX) {
            fputs(", ...", out);
            break;
        }
        fprintf(out, "%s%llu %s", shown > 1 ? ", " : ": ", (unsigned long long)kind->count,
                name_of(kind));
    }
    fputc('\n', out);
}

void cli_skipped_print(const cli_skipped *skipped, FILE *out)
{
    const uint64_t files = skipped->of[FUND_SKIP_FILE],
                   attachments = skipped->of[FUND_SKIP_ATTACHMENT],
                   items = skipped->of[FUND_SKIP_EMPTY] + skipped->of[FUND_SKIP_TYPE];
    if (skipped->count > 1) {
        qsort(skipped->items, skipped->count, sizeof *skipped->items, compare);
    }
    if (files > 0) {
        fprintf(out, fund_trn("%llu file skipped", "%llu files skipped", files),
                (unsigned long long)files);
        print_kinds(skipped, FUND_SKIP_FILE, FUND_SKIP_FILE, out);
    }
    if (attachments > 0) {
        fprintf(out, fund_trn("%llu attachment skipped", "%llu attachments skipped", attachments),
                (unsigned long long)attachments);
        print_kinds(skipped, FUND_SKIP_ATTACHMENT, FUND_SKIP_ATTACHMENT, out);
    }
    if (items > 0) {
        fprintf(out, fund_trn("%llu item skipped", "%llu items skipped", items),
                (unsigned long long)items);
        print_kinds(skipped, FUND_SKIP_EMPTY, FUND_SKIP_TYPE, out);
    }
}

json_t *cli_skipped_json(const cli_skipped *skipped)
{
    static const char *const names[FUND_SKIP_COUNT] = {"file", "attachment", "empty", "type",
                                                       "unpublished"};
    json_t *list = json_array();
    for (size_t i = 0; i < skipped->count; i++) {
        const skipped_kind *kind = &skipped->items[i];
        json_array_append_new(list, json_pack("{s:s, s:o, s:I}", "what", names[kind->why], "kind",
                                              fund_json_string(kind->name), "count",
                                              (json_int_t)kind->count));
    }
    return list;
}
