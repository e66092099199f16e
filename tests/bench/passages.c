/* Prints the passages of articles as Fundstelle cuts them, one a line: ID#PASSAGE
 * TAB TEXT, on the first one TAB TITLE; so that every program of the benchmark
 * indexes the same documents. */
#include "corpus/corpus.h"

#include <stdio.h>

static void print_text(const fund_text *text)
{
    for (size_t at = 0; at < text->len; at++) {
        char c = text->data[at];
        putchar(c == '\n' || c == '\t' ? ' ' : c);
    }
}

static fund_status print_article(const fund_article *article, void *payload)
{
    (void)payload;
    for (size_t i = 0; i < article->passage_count; i++) {
        print_text(&article->fields.id);
        printf("#%zu\t", i + 1);
        print_text(&article->passages[i]);
        if (i == 0) {
            putchar('\t');
            print_text(&article->fields.title);
        }
        putchar('\n');
    }
    return FUND_OK;
}

static fund_status tell_problem(const fund_error *error, bool lost, void *payload)
{
    (void)lost;
    (void)payload;
    fprintf(stderr, "%s\n", error->message);
    return FUND_OK;
}

int main(int argc, char **argv)
{
    const fund_reader_events events = {
        .size = sizeof(fund_reader_events), .article = print_article, .problem = tell_problem};
    fund_error err = FUND_ERROR_INIT;
    for (int i = 1; i < argc; i++) {
        if (fund_read(argv[i], NULL, &events, NULL, &err) != FUND_OK) {
            fprintf(stderr, "%s\n", err.message);
            return 2;
        }
    }
    return fflush(stdout) == 0 ? 0 : 2;
}
