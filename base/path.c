#include "base/base.h"

#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

bool fund_file_beside_program(char *out, size_t size, const char *below)
{
    char program[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", program, sizeof program - 1);
    if (len <= 0) {
        return false;
    }
    program[len] = '\0';
    int wanted = snprintf(out, size, "%s%s", dirname(program), below);
    return wanted > 0 && (size_t)wanted < size && access(out, F_OK) == 0;
}
