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

# A new copy for each command that writes.
copy='rm -rf copy && cp -r whole copy'

# judge STATUS NUMBER: what came of the run whose allocation of that number failed.
judge() {
    case $1 in
    "$good")
        as_printed "each/$2.out" | cmp -s - wanted ||
            fail "$last: allocation $2 of $count fails, status $1: $(diff wanted "each/$2.out")"
        ;;
    2) [ -s "each/$2.err" ] || fail "$last: allocation $2 of $count fails without a message" ;;
    *) fail "$last: allocation $2 of $count fails, status $1: $(cat "each/$2.err")" ;;
    esac
}

# Of allocations that the same chain of calls leads to, the first and the last fail.
: >seen
each_allocation() {
    last="$*"
    rm -rf each paths
    mkdir each
    before=
    [ "$last" = "${last#* copy}" ] || before=$copy
    eval "$before"
    LD_PRELOAD="$preload" FUND_PATHS=paths "$fundstelle" "$@" >out 2>err <"$input"
    good=$?
    [ "$good" -le 1 ] || fail "$last: status $good: $(cat err)"
    as_printed out >wanted
    count=$(wc -l <paths)
    [ "$count" -gt 0 ] || fail "$last: no allocation counted"
    awk 'FILENAME == "seen" { seen[$1]; next }
        $2 in seen { next }
        { if (!($2 in first)) first[$2] = $1; latest[$2] = $1 }
        END {
            for (path in first) {
                print path >>"seen"
                print first[path]
                if (latest[path] != first[path]) print latest[path]
            }
        }' seen paths | sort -nu >each/todo
    LD_PRELOAD="$preload" FUND_EACH=each FUND_BEFORE="$before" "$fundstelle" "$@" <"$input" ||
        fail "$last: the runs with failing allocations: status $?"
    tried=$((tried + $(wc -l <each/statuses)))
    # Most end as if nothing had failed.
    cksum out each/*.out | sed -n "s|^\($(cksum <out)\) each/\(.*\)\.out|\2 $good|p" | sort >same
    sort each/statuses | comm -13 same - >other
    while read -r number status; do
        judge "$status" "$number"
    done <other
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
kwic -i whole --format=csv --sample=2 --sort=1R,1L Hafen
words -i whole -n 3 --by=stem --against -Hafen -- Hafen
ngrams -i whole -n 3 --size=3
collocates -i whole --min=1 --by=stem Hafen
show -i whole --cite hafen
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

tried=0
while read -r command <&3; do
    input=/dev/null
    case $command in *' <words') input=words ;; esac
    eval "each_allocation ${command% <words}"
done 3<commands
[ "$tried" -gt 3000 ] || fail "only $tried allocations were tried"
echo "$tried allocations"
