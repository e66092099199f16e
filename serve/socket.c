/* Where the server listens. */
#include "serve/serve_private.h"

#include "base/load.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#define SYSTEMD_NAMES(X)                                                                           \
    X(sd_notify)                                                                                   \
    X(sd_listen_fds)
FUND_LIBRARY(libsystemd, SYSTEMD_NAMES, NULL, FUND_LIBRARY_SYSTEMD)

enum { BACKLOG = 128 };

static fund_status fail(fund_error *err, const char *where)
{
    return fund_error_set(err, FUND_ERR_IO, "serve: cannot listen on %s: %s", where,
                          strerror(errno));
}

static bool is_loopback(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        return ntohl(in.sin_addr.s_addr) >> 24 == 127;
    }
    struct sockaddr_in6 in;
    memcpy(&in, address, sizeof in);
    return address->sa_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&in.sin6_addr);
}

/* What others can reach is open only to who is let in. */
static fund_status check_reach(const serve_settings *settings, const struct sockaddr *at,
                               const char *where, fund_error *err)
{
    return is_loopback(at) || settings->keys != NULL || settings->is_public
               ? FUND_OK
               : fund_error_set(err, FUND_ERR_ARGUMENT,
                                "serve: %s can be reached by others; say --keys FILE, or --public "
                                "for everyone",
                                where);
}

static int listen_at(const struct addrinfo *at)
{
    int fd = socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), on = 1;
    if (fd >= 0) {
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    }
    if (fd >= 0 && (bind(fd, at->ai_addr, at->ai_addrlen) != 0 || listen(fd, BACKLOG) != 0)) {
        int saved = errno;
        close(fd);
        errno = saved;
        return -1;
    }
    return fd;
}

/* "127.0.0.1:8080", "[::1]:8080" */
static fund_status listen_inet(int *out, const serve_settings *settings, fund_error *err)
{
    char host[256];
    const char *where = settings->listen, *colon = strrchr(where, ':');
    size_t len = colon != NULL ? (size_t)(colon - where) : 0;
    bool bracketed = len > 2 && where[0] == '[' && where[len - 1] == ']';
    if (len == 0 || len >= sizeof host || colon[1] == '\0' ||
        strspn(colon + 1, "0123456789") != strlen(colon + 1)) {
        return fund_error_set(
            err, FUND_ERR_ARGUMENT,
            "serve: --listen takes ADDRESS:PORT, unix:PATH or systemd, not \"%s\"", where);
    }
    snprintf(host, sizeof host, "%.*s", (int)(bracketed ? len - 2 : len), where + bracketed);
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                                   .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    int problem = getaddrinfo(host, colon + 1, &hints, &found);
    if (problem != 0) {
        return fund_error_set(err, FUND_ERR_ARGUMENT, "serve: cannot listen on %s: %s", where,
                              gai_strerror(problem));
    }
    fund_status status = check_reach(settings, found->ai_addr, where, err);
    if (status == FUND_OK) {
        *out = listen_at(found);
        status = *out < 0 ? fail(err, where) : FUND_OK;
    }
    freeaddrinfo(found);
    return status;
}

static fund_status listen_unix(int *out, const char *path, fund_error *err)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct stat there;
    if (path[0] == '\0' || strlen(path) >= sizeof address.sun_path) {
        return fund_error_set(err, FUND_ERR_ARGUMENT,
                              "serve: the path of a socket has 1 to 107 bytes");
    }
    memcpy(address.sun_path, path, strlen(path) + 1);
    if (lstat(path, &there) == 0 && S_ISSOCK(there.st_mode)) {
        unlink(path); /* of a server that was killed */
    }
    *out = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (*out < 0 || bind(*out, (const struct sockaddr *)&address, sizeof address) != 0 ||
        listen(*out, BACKLOG) != 0) {
        return fail(err, path);
    }
    return FUND_OK;
}

static fund_status listen_systemd(int *out, const serve_settings *settings, fund_error *err)
{
    fund_status status = fund_library_load(&libsystemd_library, err);
    struct sockaddr_storage at = {.ss_family = AF_UNSPEC};
    socklen_t len = sizeof at;
    if (status == FUND_OK &&
        (libsystemd.sd_listen_fds(1) != 1 ||
         getsockname(SD_LISTEN_FDS_START, (struct sockaddr *)&at, &len) != 0)) {
        return fund_error_set(err, FUND_ERR_ARGUMENT,
                              "serve: --listen systemd takes one socket of a systemd unit");
    }
    *out = SD_LISTEN_FDS_START;
    return status == FUND_OK && at.ss_family != AF_UNIX
               ? check_reach(settings, (const struct sockaddr *)&at, "systemd", err)
               : status;
}

fund_status serve_listen(int *out, const serve_settings *settings, const char **unix_path,
                         fund_error *err)
{
    *out = -1;
    *unix_path = NULL;
    if (strcmp(settings->listen, "systemd") == 0) {
        return listen_systemd(out, settings, err);
    }
    if (strncmp(settings->listen, "unix:", 5) == 0) {
        *unix_path = settings->listen + 5;
        return listen_unix(out, *unix_path, err);
    }
    return listen_inet(out, settings, err);
}

void serve_tell_manager(const char *state)
{
    if (getenv("NOTIFY_SOCKET") != NULL &&
        fund_library_load(&libsystemd_library, NULL) == FUND_OK) {
        libsystemd.sd_notify(0, state);
    }
}
