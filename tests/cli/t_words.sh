# The words of an index: corrections, completions, terms, similar passages.
. "$(dirname "$0")/lib.sh"

awk 'BEGIN {
    for (i = 1; i <= 40; i++)
        printf "{\"id\":\"s%d\",\"title\":\"Lage %d\",\"date\":\"2023-%02d-05\",\"body\":[\"Die Sanktionen" \
               " gegen den Hafenbetreiber wirken langsam, sagte die Regierung am Montag in" \
               " Nordersiel nach der Sitzung.\",\"Der Kanzler beschleunigt den Ausbau der" \
               " Mittelstreckenwaffen und der Raketenabwehr, dennoch bleibt er vorsichtig" \
               " beim Haushalt.\"]}\n", i, i, i % 12 + 1
    print "{\"id\":\"see\",\"date\":\"2024-02-01\",\"body\":[\"Der See ist zugefroren, Schlittschuhläufer" \
          " und Eissegler freuen sich über das blanke Eis.\"]}"
    print "{\"id\":\"inf\",\"date\":\"2024-02-02\",\"body\":[\"Die INF-Verträge und die Gärten haben" \
          " nichts miteinander zu tun, sagte der Sprecher.\"]}"
    print "{\"id\":\"eis\",\"date\":\"2024-02-03\",\"body\":[\"Auf dem Eis fahren Schlittschuhläufer, und" \
          " Eissegler kreuzen bis zum Abend vor dem Ufer.\"]}" }' >articles.jsonl
"$fundstelle" index -q -i index articles.jsonl || fail "cannot index"

# Corrections, shown where little is found.
meant() {
    run search -i index --json -- "$1"
    expect_err "Did you mean: $2"
}
meant Sankzionen Sanktionen
meant Regirung Regierung
meant beshcleunigt beschleunigt
meant 'Hafenbetreiebr AND +Haushlt' 'Hafenbetreiber AND +Haushalt'
meant Schlittschuläufer Schlittschuhläufer
meant Mittelstrekenrakete Mittelstreckenrakete
run search -i index --json Sanktionen
expect_err
run search -i index --json Eisseglern # found by its stem: another form is no better
expect_status 0
expect_err
for form in INF-Vertrag INF-Vertrags Vertrag Garten; do
    run search -i index --json $form
    expect_status 0
    expect_err
done
meant INF-Vertäg INF-Verträge
run search -i index --json xqzvwk
expect_status 1
expect_err
# Operators, understood or not, are not misspelt.
for query in 'Regirung NEAR/0 Kanzler' 'Regirung NAHE/0 Kanzler' 'Regirung NEAR/9999999 Kanzler' \
    'NEAR Regirung' 'Regirung ODER' 'Regirung NICHT' 'UND Regirung'; do
    meant "$query" "$(echo "$query" | sed 's/Regirung/Regierung/')"
done
run search -i index --json 'Regierung NEAR/0 Kanzler'
expect_err 'using NEAR/1'
run terms -i index --json Sankzionen
expect_in_out '"suggestions":[{"word":"Sanktionen"'
run terms -i index --json denoch
expect_in_out '"suggestions":[{"word":"dennoch"'

# Completions.
run complete -i index Sank
expect_status 0
[ "$(cat out)" = Sanktionen ] || fail "completed: $(cat out)"
run complete -i index 'Die Sanktionen gegen den Hafenb'
[ "$(cat out)" = 'Die Sanktionen gegen den Hafenbetreiber' ] || fail "completed: $(cat out)"
run complete -i index --json Schlittschuhläufe
[ "$(cat out)" = '{"completion":"Schlittschuhläufer","passages":2}' ] || fail "completed: $(cat out)"
# ß and ss are one, whichever was typed, beside an umlaut, too.
printf '%s\n' '{"id":"s1","body":"Der Größenwahn, die Straßenführung und der Außenhändler."}' \
    '{"id":"s2","body":"Ein Größenwahn, eine Straßenführung, ein Außenhändler."}' |
    "$fundstelle" index -q -i sharp - || fail "index sharp"
for typed in Größenw Grössenw Straßenfü Strassenfü Außenhä Aussenhä; do
    run complete -i sharp $typed
    case $(cat out) in
    Größenwahn | Straßenführung | Außenhändler) ;;
    *) fail "completed $typed: $(cat out)" ;;
    esac
done
run complete -i index xqzv
expect_status 1
expect_no_out
run remove -i index inf
expect_status 0
run complete -i index --field article in
expect_status 1
expect_no_out
run complete -i index '"'
expect_status 1
run complete -i index ''
expect_status 2

# What is known of a word.
run terms -i index Rakete Nordersiel
expect_status 0
expect_in_out '      40  passages within compounds'
expect_in_out '      40  Raketenabwehr'
expect_in_out '      40  Nordersiel'
run terms -i index xqzv
expect_status 1
run terms -i index
expect_status 2

# Passages about the same, of other articles.
run similar -i index --json -n 1 eis
expect_status 0
expect_in_out '"article":"see"'
run similar -i index --json -n 1 'see#1'
expect_in_out '"article":"eis"'
run similar -i index nichts
expect_status 1
expect_err 'no article nichts'
run similar -i index
expect_status 2

# What a word only may be is for ranked searches, below the word itself, and told.
cat >related.jsonl <<'END'
{"id":"baer","title":"Der Bär im Wald","body":["Der Bär brummt und brummt, der Bär."]}
{"id":"bar","body":["In der Bar wird getanzt, bis der Morgen graut, und niemand geht nach Hause."]}
{"id":"tasche","title":"Rentner vertreibt Räuber im Stadtpark","body":["Das Handtaschengeschäft hat zu, und die Handtasche war leer; vom Raub sprach niemand."]}
END
"$fundstelle" index -q -i related related.jsonl || fail "cannot index"
run search -i related --format=trec Bar
[ "$(cut -d' ' -f3 out | tr '\n' ' ')" = 'bar#1 baer#1 ' ] || fail "Bar: $(cat out)"
run search -i related --json --summary Bar
grep -q '"related":1' out || fail "how many are related? $(cat out)"
for query in '"Bar"' '=Bar' 'niemand -Bar' ; do
    run search -i related --format=trec -- "$query"
    grep -q baer out && fail "$query finds Bär"
done
run search -i related --sort=date --format=trec Bar
grep -q baer out && fail "sorted by date, Bar finds Bär"
run kwic -i related Bar
grep -q brummt out && fail "kwic finds Bär"
run search -i related --format=trec '"Räuber im Stadtpark"'
grep -q 'tasche#1' out || fail "no phrase in a title"

# Suggestions find something, and are never made of what is excluded.
run search -i related --json Handtaschenraubs
expect_err
run search -i related --json -- 'getanzt -Handtaschengeschäfd'
expect_err
run kwic -i related Handtaschengeschäfd
expect_err 'Did you mean: Handtaschengeschäft'
run search -i related --json -- 'getanzt Handtaschengeschäfd'
expect_err 'Did you mean: getanzt Handtaschengeschäft'
run trend -i index Regirung
expect_err 'Did you mean: Regierung'
