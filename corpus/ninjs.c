/* What agencies send in JSON: ninjs 1 to 3 of the IPTC, and what is named after it. */
#include "corpus/corpus_private.h"

#include <jansson.h>
#include <string.h>
#include <strings.h>

/* ---- members ------------------------------------------------------------------ */

/* "versioncreated" (ninjs 1), "versionCreated" (2 and 3) and "version_created" are one name. */
static bool is_name(const char *key, const char *name)
{
    for (; *key != '\0'; key++) {
        char c = *key >= 'A' && *key <= 'Z' ? (char)(*key + 0x20) : *key;
        if (c != '_' && c != *name++) {
            return false;
        }
    }
    return *name == '\0';
}

/* The member with the first of the names that there is; NULL. */
static const json_t *get(const json_t *object, const char *names)
{
    char name[32];
    for (const char *at = names; *at != '\0';) {
        size_t len = strcspn(at, " ");
        const char *key;
        const json_t *value;
        void *member = NULL;
        memcpy(name, at, len);
        name[len] = '\0';
        while (fund_json_member(&key, &value, &member, object)) {
            if (is_name(key, name) && !json_is_null(value)) {
                return value;
            }
        }
        at += len + (at[len] == ' ');
    }
    return NULL;
}

static fund_text text_at(const json_t *object, const char *names)
{
    return fund_json_text(get(object, names));
}

bool fund_ninjs_is(const json_t *object)
{
    return text_at(object, "uri urn").len > 0 && get(object, "passages") == NULL &&
           get(object, "pubstatus versioncreated headline headlines bodyhtml bodyxhtml bodytext "
                       "bodies articlehtml") != NULL;
}

/* ---- text --------------------------------------------------------------------- */

static bool is_html(const json_t *body)
{
    fund_text type = text_at(body, "contenttype");
    fund_text value = text_at(body, "value");
    return fund_corpus_is_one_of(type, "text/html application/xhtml+xml html xhtml") ||
           (type.len == 0 && value.len > 0 && value.data[0] == '<');
}

/* A better one has more points: the main one before others, HTML before plain text. */
static int points_of(const json_t *body)
{
    fund_text role = text_at(body, "role");
    return text_at(body, "value").len == 0
               ? -1
               : 2 * (role.len == 0 || fund_corpus_is_one_of(role, "main body")) + is_html(body);
}

/* Of several bodies, headlines or descriptions the best; NULL. */
static const json_t *best_of(const json_t *list)
{
    const json_t *best = NULL;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *next = json_array_get(list, i);
        if (points_of(next) >= 0 && (best == NULL || points_of(next) > points_of(best))) {
            best = next;
        }
    }
    return best;
}

static fund_status take_value(fund_corpus_reader *reader, const json_t *body)
{
    if (is_html(body)) {
        return fund_html_paragraphs(reader, text_at(body, "value"));
    }
    fund_draft_split(reader, text_at(body, "value"), true);
    return FUND_OK;
}

static fund_status take_text(fund_corpus_reader *reader, const json_t *item)
{
    fund_text html = text_at(item, "bodyhtml bodyxhtml articlehtml");
    const json_t *bodies = get(item, "bodies");
    if (html.len > 0) {
        return fund_html_paragraphs(reader, html);
    }
    if (best_of(bodies) != NULL) {
        return take_value(reader, best_of(bodies));
    }
    fund_draft_split(reader, text_at(item, "bodytext body text"), true);
    if (reader->paragraphs.count > 0) {
        return FUND_OK;
    }
    const json_t *description = best_of(get(item, "descriptions"));
    html = text_at(item, "descriptionhtml descriptionxhtml");
    if (description != NULL) {
        return take_value(reader, description);
    }
    fund_draft_split(reader, text_at(item, "descriptiontext"), true);
    return reader->paragraphs.count == 0 ? fund_html_paragraphs(reader, html) : FUND_OK;
}

/* ---- fields ------------------------------------------------------------------- */

/* The first name in a list of things, or a text. */
static fund_text name_in(const json_t *list)
{
    fund_text name = fund_json_text(list);
    for (size_t i = 0; name.len == 0 && i < json_array_size(list); i++) {
        const json_t *thing = json_array_get(list, i);
        name = json_is_string(thing) ? fund_json_text(thing) : text_at(thing, "name");
        name = name.len > 0 ? name : text_at(best_of(get(thing, "names")), "value");
    }
    return name.len > 0 ? name : text_at(list, "name");
}

static void set_name(fund_corpus_reader *reader, int field, const json_t *item, const char *names)
{
    fund_draft_set(reader, field, name_in(get(item, names)));
}

/* "Von Anna Berg" is Anna Berg. */
static fund_text without_by(fund_text byline)
{
    const char *blank = memchr(byline.data, ' ', byline.len);
    size_t first = blank != NULL ? (size_t)(blank - byline.data) : 0;
    return fund_corpus_is_one_of((fund_text){byline.data, first}, "von by")
               ? (fund_text){blank + 1, byline.len - first - 1}
               : byline;
}

static void set_fields(fund_corpus_reader *reader, const json_t *item)
{
    const json_t *headline = best_of(get(item, "headlines"));
    const json_t *embargo = get(item, "embargoed");
    fund_draft_set(reader, FUND_FIELD_ID, text_at(item, "uri urn"));
    fund_draft_set(reader, FUND_FIELD_VERSION, fund_json_scalar(reader, get(item, "version")));
    fund_draft_set(reader, FUND_FIELD_STATUS, text_at(item, "pubstatus"));
    fund_draft_set(reader, FUND_FIELD_EMBARGO, fund_json_text(embargo));
    if (json_is_true(embargo) || (json_is_string(embargo) && fund_json_text(embargo).len == 0)) {
        fund_draft_set(reader, FUND_FIELD_STATUS, fund_text_of("embargoed"));
    }
    fund_draft_set(reader, FUND_FIELD_TITLE, text_at(item, "headline"));
    fund_draft_set(reader, FUND_FIELD_TITLE, text_at(headline, "value"));
    fund_draft_set(reader, FUND_FIELD_TITLE, text_at(item, "title"));
    fund_draft_set(reader, FUND_FIELD_DATE,
                   text_at(item, "contentcreated firstcreated versioncreated updated"));
    fund_draft_set(reader, FUND_FIELD_AUTHOR, without_by(text_at(item, "byline by")));
    set_name(reader, FUND_FIELD_SECTION, item, "subject subjects");
    set_name(reader, FUND_FIELD_SECTION, item, "genre genres");
    fund_draft_set(reader, FUND_FIELD_SECTION, text_at(item, "slugline"));
    set_name(reader, FUND_FIELD_SOURCE, item, "infosource infosources");
    set_name(reader, FUND_FIELD_SOURCE, item, "copyrightholder source creditline provider");
    fund_draft_set(reader, FUND_FIELD_URL, text_at(item, "canonicalurl url"));
}

fund_status fund_ninjs_deliver(fund_corpus_reader *reader, const json_t *item)
{
    fund_text type = text_at(item, "type");
    fund_draft_clear(reader);
    if (type.len > 0 && !fund_corpus_is_one_of(type, "text composite article news")) {
        return fund_corpus_skip(reader, FUND_SKIP_TYPE, type);
    }
    set_fields(reader, item);
    fund_status status = take_text(reader, item);
    return status == FUND_OK ? fund_draft_deliver_item(reader) : status;
}
