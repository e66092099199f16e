/* Query trees and running them. */
#include "store/store_private.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iterator>

using namespace fund;

static void give(fund_query **out, const Xapian::Query &query)
{
    *out = new fund_query{query, false};
}

static Xapian::Query take(const fund_query *query)
{
    return query != nullptr ? query->query : Xapian::Query::MatchNothing;
}

static Xapian::Query::op xapian_op(fund_query_op op)
{
    switch (op) {
    case FUND_OP_AND:
        return Xapian::Query::OP_AND;
    case FUND_OP_OR:
        return Xapian::Query::OP_OR;
    case FUND_OP_AND_NOT:
        return Xapian::Query::OP_AND_NOT;
    case FUND_OP_AND_MAYBE:
        return Xapian::Query::OP_AND_MAYBE;
    case FUND_OP_FILTER:
        return Xapian::Query::OP_FILTER;
    case FUND_OP_SYNONYM:
        return Xapian::Query::OP_SYNONYM;
    case FUND_OP_MAX:
        return Xapian::Query::OP_MAX;
    }
    fail(FUND_ERR_ARGUMENT, "unknown query operator");
}

fund_status fund_query_term(fund_query **out, const char *prefix, const char *term, size_t len,
                            uint32_t wqf, fund_error *err) noexcept
{
    *out = nullptr;
    return guard(err, [&] { give(out, Xapian::Query(make_term(prefix, term, len), wqf)); });
}

fund_status fund_query_combine(fund_query **out, fund_query_op op, const fund_query *const *subs,
                               size_t count, fund_error *err) noexcept
{
    *out = nullptr;
    return guard(err, [&] {
        if (count == 0) {
            fail(FUND_ERR_ARGUMENT, "no queries to combine");
        }
        std::vector<Xapian::Query> queries;
        std::transform(subs, subs + count, std::back_inserter(queries), take);
        give(out, Xapian::Query(xapian_op(op), queries.begin(), queries.end()));
    });
}

fund_status fund_query_scale(fund_query **out, const fund_query *sub, double factor,
                             fund_error *err) noexcept
{
    *out = nullptr;
    return guard(err, [&] {
        if (!std::isfinite(factor)) {
            fail(FUND_ERR_ARGUMENT, "a weight factor must be a finite number");
        }
        give(out, Xapian::Query(Xapian::Query::OP_SCALE_WEIGHT, take(sub), factor));
    });
}

fund_status fund_query_range(fund_query **out, uint32_t slot, const char *low, size_t low_len,
                             const char *high, size_t high_len, fund_error *err) noexcept
{
    *out = nullptr;
    return guard(err, [&] {
        const std::string from = low != nullptr ? std::string(low, low_len) : "";
        const std::string to = high != nullptr ? std::string(high, high_len) : "";
        if (low != nullptr && high != nullptr) {
            give(out, Xapian::Query(Xapian::Query::OP_VALUE_RANGE, slot, from, to));
        } else if (low != nullptr) {
            give(out, Xapian::Query(Xapian::Query::OP_VALUE_GE, slot, from));
        } else if (high != nullptr) {
            give(out, Xapian::Query(Xapian::Query::OP_VALUE_LE, slot, to));
        } else {
            give(out, Xapian::Query::MatchAll);
        }
    });
}

fund_status fund_query_prefix(fund_query **out, const char *prefix, const char *stem, size_t len,
                              uint32_t max_terms, fund_error *err) noexcept
{
    *out = nullptr;
    return guard(err, [&] {
        /* With MOST_FREQUENT a limit of 0 would keep no term at all. */
        const int limit = max_terms > 0 ? Xapian::Query::WILDCARD_LIMIT_MOST_FREQUENT
                                        : Xapian::Query::WILDCARD_LIMIT_ERROR;
        give(out, Xapian::Query(Xapian::Query::OP_WILDCARD, make_term(prefix, stem, len), max_terms,
                                limit, Xapian::Query::OP_SYNONYM));
    });
}

fund_status fund_query_all(fund_query **out, fund_error *err) noexcept
{
    *out = nullptr;
    return guard(err, [&] {
        give(out, Xapian::Query(Xapian::Query::OP_SCALE_WEIGHT,
                                Xapian::Query(Xapian::Query::MatchAll), 0));
        (*out)->all = true;
    });
}

namespace {

/* Some documents of a database, of which only the next one from any on can be reported. libxapian
 * asks a source for each database, with that database's own document ids. */
class documents : public Xapian::PostingSource {
  public:
    Xapian::doccount get_termfreq_min() const override
    {
        return certain_ ? count_ : 0;
    }
    Xapian::doccount get_termfreq_est() const override
    {
        return count_;
    }
    Xapian::doccount get_termfreq_max() const override
    {
        return count_;
    }
    void next(double) override
    {
        at_ = find(at_ + 1);
    }
    void skip_to(Xapian::docid docid, double) override
    {
        at_ = find(std::max(at_, docid));
    }
    bool at_end() const override
    {
        return at_ == docid_set::none;
    }
    Xapian::docid get_docid() const override
    {
        return at_;
    }

  protected:
    explicit documents(bool certain) : certain_(certain)
    {
    }
    void begin(Xapian::doccount count)
    {
        at_ = 0;
        count_ = count;
    }

  private:
    /* The first one that is not below docid, else docid_set::none. */
    virtual Xapian::docid find(Xapian::docid docid) = 0;

    const bool certain_; /* that it is so many */
    Xapian::docid at_ = 0;
    Xapian::doccount count_ = 0;
};

/* Passages of the articles whose first passage matches a query. Passages of an article are
 * adjacent within their database, and end where the next article begins. */
class passages_of_articles : public documents {
  public:
    explicit passages_of_articles(const Xapian::Query &wanted) : documents(false), wanted_(wanted)
    {
    }
    passages_of_articles *clone() const override
    {
        return new passages_of_articles(wanted_);
    }

    void init(const Xapian::Database &database) override
    {
        Xapian::doccount count = 0;
        ranges_.clear();
        range_ = 0;
        Xapian::Enquire enquire(database);
        enquire.set_query(
            Xapian::Query(Xapian::Query::OP_FILTER, wanted_, Xapian::Query(FUND_PREFIX_FIRST)));
        enquire.set_weighting_scheme(Xapian::BoolWeight());
        enquire.set_docid_order(Xapian::Enquire::ASCENDING);
        const Xapian::MSet firsts = enquire.get_mset(0, database.get_doccount());
        const Xapian::PostingIterator end = database.postlist_end(FUND_PREFIX_FIRST);
        const Xapian::docid last = database.get_lastdocid();
        Xapian::PostingIterator next = database.postlist_begin(FUND_PREFIX_FIRST);
        for (Xapian::MSetIterator it = firsts.begin(); it != firsts.end(); ++it) {
            const Xapian::docid first = *it;
            if (next != end) {
                next.skip_to(first + 1);
            }
            ranges_.emplace_back(first, next != end ? *next - 1 : last);
            count += ranges_.back().second - first + 1;
        }
        /* Documents that are gone have left their ids. */
        begin(std::min(count, database.get_doccount()));
    }

  private:
    Xapian::docid find(Xapian::docid docid) override
    {
        while (range_ < ranges_.size() && ranges_[range_].second < docid) {
            range_++;
        }
        return range_ < ranges_.size() ? std::max(docid, ranges_[range_].first) : docid_set::none;
    }

    const Xapian::Query wanted_;
    std::vector<std::pair<Xapian::docid, Xapian::docid>> ranges_;
    size_t range_ = 0;
};

/* The deleted documents of all segments, to be left out of a query. */
class deleted_documents : public documents {
  public:
    explicit deleted_documents(const fund_store *store) : documents(true), store_(store)
    {
    }
    deleted_documents *clone() const override
    {
        return new deleted_documents(store_);
    }

    void init(const Xapian::Database &database) override
    {
        set_ = store_->deleted_in(database.get_uuid());
        begin(set_ != nullptr ? static_cast<Xapian::doccount>(set_->count()) : 0);
    }

  private:
    Xapian::docid find(Xapian::docid docid) override
    {
        return set_ != nullptr ? set_->next(docid) : docid_set::none;
    }

    const fund_store *store_;
    const docid_set *set_ = nullptr;
};

/* Days since 0000-03-01 of an ISO date, 0 without one; what is missing of it counts as
 * the first. */
double day_number(const std::string &date)
{
    if (date.size() < 4) {
        return 0;
    }
    const int year = std::atoi(date.c_str());
    const int month = date.size() >= 7 ? std::atoi(date.c_str() + 5) : 1;
    const int day = date.size() >= 10 ? std::atoi(date.c_str() + 8) : 1;
    const int shifted = month > 2 ? year : year - 1; /* years that begin in March */
    const int before = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5;
    return 365.0 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + before + day - 1;
}

class recency : public Xapian::ValuePostingSource {
  public:
    recency(double today, double half_life, double most)
        : Xapian::ValuePostingSource(FUND_SLOT_DATE), today_(today), half_life_(half_life),
          most_(most)
    {
    }
    recency *clone() const override
    {
        return new recency(today_, half_life_, most_);
    }

    void init(const Xapian::Database &database) override
    {
        Xapian::ValuePostingSource::init(database);
        set_maxweight(most_);
    }
    double get_weight() const override
    {
        const double day = day_number(get_value());
        if (day <= 0) {
            return 0;
        }
        return most_ * std::exp2(-std::max(0.0, today_ - day) / half_life_);
    }

  private:
    double today_, half_life_, most_;
};

} // namespace

fund_status fund_query_articles(fund_query **out, const fund_query *sub, fund_error *err) noexcept
{
    *out = nullptr;
    return guard(err, [&] {
        if (sub == nullptr) {
            give(out, Xapian::Query::MatchNothing);
            return;
        }
        auto *source = new passages_of_articles(sub->query);
        const Xapian::Query query(source->release());
        give(out, Xapian::Query(Xapian::Query::OP_SCALE_WEIGHT, query, 0));
    });
}

fund_status fund_query_recency(fund_query **out, const char *today, double half_life, double most,
                               fund_error *err) noexcept
{
    *out = nullptr;
    return guard(err, [&] {
        const double day = day_number(today);
        if (day <= 0 || !(half_life > 0) || !std::isfinite(half_life)) {
            fail(FUND_ERR_ARGUMENT, "recency requires a date and a positive number of days");
        }
        auto *source = new recency(day, half_life, most);
        give(out, Xapian::Query(source->release()));
    });
}

void fund_query_free(fund_query *query) noexcept
{
    delete query;
}

fund_status fund_query_describe(fund_buf *out, const fund_query *query, fund_error *err) noexcept
{
    return guard(err, [&] {
        fund_buf_append_str(out,
                            query != nullptr ? query->query.get_description().c_str() : "Query()");
        if (out->failed) {
            throw std::bad_alloc();
        }
    });
}

/* ---- matching ------------------------------------------------------------ */

static void set_weighting(Xapian::Enquire &enquire, const fund_match_options &options)
{
    if (options.unweighted) {
        enquire.set_weighting_scheme(Xapian::BoolWeight());
    } else {
        enquire.set_weighting_scheme(
            Xapian::BM25Weight(options.bm25_k1, 0, 1, options.bm25_b, 0.5));
    }
}

static void set_sort(Xapian::Enquire &enquire, fund_sort sort)
{
    switch (sort) {
    case FUND_SORT_RELEVANCE:
        enquire.set_sort_by_relevance();
        return;
    case FUND_SORT_VALUE_DESC:
        enquire.set_sort_by_value_then_relevance(FUND_SLOT_DATE, true);
        return;
    case FUND_SORT_VALUE_ASC:
        enquire.set_sort_by_value_then_relevance(FUND_SLOT_DATE, false);
        return;
    }
    fail(FUND_ERR_ARGUMENT, "unknown sort order");
}

static void copy_matches(fund_matches *out, const Xapian::MSet &mset)
{
    if (mset.size() > 0) {
        out->items = static_cast<fund_match *>(std::malloc(mset.size() * sizeof(fund_match)));
        if (out->items == nullptr) {
            throw std::bad_alloc();
        }
    }
    for (Xapian::MSetIterator it = mset.begin(); it != mset.end(); ++it) {
        out->items[out->count++] = fund_match{*it, it.get_weight(), it.get_collapse_count()};
    }
    out->estimated = mset.get_matches_estimated();
    out->lower_bound = mset.get_matches_lower_bound();
    out->upper_bound = mset.get_matches_upper_bound();
}

static bool has_embargoed(const fund_store *store, const char *now)
{
    return now != nullptr && store->database.get_value_upper_bound(FUND_SLOT_EMBARGO) >= now;
}

static Xapian::Query without_embargoed(const Xapian::Query &query, const fund_store *store,
                                       const char *now)
{
    if (!has_embargoed(store, now)) {
        return query;
    }
    return Xapian::Query(Xapian::Query::OP_AND_NOT, query,
                         Xapian::Query(Xapian::Query::OP_VALUE_GE, FUND_SLOT_EMBARGO, now));
}

/* All documents in order. libxapian would look at each of them: it takes segment after segment, and
 * document numbers go round the segments. */
static void list_all(fund_matches *out, const fund_store *store, const fund_match_options &options)
{
    const Xapian::doccount documents = store->database.get_doccount() - store->count_deleted();
    const Xapian::docid last = store->database.get_lastdocid();
    const bool embargoes = has_embargoed(store, options.now);
    const Xapian::doccount count = std::min(options.count, documents);
    out->items = static_cast<fund_match *>(std::malloc((count + 1) * sizeof(fund_match)));
    if (out->items == nullptr) {
        throw std::bad_alloc();
    }
    Xapian::doccount seen = 0;
    for (Xapian::docid docid = 1; docid <= last && out->count < count; docid++) {
        const Xapian::docid own = (docid - 1) / static_cast<Xapian::docid>(store->parts.size()) + 1;
        if (own > store->part_of(docid).database.get_lastdocid() || store->is_deleted(docid)) {
            continue;
        }
        if (embargoes && store->database.get_document(docid, Xapian::DOC_ASSUME_VALID)
                                 .get_value(FUND_SLOT_EMBARGO) >= options.now) {
            continue;
        }
        if (seen++ >= options.first) {
            out->items[out->count++] = fund_match{docid, 0, 0};
        }
    }
    out->estimated = out->upper_bound = documents;
    out->lower_bound = embargoes ? seen : documents;
}

fund_status fund_store_match(fund_matches *out, const fund_store *store, const fund_query *query,
                             const fund_match_options *options, fund_error *err) noexcept
{
    fund_matches_free(out);
    const fund_status status = guard_reading(store, err, [&] {
        if (query == nullptr) {
            return;
        }
        const fund_match_options defaults = FUND_MATCH_OPTIONS_INIT;
        const fund_match_options &wanted = options != nullptr ? *options : defaults;
        if (query->all && wanted.sort == FUND_SORT_RELEVANCE && !wanted.collapse) {
            list_all(out, store, wanted);
            return;
        }
        const Xapian::doccount documents = store->database.get_doccount();
        Xapian::Enquire enquire(store->database);
        deleted_documents gone(store);
        const Xapian::Query allowed = without_embargoed(query->query, store, wanted.now);
        enquire.set_query(
            store->count_deleted() == 0
                ? allowed
                : Xapian::Query(Xapian::Query::OP_AND_NOT, allowed, Xapian::Query(&gone)));
        enquire.set_docid_order(Xapian::Enquire::ASCENDING);
        set_weighting(enquire, wanted);
        set_sort(enquire, wanted.sort);
        if (wanted.collapse) {
            enquire.set_collapse_key(FUND_SLOT_ARTICLE);
        }
        copy_matches(out, enquire.get_mset(std::min(wanted.first, documents),
                                           std::min(wanted.count, documents),
                                           std::min(wanted.check_at_least, documents)));
    });
    if (status != FUND_OK) {
        fund_matches_free(out);
    }
    return status;
}

void fund_matches_free(fund_matches *matches) noexcept
{
    std::free(matches->items);
    *matches = FUND_MATCHES_INIT;
}
