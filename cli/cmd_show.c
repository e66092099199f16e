#include "cli/cli_private.h"

#include <stdlib.h>
#include <string.h>

static fund_status find(fund_results *out, fund_searcher *searcher, const char *name,
                        uint32_t context, fund_error *err)
{
    fund_status status = fund_article_get(out, searcher, name, strlen(name), 0, 0, err);
    size_t id_len;
    uint32_t passage = cli_passage_of(name, &id_len);
    if (status == FUND_ERR_NOT_FOUND && passage > 0) {
        status = fund_article_get(out, searcher, name, id_len, passage, context, err);
    }
    return status;
}

static void print_field(const char *name, const char *value, size_t width)
{
    enum { NAMES = 9 };
    if (value[0] != '\0') {
        cli_print_padded(fund_tr(name), NAMES);
        const cli_marked text = {.text = value, .len = strlen(value)};
        cli_print_wrapped(&text, NAMES, NAMES, width);
        putchar('\n');
    }
}

/* The hit that is this passage; the passage itself when there is none. */
static const fund_hit *found_passage(const fund_results *found, const fund_hit *passage)
{
    for (size_t i = 0; found != NULL && i < found->count; i++) {
        if (found->hits[i]->passage == passage->passage) {
            return found->hits[i];
        }
    }
    return passage;
}

void cli_print_article(const fund_results *results, const fund_results *found, size_t width)
{
    const fund_hit *first = results->hits[0];
    print_field(FUND_TR("Title:"), first->fields.title.data, width);
    print_field(FUND_TR("Date:"), first->fields.date.data, width);
    print_field(FUND_TR("Section:"), first->fields.section.data, width);
    print_field(FUND_TR("Author:"), first->fields.author.data, width);
    print_field(FUND_TR("Source:"), fund_hit_source(first), 0);
    print_field(FUND_TR("Article:"), first->fields.id.data, 0);
    for (size_t i = 0; i < results->count; i++) {
        const fund_hit *hit = results->hits[i];
        putchar('\n');
        size_t column = (size_t)printf("[%u] ", (unsigned)hit->passage);
        const cli_marked text = cli_marked_hit(found_passage(found, hit), found != NULL);
        cli_print_wrapped(&text, column, 0, width);
        putchar('\n');
    }
}

/* ---- how to cite ------------------------------------------------------------------- */

/* A reading of one commit. */
typedef struct citation {
    fund_searcher *searcher;
    const char *name;
    fund_results results;
    fund_commit commit;
    char chain[128];
} citation;

static fund_status read_citation(void *payload, fund_error *err)
{
    citation *c = payload;
    fund_status status = find(&c->results, c->searcher, c->name, 0, err);
    return status == FUND_OK ? fund_searcher_commit(&c->commit, c->chain, c->searcher, err)
                             : status;
}

/* Where it stands, as the text says, else as a URL does that ends with "#page=12" (RFC 8118). A whole
 * article stands where its URL says. */
static const char *page_of(const fund_hit *hit, bool passage, char number[24])
{
    if (passage && hit->place.page.len > 0) {
        return hit->place.page.data;
    }
    const char *page = strstr(hit->fields.url.data, "#page=");
    unsigned long named = page != NULL ? strtoul(page + strlen("#page="), NULL, 10) : 0;
    snprintf(number, 24, "%lu", named);
    return named > 0 ? number : "";
}

static json_t *text_or_null(const char *text)
{
    return text[0] != '\0' ? fund_json_string(text) : json_null();
}

/* `passage`: whether one was named. */
static bool print_citation_json(const citation *c, bool passage)
{
    const fund_hit *hit = c->results.hits[0];
    const fund_fields *fields = &hit->fields;
    char number[24];
    return cli_print_summary(json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:I, s:s}", "article",
        fund_json_string(fields->id.data), "passage",
        passage ? json_integer((json_int_t)hit->passage) : json_null(), "page",
        text_or_null(page_of(hit, passage, number)), "chapter",
        text_or_null(passage ? hit->place.chapter.data : ""), "speaker",
        text_or_null(passage ? hit->place.speaker.data : ""), "line",
        text_or_null(passage ? hit->place.line.data : ""), "author",
        text_or_null(fields->author.data), "title", text_or_null(fields->title.data), "date",
        text_or_null(fields->date.data), "section", text_or_null(fields->section.data), "source",
        text_or_null(fund_hit_source(hit)), "url", text_or_null(fields->url.data), "fingerprint",
        c->chain, "commit", (json_int_t)c->commit.number, "updated", c->commit.updated));
}

/* Appends a part of the sentence, if there is one. */
static void print_part(const char *before, const char *text, const char *after)
{
    if (text[0] != '\0') {
        fputs(before, stdout);
        cli_print_string(text);
        fputs(after, stdout);
    }
}

static void print_citation(const citation *c, bool passage)
{
    const fund_hit *hit = c->results.hits[0];
    const fund_fields *fields = &hit->fields;
    char number[24];
    print_part("", passage ? hit->place.speaker.data : "", fund_tr(", in: "));
    print_part("", fields->author.data, ": ");
    print_part("", fields->title.data, ". ");
    print_part("", fields->section.data, ", ");
    print_part("", fund_hit_source(hit), ", ");
    print_part(fund_tr("chapter "), passage ? hit->place.chapter.data : "", ", ");
    print_part(fund_tr("page "), page_of(hit, passage, number), ", ");
    print_part(fund_tr("line "), passage ? hit->place.line.data : "", ", ");
    print_part("", fields->date.data, ", ");
    if (fields->source.len > 0) { /* else it stands for the source */
        print_part("", fields->url.data, ", ");
    }
    printf(fund_tr("article "));
    cli_print_string(fields->id.data);
    if (passage) {
        printf(fund_tr(", passage %u"), (unsigned)hit->passage);
    }
    printf(fund_tr(". Fundstelle %s, index commit %llu"), fund_version(),
           (unsigned long long)c->commit.number);
    print_part(fund_tr(" of "), c->commit.updated, "");
    print_part(", ", c->chain, "");
    puts(".");
}

/* Of several indexes the first one that has the article: a commit is of one. */
static cli_exit cite(const cli_texts *indexes, const char *name, bool json)
{
    fund_error err = FUND_ERROR_INIT;
    fund_status status = FUND_ERR_NOT_FOUND;
    citation c = {.name = name, .results = FUND_RESULTS_INIT};
    size_t i = 0, id_len;
    do {
        cli_texts one = {.items = {indexes->items[i]}, .count = indexes->count > 0};
        cli_session session;
        if (!cli_session_open_to_read(&session, &one)) {
            return CLI_ERROR;
        }
        c.searcher = session.searcher;
        status = fund_searcher_read(session.searcher, read_citation, &c, &err);
        cli_session_close(&session);
    } while (status == FUND_ERR_NOT_FOUND && ++i < indexes->count);
    if (status != FUND_OK) {
        cli_fail(&err);
        return status == FUND_ERR_NOT_FOUND ? CLI_NOTHING : CLI_ERROR;
    }
    bool passage = c.results.count == 1 && strcmp(c.results.hits[0]->fields.id.data, name) != 0 &&
                   cli_passage_of(name, &id_len) > 0;
    if (json) {
        print_citation_json(&c, passage);
    } else {
        print_citation(&c, passage);
    }
    fund_results_free(&c.results);
    return cli_done(true);
}

/* ---- the command ------------------------------------------------------------------- */

static cli_exit show(cli_session *session, const char *name, uint32_t context, bool json,
                     bool paged)
{
    fund_results results = FUND_RESULTS_INIT;
    fund_error err = FUND_ERROR_INIT;
    fund_status status = find(&results, session->searcher, name, context, &err);
    if (status != FUND_OK) {
        cli_fail(&err);
        return status == FUND_ERR_NOT_FOUND ? CLI_NOTHING : CLI_ERROR;
    }
    if (json) {
        const cli_style style = {.format = CLI_JSON};
        cli_print_hits(&style, &results);
    } else {
        size_t width = cli_text_width(); /* before a pager has the terminal */
        cli_page_begin(paged);
        cli_print_article(&results, NULL, width);
    }
    fund_results_free(&results);
    return cli_done(true);
}

cli_exit cmd_show(const cli_command *command, int argc, char **argv)
{
    cli_texts indexes = {.count = 0};
    uint32_t context = 0;
    bool json = false, no_pager = false, cited = false;
    const cli_option options[] = {
        CLI_OPTION_INDEXES(&indexes),
        CLI_OPTION_NUMBER('C', "context", FUND_TR("N"), &context,
                          "with #PASSAGE: also print N passages before and after"),
        CLI_OPTION_FLAG(0, "cite", &cited, "print how to cite it, not its text"),
        CLI_OPTION_FLAG(0, "json", &json,
                        "print one JSON object per passage (man fundstelle-json)"),
        CLI_OPTION_NO_PAGER(&no_pager),
    };
    cli_call call;
    if (!cli_parse(&call, command, options, CLI_COUNT(options), argc, argv)) {
        return call.exit;
    }
    if (call.count != 1) {
        return cli_error("show: name exactly one article: ARTICLE or ARTICLE#PASSAGE");
    }
    if (cited) {
        return cite(&indexes, call.words[0], json);
    }
    cli_session session;
    if (!cli_session_open_to_read(&session, &indexes)) {
        return CLI_ERROR;
    }
    cli_exit exit = show(&session, call.words[0], context, json, !no_pager);
    cli_session_close(&session);
    return exit;
}
