/* The commands in a table. */
#include "cli/cli_private.h"

#include <string.h>

static const cli_command commands[] = {
    {
        .name = "index",
        .summary = FUND_TR("bring an index up to date with articles"),
        .arguments = FUND_TR("PATH..."),
        .details = FUND_TR(
            "Adds new articles, replaces changed ones and leaves the others alone. PATH is\n"
            "a file (text, JSON Lines, HTML, RSS, Atom, NewsML-G2, NITF, Markdown, e-mail and\n"
            "archives of them: see \"fundstelle formats\"), a folder of such files (recursively),\n"
            "or - for JSON Lines on standard input. A bad article is told on stderr and costs\n"
            "only itself; the exit status is then 2. An article that is withdrawn disappears,\n"
            "one under embargo is found from its hour on, a higher version replaces a lower "
            "one.\n\n"
            "Few changes go straight into the index. A large set is built beside it, by as\n"
            "many threads as there are cores, and is found when all of it is there: stopped\n"
            "before, it leaves the index as it was. What comes on standard input is found a\n"
            "second later, or when a large set pauses.\n\n"
            "With --prune, the articles of a file that could not be read stay, and so do those\n"
            "of a path that is absent. None is removed from a folder that has no files any more,\n"
            "or that lacks more than a fifth of its articles and more than ten: its disk may be\n"
            "unmounted. That is reported with exit status 2; --prune=force removes them.\n\n"
            "Examples:\n"
            "  fundstelle index ~/artikel\n"
            "  fundstelle index --prune ~/artikel        # what is gone there goes here, too\n"
            "  zstdcat archiv.jsonl.zst | fundstelle index -"),
    },
    {
        .name = "watch",
        .summary = FUND_TR("keep an index up to date with folders"),
        .arguments = FUND_TR("PATH..."),
        .details = FUND_TR(
            "Does what \"index --prune\" does, then follows the files and folders: what is new,\n"
            "changed, renamed or gone there is in the index within a second, if no more comes\n"
            "than can be indexed in that time; the newest goes first. A file counts when it was\n"
            "closed or moved to its place. A line on stderr for each commit. Ends cleanly on\n"
            "SIGINT or SIGTERM, and tells systemd when it is ready.\n\n"
            "A folder that is absent, or was exchanged for an empty one, is away: its articles\n"
            "are kept, and it is compared when it is back. The limits of \"index --prune\" hold,\n"
            "also for what is deleted within ten minutes; --prune=force lifts them, but removes\n"
            "nothing from a folder that is away. A file that is named may be replaced. Name file\n"
            "systems that are mounted below a folder, too.\n\n"
            "Folders on network drives send no word of changes that other machines make: run\n"
            "\"index --prune\" from a timer there.\n\n"
            "Examples:\n"
            "  fundstelle watch ~/artikel /srv/agenturen\n"
            "  fundstelle watch --json ~/artikel >commits.jsonl"),
    },
    {
        .name = "search",
        .summary = FUND_TR("find and rank passages"),
        .arguments = FUND_TR("QUERY..."),
        .details = FUND_TR(
            "Words are looked for in all their forms; passages with more and rarer ones come\n"
            "first. A compound is found by all its parts, too, and a word inside compounds.\n\n"
            "  \"a phrase\"         these words so            =Wort     this very form\n"
            "  +must  -not        in the passage, not in it  wort*     beginning; *wort: end\n"
            "  AND OR NOT ( )     UND ODER NICHT, too        wort~     words like it\n"
            "  Haus NEAR/5 Hof    within five words          wort^2    counts twice\n"
            "  titel: ressort: autor: quelle: artikel:       autor:\"Anna Berg\"\n"
            "  datum:2022-01..2022-03  datum:>2022-01-07  datum:\"letzte 7 Tage\"\n\n"
            "\"man fundstelle-query\" has all of it. An unknown -word behind the first word of the "
            "query\n"
            "excludes; -- ends the options. Exit status: 0 found, 1 nothing found, 2 error.\n\n"
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
            "Reads queries from the terminal, with a history and completion by TAB, and prints\n"
            "five hits a page. An empty line shows the next page, a number the article of that\n"
            "hit; :help tells the rest. \"fundstelle\" alone on a terminal does the same."),
    },
    {
        .name = "show",
        .summary = FUND_TR("print an article or a passage"),
        .arguments = FUND_TR("ARTICLE[#PASSAGE]"),
        .details = FUND_TR("Prints an article with its passages numbered, or one passage of it.\n\n"
                           "Examples:\n"
                           "  fundstelle show nato-russland\n"
                           "  fundstelle show nato-russland#10 --context 1"),
        .run = cmd_show,
    },
    {
        .name = "similar",
        .summary = FUND_TR("find passages about the same as an article"),
        .arguments = FUND_TR("ARTICLE[#PASSAGE]"),
        .details = FUND_TR(
            "Takes the words that tell the article, or one passage of it, from the rest of the\n"
            "index, and finds passages of other articles that have many of them.\n\n"
            "Example:\n"
            "  fundstelle similar nato-russland#10"),
        .run = cmd_similar,
    },
    {
        .name = "kwic",
        .summary = FUND_TR("show every place with its context, aligned"),
        .arguments = FUND_TR("QUERY..."),
        .details = FUND_TR(
            "Keyword in context: a line for each place that \"search\" would mark, with what\n"
            "stands before and behind it, and where it is.\n\n"
            "Examples:\n"
            "  fundstelle kwic --sort right Vertrag\n"
            "  fundstelle kwic --json '*politik' >stellen.jsonl"),
        .run = cmd_kwic,
        .takes_query = true,
    },
    {
        .name = "trend",
        .summary = FUND_TR("count passages and articles by month or year"),
        .arguments = FUND_TR("QUERY..."),
        .details = FUND_TR(
            "Counts what the query finds, in absolute numbers and per million words of all\n"
            "articles of the period, with a bar for that share. Articles without a date are left\n"
            "out.\n\n"
            "Examples:\n"
            "  fundstelle trend Sanktionen\n"
            "  fundstelle trend --by year --format svg 'Klima*' >klima.svg"),
        .run = cmd_trend,
        .takes_query = true,
    },
    {
        .name = "complete",
        .summary = FUND_TR("complete what is typed into a search box"),
        .arguments = FUND_TR("[TEXT]"),
        .details =
            FUND_TR("Prints words of the index that the last word of TEXT may become, the most\n"
                    "frequent first, behind the words before it.\n\n"
                    "Example:\n"
                    "  fundstelle complete Wirtschaftss"),
        .run = cmd_complete,
        .takes_query = true,
    },
    {
        .name = "terms",
        .summary = FUND_TR("tell what the index knows of a word"),
        .arguments = FUND_TR("WORD..."),
        .details = FUND_TR(
            "Prints the word's stem, the number of passages that have it as a word and within\n"
            "compounds, its forms and those compounds, with how often they were met in the\n"
            "first 1,000 passages that have them. Exit status 1 when there are none.\n\n"
            "Example:\n"
            "  fundstelle terms Vertrag"),
        .run = cmd_terms,
    },
    {
        .name = "remove",
        .summary = FUND_TR("remove articles from the index"),
        .arguments = FUND_TR("ARTICLE..."),
        .details =
            FUND_TR("Removes articles by their id. Exit status 1 when one of them is not there;\n"
                    "the others are removed."),
    },
    {
        .name = "status",
        .summary = FUND_TR("tell what the index holds"),
        .arguments = "",
        .details =
            FUND_TR("Prints the numbers of articles, passages and terms, the size, the analysis\n"
                    "chain and the time of the last update."),
        .run = cmd_status,
    },
    {
        .name = "check",
        .summary = FUND_TR("check that the index is whole"),
        .arguments = "",
        .details = FUND_TR(
            "Reads every table of the index, which may be written to meanwhile. Exit status\n"
            "0: whole, 2: damaged."),
        .run = cmd_check,
    },
    {
        .name = "alert",
        .summary = FUND_TR("keep queries that new articles are run against"),
        .arguments = FUND_TR("add NAME QUERY... | list | remove NAME..."),
        .details = FUND_TR(
            "Saves queries beside the index. \"index --alerts\" and \"watch --alerts\" run every\n"
            "article that is added or replaced against them, and print the hits as JSON Lines\n"
            "when they are committed, or hand them to a command (--alert-command).\n\n"
            "Examples:\n"
            "  fundstelle alert add hafen '+Hafen Kran Ausbau'\n"
            "  fundstelle watch --alerts ~/artikel\n"
            "  fundstelle watch --alert-command 'mail -s Treffer redaktion' ~/artikel"),
        .takes_query = true,
    },
    {
        .name = "verify",
        .summary = FUND_TR("compare the index with its sources"),
        .arguments = FUND_TR("[PATH...]"),
        .details = FUND_TR(
            "Compares every stored article with what was indexed, and the index with the files\n"
            "and folders given, or with the files that its articles came from. Prints what is\n"
            "missing (in the index), changed, gone (from the sources) or damaged. Writes nothing.\n"
            "Exit status 0: the same, 1: there are differences, 2: not all could be read."),
    },
    {
        .name = "export",
        .summary = FUND_TR("print all articles as JSON Lines"),
        .arguments = "",
        .details = FUND_TR(
            "Prints every article with its passages as they are stored, one JSON object a line.\n"
            "\"fundstelle index -\" takes them again: the same ids, the same passages.\n\n"
            "Example:\n"
            "  fundstelle export | zstd >archiv.jsonl.zst\n"
            "  zstdcat archiv.jsonl.zst | fundstelle index -i neu -"),
    },
    {
        .name = "compact",
        .summary = FUND_TR("make the index as small as it can be"),
        .arguments = "",
        .details = FUND_TR(
            "Writes the whole index anew in its smallest and fastest form, without what was\n"
            "replaced or removed. Searches go on meanwhile; the disk needs room for both."),
    },
    {
        .name = "formats",
        .summary = FUND_TR("list the formats that are read"),
        .arguments = "",
        .details = FUND_TR(
            "Prints each format with the extensions that files in folders have to have, and\n"
            "what is taken from such a file. A file named on the command line is read\n"
            "whatever its name is. Content goes before the name; --format of index and\n"
            "watch before both."),
    },
    {
        .name = "split",
        .summary = FUND_TR("show where compounds are split"),
        .arguments = FUND_TR("[WORD...]"),
        .details =
            FUND_TR("Prints each word (or each line of standard input) with | between its parts,\n"
                    "linking letters on the left: Wirtschafts|sanktionen."),
        .run = cmd_split,
    },
    {
        .name = "analyze",
        .summary = FUND_TR("print the tokens of a text"),
        .arguments = FUND_TR("[TEXT...]"),
        .details = FUND_TR(
            "Prints what the analysis chain makes of a text (or of standard input), a token\n"
            "a line: position, positions covered, kind, begin and end in bytes, term, and\n"
            "the text it stands for, separated by tabs."),
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
