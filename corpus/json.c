/* JSON, by jansson. */
#include "corpus/corpus_private.h"

#include <jansson.h>
#include <pthread.h>
#include <stdio.h>

/* jansson passes over a byte of a text that it has no memory for, and goes on: that there
 * was none is noted here, for each thread. */
static _Thread_local bool without_memory;
static json_malloc_t plain_malloc;
static json_free_t plain_free;

static void *noting_malloc(size_t size)
{
    void *memory = plain_malloc(size);
    without_memory |= memory == NULL;
    return memory;
}

static void wrap_malloc(void)
{
    json_get_alloc_funcs(&plain_malloc, &plain_free);
    json_set_alloc_funcs(noting_malloc, plain_free);
}

json_t *fund_json_load(bool *no_memory, fund_text text, json_error_t *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, wrap_malloc);
    without_memory = false;
    json_t *value = json_loadb(text.data, text.len, 0, err);
    *no_memory =
        without_memory || (value == NULL && json_error_code(err) == json_error_out_of_memory);
    if (*no_memory) {
        json_decref(value);
        return NULL;
    }
    return value;
}

fund_text fund_json_text(const json_t *value)
{
    return json_is_string(value) ? (fund_text){json_string_value(value), json_string_length(value)}
                                 : (fund_text){"", 0};
}

fund_text fund_json_scalar(fund_corpus_reader *reader, const json_t *value)
{
    char integer[24];
    if (!json_is_integer(value)) {
        return fund_json_text(value);
    }
    snprintf(integer, sizeof integer, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    return fund_draft_keep(reader, fund_text_of(integer));
}

bool fund_json_member(const char **key, const json_t **value, void **at, const json_t *object)
{
    json_t *members = (json_t *)(uintptr_t)object; /* jansson reads it only */
    *at = *at == NULL ? json_object_iter(members) : json_object_iter_next(members, *at);
    if (*at == NULL) {
        return false;
    }
    *key = json_object_iter_key(*at);
    *value = json_object_iter_value(*at);
    return true;
}
