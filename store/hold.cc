/* Readers that commits keep overtaking, and a writer that waits for them. */
#include "store/store_private.h"

#include <cerrno>
#include <ctime>
#include <fcntl.h>
#include <memory>
#include <sys/file.h>
#include <unistd.h>
#include <vector>

namespace fund {

/* flock(2) of the folder, since a lock on it needs no right to write. */
gate::gate(const std::string &path, int how) noexcept
    : fd_(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC))
{
    const timespec pause = {0, 1000 * 1000};
    int left = 1000; /* ms: nobody who can read keeps a writer for ever */
    while (fd_ >= 0 && flock(fd_, how | LOCK_NB) != 0 && errno == EWOULDBLOCK && left-- > 0) {
        nanosleep(&pause, nullptr);
    }
}

gate::~gate()
{
    if (fd_ >= 0) {
        close(fd_);
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
