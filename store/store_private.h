/*
 * store_private.h - what the C++ files of store/ share: the structs behind the
 * public handles and the one place where exceptions become a status.
 */
#ifndef FUND_STORE_PRIVATE_H
#define FUND_STORE_PRIVATE_H

#include "store/store.h"

#include <xapian.h>

#include <algorithm>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <unistd.h>
#include <vector>

typedef struct ZSTD_CCtx_s ZSTD_CCtx;
typedef struct ZSTD_DCtx_s ZSTD_DCtx;
typedef struct ZSTD_CDict_s ZSTD_CDict;
typedef struct ZSTD_DDict_s ZSTD_DDict;

namespace fund {

/* A failure that is ours, not libxapian's; guard() turns it into a status. */
struct failure {
    fund_status status;
    std::string message;
    std::string path; /* that it concerns; empty: none */
};

/* Translates the exception in flight. Most-derived classes first. */
fund_status map_exception(fund_error *err) noexcept;

/* The body of every exported function: nothing thrown gets past it. One that returns nothing has
 * done what it should. */
template <typename Body> fund_status guard(fund_error *err, Body body) noexcept
{
    try {
        if constexpr (std::is_void_v<decltype(body())>) {
            body();
            return FUND_OK;
        } else {
            return body();
        }
    } catch (...) {
        return map_exception(err);
    }
}

/* As fund_error_set: translates the format. */
[[noreturn]] void fail(fund_status status, const char *format, ...) FUND_PRINTF(2, 3);
/* The same, with "PATH: " before it. */
[[noreturn]] void fail_in(const std::string &path, fund_status status, const char *format, ...)
    FUND_PRINTF(3, 4);
/* Throws an error that has been caught. */
[[noreturn]] void pass_on(const fund_error &error);
[[noreturn]] void fail_errno(int errnum, const std::string &what);

/* Runs a step whose failure does not name the index by itself. */
template <typename Step> void attempt(const std::string &path, Step step)
{
    fund_error why = FUND_ERROR_INIT;
    const fund_status status = guard(&why, [&] { step(); });
    if (status != FUND_OK) {
        fail(status, "%s: %s", path.c_str(), why.message);
    }
}

/* Throws unless prefix + term is a term that libxapian can hold. */
std::string make_term(const char *prefix, const char *term, size_t len);

/* ---- generation.cc -------------------------------------------------------- */

/* What a stub file names; "" stands for none. */
struct generations {
    std::string live; /* takes changes */
    std::string base; /* was built in bulk and has no term lists, so never changes */

    /* Those there are. */
    std::vector<std::string> names() const
    {
        std::vector<std::string> all{live, base};
        all.erase(std::remove(all.begin(), all.end(), ""), all.end());
        return all;
    }
    bool operator==(const generations &other) const
    {
        return live == other.live && base == other.base;
    }
    bool operator!=(const generations &other) const
    {
        return !(*this == other);
    }
};

/* Where a bulk build keeps what it has not merged yet. */
std::string bulk_folder(const std::string &path);

/* The generations named by the stub file of an index. Throws NO_INDEX without. */
generations read_stub(const std::string &path);
/* Makes generations current: atomic and durable. */
void write_stub(const std::string &path, const generations &named);
/* Removes all others, and what an interrupted build left. */
void remove_generations(const std::string &path, const generations &keep);
void remove_folder(const std::string &path);
/* True for an empty folder, and for one with nothing in it but what an index
 * or its interrupted creation puts there. */
bool holds_only_index_files(const std::string &path);
/* The names in a folder; none when it is gone by now. Throws when it cannot be read. */
std::vector<std::string> list_folder(const std::string &path);
/* Throws when the system cannot tell. */
bool file_exists(const std::string &path);
/* Names that come after those: for a live or a base generation. */
std::string next_live(const generations &current);
std::string next_base(const generations &current);
void sync_folder(const std::string &path);

/* Closes on every way out. */
struct descriptor {
    int fd;
    ~descriptor()
    {
        if (fd >= 0) {
            close(fd);
        }
    }
};

/* flock(2) that asks again every pause_ms; false, with errno set, when the time is over or the
 * file cannot be locked. */
bool lock_within(int fd, int how, unsigned timeout_ms, unsigned pause_ms);

/* The lock file of an index, held until destruction. */
class lock {
  public:
    lock(const std::string &path, unsigned timeout_ms);
    ~lock();
    lock(const lock &) = delete;
    lock &operator=(const lock &) = delete;

  private:
    int fd_;
};

/* ---- retry.cc -------------------------------------------------------------- */

/* Between a commit (LOCK_EX) and readers that asked for a pause (LOCK_SH); each goes on without
 * the other after a second, and where the folder cannot be locked. */
class commit_lock {
  public:
    commit_lock(const std::string &path, int how) noexcept;
    commit_lock(const commit_lock &) = delete;
    commit_lock &operator=(const commit_lock &) = delete;

  private:
    descriptor folder_;
};

/* ---- docid_set.cc --------------------------------------------------------- */

/* Documents of a base generation that were deleted since it was built. */
class docid_set {
  public:
    bool has(Xapian::docid docid) const
    {
        return docid / 64 < bits_.size() && (bits_[docid / 64] >> (docid % 64) & 1) != 0;
    }
    void add(Xapian::docid docid);
    /* The first one that is not below docid; none. */
    static constexpr Xapian::docid none = UINT32_MAX;
    Xapian::docid next(Xapian::docid docid) const;
    /* All of another set, each docid moved by an offset (it may wrap around). */
    void add_all(const docid_set &other, Xapian::docid offset);
    size_t count() const
    {
        return count_;
    }
    /* Never empty. Throws CORRUPT for what encode() did not write. */
    std::string encode() const;
    /* Refuses ids above `last`: the room taken is a bit for each up to the largest. */
    static docid_set decode(const std::string &bytes, Xapian::docid last);

  private:
    template <typename Visit> void each(Visit visit) const;
    std::vector<uint64_t> bits_;
    size_t count_ = 0;
};

/* ---- codec.cc ------------------------------------------------------------- */

/* What records of an index have in common, for zstd. May be used by several
 * threads. */
class dictionary {
  public:
    explicit dictionary(std::string bytes);
    ~dictionary();
    dictionary(const dictionary &) = delete;
    dictionary &operator=(const dictionary &) = delete;

    /* Throws where zstd cannot learn from so little. */
    static std::string train(const std::string &samples, const std::vector<size_t> &sizes);

    const std::string &bytes() const
    {
        return bytes_;
    }
    const ZSTD_CDict *to_compress() const;
    const ZSTD_DDict *to_decompress() const;

  private:
    struct tables;
    std::string bytes_;
    std::unique_ptr<tables> tables_;
};

/* Compresses and decompresses records; for one thread. */
class codec {
  public:
    codec();
    ~codec();
    codec(const codec &) = delete;
    codec &operator=(const codec &) = delete;

    /* dict may be null. */
    std::string encode(const std::string &record, const dictionary *dict);
    /* Appends. Throws CORRUPT for anything else than encode() wrote. */
    void decode(fund_buf *out, const std::string &stored, const dictionary *dict);

  private:
    ZSTD_CCtx *compressor_;
    ZSTD_DCtx *decompressor_;
};

/* ---- parts ---------------------------------------------------------------- */

/* One libxapian database of an index. */
struct part {
    Xapian::Database database;
    std::shared_ptr<const docid_set> deleted; /* null: none can be */
    std::shared_ptr<const dictionary> dict;   /* of the index; may be null */
};

} // namespace fund

/* One index of a store: where it is and what was opened. */
struct fund_shard {
    std::string path;
    fund::generations named;
    std::vector<fund::part> parts; /* the live one first */
};

struct fund_store {
    std::vector<fund_shard> shards; /* never empty */
    std::vector<fund::part> parts;  /* of all shards */
    Xapian::Database database;      /* all parts as one */
    std::unique_ptr<fund::codec> codec;
    std::optional<Xapian::WritableDatabase> memory; /* the only part of a store in memory */
    bool fixed = false;    /* in memory, or what a writer sees: there is nothing newer */
    uint64_t moves = 0;    /* to a newer commit */
    bool retrying = false; /* within fund_store_retry */

    /* libxapian interleaves the document ids of the parts. */
    const fund::part &part_of(Xapian::docid docid) const
    {
        return parts[(docid - 1) % parts.size()];
    }
    bool is_deleted(Xapian::docid docid) const
    {
        const fund::part &of = part_of(docid);
        return of.deleted && of.deleted->has((docid - 1) / parts.size() + 1);
    }
    size_t count_deleted() const;
    /* Those of one database; null: none. */
    const fund::docid_set *deleted_in(const std::string &uuid) const;
};

namespace fund {
/* Asks the writers of a store's indexes for a pause, and moves to what will stay (retry.cc). */
void lock_commits(std::list<commit_lock> &out, fund_store *store) noexcept;
} // namespace fund

struct fund_query {
    Xapian::Query query;
};

struct fund_document {
    Xapian::Document document;
    std::string data;
};

namespace fund {

/* Opens an index and checks its version. */
fund_shard open_shard(const std::string &path);
/* A store over opened indexes. */
std::unique_ptr<fund_store> make_store(std::vector<fund_shard> shards);
/* The document with its record as it is stored. */
Xapian::Document finish_document(const fund_document &document, codec &with,
                                 const dictionary *dict);

} // namespace fund

/* Opening for writing: writer.cc; bulk.cc replaces its generations. */
struct fund_writer {
    std::string path;
    fund::generations named; /* by the stub file */
    std::unique_ptr<fund::lock> held;
    std::string live; /* the generation of `database`; named with its first commit */
    Xapian::WritableDatabase database;
    Xapian::Database base;                           /* empty without one */
    std::shared_ptr<fund::docid_set> deleted;        /* of the base; readers share it */
    std::unique_ptr<fund::docid_set> deleted_before; /* the transaction, if it changed */
    std::shared_ptr<const fund::dictionary> dict;
    fund::codec codec;
    bool in_transaction = false;
    bool closed = false;
    fund_error failed = FUND_ERROR_INIT; /* why the transaction cannot be committed any more */

    ~fund_writer();
    void open_generations();
    void require_open() const;
    void require_sound() const;
    void ensure_transaction();
    void commit();
    void cancel();
    void note_deleted(const std::string &term);
    void take_back_deletions();
    void remove_unnamed();
    void drop_rest();
    template <typename Change> void change(Change apply);
};

#endif
