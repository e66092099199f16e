/*
 * render.h - answers as the program and the server give them alike: JSON with the fields of
 * fundstelle-json(5), cells of CSV, text that is escaped for HTML and XML.
 */
#ifndef FUND_RENDER_H
#define FUND_RENDER_H

#include "searcher/searcher.h"

#include <jansson.h>

FUND_BEGIN_DECLS

/* ---- json.c ------------------------------------------------------------------ */

/** Raised when a field changes its name or its meaning: man 5 fundstelle-json. */
enum { FUND_JSON_VERSION = 2 };
/** Once, before any JSON: an object that lacks something for lack of memory is noticed, so its
 *  parts need no check of their own. */
void fund_json_note_memory(void);
/** An object as a line, to be freed by the caller; frees the object. NULL when there was no
 *  memory for it or for anything of JSON since the thread's last line. */
char *fund_json_line(json_t *object);
/** A string of bytes that may not be UTF-8, such as a path: U+FFFD for what is not. */
json_t *fund_json_bytes(const char *text, size_t len);
json_t *fund_json_string(const char *text);

/* ---- hits.c ------------------------------------------------------------------ */

/** Which parts of a hit are printed. */
typedef struct fund_hit_style {
    const char *qid; /**< of a batch; NULL: none */
    bool group;      /**< tell how many more passages match */
    bool distinct;   /**< tell how many repeat it */
    bool explain;
    bool hides_paths; /**< a source that is a local file is null */
    bool utf16;       /**< offsets count UTF-16 code units, as JavaScript does, not bytes */
} fund_hit_style;

/** Sets the fields of a hit. */
void fund_hit_json(json_t *object, const fund_hit_style *style, const fund_hit *hit);
/** The passages of an article around a hit or below it. */
json_t *fund_passages_json(const fund_hit_style *style, const fund_hit *const *hits, size_t count,
                           bool scored);
/** The values of all facets, by their names: "section", "author", "month", "year". */
json_t *fund_facets_json(const fund_facet_counts *counts);

/* ---- escape.c ---------------------------------------------------------------- */

/** Appends text for an element or a quoted attribute of HTML or XML: <>&"' as references, U+FFFD
 *  for what is no character of XML 1.0 or turns the direction of what follows. */
void fund_escape_html(fund_buf *out, const char *text, size_t len);
/** Appends text as a value in a URL's query: all but RFC 3986's unreserved ones as %XX. */
void fund_escape_url(fund_buf *out, const char *text, size_t len);
/** Appends a cell of CSV (RFC 4180), quoted where it has to be. `guarded`: what a spreadsheet would take
 *  for a formula begins with an apostrophe. */
void fund_escape_csv(fund_buf *out, const char *text, size_t len, bool guarded);

FUND_END_DECLS

#endif
