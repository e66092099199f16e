/* Pages of HTML. */
#include "corpus/corpus_private.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* ---- by its beginning ---------------------------------------------------- */

/* Past white space and comments. */
static fund_text skip_prelude(fund_text text)
{
    for (;;) {
        while (text.len > 0 && memchr(" \t\r\n", text.data[0], 4) != NULL) {
            text = (fund_text){text.data + 1, text.len - 1};
        }
        const char *end = text.len > 4 && memcmp(text.data, "<!--", 4) == 0
                              ? memmem(text.data, text.len, "-->", 3)
                              : NULL;
        if (end == NULL) {
            return text;
        }
        text = (fund_text){end + 3, (size_t)(text.data + text.len - end) - 3};
    }
}

static bool begins_with(fund_text text, const char *word)
{
    size_t len = strlen(word);
    return text.len > len && strncasecmp(text.data, word, len) == 0 &&
           memchr(" \t\r\n>", text.data[len], 5) != NULL;
}

bool fund_html_sniff(fund_text head)
{
    fund_text start = skip_prelude(fund_corpus_skip_bom(head));
    bool xml = start.len > 5 && memcmp(start.data, "<?xml", 5) == 0;
    if (xml) { /* XHTML may have a declaration */
        const char *end = memmem(start.data, start.len, "?>", 2);
        size_t over = end != NULL ? (size_t)(end + 2 - start.data) : start.len;
        start = skip_prelude((fund_text){start.data + over, start.len - over});
    }
    return begins_with(start, "<!doctype html") || begins_with(start, "<html");
}

/* charset=... of a <meta> in the first bytes; "" for none. */
static void find_declared(char *out, size_t size, fund_text bytes)
{
    char head[2049];
    snprintf(head, sizeof head, "%.*s", bytes.len < sizeof head ? (int)bytes.len : 2048,
             bytes.data);
    const char *at = strcasestr(head, "charset=");
    at = at != NULL ? at + strlen("charset=") : "";
    at += strspn(at, "\"' ");
    size_t len = strcspn(at, "\"' />;");
    snprintf(out, size, "%.*s", len < size ? (int)len : 0, at);
}

/* ---- pages ---------------------------------------------------------------- */

fund_status fund_html_deliver(fund_corpus_reader *reader, const fund_xml_node *root)
{
    fund_text body = {"", 0};
    fund_draft_clear(reader);
    if (root == NULL) {
        return fund_draft_deliver(reader);
    }
    fund_status status = fund_html_metadata(&body, reader, root);
    if (status == FUND_OK) {
        status = fund_html_text(reader, root, body);
    }
    return status == FUND_OK ? fund_draft_deliver(reader) : status;
}

fund_status fund_html_read(fund_corpus_reader *reader, fund_text bytes)
{
    char declared[64];
    fund_xml_tree tree = {.doc = NULL};
    find_declared(declared, sizeof declared, bytes);
    fund_status status = fund_xml_load(&tree, reader, bytes, declared, FUND_MARKUP_HTML);
    if (status == FUND_OK) {
        status = fund_html_deliver(reader, tree.root);
    }
    fund_xml_free(&tree);
    return status;
}
