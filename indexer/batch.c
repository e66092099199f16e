/* Articles on their way into the index. */
#include "indexer/indexer_private.h"

#include <stdlib.h>
#include <string.h>

/* Of text. */
enum { FULL_BYTES = 4 << 20 };

fund_status fund_batch_new(fund_batch **out, fund_error *err)
{
    *out = calloc(1, sizeof **out);
    if (*out != NULL) {
        (*out)->arena = fund_arena_new();
    }
    if (*out == NULL || (*out)->arena == NULL) {
        fund_batch_free(*out);
        *out = NULL;
        return fund_no_memory(err);
    }
    return FUND_OK;
}

void fund_batch_free(fund_batch *batch)
{
    if (batch != NULL) {
        fund_arena_free(batch->arena);
        fund_array_free(batch);
        free(batch);
    }
}

/* False without memory. */
static bool copy_article(fund_article *article, fund_arena *arena)
{
    fund_text *passages = fund_arena_alloc(arena, article->passage_count * sizeof *passages + 1);
    bool ok = passages != NULL && fund_fields_copy(&article->fields, &article->fields, arena);
    for (size_t i = 0; i < article->passage_count && ok; i++) {
        const fund_text *from = &article->passages[i];
        passages[i] = (fund_text){fund_arena_copy(arena, from->data, from->len), from->len};
        ok = passages[i].data != NULL;
    }
    article->passages = passages;
    return ok;
}

fund_status fund_batch_add(fund_batch *batch, const fund_article *article, bool replace, bool shown,
                           fund_error *err)
{
    fund_batch_item item = {.article = *article, .replace = replace, .shown = shown};
    if (!copy_article(&item.article, batch->arena) || !fund_array_push(batch, item)) {
        return fund_no_memory(err);
    }
    batch->passages += article->passage_count;
    for (size_t i = 0; i < article->passage_count; i++) {
        batch->bytes += article->passages[i].len;
    }
    return FUND_OK;
}

bool fund_batch_is_full(const fund_batch *batch, const fund_indexer_options *options)
{
    return batch->passages >= options->batch_passages || batch->bytes >= FULL_BYTES;
}

bool fund_is_articles_own(fund_status status)
{
    return status != FUND_OK && status != FUND_ERR_MEMORY;
}

void fund_batch_lose(fund_batch *batch, fund_batch_item *item, const fund_error *why)
{
    item->status = why->status;
    item->why = fund_arena_copy(batch->arena, why->message, strlen(why->message));
    if (item->why == NULL) {
        item->why = "it could not be indexed";
    }
}
