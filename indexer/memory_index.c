/* Articles that have just come, in memory. */
#include "indexer/indexer_private.h"

#include <stdlib.h>

struct fund_memory_index {
    fund_store *store;
    fund_document_builder builder;
    size_t passages;
};

fund_status fund_memory_index_new(fund_memory_index **out, fund_analyzer *analyzer, fund_error *err)
{
    *out = NULL;
    fund_memory_index *index = calloc(1, sizeof *index);
    if (index == NULL) {
        return fund_no_memory(err);
    }
    index->builder.analyzer = analyzer;
    fund_status status = fund_store_memory(&index->store, err);
    if (status != FUND_OK) {
        free(index);
        return status;
    }
    *out = index;
    return FUND_OK;
}

void fund_memory_index_free(fund_memory_index *index)
{
    if (index != NULL) {
        fund_store_free(index->store);
        fund_document_builder_free(&index->builder);
        free(index);
    }
}

fund_status fund_memory_index_add(fund_memory_index *index, const fund_article *given,
                                  fund_error *err)
{
    fund_article article;
    fund_status status = fund_sized_take(&article, sizeof article, given, "fund_article", err);
    if (status == FUND_OK) {
        status = fund_document_builder_run(&index->builder, &article, err);
    }
    fund_document_builder *builder = &index->builder;
    while (status == FUND_OK && builder->count > 0) {
        for (size_t i = 0; i < builder->count && status == FUND_OK; i++) {
            status = fund_store_memory_add(index->store, builder->documents.items[i], err);
        }
        index->passages += status == FUND_OK ? builder->count : 0;
        if (status == FUND_OK) {
            status = fund_document_builder_more(builder, err);
        }
    }
    return status;
}

fund_store *fund_memory_index_store(fund_memory_index *index)
{
    return index->store;
}

size_t fund_memory_index_passages(const fund_memory_index *index)
{
    return index->passages;
}
