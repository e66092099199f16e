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

static void add_form(forms *all, const spelled *word, bool capital, unsigned flags)
{
    form *added = forms_add(all, word->letters, word->len);
    added->flags |= flags | (capital ? FORM_NOUN : FORM_OTHER);
}

/* An entry while its forms are made. */
typedef struct entry {
    const char *text;
    size_t len;
    const char *flags;
    spelled word;
    bool capital;
    bool prefixed;  /* with ver- or un-, which is only said by a flag */
    unsigned every; /* flags of all its forms */
} entry;

/* What a rule makes is a form of its entry, or of another word: -in, -ung, -lich, -bar, -chen, a
 * present participle. Of those it makes the word itself first. */
static void claim_made(forms *all, const entry *of, char flag, const spelled *made,
                       spelled *derived)
{
    if (strchr("FJLBMD", flag) == NULL) {
        bool noun = of->capital;
        bool comparison = flag == 'C' || flag == 'A';
        bool dative = flag == 'E' && strchr(of->flags, 'P') == NULL;
        char last = made->letters[made->len - 1];
        bool first = flag == 'W' || (flag == 'I' && last == 'e') || (flag == 'Z' && last == 't');
        unsigned kind = noun ? FUND_KIND_NOUN : comparison ? FUND_KIND_ADJECTIVE : FUND_KIND_VERB;
        claim(all, made, &of->word, kind,
              dative || first       ? RANK_RULE /* ich schöne, ihr schlicht */
              : noun && flag == 'S' ? RANK_INFERRED
                                    : RANK_LISTED);
        return;
    }
    bool noun = strchr("FJM", flag) != NULL;
    unsigned kind = noun ? FUND_KIND_NOUN : FUND_KIND_ADJECTIVE;
    bool more = derived->len > 0 && made->len > derived->len &&
                memcmp(made->letters, derived->letters, derived->len) == 0;
    if (flag == 'F' && fund_ends_with(of->word.letters, of->word.len, "in")) {
        *derived = of->word; /* Ministerin: Ministerinnen */
        more = true;
    }
    if (!more) {
        *derived = *made;
        claim_word(all, derived, kind, true);
    } else {
        claim(all, made, derived, kind, RANK_LISTED);
    }
}

static void add_inflected(hunspell *reader, const entry *of)
{
    spelled derived = {.len = 0};
    for (size_t i = 0; i < reader->count; i++) {
        const suffix_rule *rule = &reader->rules[i];
        size_t strip = strlen(rule->strip);
        char inflected[512];
        if (i > 0 && rule->flag != reader->rules[i - 1].flag) {
            derived.len = 0;
        }
        if (strchr(of->flags, rule->flag) == NULL || strip > of->len ||
            of->len - strip + strlen(rule->add) >= sizeof inflected ||
            memcmp(of->text + of->len - strip, rule->strip, strip) != 0 ||
            !condition_matches(rule->condition, of->text, of->len)) {
            continue;
        }
        memcpy(inflected, of->text, of->len - strip);
        strcpy(inflected + of->len - strip, rule->add);
        spelled made;
        if (!spell(&made, inflected, strlen(inflected), true)) {
            continue;
        }
        if (!of->prefixed) { /* D makes present participles of verbs */
            add_form(reader->all, &made, of->capital,
                     rule->flag == 'D' ? FORM_ADJECTIVAL | FORM_PRESENT : of->every);
        }
        claim_made(reader->all, of, rule->flag, &made, &derived);
    }
}

static bool has_any(const entry *of, const char *flags)
{
    return strpbrk(of->flags, flags) != NULL;
}

static void claim_entry(forms *all, const entry *of)
{
    if (of->capital) {
        forms_add(all, of->word.letters, of->word.len)->flags |=
            has_any(of, "STqQ") ? (unsigned)FORM_SINGULAR : 0u;
        claim_word(all, &of->word, FUND_KIND_NOUN, has_any(of, "TRFpqQP"));
    } else if (has_any(of, "I")) {
        claim_word(all, &of->word, FUND_KIND_VERB, true);
    } else if (has_any(of, "A")) {
        claim_word(all, &of->word, FUND_KIND_ADJECTIVE, has_any(of, "C"));
        forms_find(all, of->word.letters, of->word.len)->flags |=
            has_any(of, "C") ? (unsigned)FORM_GRADED : 0u;
        if (of->word.len > 4 && of->word.letters[of->word.len - 1] == 'e') { /* letzte: letzt */
            spelled stem = of->word;
            stem.len--;
            claim(all, &stem, &of->word, FUND_KIND_ADJECTIVE, RANK_LISTED);
        }
    } else if (!has_any(of, "o")) {
        forms_add(all, of->word.letters, of->word.len)->flags |=
            has_any(of, "N") ? (unsigned)FORM_FINITE : 0u;
        claim_word(all, &of->word, has_any(of, "XYZW") ? FUND_KIND_VERB : FUND_KIND_OTHER, false);
    }
}

/* verbeißen, unschön */
static void claim_prefixed(hunspell *reader, const entry *of, const char *prefix)
{
    char text[512];
    entry with = *of;
    with.text = text;
    with.prefixed = true;
    with.len = (size_t)snprintf(text, sizeof text, "%s%s", prefix, of->text);
    if (with.len < sizeof text && !of->capital && spell(&with.word, text, with.len, true)) {
        claim_entry(reader->all, &with);
        add_inflected(reader, &with);
        if (has_any(of, "I")) {
            claim_verb(reader->all, &with.word);
        }
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
    entry of = {.text = text, .len = len, .flags = flags};
    if (len == 0 || has_any(&of, "ohd") || !spell(&of.word, text, len, true)) {
        return;
    }
    of.capital = begins_capital(text, len, true);
    of.every = (has_any(&of, "A") ? FORM_ADJECTIVAL : 0u) |
               (!of.capital && has_any(&of, "IXYZW") ? FORM_VERBAL : 0u);
    unsigned kind = (has_any(&of, "A") ? FORM_ADJECTIVE : 0u) |
                    (!of.capital && has_any(&of, "I") ? FORM_VERB : 0u);
    add_form(reader->all, &of.word, of.capital, kind | of.every);
    claim_entry(reader->all, &of);
    add_inflected(reader, &of);
    if (has_any(&of, "V")) {
        claim_prefixed(reader, &of, "ver");
    }
    if (has_any(&of, "U")) {
        claim_prefixed(reader, &of, "un");
    }
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
