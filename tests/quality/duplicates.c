/*
 * How well sketches tell copies of an article from other articles: a table by threshold.
 *
 *   duplicates PATH...   JSON Lines or whatever else has articles; the first 3,000
 */
#include "tests/quality/duplicates.h"

enum { THRESHOLDS = 9 };

static void print_figures(const char *half, double threshold, const figures *f)
{
    printf("%-5s %5.2f %7zu %8.4f %9.4f %10zu %6zu %10zu %6zu\n", half, threshold, f->copies,
           recall_of(f), precision_of(f), f->others[0], f->wrong[0], f->others[1], f->wrong[1]);
}

int main(int argc, char **argv)
{
    fund_error err = FUND_ERROR_INIT;
    bool ok = argc > 1 && make_samples_of((const char *const *)argv + 1, (size_t)argc - 1, &err);
    if (!ok) {
        fprintf(stderr, "duplicates: %s\n", argc > 1 ? err.message : "no path was given");
    } else {
        printf("half  least  copies   recall precision     others  wrong background  wrong\n");
    }
    for (size_t row = 0; ok && row < 2 * THRESHOLDS; row++) {
        double threshold = .1 + .05 * (double)(row % THRESHOLDS);
        figures f = count_half(row / THRESHOLDS, threshold);
        print_figures(row < THRESHOLDS ? "odd" : "even", threshold, &f);
    }
    free_samples();
    return ok && fflush(stdout) == 0 ? 0 : 2;
}
