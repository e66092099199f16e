/*
 * The manifest: a libxapian stub file, so that libxapian's own tools open the folder, too, with
 * what is ours in comments:
 *
 *     # Fundstelle, format 5
 *     # commit 17
 *     # next 23
 *     # updated 2026-11-28T09:42:17Z
 *     # dictionary z89ab...
 *     # segment s20 <uuid> <bytes> <documents>
 *     # chain fund-5 snowball-german-2.2 ...
 *     # deletions d22 <documents> <hash of the file>
 *     auto s20
 *     # end <hash of all before this line>
 *
 * Lines of a later release that are not known here are passed over.
 */
#include "store/store_private.h"

#include <cinttypes>
#include <cstdio>
#include <set>

namespace fund {

namespace name {

static bool is_numbered(const std::string &name, char kind)
{
    return name.size() > 1 && name.size() < 20 && name[0] == kind && name[1] != '0' &&
           name.find_first_not_of("0123456789", 1) == std::string::npos;
}

bool is_segment(const std::string &name)
{
    return is_numbered(name, 's');
}

bool is_deletions(const std::string &name)
{
    return is_numbered(name, 'd');
}

bool is_dictionary(const std::string &name)
{
    return name.size() == 17 && name[0] == 'z' &&
           name.find_first_not_of("0123456789abcdef", 1) == std::string::npos;
}

static std::string hex(uint64_t value)
{
    char text[17];
    std::snprintf(text, sizeof text, "%016" PRIx64, value);
    return text;
}

std::string of_dictionary(const std::string &bytes)
{
    return "z" + hex(fund_hash64(bytes.data(), bytes.size()));
}

} // namespace name

namespace {

const char first_line[] = "# Fundstelle, format ";
const char last_line[] = "# end ";
enum { text_max = 1 << 20 };

std::string line(const char *key, const std::string &value)
{
    return std::string("# ") + key + " " + value + "\n";
}

} // namespace

std::string manifest::print() const
{
    std::string out = first_line + std::to_string(FUND_STORE_VERSION) + "\n";
    out += line("commit", std::to_string(commit));
    out += line("next", std::to_string(next));
    if (!updated.empty()) {
        out += line("updated", updated);
    }
    if (!dictionary.empty()) {
        out += line("dictionary", dictionary);
    }
    if (source != 0) {
        out += line("source", name::hex(source));
        out += line("done", std::to_string(done));
    }
    for (const segment_entry &segment : segments) {
        out += line("segment", segment.name + " " + segment.uuid + " " +
                                   std::to_string(segment.bytes) + " " +
                                   std::to_string(segment.documents));
        out += line("chain", segment.chain);
        if (!segment.deletions.empty()) {
            out += line("deletions", segment.deletions + " " + std::to_string(segment.deleted) +
                                         " " + name::hex(segment.checksum));
        }
        out += "auto " + segment.name + "\n";
    }
    return out + last_line + name::hex(fund_hash64(out.data(), out.size())) + "\n";
}

namespace {

/* Takes a text apart; what does not fit makes it fail. */
class scanner {
  public:
    scanner(std::string text, std::string path) : text_(std::move(text)), path_(std::move(path))
    {
    }
    [[noreturn]] void damaged() const
    {
        fail_in(path_, FUND_ERR_CORRUPT, "damaged: it is not what this program writes");
    }
    bool at_end() const
    {
        return pos_ == text_.size();
    }
    /* The next one up to the byte, which is passed over, too. */
    std::string until(char end)
    {
        const size_t at = text_.find(end, pos_);
        if (at == std::string::npos) {
            damaged();
        }
        const std::string taken = text_.substr(pos_, at - pos_);
        pos_ = at + 1;
        return taken;
    }
    uint64_t number(char end, int base = 10, uint64_t most = UINT64_MAX / 2)
    {
        const std::string digits = until(end);
        const char *const allowed = base == 16 ? "0123456789abcdef" : "0123456789";
        const size_t length = base == 16 ? 16 : 18;
        if (digits.empty() || digits.size() > length ||
            digits.find_first_not_of(allowed) != std::string::npos) {
            damaged();
        }
        const uint64_t value = std::stoull(digits, nullptr, base);
        if (base == 10 && value > most) {
            damaged();
        }
        return value;
    }
    bool skip(const std::string &start)
    {
        const bool there = text_.compare(pos_, start.size(), start) == 0;
        pos_ += there ? start.size() : 0;
        return there;
    }

  private:
    const std::string text_, path_;
    size_t pos_ = 0;
};

void read_segment(manifest &out, scanner &in)
{
    segment_entry segment;
    segment.name = in.until(' ');
    segment.uuid = in.until(' ');
    segment.bytes = in.number(' ');
    segment.documents = static_cast<Xapian::doccount>(in.number('\n', 10, UINT32_MAX - 1));
    if (!name::is_segment(segment.name) || segment.uuid.size() != 36 || segment.documents == 0) {
        in.damaged();
    }
    out.segments.push_back(segment);
}

void read_deletions(segment_entry &segment, scanner &in)
{
    segment.deletions = in.until(' ');
    segment.deleted = static_cast<Xapian::doccount>(in.number(' ', 10, UINT32_MAX - 1));
    segment.checksum = in.number('\n', 16);
    if (!name::is_deletions(segment.deletions) || segment.deleted == 0 ||
        segment.deleted > segment.documents) {
        in.damaged();
    }
}

/* The lines of the segment before, up to its name once more. */
void read_rest_of_segment(segment_entry &segment, scanner &in)
{
    while (!in.skip("auto " + segment.name + "\n")) {
        if (in.skip("# chain ")) {
            segment.chain = in.until('\n');
        } else if (in.skip("# deletions ")) {
            read_deletions(segment, in);
        } else if (in.skip("# ")) {
            in.until('\n');
        } else {
            in.damaged();
        }
    }
}

/* Without the first and the last line. */
void read_lines(manifest &out, scanner &in)
{
    while (!in.at_end()) {
        if (in.skip("# commit ")) {
            out.commit = in.number('\n');
        } else if (in.skip("# next ")) {
            out.next = in.number('\n');
        } else if (in.skip("# updated ")) {
            out.updated = in.until('\n');
        } else if (in.skip("# dictionary ")) {
            out.dictionary = in.until('\n');
        } else if (in.skip("# source ")) {
            out.source = in.number('\n', 16);
        } else if (in.skip("# done ")) {
            out.done = in.number('\n');
        } else if (in.skip("# segment ")) {
            read_segment(out, in);
            read_rest_of_segment(out.segments.back(), in);
        } else if (in.skip("# ")) {
            in.until('\n');
        } else {
            in.damaged();
        }
    }
}

/* A file that is named twice, or that the next commit would write over. */
bool has_doubtful_names(const manifest &of)
{
    std::set<std::string> seen;
    for (const segment_entry &segment : of.segments) {
        for (const std::string &file : {segment.name, segment.deletions}) {
            const bool twice = !file.empty() && !seen.insert(file).second;
            if (twice || (!file.empty() && std::stoull(file.substr(1)) >= of.next)) {
                return true;
            }
        }
    }
    return !of.dictionary.empty() && !name::is_dictionary(of.dictionary);
}

} // namespace

manifest manifest::parse(const std::string &text, const std::string &path)
{
    scanner start(text, path);
    if (!start.skip(first_line)) {
        start.damaged();
    }
    const uint64_t format = start.number('\n');
    if (format != FUND_STORE_VERSION) {
        fail_in(path, FUND_ERR_VERSION,
                "index format %llu; this program reads the formats 4 and %d; use a later version "
                "of it",
                static_cast<unsigned long long>(format), static_cast<int>(FUND_STORE_VERSION));
    }
    const size_t end = text.rfind(last_line);
    if (end == std::string::npos ||
        text.substr(end) != last_line + name::hex(fund_hash64(text.data(), end)) + "\n") {
        start.damaged();
    }
    manifest out;
    scanner in(text.substr(0, end), path);
    in.until('\n');
    read_lines(out, in);
    if (has_doubtful_names(out)) {
        in.damaged();
    }
    return out;
}

std::vector<std::string> manifest::files() const
{
    std::vector<std::string> all;
    if (!dictionary.empty()) {
        all.push_back(dictionary);
    }
    for (const segment_entry &segment : segments) {
        all.push_back(segment.name);
        if (!segment.deletions.empty()) {
            all.push_back(segment.deletions);
        }
    }
    return all;
}

bool manifest::names(const std::string &file) const
{
    const std::vector<std::string> all = files();
    return std::find(all.begin(), all.end(), file) != all.end();
}

uint64_t manifest::bytes() const
{
    uint64_t sum = 0;
    for (const segment_entry &segment : segments) {
        sum += segment.bytes;
    }
    return sum;
}

std::string read_manifest(const folder &dir)
{
    std::optional<std::string> text = dir.read(name::manifest, text_max);
    if (!text) {
        fail_in(dir.path(), FUND_ERR_NO_INDEX, "not an index (it has no file XAPIANDB)");
    }
    return *text;
}

} // namespace fund
