#include "store/store_private.h"

#include <cerrno>
#include <cstring>
#include <exception>
#include <new>

namespace fund {

namespace {

bool names_full_disk(const Xapian::Error &error)
{
    const char *reason = error.get_error_string();
    if (reason == nullptr) {
        return false;
    }
    return std::strcmp(reason, std::strerror(ENOSPC)) == 0 ||
           std::strcmp(reason, std::strerror(EDQUOT)) == 0;
}

fund_status report(fund_error *err, fund_status status, const Xapian::Error &error) noexcept
{
    if (names_full_disk(error)) {
        status = FUND_ERR_FULL;
    }
    const char *reason = error.get_error_string();
    return fund_error_set(err, status, "%s%s%s%s", error.get_msg().c_str(),
                          reason != nullptr ? " (" : "", reason != nullptr ? reason : "",
                          reason != nullptr ? ")" : "");
}

} // namespace

fund_status map_exception(fund_error *err) noexcept
{
    try {
        throw;
    } catch (const failure &error) {
        return fund_error_set(err, error.status, "%s", error.message.c_str());
    } catch (const Xapian::DatabaseClosedError &error) {
        return report(err, FUND_ERR_CLOSED, error);
    } catch (const Xapian::DatabaseCorruptError &error) {
        return report(err, FUND_ERR_CORRUPT, error);
    } catch (const Xapian::DatabaseLockError &error) {
        return report(err, FUND_ERR_LOCKED, error);
    } catch (const Xapian::DatabaseModifiedError &error) {
        return report(err, FUND_ERR_MODIFIED, error);
    } catch (const Xapian::DatabaseVersionError &error) {
        return report(err, FUND_ERR_VERSION, error);
    } catch (const Xapian::DatabaseNotFoundError &error) {
        return report(err, FUND_ERR_NO_INDEX, error);
    } catch (const Xapian::DatabaseOpeningError &error) {
        return report(err, FUND_ERR_CORRUPT, error);
    } catch (const Xapian::DatabaseError &error) {
        return report(err, FUND_ERR_IO, error);
    } catch (const Xapian::NetworkError &error) {
        return report(err, FUND_ERR_NETWORK, error);
    } catch (const Xapian::DocNotFoundError &error) {
        return report(err, FUND_ERR_NOT_FOUND, error);
    } catch (const Xapian::QueryParserError &error) {
        return report(err, FUND_ERR_QUERY, error);
    } catch (const Xapian::WildcardError &error) {
        return report(err, FUND_ERR_QUERY, error);
    } catch (const Xapian::InvalidArgumentError &error) {
        return report(err, FUND_ERR_ARGUMENT, error);
    } catch (const Xapian::InvalidOperationError &error) {
        return report(err, FUND_ERR_ARGUMENT, error);
    } catch (const Xapian::RangeError &error) {
        return report(err, FUND_ERR_ARGUMENT, error);
    } catch (const Xapian::Error &error) {
        return report(err, FUND_ERR_INTERNAL, error);
    } catch (const std::bad_alloc &) {
        return fund_error_set(err, FUND_ERR_MEMORY, "not enough memory");
    } catch (const std::exception &error) {
        return fund_error_set(err, FUND_ERR_INTERNAL, "unexpected: %s", error.what());
    } catch (...) {
        return fund_error_set(err, FUND_ERR_INTERNAL, "unexpected exception of unknown type");
    }
}

void fail(fund_status status, const std::string &message)
{
    throw failure{status, message};
}

void fail_errno(int errnum, const std::string &what)
{
    throw failure{fund_status_of_errno(errnum), what + ": " + std::strerror(errnum)};
}

std::string make_term(const char *prefix, const char *term, size_t len)
{
    std::string result(prefix);
    if (len == 0 && result.empty()) {
        fail(FUND_ERR_ARGUMENT, "a term must not be empty");
    }
    result.append(term, len);
    if (result.find('\0') != std::string::npos) {
        fail(FUND_ERR_ARGUMENT, "a term must not hold a zero byte");
    }
    if (result.size() > FUND_STORE_TERM_MAX) {
        fail(FUND_ERR_ARGUMENT, "term of " + std::to_string(result.size()) +
                                    " bytes is longer than " +
                                    std::to_string(FUND_STORE_TERM_MAX));
    }
    if (!fund_utf8_valid(result.data(), result.size(), nullptr)) {
        fail(FUND_ERR_ARGUMENT, "a term must be valid UTF-8");
    }
    return result;
}

} // namespace fund
