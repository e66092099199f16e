/* add_passage FOLDER DATE TEXT TERM: adds a passage that this program would not write to a
 * database of an index, with the word "hafen"; "~" in its text becomes a zero byte. */
#include "store/store.h"

#include <xapian.h>

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

int main(int argc, char **argv)
try {
    if (argc != 5) {
        return 2;
    }
    std::string text = argv[3];
    std::replace(text.begin(), text.end(), '~', '\0');
    Xapian::WritableDatabase database(argv[1], Xapian::DB_OPEN);
    Xapian::Document document;
    document.add_term("haf"); /* the stem */
    document.add_boolean_term("Qfremd");
    document.add_boolean_term(FUND_PREFIX_FIRST);
    document.add_term(argv[4]);
    /* As it is: the first byte says that nothing is compressed. */
    document.add_value(FUND_SLOT_RECORD, std::string(1, '\0') + make_record(argv[2], text));
    database.add_document(document);
    database.commit();
    return 0;
} catch (const Xapian::Error &error) {
    std::cerr << error.get_description() << '\n';
    return 1;
}
