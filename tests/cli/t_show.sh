# show and remove.
. "$(dirname "$0")/lib.sh"
make_articles

run show -i index musik
expect_status 0
expect_out <<'END'
Title:   Konzert am See
Date:    2022-06-07
Section: Kultur
Source:  https://example.org/musik
Article: musik

[1] Das Orchester spielt am See. Die Musik-Sammlung der Stadt zeigt dazu alte Noten.

[2] Der Eintritt ist frei, und für Kinder gibt es am Nachmittag ein eigenes Programm im Park.
END
run show -i index hafen#3
expect_status 0
grep -q '^\[2\]' out && fail "a neighbour without --context"
expect_in_out '[3] Für die Straße'
run show -i index hafen#3 --context 1
expect_in_out '[2] Die INF-Verträge'
grep -q '^\[1\]' out && fail "too much context"
run show -i index hafen#2 --json
[ "$(wc -l <out)" -eq 1 ] || fail "JSON of one passage: $(cat out)"
expect_in_out '{"article":"hafen","passage":2,'

printf '{"id":"a#1","body":"Erster."}\n{"id":"a","body":"Zweiter."}\n' | "$fundstelle" index -q -i h -
run show -i h 'a#1'
expect_in_out 'Erster.'
run show -i h 'a#1#1'
expect_in_out 'Erster.'

for name in fehlt hafen#9 'hafen#' 'hafen#0' '#1'; do
    run show -i index "$name"
    expect_status 1
    expect_no_out
    [ -s err ] || fail "$name: no message"
done
run show -i index
expect_status 2
run show -i index a b
expect_status 2

run remove -i index hafen fehlt musik
expect_status 1
expect_err 'no article fehlt'
expect_out <<'END'
2 removed
END
run search -i index Hafen
expect_status 1
run remove -i index garten
expect_status 0
run remove -i index
expect_status 2
run remove -i nirgends a
expect_status 2
expect_err 'nirgends: no index found'
[ ! -e nirgends ] || fail "remove made an index"
