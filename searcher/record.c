/* Reading of records. */
#include "searcher/session.h"

fund_status fund_record_read(fund_record *out, fund_buf *data, const fund_store *store,
                             fund_docid docid, fund_error *err)
{
    fund_buf_clear(data);
    fund_status status = fund_store_data(data, store, docid, err);
    if (status == FUND_ERR_NOT_FOUND) {
        return fund_error_set(err, FUND_ERR_CORRUPT,
                              "the index is damaged: document %u is missing; index the articles "
                              "again into a new folder",
                              (unsigned)docid);
    }
    if (status == FUND_OK) {
        status = fund_record_decode(out, data->data, data->len, err);
        if (status != FUND_OK) {
            fund_error_prefix(err, "document %u", (unsigned)docid);
        }
    }
    return status;
}
