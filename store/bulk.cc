/*
 * Segments that are made of many databases.
 *
 * libxapian inverts in memory with a map of maps, so that small databases are
 * much faster to write than one large one; merging them copies chunks of
 * postings and is cheap.
 */
#include "store/store_private.h"

using namespace fund;

/* Pieces are merged in groups while others are written: libxapian keeps all
 * that it merges open, two files each. */
enum { GROUP = 128 };

/* More documents than batches have, but for one with a very long article. */
enum { HELD_MAX = 5000 };

struct fund_bulk {
    fund_writer *writer;
    size_t first, count; /* the segments that it replaces; of none, it comes after all */
    std::shared_ptr<const dictionary> dict;
    std::mutex mutex;           /* of the rest */
    std::vector<bool> closed;   /* by number */
    std::vector<size_t> groups; /* by group: pieces closed */
    std::vector<bool> merged;   /* by group */

    ~fund_bulk();
    bool replaces_all() const
    {
        return count == writer->parts.size();
    }
    std::string piece(size_t number) const
    {
        return writer->building("p" + std::to_string(number));
    }
    std::string group(size_t number) const
    {
        return writer->building("m" + std::to_string(number));
    }
    bool close_piece(size_t number);
    void merge_group(size_t number);
    std::vector<std::string> pieces();
    void publish();
};

struct fund_piece {
    fund_bulk *bulk;
    size_t number;
    Xapian::WritableDatabase database;
    fund::codec codec;
    unsigned held = 0; /* documents that are in memory alone */
};

fund_bulk::~fund_bulk()
{
    writer->remove_building();
}

fund_status fund_bulk_begin(fund_bulk **out, fund_writer *writer, size_t first, size_t count,
                            fund_error *err) noexcept
{
    *out = nullptr;
    return guard(err, [&] {
        writer->commit();
        writer->require_segments(first, count);
        writer->require_place();
        auto bulk = std::make_unique<fund_bulk>();
        bulk->writer = writer;
        bulk->first = first;
        bulk->count = count;
        bulk->dict = bulk->replaces_all() ? nullptr : writer->dict;
        *out = bulk.release();
    });
}

void fund_bulk_free(fund_bulk *bulk) noexcept
{
    delete bulk;
}

bool fund_bulk_wants_samples(const fund_bulk *bulk) noexcept
{
    return bulk->dict == nullptr;
}

fund_status fund_bulk_train(fund_bulk *bulk, const char *samples, const size_t *sizes, size_t count,
                            fund_error *err) noexcept
{
    return guard(err, [&] {
        const std::vector<size_t> list(sizes, sizes + count);
        size_t len = 0;
        for (const size_t size : list) {
            len += size;
        }
        bulk->dict =
            std::make_shared<const dictionary>(dictionary::train(std::string(samples, len), list));
    });
}

/* ---- pieces --------------------------------------------------------------- */

fund_status fund_piece_new(fund_piece **out, fund_bulk *bulk, size_t number,
                           fund_error *err) noexcept
{
    *out = nullptr;
    return guard(err, [&] {
        auto piece = std::make_unique<fund_piece>();
        piece->bulk = bulk;
        piece->number = number;
        bulk->writer->require_place();
        bulk->writer->attempt([&] { piece->database = make_piece(bulk->piece(number)); });
        *out = piece.release();
    });
}

void fund_piece_free(fund_piece *piece) noexcept
{
    if (piece != nullptr) {
        discard_piece(piece->database);
    }
    delete piece;
}

fund_status fund_piece_add(fund_piece *piece, const fund_document *document,
                           fund_error *err) noexcept
{
    return guard(err, [&] {
        piece->bulk->writer->attempt([&] {
            piece->database.add_document(
                finish_document(*document, piece->codec, piece->bulk->dict.get()));
            if (++piece->held == HELD_MAX) {
                piece->database.commit_transaction();
                piece->database.begin_transaction(true);
                piece->held = 0;
            }
        });
    });
}

/* True when that was the last one of its group. */
bool fund_bulk::close_piece(size_t number)
{
    const std::lock_guard<std::mutex> hold(mutex);
    if (number >= closed.size()) {
        closed.resize(number + 1);
        groups.resize(number / GROUP + 1);
        merged.resize(groups.size());
    }
    closed[number] = true;
    return ++groups[number / GROUP] == GROUP;
}

static std::vector<Xapian::Database> open_all(const std::vector<std::string> &paths)
{
    std::vector<Xapian::Database> opened;
    for (const std::string &path : paths) {
        opened.emplace_back(path);
    }
    return opened;
}

void fund_bulk::merge_group(size_t number)
{
    std::vector<std::string> paths;
    for (size_t i = number * GROUP; i < (number + 1) * GROUP; i++) {
        paths.push_back(piece(i));
    }
    merge_databases(open_all(paths), group(number), false);
    for (size_t i = number * GROUP; i < (number + 1) * GROUP; i++) {
        writer->workplace()->remove("p" + std::to_string(i));
    }
    const std::lock_guard<std::mutex> hold(mutex);
    merged[number] = true;
}

fund_status fund_piece_close(fund_piece *piece, fund_error *err) noexcept
{
    return guard(err, [&] {
        fund_bulk *bulk = piece->bulk;
        bulk->writer->attempt([&] {
            piece->database.commit_transaction();
            piece->database.close();
            if (bulk->close_piece(piece->number)) {
                bulk->merge_group(piece->number / GROUP);
            }
        });
    });
}

/* ---- the segment ------------------------------------------------------------ */

/* All that was written, in the order of its numbers. */
std::vector<std::string> fund_bulk::pieces()
{
    std::vector<std::string> paths;
    for (size_t i = 0; i < closed.size(); i++) {
        if (merged[i / GROUP]) {
            if (i % GROUP == 0) {
                paths.push_back(group(i / GROUP));
            }
        } else if (closed[i]) {
            paths.push_back(piece(i));
        }
    }
    return paths;
}

void fund_bulk::publish()
{
    next_commit next(writer);
    if (count == 0) {
        next.set_updated();
        next.take_deletions();
        first = next.parts.size();
    }
    merging all;
    writer->attempt([&] {
        for (const std::string &path : pieces()) {
            all.add(Xapian::Database(path), nullptr);
        }
    });
    next.replace(first, count, all, false);
    if (dict) {
        next.set_dictionary(dict);
    }
    next.publish();
}

fund_status fund_bulk_commit(fund_bulk *bulk, fund_error *err) noexcept
{
    return guard(err, [&] {
        fund_writer &writer = *bulk->writer;
        writer.require_sound();
        const uint64_t begin = fund_clock_ms();
        fund_error why = FUND_ERROR_INIT;
        const fund_status status = guard(&why, [&] { bulk->publish(); });
        writer.cancel(); /* what it deleted is in the parts by now, or dropped with the rest */
        writer.remove_building();
        if (status != FUND_OK) {
            pass_on(why);
        }
        fund_log(FUND_LOG_INFO, "%s: merged %zu pieces in %llu ms", writer.dir.path().c_str(),
                 bulk->closed.size(), static_cast<unsigned long long>(fund_clock_ms() - begin));
    });
}
