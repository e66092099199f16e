/*
 * Making a commit: files under names that were never used, then the manifest.
 *
 * The order of calls is what durability rests on (T. S. Pillai et al., "All file systems are not
 * created equal", 2014): the bytes of all files are synced, then their names, both before the
 * manifest's rename, and that rename before anything of the commit before is removed.
 */
#include "store/store_private.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>

using namespace fund;

void fund_writer::require_place() const
{
    if (!dir.is_in_place() || !held->is_in_place(dir)) {
        fail_in(dir.path(), FUND_ERR_MODIFIED,
                "the folder of the index was moved, removed or replaced while it was written; "
                "nothing was changed there; start again");
    }
    if (dir.read(manifest_name, 1 << 20).value_or("") != text) {
        fail_in(
            dir.path(), FUND_ERR_MODIFIED,
            "the index was replaced or restored from a backup while it was written; nothing was "
            "changed there; start again");
    }
}

void fund_writer::explain(const fund_error &why) const
{
    require_place();
    if (why.path[0] != '\0') {
        pass_on(why);
    }
    fail_in(dir.path(), why.status, "%s", with_paths(why.message).c_str());
}

/* libxapian follows links in it: in an index that a group shares, the others may not write here. */
std::shared_ptr<const folder> fund::make_workplace(const folder &dir, const char *name)
{
    const bool is_new = mkdirat(dir.fd(), name, 0700) == 0;
    if (!is_new && errno != EEXIST) {
        fail_errno(errno, dir.path_of(name));
    }
    auto made = std::make_shared<const folder>(dir, name);
    /* On some mounted file systems all belongs to one user. */
    if (made->owner() != geteuid() && (!is_new || made->owner() != dir.owner())) {
        fail_in(made->path(), FUND_ERR_IO, "belongs to another user; it is not written to");
    }
    return made;
}

std::shared_ptr<const folder> fund_writer::workplace() const
{
    const std::lock_guard<std::mutex> hold(mutex);
    if (!made) {
        made = make_workplace(dir, name::building);
    }
    return made;
}

std::string fund::with_path_of(const folder &workplace, std::string message)
{
    const std::string steady = workplace.steady_path() + "/";
    for (size_t at = 0; (at = message.find(steady, at)) != std::string::npos;) {
        message.replace(at, steady.size(), workplace.path_of(""));
        at += workplace.path().size();
    }
    return message;
}

std::string fund_writer::with_paths(std::string message) const
{
    const std::lock_guard<std::mutex> hold(mutex);
    return made ? with_path_of(*made, std::move(message)) : message;
}

void fund_writer::remove_building() const noexcept
{
    guard(nullptr, [&] {
        const std::lock_guard<std::mutex> hold(mutex);
        const std::shared_ptr<const folder> last = std::exchange(made, nullptr);
        for (const std::string &name : last ? last->list() : std::vector<std::string>()) {
            last->remove(name);
        }
        if (held && held->is_in_place(dir)) { /* else another writer may be at work there */
            dir.remove(name::building);
        }
    });
}

/* Who has such a file open goes on with it; who is about to open or copy it need not begin anew. */
void fund_writer::remove_superseded(uint64_t older_than_ms) noexcept
{
    const uint64_t now = fund_clock_ms();
    guard(nullptr, [&] {
        if (!superseded.empty()) {
            require_place(); /* a backup that was put back may name them again */
        }
        while (!superseded.empty() && superseded.front().first + older_than_ms <= now) {
            const std::string file = superseded.front().second;
            superseded.pop_front();
            if (!needs(file)) { /* the same dictionary may be learnt again */
                dir.remove(file);
            }
        }
    });
}

namespace fund {

/* What commits have superseded stays that long, unless it is much. */
enum { SUPERSEDED_MS = 1000, SUPERSEDED_BYTES = 1 << 20 };

next_commit::next_commit(fund_writer *writer)
    : named(writer->current), parts(writer->parts), dict(writer->dict), writer_(writer)
{
    writer->require_place();
}

next_commit::~next_commit()
{
    if (published_) {
        return;
    }
    guard(nullptr, [&] {
        writer_->require_place();
        for (const std::string &file : named.files()) {
            if (!writer_->needs(file)) {
                writer_->dir.remove(file);
            }
        }
    });
}

std::string next_commit::new_name(char kind)
{
    return kind + std::to_string(named.next++);
}

/* Where the manifest does not name it, a file counts for nothing: it gets its own name at once. What
 * is written is durable, and its name after the next sync of the folder. */
void next_commit::make_segment(const std::vector<Xapian::Database> &sources, bool small,
                               const std::string &name)
{
    const folder &dir = writer_->dir;
    const std::string room = small ? writer_->memory.path("segment") : "";
    if (room.empty()) {
        writer_->attempt([&] { merge_databases(sources, writer_->building("segment"), true); });
        const std::shared_ptr<const folder> made = writer_->workplace();
        made->sync_file("segment");
        made->rename("segment", dir, name);
        return;
    }
    writer_->attempt([&] { merge_databases(sources, room, true); });
    const folder memory(room.substr(0, room.rfind('/')));
    dir.write(name, memory.read("segment", SIZE_MAX).value_or(""));
}

template <typename Make>
void next_commit::put(size_t first, size_t count, const merging &from, const Make &make)
{
    const auto begin = static_cast<std::ptrdiff_t>(first);
    const auto end = static_cast<std::ptrdiff_t>(first + count);
    named.segments.erase(named.segments.begin() + begin, named.segments.begin() + end);
    parts.erase(parts.begin() + begin, parts.begin() + end);
    Xapian::doccount documents = 0;
    for (const Xapian::Database &source : from.sources) {
        documents += source.get_doccount();
    }
    if (documents == from.deleted.count()) {
        return;
    }
    segment_entry entry;
    entry.name = new_name('s');
    entry.documents = documents;
    entry.chain = writer_->chain;
    named.segments.insert(named.segments.begin() + begin, entry); /* from here on it is removed */
    make(entry.name);
    segment_entry &added = named.segments[first];
    descriptor file = writer_->dir.open_file(entry.name, &added.bytes);
    part opened;
    writer_->attempt([&] {
        opened.database = Xapian::Database(file.release());
        added.uuid = opened.database.get_uuid();
    });
    opened.dict = dict;
    parts.insert(parts.begin() + begin, opened);
    if (from.deleted.count() > 0) {
        set_deletions(first, std::make_shared<const docid_set>(from.deleted));
    }
}

void next_commit::replace(size_t first, size_t count, const merging &from, bool small)
{
    put(first, count, from,
        [&](const std::string &name) { make_segment(from.sources, small, name); });
}

void next_commit::adopt(size_t first, size_t count, const merging &from, const folder &room,
                        const char *file)
{
    put(first, count, from,
        [&](const std::string &name) { room.rename(file, writer_->dir, name); });
}

void next_commit::take_fresh()
{
    merging all;
    for (piece &each : writer_->fresh) {
        writer_->attempt([&] { each.database.commit_transaction(); });
        all.add(each.database, each.deleted.get());
    }
    if (!all.sources.empty()) {
        replace(parts.size(), 0, all, writer_->fresh.back().in_memory);
    }
}

void next_commit::set_deletions(size_t i, const std::shared_ptr<const docid_set> &deleted)
{
    segment_entry &entry = named.segments[i];
    const std::string bytes = deleted->encode();
    entry.deletions = new_name('d');
    entry.deleted = deleted->count();
    entry.checksum = fund_hash64(bytes.data(), bytes.size());
    writer_->dir.write(entry.deletions, bytes);
    parts[i].deleted = deleted;
}

void next_commit::take_deletions()
{
    for (size_t i = writer_->changed.size(); i-- > 0;) {
        const std::shared_ptr<docid_set> &deleted = writer_->changed[i];
        if (!deleted) {
            continue;
        }
        if (deleted->count() == named.segments[i].documents) {
            replace(i, 1, {}, true);
        } else {
            set_deletions(i, deleted);
        }
    }
}

void next_commit::set_dictionary(const std::shared_ptr<const dictionary> &fresh)
{
    const std::string name = name::of_dictionary(fresh->bytes());
    if (named.dictionary == name) {
        return;
    }
    named.dictionary = name;
    dict = fresh;
    if (!writer_->needs(name)) { /* an upgrade may learn what the old index has */
        writer_->dir.write(name, fresh->bytes());
    }
    for (part &of : parts) {
        of.dict = dict;
    }
}

void next_commit::set_updated()
{
    if (named.source == 0) {
        char now[FUND_TIME_MAX];
        fund_time_now(now);
        named.updated = now;
    }
}

/* What only the commit before has; `bytes` of its segments. */
std::vector<std::string> next_commit::superseded(uint64_t *bytes) const
{
    std::vector<std::string> files = writer_->current.files();
    const std::vector<std::string> kept = named.files();
    const auto is_kept = [&](const std::string &file) {
        return std::find(kept.begin(), kept.end(), file) != kept.end();
    };
    *bytes = 0;
    for (const segment_entry &segment : writer_->current.segments) {
        *bytes += is_kept(segment.name) ? 0 : segment.bytes;
    }
    files.erase(std::remove_if(files.begin(), files.end(), is_kept), files.end());
    return files;
}

/* The writer must not stay behind what is on disk: all that takes memory comes before the rename. */
void next_commit::publish()
{
    fund_writer &writer = *writer_;
    const folder &dir = writer.dir;
    named.commit++;
    std::string text = named.print();
    const std::string temporary = std::string(writer.manifest_name) + ".tmp";
    const size_t before = writer.superseded.size();
    uint64_t bytes = 0;
    dir.sync();
    try {
        for (std::string &file : superseded(&bytes)) {
            writer.superseded.emplace_back(fund_clock_ms(), std::move(file));
        }
        dir.write(temporary, text);
        writer.require_place();
        dir.rename(temporary, writer.manifest_name);
    } catch (...) {
        while (writer.superseded.size() > before) {
            writer.superseded.pop_back();
        }
        guard(nullptr, [&] { dir.remove(temporary); });
        throw;
    }
    static_assert(std::is_nothrow_swappable_v<manifest>);
    published_ = true;
    std::swap(writer.current, named);
    writer.text.swap(text);
    writer.parts.swap(parts);
    writer.dict.swap(dict);
    dir.sync();
    writer.remove_superseded(bytes > SUPERSEDED_BYTES ? 0 : SUPERSEDED_MS);
}

} // namespace fund
