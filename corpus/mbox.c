/* Mailboxes in one file (mbox, RFC 4155, and mboxrd): a message is an article. */
#include "corpus/corpus_private.h"

#include <string.h>

static bool begins_message(fund_text line)
{
    return line.len > 5 && memcmp(line.data, "From ", 5) == 0;
}

/* The line after the first one is a header's, else it may be a letter. */
bool fund_mbox_sniff(fund_text head)
{
    fund_text line;
    size_t pos = 0;
    if (!fund_corpus_next_line(&line, NULL, head, &pos) || !begins_message(line) ||
        !fund_corpus_next_line(&line, NULL, head, &pos)) {
        return false;
    }
    const char *colon = memchr(line.data, ':', line.len);
    const char *blank = memchr(line.data, ' ', line.len);
    return colon != NULL && colon > line.data && (blank == NULL || colon < blank);
}

typedef struct mailbox {
    fund_corpus_reader *reader;
    fund_buf message;
    size_t count;
    bool too_large, after_blank;
} mailbox;

static fund_status end_message(mailbox *box)
{
    fund_corpus_reader *reader = box->reader;
    fund_status status = FUND_OK;
    if (box->message.failed) {
        return fund_corpus_no_memory(reader);
    }
    if (box->message.len > 0 || box->too_large) {
        reader->item = ++box->count;
        reader->line = 0;
        status = box->too_large
                     ? fund_corpus_lose(reader, FUND_ERR_FORMAT,
                                        "larger than the limit of %zu bytes", reader->limit)
                     : fund_email_read(reader, fund_text_in(&box->message));
        reader->item = 0;
    }
    fund_buf_clear(&box->message);
    box->too_large = false;
    return fund_corpus_go_on(status);
}

/* "From " at the beginning of a line has a '>' before it, ">From " another one. */
static void add_line(mailbox *box, fund_text line)
{
    size_t signs = 0;
    while (signs < line.len && line.data[signs] == '>') {
        signs++;
    }
    bool quoted = signs > 0 && begins_message((fund_text){line.data + signs, line.len - signs});
    box->too_large |= box->message.len + line.len > box->reader->limit;
    if (!box->too_large) {
        fund_buf_append(&box->message, line.data + quoted, line.len - quoted);
        fund_buf_append_byte(&box->message, '\n');
    }
}

fund_status fund_mbox_read(fund_corpus_source *source)
{
    mailbox box = {.reader = source->reader, .after_blank = true};
    fund_status status = FUND_OK;
    fund_corpus_line what = FUND_LINE_TEXT;
    while (status == FUND_OK && what != FUND_LINE_END) {
        fund_text line = {"", 0};
        status = fund_corpus_source_line(&what, &line, source);
        if (status != FUND_OK || what == FUND_LINE_END) {
            continue;
        }
        if (box.after_blank && begins_message(line)) {
            status = end_message(&box);
            box.after_blank = false;
            continue;
        }
        box.too_large |= what == FUND_LINE_TOO_LONG;
        box.after_blank = line.len == 0 || (line.len == 1 && line.data[0] == '\r');
        add_line(&box, line);
    }
    if (status == FUND_OK) {
        status = source->errnum != 0 ? fund_corpus_read_error(source) : end_message(&box);
    }
    fund_buf_free(&box.message);
    return status;
}
