/*
 * Requests to a running "watch", through a socket beside the lock.
 *
 * A thread takes one connection after the other and waits with it until the thread that indexes has
 * answered. Who does not wait any longer closes the connection: then nothing is done.
 */
#include "cli/control.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static const char socket_name[] = "control";

/* Of a request; and how long its sender may take, and how often it is looked whether it is still there. */
enum { REQUEST_MAX = 1 << 20, READ_MS = 5000, LOOK_MS = 200 };

struct cli_control {
    fund_indexer *indexer;
    int folder, listener;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    /* under the lock */
    json_t *request; /* NULL: none waits */
    json_t *answer;  /* NULL: not yet */
    bool busy;       /* the request is being carried out */
    bool ended;
};

/* ---- both sides ------------------------------------------------------------------- */

/* A path that fits into an address, however long that of the index is. */
static struct sockaddr_un address_in(int folder)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/%s", folder, socket_name);
    return address;
}

static int open_folder(const char *index)
{
    return open(index, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static bool wait_for(int file, short events, int ms)
{
    struct pollfd of = {.fd = file, .events = events};
    return poll(&of, 1, ms) > 0;
}

/* Until its writer ends; NULL for what is none, too long or too late. */
static json_t *receive(int file, int ms)
{
    fund_buf text = FUND_BUF_INIT;
    char block[4096];
    ssize_t size = 1;
    while (size > 0 && text.len < REQUEST_MAX && wait_for(file, POLLIN, ms)) {
        size = recv(file, block, sizeof block, 0);
        fund_buf_append(&text, block, size > 0 ? (size_t)size : 0);
    }
    json_t *object = size == 0 && !text.failed
                         ? json_loadb(text.data, text.len, JSON_REJECT_DUPLICATES, NULL)
                         : NULL;
    fund_buf_free(&text);
    return object;
}

/* Frees the object. */
static bool send_all(int file, json_t *object)
{
    char *line = fund_json_line(object);
    size_t len = line != NULL ? strlen(line) : 0, done = 0;
    while (done < len && wait_for(file, POLLOUT, READ_MS)) {
        ssize_t sent = send(file, line + done, len - done, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno != EAGAIN) {
            break;
        }
        done += sent > 0 ? (size_t)sent : 0;
    }
    bool ok = line != NULL && done == len && shutdown(file, SHUT_WR) == 0;
    free(line);
    return ok;
}

/* ---- the thread of requests --------------------------------------------------------- */

/* Whether the other side has closed: it has ended its request long before. */
static bool has_gone(int connection)
{
    struct pollfd of = {.fd = connection, .events = POLLOUT};
    return poll(&of, 1, 0) < 0 || (of.revents & (POLLHUP | POLLERR)) != 0;
}

static void wait_a_while(cli_control *control)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += (long)LOOK_MS * 1000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_cond_timedwait(&control->changed, &control->lock, &until);
}

/* Takes the request over; the answer, or NULL when nobody waits for it any longer. */
static json_t *have_done(cli_control *control, json_t *request, int connection)
{
    pthread_mutex_lock(&control->lock);
    control->request = request;
    fund_indexer_wake(control->indexer);
    while (control->answer == NULL && !control->ended && (control->busy || !has_gone(connection))) {
        wait_a_while(control);
        fund_indexer_wake(control->indexer); /* which may not have been following yet */
    }
    json_decref(control->request);
    json_t *answer = control->answer;
    control->request = control->answer = NULL;
    pthread_mutex_unlock(&control->lock);
    return answer;
}

static void *run_thread(void *payload)
{
    cli_control *control = payload;
    int connection;
    while ((connection = accept4(control->listener, NULL, NULL, SOCK_CLOEXEC)) >= 0 ||
           errno == EINTR || errno == ECONNABORTED) {
        if (connection < 0) {
            continue;
        }
        json_t *request = receive(connection, READ_MS);
        json_t *answer = request != NULL ? have_done(control, request, connection) : NULL;
        if (answer != NULL) {
            send_all(connection, answer);
        }
        close(connection);
    }
    return NULL;
}

/* ---- the thread that indexes ----------------------------------------------------------- */

static fund_status remove_all(json_t *answer, fund_indexer *indexer, const json_t *ids,
                              fund_error *err)
{
    json_t *unknown = json_array();
    json_int_t removed = 0;
    size_t i;
    const json_t *id;
    fund_status status = FUND_OK;
    json_array_foreach(ids, i, id)
    {
        const char *text = json_string_value(id);
        fund_status own = text != NULL ? fund_indexer_remove(indexer, text, strlen(text), err)
                                       : FUND_ERR_ARGUMENT;
        removed += own == FUND_OK ? 1 : 0;
        if (own == FUND_ERR_NOT_FOUND || own == FUND_ERR_ARGUMENT) {
            json_array_append_new(unknown, fund_json_string(text != NULL ? text : ""));
        } else if (own != FUND_OK) {
            status = own;
            break;
        }
    }
    status = status == FUND_OK ? fund_indexer_commit(indexer, err) : status;
    json_object_set_new(answer, "removed", json_integer(removed));
    json_object_set_new(answer, "unknown", unknown);
    return status;
}

static json_t *carry_out(fund_indexer *indexer, const json_t *request)
{
    json_t *answer = json_object();
    const json_t *ids = json_object_get(request, "remove");
    fund_error err = FUND_ERROR_INIT;
    fund_status status = FUND_OK;
    if (json_is_array(ids)) {
        status = remove_all(answer, indexer, ids, &err);
    } else if (json_is_true(json_object_get(request, "compact"))) {
        status = fund_indexer_compact(indexer, &err);
    } else {
        status = fund_error_set(&err, FUND_ERR_ARGUMENT, "%s: an unknown request", socket_name);
    }
    if (status != FUND_OK) {
        json_object_set_new(answer, "error", fund_json_string(err.message));
    }
    return answer;
}

void cli_control_serve(cli_control *control)
{
    if (control == NULL) {
        return;
    }
    pthread_mutex_lock(&control->lock);
    json_t *request = control->answer == NULL ? control->request : NULL;
    control->request = request != NULL ? NULL : control->request;
    control->busy = request != NULL;
    pthread_mutex_unlock(&control->lock);
    if (request == NULL) {
        return;
    }
    json_t *answer = carry_out(control->indexer, request);
    json_decref(request);
    pthread_mutex_lock(&control->lock);
    control->answer = answer;
    control->busy = false;
    pthread_cond_signal(&control->changed);
    pthread_mutex_unlock(&control->lock);
}

/* ---- beginning and end ------------------------------------------------------------------ */

static bool listen_at(cli_control *control, const char *index)
{
    control->folder = open_folder(index);
    control->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const struct sockaddr_un address = address_in(control->folder);
    if (control->folder < 0 || control->listener < 0) {
        return false;
    }
    unlinkat(control->folder, socket_name, 0); /* of one that was killed: the lock is ours */
    return bind(control->listener, (const struct sockaddr *)&address, sizeof address) == 0 &&
           listen(control->listener, 16) == 0;
}

static bool start_thread(cli_control *control)
{
    sigset_t all, before;
    sigfillset(&all); /* signals are for the thread that indexes */
    pthread_sigmask(SIG_SETMASK, &all, &before);
    errno = pthread_create(&control->thread, NULL, run_thread, control);
    int failed = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = failed;
    return failed == 0;
}

static void free_control(cli_control *control)
{
    if (control->listener >= 0) {
        close(control->listener);
    }
    if (control->folder >= 0) {
        unlinkat(control->folder, socket_name, 0);
        close(control->folder);
    }
    json_decref(control->request);
    json_decref(control->answer);
    free(control);
}

cli_control *cli_control_start(const char *index, fund_indexer *indexer)
{
    cli_control *control = calloc(1, sizeof *control);
    if (control == NULL) {
        cli_no_memory();
        return NULL;
    }
    *control = (cli_control){.indexer = indexer, .folder = -1, .listener = -1};
    pthread_mutex_init(&control->lock, NULL);
    pthread_cond_init(&control->changed, NULL);
    if (!listen_at(control, index) || !start_thread(control)) {
        cli_error("warning: %s: remove and compact have to wait until watch has ended: %s", index,
                  strerror(errno));
        free_control(control);
        return NULL;
    }
    return control;
}

void cli_control_end(cli_control *control)
{
    if (control == NULL) {
        return;
    }
    pthread_mutex_lock(&control->lock);
    control->ended = true;
    pthread_cond_signal(&control->changed);
    pthread_mutex_unlock(&control->lock);
    shutdown(control->listener, SHUT_RDWR); /* accept() returns */
    pthread_join(control->thread, NULL);
    free_control(control);
}

/* ---- asking ------------------------------------------------------------------------------- */

static int connect_to(const char *index)
{
    int folder = open_folder(index);
    int file = folder >= 0 ? socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) : -1;
    const struct sockaddr_un address = address_in(folder);
    if (file >= 0 && connect(file, (const struct sockaddr *)&address, sizeof address) != 0) {
        close(file);
        file = -1;
    }
    if (folder >= 0) {
        close(folder);
    }
    return file;
}

cli_asked cli_control_ask(json_t **answer, const char *index, json_t *request, uint32_t seconds)
{
    *answer = NULL;
    int file = connect_to(index);
    if (file < 0) {
        json_decref(request);
        return CLI_ASKED_NOBODY;
    }
    const uint32_t most = 1000000;
    int ms = seconds > 0 ? (int)(seconds < most ? seconds : most) * 1000 : -1;
    if (send_all(file, request) && wait_for(file, POLLIN, ms)) {
        *answer = receive(file, READ_MS);
    } else if (seconds > 0) {
        cli_error("%s: the process that watches it has not answered within %u s; nothing was done",
                  index, (unsigned)seconds);
        close(file);
        return CLI_ASKED_FAILED;
    }
    close(file);
    if (*answer == NULL) {
        cli_error("%s: the process that watches it ended", index);
        return CLI_ASKED_FAILED;
    }
    if (json_object_get(*answer, "error") !=
        NULL) { /* such as that the lock is another one's: try it here */
        json_decref(*answer);
        *answer = NULL;
        return CLI_ASKED_NOBODY;
    }
    return CLI_ASKED_DONE;
}
