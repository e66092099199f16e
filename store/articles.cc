/*
 * Articles that have several things, each in whatever passage.
 *
 * Passages of an article are adjacent within their segment. So what is looked for becomes a set of
 * passages for each thing, a bit each, and a walk over the rarest set looks into the others between
 * the first passage of an article and that of the next one. No documents but passages are needed.
 */
#include "store/store_private.h"

#include <iterator>

using namespace fund;

namespace {

/* What is found in a segment does not change, but that of a writer or in memory may. */
bool may_be_kept(const fund_store *store, const std::string &uuid)
{
    return !uuid.empty() && store->writer == nullptr && !store->memory;
}

std::shared_ptr<const docid_set>
firsts_of(const fund_store *store, const Xapian::Database &database, const std::string &uuid)
{
    const bool kept = may_be_kept(store, uuid);
    const auto known = kept ? store->firsts.find(uuid) : store->firsts.end();
    if (known != store->firsts.end()) {
        return known->second;
    }
    auto firsts = std::make_shared<docid_set>();
    const Xapian::PostingIterator end = database.postlist_end(FUND_PREFIX_FIRST);
    for (auto it = database.postlist_begin(FUND_PREFIX_FIRST); it != end; ++it) {
        firsts->add(*it);
    }
    if (kept) {
        store->firsts[uuid] = firsts;
    }
    return firsts;
}

/* All that match, by libxapian. */
void match(docid_set &out, const Xapian::Query &query, const Xapian::Database &database)
{
    Xapian::Enquire enquire(database);
    enquire.set_query(query);
    enquire.set_weighting_scheme(Xapian::BoolWeight());
    enquire.set_docid_order(Xapian::Enquire::ASCENDING);
    const Xapian::MSet found = enquire.get_mset(0, database.get_doccount());
    for (Xapian::MSetIterator it = found.begin(); it != found.end(); ++it) {
        out.add(*it);
    }
}

/* The same. Alternatives are read from their postings, which is much faster than a ranking of what
 * may be a third of a segment. */
void collect(docid_set &out, const Xapian::Query &query, const Xapian::Database &database)
{
    switch (query.get_type()) {
    case Xapian::Query::LEAF_TERM: {
        const std::string term = *query.get_terms_begin();
        const Xapian::PostingIterator end = database.postlist_end(term);
        for (auto it = database.postlist_begin(term); it != end; ++it) {
            out.add(*it);
        }
        return;
    }
    case Xapian::Query::OP_OR:
    case Xapian::Query::OP_SYNONYM:
    case Xapian::Query::OP_MAX:
        for (size_t i = 0; i < query.get_num_subqueries(); i++) {
            collect(out, query.get_subquery(i), database);
        }
        return;
    case Xapian::Query::OP_SCALE_WEIGHT:
    case Xapian::Query::OP_AND_MAYBE:
        collect(out, query.get_subquery(0), database);
        return;
    default:
        match(out, query, database);
    }
}

/* A set of documents of one database, in turn. */
class listed : public Xapian::PostingSource {
  public:
    Xapian::doccount get_termfreq_min() const override
    {
        return found_->count();
    }
    Xapian::doccount get_termfreq_est() const override
    {
        return found_->count();
    }
    Xapian::doccount get_termfreq_max() const override
    {
        return found_->count();
    }
    void next(double least) override
    {
        at_ = find(at_ + 1, least);
    }
    void skip_to(Xapian::docid docid, double least) override
    {
        at_ = find(std::max(at_, docid), least);
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
    void begin(const docid_set *found)
    {
        found_ = found;
        at_ = 0;
    }
    virtual double weigh(Xapian::docid) const
    {
        return 0;
    }

  private:
    /* The next one from there on of at least that weight; what weighs less cannot be a hit. */
    Xapian::docid find(Xapian::docid from, double least) const
    {
        Xapian::docid at = found_->next(from);
        while (at != docid_set::none && least > 0 && weigh(at) < least) {
            at = found_->next(at + 1);
        }
        return at;
    }

    const docid_set *found_ = nullptr;
    Xapian::docid at_ = 0;
};

/* What is found of it in one database. */
struct joined {
    docid_set found;
    std::vector<docid_set> having; /* passages that match each thing, those all must have first */
};

/* What is looked for. Its clones share it, and what they found. */
struct wanted {
    const fund_store *store;
    std::vector<Xapian::Query> queries;
    size_t musts;
    double step;
    bool whole;
    std::map<std::string, std::shared_ptr<const joined>> known;
};

/* An article's passages that match, or all of them. */
void take_article(joined &out, Xapian::docid first, Xapian::docid last, bool whole)
{
    for (Xapian::docid at = first; whole && at <= last; at++) {
        out.found.add(at);
    }
    for (size_t i = 0; !whole && i < out.having.size(); i++) {
        const docid_set &set = out.having[i];
        for (Xapian::docid at = set.next(first); at <= last; at = set.next(at + 1)) {
            out.found.add(at);
        }
    }
}

void join(joined &out, const docid_set &firsts, size_t musts, bool whole, Xapian::docid last)
{
    const auto end = out.having.begin() + static_cast<std::ptrdiff_t>(musts);
    const auto rarest =
        std::min_element(out.having.begin(), end, [](const docid_set &a, const docid_set &b) {
            return a.count() < b.count();
        });
    Xapian::docid at = rarest->next(0);
    while (at != docid_set::none) {
        const Xapian::docid first = std::max(firsts.previous(at), Xapian::docid{1});
        const Xapian::docid until = std::min(firsts.next(at + 1) - 1, last);
        if (std::all_of(out.having.begin(), end,
                        [&](const docid_set &set) { return set.next(first) <= until; })) {
            take_article(out, first, until, whole);
        }
        at = until < last ? rarest->next(until + 1) : docid_set::none;
    }
}

std::shared_ptr<const joined> find_joined(wanted &what, const Xapian::Database &database)
{
    const std::string uuid = database.get_uuid();
    const auto known = what.known.find(uuid);
    if (known != what.known.end()) {
        return known->second;
    }
    auto out = std::make_shared<joined>();
    bool any = true;
    for (size_t i = 0; i < what.queries.size() && any; i++) {
        out->having.emplace_back();
        collect(out->having.back(), what.queries[i], database);
        any = i >= what.musts || out->having.back().count() > 0;
    }
    if (any) {
        join(*out, *firsts_of(what.store, database, uuid), what.musts, what.whole,
             database.get_lastdocid());
    }
    if (may_be_kept(what.store, uuid)) {
        what.known[uuid] = out;
    }
    return out;
}

class passages_together : public listed {
  public:
    explicit passages_together(std::shared_ptr<wanted> what) : what_(std::move(what))
    {
    }
    passages_together *clone() const override
    {
        return new passages_together(what_);
    }
    void init(const Xapian::Database &database) override
    {
        joined_ = find_joined(*what_, database);
        set_maxweight(what_->step * static_cast<double>(what_->queries.size() - 1));
        begin(&joined_->found);
    }
    double get_weight() const override
    {
        return weigh(get_docid());
    }

  private:
    double weigh(Xapian::docid at) const override
    {
        const auto count = std::count_if(joined_->having.begin(), joined_->having.end(),
                                         [at](const docid_set &set) { return set.has(at); });
        return count > 1 ? what_->step * static_cast<double>(count - 1) : 0;
    }

    const std::shared_ptr<wanted> what_;
    std::shared_ptr<const joined> joined_;
};

/* Documents of each database, ascending. Where two have one uuid, they are copies of each other. */
using lists = std::map<std::string, std::vector<Xapian::docid>>;

class given_documents : public Xapian::PostingSource {
  public:
    explicit given_documents(std::shared_ptr<const lists> all) : all_(std::move(all))
    {
    }
    given_documents *clone() const override
    {
        return new given_documents(all_);
    }
    void init(const Xapian::Database &database) override
    {
        static const std::vector<Xapian::docid> none;
        const auto found = all_->find(database.get_uuid());
        const auto &own = found != all_->end() ? found->second : none;
        begin_ = next_ = own.begin();
        end_ = own.end();
        started_ = false;
    }
    Xapian::doccount get_termfreq_min() const override
    {
        return 0; /* some may be gone */
    }
    Xapian::doccount get_termfreq_est() const override
    {
        return static_cast<Xapian::doccount>(end_ - begin_);
    }
    Xapian::doccount get_termfreq_max() const override
    {
        return static_cast<Xapian::doccount>(end_ - begin_);
    }
    void next(double) override
    {
        next_ += started_ ? 1 : 0;
        started_ = true;
    }
    void skip_to(Xapian::docid docid, double) override
    {
        started_ = true;
        next_ = std::lower_bound(next_, end_, docid);
    }
    bool at_end() const override
    {
        return next_ == end_;
    }
    Xapian::docid get_docid() const override
    {
        return *next_;
    }

  private:
    const std::shared_ptr<const lists> all_;
    std::vector<Xapian::docid>::const_iterator begin_, next_, end_;
    bool started_ = false;
};

void give(fund_query **out, Xapian::PostingSource *source, bool weighs)
{
    Xapian::Query query(source->release());
    if (!weighs) {
        query = Xapian::Query(Xapian::Query::OP_SCALE_WEIGHT, query, 0);
    }
    *out = new fund_query{query, false};
}

} // namespace

fund_status fund_query_together(fund_query **out, const fund_store *store,
                                const fund_together *what, fund_error *err) noexcept
{
    *out = nullptr;
    return guard(err, [&] {
        if (what->must_count == 0) {
            fail(FUND_ERR_ARGUMENT, "nothing that an article must have");
        }
        auto own = std::make_shared<wanted>();
        own->store = store;
        own->musts = what->must_count;
        own->step = what->step;
        own->whole = what->whole;
        const auto query_of = [](const fund_query *query) {
            return query != nullptr ? query->query : Xapian::Query::MatchNothing;
        };
        std::transform(what->musts, what->musts + what->must_count,
                       std::back_inserter(own->queries), query_of);
        std::transform(what->others, what->others + what->other_count,
                       std::back_inserter(own->queries), query_of);
        give(out, new passages_together(std::move(own)), what->step > 0);
    });
}

fund_status fund_query_documents(fund_query **out, const fund_store *store,
                                 const fund_docid *docids, size_t count, fund_error *err) noexcept
{
    *out = nullptr;
    return guard(err, [&] {
        const size_t parts = store->parts.size();
        std::vector<std::vector<Xapian::docid>> own(parts);
        for (size_t i = 0; i < count; i++) {
            const size_t docid = docids[i] - 1;
            own[docid % parts].push_back(static_cast<Xapian::docid>(docid / parts + 1));
        }
        auto all = std::make_shared<lists>();
        for (size_t i = 0; i < parts; i++) {
            std::vector<Xapian::docid> &of = (*all)[store->parts[i].database.get_uuid()];
            std::vector<Xapian::docid> both;
            std::set_union(of.begin(), of.end(), own[i].begin(), own[i].end(),
                           std::back_inserter(both));
            of = std::move(both);
        }
        give(out, new given_documents(std::move(all)), false);
    });
}
