/* One JSON object a line; the fields are documented in man 5 fundstelle-json. */
#include "cli/cli_private.h"

fund_hit_style cli_json_style(const cli_style *style)
{
    return (fund_hit_style){.qid = style->qid,
                            .group = style->group,
                            .distinct = style->distinct,
                            .explain = style->explain};
}

bool cli_print_hit_json(const cli_style *style, const fund_hit *hit, const cli_surroundings *around)
{
    json_t *object = json_object();
    if (object == NULL) {
        return cli_print_json(NULL);
    }
    fund_hit_style told = cli_json_style(style);
    fund_hit_json(object, &told, hit);
    if (around != NULL && around->before != NULL) {
        json_object_set_new(object, "before",
                            fund_passages_json(&told, around->before, around->before_count, false));
        json_object_set_new(object, "after",
                            fund_passages_json(&told, around->after, around->after_count, false));
    }
    if (around != NULL && around->others != NULL) {
        json_object_set_new(object, "others",
                            fund_passages_json(&told, around->others, around->other_count, true));
    }
    return cli_print_json(object);
}
