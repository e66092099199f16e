/* Markdown, by cmark, with front matter in YAML, by libyaml. */
#include "corpus/corpus_private.h"

#include <cmark.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <yaml.h>

#define CMARK_NAMES(X)                                                                             \
    X(cmark_iter_free)                                                                             \
    X(cmark_iter_get_node)                                                                         \
    X(cmark_iter_new)                                                                              \
    X(cmark_iter_next)                                                                             \
    X(cmark_node_free)                                                                             \
    X(cmark_node_get_heading_level)                                                                \
    X(cmark_node_get_literal)                                                                      \
    X(cmark_node_get_type)                                                                         \
    X(cmark_parse_document)
#define YAML_NAMES(X)                                                                              \
    X(yaml_event_delete)                                                                           \
    X(yaml_parser_delete)                                                                          \
    X(yaml_parser_initialize)                                                                      \
    X(yaml_parser_parse)                                                                           \
    X(yaml_parser_set_encoding)                                                                    \
    X(yaml_parser_set_input_string)

FUND_LIBRARY(libcmark, CMARK_NAMES, NULL, FUND_LIBRARY_CMARK)
FUND_LIBRARY(libyaml, YAML_NAMES, NULL, FUND_LIBRARY_YAML)

/* ---- front matter -------------------------------------------------------------- */

enum { EVENTS_MAX = 10000, DEPTH_MAX = 32 };

/* Beside the keys that text files have. */
static int field_named(const char *key)
{
    static const struct {
        const char *keys;
        int field;
    } others[] = {
        {"slug", FUND_FIELD_ID},
        {"permalink canonical", FUND_FIELD_URL},
        {"category categories", FUND_FIELD_SECTION},
        {"authors", FUND_FIELD_AUTHOR},
    };
    for (size_t i = 0; i < FUND_COUNT(others); i++) {
        if (fund_corpus_is_one_of(fund_text_of(key), others[i].keys)) {
            return others[i].field;
        }
    }
    return fund_text_field_of(fund_text_of(key));
}

typedef struct front {
    fund_corpus_reader *reader;
    int depth, field; /* of the member that is read; -1: none that is wanted */
    bool is_key;      /* the next scalar at depth 1 is one */
    bool is_draft;    /* the member is `draft` */
    char inner[16];   /* the last key within a list of objects */
    bool inner_key;
} front;

/* Several authors are joined by commas; of other lists the first one counts. */
static void add_value(front *f, const char *text)
{
    fund_corpus_reader *reader = f->reader;
    if (f->is_draft && strcasecmp(text, "true") == 0) {
        reader->fields[FUND_FIELD_STATUS] = fund_text_of("withheld");
    }
    if (f->field == FUND_FIELD_AUTHOR && text[0] != '\0') {
        fund_buf names = FUND_BUF_INIT;
        fund_draft_join(&names, reader->fields[FUND_FIELD_AUTHOR]);
        fund_draft_join(&names, fund_text_of(text));
        reader->fields[FUND_FIELD_AUTHOR] = fund_draft_keep_buf(reader, &names);
    } else if (f->field >= 0) {
        fund_draft_set_copy(reader, f->field, text);
    }
}

/* Sites have words of their own for what is published. */
static void drop_unknown_status(fund_corpus_reader *reader)
{
    fund_text *status = &reader->fields[FUND_FIELD_STATUS];
    if (!fund_corpus_is_one_of(*status, "usable embargoed withheld canceled")) {
        *status = (fund_text){"", 0};
    }
}

static void take_scalar(front *f, const char *text)
{
    if (f->depth == 1 && f->is_key) {
        f->field = field_named(text);
        f->is_draft = strcasecmp(text, "draft") == 0;
        f->is_key = false;
        return;
    }
    if (f->depth >= 2 && f->inner_key) { /* name: of an author */
        snprintf(f->inner, sizeof f->inner, "%s", text);
        f->inner_key = false;
        return;
    }
    bool named = f->inner[0] == '\0' || strcasecmp(f->inner, "name") == 0;
    if (named) {
        add_value(f, text);
    }
    f->inner_key = f->inner[0] != '\0';
    f->is_key = f->depth == 1;
}

/* False at the end, or where the front matter is refused. */
static bool take_event(front *f, const yaml_event_t *event, const char **refused)
{
    switch (event->type) {
    case YAML_ALIAS_EVENT:
        *refused = fund_tr("aliases are not supported");
        return false;
    case YAML_SCALAR_EVENT:
        take_scalar(f, (const char *)event->data.scalar.value);
        return true;
    case YAML_MAPPING_START_EVENT:
    case YAML_SEQUENCE_START_EVENT:
        f->depth++;
        f->is_key = f->depth == 1 && event->type == YAML_MAPPING_START_EVENT;
        f->inner_key = f->depth > 1 && event->type == YAML_MAPPING_START_EVENT;
        *refused = f->depth > DEPTH_MAX ? fund_tr("nested too deeply") : NULL;
        return *refused == NULL;
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT:
        f->depth--;
        f->is_key = f->depth == 1;
        f->inner_key = false;
        f->inner[0] = '\0';
        return true;
    default:
        return event->type != YAML_STREAM_END_EVENT;
    }
}

/* Whether damaged front matter has a line that may say: not yet, or no longer. */
static bool may_withhold(fund_text yaml)
{
    fund_text line;
    size_t pos = 0;
    while (fund_corpus_next_line(&line, NULL, yaml, &pos)) {
        const char *colon = memchr(line.data, ':', line.len);
        fund_text key = {line.data, colon != NULL ? (size_t)(colon - line.data) : 0};
        int field = fund_text_field_of(fund_corpus_trim(key));
        if (field == FUND_FIELD_STATUS || field == FUND_FIELD_EMBARGO ||
            fund_corpus_is_one_of(key, "draft")) {
            return true;
        }
    }
    return false;
}

/* The text is an article all the same, unless that could publish what must not be. */
static fund_status report_damage(fund_corpus_reader *reader, fund_text yaml, size_t line,
                                 const char *why)
{
    static const char message[] = FUND_TR("invalid front matter: %s");
    reader->line = line;
    fund_status status = may_withhold(yaml)
                             ? fund_corpus_lose(reader, FUND_ERR_FORMAT, message, why)
                             : fund_corpus_problem(reader, FUND_ERR_FORMAT, false, message, why);
    reader->line = 0;
    return status;
}

static fund_status take_front_matter(fund_corpus_reader *reader, fund_text yaml)
{
    front f = {.reader = reader, .field = -1};
    yaml_parser_t parser;
    fund_status status = fund_corpus_need(reader, &libyaml_library);
    if (status != FUND_OK) {
        return status;
    }
    if (!libyaml.yaml_parser_initialize(&parser)) {
        return fund_corpus_no_memory(reader);
    }
    libyaml.yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    libyaml.yaml_parser_set_input_string(&parser, (const unsigned char *)yaml.data, yaml.len);
    bool more = true;
    for (int i = 0; more && status == FUND_OK; i++) {
        yaml_event_t event;
        const char *refused = i < EVENTS_MAX ? NULL : fund_tr("too long");
        if (!libyaml.yaml_parser_parse(&parser, &event)) {
            status = parser.error == YAML_MEMORY_ERROR
                         ? fund_corpus_no_memory(reader)
                         : report_damage(reader, yaml, parser.problem_mark.line + 2,
                                         parser.problem != NULL ? parser.problem
                                                                : fund_tr("invalid YAML"));
            break;
        }
        size_t line = event.start_mark.line + 2;
        more = refused == NULL && take_event(&f, &event, &refused);
        libyaml.yaml_event_delete(&event);
        status = refused != NULL ? report_damage(reader, yaml, line, refused) : FUND_OK;
    }
    libyaml.yaml_parser_delete(&parser);
    drop_unknown_status(reader);
    return status;
}

/* Lines from "---" to "---" or "..."; returns where the text begins. */
static size_t find_front_matter(fund_text *yaml, fund_text text)
{
    fund_text line;
    size_t pos = 0;
    *yaml = (fund_text){"", 0};
    if (!fund_corpus_next_line(&line, NULL, text, &pos) || fund_corpus_trim(line).len != 3 ||
        memcmp(line.data, "---", 3) != 0) {
        return 0;
    }
    size_t begin = pos;
    for (size_t before = pos; fund_corpus_next_line(&line, NULL, text, &pos); before = pos) {
        fund_text end = fund_corpus_trim(line);
        if (end.len == 3 && line.data == end.data &&
            (memcmp(end.data, "---", 3) == 0 || memcmp(end.data, "...", 3) == 0)) {
            *yaml = (fund_text){text.data + begin, before - begin};
            return pos;
        }
    }
    return 0;
}

/* ---- text ------------------------------------------------------------------------- */

typedef struct body {
    fund_corpus_reader *reader;
    fund_buf line;
    bool in_title; /* the first heading of level 1, when there is no title yet */
} body;

static void end_line(body *b)
{
    if (b->in_title) {
        fund_draft_set(b->reader, FUND_FIELD_TITLE,
                       fund_draft_keep(b->reader, fund_corpus_trim(fund_text_in(&b->line))));
        fund_buf_cut(&b->line, 0);
        b->in_title = false;
    }
    fund_draft_end_paragraph(b->reader, &b->line);
}

static void take_node(body *b, cmark_node *node, bool entered)
{
    const char *literal = libcmark.cmark_node_get_literal(node);
    switch (libcmark.cmark_node_get_type(node)) {
    case CMARK_NODE_TEXT:
    case CMARK_NODE_CODE:
        fund_buf_append_str(&b->line, literal != NULL ? literal : "");
        return;
    case CMARK_NODE_SOFTBREAK:
    case CMARK_NODE_LINEBREAK:
        fund_buf_append_byte(&b->line, '\n');
        return;
    case CMARK_NODE_CODE_BLOCK:
        end_line(b);
        fund_buf_append_str(&b->line, literal != NULL ? literal : "");
        end_line(b);
        return;
    case CMARK_NODE_HEADING:
        if (entered) {
            b->in_title = libcmark.cmark_node_get_heading_level(node) == 1 &&
                          b->reader->fields[FUND_FIELD_TITLE].len == 0;
            return;
        }
        end_line(b);
        return;
    case CMARK_NODE_PARAGRAPH:
        end_line(b);
        return;
    default:
        return;
    }
}

static fund_status take_text(fund_corpus_reader *reader, fund_text text)
{
    body b = {.reader = reader};
    fund_status status = fund_corpus_need(reader, &libcmark_library);
    if (status != FUND_OK) {
        return status;
    }
    cmark_node *document = libcmark.cmark_parse_document(
        text.data, text.len, CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8);
    cmark_iter *iter = document != NULL ? libcmark.cmark_iter_new(document) : NULL;
    cmark_event_type event;
    while (iter != NULL && (event = libcmark.cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        take_node(&b, libcmark.cmark_iter_get_node(iter), event == CMARK_EVENT_ENTER);
    }
    fund_buf_free(&b.line);
    libcmark.cmark_iter_free(iter);
    libcmark.cmark_node_free(document);
    return iter == NULL ? fund_corpus_no_memory(reader) : FUND_OK;
}

fund_status fund_markdown_read(fund_corpus_reader *reader, fund_text text)
{
    fund_text yaml;
    fund_draft_clear(reader);
    size_t begin = find_front_matter(&yaml, text);
    fund_status status = yaml.len > 0 ? take_front_matter(reader, yaml) : FUND_OK;
    if (status == FUND_OK) {
        status = take_text(reader, (fund_text){text.data + begin, text.len - begin});
    }
    return status == FUND_OK ? fund_draft_deliver(reader) : status;
}
