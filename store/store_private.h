/*
 * store_private.h - what the C++ files of store/ share.
 *
 *   guard.cc      exceptions become a status and a message
 *   folder.cc     a folder that is opened once; its files, its lock
 *   manifest.cc   what the file XAPIANDB says
 *   docid_set.cc  deletions of a segment
 *   codec.cc      records as they are stored
 *   format4.cc    indexes of version 0.7, which are read only
 *   reader.cc, query.cc, articles.cc, check.cc, snapshot.cc   read one commit
 *   scratch.cc    room in memory, for small commits
 *   piece.cc      the databases that a writer fills before a segment is made of them
 *   commit.cc     a commit that is being made: in which order what is written
 *   writer.cc     opening for writing, transactions, merging
 *   bulk.cc       segments that are made of many pieces
 */
#ifndef FUND_STORE_PRIVATE_H
#define FUND_STORE_PRIVATE_H

#include "store/store.h"

#include <xapian.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <type_traits>
#include <unistd.h>
#include <utility>
#include <vector>

typedef struct ZSTD_CCtx_s ZSTD_CCtx;
typedef struct ZSTD_DCtx_s ZSTD_DCtx;
typedef struct ZSTD_CDict_s ZSTD_CDict;
typedef struct ZSTD_DDict_s ZSTD_DDict;

namespace fund {

/* ---- guard.cc ------------------------------------------------------------- */

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

/* Runs a step of reading whose failure does not name the index by itself. */
template <typename Step> void attempt(const std::string &path, Step step)
{
    fund_error why = FUND_ERROR_INIT;
    const fund_status status = guard(&why, [&] { step(); });
    if (status != FUND_OK) {
        fail_in(path, status, "%s", why.message);
    }
}

/* Throws unless prefix + term is a term that libxapian can hold. */
std::string make_term(const char *prefix, const char *term, size_t len);

/* ---- folder.cc ------------------------------------------------------------ */

/* Closes on every way out. */
class descriptor {
  public:
    explicit descriptor(int fd) : fd_(fd)
    {
    }
    ~descriptor()
    {
        if (fd_ >= 0) {
            close(fd_);
        }
    }
    descriptor(descriptor &&other) noexcept : fd_(other.release())
    {
    }
    descriptor(const descriptor &) = delete;
    descriptor &operator=(const descriptor &) = delete;
    descriptor &operator=(descriptor &&) = delete;
    int get() const
    {
        return fd_;
    }
    int release()
    {
        return std::exchange(fd_, -1);
    }

  private:
    int fd_;
};

/* A folder, held open: what is done goes to this one, whatever its path leads to by now. */
class folder {
  public:
    /* Throws NO_INDEX without. */
    explicit folder(const std::string &path);
    /* One in another; throws where that is a link, or none. */
    folder(const folder &parent, const std::string &name);

    const std::string &path() const
    {
        return path_;
    }
    std::string path_of(const std::string &name) const
    {
        return path_ + "/" + name;
    }
    /* A path to it that leads to this folder wherever that is by now, for who goes by paths; where
     * there is no /proc, path(). */
    std::string steady_path() const;
    /* Whether there is something of that name; throws when the system cannot tell. */
    bool has(const std::string &name) const;
    /* Opens a file for reading: no link, and nobody's but the user's, root's or that of the
     * folder's owner. Negative when there is none. */
    descriptor open_file(const std::string &name, uint64_t *size = nullptr) const;
    /* All of it; throws CORRUPT beyond `limit` bytes. */
    std::optional<std::string> read(const std::string &name, size_t limit) const;
    /* The names in it. */
    std::vector<std::string> list() const;
    /* Makes a file that is not there yet, to be written. */
    descriptor make_file(const std::string &name) const;
    /* Makes a file durable, but not its name. */
    void write(const std::string &name, const std::string &bytes) const;
    void sync_file(const std::string &name) const;
    void rename(const std::string &from, const std::string &to) const;
    /* The same into another folder. */
    void rename(const std::string &from, const folder &target, const std::string &to) const;
    /* Makes names durable. */
    void sync() const;
    /* Removes a file, or a folder with all in it; none there is as good. */
    void remove(const std::string &name) const;
    /* Removes a file; a folder of that name is left alone. */
    void remove_file(const std::string &name) const;
    /* Whether the path still leads to this folder. */
    bool is_in_place() const;
    uid_t owner() const
    {
        return owner_;
    }
    /* Refuses one that everybody may write in. */
    void require_private() const;
    int fd() const
    {
        return fd_.get();
    }

  private:
    void look();

    std::string path_;
    descriptor fd_;
    uid_t owner_;
    gid_t shared_with_; /* who may write in it can replace its files anyway; -1: no group */
};

void write_all(int fd, std::string_view bytes, const std::string &path);
/* Throws when the system cannot tell. */
bool file_exists(const std::string &path);

/* The lock file of an index, held until destruction. */
class lock {
  public:
    lock(const folder &dir, unsigned timeout_ms);
    ~lock();
    lock(const lock &) = delete;
    lock &operator=(const lock &) = delete;
    /* Whether the folder still has this very file. */
    bool is_in_place(const folder &dir) const;

  private:
    int fd_;
};

/* ---- manifest.cc ---------------------------------------------------------- */

/* Names of what is in an index's folder. */
namespace name {
inline constexpr char manifest[] = "XAPIANDB";
inline constexpr char upgrade[] = "upgrade"; /* the manifest of one that is not complete */
inline constexpr char building[] = "tmp";
inline constexpr char background[] = "tmp0"; /* the same, of a merge beside the writer */
inline constexpr char lock[] = "lock";
bool is_segment(const std::string &name);
bool is_deletions(const std::string &name);
bool is_dictionary(const std::string &name);
std::string of_dictionary(const std::string &bytes);
} // namespace name

/* One segment of a commit. */
struct segment_entry {
    std::string name;
    std::string uuid;
    uint64_t bytes = 0;
    Xapian::doccount documents = 0; /* deleted ones included */
    std::string chain;              /* fingerprint of the analyzer */
    std::string deletions;          /* name of the file; empty: nothing is deleted */
    Xapian::doccount deleted = 0;
    uint64_t checksum = 0; /* of the deletions */
};

/* One commit. */
struct manifest {
    uint64_t commit = 0;
    uint64_t next = 1;      /* number of the next segment or deletions */
    std::string updated;    /* when articles last changed, ISO 8601; empty: never */
    std::string dictionary; /* name of the file; empty: none */
    uint64_t source = 0;    /* of an upgrade: hash of the manifest that it replaces ... */
    uint64_t done = 0;      /* ... and how many of its articles are written */
    std::vector<segment_entry> segments;

    std::string print() const;
    /* Throws CORRUPT for what print() did not write, VERSION for a later format; names the path. */
    static manifest parse(const std::string &text, const std::string &path);
    /* The names of all its files but itself. */
    std::vector<std::string> files() const;
    bool names(const std::string &file) const;
    uint64_t bytes() const;
};

/* The text of a folder's manifest, or of an older index's stub. Throws NO_INDEX without. */
std::string read_manifest(const folder &dir);

/* ---- docid_set.cc --------------------------------------------------------- */

/* Deleted documents of a segment. A bit each in memory; CRoaring of Debian 12 takes no more room in
 * a file, and ends the process where there is no memory. */
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
    /* The last one that is not above docid; 0: none. */
    Xapian::docid previous(Xapian::docid docid) const;
    /* All of another set, each docid moved by an offset. */
    void add_all(const docid_set &other, Xapian::docid offset);
    Xapian::doccount count() const
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
    Xapian::doccount count_ = 0;
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

    /* dict may be null. The first `key_bytes` stay as they are. */
    std::string encode(const std::string &record, size_t key_bytes, const dictionary *dict);
    /* Appends. Throws CORRUPT for anything else than encode() wrote. */
    void decode(fund_buf *out, const std::string &stored, size_t key_bytes, const dictionary *dict);

  private:
    std::string frame_; /* of zstd, on the way */
    ZSTD_CCtx *compressor_;
    ZSTD_DCtx *decompressor_;
};

/* ---- reader.cc ------------------------------------------------------------ */

/* One libxapian database of an index. */
struct part {
    Xapian::Database database;
    std::shared_ptr<const docid_set> deleted; /* null: none */
    std::shared_ptr<const dictionary> dict;   /* of the index; may be null */
    unsigned format = FUND_STORE_VERSION;     /* of its records */
};

/* One index at one commit. */
struct shard {
    std::string path;
    std::string text; /* of the manifest */
    unsigned format = FUND_STORE_VERSION;
    manifest named;
    std::vector<part> parts;                /* of named.segments, in their order */
    std::shared_ptr<const dictionary> dict; /* may be null */
};

/* Throws unless all of it is of that chain and of today's format; says what to do. */
void require_chain(const shard &of, const std::string &chain);
fund_segment_info segment_info(const segment_entry &segment);
/* Opens the newest commit; takes over from `before` what is the same (null: nothing). */
shard open_shard(const std::string &path, const shard *before);
/* Opens what out.named names; the same of `before`. */
void open_files(shard &out, const folder &dir, const shard *before);
/* Opens one segment, without its deletions and the index's dictionary. */
part open_segment(const folder &dir, const segment_entry &entry);
std::shared_ptr<const docid_set> open_deletions(const folder &dir, const segment_entry &entry);
std::shared_ptr<const dictionary> open_dictionary(const folder &dir, const std::string &name);

/* ---- format4.cc ----------------------------------------------------------- */

bool is_format4(const std::string &text);
/* Opens the databases that the stub of an index of version 0.7 names. */
shard open_format4(const folder &dir, const std::string &text);
/* Whether that is a part of such an index. */
bool is_format4_name(const folder &dir, const std::string &name);
/* Appends one of its records in today's form; `article` is the value FUND_SLOT_ARTICLE. */
void convert_format4(fund_buf *out, const std::string &record, const std::string &article);

} // namespace fund

struct fund_store {
    std::vector<fund::shard> shards; /* empty: in memory, or a writer's */
    std::vector<fund::part> parts;   /* of all shards, never empty */
    Xapian::Database database;       /* all parts as one */
    mutable fund::codec codec;
    std::optional<Xapian::WritableDatabase> memory; /* the only part of a store in memory */
    fund_writer *writer = nullptr;                  /* whose changes it sees */
    /* Passage 1 of each article, by segment, as far as asked for; see articles.cc. */
    mutable std::map<std::string, std::shared_ptr<const fund::docid_set>> firsts;

    ~fund_store();
    void set_parts(std::vector<fund::part> opened);
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
    Xapian::doccount count_deleted() const;
    /* Those of one database; null: none. */
    const fund::docid_set *deleted_in(const std::string &uuid) const;
};

namespace fund {

/* What libxapian says of damage, with the index's name before it. */
fund_status name_index(fund_error *err, fund_error *why, const fund_store *store) noexcept;

/* guard() for what reads a store. */
template <typename Body>
fund_status guard_reading(const fund_store *store, fund_error *err, Body body) noexcept
{
    fund_error why = FUND_ERROR_INIT;
    const fund_status status = guard(&why, body);
    /* What a callback returns it has told. */
    return why.status == FUND_OK ? status : name_index(err, &why, store);
}

} // namespace fund

struct fund_query {
    Xapian::Query query;
    bool all = false; /* every document, without weight */
};

struct fund_document {
    Xapian::Document document;
    std::string data;
};

namespace fund {

/* ---- scratch.cc ----------------------------------------------------------- */

/* A folder in shared memory for what a small commit is made from: on a disk it takes longer to make
 * such files, and libxapian syncs some, than to fill them. */
class scratch {
  public:
    scratch() = default;
    ~scratch()
    {
        remove();
    }
    scratch(const scratch &) = delete;
    scratch &operator=(const scratch &) = delete;
    /* Where something can be put; empty where there is no such memory. */
    std::string path(const std::string &name);
    void remove() noexcept;

  private:
    void make();

    bool tried_ = false;
    std::string path_;
    std::optional<descriptor> held_; /* locked: the process lives */
};

/* Bytes of records, or of segments, that may be put there. */
enum { SCRATCH_BYTES = 2 << 20 };

/* ---- piece.cc ------------------------------------------------------------- */

/* New documents of a transaction. */
struct piece {
    Xapian::WritableDatabase database;
    std::shared_ptr<docid_set> deleted;
    bool in_memory;
    size_t unwritten; /* documents */
};

/* Has what was added so far written, once there is much of it: libxapian keeps it in memory until then. `unwritten`
 * counts documents. */
void write_if_much(Xapian::WritableDatabase &database, size_t *unwritten);

/* A database without term lists that is being filled; not durable, found by its own writer only. */
Xapian::WritableDatabase make_piece(const std::string &path);
/* Closes a piece without writing to it once more. */
void discard_piece(Xapian::WritableDatabase &piece) noexcept;
/* The document with its record as it is stored. */
Xapian::Document finish_document(const fund_document &document, codec &with,
                                 const dictionary *dict);
/* Merges databases into one file, in their order; into a folder with `one_file` false. */
void merge_databases(const std::vector<Xapian::Database> &sources, const std::string &destination,
                     bool one_file);

} // namespace fund

/* ---- background.cc -------------------------------------------------------- */

namespace fund {

/* A merge in a thread of its own. It has its own databases, and writes to its own folder. */
class background_merge {
  public:
    background_merge(const fund_writer &writer, size_t first, size_t count);
    /* Waits for the thread. */
    ~background_merge();
    background_merge(const background_merge &) = delete;
    background_merge &operator=(const background_merge &) = delete;

    bool takes(const std::string &segment) const;
    bool is_done() const
    {
        return done_;
    }
    /* Waits for it and commits it, unless one of its segments is no longer there. */
    void finish(fund_writer &writer);

  private:
    static constexpr char file[] = "segment";

    void run() noexcept;

    std::shared_ptr<const folder> room_;
    std::vector<std::string> names_; /* of the segments that it merges */
    std::vector<Xapian::Database> sources_;
    fund_error why_ = FUND_ERROR_INIT;
    std::atomic<bool> done_{false};
    std::thread worker_;
};

} // namespace fund

/* ---- writer.cc ------------------------------------------------------------ */

struct fund_writer {
    fund::folder dir;
    std::unique_ptr<fund::lock> held;
    const char *manifest_name = fund::name::manifest; /* or that of an upgrade */
    std::string chain;                                /* of the documents that it adds */
    fund::manifest current;                           /* as on disk ... */
    std::string text;              /* ... in its own words; empty: there is none yet */
    fund::manifest old;            /* the commit that is being upgraded; else empty */
    std::vector<fund::part> parts; /* of current.segments; with what the transaction deletes */
    std::shared_ptr<const fund::dictionary> dict; /* null: none */
    fund::codec codec;
    fund::scratch memory;
    std::vector<fund_store *> views;
    std::deque<std::pair<uint64_t, std::string>> superseded; /* since when; file to be removed */
    bool closed = false;
    fund_error failed = FUND_ERROR_INIT; /* why the transaction cannot be committed any more */
    mutable std::mutex mutex;            /* of the next one */
    mutable std::shared_ptr<const fund::folder> made; /* the workplace; null: none yet */

    /* The transaction. */
    std::vector<fund::piece> fresh; /* a first one in memory, the rest on disk */
    uint64_t fresh_bytes = 0;       /* of records in memory */
    std::vector<std::shared_ptr<fund::docid_set>> changed; /* deletions of each part, or null */

    std::unique_ptr<fund::background_merge> background; /* null: none */

    explicit fund_writer(const std::string &path) : dir(path)
    {
    }
    ~fund_writer();
    void load();
    void remove_unnamed() const;
    void require_open() const;
    void require_sound() const;
    void require_segments(size_t first, size_t count) const;
    /* That the folder, the lock and the manifest are still the ones that were opened. */
    void require_place() const;
    /* Throws a failure; as require_place() does where the folder is another one by now. */
    [[noreturn]] void explain(const fund_error &why) const;
    /* Runs a step of libxapian, which goes by paths. */
    template <typename Step> void attempt(Step step) const
    {
        fund_error why = FUND_ERROR_INIT;
        if (fund::guard(&why, [&] { step(); }) != FUND_OK) {
            explain(why);
        }
    }
    bool has_changes() const;
    /* Whether the index as it is, or the one that is being upgraded, has the file. */
    bool needs(const std::string &file) const
    {
        return current.names(file) || old.names(file);
    }
    void delete_term(const std::string &term);
    void add(const fund_document &document);
    void commit();
    void cancel();
    void begin_piece(bool in_memory);
    void refresh_views();
    /* Where something is made, `tmp`: nobody else can put anything there. May be called by any
     * thread. */
    std::shared_ptr<const fund::folder> workplace() const;
    /* The path of something that is being made, for libxapian. */
    std::string building(const std::string &name) const
    {
        return workplace()->steady_path() + "/" + name;
    }
    /* A message with the paths that people know. */
    std::string with_paths(std::string message) const;
    /* Waits for a merge in the background, and drops it. */
    void end_background() noexcept;
    /* Removes all that is being made. */
    void remove_building() const noexcept;
    /* Removes files of older commits. */
    void remove_superseded(uint64_t older_than_ms) noexcept;
    template <typename Change> void change(Change apply);
};

namespace fund {

/* Databases that become one segment, and what of it is deleted. */
struct merging {
    std::vector<Xapian::Database> sources;
    docid_set deleted;
    Xapian::docid last = 0;

    /* `gone` may be null. */
    void add(const Xapian::Database &source, const docid_set *gone)
    {
        if (gone != nullptr) {
            deleted.add_all(*gone, last);
        }
        sources.push_back(source);
        last += source.get_lastdocid();
    }
};

/* A folder where a writer makes files, which nobody else can put anything into. */
std::shared_ptr<const folder> make_workplace(const folder &dir, const char *name);
/* A message of libxapian's with the paths that people know. */
std::string with_path_of(const folder &workplace, std::string message);

/* A commit that is being made. What it has written is removed unless it is published. */
class next_commit {
  public:
    explicit next_commit(fund_writer *writer);
    ~next_commit();
    next_commit(const next_commit &) = delete;
    next_commit &operator=(const next_commit &) = delete;

    manifest named;          /* of it */
    std::vector<part> parts; /* of its segments */
    std::shared_ptr<const dictionary> dict;

    /* Takes `count` segments away from `first` on, and puts one there that is made of databases,
     * unless these have no documents; in memory first, if they are small. */
    void replace(size_t first, size_t count, const merging &from, bool small);
    /* The same with a file that is already made of them. */
    void adopt(size_t first, size_t count, const merging &from, const folder &room,
               const char *file);
    /* The documents of the writer's transaction become a segment. */
    void take_fresh();
    /* What is deleted of segment i. */
    void set_deletions(size_t i, const std::shared_ptr<const docid_set> &deleted);
    /* What the writer's transaction deletes; segments of which nothing is left go. */
    void take_deletions();
    void set_dictionary(const std::shared_ptr<const dictionary> &fresh);
    /* Articles have changed now; those of an upgrade have not. */
    void set_updated();
    /* Makes it the writer's and everybody's, durably. */
    void publish();

  private:
    std::string new_name(char kind);
    std::vector<std::string> superseded(uint64_t *bytes) const;
    /* replace() with a segment that `make` makes under its name. */
    template <typename Make>
    void put(size_t first, size_t count, const merging &from, const Make &make);
    void make_segment(const std::vector<Xapian::Database> &sources, bool small,
                      const std::string &name);

    fund_writer *writer_;
    bool published_ = false;
};

} // namespace fund

#endif
