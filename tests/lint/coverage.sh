#!/bin/sh
# Lines and branches that were run, by folder: coverage.sh BUILD. Fails when less than 90 %
# of the library's lines were. Files below that are listed, the worst first.
set -eu
counts=$1/coverage.csv
gcovr -r . "$1/obj" --csv --exclude-throw-branches --exclude-unreachable-branches \
    -e tests/ -e stemmer/train/ >"$counts" 2>"$1/gcovr.log" || { cat "$1/gcovr.log" >&2; exit 1; }
awk -F, '
NR > 1 {
    folder = $1
    sub(/\/.*/, "", folder)
    add(folder)
    if (folder != "cli") add("library")
    if ($4 < .9 && folder != "cli") below[++files] = sprintf("%5.1f %% of %4d  %s", 100 * $4, $2, $1)
}
function add(name) {
    lines[name] += $2; lines_run[name] += $3; branches[name] += $5; branches_run[name] += $6
}
function row(name) {
    printf "| %s | %d | %.1f %% | %d | %.1f %% |\n", name, lines[name],
        100 * lines_run[name] / lines[name], branches[name], 100 * branches_run[name] / branches[name]
}
END {
    print "| folder | lines | run | branches | taken |\n|---|---|---|---|---|"
    count = split("base stemmer corpus store indexer searcher library cli", names, " ")
    for (i = 1; i <= count; i++) row(names[i])
    if (files) print "\nFiles of the library with less than 90 % of their lines:"
    for (i = 1; i <= files; i++) print below[i] | "sort -n"
    close("sort -n")
    exit lines_run["library"] < .9 * lines["library"]
}' "$counts"
