/* status, check and snapshot: commands about the index as a whole. */
#include "cli/cli_private.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static void print_duplicates(const fund_index_status *status)
{
    /* Two plurals in one sentence: the second is a piece of its own. */
    printf(fund_trn("Duplicates: %llu article repeats another ",
                    "Duplicates: %llu articles repeat another ", status->near_duplicates),
           (unsigned long long)status->near_duplicates);
    printf(fund_trn("(in %llu group)\n", "(in %llu groups)\n", status->near_duplicate_groups),
           (unsigned long long)status->near_duplicate_groups);
}

static const char *about_analyzer(const fund_index_status *status)
{
    return status->fingerprint_matches ? fund_tr(" (this program's)")
                                       : fund_tr(" (differs from this program's)");
}

static void print_upgrade(const char *path, const fund_index_status *status)
{
    if (status->needs_upgrade) {
        printf(fund_trn("Upgrade:    needed before a search; rewrites %llu article: fundstelle "
                        "upgrade -i %s\n",
                        "Upgrade:    needed before a search; rewrites %llu articles: fundstelle "
                        "upgrade -i %s\n",
                        status->articles),
               (unsigned long long)status->articles, path);
    }
}

static void print_deleted(const fund_index_status *status)
{
    const unsigned long long count = status->deleted;
    if (count > 0 && status->needs_upgrade) { /* "compact" refuses such an index */
        printf(fund_trn("Deleted:    %llu passage still takes up space, until the upgrade\n",
                        "Deleted:    %llu passages still take up space, until the upgrade\n",
                        count),
               count);
    } else if (count > 0) {
        printf(fund_trn("Deleted:    %llu passage still takes up space (see: fundstelle compact)\n",
                        "Deleted:    %llu passages still take up space (see: fundstelle compact)\n",
                        count),
               count);
    }
}

static void print_segments(const json_t *segments)
{
    size_t i;
    const json_t *segment;
    json_array_foreach(segments, i, segment)
    {
        json_int_t passages = json_integer_value(json_object_get(segment, "passages"));
        json_int_t deleted = json_integer_value(json_object_get(segment, "deleted"));
        json_int_t bytes = json_integer_value(json_object_get(segment, "bytes"));
        printf(fund_trn("            %s: %llu passage, ", "            %s: %llu passages, ",
                        (unsigned long long)passages),
               json_string_value(json_object_get(segment, "name")), (unsigned long long)passages);
        printf(fund_tr("%.0f %% deleted, %s\n"),
               passages > 0 ? 100.0 * (double)deleted / (double)passages : 0,
               cli_bytes((uint64_t)bytes));
    }
}

static void print_status(const char *path, const fund_index_status *status, const json_t *segments)
{
    fputs(fund_tr("Index:      "), stdout);
    cli_print_string(path);
    printf(fund_tr("\nArticles:   %llu\n"), (unsigned long long)status->articles);
    printf(fund_tr("Passages:   %llu, %.1f scored words and parts on average\n"),
           (unsigned long long)status->passages, status->average_length);
    if (status->withdrawn > 0) {
        printf(fund_trn("Withdrawn:  %llu article, not shown\n",
                        "Withdrawn:  %llu articles, not shown\n", status->withdrawn),
               (unsigned long long)status->withdrawn);
    }
    print_deleted(status);
    if (status->near_duplicates > 0) {
        print_duplicates(status);
    }
    printf(fund_tr("Terms:      %llu\n"), (unsigned long long)status->terms);
    printf(fund_tr("Size:       %s (%llu bytes)\n"), cli_bytes(status->bytes),
           (unsigned long long)status->bytes);
    printf(fund_tr("Updated:    %s\n"),
           status->updated[0] != '\0' ? status->updated : fund_tr("never"));
    printf(fund_tr("Commit:     %llu\n"), (unsigned long long)status->commit);
    printf(fund_tr("Format:     %u\n"), (unsigned)status->format_version);
    printf(fund_tr("Analyzer:   %s%s\n"),
           status->fingerprint[0] != '\0' ? status->fingerprint : fund_tr("none"),
           about_analyzer(status));
    print_upgrade(path, status);
    printf(fund_tr("Segments:   %llu\n"), (unsigned long long)status->segments);
    print_segments(segments);
}

typedef struct segment_list {
    json_t *items;
    fund_error *err;
} segment_list;

static fund_status add_segment(const fund_segment_status *segment, void *payload)
{
    const segment_list *list = payload;
    json_t *object = json_pack("{s:s, s:I, s:I, s:I}", "name", segment->name, "passages",
                               (json_int_t)segment->passages, "deleted",
                               (json_int_t)segment->deleted, "bytes", (json_int_t)segment->bytes);
    return json_array_append_new(list->items, object) == 0 ? FUND_OK : fund_no_memory(list->err);
}

static void print_status_json(const char *path, const fund_index_status *status, json_t *segments)
{
    cli_print_summary(json_pack(
        "{s:o, s:I, s:I, s:I, s:I, s:I, s:I, s:f, s:s?, s:i, s:s, s:b, s:I, s:I, s:b, s:I, s:O}",
        "index", fund_json_string(path), "articles", (json_int_t)status->articles, "passages",
        (json_int_t)status->passages, "deleted", (json_int_t)status->deleted, "withdrawn",
        (json_int_t)status->withdrawn, "terms", (json_int_t)status->terms, "bytes",
        (json_int_t)status->bytes, "average_length", status->average_length, "updated",
        status->updated[0] != '\0' ? status->updated : NULL, "format_version",
        (int)status->format_version, "analyzer", status->fingerprint, "analyzer_matches",
        (int)status->fingerprint_matches, "near_duplicates", (json_int_t)status->near_duplicates,
        "near_duplicate_groups", (json_int_t)status->near_duplicate_groups, "needs_upgrade",
        (int)status->needs_upgrade, "commit", (json_int_t)status->commit, "segments", segments));
}

cli_exit cmd_status(const cli_command *command, int argc, char **argv)
{
    const char *index = NULL;
    bool json = false;
    const cli_option options[] = {
        CLI_OPTION_INDEX(&index),
        CLI_OPTION_JSON(&json),
    };
    cli_call call;
    char *path = cli_parse_index(&call, command, options, CLI_COUNT(options), &index, argc, argv);
    if (path == NULL) {
        return call.exit;
    }
    fund_index_status status = FUND_INDEX_STATUS_INIT;
    fund_error err = FUND_ERROR_INIT;
    cli_exit exit = CLI_ERROR;
    segment_list segments = {json_array(), &err};
    if (segments.items == NULL) {
        cli_no_memory();
    } else if (fund_index_status_segments(&status, path, add_segment, &segments, &err) != FUND_OK) {
        cli_fail(&err);
    } else {
        if (json) {
            print_status_json(path, &status, segments.items);
        } else {
            print_status(path, &status, segments.items);
        }
        exit = cli_done(true);
    }
    json_decref(segments.items);
    free(path);
    return exit;
}

typedef struct care_call {
    const char *index;
    bool json, quiet;
} care_call;

#define OPTIONS_CARE(call)                                                                         \
    CLI_OPTION_INDEX(&(call)->index), CLI_OPTION_JSON(&(call)->json),                              \
        CLI_OPTION_QUIET(&(call)->quiet)

static void print_check_json(const char *path, size_t defects, json_t *report)
{
    cli_print_summary(json_pack("{s:o, s:I, s:o}", "index", fund_json_string(path), "defects",
                                (json_int_t)defects, "report", report));
}

static fund_status collect_line(const char *line, void *payload)
{
    json_array_append_new(payload, fund_json_string(line)); /* fund_json_note_memory() */
    return FUND_OK;
}

static void print_report(const json_t *report)
{
    size_t i;
    const json_t *line;
    json_array_foreach(report, i, line)
    {
        cli_print_safe(stdout, json_string_value(line), json_string_length(line), false);
        putchar('\n');
    }
}

static cli_exit check(const char *path, const care_call *wanted)
{
    size_t defects;
    json_t *report = json_array();
    fund_error err = FUND_ERROR_INIT;
    if (report == NULL) {
        cli_no_memory();
        return CLI_ERROR;
    }
    if (fund_index_check(&defects, path, collect_line, report, &err) != FUND_OK) {
        json_decref(report);
        return cli_fail(&err);
    }
    if (wanted->json) {
        print_check_json(path, defects, json_incref(report));
    } else if (defects > 0) {
        print_report(report);
    } else if (!wanted->quiet) {
        puts(fund_tr("no damage found"));
    }
    json_decref(report);
    cli_exit exit = cli_done(true);
    return defects == 0
               ? exit
               : cli_error(
                     fund_trn(
                         "%s: damaged (%zu defect); index the articles again into a new folder",
                         "%s: damaged (%zu defects); index the articles again into a new folder",
                         defects),
                     path, defects);
}

/* In a process of its own: libxapian's check believes some of what a damaged table says, and
 * reads where nothing is. That is a finding, too. */
static int wait_for_check(char *path, const care_call *wanted)
{
    pid_t parent = getpid(), child = fork();
    int status = 0;
    if (child < 0) {
        return W_EXITCODE(check(path, wanted), 0);
    }
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        cli_exit found = getppid() == parent ? check(path, wanted) : CLI_ERROR;
        free(path);
        exit((int)found);
    }
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

static cli_exit check_apart(char *path, const care_call *wanted)
{
    int status = wait_for_check(path, wanted);
    if (!WIFSIGNALED(status)) {
        return (cli_exit)WEXITSTATUS(status);
    }
    if (wanted->json) {
        print_check_json(path, 1, json_pack("[s]", "the check was ended by a signal"));
        cli_flush();
    }
    return cli_error("%s: damaged (the check was ended by signal %d); index the articles again "
                     "into a new folder",
                     path, WTERMSIG(status));
}

cli_exit cmd_check(const cli_command *command, int argc, char **argv)
{
    care_call wanted = {.index = NULL};
    const cli_option options[] = {OPTIONS_CARE(&wanted)};
    cli_call call;
    char *path =
        cli_parse_index(&call, command, options, CLI_COUNT(options), &wanted.index, argc, argv);
    if (path == NULL) {
        return call.exit;
    }
    cli_exit exit = check_apart(path, &wanted);
    free(path);
    return exit;
}

static cli_exit snapshot(const char *path, const char *target, const care_call *wanted)
{
    fund_error err = FUND_ERROR_INIT;
    cli_size size;
    if (fund_index_snapshot(path, target, &err) != FUND_OK || !cli_read_size(&size, target, &err)) {
        return cli_fail(&err);
    }
    if (wanted->json) {
        cli_print_summary(json_pack("{s:o, s:o, s:I, s:I}", "index", fund_json_string(path),
                                    "folder", fund_json_string(target), "commit",
                                    (json_int_t)size.commit, "bytes", (json_int_t)size.bytes));
    } else if (!wanted->quiet) {
        cli_print_string(target);
        printf(fund_tr(": a copy of commit %llu (%s)\n"), (unsigned long long)size.commit,
               cli_bytes(size.bytes));
    }
    return cli_done(true);
}

cli_exit cmd_snapshot(const cli_command *command, int argc, char **argv)
{
    care_call wanted = {.index = NULL};
    const cli_option options[] = {OPTIONS_CARE(&wanted)};
    cli_call call;
    if (!cli_parse(&call, command, options, CLI_COUNT(options), argc, argv)) {
        return call.exit;
    }
    if (call.count != 1) {
        return cli_error("%s: name one folder for the copy", command->name);
    }
    char *path = cli_index_path(wanted.index);
    cli_exit exit = path != NULL ? snapshot(path, call.words[0], &wanted) : CLI_ERROR;
    free(path);
    return exit;
}
