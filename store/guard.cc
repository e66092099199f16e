#include "store/store_private.h"

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <exception>
#include <new>

namespace fund {

namespace {

/* What libxapian's errors say: their message and, in brackets, the system's. */
std::string describe(const Xapian::Error &error)
{
    std::string text = error.get_msg().empty() ? error.get_type() : error.get_msg();
    const char *reason = error.get_error_string();
    if (reason != nullptr) {
        text += std::string(" (") + reason + ")";
    }
    return text;
}

/* In the user's language, or as it is without one. */
bool gives_reason(const std::string &text, int errnum)
{
    return text.find(std::strerror(errnum)) != std::string::npos ||
           text.find(strerrordesc_np(errnum)) != std::string::npos;
}

/* libxapian keeps errno to itself, and an error that was caused by another one
 * has the system's reason only inside its message. */
int reason_of_full(const std::string &text)
{
    return gives_reason(text, ENOSPC) ? ENOSPC : gives_reason(text, EDQUOT) ? EDQUOT : 0;
}

fund_status refine(fund_status status, const Xapian::Error &error, const std::string &text)
{
    if (status == FUND_ERR_IO && (text.find("EOF reading block") != std::string::npos ||
                                  text.find("inflate failed") != std::string::npos)) {
        return FUND_ERR_CORRUPT; /* a table that was cut off, a block of something else */
    }
    /* A missing file is damage; one that may not be opened, or not now, is not. */
    const char *reason = error.get_error_string();
    const bool refused = reason != nullptr && !gives_reason(reason, ENOENT);
    return status == FUND_ERR_CORRUPT && refused ? FUND_ERR_IO : status;
}

/* A piece that fails libxapian wants to take back, which it cannot where it writes in place; that is
 * then all it says. */
bool hides_reason(const std::string &text)
{
    return text.find("cancel() not supported") != std::string::npos;
}

fund_status report_hidden(fund_error *err, int errnum, const std::string &text)
{
    const std::string start = "Modifications failed (";
    const size_t from = text.find(start), to = text.find("), and couldn't open");
    std::string reason;
    if (errnum == ENOMEM) {
        return fund_no_memory(err);
    }
    if (from != std::string::npos && to != std::string::npos) {
        reason = text.substr(from + start.size(), to - from - start.size());
    }
    if (reason.empty() || reason == "Unknown error") {
        reason = errnum != 0 ? std::strerror(errnum) : fund_tr("unknown reason");
    }
    return fund_error_set(err, FUND_ERR_IO, "a change could not be written (%s); start again",
                          reason.c_str());
}

fund_status report_full(fund_error *err, int errnum)
{
    return fund_error_set(err, FUND_ERR_FULL,
                          errnum == EDQUOT ? FUND_TR("the quota of the disk is used up (%s); make "
                                                     "room there and start again")
                                           : FUND_TR("the disk is full (%s); make room there and "
                                                     "start again"),
                          std::strerror(errnum));
}

fund_status report(fund_error *err, fund_status status, const Xapian::Error &error) noexcept
{
    const int errnum = errno; /* of the call that failed, mostly */
    fund_error out = FUND_ERROR_INIT;
    guard(&out, [&] {
        const std::string text = describe(error);
        int full = reason_of_full(text);
        if (hides_reason(text) && full == 0) {
            full = errnum == ENOSPC || errnum == EDQUOT ? errnum : 0;
            if (full == 0) {
                return report_hidden(&out, errnum, text);
            }
        }
        return full != 0 ? report_full(&out, full)
                         : fund_error_set(&out, refine(status, error, text), "%s", text.c_str());
    });
    return fund_error_pass(err, &out);
}

} // namespace

fund_status map_exception(fund_error *err) noexcept
{
    try {
        throw;
    } catch (const failure &error) {
        fund_error_set(err, error.status, "%s", error.message.c_str());
        fund_error_at(err, error.path.c_str(), 0);
        return error.status;
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
    } catch (const Xapian::UnimplementedError &error) {
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
        return fund_no_memory(err);
    } catch (const std::exception &error) {
        return fund_error_set(err, FUND_ERR_INTERNAL, "unexpected: %s", error.what());
    } catch (...) {
        return fund_error_set(err, FUND_ERR_INTERNAL, "unexpected exception of unknown type");
    }
}

static std::string translated(const char *format, va_list args) FUND_PRINTF(1, 0);
static std::string translated(const char *format, va_list args)
{
    char message[FUND_ERROR_MESSAGE_MAX];
    vsnprintf(message, sizeof message, fund_tr(format), args);
    return message;
}

/* Printf-like formats, as translators see them. NOLINTBEGIN(cert-dcl50-cpp) */
void fail(fund_status status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const std::string message = translated(format, args);
    va_end(args);
    throw failure{status, message, ""};
}

void fail_in(const std::string &path, fund_status status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const std::string message = translated(format, args);
    va_end(args);
    throw failure{status, path + ": " + message, path};
}
/* NOLINTEND(cert-dcl50-cpp) */

void pass_on(const fund_error &error)
{
    throw failure{error.status, error.message, error.path};
}

void fail_errno(int errnum, const std::string &what)
{
    fund_error why = FUND_ERROR_INIT;
    if (fund_status_of_errno(errnum) == FUND_ERR_FULL) {
        report_full(&why, errnum);
        throw failure{why.status, what + ": " + why.message, what};
    }
    throw failure{fund_status_of_errno(errnum), what + ": " + std::strerror(errnum), what};
}

std::string make_term(const char *prefix, const char *term, size_t len)
{
    std::string result(prefix);
    if (len == 0 && result.empty()) {
        fail(FUND_ERR_ARGUMENT, "a term must not be empty");
    }
    result.append(term, len);
    if (result.find('\0') != std::string::npos) {
        fail(FUND_ERR_ARGUMENT, "a term must not contain a zero byte");
    }
    if (result.size() > FUND_STORE_TERM_MAX) {
        fail(FUND_ERR_ARGUMENT, "term of %zu bytes is longer than %d", result.size(),
             static_cast<int>(FUND_STORE_TERM_MAX));
    }
    if (!fund_utf8_valid(result.data(), result.size(), nullptr)) {
        fail(FUND_ERR_ARGUMENT, "a term must be valid UTF-8");
    }
    return result;
}

} // namespace fund
