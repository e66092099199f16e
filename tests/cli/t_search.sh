# What search finds and how it is shown.
. "$(dirname "$0")/lib.sh"
make_articles

run search -i index Hafen
expect_status 0
expect_err
expect_out <<'END'
 1. Neuer Kran im Hafen  2023-04-05  hafen#1
    Im Hafen von Nordersiel steht seit Mittwoch ein neuer Kran. Er hebt bis zu 75.000 Kilogramm.

 2. Neuer Kran im Hafen  2023-04-05  hafen#2
    Die INF-Verträge haben damit nichts zu tun, sagte ein Sprecher des Hafens, und lachte dabei.

 3. Neuer Kran im Hafen  2023-04-05  hafen#3
    Für die Straße zum Hafen fehlen der Stadt noch Mittel, deshalb bleibt sie vorerst gesperrt.
END

# finds QUERY EXPECTED: the passages in order.
finds() {
    run search -i index --format=trec "$1"
    got=$(awk '{printf "%s ", $3}' out)
    [ "$got" = "$2" ] || fail "$1: found $got, not $2"
}
finds 75000 'hafen#1 '
finds 'Strasse' 'hafen#3 '
finds 'INF-Vertrag' 'hafen#2 '
finds 'Musiksammlung' 'musik#1 '
finds 'Gaerten' 'garten#1 '
finds 'ueber' 'garten#1 '
finds '"Gärten der Stadt"' 'garten#1 '
finds '"Stadt der Gärten"' ''
finds '„Sprecher des Hafens“' 'hafen#2 '
finds '+Hafen +Stadt' 'hafen#3 hafen#1 hafen#2 '
finds 'Hafen -Stadt -Kran' 'hafen#2 '
finds 'Stadt -"Gärten der Stadt" -Musik' 'hafen#3 '
finds 'fehltganz' ''
finds '?!' ''

run search -i index Hafen -Stadt -Kran --format=trec
expect_status 0
[ "$(awk '{print $3}' out)" = 'hafen#2' ] || fail "-word behind the query: $(cat out)"
run search -i index --format=trec -n 1 --offset 1 Hafen
[ "$(awk '{print $3, $4}' out)" = 'hafen#2 2' ] || fail "offset: $(cat out)"
run search -i index -n 1 --offset 1 Hafen
expect_out <<'END'
 2. Neuer Kran im Hafen  2023-04-05  hafen#2
    Die INF-Verträge haben damit nichts zu tun, sagte ein Sprecher des Hafens, und lachte dabei.
END
run search -i index '?!'
expect_status 1
run search -i index --format=trec -n1 Hafen
[ "$(wc -l <out)" -eq 1 ] || fail "-n1: $(cat out)"
run search -i index --format=trec --group Stadt
[ "$(awk '{print $3}' out | sort | tr '\n' ' ')" = 'garten hafen musik ' ] || fail "group: $(cat out)"

# JSON: the fields that programs rely on, in their order, offsets in bytes.
run search -i index --json 'INF-Vertrag'
expect_status 0
sed 's/"score":[0-9.]*/"score":N/; s|"source":"[^"]*"|"source":S|' out >compared
cat >expected <<'END'
{"rank":1,"score":N,"article":"hafen","passage":2,"title":"Neuer Kran im Hafen","date":"2023-04-05","section":"Wirtschaft","source":S,"text":"Die INF-Verträge haben damit nichts zu tun, sagte ein Sprecher des Hafens, und lachte dabei.","highlights":[{"begin":4,"end":17}],"author":"Anke Sörensen","url":null,"passages":3,"duplicates":0}
END
diff -u expected compared || fail "JSON differs"
run search -i index --json Orchester
expect_in_out '"source":"https://example.org/musik"'
run search -i index --json Rosen
expect_in_out '"section":null,"source":"'"$work"'/articles/garten.txt"'

# Colour only when asked for or on a terminal.
esc=$(printf '\033')
run search -i index --color=always Hafens -n 1
expect_in_out "Im ${esc}[1;31mHafen${esc}[0m von"
run search -i index --color=never Hafen
grep -q "$esc" out && fail "colour although never"
CLICOLOR_FORCE=1 "$fundstelle" search -i index Hafen | grep -q "$esc" || fail "CLICOLOR_FORCE"
NO_COLOR=1 CLICOLOR_FORCE=1 "$fundstelle" search -i index Hafen | grep -q "$esc" && fail "NO_COLOR"
run search -i index --color=bunt Hafen
expect_status 2
expect_err '"bunt"'

# Control characters never reach the output of people.
printf '{"id":"x","title":"b\\u001b[31ms","body":"Ein Zauber\\u001b[2Jwort steht hier."}\n' |
    "$fundstelle" index -q -i evil - || fail "cannot index control characters"
run search -i evil Wort Zauber steht
expect_status 0
grep -q "$esc" out && fail "an escape sequence came through"

run search -i index
expect_status 2
expect_err 'the query is empty'
run search -i index ' '
expect_status 2
run search -i index "$(printf '\377')"
expect_status 2
expect_err 'not valid UTF-8'
run search -i nirgends Hafen
expect_status 2
expect_err 'nirgends: no index found'
expect_err 'fundstelle index'
run search -i articles Hafen
expect_status 2
expect_err 'articles: not an index'

# A reader that goes away is no error to talk about; a full disk is.
"$fundstelle" search -i index Stadt 2>err | head -n 1 >/dev/null
[ ! -s err ] || fail "closed pipe: $(cat err)"
if [ -w /dev/full ]; then
    "$fundstelle" search -i index Stadt >/dev/full 2>err
    [ $? = 2 ] || fail "status with a full disk"
    expect_err 'cannot write the output'
    "$fundstelle" search -i index --json -n 1000 Stadt Hafen >/dev/full 2>err
    [ $? = 2 ] || fail "status with a full disk"
    expect_err 'cannot write the output'
    if grep -q Success err; then fail "a reason that is none: $(cat err)"; fi
fi
