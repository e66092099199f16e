/* articles FOLDER QUERY: puts two articles into the index in FOLDER and searches it. */
#include <fundstelle.h>

#include <stdio.h>
#include <string.h>

static fund_status put(fund_indexer *indexer, const char *id, const char *text, fund_error *err)
{
    const fund_text passages[] = {{text, strlen(text)}};
    fund_article article = FUND_ARTICLE_INIT;
    article.fields.id = (fund_text){id, strlen(id)};
    article.passages = passages;
    article.passage_count = 1;
    return fund_indexer_put(indexer, &article, err);
}

int main(int argc, char **argv)
{
    const char *folder = argc > 1 ? argv[1] : "", *query = argc > 2 ? argv[2] : "";
    fund_indexer *indexer = NULL;
    fund_searcher *searcher = NULL;
    fund_results results = FUND_RESULTS_INIT;
    fund_error err = FUND_ERROR_INIT;
    if (fund_indexer_open(&indexer, folder, NULL, &err) != FUND_OK ||
        put(indexer, "kran", "Der neue Hafenkran hebt Schiffe.", &err) != FUND_OK ||
        put(indexer, "rosen", "Am Bahnhof blühen Rosen.", &err) != FUND_OK ||
        fund_indexer_close(indexer, &err) != FUND_OK || /* commits */
        fund_searcher_open(&searcher, &folder, 1, NULL, &err) != FUND_OK ||
        fund_search(&results, searcher, query, strlen(query), NULL, &err) != FUND_OK) {
        fprintf(stderr, "articles: %s\n", err.message);
    }
    for (size_t i = 0; i < results.count; i++) {
        printf("%s: %s\n", results.hits[i]->fields.id.data, results.hits[i]->text);
    }
    fund_results_free(&results);
    fund_searcher_free(searcher);
    fund_indexer_free(indexer);
    return err.status == FUND_OK ? 0 : 2;
}
