/* Compressed files and archives, by libarchive; nothing is written to disk. */
#include "corpus/corpus_private.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

enum {
    LEVELS_MAX = 3, /* of archives in archives */
    MEMBERS_MAX = 10 * 1000 * 1000,
    RATIO_MAX = 1000 /* of what comes out, beyond FREE_BYTES */
};
#define FREE_BYTES ((uint64_t)256 << 20)

#define ARCHIVE_NAMES(X)                                                                           \
    X(archive_entry_filetype)                                                                      \
    X(archive_entry_hardlink)                                                                      \
    X(archive_entry_is_encrypted)                                                                  \
    X(archive_entry_pathname)                                                                      \
    X(archive_entry_pathname_utf8)                                                                 \
    X(archive_errno)                                                                               \
    X(archive_error_string)                                                                        \
    X(archive_format)                                                                              \
    X(archive_read_data)                                                                           \
    X(archive_read_free)                                                                           \
    X(archive_read_new)                                                                            \
    X(archive_read_next_header)                                                                    \
    X(archive_read_open)                                                                           \
    X(archive_read_support_filter_bzip2)                                                           \
    X(archive_read_support_filter_gzip)                                                            \
    X(archive_read_support_filter_xz)                                                              \
    X(archive_read_support_filter_zstd)                                                            \
    X(archive_read_support_format_empty)                                                           \
    X(archive_read_support_format_raw)                                                             \
    X(archive_read_support_format_tar)                                                             \
    X(archive_read_support_format_zip_streamable)                                                  \
    X(archive_set_error)

FUND_LIBRARY(libarchive, ARCHIVE_NAMES, NULL, FUND_LIBRARY_ARCHIVE)

typedef struct unpacking {
    fund_corpus_reader *reader;
    fund_corpus_source *source;
    struct archive *archive;
    fund_status status; /* why the source was not read on */
    size_t members, passed_over;
    bool refused; /* it expands too much, which was reported */
} unpacking;

static bool begins_with(fund_text head, const char *magic, size_t len, size_t at)
{
    return head.len >= at + len && memcmp(head.data + at, magic, len) == 0;
}

bool fund_archive_sniff(fund_text head)
{
    return begins_with(head, "\x1f\x8b", 2, 0) || begins_with(head, "\x28\xb5\x2f\xfd", 4, 0) ||
           begins_with(head,
                       "\xfd"
                       "7zXZ\0",
                       6, 0) ||
           (begins_with(head, "BZh", 3, 0) && begins_with(head, "1AY&SY", 6, 4)) ||
           begins_with(head, "PK\3\4", 4, 0) || begins_with(head, "PK\5\6", 4, 0) ||
           begins_with(head, "ustar", 5, 257);
}

/* ---- reading --------------------------------------------------------------- */

static la_ssize_t pull_packed(struct archive *archive, void *payload, const void **out)
{
    unpacking *run = payload;
    fund_corpus_source *source = run->source;
    if (fund_corpus_rest(source).len == 0 && !source->end) {
        run->status = fund_corpus_source_fill(source);
    }
    fund_text block = fund_corpus_rest(source);
    if (run->status != FUND_OK || (block.len == 0 && source->errnum != 0)) {
        libarchive.archive_set_error(archive, source->errnum, "%s",
                                     source->why != NULL ? fund_tr(source->why)
                                                         : strerror(source->errnum));
        return -1;
    }
    source->start = source->scanned = source->buf.len;
    *out = block.data;
    return (la_ssize_t)block.len;
}

static bool expands_too_much(const fund_corpus_reader *reader)
{
    return reader->expanded > reader->expanded_max ||
           (reader->expanded > FREE_BYTES && reader->expanded / RATIO_MAX > reader->packed);
}

/* Unpacked bytes of the current member. */
static ssize_t pull_member(fund_corpus_source *member, char *data, size_t room)
{
    unpacking *run = member->payload;
    la_ssize_t got = libarchive.archive_read_data(run->archive, data, room);
    member->errnum = 0;
    if (got < 0) {
        member->why = libarchive.archive_error_string(run->archive);
        errno = libarchive.archive_errno(run->archive) == ENOMEM ? ENOMEM : EIO;
        return -1;
    }
    run->reader->expanded += (uint64_t)got;
    if (expands_too_much(run->reader)) {
        run->refused = true;
        member->why = FUND_TR("expands to too much data for its size; the rest is not read");
        errno = EFBIG;
        return -1;
    }
    return got;
}

/* False without memory. */
static bool open_archive(unpacking *run)
{
    static int (**const supported[])(struct archive *) = {
        &libarchive.archive_read_support_filter_gzip,
        &libarchive.archive_read_support_filter_zstd,
        &libarchive.archive_read_support_filter_xz,
        &libarchive.archive_read_support_filter_bzip2,
        &libarchive.archive_read_support_format_tar,
        &libarchive.archive_read_support_format_zip_streamable,
        &libarchive.archive_read_support_format_raw,
        &libarchive.archive_read_support_format_empty,
    };
    run->archive = libarchive.archive_read_new();
    for (size_t i = 0; run->archive != NULL && i < FUND_COUNT(supported); i++) {
        if ((*supported[i])(run->archive) == ARCHIVE_FATAL) {
            return false;
        }
    }
    if (run->archive != NULL) {
        libarchive.archive_read_open(run->archive, run, NULL, pull_packed, NULL);
    }
    return run->archive != NULL;
}

/* ---- members ----------------------------------------------------------------- */

static fund_status lose_member(const unpacking *run, const char *name, const char *what)
{
    fund_buf shown = FUND_BUF_INIT;
    fund_corpus_show_name(&shown, name);
    fund_status status = shown.failed ? fund_corpus_no_memory(run->reader)
                                      : fund_corpus_lose(run->reader, FUND_ERR_FORMAT, "%s: %s",
                                                         shown.data, fund_tr(what));
    fund_buf_free(&shown);
    return status;
}

/* Whether a part of a path is one that the function is true for; it sees the path from there. */
static bool has_part(const char *path, bool (*is)(const char *part))
{
    for (const char *at = path; at != NULL; at = strchr(at, '/')) {
        at += *at == '/';
        if (is(at)) {
            return true;
        }
    }
    return false;
}

static bool leads_up(const char *part)
{
    return strncmp(part, "..", 2) == 0 && (part[2] == '/' || part[2] == '\0');
}

/* The member is a file of its own for the time of its reading. */
static fund_status read_member(unpacking *run, const char *name)
{
    fund_corpus_reader *reader = run->reader;
    const char *outer = reader->member;
    size_t name_len = reader->name.len;
    fund_corpus_enter_member(reader, name);
    fund_corpus_source member = {.reader = reader, .fd = -1, .pull = pull_member, .payload = run};
    fund_status status =
        reader->name.failed ? fund_corpus_no_memory(reader) : reader->read_member(&member);
    fund_buf_free(&member.buf);
    reader->member = outer;
    fund_buf_cut(&reader->name, name_len);
    reader->line = reader->item = 0;
    return status;
}

/* A file that no format has the extension of. */
static fund_status skip_member(unpacking *run, const char *name)
{
    fund_corpus_reader *reader = run->reader;
    size_t name_len = reader->name.len;
    fund_buf_append_str(&reader->name, ": ");
    fund_corpus_show_name(&reader->name, name);
    fund_status status = reader->name.failed
                             ? fund_corpus_no_memory(reader)
                             : fund_corpus_skip(reader, FUND_SKIP_FILE, fund_corpus_kind(name));
    fund_buf_cut(&reader->name, name_len);
    return fund_corpus_go_on(status);
}

static fund_status take_entry(unpacking *run, struct archive_entry *entry, const char *name)
{
    if (libarchive.archive_entry_filetype(entry) == AE_IFDIR) {
        return FUND_OK;
    }
    if (name[0] == '/' || has_part(name, leads_up)) {
        return lose_member(run, name, FUND_TR("points outside the archive; skipped"));
    }
    bool plain = libarchive.archive_entry_filetype(entry) == AE_IFREG &&
                 libarchive.archive_entry_hardlink(entry) == NULL;
    if (has_part(name, fund_corpus_is_hidden)) {
        return FUND_OK;
    }
    if (!run->reader->takes(name)) {
        return skip_member(run, name);
    }
    if (!plain) {
        run->passed_over++;
        return FUND_OK;
    }
    if (libarchive.archive_entry_is_encrypted(entry) == 1) {
        return lose_member(run, name, FUND_TR("encrypted; skipped"));
    }
    return read_member(run, name);
}

/* A compressed file alone: its name without the extension of the compression. */
static fund_status read_single(unpacking *run)
{
    const fund_corpus_reader *reader = run->reader;
    const char *path = reader->member != NULL ? reader->member : reader->path;
    const char *slash = strrchr(path, '/');
    const char *base = slash != NULL && reader->member == NULL ? slash + 1 : path;
    char *name = fund_memdup(base, fund_corpus_inner_length(base, strlen(base)));
    if (name == NULL) {
        return fund_corpus_no_memory(run->reader);
    }
    fund_status status = read_member(run, name);
    free(name);
    return status;
}

/* Zip says of a name that it is UTF-8, or else it is in the code page of DOS; programs of Windows write
   their own without saying so, in which bytes 80 to 9F are no letters of German. */
static bool is_of_dos(const char *name)
{
    for (const char *at = name; *at != '\0'; at++) {
        unsigned char c = (unsigned char)*at;
        if ((c >= 0x80 && c < 0xa0) || c == 0xe1) {
            return true;
        }
    }
    return false;
}

/* The name in UTF-8 if that can be told; in *buf when it had to be converted. */
static const char *name_of(const unpacking *run, struct archive_entry *entry, fund_buf *buf)
{
    const char *name = libarchive.archive_entry_pathname_utf8(entry);
    bool zip =
        (libarchive.archive_format(run->archive) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_ZIP;
    name = name != NULL ? name : libarchive.archive_entry_pathname(entry);
    name = name != NULL ? name : "";
    if (!zip || fund_utf8_valid(name, strlen(name), NULL)) {
        return name;
    }
    return fund_corpus_convert(buf, fund_text_of(name), is_of_dos(name) ? "CP850" : "WINDOWS-1252")
               ? buf->data
               : name;
}

static fund_status read_entry(unpacking *run, struct archive_entry *entry)
{
    fund_buf converted = FUND_BUF_INIT;
    const char *given = name_of(run, entry, &converted);
    char *name = converted.failed ? NULL : fund_memdup(given, strlen(given));
    fund_buf_free(&converted);
    if (name == NULL) {
        return fund_corpus_no_memory(run->reader);
    }
    bool single = libarchive.archive_format(run->archive) == ARCHIVE_FORMAT_RAW;
    fund_status status = single ? read_single(run) : take_entry(run, entry, name);
    free(name);
    return fund_corpus_go_on(status);
}

static fund_status read_members(unpacking *run)
{
    struct archive_entry *entry;
    fund_corpus_reader *reader = run->reader;
    fund_status status = FUND_OK;
    while (status == FUND_OK && !run->refused) {
        int got = libarchive.archive_read_next_header(run->archive, &entry);
        if (run->status != FUND_OK || got == ARCHIVE_EOF) {
            return run->status;
        }
        if (got < ARCHIVE_WARN && libarchive.archive_errno(run->archive) == ENOMEM) {
            return fund_corpus_no_memory(reader);
        }
        if (got < ARCHIVE_WARN) {
            const char *why = libarchive.archive_error_string(run->archive);
            return fund_corpus_lose(reader, FUND_ERR_FORMAT, "damaged archive: %s",
                                    why != NULL ? why : fund_tr("cannot be read"));
        }
        if (++run->members > MEMBERS_MAX) {
            return fund_corpus_lose(reader, FUND_ERR_FORMAT,
                                    "more than %d members; the rest is not read", MEMBERS_MAX);
        }
        status = read_entry(run, entry);
    }
    return status;
}

fund_status fund_archive_read(fund_corpus_source *source)
{
    fund_corpus_reader *reader = source->reader;
    unpacking run = {.reader = reader, .source = source};
    if (reader->level >= LEVELS_MAX) {
        return fund_corpus_lose(reader, FUND_ERR_FORMAT,
                                "archives are nested too deeply; not read");
    }
    fund_status status = fund_corpus_need(reader, &libarchive_library);
    if (status != FUND_OK) {
        return status;
    }
    /* libarchive converts names to the thread's encoding. */
    locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    locale_t before = utf8 != (locale_t)0 ? uselocale(utf8) : (locale_t)0;
    reader->level++;
    status = open_archive(&run) ? read_members(&run) : fund_corpus_no_memory(reader);
    reader->level--;
    libarchive.archive_read_free(run.archive);
    if (utf8 != (locale_t)0) {
        uselocale(before);
        freelocale(utf8);
    }
    if (status == FUND_OK && run.members == 0) {
        return fund_corpus_lose(reader, FUND_ERR_FORMAT, "the archive is empty");
    }
    if (fund_corpus_go_on(status) == FUND_OK && run.passed_over > 0) {
        status = fund_corpus_problem(reader, FUND_ERR_FORMAT, false,
                                     "%zu links in the archive skipped", run.passed_over);
    }
    return status;
}
