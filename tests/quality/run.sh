#!/bin/sh
# Ranking figures: MRR@10, recall@10 and nDCG@10 of the program in $BUILD.
#   run.sh          prints a table over the sample queries and, when the data
#                   is there, XQuAD-de
#   run.sh --floor  fails when the sample queries fall below the floor
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
program=${BUILD:-$root/build}/fundstelle
data=$root/../shared/data
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A little below what is measured, so that a loss is seen.
floor_mrr=0.90
floor_recall=0.68

# evaluate NAME QRELS QUERIES PATH [SEARCH OPTION...]: "queries mrr recall ndcg"
evaluate() {
    name=$1 qrels=$2 queries=$3 corpus=$4
    shift 4
    "$program" index -i "$work/$name" "$corpus" >"$work/$name.log" 2>&1 || {
        cat "$work/$name.log" >&2
        return 1
    }
    "$program" search -i "$work/$name" --batch "$queries" -n 10 --format=trec "$@" \
        >"$work/$name.run"
    awk -f "$here/evaluate.awk" "$qrels" "$work/$name.run"
}

row() {
    # shellcheck disable=SC2086 # four figures in one word
    printf '%-22s %8d %9.4f %9.4f %9.4f\n' "$1" $2
}

samples=$(evaluate samples "$here/samples.qrels" "$here/samples.queries.tsv" "$root/corpus/samples")

if [ "${1:-}" = --floor ]; then
    # shellcheck disable=SC2086
    set -- $samples
    if awk -v m="$2" -v r="$3" -v fm=$floor_mrr -v fr=$floor_recall \
        'BEGIN { exit !(m >= fm && r >= fr) }'; then
        echo "samples: MRR@10 $2, R@10 $3: at or above the floor ($floor_mrr, $floor_recall)"
        echo "1 passed, 0 failed"
        exit 0
    fi
    echo "samples: MRR@10 $2, R@10 $3: below the floor ($floor_mrr, $floor_recall)" >&2
    echo "0 passed, 1 failed"
    exit 1
fi

printf '%-22s %8s %9s %9s %9s\n' set queries MRR@10 R@10 nDCG@10
row samples "$samples"
if [ -r "$data/xquad-corpus.jsonl" ]; then
    row xquad-dev "$(evaluate xquad "$data/xquad-dev-qrels.txt" "$data/xquad-dev-queries.tsv" \
        "$data/xquad-corpus.jsonl" --group)"
fi
