/* The user's configuration: $XDG_CONFIG_HOME/fundstelle/config, an INI file. */
#include "cli/cli_private.h"

#include <ini.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CONFIG_MAX = 1 << 20 };

/* What is looked for in the file. */
typedef struct lookup {
    const char *section, *name;
    char *value;  /* the last one wins; freed by the caller */
    fund_buf all; /* names of the section, with commas */
    bool failed;
} lookup;

const char *cli_environment(const char *name)
{
    const char *value = getenv(name);
    return value != NULL && value[0] != '\0' ? value : NULL;
}

/* Sections and names that there are; NULL: any name. */
static const struct {
    const char *section, *name;
} known[] = {
    {"indexes", NULL},     {"defaults", "index"}, {"defaults", "count"},
    {"defaults", "color"}, {"defaults", "pager"},
};

static bool is_known(const char *section, const char *name)
{
    for (size_t i = 0; i < CLI_COUNT(known); i++) {
        if (strcmp(known[i].section, section) == 0 &&
            (known[i].name == NULL || strcmp(known[i].name, name) == 0)) {
            return true;
        }
    }
    return false;
}

static int take_line(void *user, const char *section, const char *name, const char *value)
{
    lookup *wanted = user;
    if (!is_known(section, name)) {
        return 0; /* reported with its line */
    }
    if (strcmp(section, wanted->section) != 0) {
        return 1;
    }
    fund_buf_printf(&wanted->all, "%s%s", wanted->all.len > 0 ? ", " : "", name);
    wanted->failed |= wanted->all.failed;
    if (strcmp(name, wanted->name) != 0) {
        return 1;
    }
    free(wanted->value);
    wanted->value = fund_memdup(value, strlen(value));
    wanted->failed |= wanted->value == NULL;
    return 1;
}

static bool config_path(fund_buf *out)
{
    const char *folder = cli_environment("XDG_CONFIG_HOME");
    const char *home = cli_environment("HOME");
    if (folder != NULL && folder[0] == '/') { /* the specification ignores others */
        fund_buf_printf(out, "%s/fundstelle/config", folder);
    } else if (home != NULL) {
        fund_buf_printf(out, "%s/.config/fundstelle/config", home);
    }
    return !out->failed;
}

/* Hands each line to take_line(); false when a problem was reported. */
static bool read_config(lookup *wanted, const char *path)
{
    fund_buf text = FUND_BUF_INIT;
    fund_error err = FUND_ERROR_INIT;
    /* inih takes a failed read for the end of the file. */
    if (fund_file_read(&text, path, CONFIG_MAX, &err) != FUND_OK) {
        cli_fail(&err);
        fund_buf_free(&text);
        return false;
    }
    int line = ini_parse_string(text.data != NULL ? text.data : "", take_line, wanted);
    fund_buf_free(&text);
    if (line > 0) {
        cli_error("%s:%d: unknown section or setting (see: man fundstelle)", path, line);
    } else if (line < 0 || wanted->failed) {
        cli_no_memory();
    }
    return line == 0 && !wanted->failed;
}

/* Fills what is wanted from the user's file, if there is one; false when a problem was reported. */
static bool look_up(lookup *wanted)
{
    fund_buf path = FUND_BUF_INIT;
    bool ok = config_path(&path);
    if (!ok) {
        cli_no_memory();
    } else if (path.len > 0 && access(path.data, F_OK) == 0) {
        ok = read_config(wanted, path.data);
    }
    fund_buf_free(&path);
    return ok;
}

bool cli_config(char **out, const char *section, const char *name)
{
    lookup wanted = {.section = section, .name = name};
    bool ok = look_up(&wanted);
    if (!ok) {
        free(wanted.value);
        wanted.value = NULL;
    }
    fund_buf_free(&wanted.all);
    *out = wanted.value;
    return ok;
}

void cli_tell_index_names(const char *name)
{
    lookup wanted = {.section = "indexes", .name = ""};
    if (strchr(name, '/') == NULL && look_up(&wanted) && wanted.all.len > 0) {
        cli_error("the configuration has no index named \"%s\"; it has: %s", name, wanted.all.data);
    }
    free(wanted.value);
    fund_buf_free(&wanted.all);
}

bool cli_config_number(uint32_t *out, const char *name)
{
    char *value;
    if (!cli_config(&value, "defaults", name)) {
        return false;
    }
    bool ok = value == NULL || (value[0] != '\0' && strlen(value) < 7 &&
                                strspn(value, "0123456789") == strlen(value));
    if (!ok) {
        cli_error("configuration: %s takes a number, not \"%s\"", name, value);
    } else if (value != NULL) {
        *out = (uint32_t)strtoul(value, NULL, 10);
    }
    free(value);
    return ok;
}

/* ---- where the index is ------------------------------------------------------------- */

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

/* A folder by its name, or by one that the configuration gives it; there "~/archiv" is in the home
 * folder. */
static char *named_index(const char *name)
{
    const char *home = cli_environment("HOME");
    char *configured = NULL;
    if (strchr(name, '/') == NULL && !cli_config(&configured, "indexes", name)) {
        return NULL;
    }
    if (configured == NULL) {
        return join_path(name, "");
    }
    if (home == NULL || strncmp(configured, "~/", 2) != 0) {
        return configured;
    }
    char *path = join_path(home, configured + 1);
    free(configured);
    return path;
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
    cli_error("no index given and HOME is not set; use --index DIR");
    return NULL;
}

char *cli_index_path(const char *option)
{
    if (option != NULL && option[0] == '\0') {
        cli_error("--index takes the name of a folder");
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
