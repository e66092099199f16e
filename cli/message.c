/* What goes wrong: messages on stderr, values that an option does not take, and output that was lost. */
#include "cli/cli_private.h"

#include <errno.h>
#include <string.h>

cli_exit cli_error(const char *format, ...)
{
    fund_error message = FUND_ERROR_INIT; /* makes it one safe line */
    va_list args;
    va_start(args, format);
    char text[FUND_ERROR_MESSAGE_MAX];
    vsnprintf(text, sizeof text, fund_tr(format), args);
    va_end(args);
    fund_error_set(&message, FUND_ERR_INTERNAL, "%s", text);
    fprintf(stderr, "fundstelle: %s\n", message.message);
    return CLI_ERROR;
}

cli_exit cli_fail(const fund_error *err)
{
    return cli_error("%s", err->message);
}

void cli_no_memory(void)
{
    fund_error err;
    fund_no_memory(&err);
    cli_fail(&err);
}

static bool lost;

void cli_lose_output(void)
{
    cli_no_memory();
    lost = true;
}

bool cli_flush(void)
{
    static bool told;
    errno = 0; /* a write may have failed long ago, for a reason not known here */
    if (fflush(stdout) == 0 && ferror(stdout) == 0) {
        return !lost;
    }
    if (!told && errno != 0) {
        cli_error("cannot write the output: %s", strerror(errno));
    } else if (!told) {
        cli_error("cannot write the output");
    }
    told = true;
    return false;
}

/* "relevance, date or date-asc" */
static void list_names(fund_buf *out, const char *const *names)
{
    for (size_t i = 0; names[i] != NULL; i++) {
        bool last = names[i + 1] == NULL;
        fund_buf_append_str(out, i == 0 ? "" : last ? fund_tr(" or ") : ", ");
        fund_buf_append_str(out, names[i]);
    }
}

bool cli_choose(int *out, const char *option, const char *value, const char *const *names)
{
    for (int i = 0; value != NULL && names[i] != NULL; i++) {
        if (strcmp(names[i], value) == 0) {
            *out = i;
            return true;
        }
    }
    if (value != NULL) {
        fund_buf list = FUND_BUF_INIT;
        list_names(&list, names);
        if (list.failed) {
            cli_no_memory();
        } else {
            cli_error("--%s takes %s, not \"%s\"", option, list.data, value);
        }
        fund_buf_free(&list);
    }
    return value == NULL;
}
