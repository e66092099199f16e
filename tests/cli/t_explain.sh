# search --explain and --ranking.
. "$(dirname "$0")/lib.sh"
mkdir articles
printf 'Die Wirtschaftssanktionen treffen alle.\n' >articles/a.txt
printf 'Neue Sanktionen gegen den Staat.\n' >articles/b.txt
run index -q -i index articles
expect_status 0
run search -i index --explain Sanktionen Staat
expect_status 0
expect_in_out 'Sanktionen:  sanktionen (part)'
expect_in_out 'Sanktionen:  Sanktionen'
expect_in_out 'Staat:  Staat'
expect_in_out '  score'
run search -i index --explain --json Sanktionen
expect_status 0
expect_in_out '"explain":[{"word":"Sanktionen","score":'
expect_in_out '"kind":"part"'
run search -i index --json Sanktionen
grep -q '"explain"' out && fail "explained unasked"
run search -i index --explain --format=trec Sanktionen
expect_status 2
expect_err '--explain and --format=trec cannot be combined'
run search -i index --ranking=plain Sanktionen
expect_status 0
[ "$(grep -c '#1' out)" -eq 1 ] || fail "plain ranking found a part: $(cat out)"
run search -i index --ranking=best Sanktionen
expect_status 2
expect_err '--ranking takes full or plain, not "best"'
