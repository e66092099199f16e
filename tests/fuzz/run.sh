#!/bin/sh
# Runs the fuzz targets one after the other and prints what came of them.
#   run.sh BUILD seconds N [TARGET ...]   each for N seconds, with what earlier runs found
#   run.sh BUILD smoke [TARGET ...]       from the seeds alone, the same inputs each time
# The exit status is 1 when a target crashed, leaked, timed out or took too much memory;
# the input is then in BUILD/findings.
set -u
here=$(dirname "$0")
build=$1 mode=$2
shift 2
seconds=
if [ "$mode" = seconds ]; then
    seconds=$1
    shift
fi
chosen=" $* "
mkdir -p "$build/findings" "$build/logs"

run_target() {
    name=$1 longest=$2 slowest=$3 runs=$4 flags=$5
    corpus=$build/corpus/$name
    # Nothing of an earlier run may change what a smoke run does.
    [ "$mode" = smoke ] && corpus=$build/smoke/$name && rm -rf "$corpus"
    mkdir -p "$corpus"
    set -- -max_len="$longest" -timeout="$slowest" -rss_limit_mb=1024 -print_final_stats=1 \
        -artifact_prefix="$build/findings/$name-"
    [ "$flags" = quiet ] && set -- "$@" -close_fd_mask=3
    [ -f "$here/dictionaries/$name.dict" ] && set -- "$@" -dict="$here/dictionaries/$name.dict"
    if [ "$mode" = smoke ]; then
        set -- "$@" -seed=1 -runs="$runs"
    else
        set -- "$@" -max_total_time="$seconds"
    fi
    set -- "$@" "$corpus"
    [ -d "$here/seeds/$name" ] && set -- "$@" "$here/seeds/$name"
    FUZZ_TARGET=$name "$build/fuzz-targets" "$@" >"$build/logs/$name.log" 2>&1 </dev/null
}

export ASAN_OPTIONS="${ASAN_OPTIONS:-}:allocator_may_return_null=1:detect_leaks=1"
# libFuzzer's own option -timeout is what tells a slow input.
findings=0 total=0
printf '%-14s %12s %9s\n' target executions findings
while read -r name longest slowest runs flags; do
    case $name in '' | '#'*) continue ;; esac
    case $chosen in '  ' | *" $name "*) ;; *) continue ;; esac
    found=0
    run_target "$name" "$longest" "$slowest" "$runs" "$flags" || found=1
    log=$build/logs/$name.log
    executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log" | tail -n 1)
    # After a finding the last line of progress has the number.
    [ -n "$executions" ] || executions=$(sed -n 's/^#\([0-9]*\).*/\1/p' "$log" | tail -n 1)
    printf '%-14s %12s %9s\n' "$name" "${executions:-0}" "$found"
    if [ "$found" = 1 ]; then
        grep -aE '^(SUMMARY|.*broken:|.*ERROR:|.*runtime error:|==.*ERROR)' "$log" | head -n 3 >&2
        grep -aF 'Test unit written to' "$log" >&2
    fi
    findings=$((findings + found)) total=$((total + ${executions:-0}))
done <"$here/targets.txt"
printf '%-14s %12s %9s\n' all "$total" "$findings"
[ "$findings" = 0 ]
