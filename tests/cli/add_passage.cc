/* add_passage INDEX DATE TEXT TERM: adds a passage that this program would not write, with the word "hafen"; "~" in its text becomes a zero byte. */
#include "store/store_private.h"

#include <algorithm>
#include <cstring>
#include <iostream>

static fund_text field(const std::string &text)
{
    return {text.data(), text.size()};
}

/* The record is written with letters in the place of what it should not hold. */
static std::string make_record(const std::string &date, const std::string &text)
{
    const std::string plain_date(date.size(), 'D'), plain_text(text.size(), 'T'), id = "fremd";
    fund_record record = {};
    record.ordinal = record.passage_count = 1;
    record.fields.id = field(id);
    record.fields.date = field(plain_date);
    record.text = field(plain_text);
    fund_buf out = FUND_BUF_INIT;
    if (fund_record_encode(&out, &record, nullptr) != FUND_OK) {
        throw std::bad_alloc();
    }
    std::string bytes(out.data, out.len);
    fund_buf_free(&out);
    bytes.replace(bytes.find(plain_text), text.size(), text);
    bytes.replace(bytes.rfind(plain_date), date.size(), date);
    return bytes;
}

/* With the chain of what is there. */
static fund_status add(const char *path, fund_document *document)
{
    fund_store *store = nullptr;
    fund_writer *writer = nullptr;
    fund_segment_info first;
    fund_writer_options options = FUND_WRITER_OPTIONS_INIT;
    fund_error err = FUND_ERROR_INIT;
    fund_status status = fund_store_open(&store, &path, 1, &err);
    if (status == FUND_OK) {
        status = fund_store_segment(&first, store, 0, &err);
    }
    options.chain = first.chain;
    if (status == FUND_OK) {
        status = fund_writer_open(&writer, path, &options, &err);
    }
    if (status == FUND_OK) {
        status = fund_writer_add(writer, document, &err);
    }
    if (status == FUND_OK) {
        status = fund_writer_close(writer, &err);
    }
    fund_writer_free(writer);
    fund_store_free(store);
    if (status != FUND_OK) {
        std::cerr << err.message << '\n';
    }
    return status;
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        return 2;
    }
    std::string text = argv[3];
    std::replace(text.begin(), text.end(), '~', '\0');
    fund_document document;
    document.document.add_term("haf"); /* the stem */
    document.document.add_boolean_term("Qfremd");
    document.document.add_boolean_term(FUND_PREFIX_FIRST);
    document.document.add_term(argv[4]);
    document.data = make_record(argv[2], text);
    return add(argv[1], &document) == FUND_OK ? 0 : 1;
}
