/* Counts of matches by section, author, source and date. */
#include "cli/cli_private.h"

#include <string.h>

static const char *const headings[] = {
    [FUND_FACET_SECTION] = FUND_TR("Section"), [FUND_FACET_AUTHOR] = FUND_TR("Author"),
    [FUND_FACET_SOURCE] = FUND_TR("Source"),   [FUND_FACET_MONTH] = FUND_TR("Month"),
    [FUND_FACET_YEAR] = FUND_TR("Year"),
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

static void print_json(const fund_facet_counts *counts)
{
    json_t *line = json_pack("{s:o, s:I, s:I, s:b}", "facets", fund_facets_json(counts), "passages",
                             (json_int_t)counts->passages, "articles", (json_int_t)counts->articles,
                             "exact", (int)counts->exact);
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
        print_tallies(fund_tr(headings[i]), &counts->facets[i], dates);
    }
}
