/* The piece of a long passage that is shown: around its hits, whole sentences if they fit. */
#include "cli/cli_private.h"

#include <string.h>

enum { SENTENCE_SLACK = 160 }; /* bytes that a piece may grow by to begin or end with a sentence */

static bool ends_sentence(const char *text, size_t pos)
{
    return pos >= 2 && text[pos - 1] == ' ' && strchr(".!?", text[pos - 2]) != NULL &&
           text[pos - 2] != '\0';
}

static bool is_border(const char *text, size_t pos)
{
    return pos == 0 || text[pos - 1] == ' ' || text[pos - 1] == '\n';
}

/* The window of `size` bytes with the most highlighted places, the first of several. */
static size_t densest(const fund_hit *hit, size_t size, size_t *end)
{
    size_t best = 0, most = 0;
    *end = 0;
    for (size_t i = 0; i < hit->highlight_count; i++) {
        size_t begin = hit->highlights[i].begin, count = 0;
        while (i + count < hit->highlight_count && hit->highlights[i + count].end <= begin + size) {
            count++;
        }
        if (count > most) {
            most = count;
            best = begin;
            *end = hit->highlights[i + count - 1].end;
        }
    }
    *end = *end > best ? *end : best;
    return best;
}

/* From about `target` on, up to `pos`: where the first sentence begins, else a word. */
static size_t begin_near(const char *text, size_t target, size_t pos)
{
    size_t from = target > SENTENCE_SLACK / 2 ? target - SENTENCE_SLACK / 2 : 0;
    if (from == 0) {
        return 0;
    }
    for (size_t at = from; at <= pos; at++) {
        if (ends_sentence(text, at)) {
            return at;
        }
    }
    while (target < pos && !is_border(text, target)) {
        target++;
    }
    while (target > 0 && !is_border(text, target)) {
        target--; /* the hit is within a word: all of that */
    }
    return target;
}

/* From `pos` to about `target`: where the last sentence ends, else a word. */
static size_t end_near(const char *text, size_t len, size_t pos, size_t target)
{
    size_t most = target + SENTENCE_SLACK / 2;
    size_t word = pos, sentence = 0;
    if (most >= len) {
        return len;
    }
    for (size_t at = pos; at <= most; at++) {
        sentence = ends_sentence(text, at) ? at - 1 : sentence;
        word = at <= target && (text[at] == ' ' || text[at] == '\n') ? at : word;
    }
    if (sentence > pos) {
        return sentence;
    }
    while (word < len && text[word] != ' ' && text[word] != '\n') {
        word++;
    }
    return word;
}

fund_range cli_snippet(const fund_hit *hit, size_t size)
{
    if (size == 0 || hit->text_len <= size + SENTENCE_SLACK) {
        return (fund_range){0, hit->text_len};
    }
    size_t end;
    size_t begin = densest(hit, size, &end);
    size_t spare = size > end - begin ? size - (end - begin) : 0;
    size_t target = begin > spare / 2 ? begin - spare / 2 : 0;
    size_t from = begin_near(hit->text, target, begin);
    size_t to = from + size > end ? from + size : end;
    return (fund_range){from, end_near(hit->text, hit->text_len, end, to)};
}
