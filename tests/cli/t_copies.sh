# Backups beside a writer, by cp alone: the manifest first, under another name, then every file that
# it names, then its own name; from the beginning when one is gone meanwhile. And "snapshot".
. "$(dirname "$0")/lib.sh"
# shellcheck source=texts.sh
. "$root/tests/cli/texts.sh"
: "${FUND_LONG:=1}"
ARTICLES=60
copies=$((16 * FUND_LONG)) snapshots=$((6 * FUND_LONG))
if [ "${SANITIZE:-}" = 1 ]; then
    copies=8 snapshots=4
fi

trap 'kill ${writer:-} ${feeder:-} ${other:-} 2>/dev/null; rm -rf "$work"' EXIT

# copy INDEX TO
copy() {
    for _ in $(seq 2000); do # one cp for all of them, since the writer is as fast as it can be
        rm -rf "$2"
        mkdir "$2"
        cp -a "$1/XAPIANDB" "$2/XAPIANDB.tmp" 2>err || continue # replaced just now
        # shellcheck disable=SC2046 # words
        if ! (cd "$1" && cp -a $(sed -n 's/^auto //p; s/^# deletions \([^ ]*\) .*/\1/p; s/^# dictionary //p' "$2/XAPIANDB.tmp") words.txt "$2") 2>err; then
            continue
        fi
        mv "$2/XAPIANDB.tmp" "$2/XAPIANDB"
        return
    done
    fail "two thousand times a file was gone: $(cat err)"
}

# sound COPY: it has all articles, each of one version, and can be used.
sound() {
    whole "$1"
    run export -i "$1"
    expect_status 0
    grep '"id":"a' out >articles
    mv articles out
    versions_whole $ARTICLES
    run search -i "$1" --duplicates show --format=trec -n 100 Hafenmeister
    expect_status 0
    [ "$(wc -l <out)" = $ARTICLES ] || fail "$last: $(wc -l <out) hits"
    newest=$("$fundstelle" show -i "$1" a1 | sed -n 's/.*Fassung \([0-9]*\).*/\1/p' | head -n 1)
    [ "$newest" -ge "${least:-1}" ] || fail "$1: version $newest, and $least was there before"
    least=$newest
}

printf 'Hafen|meister\n' >own.txt
{ versions $ARTICLES 1 1 && many 3000; } >first.jsonl
"$fundstelle" index -q -i index --words own.txt - <first.jsonl || fail "cannot index the first articles"
mkfifo feed
versions $ARTICLES 2 1000000 >feed 2>/dev/null &
feeder=$!
"$fundstelle" index -q -i index --commit-every 7 - <feed >writer.out 2>&1 &
writer=$!
least=1
for number in $(seq $copies); do
    last="copy $number"
    copy index "$work/copied"
    sound copied
    [ -e copied/words.txt ] || fail "$last: without its words"
    if [ $((number % 8)) = 0 ]; then # it can be written to
        many 3 90000 | "$fundstelle" index -q -i copied - 2>err || fail "$last: $(cat err)"
        run remove -i copied a1
        expect_status 0
        run compact -i copied
        expect_status 0
        whole copied $((ARTICLES + 3000 + 2))
    fi
done
[ "$least" -gt 1 ] || fail "the writer wrote nothing meanwhile"
for number in $(seq $snapshots); do
    rm -rf copied
    run snapshot -i index copied
    expect_status 0
    sound copied
done
run snapshot -i index copied # which is there
expect_status 2
expect_err copied
whole copied
kill "$writer" || fail "the writer did not last: $(cat writer.out)"
wait "$writer"
grep -q interrupted writer.out || fail "the writer: $(cat writer.out)"
kill "$feeder" 2>/dev/null

# Beside bulk builds and "compact", which replace everything.
sh -c 'while [ ! -e stop ]; do
    "$1" compact -i index && "$1" index -q -i index --commit-every 11 - <first.jsonl && sed "s/Fassung 1/Fassung 2/g" first.jsonl |
        "$1" index -q -i index - || exit
done' sh "$fundstelle" >other.out 2>&1 &
other=$!
least=1
for number in $(seq $((copies / 4))); do
    copy index "$work/copied"
    least=1
    sound copied
    rm -rf copied
    run snapshot -i index copied
    expect_status 0
    least=1
    sound copied
done
kill -0 $other || fail "what writes ended: $(cat other.out)"
: >stop
wait $other
whole index
