# The folder of an index is renamed, deleted, exchanged or restored under a process that writes to
# it: that one ends with a message, and what is there, here and elsewhere, is whole.
. "$(dirname "$0")/lib.sh"
# shellcheck source=watching.sh
. "$root/tests/cli/watching.sh"
# shellcheck source=texts.sh
. "$root/tests/cli/texts.sh"
: "${FUND_LONG:=1}"

# as_before FOLDER ARTICLES: an index of so many articles that were there before, and can be
# written to.
as_before() {
    whole "$1" "$2"
    run search -i "$1" --format=trec Boot
    expect_status 0
    cp -a "$1" trial
    many 1 | "$fundstelle" index -q -i trial - 2>err || fail "$last: $1 takes no article: $(cat err)"
    run compact -i trial
    expect_status 0
    whole trial $(($2 + 1))
    rm -r trial
}

# ends FOLDER: what writes to it comes to its end by itself, with status 2 and a message.
ends() {
    for _ in $(seq 600); do
        kill -0 "$writer" 2>/dev/null || break
        sleep 0.05
    done
    kill -0 "$writer" 2>/dev/null && fail "$when: it goes on: $(cat err)"
    wait "$writer"
    status=$?
    last=$when
    expect_status 2
    told_ours "$1"
}

# begin WHAT: ./index with twelve articles, ./backup of then, and some more since; $writer writes to
# it, a watch or a stream.
begin() {
    when="$1, beside a $what"
    rm -rf index ./*ndex backup other a
    articles 1 12 a
    run index -i index a
    expect_status 0
    cp -a index backup
    articles 1 5 b 'eine Fähre, kein Boot,'
    run index -i other b
    expect_status 0
    articles 13 14 a
    case $what in
    watch)
        "$fundstelle" watch -i index a >out 2>err &
        writer=$!
        await watching err
        articles 15 15 a
        found artikel:n15
        ;;
    stream)
        mkfifo feed
        run index -i index a
        expect_status 0
        "$fundstelle" index -i index --commit-every 1 - <feed >out 2>err &
        writer=$!
        exec 4>feed
        rm feed
        echo '{"id":"n15","body":"Am Kai Nummer 15 liegt ein Boot."}' >&4
        found artikel:n15
        ;;
    esac
    trap 'kill $writer 2>/dev/null; leave; rm -rf "$work"' EXIT
    [ "$(count index)" = 15 ] || fail "$when: $(count index) articles"
}

# goes_on: gives the writer more to write, unless it has noticed already.
goes_on() {
    case $what in
    watch) articles 16 16 a ;;
    stream) (echo '{"id":"n16","body":"Am Kai Nummer 16 liegt ein Boot."}' >&4) ;;
    esac
}

# over: the writer's end.
over() {
    ends index
    [ $what != stream ] || exec 4>&-
}

for what in watch stream; do
    begin renamed
    mv index moved-index
    goes_on
    over
    as_before moved-index 15
    [ ! -e index ] || fail "$when: made anew: $(ls -R index)"

    begin deleted
    rm -r index
    goes_on
    over
    [ ! -e index ] || fail "$when: made anew: $(ls -R index)"

    begin 'exchanged for another index'
    mv index moved-index
    cp -a other index
    goes_on
    over
    as_before moved-index 15
    as_before index 5
    diff -r other index || fail "$when: the other index was changed"

    begin 'renamed, and a symbolic link in its place' # the same folder: it may go on or end
    mv index moved-index
    ln -s moved-index index
    goes_on
    for _ in $(seq 100); do
        if [ "$(count index)" = 16 ] || ! kill -0 "$writer" 2>/dev/null; then break; fi
        sleep 0.05
    done
    kill "$writer" 2>/dev/null
    [ $what = watch ] || exec 4>&-
    wait "$writer"
    rm index
    as_before moved-index "$(count moved-index)"

    begin 'exchanged for an empty folder'
    mv index moved-index
    mkdir index
    goes_on
    over
    as_before moved-index 15
    [ -z "$(ls index)" ] || fail "$when: written to: $(ls index)"

    begin 'restored over it'
    cp -a backup/. index/
    goes_on
    over
    as_before index 12

    begin 'restored in its place'
    rm -r index
    cp -a backup index
    goes_on
    over
    as_before index 12
    diff -r backup index || fail "$when: what was restored was changed"

    begin 'restored in its place, of the same content'
    cp -a index same
    rm -r index
    mv same index
    goes_on
    over
    as_before index 15

    begin 'renamed and back'
    mv index moved-index
    mv moved-index index
    goes_on
    found artikel:n16
    as_before index 16
    kill "$writer"
    [ $what = watch ] || exec 4>&-
    wait "$writer"

    begin 'without its lock'
    rm index/lock
    goes_on
    over
    as_before index 15

    begin 'with another lock'
    rm index/lock
    run remove -i index n1
    expect_status 0
    goes_on
    over
    as_before index 14

    begin 'without its manifest'
    mv index/XAPIANDB .
    goes_on
    over
    mv XAPIANDB index/
    as_before index 15

    # In the middle of many commits.
    turn=0
    while [ $turn -lt $((3 * FUND_LONG)) ]; do
        turn=$((turn + 1))
        begin "renamed at some moment ($turn)"
        case $what in
        watch)
            for number in $(seq 100 160); do
                articles "$number" "$number" a
            done &
            ;;
        stream)
            for number in $(seq 100 160); do
                echo "{\"id\":\"n$number\",\"body\":\"Am Kai Nummer $number liegt ein Boot.\"}"
            done >&4 2>/dev/null &
            ;;
        esac
        feeder=$!
        sleep "0.0$((turn * 37 % 100))"
        mv index moved-index
        [ $((turn % 2)) = 0 ] || cp -a other index
        goes_on
        wait $feeder
        over
        as_before moved-index "$(count moved-index)"
        [ "$(count moved-index)" -ge 15 ] || fail "$when: $(count moved-index) articles are left"
        [ $((turn % 2)) = 0 ] || diff -r other index || fail "$when: the other index was changed"
    done
done

# ---- stopped in the middle of what it makes ---------------------------------------------------------
many 3000 1000 >bulk.jsonl
articles 1 12 a
articles 1 5 b 'eine Fähre, kein Boot,'
rm -rf backup other trial
"$fundstelle" index -q -i backup a || fail "cannot index"
"$fundstelle" index -q -i other b || fail "cannot index"
turn=0 ended=0
while [ $turn -lt $((12 * FUND_LONG)) ]; do
    turn=$((turn + 1))
    rm -rf index ./*ndex
    cp -a backup index
    case $((turn % 3)) in
    0) "$fundstelle" index -i index - <bulk.jsonl >out 2>err & ;;
    1) "$fundstelle" compact -i index >out 2>err & ;;
    2) "$fundstelle" index -i index --commit-every 100 - <bulk.jsonl >out 2>err & ;;
    esac
    writer=$!
    making index
    [ $turn -lt 9 ] || sleep "0.0$((turn * 7 % 10))"
    stop "$writer" || continue
    when="stopped, turn $turn"
    mv index moved-index
    case $((turn % 4)) in
    0) cp -a other index ;;
    1) cp -a backup index ;;
    2) rm -r moved-index ;;
    esac
    kill -CONT "$writer"
    wait "$writer"
    status=$?
    last=$when
    if [ $status != 0 ]; then # 0: it had made its last commit before
        expect_status 2
        told_ours index
        ended=$((ended + 1))
    fi
    case $((turn % 4)) in
    0) diff -r other index || fail "$when: the other index was changed" ;;
    1) diff -r backup index || fail "$when: what was restored was changed" ;;
    *) [ ! -e index ] || fail "$when: made anew: $(ls -R index)" ;;
    esac
    [ ! -e moved-index ] || as_before moved-index "$(count moved-index)"
done
[ $ended -gt 4 ] || fail "it noticed only $ended times"
