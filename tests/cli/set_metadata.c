/* set_metadata INDEX KEY VALUE: for making indexes of another version. */
#include "store/store.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    fund_writer *writer;
    fund_error err = FUND_ERROR_INIT;
    if (argc != 4 || fund_writer_open(&writer, argv[1], NULL, &err) != FUND_OK ||
        fund_writer_set_metadata(writer, argv[2], argv[3], strlen(argv[3]), &err) != FUND_OK ||
        fund_writer_close(writer, &err) != FUND_OK) {
        fprintf(stderr, "set_metadata: %s\n", err.message);
        return 1;
    }
    fund_writer_free(writer);
    return 0;
}
