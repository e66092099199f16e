# The query language, filters, order, counts and formats of search.
. "$(dirname "$0")/lib.sh"

cat >articles.jsonl <<'E'
{"id":"kran","title":"Neuer Kran","date":"2023-04-05","section":"Wirtschaft","author":"Jörg Müller","source":"Küstenbote","body":["Der Hafen bekommt einen neuen Kran, der alte Kran geht nach Übersee.","Die Hafengebühren steigen. Das Wort =Hafen steht hier nicht allein."]}
{"id":"bad","title":"Freibad bleibt zu","date":"2023-05-10","section":"Lokales","author":"Anna Berg, Jörg Müller","source":"Stadtanzeiger","body":["Das Freibad am Hafen bleibt geschlossen, weil Kachelleger fehlen.","Kinder und Eltern protestieren seit gestern Morgen mit Plakaten und Trillerpfeifen vor dem Rathaus."]}
{"id":"rat","title":"Der Rat tagt","date":"2024-01-20","section":"Politik Lokal","author":"Berg, Anna","body":["Der Stadtrat beschließt höhere Gebühren, wie es lange vorher angekündigt und besprochen war.","Im Rathaus sprach der Sprecher von Sanktionen und Wirtschaftssanktionen, nicht von Häusern."]}
{"id":"alt","title":"Ohne Datum","body":["Häuser am Hafen, ein Haus am See."]}
E
"$fundstelle" index -q -i index articles.jsonl || fail "cannot index"

# found QUERY EXPECTED [OPTION...]: the passages, in the order of their names.
found() {
    query=$1 expected=$2
    shift 2
    run search -i index --format=trec "$@" -- "$query"
    [ "$status" -le 1 ] || fail "$query: $(cat err)"
    got=$(awk '{print $3}' out | sort | tr '\n' ' ')
    [ "$got" = "$expected" ] || fail "$query $*: found $got, not $expected ($(cat err))"
}
found 'Hafen AND Kran' 'kran#1 kran#2 '
found 'Hafen AND Kran' 'kran#1 ' --scope=passage
found 'Hafen UND (Freibad ODER Haus)' 'alt#1 bad#1 bad#2 '
found 'Hafen NOT Kran' 'alt#1 bad#1 kran#2 '
found 'Hafen NICHT (Kran ODER Freibad)' 'alt#1 kran#2 '
found 'Kran OR Rathaus AND Kinder' 'bad#2 kran#1 '
found '(Kran OR Rathaus) AND Kinder' 'bad#2 '
found 'AND Hafen' 'alt#1 bad#1 kran#1 kran#2 '
found 'Sanktion*' 'rat#2 '
found '*sanktionen' 'rat#2 '
found 'Wirt*tionen' 'rat#2 '
found 'Hafen*' 'alt#1 bad#1 kran#1 kran#2 '
found 'Häus*' 'alt#1 rat#2 '
found '=Häuser' 'alt#1 '
found '=häuser' 'alt#1 '
found '=Haus' 'alt#1 '
found '="alte Kran"' 'kran#1 '
found '="alter Kran"' ''
found '="Alte Kran"' ''
found 'Kran NEAR/3 Übersee' 'kran#1 '
found 'Hafen NEAR/2 Übersee' ''
found '"alter Kran" NEAR/4 Über*' 'kran#1 '
found 'Gebühren NEAR/1 Stadtrat' ''
found 'Gebühren NEAR/3 Stadtrat' 'rat#1 '
found 'Sankzionen~' 'rat#2 '
found 'Frewbid~1' ''
found 'Freibat~1' 'bad#1 '
found '"Kran geht" OR "Kinder protestieren"' 'kran#1 '
found '"Kinder und Eltern" OR "Kran geht"' 'bad#2 kran#1 '
found 'Hafen -"alter Kran"' 'alt#1 bad#1 kran#2 '
found '(Hafen AND "alte Kran") OR Stadtrat' 'kran#1 kran#2 rat#1 '
found '-Hafen' ''
found 'ressort:lokal* Hafen' 'bad#1 '
found 'autor:mueller' 'bad#1 kran#1 '
found 'autor:"Anna Berg" Rathaus' 'bad#2 rat#2 '
found 'autor:(müller AND berg)' 'bad#1 '
found 'Rathaus -autor:Müller' 'rat#2 '
found 'quelle:Küstenbote' 'kran#1 '
found 'titel:Rat' 'rat#1 '
found 'titel:Kran Gebühren' 'kran#2 '
found 'artikel:bad' 'bad#1 '
found 'Hafen datum:2023' 'bad#1 kran#1 kran#2 '
found 'Hafen datum:2023-05..2024' 'bad#1 '
found 'Hafen datum:<2023-05-10' 'kran#1 kran#2 '
found 'Hafen datum:>2023-05-10' ''
found 'datum:2024-01-20' 'rat#1 '
found 'Hafen' 'bad#1 kran#1 kran#2 ' --until heute
found 'Hafen' 'bad#1 ' --since 2023-05
found 'Hafen' 'kran#1 kran#2 ' --section Wirtschaft
found 'Hafen' 'bad#1 ' --author 'Anna Berg'
found 'Rathaus' 'bad#2 ' --source stadtanzeiger
found '' 'bad#1 kran#1 ' --author Müller
found 'Hafen' '' --since "letzte 7 Tage"

# Order.
order() {
    run search -i index --format=trec "$@"
    got=$(awk '{printf "%s ", $3}' out)
}
order --sort date Hafen
[ "$got" = 'bad#1 kran#1 kran#2 alt#1 ' ] || [ "$got" = 'bad#1 kran#2 kran#1 alt#1 ' ] ||
    fail "by date: $got"
order --sort date '"am Hafen" OR Kran'
[ "$got" = 'bad#1 kran#1 alt#1 ' ] || fail "phrases by date: $got"
order --sort date-asc 'Rathaus OR Kran'
[ "$got" = 'kran#1 bad#2 rat#2 ' ] || fail "by date, oldest first: $got"
order --recency 30 'Rathaus'
[ "$got" = 'rat#2 bad#2 ' ] || fail "newer ones first: $got"

# Counts.
run search -i index -n 0 --facets Hafen
expect_status 0
expect_in_out '4 passages in 3 articles'
expect_in_out '       2        1  Wirtschaft'
expect_in_out '       3        2  Jörg Müller'
expect_in_out '       2        1  2023-04'
run search -i index -n 0 --facets --json '"am Hafen"'
[ "$(tail -1 out)" = '{"facets":{"section":[{"value":"Lokales","passages":1,"articles":1}],"author":[{"value":"Anna Berg","passages":1,"articles":1},{"value":"Jörg Müller","passages":1,"articles":1}],"source":[{"value":"Stadtanzeiger","passages":1,"articles":1}],"month":[{"value":"2023-05","passages":1,"articles":1}],"year":[{"value":"2023","passages":1,"articles":1}]},"passages":2,"articles":2,"exact":true,"json":2}' ] ||
    fail "counts: $(cat out)"

# By article, with its best passages; with passages around.
run search -i index --group --color=never 'Hafen Gebühren'
expect_in_out 'kran#2  +1'
expect_in_out '    passage 1'
run search -i index --group --json --passages 1 'Hafen Gebühren'
grep -q '"others"' out && fail "--passages 1: $(cat out)"
run search -i index --json -C 1 Sanktionen
expect_in_out '"before":[{"passage":1,"text":"Der Stadtrat beschließt höhere Gebühren, wie es lange vorher angekündigt und besprochen war."}],"after":[]'

# Formats.
run search -i index --format=csv -n 1 Freibad
[ "$(head -1 out | tr -d '\r')" = 'rank,score,article,passage,title,date,section,author,source,url,text,page,chapter,speaker,line' ] ||
    fail "CSV: $(cat out)"
expect_in_out ',bad,1,Freibad bleibt zu,2023-05-10,Lokales,"Anna Berg, Jörg Müller",Stadtanzeiger,,"Das Freibad am Hafen bleibt'
run search -i index --template '{date}\t{title}#{passage}' Freibad
[ "$(cat out)" = "$(printf '2023-05-10\tFreibad bleibt zu#1')" ] || fail "template: $(cat out)"
run search -i index --template '{date} {nichts}' Freibad
expect_status 2
expect_err 'unknown field "nichts"'
run search -i index --color=always --hyperlink=always Freibad
grep -q "$(printf '\033')]8;;file://$work/articles.jsonl" out || fail "hyperlink: $(cat out)"

# What is understood, and what is told.
run search --parse 'Haus UND (Hof -Garten)'
expect_status 0
expect_err
[ "$(cat out)" = 'Haus AND (Hof -Garten)' ] || fail "parsed: $(cat out)"
run search -i index '(Hafen'
expect_status 0
expect_err 'the parenthesis at character 1 is not closed'
run search -i index 'autro:Müller Hafen'
expect_err 'unknown field "autro"'
run search -i index 'Hafen datum:2023-99'
expect_status 2
expect_err 'invalid date "2023-99" at character 13 of the query'
run search -i index --since gesternabend Hafen
expect_status 2
expect_err 'since "gesternabend": invalid date'
run search -i index --sort zufall Hafen
expect_status 2
run search -i index --section '  ' Hafen
expect_status 2
expect_err 'a name must contain a letter or a digit'

# Long passages are cut around what was found.
awk 'BEGIN { printf "{\"id\":\"lang\",\"body\":[\""; for (i = 0; i < 200; i++)
    printf "Der Satz Nummer %d steht hier. %s", i, i == 120 ? "Ein Leuchtturm ragt auf. " : "";
    print "\"]}" }' >lang.jsonl
"$fundstelle" index -q -i index lang.jsonl
run search -i index Leuchtturm
grep -q '^    … Der Satz' out || fail "not cut: $(cat out)"
grep -q 'Leuchtturm ragt auf' out || fail "the hit is cut off: $(cat out)"
[ "$(wc -c <out)" -lt 1100 ] || fail "long: $(cat out)"
run search -i index --full Leuchtturm
[ "$(wc -c <out)" -gt 1500 ] || fail "not whole: $(cat out)"

# Nothing that can be typed ends in more than a message.
for query in '*' '-' '+' '"' '(' ')' '()' 'NEAR/3' 'a NEAR' '=' '~' '^' 'AND OR NOT' '((((((((((' \
    '*a*' 'titel:' 'titel:""' '^^^^' '"" AND ""' '( AND )' 'NOT' 'NOT NOT a' '+-+-' '=""' '**' '-*' \
    '-"' 'ressort:()' 'x^y' 'x^' '~~' 'datum' 'a OR' 'OR a'; do
    run search -i index -- "$query"
    [ "$status" -le 1 ] || fail "$query: status $status: $(cat err)"
done

# A pattern of very many words is looked for by the most frequent ones, and that is told.
awk 'BEGIN {
    for (i = 0; i < 40; i++) {
        printf "{\"id\":\"e%d\",\"body\":\"", i
        for (k = 0; k < 40; k++)
            printf "e%c%c%c%d ", 98 + i / 10, 98 + i % 10, 98 + k % 20, k
        print "ende\"}"
    }
}' >viele.jsonl
run index -q -i viele viele.jsonl
expect_status 0
run search -i viele --format=trec -n 100 -- 'e*'
expect_status 0
expect_err 'matches more than 1000 words; only the most frequent ones are searched'
[ "$(wc -l <out)" = 40 ] || fail "not all that have the most frequent word: $(wc -l <out)"
run search -i viele --format=trec -- 'ebb*'
expect_status 0
expect_err

# Why nothing can be found is said.
for query in '*' '-' '""' '('; do
    run search -i index -- "$query"
    expect_status 1
    expect_err 'the query has no words to search for'
done
run search -i index -- '-Hafen NOT Kran'
expect_status 1
expect_err 'only excludes words'
run search -i index -- xqzvwk
expect_status 1
expect_err
