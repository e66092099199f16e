#include "base/load.h"

#include <dlfcn.h>
#include <errno.h>
#include <string.h>

/* `errnum` is from malloc; what the loader's own calls say is only in its message. */
static fund_status report(const fund_library *library, int errnum, fund_error *err)
{
    const char *why = dlerror();
    size_t len = strlen(library->soname);
    why = why != NULL ? why : strerror(ENOMEM); /* there was none for the message */
    if (errnum == ENOMEM || strstr(why, strerror(ENOMEM)) != NULL) {
        return fund_no_memory(err);
    }
    if (strncmp(why, library->soname, len) == 0 && strncmp(why + len, ": ", 2) == 0) {
        why += len + 2;
    }
    return fund_error_set(err, FUND_ERR_IO, "cannot load %s (%s): install the package %s",
                          library->soname, why, library->package);
}

static fund_status load(fund_library *library, fund_error *err)
{
    errno = 0;
    void *handle = dlopen(library->soname, RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL) {
        return report(library, errno, err);
    }
    for (size_t i = 0; i < library->count; i++) {
        errno = 0;
        void *symbol = dlsym(handle, library->names[i]);
        if (symbol == NULL) {
            return report(library, errno, err);
        }
        /* ISO C has no conversion to a pointer to a function. */
        memcpy((char *)library->table + i * sizeof symbol, &symbol, sizeof symbol);
    }
    if (library->start != NULL) {
        library->start();
    }
    atomic_store_explicit(&library->loaded, true, memory_order_release);
    return FUND_OK;
}

fund_status fund_library_load(fund_library *library, fund_error *err)
{
    if (atomic_load_explicit(&library->loaded, memory_order_acquire)) {
        return FUND_OK;
    }
    pthread_mutex_lock(&library->lock);
    fund_status status =
        atomic_load_explicit(&library->loaded, memory_order_relaxed) ? FUND_OK : load(library, err);
    pthread_mutex_unlock(&library->lock);
    return status;
}
