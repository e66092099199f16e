/* Counts of matches by section, author and date. */
#include "cli/cli_private.h"

#include <string.h>

static const struct {
    const char *name, *heading;
} facets[] = {
    [FUND_FACET_SECTION] = {"section", FUND_TR("Section")},
    [FUND_FACET_AUTHOR] = {"author", FUND_TR("Author")},
    [FUND_FACET_MONTH] = {"month", FUND_TR("Month")},
    [FUND_FACET_YEAR] = {"year", FUND_TR("Year")},
};

enum { SHOWN_MAX = 10, MONTHS_MAX = 24 };

static void print_tallies(const char *heading, const fund_facet_values *tallies, bool dates)
{
    size_t most = dates ? MONTHS_MAX : SHOWN_MAX, shown = tallies->count;
    size_t first = 0;
    if (shown == 0) {
        return;
    }
    if (shown > most) {
        first = dates ? shown - most : 0; /* the newest dates, the largest others */
        shown = most;
    }
    printf("\n%s\n", heading);
    for (size_t i = first; i < first + shown; i++) {
        const fund_facet_value *item = tallies->items[i];
        printf("%8u %8u  ", (unsigned)item->passages, (unsigned)item->articles);
        cli_print_string(item->value);
        putchar('\n');
    }
    if (shown < tallies->count) {
        printf("%19s", "");
        printf(fund_tr("(%zu more)\n"), tallies->count - shown);
    }
}

static json_t *tallies_json(const fund_facet_values *tallies)
{
    json_t *list = json_array();
    for (size_t i = 0; i < tallies->count; i++) {
        const fund_facet_value *item = tallies->items[i];
        json_array_append_new(
            list, json_pack("{s:o, s:I, s:I}", "value", cli_json_string(item->value), "passages",
                            (json_int_t)item->passages, "articles", (json_int_t)item->articles));
    }
    return list;
}

static void print_json(const fund_facet_counts *counts)
{
    json_t *all = json_object();
    for (int i = 0; i < FUND_FACETS; i++) {
        json_object_set_new(all, facets[i].name, tallies_json(&counts->facets[i]));
    }
    json_t *line =
        json_pack("{s:o, s:I, s:I, s:b}", "facets", all, "passages", (json_int_t)counts->passages,
                  "articles", (json_int_t)counts->articles, "exact", (int)counts->exact);
    cli_print_summary(line);
}

/* Two plurals in one sentence: the second is a piece of its own. */
static void print_total(const fund_facet_counts *counts)
{
    printf(counts->exact
               ? fund_trn("%u passage in ", "%u passages in ", counts->passages)
               : fund_trn("at least %u passage in ", "at least %u passages in ", counts->passages),
           (unsigned)counts->passages);
    printf(fund_trn("%u article\n", "%u articles\n", counts->articles), (unsigned)counts->articles);
}

void cli_print_facets(const fund_facet_counts *counts, bool json)
{
    if (json) {
        print_json(counts);
        return;
    }
    putchar('\n');
    print_total(counts);
    for (int i = 0; i < FUND_FACETS; i++) {
        bool dates = i == FUND_FACET_MONTH || i == FUND_FACET_YEAR;
        print_tallies(fund_tr(facets[i].heading), &counts->facets[i], dates);
    }
}
