/* SRU 1.1 and 1.2 (Library of Congress): searchRetrieve and explain, for libraries' clients. A record is an article with
 * its best passage, as Dublin Core. What is wrong is told in the answer, as the protocol has it. */
#include "serve/serve_private.h"

#include <stdlib.h>
#include <string.h>

#define DC_SCHEMA "info:srw/schema/1/dc-v1.1"

enum {
    OPERATION = 4,
    VERSION = 5,
    VALUE = 6,
    MISSING = 7,
    OUT_OF_RANGE = 61,
    SCHEMA = 66,
    PACKING = 71,
    QUERY_FEATURE = 48
};

typedef struct asked {
    const char *version;
    bool as_string;
    fund_buf query;
    unsigned diagnostic; /* 0: none */
    char details[64];
} asked;

static const char *message_of(unsigned diagnostic)
{
    static const struct {
        unsigned number;
        const char *message;
    } messages[] = {{1, "General system error"},
                    {OPERATION, "Unsupported operation"},
                    {VERSION, "Unsupported version"},
                    {VALUE, "Unsupported parameter value"},
                    {MISSING, "Mandatory parameter not supplied"},
                    {10, "Query syntax error"},
                    {16, "Unsupported index"},
                    {19, "Unsupported relation"},
                    {27, "Empty term unsupported"},
                    {36, "Term in invalid format for index or relation"},
                    {38, "Too many boolean operators in query"},
                    {QUERY_FEATURE, "Query feature unsupported"},
                    {OUT_OF_RANGE, "First record position out of range"},
                    {SCHEMA, "Unknown schema for retrieval"},
                    {PACKING, "Unsupported record packing"},
                    {80, "Sort not supported"}};
    for (size_t i = 0; i < SERVE_COUNT(messages); i++) {
        if (messages[i].number == diagnostic) {
            return messages[i].message;
        }
    }
    return "General system error";
}

static void refuse(asked *of, unsigned diagnostic, const char *details)
{
    size_t len = strlen(details);
    if (of->diagnostic == 0) {
        of->diagnostic = diagnostic;
        snprintf(of->details, sizeof of->details, "%.*s",
                 (int)(len < 60 ? len : fund_utf8_floor(details, 60)), details);
    }
}

static uint32_t number_of(asked *of, const char *name, const char *value, uint32_t usual)
{
    char *end;
    if (value == NULL) {
        return usual;
    }
    unsigned long number = strtoul(value, &end, 10);
    if (value[0] < '0' || value[0] > '9' || *end != '\0' || strlen(value) > 9) {
        refuse(of, VALUE, name);
        return usual;
    }
    return (uint32_t)number;
}

static void add(fund_buf *out, const char *name, const char *text)
{
    if (text[0] != '\0') {
        fund_buf_printf(out, "<%s>", name);
        serve_html_text(out, text);
        fund_buf_printf(out, "</%s>", name);
    }
}

static void begin(fund_buf *out, const char *response, const char *version)
{
    fund_buf_printf(out,
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                    "<%s xmlns=\"http://www.loc.gov/zing/srw/\"><version>%s</version>",
                    response, version);
}

static void add_diagnostics(fund_buf *out, const asked *of)
{
    if (of->diagnostic == 0) {
        return;
    }
    fund_buf_printf(out,
                    "<diagnostics><diagnostic xmlns=\"http://www.loc.gov/zing/srw/diagnostic/\">"
                    "<uri>info:srw/diagnostic/1/%u</uri>",
                    of->diagnostic);
    add(out, "details", of->details);
    add(out, "message", message_of(of->diagnostic));
    fund_buf_append_str(out, "</diagnostic></diagnostics>");
}

/* ---- explain --------------------------------------------------------------------------------- */

static void add_host(fund_buf *out, const serve_work *work)
{
    fund_buf base = FUND_BUF_INIT;
    serve_base(&base, work);
    fund_buf_append_byte(&base, '\0');
    const char *host = base.failed ? "localhost" : strstr(base.data, "://") + 3;
    bool secure = !base.failed && strncmp(base.data, "https", 5) == 0;
    size_t len = host[0] == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/");
    const char *port = host[len] == ':' ? host + len + 1 : secure ? "443" : "80";
    fund_buf_append_str(out, "<host>");
    fund_escape_html(out, host, len);
    fund_buf_printf(out, "</host><port>%.*s</port>", (int)strspn(port, "0123456789"), port);
    fund_buf_append_str(out, "<database>");
    serve_html_text(out,
                    work->server->settings->root[0] == '/' ? work->server->settings->root + 1 : "");
    fund_buf_append_str(out, work->server->settings->root[0] == '/' ? "/sru</database>"
                                                                    : "sru</database>");
    fund_buf_free(&base);
}

static void add_indexes(fund_buf *out)
{
    static const char *const indexes[][3] = {
        {"cql", "serverChoice", "Text"}, {"cql", "anywhere", "Text"},    {"dc", "title", "Titel"},
        {"dc", "creator", "Autor"},      {"dc", "subject", "Ressort"},   {"dc", "source", "Quelle"},
        {"dc", "date", "Datum"},         {"dc", "identifier", "Artikel"}};
    fund_buf_append_str(
        out, "<indexInfo><set name=\"cql\" identifier=\"info:srw/cql-context-set/1/cql-v1.2\"/>"
             "<set name=\"dc\" identifier=\"info:srw/cql-context-set/1/dc-v1.1\"/>");
    for (size_t i = 0; i < SERVE_COUNT(indexes); i++) {
        fund_buf_printf(out,
                        "<index><title>%s</title><map><name set=\"%s\">%s</name></map></index>",
                        indexes[i][2], indexes[i][0], indexes[i][1]);
    }
    fund_buf_append_str(out, "</indexInfo>");
}

static void explain(serve_work *work, const asked *of)
{
    const char *title = work->server->settings->title;
    fund_buf body = FUND_BUF_INIT;
    begin(&body, "explainResponse", of->version);
    fund_buf_append_str(&body,
                        "<record><recordSchema>http://explain.z3950.org/dtd/2.0/</recordSchema>"
                        "<recordPacking>xml</recordPacking><recordData>"
                        "<explain xmlns=\"http://explain.z3950.org/dtd/2.0/\"><serverInfo "
                        "protocol=\"SRU\" version=\"1.2\" transport=\"http\" method=\"GET\">");
    add_host(&body, work);
    fund_buf_append_str(&body, "</serverInfo><databaseInfo>");
    add(&body, "title", title);
    fund_buf_append_str(&body, "</databaseInfo>");
    add_indexes(&body);
    fund_buf_append_str(&body,
                        "<schemaInfo><schema identifier=\"" DC_SCHEMA "\" name=\"dc\">"
                        "<title>Dublin Core</title></schema></schemaInfo><configInfo>"
                        "<default type=\"numberOfRecords\">10</default>"
                        "<setting type=\"maximumRecords\">100</setting></configInfo></explain>"
                        "</recordData></record>");
    add_diagnostics(&body, of);
    fund_buf_append_str(&body, "</explainResponse>\n");
    serve_body(work, "text/xml; charset=utf-8", &body);
}

/* ---- searchRetrieve -------------------------------------------------------------------------- */

static void add_dublin_core(fund_buf *out, const serve_work *work, const fund_hit *hit)
{
    const fund_fields *fields = &hit->fields;
    const char *source = fund_hit_source(hit);
    fund_buf_append_str(out, "<srw_dc:dc xmlns:srw_dc=\"info:srw/schema/1/dc-schema\" "
                             "xmlns:dc=\"http://purl.org/dc/elements/1.1/\">");
    add(out, "dc:title", fields->title.data);
    add(out, "dc:creator", fields->author.data);
    add(out, "dc:subject", fields->section.data);
    add(out, "dc:description", hit->text);
    add(out, "dc:date", fields->date.data);
    add(out, "dc:source", source == fields->path.data ? "" : source);
    add(out, "dc:identifier", fields->url.data);
    fund_buf_append_str(out, "<dc:identifier>");
    serve_base(out, work);
    fund_buf_append_str(out, "/articles/");
    fund_escape_url(out, fields->id.data, fields->id.len);
    fund_buf_append_str(out, "</dc:identifier></srw_dc:dc>");
}

static void add_record(fund_buf *out, const serve_work *work, const asked *of, const fund_hit *hit)
{
    fund_buf data = FUND_BUF_INIT;
    fund_buf_printf(out,
                    "<record><recordSchema>" DC_SCHEMA "</recordSchema><recordPacking>%s"
                    "</recordPacking><recordData>",
                    of->as_string ? "string" : "xml");
    add_dublin_core(&data, work, hit);
    if (of->as_string) {
        fund_escape_html(out, data.data != NULL ? data.data : "", data.len);
    } else {
        fund_buf_append(out, data.data, data.len);
    }
    out->failed |= data.failed;
    fund_buf_free(&data);
    fund_buf_printf(out, "</recordData><recordPosition>%u</recordPosition></record>\n",
                    (unsigned)hit->rank);
}

static void add_records(fund_buf *out, const serve_work *work, const asked *of,
                        const fund_results *results)
{
    const serve_params *params = &work->params;
    fund_buf_printf(out, "<numberOfRecords>%u</numberOfRecords>", (unsigned)results->total);
    if (results->count > 0) {
        fund_buf_append_str(out, "<records>");
        for (size_t i = 0; i < results->count; i++) {
            add_record(out, work, of, results->hits[i]);
        }
        fund_buf_append_str(out, "</records>");
    }
    if (results->count > 0 && params->offset + results->count < results->total) {
        fund_buf_printf(out, "<nextRecordPosition>%u</nextRecordPosition>",
                        (unsigned)(params->offset + results->count + 1));
    }
}

/* What was asked for, as parameters of a search. */
static void translate(asked *of, serve_params *params)
{
    enum { LIMIT_MAX = 100, OFFSET_MAX = 10000, USUAL = 10 };
    uint32_t start = number_of(of, "startRecord", params->start, 1);
    uint32_t most = number_of(of, "maximumRecords", params->maximum, USUAL);
    unsigned diagnostic;
    char details[64];
    if (params->query == NULL) {
        refuse(of, MISSING, "query");
    } else if (!serve_cql(&of->query, params->query, &diagnostic, details)) {
        refuse(of, diagnostic, details);
    }
    if (start == 0) {
        refuse(of, VALUE, "startRecord");
    } else if (start > OFFSET_MAX) {
        refuse(of, OUT_OF_RANGE, "");
    }
    if (params->schema != NULL && strcmp(params->schema, "dc") != 0 &&
        strcmp(params->schema, DC_SCHEMA) != 0) {
        refuse(of, SCHEMA, params->schema);
    }
    of->as_string = params->packing != NULL && strcmp(params->packing, "string") == 0;
    if (params->packing != NULL && !of->as_string && strcmp(params->packing, "xml") != 0) {
        refuse(of, PACKING, params->packing);
    }
    params->q = of->query.len > 0 && !of->query.failed ? of->query.data : "";
    params->offset = start > 0 ? start - 1 : 0;
    params->limit = most < LIMIT_MAX ? most : LIMIT_MAX;
    params->group = true;
    params->scope = FUND_SCOPE_ARTICLE; /* which is a record */
}

static void search(serve_work *work, asked *of)
{
    fund_results results = FUND_RESULTS_INIT;
    fund_error err = FUND_ERROR_INIT;
    fund_buf body = FUND_BUF_INIT;
    translate(of, &work->params);
    if (of->diagnostic == 0) {
        /* Facets count articles exactly, however few records are wanted: without, the store estimates them. */
        fund_status status = serve_find(&results, work, 1u << FUND_FACET_YEAR, &err);
        if (status == FUND_ERR_QUERY) {
            refuse(of, QUERY_FEATURE, err.message);
        } else if (status == FUND_OK && work->params.offset > 0 &&
                   work->params.offset >= results.total) {
            refuse(of, OUT_OF_RANGE, "");
        } else if (status != FUND_OK) {
            serve_fail_with(work, status, &err);
            return;
        }
    }
    begin(&body, "searchRetrieveResponse", of->version);
    add_records(&body, work, of, &results);
    if (work->params.query != NULL) {
        fund_buf_printf(&body, "<echoedSearchRetrieveRequest><version>%s</version>", of->version);
        add(&body, "query", work->params.query);
        fund_buf_append_str(&body, "</echoedSearchRetrieveRequest>");
    }
    add_diagnostics(&body, of);
    fund_buf_append_str(&body, "</searchRetrieveResponse>\n");
    serve_body(work, "text/xml; charset=utf-8", &body);
    fund_results_free(&results);
}

void serve_sru(serve_work *work)
{
    const serve_params *params = &work->params;
    asked of = {.version = "1.2", .query = FUND_BUF_INIT};
    const char *operation = params->operation;
    bool retrieves = operation != NULL && strcmp(operation, "searchRetrieve") == 0;
    if (params->version != NULL && strcmp(params->version, "1.1") == 0) {
        of.version = "1.1";
    } else if (params->version != NULL && strcmp(params->version, "1.2") != 0) {
        refuse(&of, VERSION, "1.2");
    }
    if (operation != NULL && !retrieves && strcmp(operation, "explain") != 0) {
        refuse(&of, OPERATION, operation);
    }
    if (retrieves) {
        search(work, &of);
    } else {
        explain(work, &of);
    }
    fund_buf_free(&of.query);
}
