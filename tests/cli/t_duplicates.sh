# Dispatches that are printed twice: search hides and counts them, status tells.
. "$(dirname "$0")/lib.sh"

fire='Im Hafen von Nordersiel ist am Dienstag eine Lagerhalle der Reederei Tönning ausgebrannt. Die Feuerwehr war mit neunzig Leuten und zwei Löschbooten bis zum Morgen im Einsatz.'
cause='Nach ersten Ermittlungen entzündeten sich Akkus von Elektrorollern, die dort zur Verschiffung bereit standen. Verletzt wurde niemand, der Schaden geht in die Millionen.'
wind='Der Wind trug den Rauch über die Wohnviertel im Osten; viele Anwohner hielten Fenster und Türen geschlossen, zwei Schulen am Hafen sagten den Unterricht ab.'
mkdir articles
printf 'Title: Brand im Hafen\n\n%s\n\n%s\n' "$fire" "$cause" >articles/agentur.txt
printf 'Title: Flammen\n\n%s\n\n%s\n\n%s\n' "$fire" "$cause" "$wind" >articles/bote.txt
printf 'Title: Lagerhalle brennt aus\n\nNORDERSIEL (KÜN) %s\n\n%s\n' "$fire" "$cause" \
    >articles/zeitung.txt
run index -q -i index articles
expect_status 0

# ids: articles and passages of the hits, in one line
ids() {
    sed 's/.*"article":"\([^"]*\)","passage":\([0-9]*\).*/\1#\2/' out | tr '\n' ' '
}

run search -i index Akkus
expect_status 0
expect_in_out ' 1. '
expect_in_out '+2 duplicates'
[ "$(grep -c 'Akkus' out)" = 1 ] || fail "shown twice: $(cat out)"
run search -i index --color=always Akkus
grep -q "$(printf '\033\\[2m *+2 duplicates\033\\[0m')" out || fail "not dim: $(cat out)"
run search -i index --duplicates=show Akkus
[ "$(grep -c 'Akkus' out)" = 3 ] || fail "not all shown: $(cat out)"
grep -q '+[0-9] duplicate' out && fail "counted though shown: $(cat out)"

run search -i index --json Akkus
expect_in_out '"duplicates":2'
[ "$(wc -l <out)" = 1 ] || fail "json hides by default: $(cat out)"
run search -i index --json --duplicates=show Akkus
[ "$(wc -l <out)" = 3 ] || fail "json shows: $(cat out)"
grep -q '"duplicates"' out && fail "duplicates though nothing is hidden"
run search -i index --json Anwohner
[ "$(ids)" = 'bote#3 ' ] || fail "the passage of one version only: $(cat out)"
expect_in_out '"duplicates":0'
run search -i index --json --group Hafen
[ "$(wc -l <out)" = 1 ] || fail "grouped: $(cat out)"
run search -i index --format=trec Akkus
[ "$(wc -l <out)" = 3 ] || fail "trec shows by default: $(cat out)"
run search -i index --format=trec --duplicates=hide Akkus
[ "$(wc -l <out)" = 1 ] || fail "trec hides: $(cat out)"

printf 'q1\tAkkus\n' >queries
run search -i index --batch queries --json
[ "$(wc -l <out)" = 3 ] || fail "a batch shows by default: $(cat out)"
run search -i index --batch queries --json --duplicates=hide
[ "$(wc -l <out)" = 1 ] || fail "a batch hides: $(cat out)"
expect_in_out '"duplicates":2'

run search -i index --duplicates=maybe Akkus
expect_status 2
expect_err '--duplicates takes hide or show, not "maybe"'

run status -i index
expect_in_out 'Duplicates: 2 articles repeat another (in 1 group)'
run status -i index --json
expect_in_out '"near_duplicates":2,"near_duplicate_groups":1'

# What is gone repeats nothing, in a base and beside it; compact keeps the sketches.
run remove -i index zeitung
run status -i index
expect_in_out 'Duplicates: 1 article repeats another (in 1 group)'
run compact -i index
expect_status 0
run status -i index --json
expect_in_out '"near_duplicates":1,"near_duplicate_groups":1'
run search -i index Akkus
expect_in_out '+1 duplicate'
run remove -i index agentur
run status -i index --json
expect_in_out '"near_duplicates":0,"near_duplicate_groups":0'
run status -i index
grep -q Duplicates out && fail "nothing is a duplicate: $(cat out)"
exit 0
