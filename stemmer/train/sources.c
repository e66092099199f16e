/* The plain lists: words, counts, rules.  UTF-8, one entry a line. */
#include "stemmer/train/train_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 1 << 28 };

bool read_lines(const char *path, void (*line)(char *text, size_t len, void *payload),
                void *payload)
{
    fund_buf file = FUND_BUF_INIT;
    fund_error err = FUND_ERROR_INIT;
    bool ok = fund_file_read(&file, path, FILE_MAX, &err) == FUND_OK;
    if (!ok) {
        fprintf(stderr, "train-lexicon: %s\n", err.message);
    }
    for (size_t begin = 0, len; ok && begin < file.len; begin += len + 1) {
        char *text = file.data + begin;
        len = strcspn(text, "\n");
        text[len] = '\0';
        line(text, len, payload);
    }
    fund_buf_free(&file);
    return ok;
}

static void add_word(char *text, size_t len, void *payload)
{
    char letters[FUND_LETTERS_MAX];
    size_t count = fold_letters(letters, text, len, false);
    if (count >= 2) {
        form *added = forms_add(payload, letters, count);
        added->flags |= begins_capital(text, len, false) ? FORM_NOUN : FORM_OTHER;
    }
}

bool read_word_list(forms *all, const char *path)
{
    return read_lines(path, add_word, all);
}

static bool is_all_capitals(const char *word, size_t len)
{
    for (size_t pos = 0; pos < len;) {
        uint32_t c;
        size_t size = fund_utf8_decode(&c, word + pos, len - pos);
        if (size == 0 || !begins_capital(word + pos, len - pos, false)) {
            return false;
        }
        pos += size;
    }
    return true;
}

/* FORM TAB COUNT; "Wirtschafts-" is a truncated form. */
static void add_count(char *text, size_t len, void *payload)
{
    char *tab = memchr(text, '\t', len);
    if (tab == NULL) {
        return;
    }
    size_t word_len = (size_t)(tab - text);
    bool truncated = word_len > 0 && text[word_len - 1] == '-';
    word_len -= truncated ? 1 : 0;
    char letters[FUND_LETTERS_MAX];
    size_t count = fold_letters(letters, text, word_len, false);
    if (count < 2 || is_all_capitals(text, word_len)) {
        return;
    }
    form *added = forms_add(payload, letters, count);
    uint32_t uses = (uint32_t)strtoul(tab + 1, NULL, 10);
    uint32_t *sum = truncated                               ? &added->truncated
                    : begins_capital(text, word_len, false) ? &added->capitalised
                                                            : &added->lower;
    *sum += uses;
}

bool read_counts(forms *all, const char *path)
{
    return read_lines(path, add_count, all);
}

/* Sections of something else than words with a flag. */
enum { SAME_WORD = 1 << 28, STRONG_VERBS = 1 << 29, SPLITS = 1 << 30 };

static const struct {
    const char *title;
    unsigned flag;
} sections[] = {
    {"[heads]", FORM_HEAD},
    {"[no heads]", FORM_NO_HEAD},
    {"[no adjective heads]", FORM_NO_ADJECTIVE_HEAD},
    {"[modifiers]", FORM_MODIFIER},
    {"[no modifiers]", FORM_NO_MODIFIER},
    {"[never split]", FORM_NEVER},
    {"[splits]", SPLITS},
    {"[name endings]", FORM_PLACE},
    {"[verb particles]", FORM_PARTICLE},
    {"[no verbs]", FORM_NO_VERB},
    {"[strong verbs]", STRONG_VERBS},
    {"[same word]", SAME_WORD},
};

typedef struct rule_reader {
    forms *all;
    unsigned flag;
    const char *path;
    size_t line;
    bool ok;
} rule_reader;

static void rule_error(rule_reader *reader, const char *what)
{
    fprintf(stderr, "train-lexicon: %s:%zu: %s\n", reader->path, reader->line, what);
    reader->ok = false;
}

/* "antrag|steller": false when a piece is no word or there are too many. */
static bool add_split(forms *all, char *word)
{
    listed_split split = {.len = 0};
    char *state = NULL;
    for (char *piece = strtok_r(word, "|", &state); piece != NULL;
         piece = strtok_r(NULL, "|", &state)) {
        char letters[FUND_LETTERS_MAX];
        size_t len = fold_letters(letters, piece, strlen(piece), false);
        if (len == 0 || split.len + len > FUND_LETTERS_MAX ||
            split.count == sizeof split.cuts / sizeof split.cuts[0]) {
            return false;
        }
        if (split.len > 0) {
            split.cuts[split.count++] = (uint8_t)split.len;
        }
        memcpy(split.letters + split.len, letters, len);
        split.len += len;
    }
    require(fund_array_push(&all->splits, split));
    return true;
}

static void add_rule_word(rule_reader *reader, char *word)
{
    if (reader->flag == SPLITS) {
        if (!add_split(reader->all, word)) {
            rule_error(reader, "not a split");
        }
        return;
    }
    char letters[FUND_LETTERS_MAX];
    size_t count = fold_letters(letters, word, strlen(word), false);
    if (count == 0 || reader->flag == 0) {
        rule_error(reader, count == 0 ? "not a word" : "before the first [section]");
        return;
    }
    forms_add(reader->all, letters, count)->flags |= reader->flag;
}

static void add_strong_verb(rule_reader *reader, char *text)
{
    strong_verb verb = {{""}};
    size_t count = 0;
    char *state = NULL;
    for (char *word = strtok_r(text, " \t", &state); word != NULL;
         word = strtok_r(NULL, " \t", &state)) {
        char letters[FUND_LETTERS_MAX];
        size_t size = fold_letters(letters, word, strlen(word), false);
        if (size == 0 || count == 4 || size >= sizeof verb.parts[0]) {
            rule_error(reader, "not the parts of a verb");
            return;
        }
        memcpy(verb.parts[count++], letters, size);
    }
    if (count == 1 || count == 2) {
        rule_error(reader, "a verb needs infinitive, preterite, participle");
    } else if (count > 0) {
        require(fund_array_push(&reader->all->strong, verb));
    }
}

/* A dictionary's word, and forms of it. */
static void add_same_word(rule_reader *reader, char *text)
{
    char *state = NULL, *first = strtok_r(text, " \t", &state);
    spelled word, other;
    if (first == NULL) {
        return;
    }
    unsigned kind =
        begins_capital(first, strlen(first), false) ? FUND_KIND_NOUN : FUND_KIND_ADJECTIVE;
    bool ok = spell(&word, first, strlen(first), false);
    if (ok) {
        claim_word(reader->all, &word, kind, true);
    }
    for (char *next; ok && (next = strtok_r(NULL, " \t", &state)) != NULL;) {
        ok = spell(&other, next, strlen(next), false);
        if (ok) {
            claim(reader->all, &other, &word, kind, RANK_LISTED);
        }
    }
    if (!ok) {
        rule_error(reader, "not a word");
    }
}

static void add_rule(char *text, size_t len, void *payload)
{
    (void)len;
    rule_reader *reader = payload;
    reader->line++;
    text[strcspn(text, "#")] = '\0';
    if (text[0] == '[') {
        reader->flag = 0;
        for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++) {
            if (strcmp(text, sections[i].title) == 0) {
                reader->flag = sections[i].flag;
                return;
            }
        }
        rule_error(reader, "no such section");
        return;
    }
    if (reader->flag == STRONG_VERBS) {
        add_strong_verb(reader, text);
        return;
    }
    if (reader->flag == SAME_WORD) {
        add_same_word(reader, text);
        return;
    }
    char *state = NULL;
    for (char *word = strtok_r(text, " \t", &state); word != NULL;
         word = strtok_r(NULL, " \t", &state)) {
        add_rule_word(reader, word);
    }
}

bool read_rules(forms *all, const char *path)
{
    rule_reader reader = {all, 0, path, 0, true};
    return read_lines(path, add_rule, &reader) && reader.ok;
}
