/* Values of filters that no article has, and paths. */
#include "base/unicode.h"
#include "searcher/plan/plan.h"

#include <stdlib.h>
#include <string.h>

/* ---- unknown names ----------------------------------------------------------------- */

/* The value of a field that is nearest to what was typed. */
typedef struct nearest {
    fund_builder *builder;
    fund_field_kind field;
    fund_edit_matcher typed;
    uint32_t edits; /* of the best */
    fund_buf best;
} nearest;

static void compare(nearest *n, fund_text part, fund_text whole)
{
    size_t skip = 0;
    uint32_t edits = fund_edit_matcher_distance(&n->typed, part.data, part.len, &skip);
    if (edits < n->edits) {
        n->edits = edits;
        fund_buf_clear(&n->best);
        fund_buf_append(&n->best, whole.data, whole.len);
    }
}

/* Calls with what lies between these bytes, without blanks in front. */
static void compare_parts(nearest *n, fund_text text, const char *borders, bool words)
{
    for (size_t begin = 0, end; begin < text.len; begin = end + 1) {
        for (end = begin; end < text.len && strchr(borders, text.data[end]) == NULL;) {
            end++;
        }
        while (begin < end && text.data[begin] == ' ') {
            begin++;
        }
        const fund_text part = {text.data + begin, end - begin};
        compare(n, part, words ? text : part);
        if (!words) {
            compare_parts(n, part, " ", true);
        }
    }
}

/* As a whole, each of several names, and each word of them. */
static void compare_all(nearest *n, const char *value, size_t len)
{
    const fund_text whole = {value, len};
    if (len > 0) {
        compare(n, whole, whole);
        compare_parts(n, whole, ",;", false);
    }
}

static fund_status see_value(fund_docid docid, const char *value, size_t len, void *payload)
{
    (void)docid;
    compare_all(payload, value, len);
    return FUND_OK;
}

static fund_status look_for_nearest(nearest *n)
{
    const fund_store *store = n->builder->searcher->store;
    if (n->field == FUND_FIELD_PAGE_LABEL || n->field == FUND_FIELD_CHAPTER_WORDS) {
        return FUND_OK; /* of each passage another one */
    }
    uint32_t slot = n->field == FUND_FIELD_SECTION_NAME  ? FUND_SLOT_SECTION
                    : n->field == FUND_FIELD_AUTHOR_NAME ? FUND_SLOT_AUTHOR
                                                         : FUND_SLOT_SOURCE;
    return fund_store_values(store, slot, see_value, n, n->builder->err);
}

static bool tell_unknown(const nearest *n, const char *name, size_t len, size_t offset)
{
    fund_plan *plan = n->builder->plan;
    fund_diagnostic_list *notes = &plan->diagnostics;
    const char *near = n->best.len > 0 ? n->best.data : NULL;
    int size = (int)(len < 60 ? len : 60);
    switch (n->field) {
    case FUND_FIELD_SECTION_NAME:
        return near != NULL ? fund_diagnostic_add(notes, plan->arena, offset,
                                                  "no section \"%.*s\"; did you mean \"%s\"?", size,
                                                  name, near)
                            : fund_diagnostic_add(notes, plan->arena, offset, "no section \"%.*s\"",
                                                  size, name);
    case FUND_FIELD_AUTHOR_NAME:
        return near != NULL ? fund_diagnostic_add(notes, plan->arena, offset,
                                                  "no author \"%.*s\"; did you mean \"%s\"?", size,
                                                  name, near)
                            : fund_diagnostic_add(notes, plan->arena, offset, "no author \"%.*s\"",
                                                  size, name);
    case FUND_FIELD_PAGE_LABEL:
        return fund_diagnostic_add(notes, plan->arena, offset, "no page \"%.*s\"", size, name);
    case FUND_FIELD_CHAPTER_WORDS:
        return fund_diagnostic_add(notes, plan->arena, offset, "no chapter \"%.*s\"", size, name);
    default:
        return near != NULL ? fund_diagnostic_add(notes, plan->arena, offset,
                                                  "no source \"%.*s\"; did you mean \"%s\"?", size,
                                                  name, near)
                            : fund_diagnostic_add(notes, plan->arena, offset, "no source \"%.*s\"",
                                                  size, name);
    }
}

static bool has_matches(fund_builder *builder, const fund_query *query)
{
    fund_match_options wanted = FUND_MATCH_OPTIONS_INIT;
    fund_matches matches = FUND_MATCHES_INIT;
    wanted.count = 1;
    wanted.unweighted = true;
    wanted.now = builder->searcher->now;
    if (builder->status == FUND_OK) {
        builder->status =
            fund_store_match(&matches, builder->searcher->store, query, &wanted, builder->err);
    }
    bool has = matches.count > 0;
    fund_matches_free(&matches);
    return has;
}

void fund_name_check(fund_builder *builder, fund_field_kind field, const fund_query *query,
                     const char *name, size_t len, size_t offset)
{
    enum { EDITS = 2 };
    if (builder->status != FUND_OK || query == NULL || has_matches(builder, query)) {
        return;
    }
    nearest n = {.builder = builder, .field = field, .edits = EDITS + 1};
    fund_edit_matcher_begin(&n.typed, name, len, EDITS, 0);
    if (builder->status == FUND_OK) {
        builder->status = look_for_nearest(&n);
    }
    if (builder->status == FUND_OK && (n.best.failed || !tell_unknown(&n, name, len, offset))) {
        fund_builder_no_memory(builder);
    }
    fund_buf_free(&n.best);
}

/* ---- paths ------------------------------------------------------------------------- */

typedef struct path_walk {
    fund_builder *builder;
    const char *pattern; /* of the end of a path, or of all of it */
    const char *below;   /* of what is in a folder of that name */
    fund_queries files;
    fund_buf data;
} path_walk;

/* * is any text, ? a character; with one place to go back to, which is enough since * may be
 * anything. */
static bool fits(const char *pattern, const char *path, size_t len)
{
    size_t p = 0, at = 0, star = SIZE_MAX, back = 0;
    uint32_t unused;
    while (at < len) {
        if (pattern[p] == '*') {
            star = ++p;
            back = at;
        } else if (pattern[p] == '?') {
            p++;
            at += fund_utf8_next(&unused, path + at, len - at);
        } else if (pattern[p] == path[at]) {
            p++;
            at++;
        } else if (star != SIZE_MAX) {
            p = star;
            at = ++back;
        } else {
            return false;
        }
    }
    return pattern[p + strspn(pattern + p, "*")] == '\0';
}

/* Called with the term of each file that has, or had, articles. */
static fund_status see_file(const char *term, size_t len, uint32_t documents, void *payload)
{
    path_walk *walk = payload;
    fund_builder *builder = walk->builder;
    const fund_store *store = builder->searcher->store;
    fund_docid first = 0;
    fund_record record;
    (void)documents;
    if (fund_searcher_is_late(builder->searcher)) {
        return FUND_OK;
    }
    fund_status status = fund_store_first_posting(&first, store, term, len, builder->err);
    if (status != FUND_OK || first == 0) {
        return status;
    }
    status = fund_record_read(&record, &walk->data, store, first, builder->err);
    const fund_text *path = &record.fields.path;
    if (status == FUND_OK &&
        (fits(walk->pattern, path->data, path->len) || fits(walk->below, path->data, path->len))) {
        const fund_text own = {term, len};
        fund_queries_push(builder, &walk->files, fund_tree_term(builder, "", &own));
    }
    return status == FUND_OK ? builder->status : status;
}

/* "agentur" is a file or a folder of that name wherever it lies. */
static void make_patterns(path_walk *walk, const char *glob, size_t len)
{
    fund_plan *plan = walk->builder->plan;
    fund_buf text = FUND_BUF_INIT;
    while (len > 1 && glob[len - 1] == '/') {
        len--;
    }
    fund_buf_append_str(&text, len > 0 && (glob[0] == '/' || glob[0] == '-') ? "" : "*/");
    fund_buf_append(&text, glob, len);
    walk->pattern = text.failed ? NULL : fund_arena_copy(plan->arena, text.data, text.len);
    fund_buf_append_str(&text, "/*");
    walk->below = text.failed ? NULL : fund_arena_copy(plan->arena, text.data, text.len);
    if (walk->pattern == NULL || walk->below == NULL) {
        fund_builder_no_memory(walk->builder);
    }
    fund_buf_free(&text);
}

const fund_query *fund_path_query(fund_builder *builder, const char *glob, size_t len,
                                  size_t offset)
{
    path_walk walk = {.builder = builder, .files = FUND_ARRAY_INIT};
    make_patterns(&walk, glob, len);
    if (builder->status == FUND_OK) {
        builder->status = fund_store_terms(builder->searcher->store, FUND_PREFIX_PATH,
                                           strlen(FUND_PREFIX_PATH), see_file, &walk, builder->err);
    }
    if (builder->status == FUND_OK && walk.files.count == 0 &&
        !fund_diagnostic_add(&builder->plan->diagnostics, builder->plan->arena, offset,
                             "no article is from a file or folder \"%.*s\"",
                             (int)(len < 60 ? len : 60), glob)) {
        fund_builder_no_memory(builder);
    }
    fund_buf_free(&walk.data);
    if (walk.files.count == 0) {
        const fund_text nothing = {"-", 1};
        return fund_tree_term(builder, FUND_PREFIX_PATH, &nothing);
    }
    return fund_tree_articles(builder, fund_tree_join(builder, FUND_OP_OR, &walk.files));
}
