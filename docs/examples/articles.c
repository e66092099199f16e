/*
 * articles.c - an index of a few articles on libfundstelle, and a search in it.
 *
 *     articles FOLDER QUERY
 *
 * FOLDER is where the index is, or is to be made. The articles are given in memory here; a
 * program that has files would call fund_indexer_run() with their paths instead.
 *
 * Every function that can fail returns a fund_status and fills a fund_error, whose message
 * names what is concerned. Results are freed by the function of their type; what is borrowed
 * says so in its header.
 */
#include <indexer/indexer.h>
#include <searcher/searcher.h>

#include <stdio.h>
#include <string.h>

static fund_text text(const char *string)
{
    return (fund_text){string, strlen(string)};
}

/* An article is its fields and its passages: paragraphs, as they are found later. */
static fund_status put(fund_indexer *indexer, const char *id, const char *title, const char *date,
                       const char *passage, fund_error *err)
{
    const fund_text passages[] = {text(passage)};
    fund_article article = {
        .fields.id = text(id),
        .fields.title = text(title),
        .fields.date = text(date),
        .fields.path = text("-"), /* of no file */
        .passages = passages,
        .passage_count = 1,
    };
    /* By this hash an article that has not changed is known when it comes again. */
    fund_status status = fund_article_hash(article.fields.content_hash, &article, err);
    return status == FUND_OK ? fund_indexer_put(indexer, &article, err) : status;
}

static fund_status index_articles(const char *folder, fund_analyzer *analyzer, fund_error *err)
{
    fund_indexer *indexer;
    fund_status status = fund_indexer_open(&indexer, folder, analyzer, NULL, err);
    if (status == FUND_OK) {
        status = put(indexer, "kran", "Ein Kran für den Hafen", "2024-05-06",
                     "Der neue Hafenkran hebt Schiffe, die bisher niemand heben konnte.", err);
    }
    if (status == FUND_OK) {
        status = put(indexer, "rosen", "Rosen am Bahnhof", "2024-05-07",
                     "Vor dem Bahnhof blühen seit gestern tausend Rosen in allen Farben.", err);
    }
    if (status == FUND_OK) {
        status = fund_indexer_close(indexer, err); /* what is not committed would be lost */
    }
    fund_indexer_free(indexer);
    return status;
}

/* Highlights are byte ranges of the text, ascending. */
static void print_hit(const fund_hit *hit)
{
    size_t at = 0;
    printf("%u. %s (%s#%u, %s)\n   ", hit->rank, hit->fields.title.data, hit->fields.id.data,
           hit->passage, hit->fields.date.data);
    for (size_t i = 0; i < hit->highlight_count; i++) {
        const fund_range *mark = &hit->highlights[i];
        printf("%.*s[%.*s]", (int)(mark->begin - at), hit->text + at,
               (int)(mark->end - mark->begin), hit->text + mark->begin);
        at = mark->end;
    }
    printf("%s\n", hit->text + at);
}

static fund_status search(const char *folder, fund_analyzer *analyzer, const char *query,
                          fund_error *err)
{
    fund_searcher *searcher;
    fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
    fund_results results = FUND_RESULTS_INIT;
    fund_status status = fund_searcher_open(&searcher, &folder, 1, analyzer, err);
    if (status == FUND_OK) {
        status = fund_search(&results, searcher, query, strlen(query), &options, err);
    }
    for (size_t i = 0; i < results.count; i++) {
        print_hit(&results.hits[i]);
    }
    fund_results_free(&results);
    fund_searcher_free(searcher);
    return status;
}

int main(int argc, char **argv)
{
    fund_error err = FUND_ERROR_INIT;
    fund_lexicon *lexicon = NULL;
    fund_analyzer *analyzer = NULL;
    fund_analyzer_options options = FUND_ANALYZER_OPTIONS_INIT;
    if (argc != 3) {
        fprintf(stderr, "usage: articles FOLDER QUERY\n");
        return 2;
    }
    /* The analyzer is what documents and queries have in common. With the lexicon it splits
     * compounds; both must outlive what is opened with them. */
    fund_status status = fund_lexicon_open(&lexicon, NULL, &err);
    if (status == FUND_OK) {
        fund_analyzer_options_use(&options, lexicon);
        status = fund_analyzer_new(&analyzer, &options, &err);
    }
    if (status == FUND_OK) {
        status = index_articles(argv[1], analyzer, &err);
    }
    if (status == FUND_OK) {
        status = search(argv[1], analyzer, argv[2], &err);
    }
    fund_analyzer_free(analyzer);
    fund_lexicon_free(lexicon);
    if (status != FUND_OK) {
        fprintf(stderr, "articles: %s\n", err.message);
        return 2;
    }
    return 0;
}
