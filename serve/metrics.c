/* Counters for Prometheus. They have no words of queries, and no addresses. */
#include "serve/serve_private.h"

static const unsigned statuses[] = {200, 204, 304, 400, 401, 404, 405, 406,
                                    413, 414, 421, 429, 431, 500, 503};
static const uint64_t bounds[] = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000};

static atomic_ullong answered[SERVE_COUNT(statuses)];
static atomic_ullong within[SERVE_COUNT(bounds) + 1];
static atomic_ullong milliseconds_of_all;

void serve_metrics_count(unsigned status, uint64_t milliseconds)
{
    size_t bound = 0;
    for (size_t i = 0; i < SERVE_COUNT(statuses); i++) {
        if (statuses[i] == status) {
            atomic_fetch_add(&answered[i], 1);
        }
    }
    while (bound < SERVE_COUNT(bounds) && milliseconds > bounds[bound]) {
        bound++;
    }
    atomic_fetch_add(&within[bound], 1);
    atomic_fetch_add(&milliseconds_of_all, milliseconds);
}

void serve_metrics_write(fund_buf *out, unsigned connections, unsigned queued)
{
    unsigned long long sum = 0;
    fund_buf_append_str(out, "# HELP fundstelle_requests_total Answers by status.\n"
                             "# TYPE fundstelle_requests_total counter\n");
    for (size_t i = 0; i < SERVE_COUNT(statuses); i++) {
        fund_buf_printf(out, "fundstelle_requests_total{status=\"%u\"} %llu\n", statuses[i],
                        (unsigned long long)atomic_load(&answered[i]));
    }
    fund_buf_append_str(out,
                        "# HELP fundstelle_request_seconds Time from a request to its answer.\n"
                        "# TYPE fundstelle_request_seconds histogram\n");
    for (size_t i = 0; i < SERVE_COUNT(bounds); i++) {
        sum += atomic_load(&within[i]);
        fund_buf_printf(out, "fundstelle_request_seconds_bucket{le=\"%g\"} %llu\n",
                        (double)bounds[i] / 1e3, sum);
    }
    sum += atomic_load(&within[SERVE_COUNT(bounds)]);
    fund_buf_printf(out,
                    "fundstelle_request_seconds_bucket{le=\"+Inf\"} %llu\n"
                    "fundstelle_request_seconds_sum %g\nfundstelle_request_seconds_count %llu\n",
                    sum, (double)atomic_load(&milliseconds_of_all) / 1e3, sum);
    fund_buf_printf(out,
                    "# HELP fundstelle_connections Connections that are open.\n"
                    "# TYPE fundstelle_connections gauge\nfundstelle_connections %u\n"
                    "# HELP fundstelle_queue Requests that wait for a thread.\n"
                    "# TYPE fundstelle_queue gauge\nfundstelle_queue %u\n",
                    connections, queued);
}
