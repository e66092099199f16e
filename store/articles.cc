/*
 * Articles that have several things, each in whatever passage.
 *
 * Passages of an article are adjacent within their segment. So what is looked for becomes a set of
 * passages for each thing, a bit each: the rarest one's gives the articles, and of the others only
 * what is in these is looked up, from one to the next. No documents but passages are needed.
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

/* The passages of an article, from the first to the last one. */
struct span {
    Xapian::docid first, last;
};

/* Articles, ascending, or everything. */
using spans = std::vector<span>;
constexpr const spans *everything = nullptr;

/* How many documents match, about; never less for what is read from postings. */
Xapian::doccount estimate(const Xapian::Query &query, const Xapian::Database &database)
{
    Xapian::doccount sum = 0;
    switch (query.get_type()) {
    case Xapian::Query::LEAF_TERM:
        return database.get_termfreq(*query.get_terms_begin());
    case Xapian::Query::OP_OR:
    case Xapian::Query::OP_SYNONYM:
    case Xapian::Query::OP_MAX:
        for (size_t i = 0; i < query.get_num_subqueries(); i++) {
            sum += estimate(query.get_subquery(i), database);
        }
        return sum;
    case Xapian::Query::OP_SCALE_WEIGHT:
    case Xapian::Query::OP_AND_MAYBE:
    case Xapian::Query::OP_FILTER:
        return estimate(query.get_subquery(0), database);
    case Xapian::Query::OP_AND:
        sum = database.get_doccount();
        for (size_t i = 0; i < query.get_num_subqueries(); i++) {
            sum = std::min(sum, estimate(query.get_subquery(i), database));
        }
        return sum;
    default:
        return database.get_doccount();
    }
}

/* Postings of a term: all, or those of a few articles, which are looked up in turn. */
void read_postings(docid_set &out, const std::string &term, const Xapian::Database &database,
                   const spans *within)
{
    constexpr size_t dense = 4; /* postings an article: then reading on is faster */
    const Xapian::PostingIterator end = database.postlist_end(term);
    Xapian::PostingIterator it = database.postlist_begin(term);
    if (within == everything || database.get_termfreq(term) / dense < within->size()) {
        for (; it != end; ++it) {
            out.add(*it);
        }
        return;
    }
    for (auto at = within->begin(); at != within->end() && it != end; ++at) {
        it.skip_to(at->first);
        for (; it != end && *it <= at->last; ++it) {
            out.add(*it);
        }
    }
}

void collect_all(docid_set &out, const Xapian::Query &query, const Xapian::Database &database,
                 const spans *within);

/* The same as match(), at least of what is within some articles. Alternatives are read from their
 * postings, which is much faster than a ranking of what may be a third of a segment. */
void collect(docid_set &out, const Xapian::Query &query, const Xapian::Database &database,
             const spans *within)
{
    switch (query.get_type()) {
    case Xapian::Query::LEAF_TERM:
        read_postings(out, *query.get_terms_begin(), database, within);
        return;
    case Xapian::Query::OP_OR:
    case Xapian::Query::OP_SYNONYM:
    case Xapian::Query::OP_MAX:
        for (size_t i = 0; i < query.get_num_subqueries(); i++) {
            collect(out, query.get_subquery(i), database, within);
        }
        return;
    case Xapian::Query::OP_SCALE_WEIGHT:
    case Xapian::Query::OP_AND_MAYBE:
        collect(out, query.get_subquery(0), database, within);
        return;
    case Xapian::Query::OP_AND:
        collect_all(out, query, database, within);
        return;
    default:
        match(out, query, database);
    }
}

/* What all of some queries have: of the rarest all, of the others what is in these documents. */
void collect_all(docid_set &out, const Xapian::Query &query, const Xapian::Database &database,
                 const spans *within)
{
    std::vector<std::pair<Xapian::doccount, size_t>> order;
    for (size_t i = 0; i < query.get_num_subqueries(); i++) {
        order.emplace_back(estimate(query.get_subquery(i), database), i);
    }
    if (order.empty()) {
        return;
    }
    std::sort(order.begin(), order.end());
    docid_set both;
    collect(both, query.get_subquery(order[0].second), database, within);
    for (size_t i = 1; i < order.size() && both.count() > 0; i++) {
        spans documents;
        documents.reserve(both.count());
        for (Xapian::docid at = both.next(0); at != docid_set::none; at = both.next(at + 1)) {
            documents.push_back({at, at});
        }
        docid_set next, rest;
        collect(next, query.get_subquery(order[i].second), database, &documents);
        for (const span &of : documents) {
            if (next.has(of.first)) {
                rest.add(of.first);
            }
        }
        both = std::move(rest);
    }
    out.add_all(both, 0);
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
void take_article(joined &out, const span &of, bool whole)
{
    for (Xapian::docid at = of.first; whole && at <= of.last; at++) {
        out.found.add(at);
    }
    for (size_t i = 0; !whole && i < out.having.size(); i++) {
        const docid_set &set = out.having[i];
        for (Xapian::docid at = set.next(of.first); at <= of.last; at = set.next(at + 1)) {
            out.found.add(at);
        }
    }
}

/* The articles that have a passage of a set. */
spans articles_of(const docid_set &set, const docid_set &firsts, Xapian::docid last)
{
    spans out;
    Xapian::docid at = set.next(0);
    while (at != docid_set::none) {
        const span of = {std::max(firsts.previous(at), Xapian::docid{1}),
                         std::min(firsts.next(at + 1) - 1, last)};
        out.push_back(of);
        at = of.last < last ? set.next(of.last + 1) : docid_set::none;
    }
    return out;
}

/* From the rarest of what all must have to the most frequent, of which only what is in articles
 * that have the others is read. */
void join(joined &out, const wanted &what, const docid_set &firsts,
          const Xapian::Database &database)
{
    std::vector<std::pair<Xapian::doccount, size_t>> order;
    for (size_t i = 0; i < what.musts; i++) {
        order.emplace_back(estimate(what.queries[i], database), i);
    }
    out.having.resize(what.queries.size());
    if (order.empty()) {
        return;
    }
    std::sort(order.begin(), order.end());
    docid_set &rarest = out.having[order[0].second];
    collect(rarest, what.queries[order[0].second], database, everything);
    spans articles = articles_of(rarest, firsts, database.get_lastdocid());
    for (size_t i = 1; i < order.size() && !articles.empty(); i++) {
        docid_set &set = out.having[order[i].second];
        collect(set, what.queries[order[i].second], database, &articles);
        const auto lacks = [&](const span &of) { return set.next(of.first) > of.last; };
        articles.erase(std::remove_if(articles.begin(), articles.end(), lacks), articles.end());
    }
    for (size_t i = what.musts; i < what.queries.size() && !articles.empty(); i++) {
        collect(out.having[i], what.queries[i], database, &articles);
    }
    for (const span &of : articles) {
        take_article(out, of, what.whole);
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
    join(*out, what, *firsts_of(what.store, database, uuid), database);
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
