# A writer that is stopped in the middle holds up no reader, a reader that is stopped holds up no
# writer, and many readers at once are none too many; a second writer is told who holds the index.
. "$(dirname "$0")/lib.sh"
# shellcheck source=texts.sh
. "$root/tests/cli/texts.sh"
: "${FUND_LONG:=1}"
limit=5 readers=200 # seconds for what takes some milliseconds
if [ "${SANITIZE:-}" = 1 ]; then
    limit=60 readers=30
fi
ARTICLES=60

leave() { # SIGKILL alone ends what is stopped
    # shellcheck disable=SC2086 # words
    kill -KILL ${writer:-} ${reader:-} ${feeder:-} 2>/dev/null
}
trap 'leave; rm -rf "$work"' EXIT

# answers STATUS ARGUMENT...: at once, and without a message.
answers() {
    wanted=$1
    shift
    last="fundstelle $*"
    timeout -s KILL $limit "$fundstelle" "$@" >out 2>err
    status=$?
    [ $status != 137 ] || fail "$last: waits"
    expect_status "$wanted"
    sed -i '/^[0-9]* matches in [0-9]* passages/d' err # which kwic tells
    expect_err
}

# all_answer: each command that reads.
all_answer() {
    answers 0 search -i index --duplicates show --json Hafenmeister
    [ "$(grep -c Hafenmeister out)" = 10 ] || fail "$last: not ten hits with their match: $(cat out)"
    answers 0 search -i index --group --facets '"Boote der Gäste"'
    answers 0 kwic -i index Hafenmeister
    answers 0 terms -i index Hafenmeister
    answers 0 complete -i index Hafenm
    answers 0 similar -i index a5
    answers 0 show -i index a7
    expect_in_out 'Am Steg 7'
    answers 0 status -i index --json
    expect_in_out "\"articles\":$ARTICLES,"
    answers 0 check -i index
    answers 0 verify -i index
    answers 0 export -i index
    versions_whole $ARTICLES
}

versions $ARTICLES 1 1 | "$fundstelle" index -q -i index - || fail "cannot index the first articles"

# ---- a writer that is stopped in the middle -----------------------------------------------------
for what in stream bulk compact; do
    turn=0
    while [ $turn -lt $((4 * FUND_LONG)) ]; do
        turn=$((turn + 1))
        case $what in
        stream)
            mkfifo stream$turn
            versions $ARTICLES 2 100000 >stream$turn 2>/dev/null &
            feeder=$!
            "$fundstelle" index -q -i index --commit-every 3 - <stream$turn >writer.out 2>&1 &
            writer=$!
            ;;
        bulk) # the same articles, and two thousand others, which are gone before the next turn
            { versions $ARTICLES 2 2 && many 4000; } >bulk.jsonl
            "$fundstelle" index -q -i index - <bulk.jsonl >writer.out 2>&1 &
            writer=$!
            ;;
        compact)
            "$fundstelle" compact -i index >writer.out 2>&1 &
            writer=$!
            ;;
        esac
        sleep "0.$(printf %03d $((turn * 173 % 400)))"
        if stop "$writer"; then
            if [ $what != bulk ] || ! "$fundstelle" show -i index m1 >out 2>err; then
                all_answer
            fi
            kill -CONT "$writer"
        fi
        if [ $what = stream ]; then
            sleep 0.05
            all_answer # and beside it
            kill "$writer" || fail "the stream ended: $(cat writer.out)"
            wait "$writer"
            kill "$feeder" 2>/dev/null
            wait "$feeder"
            grep -q interrupted writer.out || fail "the stream: $(cat writer.out)"
        else
            wait "$writer" || fail "$what, behind a pause: $(cat writer.out)"
        fi
        writer='' feeder=''
        if [ $what = bulk ]; then
            seq -f m%.0f 4000 | xargs "$fundstelle" remove -i index >out 2>err || fail "remove: $(cat err)"
        fi
        all_answer
    done
done

# ---- a reader that is stopped, and two hundred commits ----------------------------------------------
# commits FROM TO: so many versions of all articles, with a commit each.
commits() {
    for version in $(seq "$1" 25 "$2"); do
        versions $ARTICLES "$version" $((version + 24)) | timeout 600 "$fundstelle" index -i index \
            --commit-every $ARTICLES --verbose - >out 2>err || fail "the writer: $(cat err)"
        made=$((made + $(grep -c ' +0 ~' err)))
    done
}

versions $ARTICLES 1000 1000 | "$fundstelle" index -q -i index --commit-every $ARTICLES - || fail index
many 1000 | "$fundstelle" index -q -i index - || fail index # more than a pipe takes
mkfifo queries answers exported
"$fundstelle" interactive -i index <queries >answers 2>&1 &
reader=$!
exec 5>queries 6<answers
echo 'Hafenmeister' >&5
head -n 1 <&6 >first || fail "interactive"
"$fundstelle" export -i index >exported 2>export.err & # waits for who reads
exporter=$!
reader="$reader $exporter"
exec 7<exported
sleep 0.2
# shellcheck disable=SC2086 # words
kill -STOP $reader
made=0
commits 1001 1200
run compact -i index
expect_status 0
commits 1201 1225
[ $made -ge 200 ] || fail "only $made commits"
# shellcheck disable=SC2086 # words
kill -CONT $reader
grep '"id":"a' <&7 >out
exec 7<&-
wait $exporter
status=$? last="export, stopped during $made commits"
[ $status = 0 ] || fail "$last: $(cat export.err)"
versions_whole $ARTICLES same
echo 'Hafenmeister' >&5
exec 5>&-
timeout $((limit * 4)) cat <&6 >rest || fail "interactive, stopped during $made commits: no end"
exec 6<&-
# shellcheck disable=SC2086 # words
wait ${reader%% *}
status=$? last="interactive, stopped during $made commits"
expect_status 0
grep -q 'Fassung 1225' rest || fail "$last: not the newest: $(cat rest)"
grep -qiE 'error|damaged|fundstelle:' rest && fail "$last: $(cat rest)"
reader=
seq -f m%.0f 1000 | xargs "$fundstelle" remove -i index >out 2>err || fail "remove: $(cat err)"
all_answer

# ---- two hundred readers at once ------------------------------------------------------------------
mkfifo stream
versions $ARTICLES 2000 100000 >stream 2>/dev/null &
feeder=$!
"$fundstelle" index -q -i index --commit-every 5 - <stream >writer.out 2>&1 &
writer=$!
for turn in $(seq "$FUND_LONG"); do
    mkdir many
    for number in $(seq $readers); do
        case $((number % 4)) in
        0) set -- search -i index --json --duplicates show Hafenmeister ;;
        1) set -- show -i index "a$((number % ARTICLES + 1))" ;;
        2) set -- kwic -i index Hafenmeister ;;
        3) set -- search -i index --group --facets '"Boote der Gäste"' ;;
        esac
        { "$fundstelle" "$@" >"many/$number.out" 2>"many/$number.err" || echo "$? $*" >"many/$number.bad"; } &
        pids="${pids:-} $!"
    done
    # shellcheck disable=SC2086 # words
    wait $pids
    pids=
    for number in $(seq $readers); do
        [ ! -e "many/$number.bad" ] || fail "reader $number: $(cat "many/$number.bad" "many/$number.err")"
        sed -i '/^[0-9]* matches in [0-9]* passages/d' "many/$number.err"
        [ ! -s "many/$number.err" ] || fail "reader $number: $(cat "many/$number.err")"
        [ -s "many/$number.out" ] || fail "reader $number: nothing found"
        [ $((number % 4)) != 0 ] || [ "$(grep -c Hafenmeister "many/$number.out")" = 10 ] ||
            fail "reader $number: $(cat "many/$number.out")"
    done
    rm -r many
done
kill "$writer" || fail "the writer did not last: $(cat writer.out)"
wait "$writer"
grep -q interrupted writer.out || fail "the writer: $(cat writer.out)"
kill "$feeder" 2>/dev/null
writer='' feeder=''
all_answer

# ---- a second writer ---------------------------------------------------------------------------------
hold_index index
many 1 >more.jsonl
for stopped in no yes; do
    [ $stopped = no ] || stop "$writer" || fail "the first writer ended: $(cat writer.err)"
    while read -r command; do
        # shellcheck disable=SC2086 # words
        run $command
        [ "$status" = 2 ] || fail "$last beside $writer: status $status: $(cat out err writer.err)"
        expect_err "index: being written by process $writer (fundstelle)"
    done <<'COMMANDS'
index -i index --lock-timeout 0 more.jsonl
watch -i index --lock-timeout 0 more.jsonl
watch -i index --once --lock-timeout 0 more.jsonl
remove -i index --lock-timeout 0 a1
compact -i index --lock-timeout 0
COMMANDS
    answers 0 search -i index --duplicates show --json Hafenmeister
    answers 0 export -i index
    grep '"id":"a' out >articles
    mv articles out
    versions_whole $ARTICLES
done
kill -CONT "$writer"
exec 4>&-
wait "$writer" || fail "the first writer: $(cat writer.err)"
writer=
run show -i index neu
expect_status 0

# Who is refused leaves alone what the first one is making.
many 4000 20000 >bulk.jsonl
refused=0
for turn in $(seq $((10 * FUND_LONG))); do
    "$fundstelle" index -q -i index bulk.jsonl >writer.out 2>&1 &
    writer=$!
    making index
    sleep "0.0$((turn * 7 % 10))"
    if stop "$writer" && ! "$fundstelle" show -i index m20001 >out 2>err; then
        find index ! -name lock -printf '%p %s\n' | sort >before
        for command in 'index -i index --lock-timeout 0 more.jsonl' 'remove -i index --lock-timeout 0 a1' \
            'compact -i index --lock-timeout 0'; do
            # shellcheck disable=SC2086 # words
            run $command
            [ "$status" = 0 ] || refused=$((refused + 1)) # else the first one was about to end
        done
        [ "$status" = 0 ] || find index ! -name lock -printf '%p %s\n' | sort | diff before - ||
            fail "a writer that was refused changed the index"
    fi
    kill -CONT "$writer" 2>/dev/null
    wait "$writer" || fail "a bulk build, beside writers that were refused: $(cat writer.out)"
    writer=
    run remove -i index a1
    seq -f m%.0f 20000 23999 | xargs "$fundstelle" remove -i index >out 2>err || fail "remove: $(cat err)"
done
[ $refused -gt 0 ] || fail "no writer was ever refused"
