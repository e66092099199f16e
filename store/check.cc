/* Checking all files of one commit; nothing is written, and writers go on meanwhile. */
#include "store/store_private.h"

#include <sstream>

using namespace fund;

namespace {

struct findings {
    std::ostringstream report;
    size_t defects = 0;

    /* What a step says of damage is a finding; other failures are passed on. */
    template <typename Step> void look(Step step)
    {
        fund_error why = FUND_ERROR_INIT;
        const fund_status status = guard(&why, [&] { step(); });
        if (status == FUND_OK) {
            return;
        }
        if (status != FUND_ERR_CORRUPT && status != FUND_ERR_VERSION &&
            status != FUND_ERR_NO_INDEX) { /* the last two: too damaged to be looked at */
            pass_on(why);
        }
        report << why.message << '\n';
        defects++;
    }
};

} // namespace

/* libxapian's check of one database, with the name of its file before what it says. */
template <typename Check>
static void check_tables(findings &found, const std::string &path, Check check)
{
    std::ostringstream said;
    size_t defects = 0;
    found.look([&] { attempt(path, [&] { defects = check(said); }); });
    if (defects > 0) {
        found.report << path << ":\n" << said.str();
    }
    found.defects += defects;
}

/* The files of a commit are opened before they are looked at: then it does not matter when a
 * writer removes them. */
static void check_commit(findings &found, const folder &dir, const manifest &named)
{
    std::vector<descriptor> files;
    for (const segment_entry &entry : named.segments) {
        files.push_back(dir.open_file(entry.name));
    }
    if (!named.dictionary.empty()) {
        found.look([&] { open_dictionary(dir, named.dictionary); });
    }
    for (const segment_entry &entry : named.segments) {
        found.look([&] { open_segment(dir, entry); });
        if (!entry.deletions.empty()) {
            found.look([&] { open_deletions(dir, entry); });
        }
    }
    for (size_t i = 0; i < files.size(); i++) {
        if (files[i].get() >= 0) {
            check_tables(found, dir.path_of(named.segments[i].name), [&](std::ostream &out) {
                return Xapian::Database::check(files[i].release(), 0, &out);
            });
        }
    }
}

static void check_format4(findings &found, const folder &dir, const std::string &text)
{
    std::vector<segment_entry> databases;
    found.look([&] { databases = open_format4(dir, text).named.segments; });
    for (const segment_entry &entry : databases) {
        check_tables(found, dir.path_of(entry.name), [&](std::ostream &out) {
            return Xapian::Database::check(dir.path_of(entry.name), 0, &out);
        });
    }
}

/* Nothing when it is damaged. A later format is none of our findings. */
static std::optional<manifest> look_at_manifest(findings &found, const folder &dir,
                                                const std::string &text)
{
    std::optional<manifest> named;
    fund_error why = FUND_ERROR_INIT;
    const fund_status status =
        guard(&why, [&] { named = manifest::parse(text, dir.path_of(name::manifest)); });
    if (status != FUND_OK) {
        if (status == FUND_ERR_VERSION) {
            pass_on(why);
        }
        found.look([&] { pass_on(why); });
    }
    return named;
}

static void check_index(findings &found, const std::string &path)
{
    enum { TRIES_MAX = 1000 };
    for (int i = 1;; i++) {
        const folder dir(path);
        const std::string text = read_manifest(dir);
        found.defects = 0;
        found.report.str("");
        if (is_format4(text)) {
            check_format4(found, dir, text);
        } else if (const std::optional<manifest> named = look_at_manifest(found, dir, text)) {
            found.look([&] { check_commit(found, dir, *named); });
        }
        /* Files of a commit may have gone before they were opened. */
        if (found.defects == 0 || i == TRIES_MAX || read_manifest(folder(path)) == text) {
            return;
        }
    }
}

fund_status fund_store_check(size_t *defects, const char *path, fund_check_callback callback,
                             void *payload, fund_error *err) noexcept
{
    *defects = 0;
    return guard(err, [&] {
        findings found;
        check_index(found, path);
        *defects = found.defects;
        std::istringstream lines(found.report.str());
        fund_status status = FUND_OK;
        for (std::string line; status == FUND_OK && callback != nullptr && found.defects > 0 &&
                               std::getline(lines, line);) {
            if (!line.empty()) {
                status = callback(line.c_str(), payload);
            }
        }
        return status;
    });
}
