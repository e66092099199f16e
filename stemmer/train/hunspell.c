/* Hunspell's .aff and .dic (man 5 hunspell), as far as German inflexion needs
 * them: suffix rules without nesting.  ISO 8859-1. */
#include "stemmer/train/train_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RULES_MAX = 4096, FIELD_MAX = 64 };

typedef struct suffix_rule {
    char flag;
    char strip[FIELD_MAX], add[FIELD_MAX], condition[FIELD_MAX];
} suffix_rule;

typedef struct hunspell {
    forms *all;
    suffix_rule *rules;
    size_t count;
    bool first_line;
} hunspell;

/* The flags of de_DE_frami that inflect; the others derive or compound. */
static const char inflecting[] = "FLMACENPpRSqQTJBDWIXYZO";

static void read_rule(char *text, size_t len, void *payload)
{
    (void)len;
    hunspell *reader = payload;
    char flag[FIELD_MAX];
    suffix_rule rule;
    if (sscanf(text, "SFX %63s %63s %63s %63s", flag, rule.strip, rule.add, rule.condition) != 4 ||
        flag[1] != '\0' || strchr(inflecting, flag[0]) == NULL || reader->count == RULES_MAX) {
        return;
    }
    rule.flag = flag[0];
    rule.add[strcspn(rule.add, "/")] = '\0';
    if (strcmp(rule.strip, "0") == 0) {
        rule.strip[0] = '\0';
    }
    if (strcmp(rule.add, "0") == 0) {
        rule.add[0] = '\0';
    }
    reader->rules[reader->count++] = rule;
}

/* One element of a condition at *at ("x", ".", "[abc]", "[^abc]"); moves *at
 * past it. */
static bool element_matches(const char **at, char letter)
{
    const char *p = *at;
    if (*p != '[') {
        *at = p + 1;
        return *p == '.' || *p == letter;
    }
    bool negated = p[1] == '^';
    bool found = false;
    for (p += negated ? 2 : 1; *p != ']' && *p != '\0'; p++) {
        found |= *p == letter;
    }
    *at = *p != '\0' ? p + 1 : p;
    return found != negated;
}

static bool condition_matches(const char *condition, const char *word, size_t len)
{
    size_t elements = 0;
    for (const char *p = condition; *p != '\0'; elements++) {
        element_matches(&p, 0);
    }
    if (strcmp(condition, ".") == 0) {
        return true;
    }
    if (elements > len) {
        return false;
    }
    for (const char *p = condition; *p != '\0'; elements--) {
        if (!element_matches(&p, word[len - elements])) {
            return false;
        }
    }
    return true;
}

static void add_form(forms *all, const char *word, size_t len, unsigned flags)
{
    char letters[FUND_LETTERS_MAX];
    size_t count = fold_letters(letters, word, len, true);
    if (count >= 2) {
        form *added = forms_add(all, letters, count);
        added->flags |= flags | (begins_capital(word, len, true) ? FORM_NOUN : FORM_OTHER);
    }
}

static void add_inflected(hunspell *reader, const char *word, size_t len, const char *flags,
                          unsigned kind)
{
    for (size_t i = 0; i < reader->count; i++) {
        const suffix_rule *rule = &reader->rules[i];
        size_t strip = strlen(rule->strip);
        char inflected[512];
        if (strchr(flags, rule->flag) == NULL || strip > len ||
            len - strip + strlen(rule->add) >= sizeof inflected ||
            memcmp(word + len - strip, rule->strip, strip) != 0 ||
            !condition_matches(rule->condition, word, len)) {
            continue;
        }
        memcpy(inflected, word, len - strip);
        strcpy(inflected + len - strip, rule->add);
        /* D makes present participles of verbs. */
        add_form(reader->all, inflected, strlen(inflected),
                 rule->flag == 'D' ? FORM_ADJECTIVAL | FORM_PRESENT : kind);
    }
}

static void read_entry(char *text, size_t len, void *payload)
{
    hunspell *reader = payload;
    if (reader->first_line) { /* the number of entries */
        reader->first_line = false;
        return;
    }
    text[len = strcspn(text, " \t\r")] = '\0';
    char *slash = memchr(text, '/', len);
    const char *flags = slash != NULL ? slash + 1 : "";
    if (slash != NULL) {
        *slash = '\0';
        len = (size_t)(slash - text);
    }
    /* o: only in compounds, h: needs an affix, d: forbidden. */
    if (len == 0 || strpbrk(flags, "ohd") != NULL) {
        return;
    }
    unsigned kind = strchr(flags, 'A') != NULL ? FORM_ADJECTIVE : 0;
    if (strchr(flags, 'I') != NULL && !begins_capital(text, len, true)) {
        kind |= FORM_VERB;
    }
    unsigned every =
        (strchr(flags, 'A') != NULL ? FORM_ADJECTIVAL : 0u) |
        (!begins_capital(text, len, true) && strpbrk(flags, "IXYZW") != NULL ? FORM_VERBAL : 0u);
    add_form(reader->all, text, len, kind | every);
    add_inflected(reader, text, len, flags, every);
}

bool read_hunspell(forms *all, const char *aff_path, const char *dic_path)
{
    hunspell reader = {all, must(calloc(RULES_MAX, sizeof(suffix_rule))), 0, true};
    bool ok = read_lines(aff_path, read_rule, &reader) && read_lines(dic_path, read_entry, &reader);
    if (ok && (reader.count == 0 || all->count == 0)) {
        fprintf(stderr, "train-lexicon: %s: no suffix rules or no words in it\n", aff_path);
        ok = false;
    }
    free(reader.rules);
    return ok;
}
