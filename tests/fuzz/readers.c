/* The readers of article files, one target a format, and what they are made of. */
#include "tests/fuzz/fuzz.h"

#include "corpus/corpus_private.h"

#include <string.h>

static void check_text(fund_text text)
{
    FUZZ_CHECK(text.len == 0 || text.data != NULL);
    FUZZ_CHECK(fund_utf8_valid(text.data, text.len, NULL));
}

static void check_metadata(fund_text text)
{
    check_text(text);
    for (size_t i = 0; i < text.len; i++) {
        FUZZ_CHECK((unsigned char)text.data[i] >= ' ' && text.data[i] != 0x7f);
    }
}

static fund_status take_article(const fund_article *article, void *payload)
{
    (void)payload;
    FUZZ_CHECK(article->fields.id.len >= 1 && article->fields.id.len <= FUND_ARTICLE_ID_MAX);
    check_metadata(article->fields.id);
    check_metadata(article->fields.title);
    check_metadata(article->fields.section);
    check_metadata(article->fields.author);
    check_metadata(article->fields.source);
    check_metadata(article->fields.url);
    FUZZ_CHECK(article->fields.date.len < FUND_TIME_MAX &&
               article->fields.embargo.len < FUND_TIME_MAX);
    FUZZ_CHECK(article->withdrawn == (article->passage_count == 0));
    for (size_t i = 0; i < article->passage_count; i++) {
        FUZZ_CHECK(article->passages[i].len > 0);
        check_text(article->passages[i]);
    }
    return FUND_OK;
}

static fund_status take_problem(const fund_error *error, bool lost, void *payload)
{
    (void)lost;
    (void)payload;
    FUZZ_CHECK(error->status != FUND_OK && error->status != FUND_ERR_INTERNAL &&
               error->path[0] != '\0');
    FUZZ_CHECK(error->message[0] != '\0' &&
               fund_utf8_valid(error->message, strlen(error->message), NULL));
    return FUND_OK;
}

static void read_as(const char *format, const char *data, size_t len)
{
    fund_reader_options options = FUND_READER_OPTIONS_INIT;
    const fund_reader_events events = {
        .size = sizeof(fund_reader_events), .article = take_article, .problem = take_problem};
    fund_error err = FUND_ERROR_INIT;
    options.format = format;
    options.max_article_bytes = (size_t)1 << 20;
    options.max_expanded_bytes = (uint64_t)4 << 20;
    FUZZ_CHECK(fund_read(fuzz_file("artikel", data, len), &options, &events, NULL, &err) ==
               FUND_OK);
}

#define READER(format)                                                                             \
    static void read_##format(const char *data, size_t len)                                        \
    {                                                                                              \
        read_as(#format, data, len);                                                               \
    }

READER(text)
READER(json)
READER(jsonl)
READER(html)
READER(xml)
READER(markdown)
READER(email)
READER(archive)

READER(tei)
READER(protocol)
READER(mediawiki)
READER(ocr)
READER(hocr)
READER(mbox)
READER(table)
READER(warc)

/* What is read in a child process, in this one: of a child nobody knows what it has covered. */
static void read_here(fund_child_work work, fund_status (*need)(fund_corpus_reader *reader),
                      const char *data, size_t len)
{
    static const fund_reader_events events = {
        .size = sizeof events, .article = take_article, .problem = take_problem};
    fund_error err = FUND_ERROR_INIT;
    fund_corpus_reader reader = {
        .events = &events,
        .err = &err,
        .limit = (size_t)1 << 20,
        .path = "/artikel",
        .texts = fund_arena_new(),
        .arena = fund_arena_new(),
        .hash = XXH3_createState(),
    };
    fund_buf_append_str(&reader.name, "artikel");
    fund_status status = need(&reader);
    status = status == FUND_OK ? work(&reader, (fund_text){data, len}) : status;
    FUZZ_CHECK(status == FUND_OK || status == FUND_LOST);
    XXH3_freeState(reader.hash);
    fund_arena_free(reader.arena);
    fund_arena_free(reader.texts);
    fund_buf_free(&reader.name);
    fund_array_free(&reader.paragraphs);
    fund_array_free(&reader.passages);
    fund_array_free(&reader.marks);
    fund_array_free(&reader.places);
    fund_buf_free(&reader.scratch);
}

static fund_status need_packages(fund_corpus_reader *reader)
{
    fund_status status = fund_package_need(reader);
    return status == FUND_OK ? fund_xml_need(reader) : status;
}

static void read_pdf(const char *data, size_t len)
{
    read_here(fund_pdf_read_here, fund_pdf_need, data, len);
}

static void read_docx(const char *data, size_t len)
{
    read_here(fund_docx_read_here, need_packages, data, len);
}

static void read_odt(const char *data, size_t len)
{
    read_here(fund_odt_read_here, need_packages, data, len);
}

static void read_epub(const char *data, size_t len)
{
    read_here(fund_epub_read_here, need_packages, data, len);
}

static fund_status need_nothing(fund_corpus_reader *reader)
{
    (void)reader;
    return FUND_OK;
}

static void read_rtf(const char *data, size_t len)
{
    read_here(fund_rtf_read_here, need_nothing, data, len);
}

/* By its content. */
static void read_any(const char *data, size_t len)
{
    read_as(NULL, data, len);
}

static void parse_date(const char *data, size_t len)
{
    char date[FUND_TIME_MAX], again[FUND_TIME_MAX];
    if (fund_date_parse(date, data, len, NULL) == FUND_OK) {
        FUZZ_CHECK(strlen(date) < FUND_TIME_MAX);
        FUZZ_CHECK(fund_date_parse(again, date, strlen(date), NULL) == FUND_OK);
        FUZZ_CHECK(strcmp(date, again) == 0);
    }
}

typedef struct cut_run {
    size_t passages, bytes;
} cut_run;

static fund_status take_passage(fund_text passage, void *payload)
{
    cut_run *run = payload;
    size_t characters = 0;
    FUZZ_CHECK(passage.len > 0);
    check_text(passage);
    for (size_t i = 0; i < passage.len; i++) {
        characters += (passage.data[i] & 0xc0) != 0x80;
    }
    FUZZ_CHECK(characters <= FUND_PASSAGE_MAX);
    run->passages++;
    run->bytes += passage.len;
    return FUND_OK;
}

/* Paragraphs separated by line breaks, of whatever encoding. */
static void cut_passages(const char *data, size_t len)
{
    enum { PARAGRAPHS_MAX = 64 };
    fund_text text, paragraphs[PARAGRAPHS_MAX];
    fund_buf buf = FUND_BUF_INIT;
    cut_run run = {0, 0};
    size_t count = 0;
    if (fund_text_to_utf8(&text, &buf, data, len, "artikel", NULL) == FUND_OK) {
        check_text(text);
        for (size_t begin = 0; begin < text.len && count < PARAGRAPHS_MAX;) {
            const char *end = memchr(text.data + begin, '\n', text.len - begin);
            size_t size = end != NULL ? (size_t)(end - text.data) - begin : text.len - begin;
            paragraphs[count++] = (fund_text){text.data + begin, size};
            begin += size + 1;
        }
        FUZZ_CHECK(fund_passages_cut(paragraphs, count, take_passage, &run, NULL) == FUND_OK);
        FUZZ_CHECK(run.bytes <= text.len + count);
    }
    fund_buf_free(&buf);
}

const fuzz_target fuzz_readers[] = {
    {"text", NULL, read_text},
    {"json", NULL, read_json},
    {"jsonl", NULL, read_jsonl},
    {"html", NULL, read_html},
    {"xml", NULL, read_xml},
    {"markdown", NULL, read_markdown},
    {"email", NULL, read_email},
    {"archive", NULL, read_archive},
    {"tei", NULL, read_tei},
    {"protocol", NULL, read_protocol},
    {"mediawiki", NULL, read_mediawiki},
    {"ocr", NULL, read_ocr},
    {"hocr", NULL, read_hocr},
    {"mbox", NULL, read_mbox},
    {"table", NULL, read_table},
    {"warc", NULL, read_warc},
    {"pdf", NULL, read_pdf},
    {"docx", NULL, read_docx},
    {"odt", NULL, read_odt},
    {"epub", NULL, read_epub},
    {"rtf", NULL, read_rtf},
    {"any", NULL, read_any},
    {"dates", NULL, parse_date},
    {"passages", NULL, cut_passages},
    {NULL, NULL, NULL},
};
