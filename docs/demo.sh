#!/bin/sh
# Indexes the sample articles and answers two queries. Called by "make demo".
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
build=${BUILD:-build}
index=$build/demo-index

show() {
    printf '\n$ %s' "$build/fundstelle"
    printf ' %s' "$@"
    printf '\n\n'
    "$build/fundstelle" "$@"
}

rm -rf "$index"
show index -i "$index" corpus/samples
show search -i "$index" -n 3 Sanktionen
show search -i "$index" -n 3 INF-Vertrag
printf '\nNow search yourself:\n  %s search -i %s Mietpreisbremse\n' "$build/fundstelle" "$index"
printf 'or in a browser:\n  make serve-demo    # http://127.0.0.1:8080/\n'
