/* Hits and facets as JSON; the fields are documented in man 5 fundstelle-json. */
#include "render/render.h"

static json_t *text_or_null(const char *text)
{
    return text[0] != '\0' ? json_string(text) : json_null();
}

/* The offset of a byte of the text, in the units of the style. */
static json_int_t offset_of(const fund_hit_style *style, const fund_hit *hit, size_t byte)
{
    json_int_t units = 0;
    for (size_t i = 0; style->utf16 && i < byte; i++) {
        unsigned char c = (unsigned char)hit->text[i];
        units += ((c & 0xc0) != 0x80) + (c >= 0xf0);
    }
    return style->utf16 ? units : (json_int_t)byte;
}

static json_t *range_of(const fund_hit_style *style, const fund_hit *hit, fund_range range)
{
    return json_pack("{s:I, s:I}", "begin", offset_of(style, hit, range.begin), "end",
                     offset_of(style, hit, range.end));
}

static json_t *ranges_of(const fund_hit_style *style, const fund_hit *hit)
{
    json_t *ranges = json_array();
    for (size_t i = 0; i < hit->highlight_count; i++) {
        json_array_append_new(ranges, range_of(style, hit, hit->highlights[i]));
    }
    return ranges;
}

static json_t *matches_of(const fund_hit_style *style, const fund_hit *hit,
                          const fund_reason *reason)
{
    json_t *matches = json_array();
    for (size_t i = 0; i < reason->match_count; i++) {
        const fund_reason_match *match = &reason->matches[i];
        json_t *item = range_of(style, hit, match->range);
        json_object_set_new(item, "kind", json_string(fund_reason_kind_name(match->kind)));
        json_array_append_new(matches, item);
    }
    return matches;
}

static json_t *reasons_of(const fund_hit_style *style, const fund_hit *hit)
{
    json_t *reasons = json_array();
    for (size_t i = 0; i < hit->reason_count; i++) {
        const fund_reason *reason = hit->reasons[i];
        json_array_append_new(
            reasons, json_pack("{s:o, s:f, s:o}", "word", fund_json_string(reason->word), "score",
                               reason->score, "matches", matches_of(style, hit, reason)));
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

static json_t *source_of(const fund_hit_style *style, const fund_hit *hit)
{
    const char *source = fund_hit_source(hit);
    bool local = source == hit->fields.path.data;
    return local && style->hides_paths ? json_null() : fund_json_string(source);
}

/* The same elsewhere: of each article what tells it apart. */
static json_t *repeats_of(const fund_hit *hit)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < hit->duplicates; i++) {
        const fund_hit *at = hit->repeats[i];
        json_array_append_new(
            list, json_pack("{s:s, s:I, s:o, s:o, s:o}", "article", at->fields.id.data, "passage",
                            (json_int_t)at->passage, "title", text_or_null(at->fields.title.data),
                            "date", text_or_null(at->fields.date.data), "source",
                            text_or_null(at->fields.source.data)));
    }
    return list;
}

void fund_hit_json(json_t *object, const fund_hit_style *style, const fund_hit *hit)
{
    if (style->qid != NULL) {
        json_object_set_new(object, "qid", fund_json_string(style->qid));
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
    json_object_set_new(object, "source", source_of(style, hit));
    json_object_set_new(object, "text", json_stringn(hit->text, hit->text_len));
    json_object_set_new(object, "highlights", ranges_of(style, hit));
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
    if (style->distinct && hit->duplicates > 0) {
        json_object_set_new(object, "repeats", repeats_of(hit));
    }
    if (style->explain) {
        json_object_set_new(object, "explain", reasons_of(style, hit));
    }
}

json_t *fund_passages_json(const fund_hit_style *style, const fund_hit *const *hits, size_t count,
                           bool scored)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        json_t *item = json_pack("{s:I, s:s%}", "passage", (json_int_t)hits[i]->passage, "text",
                                 hits[i]->text, hits[i]->text_len);
        if (scored) {
            json_object_set_new(item, "score", json_real(hits[i]->score));
            json_object_set_new(item, "highlights", ranges_of(style, hits[i]));
        }
        json_array_append_new(list, item);
    }
    return list;
}

/* ---- facets ----------------------------------------------------------------------------- */

static const char *facet_name(fund_facet facet)
{
    static const char *const names[] = {[FUND_FACET_SECTION] = "section",
                                        [FUND_FACET_AUTHOR] = "author",
                                        [FUND_FACET_SOURCE] = "source",
                                        [FUND_FACET_MONTH] = "month",
                                        [FUND_FACET_YEAR] = "year"};
    return names[facet];
}

static json_t *tallies_json(const fund_facet_values *tallies)
{
    json_t *list = json_array();
    for (size_t i = 0; i < tallies->count; i++) {
        const fund_facet_value *item = tallies->items[i];
        json_array_append_new(
            list, json_pack("{s:o, s:I, s:I}", "value", fund_json_string(item->value), "passages",
                            (json_int_t)item->passages, "articles", (json_int_t)item->articles));
    }
    return list;
}

json_t *fund_facets_json(const fund_facet_counts *counts)
{
    json_t *all = json_object();
    for (int i = 0; i < FUND_FACETS; i++) {
        json_object_set_new(all, facet_name((fund_facet)i), tallies_json(&counts->facets[i]));
    }
    return all;
}
