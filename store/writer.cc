/* Opening an index for writing, transactions, and merging. */
#include "store/store_private.h"

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <fcntl.h>
#include <sys/stat.h>

using namespace fund;

/* ---- when libxapian ends the process -------------------------------------------- */

/* Whose `tmp` is removed then: the writer that was opened last. */
static std::atomic<const fund_writer *> at_work;

static void note_writer(const fund_writer *writer)
{
    at_work = writer;
}

static void forget_writer(const fund_writer *writer)
{
    at_work.compare_exchange_strong(writer, nullptr);
}

static void (*tell_termination)(const char *reason);

[[noreturn]] static void terminate_telling()
{
    const int errnum = errno;
    fund_error err = FUND_ERROR_INIT;
    if (std::current_exception() != nullptr) {
        map_exception(&err);
    }
    if (const fund_writer *writer = at_work.exchange(nullptr)) {
        guard(nullptr, [&] {
            const std::string told = writer->with_paths(err.message);
            fund_error_set(&err, err.status, "%s", told.c_str());
        });
        writer->remove_building(); /* the disk is full, and the lock is still held */
    }
    tell_termination(err.message[0] != '\0' ? err.message : strerror(errnum));
    std::abort(); /* it has returned */
}

void fund_on_termination(void (*last_words)(const char *reason)) noexcept
{
    tell_termination = last_words;
    std::set_terminate(terminate_telling);
}

/* ---- merging in the background ------------------------------------------------- */

static void remove_room(const fund_writer &writer) noexcept
{
    guard(nullptr, [&] {
        if (writer.held && writer.held->is_in_place(writer.dir)) {
            writer.dir.remove(name::background);
        }
    });
}

void fund_writer::end_background() noexcept
{
    if (background) {
        background.reset();
        remove_room(*this);
    }
}

/* ---- its end ---------------------------------------------------------------- */

fund_writer::~fund_writer()
{
    for (fund_store *view : views) {
        view->writer = nullptr;
    }
    end_background();
    if (!closed) {
        closed = true;
        guard(nullptr, [&] { cancel(); });
        remove_superseded(0);
        remove_building();
    }
    forget_writer(this);
}

void fund_writer::require_open() const
{
    if (closed) {
        fail_in(dir.path(), FUND_ERR_CLOSED, "the writer is already closed");
    }
}

void fund_writer::require_sound() const
{
    require_open();
    if (failed.status != FUND_OK) {
        fail_in(dir.path(), failed.status, "an earlier change failed: %s", failed.message);
    }
}

void fund_writer::require_segments(size_t first, size_t count) const
{
    if (first > parts.size() || count > parts.size() - first) {
        fail(FUND_ERR_ARGUMENT, "no such segments");
    }
}

void fund_writer::refresh_views()
{
    std::vector<part> seen = parts;
    for (size_t i = 0; i < changed.size(); i++) {
        if (changed[i]) {
            seen[i].deleted = changed[i];
        }
    }
    for (const piece &each : fresh) {
        seen.push_back({each.database, each.deleted, dict});
    }
    for (fund_store *view : views) {
        view->set_parts(seen);
    }
}

/* ---- a transaction --------------------------------------------------------- */

bool fund_writer::has_changes() const
{
    return !fresh.empty() || !changed.empty();
}

/* A change that fails makes libxapian forget all before it, too, while its
 * transaction goes on: a commit would then silently keep only what came later.
 * So nothing but cancel is possible after it. */
template <typename Change> void fund_writer::change(Change apply)
{
    require_sound();
    const fund_status status = guard(&failed, [&] { apply(); });
    if (status != FUND_OK) {
        explain(failed);
    }
}

void fund_writer::begin_piece(bool in_memory)
{
    require_place();
    const std::string room = in_memory ? memory.path("fresh") : "";
    const std::string path = room.empty() ? building("f" + std::to_string(fresh.size())) : room;
    fresh.push_back({make_piece(path), std::make_shared<docid_set>(), !room.empty(), 0});
    refresh_views();
}

void fund_writer::add(const fund_document &document)
{
    const uint64_t bytes = fresh_bytes + document.data.size();
    if (fresh.empty() || (fresh.back().in_memory && bytes > SCRATCH_BYTES)) {
        begin_piece(bytes <= SCRATCH_BYTES);
    }
    fresh_bytes = bytes;
    fresh.back().database.add_document(finish_document(document, codec, dict.get()));
    write_if_much(fresh.back().database, &fresh.back().unwritten);
}

/* Deletes what has a term of one database; true when there was something. */
static bool delete_of(const Xapian::Database &database, const std::string &term,
                      const docid_set *before, std::shared_ptr<docid_set> *deleted)
{
    bool any = false;
    const Xapian::PostingIterator end = database.postlist_end(term);
    for (Xapian::PostingIterator it = database.postlist_begin(term); it != end; ++it) {
        if ((*deleted ? deleted->get() : before) != nullptr &&
            (*deleted ? deleted->get() : before)->has(*it)) {
            continue;
        }
        if (!*deleted) {
            *deleted = before != nullptr ? std::make_shared<docid_set>(*before)
                                         : std::make_shared<docid_set>();
        }
        (*deleted)->add(*it);
        any = true;
    }
    return any;
}

void fund_writer::delete_term(const std::string &term)
{
    std::vector<std::shared_ptr<docid_set>> now = changed;
    now.resize(parts.size());
    bool first = false, any = false;
    for (size_t i = 0; i < parts.size(); i++) {
        const bool had = now[i] != nullptr;
        any |= delete_of(parts[i].database, term, parts[i].deleted.get(), &now[i]);
        first |= !had && now[i] != nullptr;
    }
    if (any) {
        changed = std::move(now);
    }
    if (first) { /* else the views have the sets already */
        refresh_views();
    }
    for (piece &each : fresh) {
        delete_of(each.database, term, nullptr, &each.deleted);
    }
}

void fund_writer::cancel()
{
    failed = FUND_ERROR_INIT;
    changed.clear();
    for (piece &each : fresh) {
        discard_piece(each.database);
    }
    if (!fresh.empty() && !fresh.back().in_memory) {
        remove_building();
    }
    fresh.clear();
    fresh_bytes = 0;
    /* Views that stay behind would hide what is committed from who changes it. */
    if (guard(&failed, [&] { refresh_views(); }) != FUND_OK) {
        pass_on(failed);
    }
}

void fund_writer::commit()
{
    require_sound();
    if (!has_changes()) {
        return;
    }
    fund_error why = FUND_ERROR_INIT;
    const fund_status status = guard(&why, [&] {
        next_commit next(this);
        next.set_updated();
        next.take_fresh();
        next.take_deletions();
        next.publish();
    });
    cancel(); /* what was written is in the parts by now; a failed commit has dropped the rest */
    if (status != FUND_OK) {
        pass_on(why);
    }
}

/* ---- opening --------------------------------------------------------------- */

/* Of a manifest. */
static bool is_temporary(const std::string &name)
{
    return name == std::string(name::manifest) + ".tmp" ||
           name == std::string(name::upgrade) + ".tmp";
}

/* What a killed writer was making. That of another user can only be put aside until that one writes
 * again. */
static void remove_left(const folder &dir, const std::string &name)
{
    struct stat info;
    fund_error why = FUND_ERROR_INIT;
    if (guard(&why, [&] { dir.remove(name); }) == FUND_OK) {
        return;
    }
    const bool theirs = fstatat(dir.fd(), name.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0 &&
                        info.st_uid != geteuid();
    if (!theirs) {
        pass_on(why);
    }
    if (name == name::building) {
        dir.rename(name, name + std::to_string(info.st_ino));
    }
    fund_log(FUND_LOG_WARNING, "%s: cannot remove what a writer of another user has left: %s",
             dir.path().c_str(), why.message);
}

static bool is_left(const std::string &name)
{
    const size_t len = sizeof name::building - 1;
    return name.compare(0, len, name::building) == 0 &&
           name.find_first_not_of("0123456789", len) == std::string::npos;
}

/* What was begun and never published, and what an older format has left. */
void fund_writer::remove_unnamed() const
{
    const bool upgrading = manifest_name != name::manifest;
    for (const std::string &name : dir.list()) {
        const bool ours =
            name::is_segment(name) || name::is_deletions(name) || name::is_dictionary(name);
        if ((ours && !needs(name)) || is_temporary(name) || (!upgrading && name == name::upgrade)) {
            dir.remove_file(name);
        } else if (is_left(name)) {
            remove_left(dir, name);
        } else if (!upgrading && is_format4_name(dir, name)) {
            dir.remove(name);
        }
    }
}

/* Names the commit that an upgrade is made of; never 0. The stub of format 4 stays the same from commit
 * to commit, its databases do not. */
static uint64_t source_of(const folder &dir, const std::string &text)
{
    std::string all = text;
    if (is_format4(text)) {
        for (const part &each : open_format4(dir, text).parts) {
            all += each.database.get_uuid() + std::to_string(each.database.get_revision());
        }
    }
    return fund_hash64(all.data(), all.size()) | 1;
}

static void load_upgrade(fund_writer &writer)
{
    const std::string old = read_manifest(writer.dir);
    const uint64_t source = source_of(writer.dir, old);
    const bool format4 = is_format4(old);
    writer.old = format4 ? manifest() : manifest::parse(old, writer.dir.path());
    const std::optional<std::string> begun = writer.dir.read(name::upgrade, 1 << 20);
    if (begun) {
        fund_error ignored = FUND_ERROR_INIT;
        guard(&ignored,
              [&] { writer.current = manifest::parse(*begun, writer.dir.path_of(name::upgrade)); });
        const bool same_chain = std::all_of(
            writer.current.segments.begin(), writer.current.segments.end(),
            [&](const segment_entry &segment) { return segment.chain == writer.chain; });
        if (writer.current.source == source && same_chain) {
            writer.text = *begun;
            return;
        }
        writer.dir.remove(name::upgrade); /* of another commit, or not whole */
    }
    const manifest &before = writer.old;
    writer.current = manifest();
    writer.current.commit = before.commit;
    writer.current.next = before.next;
    writer.current.updated = format4 ? open_format4(writer.dir, old).named.updated : before.updated;
    writer.current.source = source;
}

static void load_index(fund_writer &writer)
{
    writer.text = read_manifest(writer.dir);
    shard opened;
    opened.path = writer.dir.path();
    opened.format = is_format4(writer.text) ? 4 : FUND_STORE_VERSION;
    opened.named = opened.format == 4
                       ? manifest()
                       : manifest::parse(writer.text, writer.dir.path_of(name::manifest));
    require_chain(opened, writer.chain);
    writer.current = opened.named;
}

void fund_writer::load()
{
    if (manifest_name == name::upgrade) {
        load_upgrade(*this);
    } else {
        load_index(*this);
    }
    shard opened;
    opened.named = current;
    open_files(opened, dir, nullptr);
    parts = std::move(opened.parts);
    dict = std::move(opened.dict);
    dir.sync(); /* who wrote the manifest may have been killed before it was durable */
    remove_unnamed();
}

/* Of a folder without a manifest: whether an index can be made there. */
static bool is_empty(const folder &dir)
{
    static const char *const begun[] = {"lock",          "control",        "XAPIANDB",
                                        "XAPIANDB.tmp",  "words.txt",      "alerts.json",
                                        "words.txt.tmp", "alerts.json.tmp"};
    const std::vector<std::string> names = dir.list();
    return std::all_of(names.begin(), names.end(), [](const std::string &name) {
        return std::find(std::begin(begun), std::end(begun), name) != std::end(begun);
    });
}

static void make_folder(const std::string &path)
{
    fund_error why = FUND_ERROR_INIT;
    if (!file_exists(path) && fund_folder_make(path.c_str(), &why) != FUND_OK) {
        pass_on(why);
    }
}

/* Refuses a folder that is not ours. */
static void check_folder(const folder &dir, bool create)
{
    dir.require_private();
    if (dir.has(name::manifest)) {
        const std::string text = read_manifest(dir);
        /* What is not ours is refused before a lock is made there. */
        if (is_format4(text)) {
            open_format4(dir, text);
        } else {
            manifest::parse(text, dir.path_of(name::manifest));
        }
        return;
    }
    if (!is_empty(dir)) {
        fail_in(dir.path(), FUND_ERR_NO_INDEX,
                "not an index, and the folder is not empty; name a new folder");
    }
    if (!create) {
        fail_in(dir.path(), FUND_ERR_NO_INDEX, "no index found");
    }
}

/* The index exists for others only once its manifest is there. */
static void create_index(fund_writer &writer)
{
    next_commit first(&writer);
    first.publish();
}

fund_status fund_writer_open(fund_writer **out, const char *path,
                             const fund_writer_options *options, fund_error *err) noexcept
{
    *out = nullptr;
    return guard(err, [&] {
        const fund_writer_options defaults = FUND_WRITER_OPTIONS_INIT;
        const fund_writer_options &wanted = options != nullptr ? *options : defaults;
        const bool create = wanted.create && !wanted.upgrade;
        if (create) {
            make_folder(path);
        }
        auto writer = std::make_unique<fund_writer>(path);
        check_folder(writer->dir, create);
        writer->chain = wanted.chain;
        writer->held = std::make_unique<lock>(writer->dir, wanted.lock_timeout_ms);
        note_writer(writer.get());
        if (wanted.upgrade) {
            writer->manifest_name = name::upgrade;
        } else if (!writer->dir.has(name::manifest)) {
            create_index(*writer);
        }
        writer->load();
        *out = writer.release();
    });
}

fund_status fund_writer_close(fund_writer *writer, fund_error *err) noexcept
{
    return guard(err, [&] {
        writer->commit();
        bool running;
        fund_writer_merge_end(&running, writer, true, nullptr); /* as good as without it */
        writer->remove_superseded(0);
        writer->closed = true;
        writer->remove_building();
        writer->held.reset();
    });
}

void fund_writer_free(fund_writer *writer) noexcept
{
    delete writer;
}

fund_status fund_writer_reader(fund_store **out, fund_writer *writer, fund_error *err) noexcept
{
    *out = nullptr;
    return guard(err, [&] {
        writer->require_open();
        auto view = std::make_unique<fund_store>();
        writer->views.push_back(view.get());
        view->writer = writer;
        writer->refresh_views();
        *out = view.release();
    });
}

fund_status fund_writer_commit(fund_writer *writer, fund_error *err) noexcept
{
    return guard(err, [&] {
        writer->commit();
        fund_log(FUND_LOG_DEBUG, "%s: commit %llu", writer->dir.path().c_str(),
                 static_cast<unsigned long long>(writer->current.commit));
    });
}

fund_status fund_writer_cancel(fund_writer *writer, fund_error *err) noexcept
{
    return guard(err, [&] {
        writer->require_open();
        writer->cancel();
    });
}

fund_status fund_writer_add(fund_writer *writer, const fund_document *document,
                            fund_error *err) noexcept
{
    return guard(err, [&] { writer->change([&] { writer->add(*document); }); });
}

fund_status fund_writer_delete(fund_writer *writer, const char *term, size_t len,
                               fund_error *err) noexcept
{
    return guard(err, [&] {
        const std::string name = make_term("", term, len);
        writer->change([&] { writer->delete_term(name); });
    });
}

/* ---- segments -------------------------------------------------------------- */

fund_status fund_writer_segments(fund_segment_info *out, size_t max, size_t *count,
                                 const fund_writer *writer, fund_error *err) noexcept
{
    *count = 0;
    return guard(err, [&] {
        writer->require_open();
        for (const segment_entry &segment : writer->current.segments) {
            if (*count < max) {
                out[*count] = segment_info(segment);
                out[*count].merging = writer->background && writer->background->takes(segment.name);
            }
            ++*count;
        }
    });
}

bool fund_writer_has_dictionary(const fund_writer *writer) noexcept
{
    return writer->dict != nullptr;
}

fund_status fund_writer_reader_of(fund_store **out, fund_writer *writer, size_t first, size_t count,
                                  fund_error *err) noexcept
{
    *out = nullptr;
    return guard(err, [&] {
        writer->require_open();
        writer->require_segments(first, count);
        const auto begin = writer->parts.begin() + static_cast<std::ptrdiff_t>(first);
        auto store = std::make_unique<fund_store>();
        store->set_parts({begin, begin + static_cast<std::ptrdiff_t>(count)});
        *out = store.release();
    });
}

fund_status fund_writer_merge(fund_writer *writer, size_t first, size_t count,
                              fund_error *err) noexcept
{
    return guard(err, [&] {
        writer->require_sound();
        writer->require_segments(first, count);
        if (writer->has_changes()) {
            fail(FUND_ERR_ARGUMENT, "there are changes to be committed");
        }
        merging all;
        uint64_t bytes = 0;
        for (size_t i = first; i < first + count; i++) {
            const part &each = writer->parts[i];
            all.add(each.database, each.deleted.get());
            bytes += writer->current.segments[i].bytes;
        }
        const uint64_t begin = fund_clock_ms();
        fund_error why = FUND_ERROR_INIT;
        const fund_status status = guard(&why, [&] {
            next_commit next(writer);
            next.replace(first, count, all, bytes <= SCRATCH_BYTES);
            next.publish();
        });
        writer->cancel(); /* there is nothing to cancel but what views see */
        writer->remove_building();
        if (status != FUND_OK) {
            pass_on(why);
        }
        fund_log(FUND_LOG_INFO, "%s: merged %zu segments in %llu ms", writer->dir.path().c_str(),
                 count, static_cast<unsigned long long>(fund_clock_ms() - begin));
    });
}

fund_status fund_writer_merge_begin(fund_writer *writer, size_t first, size_t count,
                                    fund_error *err) noexcept
{
    return guard(err, [&] {
        writer->require_sound();
        writer->require_segments(first, count > 0 ? count : SIZE_MAX);
        writer->require_place();
        if (writer->background) {
            fail(FUND_ERR_ARGUMENT, "segments are being merged already");
        }
        try {
            writer->background = std::make_unique<background_merge>(*writer, first, count);
        } catch (...) {
            remove_room(*writer);
            throw;
        }
    });
}

fund_status fund_writer_merge_end(bool *running, fund_writer *writer, bool wait,
                                  fund_error *err) noexcept
{
    *running = false;
    return guard(err, [&] {
        writer->require_sound();
        if (!writer->background) {
            return;
        }
        *running = !wait && !writer->background->is_done();
        if (*running) {
            return;
        }
        if (writer->has_changes()) {
            fail(FUND_ERR_ARGUMENT, "there are changes to be committed");
        }
        fund_error why = FUND_ERROR_INIT;
        const fund_status status = guard(&why, [&] { writer->background->finish(*writer); });
        writer->end_background();
        writer->cancel(); /* there is nothing to cancel but what views see */
        if (status != FUND_OK) {
            pass_on(why);
        }
    });
}

/* ---- upgrades -------------------------------------------------------------- */

uint64_t fund_upgrade_done(const fund_writer *writer) noexcept
{
    return writer->current.done;
}

void fund_upgrade_set_done(fund_writer *writer, uint64_t articles) noexcept
{
    writer->current.done = articles;
}

fund_status fund_upgrade_finish(fund_writer *writer, fund_error *err) noexcept
{
    return guard(err, [&] {
        writer->require_sound();
        const std::string old = read_manifest(writer->dir);
        if (source_of(writer->dir, old) != writer->current.source) {
            fail_in(writer->dir.path(), FUND_ERR_MODIFIED,
                    "the index was replaced or restored from a backup while it was written; "
                    "nothing was changed there; start again");
        }
        next_commit last(writer);
        writer->manifest_name = name::manifest;
        writer->text = old;
        last.named.source = last.named.done = 0;
        last.publish();
        writer->old = manifest(); /* nothing of it is needed any more */
        writer->remove_unnamed();
        writer->closed = true;
        writer->held.reset();
    });
}
