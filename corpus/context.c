/* Where a reading is, and how what is wrong there is reported. */
#include "corpus/corpus_private.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

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

static fund_status report(fund_corpus_reader *reader, bool lost, fund_error *err)
{
    fund_error_at(err, reader->path, reader->item > 0 ? 0 : reader->line);
    return reader->events->problem(err, lost, reader->payload);
}

static FUND_PRINTF(3, 0) fund_error
    error_at(const fund_corpus_reader *reader, fund_status status, const char *format, va_list args)
{
    char message[FUND_ERROR_MESSAGE_MAX];
    fund_error err = FUND_ERROR_INIT;
    place at = place_of(reader);
    int wanted = vsnprintf(message, sizeof message, format, args);
    fund_error_set(&err, status, "%s: %s", at.text,
                   wanted < 0 ? fund_tr("cannot be read") : message);
    return err;
}

fund_status fund_corpus_problem(fund_corpus_reader *reader, fund_status status, bool lost,
                                const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fund_error err = error_at(reader, status, fund_tr(format), args);
    va_end(args);
    return report(reader, lost, &err);
}

/* What to return after a report of a loss. */
static fund_status after_loss(fund_status answer)
{
    return answer == FUND_OK ? FUND_LOST : answer;
}

fund_status fund_corpus_lose(fund_corpus_reader *reader, fund_status status, const char *format,
                             ...)
{
    va_list args;
    va_start(args, format);
    fund_error err = error_at(reader, status, fund_tr(format), args);
    va_end(args);
    return after_loss(report(reader, true, &err));
}

fund_status fund_corpus_no_memory(fund_corpus_reader *reader)
{
    fund_no_memory(reader->err);
    fund_error_prefix(reader->err, "%s", reader->name.data == NULL ? "corpus" : reader->name.data);
    return FUND_ERR_MEMORY;
}

fund_status fund_corpus_need(fund_corpus_reader *reader, fund_library *library)
{
    fund_error err = FUND_ERROR_INIT;
    fund_status status = fund_library_load(library, &err);
    return status == FUND_OK           ? FUND_OK
           : status == FUND_ERR_MEMORY ? fund_corpus_no_memory(reader)
                                       : fund_corpus_lose(reader, status, "%s", err.message);
}

fund_status fund_corpus_skip(fund_corpus_reader *reader, fund_skip why, fund_text kind)
{
    char shown[FUND_NAME_SHOWN_MAX];
    place at = place_of(reader);
    if (reader->events->skipped == NULL) {
        return FUND_LOST;
    }
    size_t len = kind.len < sizeof shown ? kind.len : fund_utf8_floor(kind.data, sizeof shown - 1);
    snprintf(shown, sizeof shown, "%.*s", (int)len, kind.data);
    return after_loss(reader->events->skipped(why, at.text, shown, reader->payload));
}

/* ---- encoding ----------------------------------------------------------- */

/* What the web and newsrooms mean by these names is found out by looking. */
static bool says_nothing(const char *encoding)
{
    return encoding[0] == '\0' ||
           fund_corpus_is_one_of(fund_text_of(encoding),
                                 "utf-8 utf8 us-ascii iso-8859-1 iso8859-1 latin1 ascii utf-16 "
                                 "windows-1252");
}

/* Those that need only the bytes of ASCII, so that they look like it. */
static bool is_seven_bit(const char *encoding)
{
    return fund_corpus_is_one_of(fund_text_of(encoding),
                                 "utf-7 iso-2022-jp iso-2022-jp-2 iso-2022-kr iso-2022-cn "
                                 "hz-gb-2312");
}

fund_status fund_corpus_decode(fund_text *out, fund_buf *buf, fund_text text, const char *declared,
                               fund_corpus_reader *reader)
{
    place at = place_of(reader);
    fund_error err = FUND_ERROR_INIT;
    if (!says_nothing(declared) && !fund_corpus_is_utf16(text) &&
        (is_seven_bit(declared) || !fund_utf8_valid(text.data, text.len, NULL))) {
        if (fund_corpus_convert(buf, text, declared)) {
            *out = fund_text_in(buf);
            return FUND_OK;
        }
        if (buf->failed) {
            return fund_corpus_no_memory(reader);
        }
    }
    fund_status status = fund_text_to_utf8(out, buf, text.data, text.len, at.text, &err);
    if (status == FUND_ERR_MEMORY) {
        return fund_corpus_no_memory(reader);
    }
    return status == FUND_OK ? FUND_OK : after_loss(report(reader, true, &err));
}

fund_status fund_corpus_decode_mended(fund_text *out, fund_buf *buf, fund_text text,
                                      const char *declared, fund_corpus_reader *reader)
{
    size_t first = 0;
    fund_buf mended = FUND_BUF_INIT;
    size_t count = fund_corpus_mend(&mended, text, &first);
    if (mended.failed) {
        fund_buf_free(&mended);
        return fund_corpus_no_memory(reader);
    }
    if (count == 0) {
        return fund_corpus_decode(out, buf, text, declared, reader);
    }
    fund_status status =
        fund_corpus_problem(reader, FUND_ERR_ENCODING, false,
                            "bytes that are no characters were replaced: %zu, the first at byte "
                            "%zu",
                            count, first + 1);
    if (status == FUND_OK) {
        status = fund_corpus_decode(out, buf, fund_text_in(&mended), declared, reader);
    }
    if (status == FUND_OK && out->data != buf->data) { /* it is borrowed from `mended` */
        fund_buf_clear(buf);
        fund_buf_append(buf, out->data, out->len);
        *out = fund_text_in(buf);
        status = buf->failed ? fund_corpus_no_memory(reader) : FUND_OK;
    }
    fund_buf_free(&mended);
    return status;
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
