/* The commands in a table. */
#include "cli/cli_private.h"

#include <string.h>

static const cli_command commands[] = {
    {
        .name = "index",
        .summary = FUND_TR("add or update articles in an index"),
        .arguments = FUND_TR("PATH..."),
        .details = FUND_TR(
            "Adds new articles, replaces changed ones and leaves the others alone. PATH is a\n"
            "file (text, JSON Lines, HTML, RSS, Atom, NewsML-G2, NITF, Markdown, e-mail and\n"
            "archives of them: see \"fundstelle formats\"), a folder of such files (recursively),\n"
            "or - for JSON Lines on standard input. An article that cannot be indexed is skipped\n"
            "and reported on stderr, and the exit status is 2. A withdrawn article is removed,\n"
            "one under embargo is found from that time on, and a higher version replaces a lower.\n"
            "\n"
            "A few changes are written directly to the index. A large input is built next to it,\n"
            "with one thread per CPU core, and can be found once it is complete; if interrupted,\n"
            "it leaves the index unchanged. Articles from standard input can be found a second\n"
            "later, or when a large input pauses.\n"
            "\n"
            "With --prune, articles of files that could not be read, and of a PATH that does not\n"
            "exist, are kept. So are those of a folder that has no files any more, or that lacks\n"
            "more than ten and a fifth of its articles, since its disk may be unmounted: this is\n"
            "reported with exit status 2, and --prune=force removes them.\n"
            "\n"
            "Examples:\n"
            "  fundstelle index ~/artikel\n"
            "  fundstelle index --prune ~/artikel        # also remove what is gone there\n"
            "  zstdcat archiv.jsonl.zst | fundstelle index -"),
        .run = cmd_index,
    },
    {
        .name = "watch",
        .summary = FUND_TR("keep an index up to date as files change"),
        .arguments = FUND_TR("PATH..."),
        .details = FUND_TR(
            "Runs \"index --prune\", then watches the files and folders: what is new, changed,\n"
            "renamed or deleted there is in the index within a second, unless more arrives than\n"
            "can be indexed in that time; the newest is indexed first. A file is read when it is\n"
            "closed or moved into place. Prints a line on stderr for each commit, exits cleanly\n"
            "on SIGINT or SIGTERM, and notifies systemd when it is ready.\n"
            "\n"
            "While a folder is missing, or replaced by an empty one, its articles are kept; it is\n"
            "compared when it is back. The limits of \"index --prune\" apply, also to all that is\n"
            "deleted within ten minutes; --prune=force lifts them, but removes nothing from a\n"
            "missing folder. A file that is named may be replaced. File systems mounted below a\n"
            "folder must be named, too.\n"
            "\n"
            "Network drives do not report changes made by other machines: run \"index --prune\"\n"
            "from a timer there.\n"
            "\n"
            "Examples:\n"
            "  fundstelle watch ~/artikel /srv/agenturen\n"
            "  fundstelle watch --json ~/artikel >commits.jsonl"),
        .run = cmd_watch,
    },
    {
        .name = "search",
        .summary = FUND_TR("find and rank passages"),
        .arguments = FUND_TR("QUERY..."),
        .details = FUND_TR(
            "Finds words in all their forms; passages with more and rarer ones come first. A\n"
            "compound is also found by all its parts, and a word also inside compounds.\n"
            "\n"
            "  \"a phrase\"         words in this order       =Wort     exactly this form\n"
            "  +must  -not        require, exclude          wort*     beginning; *wort: end\n"
            "  AND OR NOT ( )     also UND ODER NICHT       wort~     similar words\n"
            "  Haus NEAR/5 Hof    within five words         wort^2    counts twice\n"
            "  titel: ressort: autor: quelle: artikel:      autor:\"Anna Berg\"\n"
            "  datum:2022-01..2022-03  datum:>2022-01-07  datum:\"letzte 7 Tage\"\n"
            "\n"
            "See \"man fundstelle-query\" for all of it. After the first word of the query,\n"
            "-word excludes a word unless it is an option; -- ends the options. Exit status:\n"
            "0 found, 1 nothing found, 2 error.\n"
            "\n"
            "Examples:\n"
            "  fundstelle search Sanktionen Russland\n"
            "  fundstelle search '\"Kürzungen im Haushalt\"' -Rente\n"
            "  fundstelle search --since 'letzte 7 Tage' --section Politik --sort date Haushalt\n"
            "  fundstelle search --group --facets 'Hafen UND (Ausbau ODER Neubau)'\n"
            "  fundstelle search --json -n 3 INF-Vertrag"),
        .run = cmd_search,
        .takes_query = true,
    },
    {
        .name = "interactive",
        .summary = FUND_TR("search line by line"),
        .arguments = "",
        .details = FUND_TR(
            "Reads queries from the terminal, with history and TAB completion, and prints five\n"
            "hits per page. An empty line shows the next page, a number shows the article of\n"
            "that hit; type :help for more. \"fundstelle\" without arguments does the same."),
        .run = cmd_interactive,
    },
    {
        .name = "show",
        .summary = FUND_TR("print an article or a passage"),
        .arguments = FUND_TR("ARTICLE[#PASSAGE]"),
        .details = FUND_TR(
            "Prints an article with its passages numbered, or one passage of it. --cite prints\n"
            "how to cite it instead: author, title, date, source, and the commit of the index\n"
            "and the analysis that it was found with.\n"
            "\n"
            "Examples:\n"
            "  fundstelle show nato-russland\n"
            "  fundstelle show nato-russland#10 --context 1\n"
            "  fundstelle show --cite nato-russland#10"),
        .run = cmd_show,
    },
    {
        .name = "similar",
        .summary = FUND_TR("find passages on the same subject as an article"),
        .arguments = FUND_TR("ARTICLE[#PASSAGE]"),
        .details = FUND_TR(
            "Picks the words that set the article, or one passage of it, apart from the rest of\n"
            "the index, and finds passages of other articles that contain many of them.\n"
            "\n"
            "Example:\n"
            "  fundstelle similar nato-russland#10"),
        .run = cmd_similar,
    },
    {
        .name = "kwic",
        .summary = FUND_TR("show each match in its context, aligned"),
        .arguments = FUND_TR("QUERY..."),
        .details = FUND_TR(
            "Keyword in context: prints a line for each match that \"search\" would highlight,\n"
            "with the text before and after it, its article and its passage. All of them, unless\n"
            "-n or --sample says less; how many there are is told on stderr.\n"
            "A word is found in all forms, in compounds and, where a passage has them all, by its\n"
            "parts; \"Wort\" (in quotes) is the word by itself, =Wort this form alone.\n"
            "\n"
            "Examples:\n"
            "  fundstelle kwic --sort 1R,2R,1L Vertrag\n"
            "  fundstelle kwic --sample 200 --seed 7 --format csv Vertrag >stichprobe.csv\n"
            "  fundstelle kwic --json '*politik' >stellen.jsonl"),
        .run = cmd_kwic,
        .takes_query = true,
    },
    {
        .name = "trend",
        .summary = FUND_TR("count matches by day, week, month or year"),
        .arguments = FUND_TR("QUERY..."),
        .details = FUND_TR(
            "Counts matches and the passages that have them, in absolute numbers and per million\n"
            "words of all articles of the period, with a bar for matches per million. Articles\n"
            "without a date are ignored.\n"
            "A word is found in all forms, in compounds and, where a passage has them all, by its\n"
            "parts; \"Wort\" (in quotes) is the word by itself, =Wort this form alone.\n"
            "\n"
            "Examples:\n"
            "  fundstelle trend Sanktionen\n"
            "  fundstelle trend --by year --format svg 'Klima*' >klima.svg"),
        .run = cmd_trend,
        .takes_query = true,
    },
    {
        .name = "words",
        .summary = FUND_TR("count the words of a selection"),
        .arguments = FUND_TR("[QUERY...]"),
        .details = FUND_TR(
            "Counts each word in the passages that the query and the filters select, or in all:\n"
            "occurrences, also per million words, passages and articles that have it, and how\n"
            "unevenly it is spread over the articles (DP, from 0 to 1). A query of fields or\n"
            "exclusions only, such as ressort:Politik or -ressort:Politik, selects all passages "
            "of\n"
            "those articles. --against compares with a second selection, under the same filters.\n"
            "docs/measures.md says what a word is, and has the formulas.\n"
            "\n"
            "Examples:\n"
            "  fundstelle words --by stem --section Politik\n"
            "  fundstelle words ressort:Politik --against -ressort:Politik\n"
            "  fundstelle words -n 0 --format csv >woerter.csv"),
        .run = cmd_words,
        .takes_query = true,
    },
    {
        .name = "collocates",
        .summary = FUND_TR("list words that stand near a query"),
        .arguments = FUND_TR("QUERY..."),
        .details = FUND_TR(
            "Counts the words before and after each match, within its passage, and compares that\n"
            "with how often they occur in all that the filters select. Columns: occurrences near\n"
            "a match and in all, how many were to be expected near one, and the measures\n"
            "logDice, MI, t and log-likelihood (docs/measures.md).\n"
            "A word is found in all forms, in compounds and, where a passage has them all, by its\n"
            "parts; \"Wort\" (in quotes) is the word by itself, =Wort this form alone.\n"
            "\n"
            "Examples:\n"
            "  fundstelle collocates Klimaschutz\n"
            "  fundstelle collocates --window 3,0 --measure ll --by stem '\"in Höhe von\"'"),
        .run = cmd_collocates,
        .takes_query = true,
    },
    {
        .name = "ngrams",
        .summary = FUND_TR("count sequences of words of a selection"),
        .arguments = FUND_TR("[QUERY...]"),
        .details = FUND_TR(
            "Counts sequences of two to five words within passages. What is selected is as for\n"
            "\"words\".\n"
            "\n"
            "Example:\n"
            "  fundstelle ngrams --size 4 --min 10 --section Politik"),
        .run = cmd_ngrams,
        .takes_query = true,
    },
    {
        .name = "complete",
        .summary = FUND_TR("complete words as in a search box"),
        .arguments = FUND_TR("[TEXT]"),
        .details = FUND_TR(
            "Completes the last word of TEXT with words of the index and prints TEXT with each\n"
            "of them, the most frequent first.\n"
            "\n"
            "Example:\n"
            "  fundstelle complete Wirtschaftss"),
        .run = cmd_complete,
        .takes_query = true,
    },
    {
        .name = "terms",
        .summary = FUND_TR("show the forms and compounds of a word"),
        .arguments = FUND_TR("WORD..."),
        .details = FUND_TR(
            "Prints the word's stem, the number of passages that contain it as a word and within\n"
            "compounds, its forms and those compounds, with how often they occur in the first\n"
            "1,000 of these passages. Exit status 1 if there are none.\n"
            "\n"
            "Example:\n"
            "  fundstelle terms Vertrag"),
        .run = cmd_terms,
    },
    {
        .name = "remove",
        .summary = FUND_TR("remove articles from the index"),
        .arguments = FUND_TR("ARTICLE..."),
        .details = FUND_TR(
            "Removes articles by their id. Exit status 1 if the index does not have one of\n"
            "them; the others are removed."),
        .run = cmd_remove,
    },
    {
        .name = "status",
        .summary = FUND_TR("show the size and state of the index"),
        .arguments = "",
        .details = FUND_TR(
            "Prints the number of articles, passages and terms, the size, the analysis chain\n"
            "and the time of the last update."),
        .run = cmd_status,
    },
    {
        .name = "check",
        .summary = FUND_TR("check the index for damage"),
        .arguments = "",
        .details = FUND_TR(
            "Reads every table of the index. Another process may write to it meanwhile. Exit\n"
            "status 0: no damage, 2: damaged."),
        .run = cmd_check,
    },
    {
        .name = "alert",
        .summary = FUND_TR("save queries to run against new articles"),
        .arguments = FUND_TR("add NAME QUERY... | list | remove NAME..."),
        .details = FUND_TR(
            "Saves queries with the index. \"index --alerts\" and \"watch --alerts\" run them\n"
            "against each article that is added or replaced. When the articles are committed,\n"
            "the hits are printed as JSON Lines or passed to a command (--alert-command), again\n"
            "and again until it ends with status 0: each hit at least once. What the command\n"
            "prints goes to stderr. Hits under embargo are reported when it ends. \"watch\"\n"
            "notices queries that are added or removed.\n"
            "\n"
            "Examples:\n"
            "  fundstelle alert add hafen '+Hafen Kran Ausbau'\n"
            "  fundstelle watch --alerts ~/artikel\n"
            "  fundstelle watch --alert-command 'mail -s Treffer redaktion' ~/artikel"),
        .run = cmd_alert,
        .takes_query = true,
    },
    {
        .name = "verify",
        .summary = FUND_TR("compare the index with its sources"),
        .arguments = FUND_TR("[PATH...]"),
        .details = FUND_TR(
            "Compares the index with the files and folders in PATH, or with the files that its\n"
            "articles came from, and checks each stored article. Prints articles that are\n"
            "missing (in the index), changed, gone (from the sources) or damaged. Writes nothing.\n"
            "Exit status 0: no differences, 1: differences, 2: some files could not be read."),
        .run = cmd_verify,
    },
    {
        .name = "export",
        .summary = FUND_TR("print all articles as JSON Lines"),
        .arguments = "",
        .details =
            FUND_TR("Prints every article with its passages as stored, one JSON object per line.\n"
                    "\"fundstelle index -\" reads them back with the same ids and passages.\n"
                    "\n"
                    "Example:\n"
                    "  fundstelle export | zstd >archiv.jsonl.zst\n"
                    "  zstdcat archiv.jsonl.zst | fundstelle index -i neu -"),
        .run = cmd_export,
    },
    {
        .name = "compact",
        .summary = FUND_TR("merge the index to save space"),
        .arguments = "",
        .details = FUND_TR(
            "Merges all segments of the index into one, without articles that were replaced or\n"
            "removed: the smallest and fastest form. Searches continue meanwhile. Until it has\n"
            "ended, the old index, the new one and what that is made from take up to three times\n"
            "the room of the index."),
        .run = cmd_compact,
    },
    {
        .name = "snapshot",
        .summary = FUND_TR("copy the index as it is now"),
        .arguments = FUND_TR("FOLDER"),
        .details = FUND_TR(
            "Copies the index as it is at this moment into FOLDER, which must be new or empty; "
            "the\n"
            "folder above it must be there. Files are linked where that is possible, so that this\n"
            "takes neither time nor room, and an index may be written meanwhile. The copy is an\n"
            "index like any other.\n"
            "\n"
            "Example:\n"
            "  fundstelle snapshot ~/sicherung/index-$(date +%F)"),
        .run = cmd_snapshot,
    },
    {
        .name = "serve",
        .summary = FUND_TR("a search page and an HTTP API"),
        .arguments = "",
        .details = FUND_TR(
            "Answers at http://127.0.0.1:8080 until it is ended: a search page, and the same as\n"
            "JSON below /v1/, which /v1/openapi.json describes. It reads the index and never\n"
            "writes; what others index is found at once. Queries are not logged.\n"
            "\n"
            "Example:\n"
            "  fundstelle serve"),
        .run = cmd_serve,
    },
    {
        .name = "upgrade",
        .summary = FUND_TR("bring an older index up to this version"),
        .arguments = "",
        .details = FUND_TR(
            "Rewrites an index made by an older version from the articles stored in it; their\n"
            "files are not needed. Alerts and words stay. The old index is in use until the new\n"
            "one is complete, and the disk needs room for both. After an interruption, run the\n"
            "command again to continue.\n"
            "\n"
            "Example:\n"
            "  fundstelle upgrade --dry-run"),
        .run = cmd_upgrade,
    },
    {
        .name = "formats",
        .summary = FUND_TR("list the supported file formats"),
        .arguments = "",
        .details = FUND_TR(
            "Prints each format, the file extensions that are read in folders, and the fields\n"
            "read from such a file. A file named on the command line is read whatever its\n"
            "extension. The format is detected from the content first, then from the name;\n"
            "--format of index and watch overrides both."),
        .run = cmd_formats,
    },
    {
        .name = "split",
        .summary = FUND_TR("show how compounds are split"),
        .arguments = FUND_TR("[WORD...]"),
        .details =
            FUND_TR("Prints each word (or each line of standard input) with | between its parts.\n"
                    "Linking letters stay with the part before: Wirtschafts|sanktionen."),
        .run = cmd_split,
    },
    {
        .name = "analyze",
        .summary = FUND_TR("print the tokens of a text"),
        .arguments = FUND_TR("[TEXT...]"),
        .details = FUND_TR(
            "Prints the tokens that the analysis chain makes of a text (or of standard input),\n"
            "one per line: position, positions covered, kind, begin and end in bytes, term, and\n"
            "the text of the token, separated by tabs. With --explain, for each word: the\n"
            "dictionary words it may be a form of, how that is known, and what a query looks for."),
        .run = cmd_analyze,
    },
};

const cli_command *cli_commands(size_t *count)
{
    *count = CLI_COUNT(commands);
    return commands;
}

const cli_command *cli_find_command(const char *name)
{
    for (size_t i = 0; i < CLI_COUNT(commands); i++) {
        if (strcmp(commands[i].name, name) == 0) {
            return &commands[i];
        }
    }
    return NULL;
}
