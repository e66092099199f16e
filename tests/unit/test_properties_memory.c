/*
 * Each allocation of the analysis and of the readers fails once: that is told as
 * FUND_ERR_MEMORY, or makes no difference, and nothing leaks.
 *
 * Not tried are failures inside of glib (e-mail), cmark (Markdown) and uchardet (legacy
 * encodings), which end the process, and inside of libxml2, where 2.9 takes some for errors
 * of the document and its HTML parser may not come to an end, and of libarchive, where 3.6
 * goes on without its first entry.
 */
#include "test_memory.h"
#include "tests/unit/test_folder.h"

#include "corpus/corpus.h"
#include "stemmer/stemmer.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* ---- analysis -------------------------------------------------------------- */

static const char text[] =
    "Die Bürger:innen der Hansestadt lasen am 24. Februar 2022, daß z. B. 75 000 Euro für die "
    "Ein- und Ausfuhr von Krankenhausbetten fehlen. „Das INF-Vertragswerk gewann niemand“, schrieb "
    "amt@example.org zur Straßen\xc2\xad"
    "bahn, CO₂ und dem 20-jährigen Haus des Mu\xcc\x88llers.";

static fund_status print_token(const fund_token *token, void *payload)
{
    fund_buf_printf(payload, "%d %.*s %zu-%zu %u\n", (int)token->kind, (int)token->term_len,
                    token->term, token->begin, token->end, (unsigned)token->position);
    return FUND_OK;
}

static fund_status analyze(fund_buf *out, const fund_chain_options *options, fund_error *err)
{
    fund_analyzer *analyzer = NULL, *clone = NULL;
    fund_status status = fund_analyzer_new(&analyzer, options, err);
    if (status == FUND_OK) {
        status = fund_analyzer_run(analyzer, FUND_PURPOSE_DOCUMENT, text, strlen(text), print_token,
                                   out, err);
    }
    if (status == FUND_OK) {
        status = fund_analyzer_clone(&clone, analyzer, err);
    }
    if (status == FUND_OK) {
        status =
            fund_analyzer_run(clone, FUND_PURPOSE_QUERY, text, strlen(text), print_token, out, err);
    }
    fund_analyzer_free(clone);
    fund_analyzer_free(analyzer);
    return status;
}

static fund_status without_lexicon(fund_buf *out, bool *told, const void *what, fund_error *err)
{
    (void)told;
    (void)what;
    return analyze(out, NULL, err);
}

static fund_status with_lexicon(fund_buf *out, bool *told, const void *what, fund_error *err)
{
    (void)told;
    static const char words[] = "Kranken|haus|betten\nHansestadt # bleibt ganz\n";
    fund_chain_options options = FUND_CHAIN_OPTIONS_INIT;
    fund_lexicon *lexicon = NULL;
    fund_status status = fund_lexicon_open(&lexicon, what, err);
    if (status == FUND_OK) {
        status = fund_lexicon_add_words(lexicon, words, strlen(words), "words", err);
    }
    if (status == FUND_OK) {
        fund_chain_options_use(&options, lexicon);
        status = analyze(out, &options, err);
    }
    fund_lexicon_free(lexicon);
    return status;
}

static fund_status print_name(const char *word, size_t len, void *payload)
{
    fund_buf_printf(payload, "%.*s ", (int)len, word);
    return FUND_OK;
}

static fund_status names(fund_buf *out, bool *told, const void *what, fund_error *err)
{
    (void)told;
    return fund_name_words(what, strlen(what), print_name, out, err);
}

static void the_analysis_survives(void **state)
{
    (void)state;
    bool good = survives("without lexicon", OURS, without_lexicon, NULL);
    good &= survives("without lexicon, libraries too", ALL, without_lexicon, NULL);
    good &= survives("with lexicon", OURS, with_lexicon, NULL);
    good &= survives("with lexicon, libraries too", ALL, with_lexicon, NULL);
    good &= survives("names", ALL, names, "Dr. Änne Ménard-Grün");
    assert_true(good);
}

/* ---- readers --------------------------------------------------------------- */

#define BODY                                                                                       \
    "Die Brücke über den Fluss wird im Herbst für den Verkehr gesperrt, teilte das Amt mit."

static const struct {
    const char *name, *text;
    bool ours_only;
} files[] = {
    {"a.txt",
     "Titel: Brücke\nDatum: 24. Februar 2022\nRessort: Lokales\nAutor: Ina Wolf\n\n" BODY
     "\n\n" BODY "\n",
     false},
    {"latin.txt",
     "Die Br\xfc"
     "cke \xfc"
     "ber den Flu\xdf, in Latin-1 geschrieben wie fr\xfc"
     "her.\n",
     true},
    {"a.jsonl",
     "{\"id\":\"a\",\"title\":\"Brücke\",\"date\":\"2022-02-24\",\"body\":\"" BODY "\"}\n"
     "{\"id\":\"b\",\"version\":2,\"status\":\"canceled\"}\n"
     "{\"id\":\"c\",\"body\":[\"" BODY "\",\"" BODY "\"],\"embargo\":\"2090-01-01\"}\n",
     false},
    {"feed.json",
     "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Blatt\",\"items\":["
     "{\"id\":\"f\",\"title\":\"Brücke\",\"content_html\":\"<p>" BODY "</p>\"}]}",
     true},
    {"latin.html",
     "<meta charset='iso-8859-15'><title>Preis</title><p>Sie kostet 20 \xa4, hei\xdf"
     "t es "
     "in der Stadt, und f\xfc"
     "r Kinder die H\xe4lfte davon.</p>",
     true},
    {"a.html",
     "<html><head><title>Brücke</title><meta name=author content='Ina Wolf'>"
     "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"Brücke\","
     "\"datePublished\":\"2022-02-24\"}</script></head><body><nav>Start</nav>"
     "<article><h1>Brücke</h1><p>" BODY "</p><p>" BODY "</p></article></body></html>",
     true},
    {"a.rss",
     "<rss version='2.0'><channel><title>Blatt</title><item><guid>r</guid>"
     "<title>Brücke</title><description>&lt;p>" BODY "&lt;/p></description></item>"
     "</channel></rss>",
     true},
    {"a.atom",
     "<feed xmlns='http://www.w3.org/2005/Atom'><title>Blatt</title><entry><id>t</id>"
     "<title>Brücke</title><updated>2022-02-24T10:00:00Z</updated><content type='html'>"
     "&lt;p>" BODY "&lt;/p></content></entry></feed>",
     true},
    {"newsml.xml",
     "<newsItem guid='n' version='3'><itemMeta><itemClass qcode='ninat:text'/>"
     "</itemMeta><contentMeta><headline>Brücke</headline></contentMeta><contentSet>"
     "<inlineData>" BODY "</inlineData></contentSet></newsItem>",
     true},
    {"latin.xml",
     "<?xml version='1.0' encoding='iso-8859-15'?><nitf><body><body.content><p>Sie kostet "
     "20 \xa4, hei\xdft es in der Stadt, und f\xfcr Kinder die H\xe4lfte davon.</p>"
     "</body.content></body></nitf>",
     true},
    {"a.nitf",
     "<nitf><head><docdata><doc-id id-string='i'/></docdata></head><body><body.head>"
     "<hedline><hl1>Brücke</hl1></hedline></body.head><body.content><p>" BODY
     "</p></body.content></body></nitf>",
     true},
    {"a.md",
     "---\ntitle: Brücke\nauthors: [Ina, Kai]\ndate: 2022-02-24\n---\n# Über\n\n" BODY
     "\n\n* eins\n* zwei\n",
     true},
    {"a.eml",
     "Message-ID: <e@example.org>\nSubject: =?utf-8?Q?Br=C3=BCcke?=\nFrom: Ina <i@example.org>\n"
     "Date: Thu, 24 Feb 2022 10:00:00 +0100\nContent-Type: text/plain; charset=utf-8\n\n" BODY "\n",
     true},
};

typedef struct reading {
    fund_buf *out;
    bool *told;
} reading;

static fund_status print_article(const fund_article *article, void *payload)
{
    fund_buf *out = ((reading *)payload)->out;
    const fund_text fields[] = {article->fields.id,     article->fields.title,
                                article->fields.date,   article->fields.section,
                                article->fields.author, article->fields.source,
                                article->fields.embargo};
    for (size_t i = 0; i < COUNT(fields); i++) {
        fund_buf_printf(out, "%.*s|", (int)fields[i].len, fields[i].data);
    }
    for (size_t i = 0; i < article->passage_count; i++) {
        fund_buf_printf(out, "[%.*s]", (int)article->passages[i].len, article->passages[i].data);
    }
    fund_buf_printf(out, "%d %d\n", (int)article->fields.version, (int)article->withdrawn);
    return FUND_OK;
}

/* Of a file that could not be read the run tells, and goes on. */
static fund_status note_problem(const fund_error *error, bool lost, void *payload)
{
    const reading *to = payload;
    *to->told = true;
    if (error->status != FUND_ERR_MEMORY || !lost) {
        fprintf(stderr, "told otherwise: %s: %s\n", fund_status_name(error->status),
                error->message);
        return FUND_ERR_INTERNAL;
    }
    return FUND_OK;
}

static fund_status read_path(fund_buf *out, bool *told, const void *what, fund_error *err)
{
    static const fund_reader_events events = {
        .size = sizeof(fund_reader_events), .article = print_article, .problem = note_problem};
    reading to = {out, told};
    return fund_read(what, NULL, &events, &to, err);
}

static void in_file(char path[PATH_LENGTH_MAX], const char *folder, const char *name,
                    const char *content)
{
    snprintf(path, PATH_LENGTH_MAX, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(content, file);
    assert_int_equal(fclose(file), 0);
}

static void the_readers_survive(void **state)
{
    (void)state;
    char folder[FOLDER_MAX], path[PATH_LENGTH_MAX], command[PATH_LENGTH_MAX];
    assert_non_null(make_temporary(folder));
    bool good = true;
    for (size_t i = 0; i < COUNT(files); i++) {
        in_file(path, folder, files[i].name, files[i].text);
        good &= survives(files[i].name, OURS, read_path, path);
        if (!files[i].ours_only) {
            good &= survives(files[i].name, ALL, read_path, path);
        }
    }
    snprintf(command, sizeof command, "cd %s && tar cf a.tar * && gzip -k a.txt", folder);
    assert_int_equal(system(command), 0);
    snprintf(path, sizeof path, "%s/a.txt.gz", folder);
    good &= survives("a.txt.gz", OURS, read_path, path);
    good &= survives("folder", OURS, read_path, folder);
    assert_int_equal(remove_tree(folder), 0);
    assert_true(good);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_analysis_survives),
        cmocka_unit_test(the_readers_survive),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
