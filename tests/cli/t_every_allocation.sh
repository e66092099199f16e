#!/bin/sh
# Each allocation of each command's path made to fail once: the command ends as if nothing were,
# or with a message and status 2, never with another output, with none, or by a signal.
. "$(dirname "$0")/lib.sh"
preload=$BUILD/faults/preload.so
[ "${SANITIZE:-}" != 1 ] || skip "a sanitizer has to be loaded first"
[ ! -f "$preload-preload.gcno" ] || skip "libgcov writes its counts with memory that it takes for granted"
[ -f "$preload" ] || skip "no $preload: make cli-tests"
make_articles
rm articles/liste.jsonl # jansson 2.14 itself reads on behind a text that it has no memory for
mkdir more
printf 'Title: Neu\nDate: 2024-01-01\n\nEin neuer Kran steht im Hafen der alten Stadt.\n' >more/a.txt
run index -q -i whole articles
expect_status 0
run alert -i whole add kran Kran
expect_status 0
printf 'q1\tHafen Kran\nq2\tStadt\n' >queries

# as_printed FILE: without the times.
as_printed() {
    sed 's/"seconds":[^,]*//; s/[0-9.]* s)//; s/20[0-9][0-9]-[0-9-]*T[^ ",]*//g' "$1"
}

# Commands that write do it in a copy.
copy() {
    case $1 in
    *' copy'*)
        rm -rf copy
        cp -r whole copy
        ;;
    esac
}

each_allocation() {
    copy "$*"
    env LD_PRELOAD="$preload" FUND_COUNTS="$PWD/counts" "$fundstelle" "$@" >out 2>err <"$input"
    good=$?
    [ "$good" -le 1 ] || fail "$*: status $good: $(cat err)"
    as_printed out >wanted
    count=$(sed -n 's/^malloc //p' counts)
    [ "${count:-0}" -gt 0 ] || fail "$*: no allocation counted"
    at=0
    while [ "$at" -lt "$count" ]; do
        at=$((at + 1))
        copy "$*"
        env LD_PRELOAD="$preload" FUND_FAULT="malloc:$at:12" "$fundstelle" "$@" >out 2>err <"$input"
        status=$?
        case $status in
        "$good")
            as_printed out | cmp -s - wanted ||
                fail "$*: allocation $at of $count fails, status $status: $(diff wanted out)"
            ;;
        2) [ -s err ] || fail "$*: allocation $at of $count fails without a message" ;;
        *) fail "$*: allocation $at of $count fails, status $status" ;;
        esac
    done
    tried=$((${tried:-0} + count))
}

cat >commands <<'END'
search -i whole Hafen
search -i whole --explain --facets --group '"Kran im Hafen" ODER Haf*'
search -i whole --json --facets --context=1 +Hafen -Rosen
search -i whole --batch queries
search -i whole Haffen~ NEAR/4 Kran
search --parse Hafen UND Kran
kwic -i whole --sort=right Hafen
kwic -i whole --json --sort=left Hafen
trend -i whole Hafen
trend -i whole --format=json --by=year Hafen
show -i whole hafen
show -i whole --json 'hafen#2'
similar -i whole hafen
terms -i whole Hafen
terms -i whole --json Haffen
complete -i whole Haf
complete -i whole --field=article --json
status -i whole
status -i whole --json
check -i whole
export -i whole
alert -i whole list
alert -i copy add neu Hafen
verify -i whole
compact -i copy
remove -i copy hafen
split Hafenkran
formats --json
analyze Hafen
analyze --json --query Hafen-Kran
index -i copy more
index -i copy --json --alerts more
watch -i copy --once more
help search
split <words
analyze <words
END
printf 'Hafenkran\nStadtgarten\n' >words

# half N: every second command, beside the other half.
half() {
    mkdir "half$1"
    cd "half$1" || exit 1
    cp -r ../whole ../articles ../more ../queries ../words .
    sed -n "$1~2p" ../commands >commands
    while read -r command <&3; do
        input=/dev/null
        case $command in *' <words') input=words ;; esac
        eval "each_allocation ${command% <words}"
    done 3<commands
    echo "$tried" >../tried"$1"
}

(half 1) >said1 2>&1 &
(half 2) >said2 2>&1
status2=$?
wait $!
status1=$?
[ "$status1$status2" = 00 ] || fail "$(cat said1 said2)"
tried=$(($(cat tried1) + $(cat tried2)))
[ "$tried" -gt 3000 ] || fail "only $tried allocations were tried"
echo "$tried allocations"
