/* Sets of document ids. */
#include "store/store_private.h"

namespace fund {

void docid_set::add(Xapian::docid docid)
{
    if (docid / 64 >= bits_.size()) {
        bits_.resize(docid / 64 + 1);
    }
    uint64_t &word = bits_[docid / 64];
    const uint64_t bit = UINT64_C(1) << (docid % 64);
    count_ += (word & bit) == 0 ? 1 : 0;
    word |= bit;
}

Xapian::docid docid_set::next(Xapian::docid docid) const
{
    uint64_t mask = ~UINT64_C(0) << (docid % 64);
    for (size_t i = docid / 64; i < bits_.size(); i++, mask = ~UINT64_C(0)) {
        const uint64_t rest = bits_[i] & mask;
        if (rest != 0) {
            return static_cast<Xapian::docid>(i * 64 + static_cast<size_t>(__builtin_ctzll(rest)));
        }
    }
    return none;
}

Xapian::docid docid_set::previous(Xapian::docid docid) const
{
    size_t i = docid / 64;
    uint64_t mask = ~UINT64_C(0) >> (63 - docid % 64);
    if (i >= bits_.size()) {
        i = bits_.size() - 1; /* without bits: the largest number */
        mask = ~UINT64_C(0);
    }
    for (; i < bits_.size(); i--, mask = ~UINT64_C(0)) {
        const uint64_t rest = bits_[i] & mask;
        if (rest != 0) {
            return static_cast<Xapian::docid>(i * 64 + 63 -
                                              static_cast<size_t>(__builtin_clzll(rest)));
        }
    }
    return 0;
}

template <typename Visit> void docid_set::each(Visit visit) const
{
    for (size_t i = 0; i < bits_.size(); i++) {
        for (uint64_t rest = bits_[i]; rest != 0; rest &= rest - 1) {
            visit(static_cast<Xapian::docid>(i * 64 + static_cast<size_t>(__builtin_ctzll(rest))));
        }
    }
}

void docid_set::add_all(const docid_set &other, Xapian::docid offset)
{
    other.each([&](Xapian::docid docid) { add(docid + offset); });
}

/* Their number, then the distance of each from the one before, as varints. */
std::string docid_set::encode() const
{
    fund_buf out = FUND_BUF_INIT;
    fund_buf_append_varint(&out, count_);
    Xapian::docid before = 0;
    each([&](Xapian::docid docid) {
        fund_buf_append_varint(&out, docid - before);
        before = docid;
    });
    const bool failed = out.failed;
    std::string bytes;
    if (!failed) {
        bytes.assign(out.data, out.len);
    }
    fund_buf_free(&out);
    if (failed) {
        throw std::bad_alloc();
    }
    return bytes;
}

docid_set docid_set::decode(const std::string &bytes, Xapian::docid last)
{
    docid_set set;
    const char *pos = bytes.data();
    const char *const end = pos + bytes.size();
    uint64_t count, step, docid = 0;
    bool whole = fund_varint_read(&count, &pos, end);
    for (uint64_t i = 0; whole && i < count; i++) {
        whole = fund_varint_read(&step, &pos, end) && step > 0 && step <= last - docid;
        if (whole) {
            docid += step;
            set.add(static_cast<Xapian::docid>(docid));
        }
    }
    if (!whole || pos != end) {
        fail(FUND_ERR_CORRUPT, "damaged list of deleted passages");
    }
    return set;
}

} // namespace fund
