/* What a request searches for. */
#include "serve/serve_private.h"

#include <string.h>

const fund_filter *serve_filter(fund_filter *out, const serve_params *params)
{
    *out = (fund_filter)FUND_FILTER_INIT;
    out->since = params->since;
    out->until = params->until;
    out->sections = params->sections.count > 0 ? params->sections.items : NULL;
    out->authors = params->authors.count > 0 ? params->authors.items : NULL;
    out->sources = params->sources.count > 0 ? params->sources.items : NULL;
    bool any = out->since != NULL || out->until != NULL || out->sections != NULL ||
               out->authors != NULL || out->sources != NULL;
    return any ? out : NULL;
}

fund_status serve_find(fund_results *out, serve_work *work, unsigned facets, fund_error *err)
{
    const serve_params *params = &work->params;
    fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
    fund_filter filter;
    options.filter = serve_filter(&filter, params);
    options.count = params->limit;
    options.offset = params->offset;
    options.group = params->group;
    options.scope = (fund_scope)params->scope;
    options.hide_duplicates = params->distinct;
    options.explain = params->explain;
    options.order = (fund_order)params->sort;
    options.facets = facets;
    options.no_hits = params->limit == 0;
    options.article = params->article;
    fund_status status =
        fund_search(out, work->searcher, params->q, strlen(params->q), &options, err);
    work->partial |= fund_searcher_is_partial(work->searcher);
    return status;
}

const char *serve_suggestion(serve_work *work, const fund_results *results)
{
    enum { FEW = 5 };
    fund_word_list list = FUND_WORD_LIST_INIT;
    const char *text = "", *q = work->params.q;
    if (results->total < FEW && !work->partial && q[0] != '\0' &&
        fund_correct_query(&list, work->searcher, q, strlen(q), NULL) == FUND_OK &&
        list.count > 0) {
        text = fund_arena_copy(work->arena, list.items[0]->text, strlen(list.items[0]->text));
    }
    fund_word_list_free(&list);
    return text != NULL ? text : "";
}
