/*
 * store_private.h - what the C++ files of store/ share: the structs behind the
 * public handles and the one place where exceptions become a status.
 */
#ifndef FUND_STORE_PRIVATE_H
#define FUND_STORE_PRIVATE_H

#include "store/store.h"

#include <xapian.h>

#include <memory>
#include <string>
#include <vector>

/* One index of a store: where it is and which generation was opened. */
struct fund_shard {
    std::string path;
    std::string generation;
    Xapian::Database database;
};

struct fund_store {
    std::vector<fund_shard> shards; /* never empty */
    Xapian::Database database;      /* all shards as one */
};

struct fund_query {
    Xapian::Query query;
};

struct fund_document {
    Xapian::Document document;
};

namespace fund {

/* A failure that is ours, not libxapian's; guard() turns it into a status. */
struct failure {
    fund_status status;
    std::string message;
};

/* Translates the exception in flight. Most-derived classes first. */
fund_status map_exception(fund_error *err) noexcept;

/* The body of every exported function: nothing thrown gets past it. */
template <typename Body> fund_status guard(fund_error *err, Body body) noexcept
{
    try {
        return body();
    } catch (...) {
        return map_exception(err);
    }
}

[[noreturn]] void fail(fund_status status, const std::string &message);
[[noreturn]] void fail_errno(int errnum, const std::string &what);

/* Runs a step whose failure does not name the index by itself. */
template <typename Step> void attempt(const std::string &path, Step step)
{
    fund_error why = FUND_ERROR_INIT;
    const fund_status status = guard(&why, [&] {
        step();
        return FUND_OK;
    });
    if (status != FUND_OK) {
        fail(status, path + ": " + why.message);
    }
}

/* Throws unless prefix + term is a term that libxapian can hold. */
std::string make_term(const char *prefix, const char *term, size_t len);

/* The generation named by the stub file of an index. Throws NO_INDEX without. */
std::string read_stub(const std::string &path);
/* Makes a generation current: atomic and durable. */
void write_stub(const std::string &path, const std::string &generation);
/* Removes every generation but the current one; "" keeps none. */
void remove_generations(const std::string &path, const std::string &keep);
/* True for an empty folder, and for one with nothing in it but what an index
 * or its interrupted creation puts there. */
bool holds_only_index_files(const std::string &path);
/* Throws when the system cannot tell. */
bool file_exists(const std::string &path);
std::string next_generation(const std::string &current);
/* Opens an index and checks its version. */
fund_shard open_shard(const std::string &path);
/* A store over opened indexes. */
std::unique_ptr<fund_store> make_store(std::vector<fund_shard> shards);
void sync_folder(const std::string &path);

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

} // namespace fund

#endif
