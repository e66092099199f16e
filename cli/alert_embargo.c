/* Articles that came while they were under embargo, or were too large to be looked at before their commit, in
 * alerts-spool/embargoed.json: an object of ids and times. At its hour an article is read from the index, as it is
 * by then. */
#include "cli/cli_private.h"

#include "cli/alerts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILE_MAX = 256 << 20 };

fund_status cli_embargoes_open(cli_embargoes *out, const cli_spool *spool, fund_error *err)
{
    fund_buf path = FUND_BUF_INIT, bytes = FUND_BUF_INIT;
    fund_buf_printf(&path, "%s/embargoed.json", spool->folder);
    *out = (cli_embargoes){.path = path.failed ? NULL : fund_memdup(path.data, path.len)};
    fund_buf_free(&path);
    if (out->path == NULL) {
        return fund_no_memory(err);
    }
    if (access(out->path, F_OK) != 0 && errno == ENOENT) {
        out->until = json_object();
        return out->until != NULL ? FUND_OK : fund_no_memory(err);
    }
    fund_status status = fund_file_read_own(&bytes, out->path, FILE_MAX, err);
    if (status == FUND_OK) {
        out->until = json_loadb(bytes.data != NULL ? bytes.data : "", bytes.len, 0, NULL);
        if (!json_is_object(out->until)) {
            status = fund_error_set(err, FUND_ERR_FORMAT,
                                    "%s: damaged; remove it, and alerts of articles that are "
                                    "under embargo now are not told",
                                    out->path);
        }
    }
    fund_buf_free(&bytes);
    return status;
}

void cli_embargoes_close(cli_embargoes *embargoes)
{
    json_decref(embargoes->until);
    free(embargoes->path);
    *embargoes = (cli_embargoes){.path = NULL};
}

fund_status cli_embargoes_save(const cli_embargoes *embargoes, fund_error *err)
{
    if (json_object_size(embargoes->until) == 0) {
        return unlink(embargoes->path) == 0 || errno == ENOENT
                   ? FUND_OK
                   : fund_error_set(err, FUND_ERR_IO, "%s: %s", embargoes->path, strerror(errno));
    }
    char *text = json_dumps(embargoes->until, JSON_INDENT(1));
    fund_status status = text == NULL ? fund_no_memory(err)
                                      : fund_file_replace(embargoes->path, text, strlen(text), err);
    free(text);
    return status;
}

json_t *cli_embargoes_due(const cli_embargoes *embargoes)
{
    char now[FUND_TIME_MAX];
    const char *id;
    json_t *until, *due = json_array();
    fund_time_now(now);
    json_object_foreach(embargoes->until, id, until)
    {
        const char *time = json_string_value(until);
        if (time == NULL || strncmp(time, now, strlen(time)) < 0) {
            json_array_append_new(due, json_string(id));
        }
    }
    if (json_array_size(due) == 0) {
        json_decref(due);
        due = NULL;
    }
    return due;
}
