/* Sets of document ids. */
#include "store/store_private.h"

#include <new>

namespace fund {

static roaring_bitmap_t *or_no_memory(roaring_bitmap_t *bits)
{
    if (bits == nullptr) {
        throw std::bad_alloc();
    }
    return bits;
}

docid_set::docid_set() : bits_(or_no_memory(roaring_bitmap_create()))
{
}

docid_set::docid_set(const docid_set &other) : bits_(or_no_memory(roaring_bitmap_copy(other.bits_)))
{
}

docid_set::~docid_set()
{
    roaring_bitmap_free(bits_);
}

bool docid_set::has(Xapian::docid docid) const
{
    return roaring_bitmap_contains(bits_, docid);
}

void docid_set::add(Xapian::docid docid)
{
    roaring_bitmap_add(bits_, docid);
}

Xapian::doccount docid_set::count() const
{
    return static_cast<Xapian::doccount>(roaring_bitmap_get_cardinality(bits_));
}

Xapian::docid docid_set::next(Xapian::docid docid) const
{
    roaring_uint32_iterator_t it;
    roaring_init_iterator(bits_, &it);
    return roaring_move_uint32_iterator_equalorlarger(&it, docid) ? it.current_value : none;
}

void docid_set::add_all(const docid_set &other, Xapian::docid offset)
{
    roaring_uint32_iterator_t it;
    for (roaring_init_iterator(other.bits_, &it); it.has_value;
         roaring_advance_uint32_iterator(&it)) {
        add(it.current_value + offset);
    }
}

std::string docid_set::encode() const
{
    std::string bytes(roaring_bitmap_portable_size_in_bytes(bits_), '\0');
    bytes.resize(roaring_bitmap_portable_serialize(bits_, &bytes[0]));
    return bytes;
}

namespace {

/* What the library reads keeps within the bytes, but need not be a set: each id is looked at. */
struct rebuilding {
    docid_set *out;
    Xapian::docid before, last;
};

bool take_id(uint32_t docid, void *payload)
{
    auto *run = static_cast<rebuilding *>(payload);
    if (docid <= run->before || docid > run->last) {
        run->last = 0;
        return false;
    }
    run->out->add(docid);
    run->before = docid;
    return true;
}

} // namespace

docid_set docid_set::decode(const std::string &bytes, Xapian::docid last)
{
    docid_set set;
    /* Asked first, since the library prints what it finds wrong on the standard error. */
    const bool whole =
        roaring_bitmap_portable_deserialize_size(bytes.data(), bytes.size()) == bytes.size();
    const std::unique_ptr<roaring_bitmap_t, void (*)(const roaring_bitmap_t *)> read(
        whole ? roaring_bitmap_portable_deserialize_safe(bytes.data(), bytes.size()) : nullptr,
        roaring_bitmap_free);
    rebuilding run{&set, 0, last};
    if (!read || (roaring_iterate(read.get(), take_id, &run), run.last != last)) {
        fail(FUND_ERR_CORRUPT, "damaged list of deleted passages");
    }
    return set;
}

} // namespace fund
