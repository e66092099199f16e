#!/bin/sh
# Runs every tests/cli/t_*.sh on the program in $BUILD. A test passes with exit
# status 0; 77 means that this machine cannot run it.
set -u
here=$(cd "$(dirname "$0")" && pwd)
BUILD=$(cd "${BUILD:-$here/../../build}" && pwd)
export BUILD
passed=0 failed=0 skipped=0
for test in "$here"/t_*.sh; do
    name=$(basename "$test" .sh)
    output=$(sh "$test" 2>&1)
    case $? in
    0)
        echo "ok   $name"
        passed=$((passed + 1))
        ;;
    77)
        echo "skip $name: $output"
        skipped=$((skipped + 1))
        ;;
    *)
        echo "FAIL $name"
        printf '%s\n' "$output" | sed 's/^/     /'
        failed=$((failed + 1))
        ;;
    esac
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
