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
        cli_error("warning: --jobs %u: there are cores for %u", (unsigned)asked, cores);
        return cores;
    }
    return asked > 0 ? asked : otherwise;
}

static char *join_path(const char *folder, const char *rest)
{
    fund_buf path = FUND_BUF_INIT;
    fund_buf_printf(&path, "%s%s", folder, rest);
    if (path.failed) {
        cli_no_memory();
        fund_buf_free(&path);
        return NULL;
    }
    return path.data;
}

/* A folder by its name: one of the configuration goes first. */
static char *named_index(const char *name)
{
    char *path;
    if (!cli_config_index(&path, name)) {
        return NULL;
    }
    return path != NULL ? path : join_path(name, "");
}

static char *default_index(void)
{
    const char *folder = cli_environment("XDG_DATA_HOME");
    if (folder != NULL && folder[0] == '/') { /* the specification ignores others */
        return join_path(folder, "/fundstelle/index");
    }
    folder = cli_environment("HOME");
    if (folder != NULL) {
        return join_path(folder, "/.local/share/fundstelle/index");
    }
    cli_error("no index given and no home folder known: use --index DIR");
    return NULL;
}

char *cli_index_path(const char *option)
{
    if (option != NULL && option[0] == '\0') {
        cli_error("--index needs the name of a folder");
        return NULL;
    }
    const char *name = option != NULL ? option : cli_environment("FUNDSTELLE_INDEX");
    if (name != NULL) {
        return named_index(name);
    }
    char *configured;
    if (!cli_config(&configured, "defaults", "index")) {
        return NULL;
    }
    char *path = configured != NULL ? named_index(configured) : default_index();
    free(configured);
    return path;
}

/* "always", "never" or "auto", which asks the environment. */
static bool use(const char *option, const char *when, bool otherwise, bool *ok)
{
    *ok = when == NULL || strcmp(when, "always") == 0 || strcmp(when, "never") == 0 ||
          strcmp(when, "auto") == 0;
    if (!*ok) {
        cli_error("--%s takes auto, always or never, not \"%s\"", option, when);
        return false;
    }
    return when == NULL || strcmp(when, "auto") == 0 ? otherwise : strcmp(when, "always") == 0;
}

static bool is_capable_terminal(void)
{
    const char *terminal = cli_environment("TERM");
    return isatty(STDOUT_FILENO) && terminal != NULL && strcmp(terminal, "dumb") != 0;
}

bool cli_use_colour(const char *when, bool *ok)
{
    char *configured = NULL;
    if (when == NULL && !cli_config(&configured, "defaults", "color")) {
        *ok = false;
        return false;
    }
    const char *force = cli_environment("CLICOLOR_FORCE");
    bool forced = force != NULL && strcmp(force, "0") != 0;
    bool otherwise = cli_environment("NO_COLOR") == NULL && (forced || is_capable_terminal());
    bool colour = use("color", configured != NULL ? configured : when, otherwise, ok);
    free(configured);
    return colour;
}

bool cli_use_links(const char *when, bool colour, bool *ok)
{
    return use("hyperlink", when, colour && is_capable_terminal(), ok);
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
