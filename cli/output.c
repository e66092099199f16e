#include "base/unicode.h"
#include "cli/cli_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

unsigned cli_jobs(uint32_t asked, unsigned otherwise)
{
    unsigned cores = fund_cpu_count();
    if (asked > cores) {
        cli_error("warning: --jobs %u: only %u CPU cores; using %u", (unsigned)asked, cores, cores);
        return cores;
    }
    return asked > 0 ? asked : otherwise;
}

/* "auto" asks the environment. */
static bool use(bool *out, const char *option, const char *when, bool otherwise)
{
    static const char *const names[] = {"auto", "always", "never", NULL};
    int chosen = 0;
    bool ok = cli_choose(&chosen, option, when, names);
    *out = chosen == 0 ? otherwise : chosen == 1;
    return ok;
}

static bool is_capable_terminal(void)
{
    const char *terminal = cli_environment("TERM");
    return isatty(STDOUT_FILENO) && terminal != NULL && strcmp(terminal, "dumb") != 0;
}

bool cli_use_colour(bool *out, const char *when)
{
    char *configured = NULL;
    *out = false;
    if (when == NULL && !cli_config(&configured, "defaults", "color")) {
        return false;
    }
    const char *force = cli_environment("CLICOLOR_FORCE");
    bool forced = force != NULL && strcmp(force, "0") != 0;
    bool otherwise = cli_environment("NO_COLOR") == NULL && (forced || is_capable_terminal());
    bool ok = use(out, "color", configured != NULL ? configured : when, otherwise);
    free(configured);
    return ok;
}

bool cli_use_links(bool *out, const char *when, bool colour)
{
    return use(out, "hyperlink", when, colour && is_capable_terminal());
}

size_t cli_terminal_width(void)
{
    if (!isatty(STDOUT_FILENO)) {
        return 0;
    }
    const char *columns = cli_environment("COLUMNS");
    unsigned long wanted = columns != NULL ? strtoul(columns, NULL, 10) : 0;
    struct winsize size;
    if (wanted == 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
        wanted = size.ws_col;
    }
    return wanted >= 20 && wanted <= 1000 ? wanted : 80;
}

void cli_print_safe(FILE *out, const char *text, size_t len, bool newlines)
{
    for (size_t pos = 0; pos < len;) {
        uint32_t c;
        size_t size = fund_utf8_next(&c, text + pos, len - pos);
        if (fund_char_is(c, FUND_CHAR_SPACE) && fund_char_is_unsafe(c) &&
            !(newlines && c == '\n')) {
            putc(' ', out);
        } else if (c == 0xfffd || (fund_char_is_unsafe(c) && c != '\n')) {
            fputs("\xef\xbf\xbd", out);
        } else {
            fwrite(text + pos, 1, size, out);
        }
        pos += size;
    }
}

void cli_print_text(fund_text text)
{
    cli_print_safe(stdout, text.data, text.len, false);
}

void cli_print_string(const char *text)
{
    cli_print_safe(stdout, text, strlen(text), false);
}

size_t cli_text_width(void)
{
    enum { MOST = 100 };
    size_t width = cli_terminal_width();
    return width < MOST ? width : MOST;
}

/* Programs for tables take a cell that begins with one of these for a formula. */
static bool is_formula(const char *text, size_t len)
{
    static const char *const signs[] = {
        "=",           "+", "-", "@", "\t", "\r", "\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d",
        "\xef\xbc\xa0"};
    bool is = false;
    for (size_t i = 0; i < CLI_COUNT(signs); i++) {
        size_t size = strlen(signs[i]);
        is |= len >= size && memcmp(text, signs[i], size) == 0;
    }
    return is;
}

void cli_print_csv(const char *text, size_t len)
{
    const char *end = text + len;
    bool formula = is_formula(text, len), quoted = formula;
    for (const char *at = text; at < end && !quoted; at++) {
        quoted = strchr(",\"\r\n;", *at) != NULL;
    }
    fputs(quoted ? "\"" : "", stdout);
    fputs(formula ? "'" : "", stdout);
    for (const char *quote; (quote = memchr(text, '"', (size_t)(end - text))) != NULL;
         text = quote + 1) {
        cli_print_safe(stdout, text, (size_t)(quote - text), true);
        fputs("\"\"", stdout);
    }
    cli_print_safe(stdout, text, (size_t)(end - text), true);
    fputs(quoted ? "\"" : "", stdout);
}

void cli_print_tsv(const char *text, size_t len)
{
    fputs(is_formula(text, len) ? "'" : "", stdout);
    for (size_t i = 0; i < len;) {
        size_t plain = i;
        while (plain < len && (unsigned char)text[plain] >= ' ') {
            plain++;
        }
        cli_print_safe(stdout, text + i, plain - i, false);
        if (plain < len) {
            putchar(' '); /* a tab or a line's end */
        }
        i = plain + 1;
    }
}

/* What a terminal may open by a click. */
static bool is_harmless(const char *url)
{
    static const char *const schemes[] = {"http:", "https:", "mailto:"};
    bool is = false;
    for (size_t i = 0; i < CLI_COUNT(schemes); i++) {
        is |= strncasecmp(url, schemes[i], strlen(schemes[i])) == 0;
    }
    return is;
}

bool cli_can_open(const fund_fields *fields)
{
    return fields->url.len > 0 ? is_harmless(fields->url.data) : fields->path.data[0] == '/';
}

bool cli_begin_link(const fund_fields *fields)
{
    const char *url = fields->url.data, *path = fields->path.data;
    bool is_file = fields->url.len == 0;
    if (!cli_can_open(fields)) {
        return false;
    }
    fputs(is_file ? "\033]8;;file://" : "\033]8;;", stdout);
    for (const char *target = is_file ? path : url; *target != '\0'; target++) {
        if (*target > ' ' && *target < 0x7f) {
            putchar(*target);
        } else {
            printf("%%%02X", (unsigned)(unsigned char)*target);
        }
    }
    fputs("\033\\", stdout);
    return true;
}

void cli_end_link(void)
{
    fputs("\033]8;;\033\\", stdout);
}

const char *cli_bytes(uint64_t bytes)
{
    static _Thread_local char text[32];
    static const char *const units[] = {FUND_TR("bytes"), "kB", "MB", "GB", "TB", "PB"};
    double value = (double)bytes;
    size_t unit = 0;
    while (value >= 999.95 && unit + 1 < CLI_COUNT(units)) {
        value /= 1000;
        unit++;
    }
    snprintf(text, sizeof text, unit == 0 ? "%.0f %s" : "%.1f %s", value,
             unit == 0 ? fund_tr(units[unit]) : units[unit]);
    return text;
}

double cli_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

const char *cli_time(char out[CLI_TIME_MAX])
{
    struct timespec now;
    struct tm here;
    clock_gettime(CLOCK_REALTIME, &now);
    localtime_r(&now.tv_sec, &here);
    size_t len = strftime(out, CLI_TIME_MAX, "%Y-%m-%dT%H:%M:%S", &here);
    len += (size_t)snprintf(out + len, CLI_TIME_MAX - len, ".%03d", (int)(now.tv_nsec / 1000000));
    strftime(out + len, CLI_TIME_MAX - len, "%z", &here);
    return out;
}

bool cli_print_json(json_t *object)
{
    char *line = fund_json_line(object);
    if (line == NULL) {
        cli_lose_output();
        return false;
    }
    bool ok = puts(line) >= 0;
    free(line);
    return ok;
}

bool cli_print_summary(json_t *object)
{
    json_object_set_new(object, "json", json_integer(FUND_JSON_VERSION));
    return cli_print_json(object);
}
