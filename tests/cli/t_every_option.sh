# Every command and every option once, and what is wrong on a command line or with a file named
# there: the status that is documented, and a message that tells what is wrong with what.
. "$(dirname "$0")/lib.sh"
# shellcheck source=every.sh
. "$root/tests/cli/every.sh"

# ---- help, and what is wrong on the command line ---------------------------------------
expect 0 '' --help
expect 0 '' --version
expect 0 '' -V
expect 0 '' --help=man
expect 2 'Usage:'
expect 2 'unknown command "serach"' serach
expect 2 'unknown command "serach"' help serach
expect 0 '' --help=commands
cut -f 1 out >names
while read -r command; do
    expect 0 '' help "$command"
    for form in --help -h --help=man --help=options; do
        expect 0 '' "$command" $form
    done
    expect 2 'unknown option --fehlt' "$command" --fehlt
    expect 2 'unknown option -Z' "$command" -Z
    expect 2 '--json' "$command" --json=ja
    [ "$command" = formats ] || [ "$command" = split ] || [ "$command" = analyze ] ||
        expect 2 '--index requires a value' "$command" --index
done <names

while read -r command option value; do
    expect 2 "$option" "$command" "--$option=$value" -i index Hafen
done <<'END'
search count viele
search offset -1
search passages 99999999999
search context viele
search snippet viele
search recency viele
search jobs viele
search sort gestern
search duplicates viele
search format xml
search template {quatsch}
search ranking rund
search color rot
search hyperlink rot
search since gesternabend
search until gesternabend
search section *
search author *
search source *
search times t
search batch queries
kwic count viele
kwic width viele
kwic sort gestern
kwic color rot
kwic since gesternabend
kwic section -
trend by Tag
trend format xml
trend until gesternabend
trend author "
kwic sample 0
kwic sample viele
kwic seed -3
kwic format xml
words by Wort
words min 0
words min viele
words count viele
words format xml
words section -
words since gesternabend
ngrams size 9
ngrams size zwei
ngrams by Wort
ngrams min 0
collocates window 1000
collocates window 3;4
collocates measure z
collocates min 0
similar count viele
similar color rot
complete count viele
complete field title
terms count viele
show context viele
remove lock-timeout bald
index jobs viele
index commit-every viele
index lock-timeout bald
watch jobs viele
watch lock-timeout bald
END
expect 2 'unknown format "quatsch"' index -i index --format=quatsch articles
expect 2 'unknown format "quatsch"' watch -i index --format=quatsch articles
expect 2 'interactive: unexpected argument "Hafen"' interactive -i index Hafen
expect 2 '--color' interactive -i index --color=rot
expect 2 '--lock-timeout' compact -i index --lock-timeout=bald
expect 2 '--jobs' compact -i index --jobs=bald
expect 2 'cannot be combined' search -i index --json --format=csv Hafen
expect 2 'cannot be combined' search -i index --template '{title}' --format=csv Hafen
expect 2 'requires --template' search -i index --format=template Hafen
expect 2 'supports --format=trec and --format=json only' search -i index --batch queries --format=text
expect 2 'cannot be combined' search -i index --explain --format=trec Hafen
for command in search kwic trend complete; do
    expect 2 'the query is empty' $command -i index ''
    expect 2 'the query is empty' $command -i index ' '
    expect 2 'the query is empty' $command -i index
done
expect 2 'the query is empty' search --parse
for command in show similar; do
    expect 2 'name exactly one article' $command -i index
    expect 2 'name exactly one article' $command -i index eins zwei
    expect 1 'nichts' $command -i index nichts
    expect 1 'nichts' $command -i index 'nichts#3'
    expect 1 'hafen' $command -i index 'hafen#99'
done
expect 2 'terms: name at least one word' terms -i index
expect 2 'remove: name' remove -i index
expect 2 'index: name files' index -i index
expect 2 'watch: name files' watch -i index
expect 2 'standard input' watch -i index -
for command in status check export compact formats upgrade; do
    expect 2 'unexpected argument "wort"' $command wort
done
for words in '' add 'add hafen' 'list hafen' remove quatsch; do
    # shellcheck disable=SC2086 # words
    expect 2 'alert: use' alert -i index $words
done
expect 2 'no words to search for' alert -i index add leer '?!'
expect 2 'the name must not' alert -i index add "$(printf 'a\tb')" Hafen
expect 1 'no saved query is named "fehlt"' alert -i index remove fehlt
for command in "search" "index" "status"; do
    expect 2 '--index takes' $command -i '' ${command#status}
done
set -- search
for i in $(seq 65); do set -- "$@" -i "index$i"; done
expect 2 'at most 64 times --index' "$@" Hafen

# ---- every option once, as it should be -------------------------------------------------
expect 0 '' search --index index --count 1 --offset 0 --since 2020 --until 2030 --section Wirtschaft --author Sörensen \
    --source Küstenbote --sort date --recency 30 --group --passages 2 --facets --color=always --hyperlink=always \
    --no-pager Hafen
expect 0 '' search -i index -n 2 -C 1 --context 1 --snippet 20 --full --explain --ranking=plain --duplicates=show Hafen
expect 0 '' search -i index --json --explain --facets --group Hafen
expect 0 '' search -i index --scope=article Hafen
expect 2 '--scope takes' search -i index --scope=page Hafen
expect 0 'note:' search -i index --json 'Hafen UND (Kran'
expect 0 'note:' search --parse 'Hafen UND (Kran'
"$fundstelle" index -q -i second articles || fail second
touch a-file
expect 0 '' snapshot -i second copy
expect 0 '' snapshot --index=second copy2
expect 2 'copy: the folder is not empty' snapshot -i second copy
expect 2 'a-file: is a file' snapshot -i second a-file
expect 2 'none: there is no such folder' snapshot -i second none/copy3
expect 0 '' snapshot -i second --json copy3/
expect 0 '' check -i second --quiet
expect 0 '' snapshot -i second --quiet copy4
expect 0 '' check -i second --json
expect 0 '' check -q -i second
expect 0 '' compact -q -i second
expect 0 '' upgrade -q -i second
expect 0 '' snapshot -q -i second copy5
expect 0 '' compact -i second --json
expect 0 '' compact -i second --quiet
expect 0 '' upgrade -i second --json --dry-run
expect 0 '' upgrade -i second --quiet
expect 2 'lies in the index itself' snapshot -i second second/kopie
expect 2 'name one folder' snapshot -i second
expect 2 'name one folder' snapshot -i second eins zwei
expect 0 '' upgrade -i second
expect 0 '' upgrade --index=second --dry-run --jobs=1 --lock-timeout=1
for format in text json csv trec; do
    expect 0 '' search -i index -i second --format=$format Hafen
done
expect 0 '' search -i index --format=template --template '{rank} {title}\t{text}\n' Hafen
expect 0 '' search -i index --batch queries --times times --jobs 2
expect 1 'Did you mean' search -i index Haffen
while read -r query; do
    expect 0 '' search -i index --explain --facets "$query"
done <<'END'
"neuer Kran"
Hafen NEAR/9 Kran
+Hafen -Rosen
Haf*
*hafen OR *fen
=Kran
Krann~ Hafen
Hafen^2 (Kran ODER Rosen) NICHT Gärten
titel:Kran ressort:Wirtschaft autor:"Anke Sörensen" quelle:Küstenbote artikel:hafen datum:2023-04..2023-05
datum:>2020
INF-Verträge
75000
END
expect 1 '' search -i index datum:1999 Hafen
expect 1 '*' search -i index nichtzufinden
input=typed
expect 0 'morgenabend' interactive -i index --index index --color=always
printf 'Hafen' >unfinished
input=unfinished
expect 0 '' interactive -i index
input=/dev/null
expect 0 '' show -i index --index index hafen
expect 0 '' show -i index --no-pager --json -C 1 --context 1 'hafen#2'
expect 0 '' search -i index --path articles Hafen
expect 0 'match' kwic -i index --path articles Hafen
expect 0 '' trend -i index --path articles Stadt
for command in 'words' 'ngrams' 'collocates --min 1'; do
    # shellcheck disable=SC2086 # words of a command
    expect 0 ' in ' $command -i index --path articles --json --timeout 60 --partial --summary Hafen
    grep -q '"summary"' out || fail "$last: no summary"
done
expect 0 '' search -i index --json --timeout 60 --partial --summary Hafen
expect 1 '' similar -i index --json --timeout 60 --partial --summary 'hafen#1'
expect 0 'match' kwic -i index --json --timeout 60 --partial --summary Hafen
expect 0 '' trend -i index --json --timeout 60 --partial --summary Stadt
expect 0 '' complete -i index --json --timeout 60 --partial --summary Haf
expect 0 '' terms -i index --json --timeout 60 --partial --summary Hafen
expect 0 '' similar -i index --index index -n 2 --count 2 --group --color=always hafen
expect 1 '' similar -i index --json 'hafen#1'
for sort in relevance left right date date-asc; do
    expect 0 'matches in' kwic -i index --index index --sort $sort -n 5 --count 5 --width 60 --color=always --no-pager Hafen
done
expect 0 'match' kwic -i index --json --since 2020 --until 2030 --section Wirtschaft --author Sörensen --source Küstenbote Hafen
for format in text csv json svg; do
    expect 0 '' trend -i index --index index --by year --format $format --since 2020 --until 2030 Stadt
done
expect 0 '' trend -i index --by month --json --section Wirtschaft --author Sörensen --source Küstenbote Hafen
for by in form stem; do
    for format in text csv tsv json; do
        expect 0 'words in' words -i index --index index --by $by --min 1 -n 0 --format $format --since 2020 --until 2030
        expect 0 'against' words -i index --by $by --format $format --against -ressort:Wirtschaft Hafen
        expect 0 'words in' ngrams -i index --size 3 --by $by --count 3 --format $format --section Wirtschaft
        expect 0 'near' collocates -i index --window 2,0 --measure ll --min 1 --by $by --format $format Hafen
        expect 0 'match' kwic -i index --format $format --sample 2 --seed 4 --sort match,1R,5L Hafen
    done
done
for command in words ngrams collocates; do
    expect 0 'words in' $command -i index --index index --by form --min 1 -n 5 --count 5 --since 2020 --until 2030 \
        --section Wirtschaft --author Sörensen --source Küstenbote --json Hafen
done
for by in day week; do
    expect 0 '' trend -i index --by $by --format tsv Hafen
done
expect 0 '' show -i index --cite hafen
expect 0 '' show -i index --cite --json 'hafen#1'
expect 1 '*' trend -i index --since 1990 --until 1991 Hafen
expect 0 '' complete -i index --index index -n 2 --count 2 --json Haf
for field in section author source article; do
    expect 0 '' complete -i index --field $field
    expect 0 '' complete -i index --field $field --json
done
expect 0 '' terms -i index --index index -n 2 --count 2 Hafen Vertrag
expect 1 '' terms -i index --json Hafen Haffen
expect 0 '' status -i index --index index
expect 0 '' status -i index --json
expect 0 '' check -i index --index index
expect 0 '' export -i index --index index
cp out exported.jsonl
expect 0 '' verify -i index --index index --map body=body --date-from none
expect 0 '' verify -i index --json --quiet -q articles
expect 0 '' formats
expect 0 '' formats --json
expect 0 '' split --words list.txt Kranhaus Hafen-Kran
input=list.txt
expect 0 '' split
expect 0 '' analyze --query --json --words list.txt
input=/dev/null
expect 0 '' analyze Die INF-Verträge
expect 0 '' analyze --explain Die Verträge
expect 0 '' alert -i index --index index add hafen +Hafen Kran
expect 0 '' alert -i index add rosen Rosen
expect 0 '' alert -i index list
expect 0 '' alert -i index --json list
expect 0 '' index -i new --index new --words list.txt --jobs 1 --commit-every 1 --lock-timeout 1 --json articles
expect 0 '' alert -i new add hafen Hafen
expect 0 '' index -i new -q --quiet --format text articles/hafen.txt
sed -i 's/Mittwoch/Montag/' articles/hafen.txt
expect 0 '' index -i new --dry-run --prune articles
expect 0 '' index -i new --dry-run --prune=force articles
expect 2 '--prune takes no value or force, not "viel"' index -i new --prune=viel articles
expect 2 '--prune takes no value or force, not "viel"' watch -i new --once --prune=viel articles
expect 0 '+0 ~1 -0' index -i new -v --verbose --alerts --prune articles
sed -i 's/Montag/Dienstag/' articles/hafen.txt
expect 0 '' watch -i new --index new --once --words list.txt --alert-timeout 60 --alert-keep 9 --map title=title --date-from path --alert-command 'cat >told' --jobs 1 --lock-timeout 1 --json articles
[ -s told ] || fail "the saved query told nothing"
sed -i 's/Dienstag/Sonntag/' articles/hafen.txt
expect 0 '' watch -i new --once -q --quiet --alerts --prune=force --format text articles/hafen.txt
sed -i 's/Sonntag/Freitag/' articles/hafen.txt
expect 1 '' verify -i new
expect 1 '' verify -i new --json articles
expect 0 '' compact -i new --index new --jobs 1 --lock-timeout 1
expect 1 'nichts' remove -i new --index new --lock-timeout 1 garten nichts
expect 0 '' alert -i new remove hafen
expect 0 '' export -i new

# ---- not there, not to be read, something else -----------------------------------------
mkdir folder
unreadable locked
input=exported.jsonl
expect 0 '' index -i copy -
input=/dev/null
expect 0 'no articles found' index -i copy -
printf 'kein json\n' >broken.jsonl
input=broken.jsonl
expect 2 'stdin:1: ' index -i copy -
for what in fehlt folder locked; do
    input=/dev/null
    expect 2 "$what: " split --words $what Hafen
    expect 2 "$what: " analyze --words $what Hafen
    expect 2 "$what: " index -i words-$what --words $what articles
    expect 2 "$what: " watch -i words-$what --once --words $what articles
    expect 2 "$what: " search -i index --batch $what
done
expect 2 'fehlt/times: ' search -i index --batch queries --times fehlt/times
expect 2 'folder: ' search -i index --batch queries --times folder
expect 2 '/dev/full: ' search -i index --batch queries --times /dev/full
for what in fehlt locked; do
    expect 2 "$what: " index -i copy $what
    expect 2 "$what: " watch -i copy --once $what
    expect 2 "$what: " verify -i copy $what
done
printf 'a|\n' >bad-list.txt
printf '\377\n' >>bad-list.txt
for command in "split" "analyze" "index -i copy" "watch -i copy --once"; do
    # shellcheck disable=SC2086 # words
    expect 2 'bad-list.txt:' $command --words bad-list.txt articles
done
expect 2 'words other than' index -i index --words list.txt articles
printf '{"id":"a"}\n{"id":"a","body":"Eins."}\n{"id":"a","body":"Zwei."}\n{' >bad.jsonl
: >empty.txt
printf 'a\0b' >binary.txt
expect 2 'bad.jsonl:1: ' index -i copy bad.jsonl
expect 2 'empty.txt: ' index -i copy empty.txt
expect 2 'binary.txt: ' watch -i copy --once binary.txt
expect 2 'bad.jsonl:1: ' verify -i copy bad.jsonl
sed -i 's/Freitag/Samstag/' articles/hafen.txt
expect 0 '' alert -i copy add hafen Hafen
expect 0 '' index -i copy --quiet --alert-timeout 60 --alert-keep 9 --map body=body --date-from mtime --alert-command 'cat >told' articles
sed -i 's/Samstag/Sonnabend/' articles/hafen.txt
expect 2 'the command "exit 3" failed' index -i copy --alert-command 'exit 3' articles
printf 'ohne Tab\nq 1\tHafen\nq3\tHafen \377\n' >bad-queries
expect 2 'bad-queries:1: ' search -i index --batch bad-queries --jobs 2
expect 2 'not valid UTF-8' search -i index "$(printf 'Hafen \377')"
expect 2 'not valid UTF-8' kwic -i index "$(printf 'Hafen \377')"
expect 2 'not valid UTF-8' trend -i index "$(printf 'Hafen \377')"
expect 2 'not valid UTF-8' complete -i index "$(printf 'Haf\377')"
expect 2 'invalid UTF-8' terms -i index "$(printf 'Haf\377')"
expect 2 'invalid UTF-8' split "$(printf 'Haf\377')"
expect 2 'invalid UTF-8' analyze "$(printf 'Haf\377')"

# ---- a server, which runs until it is ended -------------------------------------------------------
serve() { # OPTION...
    set -- serve "$@"
    printf '%s\n' "$@" | sed 's/=.*//; s/^/serve /' >>ran
    "$fundstelle" "$@" >out 2>err &
    server=$!
    last="fundstelle $*"
    for _ in $(seq 400); do
        ! grep -q 'http://' err || break
        kill -0 "$server" 2>/dev/null || break
        sleep 0.05
    done
    kill "$server" 2>/dev/null
    wait "$server"
    status=$?
    expect_status 0
}
expect 2 'serve: unexpected argument "Hafen"' serve -i index Hafen
expect 2 '--rate does not take "viele"' serve -i index --rate viele
printf 'geheim' | sha256sum >keys
serve -i index --listen '[::1]:18998' --keys keys --base-url http://suche.example.org/archiv --cors '*' --threads 2 \
    --timeout 2.5 --rate 20/s --connections-per-address 8 --title 'Archiv <1>'
serve --index index --public --listen 127.0.0.1:18999

# ---- all of it? ------------------------------------------------------------------------------------
# An option counts with a command when a line above has both and is no error; "-n" and "--count"
# are two.
sort -u ran >ran.sorted
while read -r command; do
    "$fundstelle" "$command" --help=options | cut -f 1 | cut -d = -f 1 |
        while read -r option; do
            grep -qxF -- "$command $option" ran.sorted || echo "$command $option"
        done
done <names >never
[ ! -s never ] || fail "never run: $(tr '\n' ',' <never)"
