/* Which id an article goes by. A JSON id is the sender's; the id of a text file
 * is its name, and names clash between folders. */
#include "indexer/indexer_private.h"

#include <string.h>
#include <unistd.h>

fund_status fund_ids_init(fund_ids *out, fund_error *err)
{
    *out = (fund_ids){.seen = fund_map_new(), .memory = fund_arena_new()};
    if (out->seen == NULL || out->memory == NULL) {
        fund_ids_free(out);
        return fund_no_memory(err);
    }
    return FUND_OK;
}

void fund_ids_free(fund_ids *ids)
{
    fund_map_free(ids->seen, NULL);
    fund_arena_free(ids->memory);
    *ids = (fund_ids){0};
}

/* Articles of one file come in a row, so that their path is kept once. */
static bool keep_path(fund_text *out, fund_ids *ids, fund_text path)
{
    if (ids->last_path.data == NULL || !fund_text_equal(path, ids->last_path)) {
        ids->last_path = (fund_text){fund_arena_copy(ids->memory, path.data, path.len), path.len};
    }
    *out = ids->last_path;
    return out->data != NULL;
}

static fund_status note(fund_seen **out, fund_ids *ids, fund_text id, const fund_article *article,
                        const fund_stored_version *stored, fund_error *err)
{
    fund_text path;
    fund_seen *seen = fund_arena_alloc(ids->memory, sizeof *seen);
    if (seen == NULL || !keep_path(&path, ids, article->fields.path) ||
        !fund_map_put(ids->seen, id.data, id.len, seen, NULL)) {
        return fund_no_memory(err);
    }
    *seen = (fund_seen){
        .path = path,
        .line = article->line,
        .version = article->fields.version,
        .withdrawn = article->withdrawn,
        .stored = stored->found && !stored->withdrawn,
        .content_hash = {article->fields.content_hash[0], article->fields.content_hash[1]},
    };
    *out = seen;
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
    fund_text path = article->fields.path, id = article->fields.id;
    size_t stem = fund_corpus_stem_length(path.data, path.len);
    if (article->line != 0 || stem <= id.len || path.data[stem - id.len - 1] != '/') {
        return false;
    }
    fund_text end = {path.data + stem - id.len, id.len};
    bool same = fund_text_equal(id, end);
    *tail = same ? end : *tail;
    return same;
}

static bool is_absolute(fund_text path)
{
    return path.len > 0 && path.data[0] == '/';
}

static bool is_from_missing_file(const fund_stored_version *stored)
{
    char path[4096];
    fund_text from = stored->record.fields.path;
    if (from.len >= sizeof path || !is_absolute(from)) {
        return false;
    }
    memcpy(path, from.data, from.len);
    path[from.len] = '\0';
    return access(path, F_OK) != 0;
}

/* An article of that name which the index has from another file that is still
 * there: two files, two articles. */
static bool belongs_to_another_file(const fund_stored_version *stored, const fund_article *article)
{
    fund_text from = stored->record.fields.path;
    return stored->found && is_absolute(from) && !fund_text_equal(article->fields.path, from) &&
           !is_from_missing_file(stored);
}

/* The same file, given twice by overlapping paths. A JSON document with several
 * articles has them all in line 0, so there the line does not tell. */
static bool is_same_place(const fund_seen *seen, const fund_article *article, bool from_name)
{
    return seen->line == article->line && (article->line != 0 || from_name) &&
           fund_text_equal(article->fields.path, seen->path);
}

bool fund_stored_supersedes(const fund_stored_version *stored, const fund_article *article)
{
    const fund_fields *had = &stored->record.fields;
    return stored->found && had->version > article->fields.version &&
           (article->line > 0 || belongs_to_another_file(stored, article) ||
            fund_text_equal((fund_text){"-", 1}, had->path)) &&
           !is_from_missing_file(stored);
}

fund_status fund_ids_choose(fund_id_verdict *out, fund_text *id, fund_seen **seen,
                            fund_stored_version *stored, fund_ids *ids, fund_indexer *indexer,
                            const fund_article *article, fund_error *err)
{
    *id = article->fields.id;
    bool from_name = is_file_name(id, article);
    for (;;) {
        *seen = fund_map_get(ids->seen, id->data, id->len);
        if (*seen != NULL) {
            bool again = is_same_place(*seen, article, from_name);
            if (!again && from_name && add_folder(id, article->fields.path)) {
                continue;
            }
            *out = again ? FUND_ID_AGAIN : FUND_ID_DUPLICATE;
            return FUND_OK;
        }
        fund_status status = fund_indexer_find(stored, indexer, id->data, id->len, err);
        if (status != FUND_OK) {
            return status;
        }
        if (from_name && belongs_to_another_file(stored, article) &&
            add_folder(id, article->fields.path)) {
            continue;
        }
        *out = fund_stored_supersedes(stored, article) ? FUND_ID_SUPERSEDED : FUND_ID_NEW;
        return note(seen, ids, *id, article, stored, err);
    }
}
