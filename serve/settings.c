/* What the server is told on its command line. */
#include "serve/serve_private.h"

#include <stdlib.h>
#include <string.h>

static fund_status wrong(fund_error *err, const char *name, const char *value)
{
    return fund_error_set(err, FUND_ERR_ARGUMENT, "serve: --%s does not take \"%s\"", name, value);
}

static bool read_number(uint32_t *out, const char *value, uint32_t least, uint32_t most)
{
    char *end;
    unsigned long number = strtoul(value, &end, 10);
    *out = (uint32_t)number;
    bool whole = *end == '\0' || strcmp(end, "/s") == 0; /* --rate 20/s */
    return value[0] >= '0' && value[0] <= '9' && whole && number >= least && number <= most;
}

static bool read_seconds(double *out, const char *value)
{
    char *end;
    *out = strtod(value, &end);
    return value[0] >= '0' && value[0] <= '9' && *end == '\0' && *out > 0 && *out <= 3600;
}

static fund_status set(serve_settings *to, const char *name, const char *value, fund_error *err)
{
    const struct {
        const char *name;
        const char **text;
    } texts[] = {{"listen", &to->listen},
                 {"base-url", &to->base_url},
                 {"keys", &to->keys},
                 {"cors", &to->cors},
                 {"title", &to->title}};
    const struct {
        const char *name;
        uint32_t *number, most;
    } numbers[] = {{"threads", &to->threads, 256},
                   {"rate", &to->rate, 1000000},
                   {"connections-per-address", &to->per_address, 256}};
    for (size_t i = 0; i < SERVE_COUNT(texts); i++) {
        if (strcmp(texts[i].name, name) == 0) {
            *texts[i].text = value;
            return value[0] != '\0' ? FUND_OK : wrong(err, name, value);
        }
    }
    for (size_t i = 0; i < SERVE_COUNT(numbers); i++) {
        if (strcmp(numbers[i].name, name) == 0) {
            return read_number(numbers[i].number, value, 1, numbers[i].most)
                       ? FUND_OK
                       : wrong(err, name, value);
        }
    }
    if (strcmp(name, "timeout") == 0) {
        return read_seconds(&to->timeout, value) ? FUND_OK : wrong(err, name, value);
    }
    if (strcmp(name, "index") == 0 && to->index_count < SERVE_INDEXES_MAX) {
        to->indexes[to->index_count++] = value;
        return FUND_OK;
    }
    return fund_error_set(err, FUND_ERR_ARGUMENT, "serve: unknown option --%s", name);
}

static bool is_url(const char *text)
{
    size_t len = strlen(text);
    return (strncmp(text, "http://", 7) == 0 || strncmp(text, "https://", 8) == 0) &&
           text[len - 1] != '/' && text[len - 1] != ':' && strpbrk(text, " \t\r\n\"<>?#@") == NULL;
}

/* The path of the base URL, as in "https://example.org/suche". */
static bool take_root(serve_settings *to)
{
    const char *host = strstr(to->base_url, "://");
    const char *path = host != NULL ? strchr(host + 3, '/') : NULL;
    size_t len = path != NULL ? strlen(path) : 0;
    if (!is_url(to->base_url) || len >= sizeof to->root) {
        return false;
    }
    memcpy(to->root, path != NULL ? path : "", len);
    return true;
}

/* "https://example.org", without a path. */
static bool is_origin(const char *text)
{
    return strcmp(text, "*") == 0 || (is_url(text) && strchr(strstr(text, "://") + 3, '/') == NULL);
}

fund_status serve_settings_read(serve_settings *out, int argc, char **argv, fund_error *err)
{
    *out = (serve_settings){.listen = "127.0.0.1:8080",
                            .title = "Fundstelle",
                            .per_address = 16,
                            .timeout = 1,
                            .threads = fund_cpu_count()};
    fund_status status = FUND_OK;
    for (int i = 1; i < argc && status == FUND_OK; i++) {
        char *equals = strchr(argv[i], '=');
        if (strcmp(argv[i], "--public") == 0) {
            out->is_public = true;
        } else if (strncmp(argv[i], "--", 2) != 0 || equals == NULL) {
            status = fund_error_set(err, FUND_ERR_ARGUMENT, "serve: unexpected argument \"%s\"",
                                    argv[i]);
        } else {
            *equals = '\0';
            status = set(out, argv[i] + 2, equals + 1, err);
        }
    }
    if (status == FUND_OK && out->index_count == 0) {
        status = fund_error_set(err, FUND_ERR_ARGUMENT, "serve: no index is named");
    }
    if (status == FUND_OK && out->base_url != NULL && !take_root(out)) {
        status = wrong(err, "base-url", out->base_url);
    }
    if (status == FUND_OK && out->cors != NULL && !is_origin(out->cors)) {
        status = wrong(err, "cors", out->cors);
    }
    return status;
}
