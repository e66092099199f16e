# Large sets are built in bulk: whatever happens meanwhile, the index is whole.
. "$(dirname "$0")/lib.sh"

# articles FIRST LAST WORD: JSON Lines, two passages each.
articles() {
    awk -v first="$1" -v last="$2" -v word="$3" 'BEGIN { for (i = first; i < last; i++)
        printf "{\"id\":\"a%d\",\"title\":\"Titel %d\",\"body\":[\"Der erste Absatz von Artikel" \
               " %d handelt von %s und nennt Beispiel%d und Zeichen%d.\",\"Der zweite Absatz" \
               " handelt auch davon, von Schiffen und von den %d Dingen am Kai.\"]}\n", \
               i, i, i, word, i % 5000, i % 777, i }'
}

# count INDEX FIELD
count() {
    "$fundstelle" status -i "$1" --json | grep -o "\"$2\":[0-9]*" | sed 's/.*://; q'
}

expect_count() {
    got=$(count "$1" "$2")
    [ "$got" = "$3" ] || fail "$1: $got $2, not $3"
}

# expect_whole INDEX
expect_whole() {
    run check -i "$1"
    expect_status 0
    [ ! -e "$1/tmp" ] || fail "$1/tmp is left: $(ls "$1/tmp")"
    for file in "$1"/[sdz]*; do
        grep -q " ${file##*/}\b" "$1/XAPIANDB" || fail "$file is left: $(cat "$1/XAPIANDB")"
    done
}

# wait_for FILE: for as long as a build may take to come that far.
wait_for() {
    tries=0
    while [ ! -e "$1" ] && [ $tries -lt 500 ]; do
        sleep 0.01
        tries=$((tries + 1))
    done
}

articles 0 3000 Haushaltsfragen >old.jsonl
articles 0 12000 Verkehrspolitik >new.jsonl

run index -i index --jobs 64 old.jsonl
expect_status 0
[ "$(nproc)" -ge 64 ] || expect_err "--jobs 64: only $(nproc) CPU cores; using $(nproc)"
expect_in_out '3000 added'
[ "$(grep -c '^auto' index/XAPIANDB)" = 1 ] || fail "not built in bulk: $(cat index/XAPIANDB)"
expect_whole index
run search -i index --json -n 1 Haushalt
expect_in_out 'Haushaltsfragen'

# Few changes do not copy the index, and compact leaves nothing over.
articles 7 8 Kultur >one.jsonl
run index -i index one.jsonl
expect_in_out '0 added, 1 replaced'
expect_count index deleted 2
expect_count index articles 3000
run search -i index --json Kultur
[ "$(wc -l <out)" -eq 1 ] || fail "the new version: $(cat out)"
expect_whole index
run compact -i index --jobs 1
expect_status 0
expect_count index deleted 0
expect_count index articles 3000
expect_whole index
run search -i index --json Kultur
[ "$(wc -l <out)" -eq 1 ] || fail "after compact: $(cat out)"
run remove -i index a7
expect_status 0
run search -i index Kultur
expect_status 1

# Article by article, or in bulk: the same.
run index -i single --commit-every 1000 old.jsonl
expect_status 0
expect_in_out '3000 added'
[ "$(count single commit)" -ge 4 ] || fail "built in bulk: $(cat single/XAPIANDB)"
rm -rf index
run index -i index old.jsonl
printf 'a\tBeispiel77 Zeichen5\nb\t"Artikel 99 handelt"\nc\tSchiff Haushalt\n' >queries
"$fundstelle" search -i single --batch queries >single.run
"$fundstelle" search -i index --batch queries --jobs 2 >index.run
for way in single index; do # of equal ones, those of another segment come first
    sort -k1,1 -k5,5gr -k3,3 $way.run | awk '{ print $1, $3, $5 }' >$way.sorted
done
cmp single.sorted index.sorted || fail "other hits: $(diff single.sorted index.sorted | head -n 5)"

# Readers see the old state or the new one, while the build goes on.
"$fundstelle" index -q -i index new.jsonl 2>build.err &
builder=$!
seen=
while kill -0 $builder 2>/dev/null; do
    found=$("$fundstelle" search -i index --json -n 1 'Artikel +Beispiel42') ||
        fail "a search beside a build: $found"
    case $found in
    *Haushaltsfragen*) [ "$seen" != new ] || fail "old after new" ;;
    *Verkehrspolitik*) seen=new ;;
    *) fail "a search beside a build: $found" ;;
    esac
done
wait $builder || fail "the build: $(cat build.err)"
expect_count index articles 12000
expect_whole index

# A second build waits, or is told.
rm -rf index
"$fundstelle" index -q -i index old.jsonl || fail "cannot index"
"$fundstelle" index -q -i index new.jsonl 2>build.err &
builder=$!
wait_for index/tmp
run index -i index --lock-timeout 0 old.jsonl
expect_status 2
expect_err "being written by process $builder"
"$fundstelle" index -q -i index --lock-timeout 100 one.jsonl || fail "the second one did not wait"
wait $builder || fail "the build: $(cat build.err)"
expect_count index articles 12000
run search -i index --json Kultur
[ "$(wc -l <out)" -eq 1 ] || fail "the second build: $(cat out)"
expect_whole index

# Killed, by its process or one of its threads; the next run clears up.
for victim in process thread; do
    rm -rf index
    "$fundstelle" index -q -i index old.jsonl || fail "cannot index"
    "$fundstelle" index -q -i index new.jsonl 2>build.err &
    builder=$!
    wait_for index/tmp/p1
    id=$builder
    [ $victim = process ] || id=$(find "/proc/$builder/task" -mindepth 1 -maxdepth 1 2>/dev/null |
        sed 's|.*/||' | sort -n | tail -n 1)
    kill -KILL "${id:-$builder}" 2>/dev/null
    wait $builder 2>/dev/null
    [ $? -gt 128 ] || continue # it was faster than we
    expect_count index articles 3000
    run search -i index --json -n 1 'Artikel +Beispiel42'
    expect_in_out Haushaltsfragen
    run index -i index one.jsonl
    expect_status 0
    expect_whole index
done

# Stopped by a signal: the old index, and no litter even without a next run.
"$fundstelle" index -i index new.jsonl >signal.out 2>&1 &
builder=$!
wait_for index/tmp
kill -TERM $builder
wait $builder
if [ $? = 2 ]; then
    grep -q interrupted signal.out || fail "signal: $(cat signal.out)"
    grep -q '^0 added' signal.out || fail "counts after a signal: $(cat signal.out)"
    expect_count index articles 3000
    expect_whole index
fi

# A bad line costs only itself, also in bulk.
{
    articles 0 2000 Kultur
    printf '{"id":"kaputt", "body": \n'
    articles 2000 3000 Kultur
} >bad.jsonl
run index -i bad bad.jsonl
expect_status 2
expect_err 'bad.jsonl:2001:'
expect_in_out '3000 added, 0 replaced, 0 unchanged, 0 removed, 1 failed'
expect_whole bad

# A stream is searchable while it goes on.
mkfifo feed
"$fundstelle" index -q -i stream - <feed 2>stream.err &
builder=$!
exec 3>feed
articles 5000 5001 Kultur >&3
tries=0
until "$fundstelle" search -i stream Kultur >out 2>/dev/null || [ $tries -ge 300 ]; do
    sleep 0.02
    tries=$((tries + 1))
done
[ $tries -lt 300 ] || fail "an article of a stream was not found"
cat old.jsonl >&3
exec 3>&-
wait $builder || fail "the stream: $(cat stream.err)"
expect_count stream articles 3001
expect_whole stream

# Full and read-only disks, where this machine lets us make them.
mkdir disk
mount -t tmpfs -o size=5m none disk 2>/dev/null || exit 0
trap 'umount "$work/disk"; rm -rf "$work"' EXIT
"$fundstelle" index -q -i disk/index old.jsonl || fail "cannot index on the small disk"
# libxapian 1.4 never frees the tables of a merge that failed.
options=${ASAN_OPTIONS-}
export ASAN_OPTIONS="$options:detect_leaks=0"
run index -i disk/index new.jsonl
export ASAN_OPTIONS="$options"
expect_status 2
expect_err 'disk/index'
expect_err 'No space left'
expect_count disk/index articles 3000
# libxapian may end the process, which then leaves its litter to the next writer.
if ! grep -q 'a commit failed' err; then
    expect_in_out '0 added'
    expect_whole disk/index
fi
run index -i disk/index one.jsonl # there is room for it
expect_status 0
expect_whole disk/index

mount -o remount,ro disk || exit 0
run search -i disk/index --json -n 1 Kultur
expect_status 0
expect_count disk/index articles 3000
for command in "index -i disk/index old.jsonl" "index -i disk/other old.jsonl" \
    "compact -i disk/index" "remove -i disk/index a1"; do
    # shellcheck disable=SC2086 # several words
    run $command
    expect_status 2
    expect_err 'disk/'
    expect_err 'Read-only file system'
done
expect_count disk/index articles 3000
