/* Readers that commits keep overtaking, and a writer that waits for them. */
#include "store/store_private.h"

#include <fcntl.h>
#include <memory>
#include <sys/file.h>
#include <vector>

namespace fund {

/* A lock on the folder needs no right to write, and a second's wait keeps nobody for ever. */
gate::gate(const std::string &path, int how) noexcept
    : folder_{open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)}
{
    if (folder_.fd >= 0) {
        lock_within(folder_.fd, how, 1000, 1);
    }
}

} // namespace fund

struct fund_hold {
    std::vector<std::unique_ptr<fund::gate>> gates;
};

fund_hold *fund_store_hold(const char *const *paths, size_t count) noexcept
{
    fund_hold *out = nullptr;
    const fund_status status = fund::guard(nullptr, [&] {
        auto hold = std::make_unique<fund_hold>();
        for (size_t i = 0; i < count; i++) {
            hold->gates.push_back(std::make_unique<fund::gate>(paths[i], LOCK_SH));
        }
        out = hold.release();
        return FUND_OK;
    });
    return status == FUND_OK ? out : nullptr;
}

void fund_hold_free(fund_hold *hold) noexcept
{
    delete hold;
}
