/* Formulas; docs/measures.md has them with their sources. */
#include "searcher/count/count.h"

#include <math.h>

double fund_per_million(uint64_t count, uint64_t words)
{
    return words > 0 ? 1e6 * (double)count / (double)words : 0;
}

/* x ln (x / expected), which is 0 for x = 0. */
static double term(double x, double expected)
{
    return x > 0 && expected > 0 ? x * log(x / expected) : 0;
}

/* Of a table of two rows and two columns: `o` of `row` and `column` among `all`. */
static double table_log_likelihood(double o, double row, double column, double all)
{
    if (all <= 0) {
        return 0;
    }
    double expected = row * column / all;
    double sum = term(o, expected) + term(row - o, row * (all - column) / all) +
                 term(column - o, (all - row) * column / all) +
                 term(all - row - column + o, (all - row) * (all - column) / all);
    sum = sum > 0 ? 2 * sum : 0; /* rounding may leave less than nothing */
    return o < expected ? -sum : sum;
}

double fund_log_likelihood(uint64_t a, uint64_t words_a, uint64_t b, uint64_t words_b)
{
    return table_log_likelihood((double)a, (double)words_a, (double)a + (double)b,
                                (double)words_a + (double)words_b);
}

double fund_log_ratio(uint64_t a, uint64_t words_a, uint64_t b, uint64_t words_b)
{
    if (words_a == 0 || words_b == 0) {
        return 0;
    }
    double x = a > 0 ? (double)a : .5, y = b > 0 ? (double)b : .5;
    return log2(x / (double)words_a / (y / (double)words_b));
}

double fund_near_expected(const fund_near_counts *counts)
{
    return counts->words > 0
               ? (double)counts->near_words * (double)counts->count / (double)counts->words
               : 0;
}

double fund_log_dice(const fund_near_counts *counts)
{
    double both = (double)counts->matches + (double)counts->count;
    return counts->near > 0 ? 14 + log2(2 * (double)counts->near / both) : 0;
}

double fund_mutual_information(const fund_near_counts *counts)
{
    double expected = fund_near_expected(counts);
    return counts->near > 0 && expected > 0 ? log2((double)counts->near / expected) : 0;
}

double fund_t_score(const fund_near_counts *counts)
{
    double near = (double)counts->near;
    return near > 0 ? (near - fund_near_expected(counts)) / sqrt(near) : 0;
}

double fund_near_log_likelihood(const fund_near_counts *counts)
{
    return table_log_likelihood((double)counts->near, (double)counts->near_words,
                                (double)counts->count, (double)counts->words);
}
