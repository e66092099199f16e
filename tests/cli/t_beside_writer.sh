# Whatever reads an index while commits come one after the other answers as if it were alone.
. "$(dirname "$0")/lib.sh"
rounds=15
if [ "${SANITIZE:-}" = 1 ]; then
    rounds=3
    # As tests/faults/readers.c: libxapian reads past a block that is written meanwhile.
    echo interceptor_via_lib:libxapian.so >suppressions
    export ASAN_OPTIONS="${ASAN_OPTIONS:-}:suppressions=$work/suppressions"
fi

# 60 articles, again and again, each time another version.
articles() {
    awk -v times="$1" 'BEGIN {
        for (n = 0; n < times; n++)
            for (i = 0; i < 60; i++)
                printf "{\"id\":\"a%d\",\"date\":\"2024-0%d-11\",\"section\":\"Hafen\",\"body\":[" \
                    "\"Der Hafenmeister zählt im Sommer die Boote der Gäste, Fassung %d.\"," \
                    "\"Am Steg %d liegen Kähne, deren Netze der Hafenmeister flicken lässt, %d.\"]}\n",
                    i, i % 9 + 1, n, i % 7, n
    }'
}

articles 1 | "$fundstelle" index -q -i index - || fail "cannot index the first articles"
mkfifo feed
articles 100000 >feed 2>/dev/null &
"$fundstelle" index -q -i index --commit-every 2 - <feed >writer.out 2>&1 &
writer=$!
trap 'kill "$writer" 2>/dev/null; rm -rf "$work"' EXIT

# answers STATUS ARGUMENT...
answers() {
    wanted=$1
    shift
    run "$@"
    expect_status "$wanted"
    sed -i "/^[0-9]* matches in [0-9]* passages/d" err # which kwic tells
    expect_err
}

awk 'BEGIN { for (i = 0; i < 200; i++) printf "q%d\t%s\n", i, i % 2 ? "Hafenmeister" : "\"am Steg\"" }' >queries.tsv
round=0 checked=0
while [ $round -lt $rounds ]; do
    round=$((round + 1))
    answers 0 search -i index --duplicates show --json Hafenmeister
    [ "$(grep -c Hafenmeister out)" = 10 ] || fail "not ten hits with their match: $(cat out)"
    answers 0 search -i index -C 1 '"Boote der Gäste"'
    answers 0 search -i index '*meister'
    answers 0 search -i index --group --facets Steg
    answers 0 search -i index --jobs 2 --batch queries.tsv
    cut -d' ' -f1 out | uniq -c | awk '$1 == 10' >whole
    [ "$(wc -l <whole)" = 200 ] || fail "batch: $(cut -d' ' -f1 out | uniq -c)"
    run search -i index Hafenmiester
    expect_status 1
    expect_err "Did you mean: Hafenmeister"
    answers 0 terms -i index Hafenmeister
    answers 0 complete -i index Hafenm
    answers 0 similar -i index --group a5
    answers 0 show -i index a7
    expect_in_out 'Am Steg 0'
    answers 0 kwic -i index Hafenmeister
    answers 0 trend -i index Hafenmeister
    answers 0 status -i index --json
    expect_in_out '"articles":60,'
    answers 0 verify -i index
    answers 0 export -i index
    [ "$(cut -d, -f1 out | sort -u | wc -l)" = 60 ] || fail "export: $(wc -l <out) articles"
    run check -i index # never "damaged"
    if [ "$status" = 0 ]; then
        checked=$((checked + 1))
    else
        expect_err "too many changes meanwhile; check it when less is written"
    fi
done
[ $checked -gt 0 ] || fail "check never came to an end"
kill "$writer" || fail "the writer did not last: $(cat writer.out)"
wait "$writer"
grep -q interrupted writer.out || fail "the writer: $(cat writer.out)"
