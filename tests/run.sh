#!/bin/sh
# Tests, as the Makefile starts them side by side:
#   run.sh one|alone LOGS SECONDS NAME COMMAND...   runs one; it passes with status 0, and 77 means
#       that this machine cannot run it. Its output goes to LOGS/NAME.log, and is shown when it
#       fails; how it ended goes to LOGS/NAME.result. The status is 0 unless "alone".
#   run.sh summary LOGS NAME...   counts them; the last line is "N passed, N failed, N skipped".
set -u
mode=$1 logs=$2
shift 2

# Whether the folder is in memory, with room, and programs may be started from it.
fits() {
    [ -w "$1" ] && [ "$(df -Pk "$1" | awk 'NR == 2 { print $4 }')" -gt 2000000 ] || return 1
    trial=$(mktemp "$1/fundstelle-XXXXXX") && cp /bin/true "$trial" && chmod +x "$trial" && "$trial"
    fit=$?
    rm -f "$trial"
    return $fit
}

# A disk would add waiting to each fsync(), and no power is lost here. TMPDIR says otherwise.
make_work() {
    if [ -z "${TMPDIR:-}" ] && fits /dev/shm 2>/dev/null; then
        TMPDIR=/dev/shm
    fi
    work=$(mktemp -d "${TMPDIR:-/tmp}/fundstelle-$name-XXXXXX") || exit 2
    mkdir "$work/tmp"
}

tenths() { echo $(($(date +%s%N) / 100000000)); }

run_one() {
    limit=$1 name=$2
    shift 2
    log=$logs/$name.log
    rm -f "$logs/$name.result"
    make_work
    # In a process group of its own, which a signal to this script ends, too.
    TMPDIR=$work/tmp timeout -k 10 "$limit" "$@" >"$log" 2>&1 </dev/null &
    test=$!
    trap 'kill "$test"; wait "$test"; rm -rf "$work"; exit 130' HUP INT TERM
    began=$(tenths)
    wait "$test"
    status=$?
    took=$(($(tenths) - began))
    took=$(printf '%3d.%d s' $((took / 10)) $((took % 10)))
    case $status in
    0) result=passed said=$(printf 'ok   %-28s %s' "$name" "$took") ;;
    77) result=skipped said="skip $name: $(tail -n 1 "$log")" ;;
    *)
        result=failed
        [ $status != 124 ] && [ $status != 137 ] || echo "not done after $limit seconds" >>"$log"
        said=$(printf 'FAIL %-28s %s, status %s: %s' "$name" "$took" "$status" "$log")
        ;;
    esac
    printf '%s\n' "$said" >"$work/said"
    [ $result != failed ] || sed 's/^/     /' "$log" >>"$work/said"
    flock "$logs" cat "$work/said" # not in between of what another test says
    rm -rf "$work"
    echo $result >"$logs/$name.result"
    [ "$mode" = one ] || [ $result != failed ]
}

summary() {
    passed=0 failed=0 skipped=0 names=
    for name; do
        case $(cat "$logs/$name.result" 2>&1) in
        passed) passed=$((passed + 1)) ;;
        skipped) skipped=$((skipped + 1)) ;;
        *) failed=$((failed + 1)) names="$names $name" ;;
        esac
    done
    [ -z "$names" ] || echo "failed:$names"
    echo "$passed passed, $failed failed, $skipped skipped"
    [ $failed = 0 ]
}

mkdir -p "$logs"
if [ "$mode" = summary ]; then
    summary "$@"
else
    run_one "$@"
fi
