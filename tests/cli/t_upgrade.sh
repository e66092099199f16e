# An index of version 0.7 (tests/fixtures) is read as it is, and brought to the form of this
# version without a loss, whatever happens meanwhile.
. "$(dirname "$0")/lib.sh"
preload=$BUILD/faults/preload.so
: "${FUND_LONG:=1}"

# unpack FIXTURE: to ./index; $exported is what version 0.7 exported of it.
unpack() {
    rm -rf index
    tar -xzf "$root/tests/fixtures/$1.tar.gz" || fail "$1: not unpacked"
    exported=$root/tests/fixtures/$1.export.jsonl
    # That of 0.7, beside the index, is of another format.
    sh "$root/tests/fixtures/make-lexicon.sh" "$BUILD/train-lexicon" "$work/klein.lexicon" || fail "no lexicon"
    FUNDSTELLE_LEXICON=$work/klein.lexicon
    export FUNDSTELLE_LEXICON
}

# state: every file and folder, and when it was changed; the lock tells who holds it.
state() {
    find index ! -name lock -printf '%y %p %s %T@\n' | sort
    content
}

# content: of all that made up the old index.
content() {
    find index -type f | grep '^index/\([gb][0-9]*/.*\|XAPIANDB\|words.txt\|alerts.json\)$' |
        sort | xargs sha256sum
}

same_export() {
    run export -i index
    expect_status 0
    expect_err
    cmp -s out "$exported" && return
    sort "$exported" >wanted
    sort out | diff wanted - | cut -c 1-160 >differ
    [ -s differ ] || fail "$1: the export has another order"
    fail "$1: the export differs: $(head -n 20 differ)"
}

# upgraded WHEN: it is whole, with nothing left of the old one.
upgraded() {
    same_export "$1"
    run status -i index --json
    expect_status 0
    grep -q '"format_version":4' out && fail "$1: still of the old form: $(cat out)"
    run check -i index
    expect_status 0
    run verify -i index --quiet
    [ "$status" = "${verified:-0}" ] || fail "$1: verify: status $status: $(cat out err)"
    find index -mindepth 1 -maxdepth 1 | grep '/\([gb][0-9]*\|bulk\|XAPIANDB.tmp\|upgrade\(.tmp\)*\)$' >left
    find index/tmp -mindepth 1 2>/dev/null >>left
    [ ! -s left ] || fail "$1: left behind: $(cat left)"
}

# id_found ID QUERY...: alone.
id_found() {
    id=$1
    shift
    run search -i index --json --group --duplicates show "$@"
    expect_status 0
    [ "$(grep -o '"article":"[^"]*"' out)" = "\"article\":\"$id\"" ] || fail "$last: not $id alone: $(cat out)"
}

# ---- before the upgrade: what reads articles works, and writes nothing --------------------
for fixture in index-0.7 index-0.7-live index-0.7-base; do
    unpack $fixture
    state >before
    same_export $fixture
    run status -i index
    expect_status 0
    ! grep -q 'fundstelle compact' out || fail "status names what refuses such an index: $(cat out)"
    LC_ALL=de_DE.UTF-8 "$fundstelle" status -i index >german || fail "status in German"
    ! LC_ALL=C.UTF-8 grep -vE '^.{15} [^ ]' german || fail "columns of status: $(cat german)"
    expect_in_out 'Format:     4'
    expect_in_out 'fundstelle upgrade'
    run status -i index --json
    expect_status 0
    expect_in_out '"format_version":4'
    run show -i index 'grünkohl-straße-ä'
    expect_status 0
    expect_in_out 'Nach dem nassen Sommer ist der Grünkohl'
    run check -i index
    expect_status 0
    expect_in_out 'no damage found'
    run verify -i index
    if [ $fixture = index-0.7-base ]; then
        expect_status 1 # the files are not here
        expect_in_out 'gone     kranhaus'
    else
        expect_status 0
        expect_in_out ' 0 differences'
    fi
    state | diff before - || fail "$fixture: reading changed the index"
done

# ---- what searches and what writes names the command ---------------------------------------
unpack index-0.7
state >before
printf '{"id":"neu","body":"Ein neuer Satz."}\n' >neu.jsonl
printf 'q1\tFähre\n' >queries
while read -r command; do
    # shellcheck disable=SC2086 # words
    run $command
    expect_status 2
    expect_err 'fundstelle upgrade -i index'
    expect_no_out
done <<'END_OF_COMMANDS'
search -i index Fähre
search -i index --json Fähre
search -i index --batch queries
kwic -i index Fähre
trend -i index Fähre
similar -i index kranhaus
terms -i index Fähre
index -i index neu.jsonl
watch -i index --once neu.jsonl
remove -i index kranhaus
compact -i index
END_OF_COMMANDS
printf '{"id":"x","body":"Ein Satz."}\n' | "$fundstelle" index -q -i other - || fail "another index"
run search -i other -i index Fähre
expect_status 2
expect_err 'fundstelle upgrade -i index'
LC_ALL=de_DE.UTF-8
run search -i index Fähre
expect_status 2
cp err german
LC_ALL=C.UTF-8
run search -i index Fähre
cmp -s err german && fail "not in German: $(cat german)"
grep -qF 'fundstelle upgrade -i index' german || fail "in German without the command: $(cat german)"
state | diff before - || fail "a command that is refused changed the index"

# ---- upgrade ---------------------------------------------------------------------------------
run upgrade -i index --dry-run
expect_status 0
expect_err
[ -s out ] || fail "$last tells nothing"
state | diff before - || fail "$last changed the index"

cp index/words.txt index/alerts.json .
for fixture in index-0.7-live index-0.7-base index-0.7; do
    verified=0
    unpack $fixture
    run upgrade -i index
    expect_status 0
    expect_err
    [ $fixture != index-0.7-base ] || verified=1
    upgraded $fixture
done
verified=0
cmp index/words.txt words.txt || fail "other words"
cmp index/alerts.json alerts.json || fail "other alerts"
run alert -i index list
expect_in_out 'Deich* -Leuchtturm'

# Nothing is lost: terms, dates, sections, words of its own, what is gone, withdrawn or to come.
run status -i index --json
expect_in_out '"articles":18,'
expect_in_out '"passages":514,'
expect_in_out '"withdrawn":2,'
expect_in_out '"analyzer_matches":true'
id_found faehre-nordersiel 'Fähre nach'
id_found faehre-nordersiel '"Fahrräder reisen bis zum Sommer"'
id_found leuchtturm 'rot' # by a word of its own
id_found leuchtturm 'Schifffahrtsamt'
id_found kranhaus 'autor:Oßwald' Museum
id_found deichbau 'ressort:Politik' 'Deich*'
id_found kranhaus --since 2023-04-01 --until 2023-04-30 'Kran* OR Fähre'
id_found "$(sed -n 's/^{"id":"\(sehr-lange[^"]*\)".*/\1/p' "$exported")" '"lange Kennung"'
for gone in Sperrfrist Wahllokale Pfeifen Motoren 'artikel:liegeplatz/11' 'artikel:nachtzug'; do
    run search -i index "$gone"
    expect_status 1
done
run similar -i index liegeplatz/3
expect_status 0
run complete -i index Leucht
expect_in_out Leuchtturm
run complete -i index --field section P
expect_in_out Politik
run trend -i index --by year --format csv Fähre
expect_in_out 2023

run upgrade -i index
expect_status 0
grep -qi 'nothing to do' out err || fail "a second upgrade: $(cat out err)"
upgraded again
run upgrade -i index --dry-run
expect_status 0
grep -qi 'nothing to do' out err || fail "a second upgrade --dry-run: $(cat out err)"
LC_ALL=de_DE.UTF-8
run upgrade -i index
expect_status 0
grep -qi 'nothing to do' out err && fail "a second upgrade, not in German: $(cat out err)"
LC_ALL=C.UTF-8

# And it goes on: versions are still known, what is withdrawn stays away.
cat >more.jsonl <<'OUT'
{"id":"faehre-nordersiel","version":4,"body":"Eine ältere Fassung, die zu spät kommt und niemand mehr braucht."}
{"id":"zurückgezogen","version":3,"body":"Eine ältere Fassung dessen, was zurückgezogen wurde und bleibt."}
{"id":"kranhaus","version":1,"body":"Das Kranhaus wird nun doch eine Jugendherberge mit 80 Betten und viel Aussicht."}
{"id":"neu","body":"Ein neuer Artikel über Zeppeline, die es 2021 noch gar nicht gab."}
OUT
run index -i index --json more.jsonl
expect_status 0
expect_in_out '"added":1,'
expect_in_out '"replaced":1,'
id_found kranhaus Jugendherberge
id_found neu Zeppelin
run search -i index 'Binnenhafen OR Fassung'
expect_status 1
run remove -i index leuchtturm liegeplatz/4
expect_status 0
run compact -i index
expect_status 0
run check -i index
expect_status 0
run status -i index --json
expect_in_out '"articles":17,'

# ---- what cannot be upgraded ------------------------------------------------------------------
: >file
mkdir folder
for what in nirgends file folder; do
    run upgrade -i $what
    expect_status 2
    expect_err "$what: "
    run upgrade -i $what --dry-run
    expect_status 2
    expect_err "$what: "
done
[ ! -e nirgends ] || fail "upgrade made a folder"
[ -z "$(ls folder)" ] || fail "upgrade wrote into a folder that is no index: $(ls folder)"

unpack index-0.7
state >before
printf 'pid 4711 (fundstelle)\n' >index/lock
(
    exec 9<>index/lock
    flock 9
    exec sleep 1000
) &
holder=$!
trap 'kill $holder 2>/dev/null; rm -rf "$work"' EXIT
for _ in $(seq 200); do
    flock -n index/lock true || break
    sleep 0.05
done
run upgrade -i index --lock-timeout 0
expect_status 2
expect_err 'being written by process 4711'
state | diff before - || fail "an upgrade that was refused changed the index"
same_export "beside a writer"
kill $holder
wait $holder 2>/dev/null
run upgrade -i index
expect_status 0
upgraded "behind a writer"

# Damaged: told, and left as it is.
for damage in 'rm index/b2/postlist.glass' ': >index/g3/postlist.glass' 'rm -r index/g3' \
    'truncate -s 300000 index/b2/postlist.glass' 'printf "auto g9\nauto b2\n" >index/XAPIANDB'; do
    unpack index-0.7
    sh -c "$damage" || fail "$damage"
    content >before
    run upgrade -i index
    expect_status 2
    expect_err 'index'
    content | diff before - || fail "$damage: the upgrade changed what there is"
done

# ---- killed, and with the disk full -------------------------------------------------------------
if [ "${SANITIZE:-}" = 1 ] || [ ! -f "$preload" ]; then
    exit 0
fi

# Of an index of this format, but another chain: what both have in common stays when the upgrade fails.
unset FUNDSTELLE_LEXICON
# shellcheck source=texts.sh
. "$root/tests/cli/texts.sh"
build_inside reseal
rm -rf index
many 9000 | "$fundstelle" index -q -i index - || fail "cannot index"
grep -q '^# dictionary' index/XAPIANDB || fail "no dictionary: the test is blind"
sed -i 's/^# chain .*/# chain andere/' index/XAPIANDB
./reseal index || fail reseal
"$fundstelle" export -i index >mine.jsonl || fail "export of another chain"
for fault in rename:1:5 rename:2:5 fsync:1:28 fsync:2:28 fsync:3:28 write:40:28; do
    LD_PRELOAD="$preload" FUND_FAULT=$fault "$fundstelle" upgrade -i index >out 2>err
    run export -i index
    cmp -s out mine.jsonl || fail "$fault: the index cannot be read any more: $(cat err)"
done
run upgrade -i index
expect_status 0
run export -i index
cmp -s out mine.jsonl || fail "the export differs"
run search -i index --format=trec Kai
expect_status 0

# again WHEN: after an upgrade that did not come to its end.
again() {
    if cmp -s index/XAPIANDB XAPIANDB; then
        content | diff before - || fail "$1: the old index was changed"
    fi
    same_export "$1"
    run upgrade -i index
    expect_status 0
    upgraded "$1, again"
}

for fixture in index-0.7 index-0.7-live index-0.7-base; do
    verified=0
    [ $fixture != index-0.7-base ] || verified=1
    unpack $fixture
    content >before
    cp index/XAPIANDB .
    FUND_COUNTS=$work/counts LD_PRELOAD="$preload" "$fundstelle" upgrade -i index >out 2>err ||
        fail "upgrade with counts: $(cat err)"
    ops='rename fsync write'
    [ $fixture = index-0.7 ] || [ "$FUND_LONG" -gt 1 ] || ops=rename
    for op in $ops; do
        calls=$(sed -n "s/^$op //p" counts)
        [ "$calls" -gt 0 ] || fail "no $op was counted: $(cat counts)"
        step=$((calls / (6 * FUND_LONG) + 1)) killed=0
        for n in $(seq 1 $step "$calls") "$calls"; do
            unpack $fixture
            FUND_FAULT=$op:$n:-9 LD_PRELOAD="$preload" "$fundstelle" upgrade -i index >out 2>err
            status=$?
            [ $status != 137 ] || killed=$((killed + 1))
            again "$fixture, killed before $op $n of $calls"
            unpack $fixture
            FUND_FAULT=$op:$n:5 LD_PRELOAD="$preload" "$fundstelle" upgrade -i index >out 2>err
            status=$?
            [ $status = 2 ] || [ $status = 0 ] || fail "$fixture, $op $n fails: status $status: $(cat err)"
            [ $status = 0 ] || [ -s err ] || fail "$fixture, $op $n fails: without a message"
            again "$fixture, $op $n of $calls fails"
        done
        [ $killed -gt 0 ] || fail "$fixture: $op never killed"
    done

    quota=1 failed=0
    while :; do
        unpack $fixture
        FUND_QUOTA=$quota LD_PRELOAD="$preload" "$fundstelle" upgrade -i index >out 2>err
        status=$?
        [ $status != 0 ] || break
        last="$fixture: upgrade with room for $quota bytes"
        expect_status 2
        expect_err 'No space left'
        content | diff before - || fail "$last: the old index was changed"
        # What is complete may be gone on with, what is not is given back.
        find index/tmp -mindepth 1 >left 2>/dev/null
        [ ! -s left ] || fail "$last: left behind: $(cat left err)"
        again "$last"
        failed=$((failed + 1)) quota=$((quota * 3))
    done
    [ $failed -gt 3 ] || fail "the disk was full $failed times"
done
