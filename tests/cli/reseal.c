/* reseal FOLDER: makes what a test has written to an index's manifest pass for what the program wrote. */
#include "base/base.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    char path[4096];
    fund_buf text = FUND_BUF_INIT;
    if (argc != 2 || snprintf(path, sizeof path, "%s/XAPIANDB", argv[1]) < 0 ||
        fund_file_read(&text, path, 1 << 20, NULL) != FUND_OK) {
        return 2;
    }
    char *end = strstr(text.data, "# end ");
    if (end == NULL) {
        return 2;
    }
    fund_buf_cut(&text, (size_t)(end - text.data));
    fund_buf_printf(&text, "# end %016llx\n", (unsigned long long)fund_hash64(text.data, text.len));
    int status = fund_file_replace(path, text.data, text.len, NULL) == FUND_OK ? 0 : 2;
    fund_buf_free(&text);
    return status;
}
