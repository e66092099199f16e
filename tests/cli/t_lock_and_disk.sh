# A second writer waits or is told; a full disk leaves the index whole.
. "$(dirname "$0")/lib.sh"
# libxapian leaks where it meets a full disk.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
export ASAN_OPTIONS
make_articles

mkfifo feed
"$fundstelle" index -i index - <feed >first.out 2>&1 &
writer=$!
exec 3>feed
printf '{"id":"neu","body":"Ein neuer Satz."}\n' >&3
tries=0
while [ ! -s index/lock ] && [ $tries -lt 100 ]; do
    sleep 0.05
    tries=$((tries + 1))
done
run index -i index --lock-timeout 0 articles
expect_status 2
expect_err "being written by process $writer (fundstelle)"
run search -i index --format=trec Hafen # readers do not mind
expect_status 0
rights=$(stat -c %A index/lock)
case $rights in
????r-* | ???????r-*) fail "who may only read can hold the lock: $rights" ;;
esac
"$fundstelle" remove -i index --lock-timeout 60 garten >second.out 2>&1 3>&- &
second=$!
exec 3>&-
wait "$writer" || fail "the first writer: $(cat first.out)"
wait "$second" || fail "the second writer did not wait: $(cat second.out)"
run status -i index --json
expect_in_out '"articles":3,'

# A signal ends the run with what is complete committed.
timeout 30 "$fundstelle" index -i index - <feed >signal.out 2>&1 &
writer=$!
exec 3>feed
printf 'kein json\n{"id":"noch","body":"Noch ein Satz."}\n' >&3
tries=0
while [ ! -s signal.out ] && [ $tries -lt 100 ]; do
    sleep 0.05
    tries=$((tries + 1))
done
kill -TERM "$writer" # while it waits for a next line that never comes
wait "$writer"
ended=$?
exec 3>&-
[ $ended = 2 ] || fail "status after a signal: $(cat signal.out)"
grep -q interrupted signal.out || fail "signal: $(cat signal.out)"
grep -q '^1 added' signal.out || fail "what is complete: $(cat signal.out)"
run show -i index noch
expect_status 0
run check -i index
expect_status 0

# A closed stdout or stderr is not taken for the next file that is opened.
printf 'q1\tHafen\n' >queries
: >leer.txt
"$fundstelle" search -i index --batch - --times times <queries >&- 2>err
[ $? = 2 ] || fail "status without stdout"
expect_err 'cannot write the output'
grep -q Q0 times && fail "the results went into the file of times: $(cat times)"
"$fundstelle" index -q -i index leer.txt 2>&-
[ $? = 2 ] || fail "status without stderr"
run check -i index
expect_status 0

# A disk of 300 kB, where this machine lets us make one.
mkdir disk
mount -t tmpfs -o size=300k none disk 2>/dev/null || exit 0
trap 'umount "$work/disk"; rm -rf "$work"' EXIT
"$fundstelle" index -q -i disk/index articles || fail "cannot index on the small disk"
count() {
    "$fundstelle" status -i "$1" --json | sed 's/.*"articles":\([0-9]*\).*/\1/'
}
articles=$(count disk/index)
awk 'BEGIN { for (i = 0; i < 3000; i++)
    printf "{\"id\":\"n%d\",\"body\":\"Satz %d mit Wort%d und Zahl%d.\"}\n", i, i, i * 7, i * 13 }' >many.jsonl
run index -i disk/index many.jsonl
expect_status 2
expect_err 'disk/index'
expect_err 'No space left'
added=$(sed -n 's/ added.*//p' out)
before=$articles
articles=$(count disk/index)
[ "$articles" -eq $((before + added)) ] ||
    fail "$added told as added, but there were $before articles and are $articles"
run check -i disk/index
expect_status 0
run search -i disk/index --format=trec Hafen
expect_status 0
