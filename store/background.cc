/* Merging beside the writer: segments never change, so a large merge need not hold up commits. */
#include "store/store_private.h"

#include <algorithm>
#include <system_error>

using namespace fund;

namespace fund {

background_merge::background_merge(const fund_writer &writer, size_t first, size_t count)
    : room_(make_workplace(writer.dir, name::background))
{
    for (size_t i = first; i < first + count; i++) {
        const segment_entry &entry = writer.current.segments[i];
        names_.push_back(entry.name);
        /* A database of libxapian is one thread's. */
        sources_.push_back(open_segment(writer.dir, entry).database);
    }
    try {
        worker_ = std::thread([this] { run(); });
    } catch (const std::system_error &error) {
        fail_errno(error.code().value(), writer.dir.path());
    }
}

background_merge::~background_merge()
{
    if (worker_.joinable()) {
        worker_.join();
    }
}

void background_merge::run() noexcept
{
    guard(&why_, [&] {
        merge_databases(sources_, room_->steady_path() + "/" + file, true);
        room_->sync_file(file);
    });
    done_ = true;
}

bool background_merge::takes(const std::string &segment) const
{
    return std::find(names_.begin(), names_.end(), segment) != names_.end();
}

/* What is deleted of the segments meanwhile is deleted of the new one, too. */
void background_merge::finish(fund_writer &writer)
{
    worker_.join();
    if (why_.status != FUND_OK) {
        fail_in(writer.dir.path(), why_.status, "%s", with_path_of(*room_, why_.message).c_str());
    }
    const auto is_first = [&](const segment_entry &entry) { return entry.name == names_.front(); };
    const std::vector<segment_entry> &now = writer.current.segments;
    const auto first = std::find_if(now.begin(), now.end(), is_first);
    const size_t at = static_cast<size_t>(first - now.begin());
    merging all;
    for (size_t i = 0; i < names_.size(); i++) {
        if (at + i >= now.size() || now[at + i].name != names_[i]) {
            return; /* all of a segment was deleted */
        }
        all.add(sources_[i], writer.parts[at + i].deleted.get());
    }
    next_commit next(&writer);
    next.adopt(at, names_.size(), all, *room_, file);
    next.publish();
}

} // namespace fund
