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
        bool turns = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
        bool control = turns || fund_char_is(c, FUND_CHAR_CONTROL | FUND_CHAR_LINE_BREAK);
        if (c == 0xfffd || (control && !(newlines && c == '\n'))) {
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
