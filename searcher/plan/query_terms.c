/* The terms of a query. */
#include "searcher/plan/plan.h"

fund_plan_term *fund_plan_term_find(const fund_plan *plan, fund_token_kind kind, const char *term,
                                    size_t len)
{
    return kind >= FUND_TOKEN_VARIANT ? NULL : fund_map_get(plan->terms[kind], term, len);
}

fund_plan_term *fund_plan_term_make(fund_plan *plan, fund_token_kind kind, const char *term,
                                    size_t len)
{
    fund_map *map = plan->terms[kind];
    fund_plan_term *known = fund_map_get(map, term, len);
    if (known == NULL) {
        known = fund_arena_alloc(plan->arena, sizeof *known);
        if (known == NULL || !fund_map_put(map, term, len, known, NULL)) {
            return NULL;
        }
        *known = (fund_plan_term){false, 0, 0};
    }
    return known;
}
