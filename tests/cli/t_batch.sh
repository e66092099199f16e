# search --batch: TREC runs, times, bad lines.
. "$(dirname "$0")/lib.sh"
make_articles
printf 'q1\tHafen Kran\nq2\tgibtesnicht\nq3\tStadt\n' >queries

run search -i index --batch queries --times times -n 2
expect_status 0
expect_err
[ "$(awk '{print $1, $2, $3, $4, $6}' out | head -n 1)" = 'q1 Q0 hafen#1 1 fundstelle' ] ||
    fail "run line: $(cat out)"
[ "$(awk '$1 == "q1"' out | wc -l)" -eq 2 ] || fail "-n in a batch: $(cat out)"
[ "$(cut -f 1 times | tr '\n' ' ')" = 'q1 q2 q3 ' ] || fail "times: $(cat times)"
cut -f 2 times | grep -qvE '^[0-9]+$' && fail "times are no numbers"

run search -i index --batch queries --group --format=trec
[ "$(awk '$1 == "q3" {print $3}' out | sort | tr '\n' ' ')" = 'garten hafen musik ' ] ||
    fail "grouped: $(cat out)"
"$fundstelle" search -i index --batch - --json <queries >out 2>err || fail "stdin: $(cat err)"
expect_in_out '{"qid":"q1","rank":1,'

printf 'ohne Tab\n\nq1\tHafen\nq 2\tHafen\nq3\t\377\n' >bad
run search -i index --batch bad
expect_status 2
expect_in_out 'q1 Q0 hafen#1 1'
expect_err 'bad:1: expected ID, a tab and a query'
expect_err 'bad:4: the id "q 2"'
expect_err 'bad:5: '
printf 'q2\tgibtesnicht\n' >nothing
run search -i index --batch nothing
expect_status 1
expect_no_out
run search -i index --batch fehlt
expect_status 2
expect_err 'fehlt: No such file'
run search -i index --batch queries Hafen
expect_status 2
run search -i index --times t Hafen
expect_status 2
run search -i index --batch queries --times fehlt/times
expect_status 2
expect_err 'fehlt/times'

printf '{"id":"mit blank","body":"Ein Satz über Boote."}\n' | "$fundstelle" index -q -i b -
run search -i b --format=trec Boote
[ "$(awk '{print $3}' out)" = 'mit%20blank#1' ] || fail "blank in an id: $(cat out)"
