/* Packages: documents that are a zip archive of XML, by libarchive; the members that are wanted go to
 * memory. */
#include "corpus/corpus_private.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <string.h>

enum { MEMBERS_MAX = 100 * 1000 };

#define PACKAGE_NAMES(X)                                                                           \
    X(archive_entry_is_encrypted)                                                                  \
    X(archive_entry_pathname)                                                                      \
    X(archive_entry_pathname_utf8)                                                                 \
    X(archive_error_string)                                                                        \
    X(archive_read_data)                                                                           \
    X(archive_read_free)                                                                           \
    X(archive_read_new)                                                                            \
    X(archive_read_next_header)                                                                    \
    X(archive_read_open_memory)                                                                    \
    X(archive_read_support_filter_gzip)                                                            \
    X(archive_read_support_format_raw)                                                             \
    X(archive_read_support_format_zip)

FUND_LIBRARY(libarchive, PACKAGE_NAMES, NULL, FUND_LIBRARY_ARCHIVE)

fund_status fund_package_need(fund_corpus_reader *reader)
{
    return fund_corpus_need(reader, &libarchive_library);
}

/* False when there is more than the package may have. */
static bool load_member(fund_package *package, struct archive *archive, const char *name,
                        size_t most)
{
    enum { BLOCK = 64 * 1024 };
    fund_buf text = FUND_BUF_INIT;
    la_ssize_t got = 1;
    while (got > 0 && package->bytes <= most && fund_buf_reserve(&text, BLOCK + 1)) {
        got = libarchive.archive_read_data(archive, text.data + text.len, BLOCK);
        text.len += got > 0 ? (size_t)got : 0;
        package->bytes += got > 0 ? (size_t)got : 0;
    }
    package->failed |= text.failed;
    /* What is damaged is taken as far as it goes: XML that ends early is told. */
    fund_package_member member = {
        fund_arena_copy(package->memory, name, strlen(name)),
        {fund_arena_copy(package->memory, text.data != NULL ? text.data : "", text.len), text.len}};
    package->failed |=
        member.name == NULL || member.bytes.data == NULL || !fund_array_push(package, member);
    fund_buf_free(&text);
    return package->bytes <= most;
}

static fund_status load_members(fund_package *package, fund_corpus_reader *reader,
                                struct archive *archive, bool (*wanted)(const char *name))
{
    struct archive_entry *entry;
    size_t seen = 0;
    int got = ARCHIVE_OK;
    while (!package->failed &&
           (got = libarchive.archive_read_next_header(archive, &entry)) >= ARCHIVE_WARN &&
           got != ARCHIVE_EOF) {
        const char *name = libarchive.archive_entry_pathname_utf8(entry);
        name = name != NULL ? name : libarchive.archive_entry_pathname(entry);
        if (++seen > MEMBERS_MAX) {
            return fund_corpus_lose(reader, FUND_ERR_FORMAT, "more than %d members", MEMBERS_MAX);
        }
        if (libarchive.archive_entry_is_encrypted(entry) == 1) {
            return fund_corpus_lose(reader, FUND_ERR_FORMAT, "encrypted; skipped");
        }
        if (name != NULL && wanted(name) && !load_member(package, archive, name, reader->limit)) {
            return fund_corpus_lose(reader, FUND_ERR_FORMAT,
                                    "expands to more than the limit of %zu bytes", reader->limit);
        }
    }
    if (package->failed) {
        return fund_corpus_no_memory(reader);
    }
    if (got != ARCHIVE_EOF) {
        const char *why = libarchive.archive_error_string(archive);
        return fund_corpus_problem(reader, FUND_ERR_FORMAT, true, "damaged archive: %s",
                                   why != NULL ? why : fund_tr("cannot be read"));
    }
    return FUND_OK;
}

fund_status fund_package_load(fund_package *out, fund_corpus_reader *reader, fund_text bytes,
                              bool (*wanted)(const char *name))
{
    static const char compound[] = "\xd0\xcf\x11\xe0";
    *out = (fund_package){.memory = fund_arena_new()};
    if (bytes.len > 4 && memcmp(bytes.data, compound, 4) == 0) {
        return fund_corpus_lose(reader, FUND_ERR_FORMAT,
                                "encrypted, or a document of before 2007; skipped");
    }
    struct archive *archive = libarchive.archive_read_new();
    fund_status status = FUND_OK;
    if (archive == NULL || out->memory == NULL ||
        libarchive.archive_read_support_format_zip(archive) == ARCHIVE_FATAL) {
        status = fund_corpus_no_memory(reader);
    } else if (libarchive.archive_read_open_memory(archive, bytes.data, bytes.len) < ARCHIVE_WARN) {
        status = fund_corpus_lose(reader, FUND_ERR_FORMAT, "damaged archive");
    } else {
        status = load_members(out, reader, archive, wanted);
    }
    if (archive != NULL) {
        libarchive.archive_read_free(archive);
    }
    return status;
}

void fund_package_free(fund_package *package)
{
    fund_array_free(package);
    fund_arena_free(package->memory);
}

const fund_package_member *fund_package_find(const fund_package *package, const char *name)
{
    for (size_t i = 0; i < package->count; i++) {
        if (strcmp(package->items[i].name, name) == 0) {
            return &package->items[i];
        }
    }
    return NULL;
}

/* ---- what it is ------------------------------------------------------------------------ */

enum { HEADER = 30, MIMETYPE = 8 };

/* The member "mimetype" is the first one, and not compressed. */
static fund_text type_of(fund_text head)
{
    bool zip = head.len > HEADER + MIMETYPE && memcmp(head.data, "PK\3\4", 4) == 0 &&
               memcmp(head.data + HEADER, "mimetype", MIMETYPE) == 0;
    size_t from = HEADER + MIMETYPE + (zip ? (size_t)(unsigned char)head.data[28] : 0);
    return zip && from < head.len ? (fund_text){head.data + from, head.len - from}
                                  : (fund_text){"", 0};
}

static bool begins_with(fund_text text, const char *begin)
{
    return text.len >= strlen(begin) && memcmp(text.data, begin, strlen(begin)) == 0;
}

/* Whether the names of members that are in the head have a part of a name. */
static bool names_member(fund_text head, const char *name)
{
    size_t len = strlen(name);
    const char *at = head.data, *end = head.data + head.len;
    while (begins_with(head, "PK\3\4") &&
           (at = memmem(at, (size_t)(end - at), "PK\3\4", 4)) != NULL) {
        if ((size_t)(end - at) >= HEADER + len && memcmp(at + HEADER, name, len) == 0) {
            return true;
        }
        at += 4;
    }
    return false;
}

bool fund_epub_sniff(fund_text head)
{
    return begins_with(type_of(head), "application/epub+zip") ||
           names_member(head, "META-INF/container.xml");
}

bool fund_opendocument_sniff(fund_text head)
{
    return begins_with(type_of(head), "application/vnd.oasis.opendocument.") ||
           (names_member(head, "mimetype") && names_member(head, "content.xml"));
}

bool fund_ooxml_sniff(fund_text head)
{
    return names_member(head, "[Content_Types].xml") || names_member(head, "word/");
}
