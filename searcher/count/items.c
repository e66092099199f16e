/* The best items of many: a heap of as many as are wanted. */
#include "searcher/count/count.h"

/* Below 0: a comes before b. */
static int compare(const fund_items *items, const fund_item *a, const fund_item *b)
{
    if (a->key < b->key || a->key > b->key) {
        return a->key > b->key ? -1 : 1;
    }
    return items->compare(a, b, items->payload);
}

static void sink(fund_items *items, size_t at)
{
    for (size_t child; (child = 2 * at + 1) < items->count; at = child) {
        if (child + 1 < items->count &&
            compare(items, &items->items[child + 1], &items->items[child]) > 0) {
            child++;
        }
        if (compare(items, &items->items[at], &items->items[child]) >= 0) {
            return;
        }
        fund_item moved = items->items[at];
        items->items[at] = items->items[child];
        items->items[child] = moved;
    }
}

bool fund_items_want(const fund_items *items, const fund_item *item)
{
    return items->most == 0 || items->count < items->most ||
           compare(items, item, &items->items[0]) < 0;
}

fund_status fund_items_offer(fund_items *items, const fund_item *item, fund_error *err)
{
    if (items->most > 0 && items->count == items->most) {
        if (compare(items, item, &items->items[0]) < 0) {
            items->items[0] = *item;
            sink(items, 0);
        }
        return FUND_OK;
    }
    if (!fund_array_push(items, *item)) {
        return fund_no_memory(err);
    }
    for (size_t i = items->count == items->most ? items->count / 2 : 0; i > 0; i--) {
        sink(items, i - 1);
    }
    return FUND_OK;
}

static int by_order(const void *left, const void *right, void *payload)
{
    const fund_items *items = payload;
    return compare(items, &items->items[*(const uint32_t *)left],
                   &items->items[*(const uint32_t *)right]);
}

/* Puts items[order[i]] at i, along each cycle. */
static void permute(fund_item *items, uint32_t *order, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const fund_item first = items[i];
        size_t at = i;
        for (size_t from; (from = order[at]) != i; at = from) {
            items[at] = items[from];
            order[at] = (uint32_t)at;
        }
        items[at] = first;
        order[at] = (uint32_t)at;
    }
}

/* Numbers are sorted, since qsort_r() takes as much memory again as what it sorts. */
fund_status fund_items_sort(fund_items *items, fund_error *err)
{
    uint32_t *order = malloc((items->count + 1) * sizeof *order);
    if (order == NULL) {
        return fund_no_memory(err);
    }
    for (size_t i = 0; i < items->count; i++) {
        order[i] = (uint32_t)i;
    }
    qsort_r(order, items->count, sizeof *order, by_order, items);
    permute(items->items, order, items->count);
    free(order);
    return FUND_OK;
}
