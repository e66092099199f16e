/* Articles on their way into the index. */
#include "indexer/indexer_private.h"

#include <stdlib.h>
#include <string.h>

/* Of text. With 4 MB long passages take 16 MB more memory, and no less time. */
enum { FULL_BYTES = 1 << 20 };

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

/* What a passage has from the one before it is copied once. */
static bool copy_text(fund_text *to, const fund_text *from, const fund_text *before,
                      const fund_text *before_copy, fund_arena *arena)
{
    bool same = before != NULL && before->data == from->data && before->len == from->len;
    *to =
        same ? *before_copy : (fund_text){fund_arena_copy(arena, from->data, from->len), from->len};
    return to->data != NULL;
}

static bool copy_places(fund_article *article, fund_arena *arena)
{
    const fund_passage_place *from = article->places;
    fund_passage_place *to = fund_arena_alloc(arena, article->passage_count * sizeof *to + 1);
    bool ok = to != NULL;
    for (size_t i = 0; ok && i < article->passage_count; i++) {
        const fund_passage_place *last = i > 0 ? &from[i - 1] : NULL,
                                 *copy = i > 0 ? &to[i - 1] : NULL;
        to[i] = from[i];
        ok = copy_text(&to[i].page, &from[i].page, last != NULL ? &last->page : NULL,
                       copy != NULL ? &copy->page : NULL, arena) &&
             copy_text(&to[i].chapter, &from[i].chapter, last != NULL ? &last->chapter : NULL,
                       copy != NULL ? &copy->chapter : NULL, arena) &&
             copy_text(&to[i].speaker, &from[i].speaker, last != NULL ? &last->speaker : NULL,
                       copy != NULL ? &copy->speaker : NULL, arena) &&
             copy_text(&to[i].line, &from[i].line, last != NULL ? &last->line : NULL,
                       copy != NULL ? &copy->line : NULL, arena);
    }
    article->places = to;
    return ok;
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
    return ok && (article->places == NULL || copy_places(article, arena));
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
