/* articles FOLDER QUERY: puts two articles into the index in FOLDER and searches it. */
#include <fundstelle.h>

#include <stdio.h>
#include <string.h>

static fund_text text(const char *string)
{
    return (fund_text){string, strlen(string)};
}

static fund_status put(fund_indexer *indexer, const char *id, const char *title,
                       const char *passage, fund_error *err)
{
    const fund_text passages[] = {text(passage)};
    fund_article article = FUND_ARTICLE_INIT;
    article.fields.id = text(id);
    article.fields.title = text(title);
    article.passages = passages;
    article.passage_count = 1;
    return fund_indexer_put(indexer, &article, err);
}

int main(int argc, char **argv)
{
    const char *folder = argc == 3 ? argv[1] : "", *query = argc == 3 ? argv[2] : "";
    fund_indexer *indexer = NULL;
    fund_searcher *searcher = NULL;
    fund_results results = FUND_RESULTS_INIT;
    fund_error err = FUND_ERROR_INIT;
    if (fund_indexer_open(&indexer, folder, NULL, &err) != FUND_OK ||
        put(indexer, "kran", "Ein Kran", "Der neue Hafenkran hebt Schiffe.", &err) != FUND_OK ||
        put(indexer, "rosen", "Rosen", "Am Bahnhof blühen Rosen.", &err) != FUND_OK ||
        fund_indexer_close(indexer, &err) != FUND_OK || /* commits */
        fund_searcher_open(&searcher, &folder, 1, NULL, &err) != FUND_OK ||
        fund_search(&results, searcher, query, strlen(query), NULL, &err) != FUND_OK) {
        fprintf(stderr, "articles: %s\n", err.message);
    }
    for (size_t i = 0; i < results.count; i++) {
        const fund_hit *hit = results.hits[i];
        printf("%u. %s (%s#%u): %s\n", hit->rank, hit->fields.title.data, hit->fields.id.data,
               hit->passage, hit->text);
    }
    fund_results_free(&results);
    fund_searcher_free(searcher);
    fund_indexer_free(indexer);
    return err.status == FUND_OK ? 0 : 2;
}
