/* Which id an article goes by. A JSON id is the sender's; the id of a text file
 * is its name, and names clash between folders. */
#include "indexer/indexer_private.h"

#include <string.h>
#include <unistd.h>

fund_status fund_ids_init(fund_ids *out, fund_error *err)
{
    *out = (fund_ids){.met = fund_map_new(), .memory = fund_arena_new()};
    if (out->met == NULL || out->memory == NULL) {
        fund_ids_free(out);
        return fund_no_memory(err);
    }
    return FUND_OK;
}

void fund_ids_free(fund_ids *ids)
{
    fund_map_free(ids->met, NULL);
    fund_arena_free(ids->memory);
    *ids = (fund_ids){0};
}

static bool same(fund_text a, const char *b, size_t len)
{
    return a.len == len && memcmp(a.data, b, len) == 0;
}

/* Articles of one file come in a row, so that their path is kept once. */
static const char *keep_path(fund_ids *ids, fund_text path)
{
    if (ids->last_path == NULL || !same(path, ids->last_path, strlen(ids->last_path))) {
        ids->last_path = fund_arena_copy(ids->memory, path.data, path.len);
    }
    return ids->last_path;
}

static fund_status note(fund_met **out, fund_ids *ids, fund_text id, const fund_article *article,
                        const fund_known *known, fund_error *err)
{
    fund_met *met = fund_arena_alloc(ids->memory, sizeof *met);
    const char *path = keep_path(ids, article->path);
    if (met == NULL || path == NULL) {
        return fund_no_memory(err);
    }
    *met = (fund_met){
        .path = path,
        .line = article->line,
        .version = article->version,
        .withdrawn = article->withdrawn,
        .stored = known->found && !known->withdrawn,
        .content_hash = {article->content_hash[0], article->content_hash[1]},
    };
    *out = met;
    if (!fund_map_put(ids->met, id.data, id.len, met, NULL)) {
        return fund_no_memory(err);
    }
    return FUND_OK;
}

/* Lengthens an id that is the end of a path by one more folder; false when the
 * path has no more. */
static bool add_folder(fund_text *id, fund_text path)
{
    const char *start = id->data;
    if (start <= path.data + 1) {
        return false;
    }
    start--; /* the slash before the id */
    while (start > path.data && start[-1] != '/') {
        start--;
    }
    size_t grown = id->len + (size_t)(id->data - start);
    if (start == path.data || grown > FUND_ARTICLE_ID_MAX) {
        return false;
    }
    *id = (fund_text){start, grown};
    return true;
}

/* Whether the id is the file's name; then *tail is the same text within the path. */
static bool is_file_name(fund_text *tail, const fund_article *article)
{
    if (article->line != 0) {
        return false;
    }
    fund_text path = article->path;
    fund_text stem = {path.data, fund_corpus_stem_length(path.data, path.len)};
    fund_text id = article->id;
    if (stem.len <= id.len || stem.data[stem.len - id.len - 1] != '/' ||
        !same(id, stem.data + stem.len - id.len, id.len)) {
        return false;
    }
    *tail = (fund_text){stem.data + stem.len - id.len, id.len};
    return true;
}

static bool is_from_missing_file(const fund_known *known)
{
    char path[4096];
    fund_text from = known->record.path;
    if (from.len >= sizeof path || from.len == 0 || from.data[0] != '/') {
        return false;
    }
    memcpy(path, from.data, from.len);
    path[from.len] = '\0';
    return access(path, F_OK) != 0;
}

/* An article of that name which the index has from another file that is still
 * there: two files, two articles. */
static bool belongs_to_another_file(const fund_known *known, const fund_article *article)
{
    return known->found && known->record.path.len > 0 && known->record.path.data[0] == '/' &&
           !same(article->path, known->record.path.data, known->record.path.len) &&
           !is_from_missing_file(known);
}

/* The same file, given twice by overlapping paths. A JSON document with several
 * articles has them all in line 0, so there the line does not tell. */
static bool is_same_place(const fund_met *met, const fund_article *article, bool from_name)
{
    return met->line == article->line && (article->line != 0 || from_name) &&
           same(article->path, met->path, strlen(met->path));
}

bool fund_known_supersedes(const fund_known *known, const fund_article *article)
{
    return known->found && known->record.version > article->version &&
           (article->line > 0 || belongs_to_another_file(known, article) ||
            same((fund_text){"-", 1}, known->record.path.data, known->record.path.len)) &&
           !is_from_missing_file(known);
}

fund_status fund_ids_choose(fund_id_verdict *out, fund_text *id, fund_met **met, fund_known *known,
                            fund_ids *ids, fund_indexer *indexer, const fund_article *article,
                            fund_error *err)
{
    *id = article->id;
    bool from_name = is_file_name(id, article);
    for (;;) {
        fund_met *before = fund_map_get(ids->met, id->data, id->len);
        if (before != NULL) {
            *met = before;
            if (is_same_place(before, article, from_name)) {
                *out = FUND_ID_AGAIN;
                return FUND_OK;
            }
            if (from_name && add_folder(id, article->path)) {
                continue;
            }
            *out = FUND_ID_DUPLICATE;
            return FUND_OK;
        }
        fund_status status = fund_indexer_find(known, indexer, id->data, id->len, err);
        if (status != FUND_OK) {
            return status;
        }
        if (from_name && belongs_to_another_file(known, article) && add_folder(id, article->path)) {
            continue;
        }
        *out = fund_known_supersedes(known, article) ? FUND_ID_SUPERSEDED : FUND_ID_NEW;
        return note(met, ids, *id, article, known, err);
    }
}
