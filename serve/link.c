/* Addresses of this server, as it is asked and as it answers. */
#include "serve/serve_private.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

fund_text serve_header(const http_request *request, const char *name, size_t *count)
{
    fund_text value = {"", 0};
    *count = 0;
    for (size_t i = 0; i < request->header_count; i++) {
        const http_pair *at = &request->headers[i];
        if (strlen(name) == at->name.len && strncasecmp(name, at->name.data, at->name.len) == 0) {
            value = at->value;
            ++*count;
        }
    }
    return value;
}

static void add_pair(fund_buf *out, const char *name, const char *value)
{
    fund_buf_append_byte(out, out->len == 0 ? '?' : '&');
    fund_buf_append_str(out, name);
    fund_buf_append_byte(out, '=');
    fund_escape_url(out, value, strlen(value));
}

static void add_param(fund_buf *out, const serve_param *param, const void *from)
{
    const serve_texts *texts = from;
    char number[16];
    uint32_t value = 0;
    switch (param->kind) {
    case SERVE_TEXT:
        if (*(const char *const *)from != NULL && (*(const char *const *)from)[0] != '\0') {
            add_pair(out, param->name, *(const char *const *)from);
        }
        return;
    case SERVE_TEXTS:
        for (size_t i = 0; i < texts->count; i++) {
            add_pair(out, param->name, texts->items[i]);
        }
        return;
    case SERVE_FLAG:
        if (*(const bool *)from) {
            add_pair(out, param->name, "true");
        }
        return;
    default:
        memcpy(&value, from, sizeof value);
        snprintf(number, sizeof number, "%u", (unsigned)value);
        if (value != param->otherwise) {
            add_pair(out, param->name,
                     param->kind == SERVE_CHOICE ? param->choices[value] : number);
        }
    }
}

void serve_link(fund_buf *out, const serve_work *work, const serve_params *params, const char *path,
                uint64_t which)
{
    fund_buf pairs = FUND_BUF_INIT;
    for (size_t i = 0; i < SERVE_P_COUNT; i++) {
        const serve_param *param = &serve_param_table[i];
        if ((which & SERVE_BIT(i)) != 0) {
            add_param(&pairs, param, (const char *)params + param->offset);
        }
    }
    fund_buf_append_str(out, work->server->settings->root);
    fund_buf_append_str(out, path);
    fund_buf_append(out, pairs.data, pairs.len);
    out->failed |= pairs.failed;
    fund_buf_free(&pairs);
}

void serve_base(fund_buf *out, const serve_work *work)
{
    size_t count;
    fund_text host = serve_header(work->request, "Host", &count);
    if (work->server->settings->base_url != NULL) {
        fund_buf_append_str(out, work->server->settings->base_url);
        return;
    }
    fund_buf_append_str(out, "http://");
    fund_buf_append(out, host.data, host.len);
}
