/* One JSON object a line; the fields are documented in man 5 fundstelle-json. */
#include "cli/cli_private.h"

static json_t *text_or_null(const char *text)
{
    return text[0] != '\0' ? json_string(text) : json_null();
}

static json_t *ranges_of(const fund_hit *hit)
{
    json_t *ranges = json_array();
    for (size_t i = 0; i < hit->highlight_count; i++) {
        json_array_append_new(ranges,
                              json_pack("{s:I, s:I}", "begin", (json_int_t)hit->highlights[i].begin,
                                        "end", (json_int_t)hit->highlights[i].end));
    }
    return ranges;
}

static json_t *matches_of(const fund_reason *reason)
{
    json_t *matches = json_array();
    for (size_t i = 0; i < reason->match_count; i++) {
        const fund_reason_match *match = &reason->matches[i];
        json_array_append_new(matches,
                              json_pack("{s:I, s:I, s:s}", "begin", (json_int_t)match->range.begin,
                                        "end", (json_int_t)match->range.end, "kind",
                                        fund_reason_kind_name(match->kind)));
    }
    return matches;
}

static json_t *reasons_of(const fund_hit *hit)
{
    json_t *reasons = json_array();
    for (size_t i = 0; i < hit->reason_count; i++) {
        const fund_reason *reason = hit->reasons[i];
        json_array_append_new(reasons,
                              json_pack("{s:o, s:f, s:o}", "word", cli_json_string(reason->word),
                                        "score", reason->score, "matches", matches_of(reason)));
    }
    return reasons;
}

/* Few articles have pages, chapters, speakers or lines. */
static void set_place(json_t *object, const char *name, const fund_text *text)
{
    if (text->len > 0) {
        json_object_set_new(object, name, json_stringn(text->data, text->len));
    }
}

void cli_hit_fill_json(json_t *object, const cli_style *style, const fund_hit *hit)
{
    if (style->qid != NULL) {
        json_object_set_new(object, "qid", cli_json_string(style->qid));
    }
    if (hit->rank > 0) { /* `show` has passages without a rank */
        json_object_set_new(object, "rank", json_integer(hit->rank));
        json_object_set_new(object, "score", json_real(hit->score));
    }
    json_object_set_new(object, "article", json_string(hit->fields.id.data));
    json_object_set_new(object, "passage", json_integer(hit->passage));
    json_object_set_new(object, "title", text_or_null(hit->fields.title.data));
    json_object_set_new(object, "date", text_or_null(hit->fields.date.data));
    json_object_set_new(object, "section", text_or_null(hit->fields.section.data));
    json_object_set_new(object, "source", cli_json_string(fund_hit_source(hit)));
    json_object_set_new(object, "text", json_stringn(hit->text, hit->text_len));
    json_object_set_new(object, "highlights", ranges_of(hit));
    json_object_set_new(object, "author", text_or_null(hit->fields.author.data));
    json_object_set_new(object, "url", text_or_null(hit->fields.url.data));
    json_object_set_new(object, "passages", json_integer(hit->passage_count));
    set_place(object, "page", &hit->place.page);
    set_place(object, "chapter", &hit->place.chapter);
    set_place(object, "speaker", &hit->place.speaker);
    set_place(object, "line", &hit->place.line);
    if (style->group) {
        json_object_set_new(object, "more", json_integer(hit->more));
    }
    if (style->distinct) {
        json_object_set_new(object, "duplicates", json_integer(hit->duplicates));
    }
    if (style->explain) {
        json_object_set_new(object, "explain", reasons_of(hit));
    }
}

static json_t *passages_of(const fund_hit *const *hits, size_t count, bool scored)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        json_t *item = json_pack("{s:I, s:s%}", "passage", (json_int_t)hits[i]->passage, "text",
                                 hits[i]->text, hits[i]->text_len);
        if (scored) {
            json_object_set_new(item, "score", json_real(hits[i]->score));
            json_object_set_new(item, "highlights", ranges_of(hits[i]));
        }
        json_array_append_new(list, item);
    }
    return list;
}

bool cli_print_hit_json(const cli_style *style, const fund_hit *hit, const cli_surroundings *around)
{
    json_t *object = json_object();
    if (object == NULL) {
        return cli_print_json(NULL);
    }
    cli_hit_fill_json(object, style, hit);
    if (around != NULL && around->before != NULL) {
        json_object_set_new(object, "before",
                            passages_of(around->before, around->before_count, false));
        json_object_set_new(object, "after",
                            passages_of(around->after, around->after_count, false));
    }
    if (around != NULL && around->others != NULL) {
        json_object_set_new(object, "others",
                            passages_of(around->others, around->other_count, true));
    }
    return cli_print_json(object);
}
