# The documents of a very long article are made and written some at a time; what is counted for all
# of it is the same.
. "$(dirname "$0")/lib.sh"
n=6001
{
    printf '{"id":"lang","title":"Lang","passages":["Der erste Satz handelt vom Anker."'
    seq 2 $n | sed 's/.*/,"Absatz & handelt vom Hafen."/' | tr -d '\n'
    printf ']}\n{"id":"kurz","body":"Am Hafen liegt ein Boot."}\n'
} >long.jsonl
check_index() {
    run show -i index --json 'lang#6001'
    expect_in_out "Absatz 6001 handelt vom Hafen."
    expect_in_out '"passages":6001'
    run show -i index --json 'lang#2001'
    expect_in_out "Absatz 2001 handelt"
    run search -i index --format trec -n 3 Anker
    [ "$(awk '{ print $3 }' out)" = 'lang#1' ] || fail "Anker: $(cat out)"
    run words -i index --format csv -n 0
    grep -q '^Hafen,6001,' out || fail "words: $(head out)"
    grep -q '^handelt,6001,' out || fail "words: $(head out)"
    run check -i index
    expect_status 0
}
run index -i index long.jsonl
expect_status 0
expect_in_out '2 added'
check_index
run export -i index
cp out bulk.jsonl
# Beside others, in place of an older version, article by article.
rm -rf index
printf '{"id":"lang","body":"Vorher."}\n' | "$fundstelle" index -q -i index - || fail old
run index -i index long.jsonl
expect_in_out '1 added, 1 replaced'
check_index
run export -i index
sort out >one
sort bulk.jsonl | cmp -s - one || fail "another export"
