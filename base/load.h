/*
 * load.h - libraries that are loaded when they are first needed.
 *
 * Most runs need none of them, and loading all would take longer than such a run.  Who uses one
 * names each function once; its type is that of the library's header:
 *
 *     #define YAML_NAMES(X) X(yaml_parser_parse) X(yaml_parser_delete)
 *     FUND_LIBRARY(libyaml, YAML_NAMES, NULL, FUND_LIBRARY_YAML)
 *     ...
 *     status = fund_library_load(&libyaml_library, err);
 *     if (status == FUND_OK) { libyaml.yaml_parser_parse(&parser, &event); ... }
 *
 * FUND_LIBRARY_YAML and the like come from the Makefile: the file's name as the loader knows it,
 * which has to be that of the headers, and the Debian package.
 */
#ifndef FUND_BASE_LOAD_H
#define FUND_BASE_LOAD_H

#include "base/base.h"

#include <pthread.h>
#include <stdatomic.h>

typedef struct fund_library {
    const char *soname, *package;
    void *table; /* pointers to what has the names, in their order */
    const char *const *names;
    size_t count;
    void (*start)(void); /* called once, when the table is filled; may be NULL */
    atomic_bool loaded;
    pthread_mutex_t lock;
} fund_library;

/* Also of a variable, as a pointer to it. */
#define FUND_LIBRARY_FIELD(name) __typeof__(&(name)) name;
#define FUND_LIBRARY_NAME(name) #name,

/** Defines `table`, a struct with a pointer for each name, and `table`_library to load it by.
 *  Last come the names of the file and of the package. */
#define FUND_LIBRARY(table, names, start, ...)                                                     \
    static struct {                                                                                \
        names(FUND_LIBRARY_FIELD)                                                                  \
    } table;                                                                                       \
    static const char *const table##_names[] = {names(FUND_LIBRARY_NAME)};                         \
    _Static_assert(sizeof table == sizeof table##_names, "a pointer for each name");               \
    static fund_library table##_library = {__VA_ARGS__,                                            \
                                           &table,                                                 \
                                           table##_names,                                          \
                                           sizeof table##_names / sizeof *table##_names,           \
                                           start,                                                  \
                                           false,                                                  \
                                           PTHREAD_MUTEX_INITIALIZER};

/** Makes the table usable.  Any thread may call it, as often as it likes; the library stays loaded.
 *  FUND_ERR_MEMORY, else FUND_ERR_IO when the library or a symbol is missing: the message says
 *  which, and what to install.  A later call tries again. */
fund_status fund_library_load(fund_library *library, fund_error *err);

#endif
