/* What the server writes of what strangers say: text in HTML, URLs and CSV, and queries of libraries' clients. */
#include "tests/fuzz/fuzz.h"

#include "serve/serve_private.h"

#include <stdlib.h>
#include <string.h>

/* Only references begin with &, and nothing else is markup. */
static void check_html(const fund_buf *html)
{
    static const char *const references[] = {"&lt;", "&gt;", "&amp;", "&quot;", "&#39;"};
    FUZZ_CHECK(fund_utf8_valid(html->data, html->len, NULL));
    for (size_t i = 0; i < html->len; i++) {
        bool known = html->data[i] != '&';
        FUZZ_CHECK(html->data[i] == '\t' || html->data[i] == '\n' ||
                   (unsigned char)html->data[i] >= ' ');
        FUZZ_CHECK(strchr("<>\"'", html->data[i]) == NULL);
        for (size_t k = 0; k < SERVE_COUNT(references) && !known; k++) {
            size_t len = strlen(references[k]);
            known = html->len - i >= len && memcmp(html->data + i, references[k], len) == 0;
        }
        FUZZ_CHECK(known);
    }
}

/* One cell: if it has a quote, it begins and ends with one, and those within are pairs. */
static void check_csv(const fund_buf *cell)
{
    size_t quotes = 0;
    for (size_t i = 0; i < cell->len; i++) {
        quotes += cell->data[i] == '"';
    }
    FUZZ_CHECK(quotes % 2 == 0);
    if (quotes == 0) {
        for (size_t i = 0; i < cell->len; i++) {
            FUZZ_CHECK(strchr(",;\r\n", cell->data[i]) == NULL);
        }
        FUZZ_CHECK(cell->len == 0 || strchr("=+-@", cell->data[0]) == NULL);
    } else {
        FUZZ_CHECK(cell->len >= 2 && cell->data[0] == '"' && cell->data[cell->len - 1] == '"');
        FUZZ_CHECK(strchr("=+-@", cell->data[1]) == NULL);
    }
}

static void escape(const char *data, size_t len)
{
    fund_buf out = FUND_BUF_INIT;
    fund_escape_html(&out, data, len);
    check_html(&out);
    out.len = 0;
    fund_escape_csv(&out, data, len, true);
    check_csv(&out);
    out.len = 0;
    fund_escape_url(&out, data, len);
    for (size_t i = 0; i < out.len; i++) {
        FUZZ_CHECK(strchr("<>\"'&?#+ =/", out.data[i]) == NULL);
    }
    fund_buf_free(&out);
}

/* What is made of CQL can be read as a query of ours, without a remark about its parentheses. */
static void cql(const char *data, size_t len)
{
    char *query = fuzz_c_string(data, len), details[64];
    fund_buf out = FUND_BUF_INIT;
    fund_parsed_query parsed = FUND_PARSED_QUERY_INIT;
    unsigned diagnostic;
    if (serve_cql(&out, query, &diagnostic, details) &&
        fund_utf8_valid(query, strlen(query), NULL)) {
        FUZZ_CHECK(!out.failed && out.len > 0 && out.data[out.len - 1] == '\0');
        fund_status status = fund_query_parse(&parsed, out.data, strlen(out.data), NULL);
        FUZZ_CHECK(status == FUND_OK || status == FUND_ERR_QUERY);
        fund_parsed_query_free(&parsed);
    } else {
        FUZZ_CHECK(memchr(details, '\0', sizeof details) != NULL);
    }
    fund_buf_free(&out);
    free(query);
}

const fuzz_target fuzz_served[] = {
    {"escape", NULL, escape}, {"cql", NULL, cql}, {NULL, NULL, NULL}};
