/*
 * The threads of a bulk build. Each takes a batch of articles, analyses it with
 * an analyzer of its own and writes it as one piece.
 *
 * Segments are numbered in the order of their batches, so that the index does
 * not depend on how many threads there are or how they are scheduled.
 */
#include "indexer/indexer_private.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Text that the compression of stored passages is learnt from, and below which
 * it is not worth it. */
enum { SAMPLES_BYTES = 2 << 20, SAMPLES_MIN = 512 << 10 };

typedef struct queue {
    fund_batch *first, *last;
    size_t count;
} queue;

typedef struct worker {
    fund_pool *pool;
    fund_document_builder builder;
    pthread_t thread;
} worker;

struct fund_pool {
    fund_indexer *indexer;
    fund_bulk *bulk;
    worker *workers;
    size_t worker_count; /* started */
    size_t wanted;       /* to be started */
    size_t numbers;      /* batches given */
    queue held;          /* until there are samples enough */
    size_t held_bytes;
    pthread_mutex_t mutex; /* of the rest */
    pthread_cond_t changed;
    queue todo, done;
    size_t busy;
    bool ending;
    fund_error failed;
};

static void push(queue *q, fund_batch *batch)
{
    batch->next = NULL;
    if (q->last != NULL) {
        q->last->next = batch;
    } else {
        q->first = batch;
    }
    q->last = batch;
    q->count++;
}

static fund_batch *pop(queue *q)
{
    fund_batch *batch = q->first;
    if (batch != NULL) {
        q->first = batch->next;
        q->last = q->first != NULL ? q->last : NULL;
        q->count--;
    }
    return batch;
}

static void free_queue(queue *q)
{
    for (fund_batch *batch = pop(q); batch != NULL; batch = pop(q)) {
        fund_batch_free(batch);
    }
}

/* ---- a worker ----------------------------------------------------------------- */

static fund_status add_article(fund_piece *piece, worker *own, fund_batch *batch,
                               fund_batch_item *item, fund_error *err)
{
    fund_document_builder *builder = &own->builder;
    fund_status status = fund_document_builder_run(builder, &item->article, err);
    if (fund_is_articles_own(status)) {
        fund_batch_lose(batch, item, err);
        return FUND_OK;
    }
    for (size_t i = 0; i < builder->count && status == FUND_OK; i++) {
        const fund_document *document;
        status = fund_document_builder_take(&document, builder, i, err);
        status = status == FUND_OK ? fund_piece_add(piece, document, err) : status;
    }
    return status;
}

static bool has_failed(fund_pool *pool)
{
    pthread_mutex_lock(&pool->mutex);
    bool failed = pool->failed.status != FUND_OK || pool->ending;
    pthread_mutex_unlock(&pool->mutex);
    return failed;
}

static fund_status write_piece(worker *own, fund_batch *batch, fund_error *err)
{
    fund_piece *piece;
    fund_status status = fund_piece_new(&piece, own->pool->bulk, batch->number, err);
    for (size_t i = 0; i < batch->count && status == FUND_OK; i++) {
        if (has_failed(own->pool)) {
            fund_piece_free(piece);
            return fund_error_set(err, FUND_ERR_INTERRUPTED, "stopped");
        }
        status = add_article(piece, own, batch, &batch->items[i], err);
    }
    if (status == FUND_OK) {
        status = fund_piece_close(piece, err);
    }
    fund_piece_free(piece);
    return status;
}

static void *run_worker(void *payload)
{
    worker *own = payload;
    fund_pool *pool = own->pool;
    pthread_mutex_lock(&pool->mutex);
    for (;;) {
        while (pool->todo.count == 0 && !pool->ending) {
            pthread_cond_wait(&pool->changed, &pool->mutex);
        }
        fund_batch *batch = pool->ending ? NULL : pop(&pool->todo);
        if (batch == NULL) {
            break;
        }
        pool->busy++;
        pthread_mutex_unlock(&pool->mutex);
        fund_error err = FUND_ERROR_INIT;
        fund_status status = write_piece(own, batch, &err);
        pthread_mutex_lock(&pool->mutex);
        pool->busy--;
        push(&pool->done, batch);
        if (status != FUND_OK && pool->failed.status == FUND_OK) {
            pool->failed = err;
        }
        pthread_cond_broadcast(&pool->changed);
    }
    pthread_mutex_unlock(&pool->mutex);
    return NULL;
}

/* ---- starting ------------------------------------------------------------------ */

static size_t count_workers(const fund_indexer_options *options)
{
    unsigned cores = fund_cpu_count();
    return options->jobs > 0 && options->jobs < cores ? options->jobs : cores;
}

fund_status fund_pool_start(fund_pool **out, fund_indexer *indexer, size_t first, size_t count,
                            fund_error *err)
{
    *out = NULL;
    fund_pool *pool = calloc(1, sizeof *pool);
    if (pool == NULL) {
        return fund_no_memory(err);
    }
    pthread_mutex_init(&pool->mutex, NULL);
    pthread_cond_init(&pool->changed, NULL);
    pool->indexer = indexer;
    pool->wanted = count_workers(&indexer->options);
    pool->workers = calloc(pool->wanted, sizeof *pool->workers);
    fund_status status = pool->workers == NULL
                             ? fund_no_memory(err)
                             : fund_bulk_begin(&pool->bulk, indexer->writer, first, count, err);
    if (status != FUND_OK) {
        fund_pool_free(pool);
        return status;
    }
    *out = pool;
    return FUND_OK;
}

static fund_status start_worker(fund_pool *pool, fund_error *err)
{
    worker *own = &pool->workers[pool->worker_count];
    own->pool = pool;
    fund_status status = fund_analyzer_clone_among(
        &own->builder.analyzer, pool->indexer->builder.analyzer, pool->wanted, err);
    if (status != FUND_OK) {
        return status;
    }
    int errnum = pthread_create(&own->thread, NULL, run_worker, own);
    if (errnum != 0) {
        fund_analyzer_free(own->builder.analyzer);
        own->builder.analyzer = NULL;
        return fund_error_set_in(err, fund_status_of_errno(errnum), pool->indexer->path, 0,
                                 "cannot start a thread, for want of memory or by a limit (%s)",
                                 strerror(errnum));
    }
    pool->worker_count++;
    return FUND_OK;
}

/* One thread is enough to go on with. */
static fund_status start_workers(fund_pool *pool, fund_error *err)
{
    while (pool->worker_count < pool->wanted) {
        fund_error why = FUND_ERROR_INIT;
        fund_status status = start_worker(pool, &why);
        if (status != FUND_OK && pool->worker_count == 0) {
            return fund_error_pass(err, &why);
        }
        if (status != FUND_OK) {
            pool->wanted = pool->worker_count;
        }
    }
    return FUND_OK;
}

/* ---- samples ------------------------------------------------------------------- */

static void collect_samples(fund_buf *texts, size_t *sizes, size_t *count, const queue *held)
{
    for (const fund_batch *batch = held->first; batch != NULL; batch = batch->next) {
        for (size_t i = 0; i < batch->count; i++) {
            const fund_article *article = &batch->items[i].article;
            for (size_t p = 0; p < article->passage_count; p++) {
                fund_buf_append(texts, article->passages[p].data, article->passages[p].len);
                sizes[(*count)++] = article->passages[p].len;
            }
        }
    }
}

static fund_status train(fund_pool *pool, fund_error *err)
{
    size_t passages = 0, count = 0;
    for (const fund_batch *batch = pool->held.first; batch != NULL; batch = batch->next) {
        passages += batch->passages;
    }
    fund_buf texts = FUND_BUF_INIT;
    size_t *sizes = malloc((passages + 1) * sizeof *sizes);
    fund_status status = FUND_OK;
    if (sizes != NULL) {
        collect_samples(&texts, sizes, &count, &pool->held);
    }
    if (sizes == NULL || texts.failed) {
        status = fund_no_memory(err);
    } else if (texts.len >= SAMPLES_MIN) {
        status = fund_bulk_train(pool->bulk, texts.data, sizes, count, err);
    }
    free(sizes);
    fund_buf_free(&texts);
    return status == FUND_ERR_ARGUMENT ? FUND_OK : status; /* nothing in common */
}

/* What was held goes to the threads. */
static fund_status release(fund_pool *pool, fund_error *err)
{
    fund_status status =
        pool->held.count > 0 && fund_bulk_wants_samples(pool->bulk) ? train(pool, err) : FUND_OK;
    if (status == FUND_OK) {
        status = start_workers(pool, err);
    }
    if (status != FUND_OK) {
        return status;
    }
    pthread_mutex_lock(&pool->mutex);
    for (fund_batch *batch = pop(&pool->held); batch != NULL; batch = pop(&pool->held)) {
        push(&pool->todo, batch);
    }
    pthread_cond_broadcast(&pool->changed);
    pthread_mutex_unlock(&pool->mutex);
    return FUND_OK;
}

/* ---- giving and taking --------------------------------------------------------- */

/* The threads' failure, if any; the mutex is held. */
static fund_status failure(const fund_pool *pool, fund_error *err)
{
    return pool->failed.status == FUND_OK ? FUND_OK : fund_error_pass(err, &pool->failed);
}

fund_status fund_pool_give(fund_pool *pool, fund_batch *batch, fund_error *err)
{
    batch->number = pool->numbers++;
    if (pool->worker_count == 0) {
        push(&pool->held, batch);
        pool->held_bytes += batch->bytes;
        bool enough = pool->held_bytes >= SAMPLES_BYTES;
        return enough || !fund_bulk_wants_samples(pool->bulk) ? release(pool, err) : FUND_OK;
    }
    pthread_mutex_lock(&pool->mutex);
    while (pool->todo.count > pool->worker_count && pool->failed.status == FUND_OK) {
        pthread_cond_wait(&pool->changed, &pool->mutex);
    }
    push(&pool->todo, batch);
    fund_status status = failure(pool, err);
    pthread_cond_broadcast(&pool->changed);
    pthread_mutex_unlock(&pool->mutex);
    return status;
}

fund_batch *fund_pool_take(fund_pool *pool)
{
    pthread_mutex_lock(&pool->mutex);
    fund_batch *batch = pop(&pool->done);
    pthread_mutex_unlock(&pool->mutex);
    return batch;
}

fund_status fund_pool_wait(fund_pool *pool, fund_error *err)
{
    fund_status status = pool->held.count > 0 ? release(pool, err) : FUND_OK;
    if (status != FUND_OK) {
        return status;
    }
    pthread_mutex_lock(&pool->mutex);
    while ((pool->todo.count > 0 || pool->busy > 0) && pool->failed.status == FUND_OK) {
        pthread_cond_wait(&pool->changed, &pool->mutex);
    }
    status = failure(pool, err);
    pthread_mutex_unlock(&pool->mutex);
    return status;
}

fund_status fund_pool_commit(fund_pool *pool, fund_error *err)
{
    return fund_bulk_commit(pool->bulk, err);
}

void fund_pool_free(fund_pool *pool)
{
    if (pool == NULL) {
        return;
    }
    pthread_mutex_lock(&pool->mutex);
    pool->ending = true;
    pthread_cond_broadcast(&pool->changed);
    pthread_mutex_unlock(&pool->mutex);
    for (size_t i = 0; i < pool->worker_count; i++) {
        pthread_join(pool->workers[i].thread, NULL);
    }
    for (size_t i = 0; i < pool->worker_count; i++) {
        fund_analyzer_free(pool->workers[i].builder.analyzer);
        fund_document_builder_free(&pool->workers[i].builder);
    }
    fund_bulk_free(pool->bulk);
    free_queue(&pool->held);
    free_queue(&pool->todo);
    free_queue(&pool->done);
    pthread_cond_destroy(&pool->changed);
    pthread_mutex_destroy(&pool->mutex);
    free(pool->workers);
    free(pool);
}
