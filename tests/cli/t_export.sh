# What is exported comes back as it was; what differs from its source is found.
. "$(dirname "$0")/lib.sh"
make_articles
mkdir articles/b
printf 'Title: Kran\n\nEin kurzes\n\n%s\n\nEnde.\n' "$(seq -s ' Wort ' 600)" >articles/b/hafen.txt
printf '%s\n' '{"id":"v","version":7,"embargo":"2990-01-01T10:00:00+01:00","body":"Noch nicht."}' \
    '{"id":"w","status":"withheld","body":"Niemals."}' >articles/l.jsonl
run index -i index articles
expect_status 0
run export -i index
expect_status 0
cp out first.jsonl
grep -q '"id":"v".*"embargo":"2990-01-01T09:00:00Z".*"version":7' out || fail "$(cat out)"
"$fundstelle" index -i copy - <first.jsonl >out || fail "$(cat out)"
run export -i copy
cmp -s out first.jsonl || fail "another export: $(diff out first.jsonl)"
run index -i copy --prune --dry-run articles
expect_in_out '0 added, 0 replaced'
run verify -i copy
expect_status 0
for what in hafen garten b/hafen; do
    run show -i index --json "$what"
    cp out shown
    run show -i copy --json "$what"
    cmp -s out shown || fail "$what is another article"
done
run export -i nirgends
expect_status 2
mkdir empty
run index -i leer empty
run export -i leer
expect_status 1

# verify: nothing is written, each difference is told.
run verify -i index articles
expect_status 0
expect_in_out '0 differences'
sed -i 's/Kran/Bagger/' articles/hafen.txt
rm articles/garten.txt
echo 'Ein ganz neuer Text steht nun hier in der Datei.' >articles/neu.txt
run verify -i index articles
expect_status 1
expect_in_out 'changed  hafen '
expect_in_out 'gone     garten '
expect_in_out 'missing  neu '
expect_in_out '3 differences'
run verify -i index --json
expect_status 1
expect_in_out '{"difference":"gone","article":"garten","path":"'
run verify -i index --quiet
expect_status 1
expect_no_out
run search -i index --format=trec Bagger
expect_status 1
echo 'kaputt' >articles/l.jsonl
run verify -i index
expect_status 2

# An index that was damaged is made anew, from its export or from its sources.
for segment in index/s*; do
    printf 'zerstört' | dd of="$segment" bs=1 seek=4196 conv=notrunc 2>/dev/null
done
run check -i index
expect_status 2
"$fundstelle" index -i gerettet - <first.jsonl >out || fail "$(cat out)"
run export -i gerettet
cmp -s out first.jsonl || fail "the rescued index differs"
