#include "indexer/indexer_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- opening and closing ---------------------------------------------------- */

static fund_status open_for_writing(fund_indexer *indexer, fund_error *err)
{
    fund_writer_options options = FUND_WRITER_OPTIONS_INIT;
    options.chain = fund_analyzer_fingerprint(indexer->builder.analyzer);
    options.create = !indexer->options.must_exist;
    options.lock_timeout_ms = indexer->options.lock_timeout_ms;
    fund_status status = fund_writer_open(&indexer->writer, indexer->path, &options, err);
    return status == FUND_OK ? fund_writer_reader(&indexer->reader, indexer->writer, err) : status;
}

/* Nothing, or a folder. */
static bool can_be_made(const char *path)
{
    struct stat info;
    return stat(path, &info) != 0 ? errno == ENOENT : S_ISDIR(info.st_mode);
}

/* A dry run may be over an index that is still to be made. */
static fund_status open_for_dry_run(fund_indexer *indexer, fund_error *err)
{
    const char *path = indexer->path;
    fund_error problem = FUND_ERROR_INIT;
    fund_status status = fund_store_open(&indexer->reader, &path, 1, &problem);
    if (status == FUND_ERR_NO_INDEX && !indexer->options.must_exist && can_be_made(path)) {
        return FUND_OK;
    }
    return status == FUND_OK ? FUND_OK : fund_error_pass(err, &problem);
}

/* What is only read may be of another chain; a writer was opened with this one. */
fund_status fund_indexer_check_chain(const fund_indexer *indexer, fund_error *err)
{
    return indexer->writer != NULL || indexer->reader == NULL || indexer->compares
               ? FUND_OK
               : fund_store_check_chain(indexer->reader,
                                        fund_analyzer_fingerprint(indexer->builder.analyzer), err);
}

fund_status fund_indexer_options_take(fund_indexer_options *out, const fund_indexer_options *given,
                                      fund_error *err)
{
    fund_status status = fund_sized_take(out, sizeof *out, given, "fund_indexer_options", err);
    if (status == FUND_OK && out->format != NULL && fund_format_named(out->format) == NULL) {
        status = fund_error_set(err, FUND_ERR_ARGUMENT, "unknown format \"%s\"", out->format);
    }
    out->batch_articles = out->batch_articles > 0 ? out->batch_articles : 100000;
    out->batch_passages = out->batch_passages > 0 ? out->batch_passages : 2500;
    return status;
}

fund_status fund_indexer_open_with(fund_indexer **out, const char *path, fund_analyzer *analyzer,
                                   const fund_indexer_options *options, fund_error *err)
{
    *out = NULL;
    fund_indexer *indexer = calloc(1, sizeof *indexer);
    char *copy = fund_memdup(path, strlen(path));
    if (indexer == NULL || copy == NULL) {
        free(indexer);
        free(copy);
        return fund_no_memory(err);
    }
    indexer->path = copy;
    indexer->builder.analyzer = analyzer;
    indexer->commit_bytes = FUND_COMMIT_BYTES;
    fund_status status = fund_indexer_options_take(&indexer->options, options, err);
    if (status == FUND_OK) {
        status = indexer->options.dry_run ? open_for_dry_run(indexer, err)
                                          : open_for_writing(indexer, err);
    }
    if (status != FUND_OK) {
        fund_indexer_free(indexer);
        return status;
    }
    *out = indexer;
    return FUND_OK;
}

/* The chain of the index.  Given words are read before they become those of the index, so that
 * nothing is written of invalid ones. */
static fund_status open_analyzer(fund_analyzer **out, const char *path,
                                 const fund_indexer_options *options, fund_error *err)
{
    fund_analyzer_options wanted = FUND_ANALYZER_OPTIONS_INIT;
    wanted.lexicon = options->lexicon;
    wanted.words = options->words;
    wanted.index = options->words != NULL ? NULL : path;
    fund_status status = fund_analyzer_open(out, &wanted, err);
    return status == FUND_OK && options->words != NULL ? fund_index_set_words(path, options, err)
                                                       : status;
}

fund_status fund_indexer_open(fund_indexer **out, const char *path,
                              const fund_indexer_options *given, fund_error *err)
{
    fund_indexer_options options;
    fund_analyzer *analyzer = NULL;
    *out = NULL;
    fund_status status = fund_indexer_options_take(&options, given, err);
    if (status == FUND_OK) {
        status = open_analyzer(&analyzer, path, &options, err);
    }
    if (status == FUND_OK) {
        status = fund_indexer_open_with(out, path, analyzer, &options, err);
    }
    if (status != FUND_OK) {
        fund_analyzer_free(analyzer);
        return status;
    }
    (*out)->own_analyzer = analyzer;
    return FUND_OK;
}

fund_analyzer *fund_indexer_analyzer(const fund_indexer *indexer)
{
    return indexer->builder.analyzer;
}

fund_status fund_indexer_close(fund_indexer *indexer, fund_error *err)
{
    if (indexer->writer == NULL) {
        return FUND_OK;
    }
    fund_status status = fund_indexer_commit(indexer, err);
    fund_store_free(indexer->reader);
    indexer->reader = NULL;
    return status == FUND_OK ? fund_writer_close(indexer->writer, err) : status;
}

void fund_indexer_free(fund_indexer *indexer)
{
    if (indexer == NULL) {
        return;
    }
    fund_store_free(indexer->reader);
    fund_writer_free(indexer->writer);
    fund_document_builder_free(&indexer->builder);
    fund_buf_free(&indexer->term);
    fund_analyzer_free(indexer->own_analyzer);
    free(indexer->path);
    free(indexer);
}

/* ---- what is in the index ------------------------------------------------------ */

fund_status fund_indexer_name(fund_indexer *indexer, const char *id, size_t len, fund_error *err)
{
    fund_buf_clear(&indexer->term);
    return fund_article_term(&indexer->term, id, len, err);
}

fund_status fund_indexer_record(fund_record *out, fund_buf *buf, const fund_indexer *indexer,
                                fund_docid docid, fund_error *err)
{
    fund_buf_clear(buf);
    fund_status status = fund_store_data(buf, indexer->reader, docid, err);
    return status == FUND_OK ? fund_record_decode(out, buf->data, buf->len, err) : status;
}

fund_status fund_indexer_find(fund_stored_version *out, fund_indexer *indexer, const char *id,
                              size_t len, fund_error *err)
{
    fund_docid docid = 0;
    out->found = false;
    if (indexer->reader == NULL) {
        return FUND_OK;
    }
    fund_status status = fund_indexer_name(indexer, id, len, err);
    if (status == FUND_OK) {
        status = fund_store_first_posting(&docid, indexer->reader, indexer->term.data,
                                          indexer->term.len, err);
    }
    if (status != FUND_OK || docid == 0) {
        return status;
    }
    status = fund_indexer_record(&out->record, &out->buf, indexer, docid, err);
    if (status == FUND_OK && out->record.ordinal != 1) {
        status = fund_error_set(err, FUND_ERR_CORRUPT, "the article's first passage is missing");
    }
    out->found = status == FUND_OK;
    out->withdrawn = out->found && out->record.text.len == 0;
    return status;
}

bool fund_stored_is_current(const fund_stored_version *stored, const fund_article *article)
{
    const fund_fields *had = &stored->record.fields, *has = &article->fields;
    return stored->found && had->content_hash[0] == has->content_hash[0] &&
           had->content_hash[1] == has->content_hash[1] && fund_text_equal(had->path, has->path) &&
           fund_text_equal(had->id, has->id);
}

/* ---- changes ---------------------------------------------------------------------- */

static fund_status batch_grew(fund_indexer *indexer, size_t passages, fund_error *err)
{
    indexer->batch_articles++;
    indexer->batch_passages += passages;
    if (indexer->batch_articles < indexer->options.batch_articles &&
        indexer->batch_passages < indexer->options.batch_passages) {
        return FUND_OK;
    }
    return fund_indexer_commit(indexer, err);
}

fund_status fund_indexer_delete(fund_indexer *indexer, const char *id, size_t len, fund_error *err)
{
    fund_status status = fund_indexer_name(indexer, id, len, err);
    if (status == FUND_OK) {
        status = fund_writer_delete(indexer->writer, indexer->term.data, indexer->term.len, err);
    }
    return status == FUND_OK ? batch_grew(indexer, 0, err) : status;
}

/* Writes what the builder has. */
static fund_status write_documents(fund_indexer *indexer, bool replace, fund_error *err)
{
    fund_document_builder *builder = &indexer->builder;
    fund_status status = FUND_OK;
    if (replace) {
        status = fund_writer_delete(indexer->writer, builder->term.data, builder->term.len, err);
    }
    while (status == FUND_OK && builder->count > 0) {
        for (size_t i = 0; status == FUND_OK && i < builder->count; i++) {
            status = fund_writer_add(indexer->writer, builder->documents.items[i], err);
        }
        if (status == FUND_OK) {
            status = fund_document_builder_more(builder, err);
        }
    }
    return status;
}

fund_status fund_indexer_write(bool *lost, fund_indexer *indexer, const fund_article *article,
                               bool replace, fund_error *err)
{
    fund_status status = fund_document_builder_run(&indexer->builder, article, err);
    *lost = fund_is_articles_own(status);
    if (*lost) {
        return status;
    }
    if (status == FUND_OK) {
        status = write_documents(indexer, replace, err);
    }
    if (status != FUND_OK) {
        /* The store has failed in the middle of an article: nothing of this
         * batch may become visible. */
        fund_writer_cancel(indexer->writer, NULL);
        return status;
    }
    return batch_grew(indexer, article->passage_count, err);
}

fund_status fund_indexer_put(fund_indexer *indexer, const fund_article *given, fund_error *err)
{
    fund_stored_version stored = FUND_STORED_INIT;
    fund_article article;
    bool lost;
    fund_status status = fund_sized_take(&article, sizeof article, given, "fund_article", err);
    if (status == FUND_OK) {
        status = fund_indexer_check_chain(indexer, err);
    }
    if (status == FUND_OK &&
        (article.fields.id.len == 0 || article.fields.id.len > FUND_ARTICLE_ID_MAX)) {
        status =
            fund_error_set(err, FUND_ERR_ARGUMENT, "the id of an article must have 1 to %d bytes",
                           FUND_ARTICLE_ID_MAX);
    }
    if (status == FUND_OK) {
        status = fund_article_hash(article.fields.content_hash, &article, err);
    }
    if (status == FUND_OK) {
        status =
            fund_indexer_find(&stored, indexer, article.fields.id.data, article.fields.id.len, err);
    }
    if (status == FUND_OK && !fund_stored_is_current(&stored, &article) &&
        !indexer->options.dry_run) {
        status = fund_indexer_write(&lost, indexer, &article, stored.found, err);
    }
    fund_buf_free(&stored.buf);
    return status;
}

fund_status fund_indexer_remove(fund_indexer *indexer, const char *id, size_t len, fund_error *err)
{
    fund_stored_version stored = FUND_STORED_INIT;
    fund_status status = fund_indexer_check_chain(indexer, err);
    if (status == FUND_OK) {
        status = fund_indexer_find(&stored, indexer, id, len, err);
    }
    if (status == FUND_OK && (!stored.found || stored.withdrawn)) {
        status =
            fund_error_set(err, FUND_ERR_NOT_FOUND, "no article %.*s in the index", (int)len, id);
    } else if (status == FUND_OK && !indexer->options.dry_run) {
        status = fund_indexer_delete(indexer, id, len, err);
    }
    fund_buf_free(&stored.buf);
    return status;
}

fund_status fund_indexer_commit(fund_indexer *indexer, fund_error *err)
{
    if (indexer->writer == NULL) {
        return FUND_OK;
    }
    fund_status status = fund_writer_commit(indexer->writer, err);
    indexer->batch_articles = 0;
    indexer->batch_passages = 0;
    if (status == FUND_OK) {
        fund_indexer_merge(indexer, FUND_MERGE_SMALL);
    }
    return status;
}

fund_status fund_indexer_compact(fund_indexer *indexer, fund_error *err)
{
    fund_status status = fund_writer_commit(indexer->writer, err);
    return status == FUND_OK ? fund_indexer_merge_all(indexer, err) : status;
}
