/* find INDEX QUERY: a C++ program on the library. Objects free themselves, errors are exceptions. */
#include <fundstelle.h>

#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>

namespace {

void check(fund_status status, const fund_error &err)
{
    if (status != FUND_OK) {
        throw std::runtime_error(err.message);
    }
}

class searcher {
  public:
    explicit searcher(const char *index)
    {
        fund_searcher *opened;
        fund_error err = FUND_ERROR_INIT;
        check(fund_searcher_open(&opened, &index, 1, nullptr, &err), err);
        opened_.reset(opened);
    }

    /* Calls `take` with each hit, which is valid until it returns. */
    template <typename Take> void search(const std::string &query, unsigned count, Take take)
    {
        struct owner {
            fund_results results = FUND_RESULTS_INIT;
            ~owner()
            {
                fund_results_free(&results);
            }
        } found;
        fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
        options.count = count;
        fund_error err = FUND_ERROR_INIT;
        check(
            fund_search(&found.results, opened_.get(), query.data(), query.size(), &options, &err),
            err);
        for (size_t i = 0; i < found.results.count; i++) {
            take(*found.results.hits[i]);
        }
    }

  private:
    struct deleter {
        void operator()(fund_searcher *opened) const
        {
            fund_searcher_free(opened);
        }
    };
    std::unique_ptr<fund_searcher, deleter> opened_;
};

} // namespace

int main(int argc, char **argv)
{
    if (argc != 3) {
        std::cerr << "usage: find INDEX QUERY\n";
        return 2;
    }
    try {
        size_t count = 0;
        searcher(argv[1]).search(argv[2], 3, [&](const fund_hit &hit) {
            std::cout << hit.fields.id.data << '#' << hit.passage << ": " << hit.text << '\n';
            count++;
        });
        return count > 0 ? 0 : 1;
    } catch (const std::exception &error) {
        std::cerr << "find: " << error.what() << '\n';
        return 2;
    }
}
