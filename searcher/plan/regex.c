/*
 * Regular expressions, by PCRE2: of a whole passage, and so over word borders.
 *
 * An expression may take time that grows exponentially with the text. PCRE2 counts its steps, and gives a text
 * up after so many: between texts the searcher looks at the clock.
 */
#define PCRE2_CODE_UNIT_WIDTH 8

#include "base/load.h"
#include "searcher/plan/plan.h"

#include <pcre2.h>
#include <stdlib.h>

#define PCRE2_NAMES(X)                                                                             \
    X(pcre2_compile_8)                                                                             \
    X(pcre2_code_free_8)                                                                           \
    X(pcre2_match_8)                                                                               \
    X(pcre2_match_context_create_8)                                                                \
    X(pcre2_match_context_free_8)                                                                  \
    X(pcre2_match_data_create_8)                                                                   \
    X(pcre2_match_data_free_8)                                                                     \
    X(pcre2_get_ovector_pointer_8)                                                                 \
    X(pcre2_set_match_limit_8)                                                                     \
    X(pcre2_set_depth_limit_8)                                                                     \
    X(pcre2_set_heap_limit_8)
FUND_LIBRARY(libpcre2, PCRE2_NAMES, NULL, FUND_LIBRARY_PCRE2_8)

/* Of one text: steps (some hundredths of a second), places to go back to, and kilobytes for them. */
enum { STEPS_MAX = 500000, DEPTH_MAX = 20000, HEAP_MAX = 20000 };

struct fund_regex {
    pcre2_code *code;
    pcre2_match_context *context;
    pcre2_match_data *data;
    size_t offset; /* in the query */
    bool limited;  /* some text was given up */
    fund_regex *next;
};

/* PCRE2's own messages are English only. */
static const char *reason_of(int error)
{
    switch (error) {
    case PCRE2_ERROR_END_BACKSLASH:
        return fund_tr("nothing follows the backslash");
    case PCRE2_ERROR_QUANTIFIER_OUT_OF_ORDER:
    case PCRE2_ERROR_QUANTIFIER_TOO_BIG:
        return fund_tr("a number of repetitions is too large, or the two are in the wrong order");
    case PCRE2_ERROR_MISSING_SQUARE_BRACKET:
        return fund_tr("a ] is missing");
    case PCRE2_ERROR_CLASS_RANGE_ORDER:
        return fund_tr("the ends of a range are in the wrong order");
    case PCRE2_ERROR_QUANTIFIER_INVALID:
        return fund_tr("there is nothing to repeat");
    case PCRE2_ERROR_MISSING_CLOSING_PARENTHESIS:
        return fund_tr("a ) is missing");
    case PCRE2_ERROR_UNMATCHED_CLOSING_PARENTHESIS:
        return fund_tr("a ( is missing");
    case PCRE2_ERROR_PATTERN_TOO_LARGE:
    case PCRE2_ERROR_PARENTHESES_NEST_TOO_DEEP:
        return fund_tr("it is too large");
    default:
        return fund_tr("this is not understood");
    }
}

static fund_status compile(fund_regex *regex, const char *pattern, size_t len, fund_error *err)
{
    const uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS | PCRE2_NEVER_BACKSLASH_C;
    int error;
    size_t at = 0;
    regex->code = libpcre2.pcre2_compile_8((PCRE2_SPTR)pattern, len, options, &error, &at, NULL);
    if (regex->code == NULL && error != PCRE2_ERROR_HEAP_FAILED) {
        at = at < len ? at : len;
        return fund_error_set(err, FUND_ERR_QUERY,
                              "the regular expression is wrong at its character %zu: %s",
                              fund_utf8_count(pattern, at) + 1, reason_of(error));
    }
    regex->context = libpcre2.pcre2_match_context_create_8(NULL);
    regex->data = libpcre2.pcre2_match_data_create_8(1, NULL);
    if (regex->code == NULL || regex->context == NULL || regex->data == NULL) {
        return fund_no_memory(err);
    }
    libpcre2.pcre2_set_match_limit_8(regex->context, STEPS_MAX);
    libpcre2.pcre2_set_depth_limit_8(regex->context, DEPTH_MAX);
    libpcre2.pcre2_set_heap_limit_8(regex->context, HEAP_MAX);
    return FUND_OK;
}

fund_regex *fund_regex_new(fund_builder *builder, const char *pattern, size_t len, size_t offset)
{
    if (builder->status == FUND_OK) {
        builder->status = fund_library_load(&libpcre2_library, builder->err);
    }
    fund_regex *regex = builder->status == FUND_OK ? calloc(1, sizeof *regex) : NULL;
    if (regex == NULL) {
        if (builder->status == FUND_OK) {
            fund_builder_no_memory(builder);
        }
        return NULL;
    }
    regex->offset = offset;
    regex->next = builder->plan->regexes;
    builder->plan->regexes = regex;
    fund_clean_text clean = {.text = NULL};
    builder->status = fund_clean_text_make(&clean, NULL, pattern, len, builder->err);
    if (builder->status == FUND_OK) {
        builder->status = compile(regex, clean.text, clean.len, builder->err);
    }
    fund_clean_text_free(&clean);
    return builder->status == FUND_OK ? regex : NULL;
}

void fund_regex_free(fund_regex *regex)
{
    while (regex != NULL) {
        fund_regex *next = regex->next;
        libpcre2.pcre2_match_data_free_8(regex->data);
        libpcre2.pcre2_match_context_free_8(regex->context);
        libpcre2.pcre2_code_free_8(regex->code);
        free(regex);
        regex = next;
    }
}

bool fund_regex_next(fund_range *out, fund_regex *regex, fund_plan *plan, const char *text,
                     size_t len, size_t *pos)
{
    while (*pos < len) {
        int found = libpcre2.pcre2_match_8(regex->code, (PCRE2_SPTR)text, len, *pos, PCRE2_NOTEMPTY,
                                           regex->data, regex->context);
        if (found < 0) {
            bool limited = found != PCRE2_ERROR_NOMATCH && !regex->limited;
            regex->limited |= limited;
            if (limited) { /* without memory for it, the remark is lost, nothing else */
                fund_diagnostic_add(&plan->diagnostics, plan->arena, regex->offset,
                                    "the regular expression takes too long in some passages; they "
                                    "are left out");
            }
            return false;
        }
        const size_t *ends = libpcre2.pcre2_get_ovector_pointer_8(regex->data);
        *out = (fund_range){ends[0], ends[1]};
        if (out->begin < out->end && out->begin >= *pos) {
            *pos = out->end;
            return true;
        }
        *pos += 1; /* \K in a look-around turns them round */
        while (*pos < len && ((unsigned char)text[*pos] & 0xc0) == 0x80) {
            *pos += 1;
        }
    }
    return false;
}
