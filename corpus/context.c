/* Where a reading is, and how what is wrong there is reported. */
#include "corpus/corpus_private.h"

#include <stdio.h>
#include <string.h>

/* ---- problems ----------------------------------------------------------- */

typedef struct place {
    char text[3 * FUND_NAME_SHOWN_MAX];
} place;

static place place_of(const fund_corpus_reader *reader)
{
    place at;
    const char *name = reader->name.data;
    if (reader->item > 0) {
        snprintf(at.text, sizeof at.text, fund_tr("%s: article %zu"), name, reader->item);
    } else if (reader->line > 0) {
        snprintf(at.text, sizeof at.text, "%s:%zu", name, reader->line);
    } else {
        snprintf(at.text, sizeof at.text, "%s", name);
    }
    return at;
}

static fund_status tell(fund_corpus_reader *reader, bool lost, const fund_error *err)
{
    return reader->events->problem(err->status, lost, reader->path, err->message, reader->payload);
}

fund_status fund_corpus_problem(fund_corpus_reader *reader, fund_status status, bool lost,
                                const char *format, ...)
{
    char message[FUND_ERROR_MESSAGE_MAX];
    va_list args;
    va_start(args, format);
    int wanted = vsnprintf(message, sizeof message, fund_tr(format), args);
    va_end(args);
    place at = place_of(reader);
    fund_error err = FUND_ERROR_INIT;
    fund_error_set(&err, status, "%s: %s", at.text,
                   wanted < 0 ? fund_tr("cannot be read") : message);
    return tell(reader, lost, &err);
}

fund_status fund_corpus_lose(bool *lost, fund_corpus_reader *reader, const char *why)
{
    *lost = true;
    return fund_corpus_problem(reader, FUND_ERR_FORMAT, true, "%s", fund_tr(why));
}

fund_status fund_corpus_no_memory(fund_corpus_reader *reader)
{
    fund_no_memory(reader->err);
    fund_error_prefix(reader->err, "%s", reader->name.data == NULL ? "corpus" : reader->name.data);
    return FUND_ERR_MEMORY;
}

fund_status fund_corpus_decode(fund_text *out, fund_buf *buf, fund_text text, bool *lost,
                               fund_corpus_reader *reader)
{
    *lost = false;
    place at = place_of(reader);
    fund_error err = FUND_ERROR_INIT;
    fund_status status = fund_text_to_utf8(out, buf, text.data, text.len, at.text, &err);
    if (status == FUND_OK) {
        return FUND_OK;
    }
    if (status == FUND_ERR_MEMORY) {
        return fund_corpus_no_memory(reader);
    }
    *lost = true;
    return tell(reader, true, &err);
}

/* ---- files and members -------------------------------------------------- */

fund_status fund_corpus_enter_file(fund_corpus_reader *reader, const char *name, const char *path)
{
    fund_buf_clear(&reader->name);
    fund_corpus_show_name(&reader->name, name);
    reader->path = path;
    reader->member = NULL;
    reader->line = reader->item = 0;
    return reader->name.failed ? fund_corpus_no_memory(reader) : FUND_OK;
}

void fund_corpus_enter_member(fund_corpus_reader *reader, const char *member)
{
    fund_buf_append_str(&reader->name, ": ");
    fund_corpus_show_name(&reader->name, member);
    reader->member = member;
    reader->line = reader->item = 0;
}
