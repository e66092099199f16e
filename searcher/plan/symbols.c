/* The terms of a query. */
#include "searcher/plan/plan.h"

fund_symbol *fund_plan_symbol(const fund_plan *plan, fund_token_kind kind, const char *term,
                              size_t len)
{
    return kind >= FUND_TOKEN_VARIANT ? NULL : fund_map_get(plan->symbols[kind], term, len);
}

fund_symbol *fund_symbol_make(fund_plan *plan, fund_token_kind kind, const char *term, size_t len)
{
    fund_map *map = plan->symbols[kind];
    fund_symbol *symbol = fund_map_get(map, term, len);
    if (symbol == NULL) {
        symbol = fund_arena_alloc(plan->arena, sizeof *symbol);
        if (symbol == NULL || !fund_map_put(map, term, len, symbol, NULL)) {
            return NULL;
        }
        *symbol = (fund_symbol){false, 0, 0};
    }
    return symbol;
}
