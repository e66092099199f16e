/* Articles on their way into the index. */
#include "indexer/indexer_private.h"

#include <stdlib.h>
#include <string.h>

/* Of text. */
enum { FULL_BYTES = 4 << 20 };

static fund_status no_memory(fund_error *err)
{
    return fund_no_memory(err);
}

fund_status fund_batch_new(fund_batch **out, fund_error *err)
{
    *out = calloc(1, sizeof **out);
    if (*out != NULL) {
        (*out)->arena = fund_arena_new();
    }
    if (*out == NULL || (*out)->arena == NULL) {
        fund_batch_free(*out);
        *out = NULL;
        return no_memory(err);
    }
    return FUND_OK;
}

void fund_batch_free(fund_batch *batch)
{
    if (batch != NULL) {
        fund_arena_free(batch->arena);
        free(batch->items);
        free(batch);
    }
}

/* False without memory. */
static bool copy_text(fund_text *text, fund_arena *arena)
{
    if (text->len > 0) {
        text->data = fund_arena_copy(arena, text->data, text->len);
    }
    return text->len == 0 || text->data != NULL;
}

static bool copy_passages(fund_article *article, fund_arena *arena)
{
    fund_text *passages = fund_arena_alloc(arena, article->passage_count * sizeof *passages + 1);
    if (passages == NULL) {
        return false;
    }
    for (size_t i = 0; i < article->passage_count; i++) {
        passages[i] = article->passages[i];
        if (!copy_text(&passages[i], arena)) {
            return false;
        }
    }
    article->passages = passages;
    return true;
}

static bool copy_article(fund_article *article, fund_arena *arena)
{
    fund_text *const fields[] = {&article->id,      &article->title,  &article->date,
                                 &article->section, &article->author, &article->source,
                                 &article->url,     &article->path,   &article->embargo};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (!copy_text(fields[i], arena)) {
            return false;
        }
    }
    return copy_passages(article, arena);
}

fund_status fund_batch_add(fund_batch *batch, const fund_article *article, bool replace, bool shown,
                           fund_error *err)
{
    if (batch->count == batch->capacity) {
        size_t capacity = batch->capacity * 2 + 64;
        fund_batch_item *grown = realloc(batch->items, capacity * sizeof *grown);
        if (grown == NULL) {
            return no_memory(err);
        }
        batch->items = grown;
        batch->capacity = capacity;
    }
    fund_batch_item *item = &batch->items[batch->count];
    *item = (fund_batch_item){
        .article = *article, .replace = replace, .shown = shown, .status = FUND_OK};
    if (!copy_article(&item->article, batch->arena)) {
        return no_memory(err);
    }
    batch->count++;
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

void fund_batch_lose(fund_batch *batch, fund_batch_item *item, const fund_error *why)
{
    item->status = why->status;
    item->why = fund_arena_copy(batch->arena, why->message, strlen(why->message));
    if (item->why == NULL) {
        item->why = "it could not be indexed";
    }
}
