/* What the suites of other projects' published cases share: their files, as Debian packages them. */
#ifndef FUND_TEST_PEERS_H
#define FUND_TEST_PEERS_H

#include "test_stemmer.h"

/* Fails where the package is missing: a suite that passes without its cases tells nothing. */
static inline fund_buf read_peer_file(const char *path, const char *package)
{
    fund_buf bytes = FUND_BUF_INIT;
    fund_error err = FUND_ERROR_INIT;
    if (fund_file_read(&bytes, path, 64 << 20, &err) != FUND_OK) {
        fail_msg("%s (Debian package %s, which \"make deps\" installs)", err.message, package);
    }
    return bytes;
}

/* The next line of a text, without its end; false behind the last. */
static inline bool next_line(const char **line, size_t *len, const char **rest)
{
    if (**rest == '\0') {
        return false;
    }
    *line = *rest;
    *len = strcspn(*rest, "\n");
    *rest += *len + (*len < strlen(*line) ? 1 : 0);
    return true;
}

#endif
