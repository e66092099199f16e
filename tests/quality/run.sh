#!/bin/sh
# Figures of ranking and of the compound splitter, of the program in $BUILD.
#   run.sh          prints tables over the sample queries and, where the data
#                   is, news queries and XQuAD-de; each set is ranked by plain
#                   Snowball stems and BM25, too; then what is read of documents, of
#                   web pages beside Mozilla's Readability where node and npm are
#   run.sh --floor  fails when the sample queries fall below the floor
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
program=${BUILD:-$root/build}/fundstelle
data=${FUNDSTELLE_TEST_DATA:-$root/../shared/data}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A little below what is measured, so that a loss is seen.
floor_mrr=0.90
floor_recall=0.68

# evaluate NAME RANKING QRELS QUERIES PATH [OPTION...]: "queries mrr recall ndcg"
evaluate() {
    name=$1 ranking=$2 qrels=$3 queries=$4 corpus=$5
    shift 5
    index=$work/$name-$ranking
    # The base line neither splits compounds nor knows the forms of verbs.
    if [ "$ranking" = plain ]; then
        FUNDSTELLE_LEXICON=none
        export FUNDSTELLE_LEXICON
    fi
    "$program" index -i "$index" "$corpus" >"$index.log" 2>&1 || {
        cat "$index.log" >&2
        return 1
    }
    "$program" search -i "$index" --batch "$queries" -n 10 --format=trec \
        --ranking="$ranking" "$@" >"$index.run"
    awk -v values="$index.values" -f "$here/evaluate.awk" "$qrels" "$index.run"
}

# compare NAME QRELS QUERIES PATH [OPTION...]: two rows of the table
compare() {
    plain=$(evaluate "$1" plain "$2" "$3" "$4" ${5:+"$5"})
    full=$(evaluate "$1" full "$2" "$3" "$4" ${5:+"$5"})
    test_result=$(awk -f "$here/compare.awk" "$work/$1-plain.values" "$work/$1-full.values")
    # shellcheck disable=SC2086 # figures in one word
    printf '%-10s %-8s %7d %8.4f %8.4f %8.4f\n' "$1" plain $plain
    # shellcheck disable=SC2086
    printf '%-10s %-8s %7d %8.4f %8.4f %8.4f  %s  p = %s\n' "$1" full $full $test_result
}

# splits NAME GOLD: a row of the table
splits() {
    grep -v '^#' "$2" | sed 's/[|~]//g' | "$program" split >"$work/splits"
    # shellcheck disable=SC2046,SC2183
    printf '%-14s %6d %7.4f %7.4f %7.4f %7.4f %7.4f\n' "$1" \
        $(awk -f "$here/splits.awk" "$2" "$work/splits")
}

if [ "${1:-}" = --floor ]; then
    samples=$(evaluate samples full "$here/samples.qrels" "$here/samples.queries.tsv" \
        "$root/corpus/samples")
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

printf '%-14s %6s %7s %7s %7s %7s %7s\n' 'compounds' words exact P R F1 false
splits news "$here/splits-news.txt"
if [ -r "$data/compounds-dev.txt" ]; then
    splits dev "$data/compounds-dev.txt"
    grep -v '^#' "$data/compounds-dev.txt" | awk 'NR % 2' >"$work/odd.txt"
    splits 'dev, odd lines' "$work/odd.txt"
fi

printf '\n%-10s %-8s %7s %8s %8s %8s  %s\n' set ranking queries MRR@10 R@10 nDCG@10 \
    'MRR, paired randomization test'
compare samples "$here/samples.qrels" "$here/samples.queries.tsv" "$root/corpus/samples"
if [ -r "$data/gnad.jsonl.zst" ] && command -v zstd >/dev/null; then
    zstd -qdc "$data/gnad.jsonl.zst" >"$work/gnad.jsonl"
    compare news "$here/news.qrels" "$here/news.queries.tsv" "$work/gnad.jsonl"
fi
if [ -r "$data/xquad-corpus.jsonl" ]; then
    compare xquad-dev "$data/xquad-dev-qrels.txt" "$data/xquad-dev-queries.tsv" \
        "$data/xquad-corpus.jsonl" --group
fi

if [ -r "$data/qam-dev/corpus.jsonl.zst" ] && command -v zstd >/dev/null; then
    zstd -qdc "$data/qam-dev/corpus.jsonl.zst" >"$work/qam.jsonl"
    compare qam-dev "$data/qam-dev/qrels.txt" "$data/qam-dev/queries.tsv" "$work/qam.jsonl" --group
fi

# What each part of the second score gives: tests/quality/ranking.c. Further sets are lines of the
# file that FUNDSTELLE_QUALITY_SETS names.
printf '\n'
printf 'samples\t%s\t%s\t%s\tpassage\tndcg\n' "$work/samples-full" "$here/samples.queries.tsv" \
    "$here/samples.qrels" >"$work/sets"
if [ -n "${FUNDSTELLE_QUALITY_SETS:-}" ]; then
    cat "$FUNDSTELLE_QUALITY_SETS" >>"$work/sets"
fi
FUNDSTELLE_LEXICON=${FUNDSTELLE_LEXICON:-${BUILD:-$root/build}/de.lexicon} \
    "${BUILD:-$root/build}/quality/ranking" --parts "$work/sets"

# Feeds of feedparser's suite, and small inputs of each kind: what of them is read right.
if [ -r "$data/feeds.tar.zst" ] && command -v zstd >/dev/null &&
    command -v python3 >/dev/null; then
    printf '\n'
    python3 "$here/documents.py" feeds "$program" "$data/feeds.tar.zst"
fi
if [ -r "$data/cases/expected.tsv" ] && command -v python3 >/dev/null; then
    python3 "$here/documents.py" cases "$program" "$data/cases"
fi

# What of web pages is read: tests/quality/pages.py.
pages() {
    mkdir "$work/pages"
    zstd -qdc "$1" | tar -C "$work/pages" -xf -
    gold=$(ls "$work"/pages/*/gold.json)
    "$program" index -q -i "$work/pages.index" "${gold%/*}/pages" 2>"$work/pages.log" || :
    "$program" export -i "$work/pages.index" >"$work/pages.jsonl"
    printf '\n%-14s %6s %7s %7s %7s %6s\n' texts pages P R F1 lost
    python3 "$here/pages.py" fundstelle "$gold" "$work/pages.jsonl"
    if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
        echo "Readability skipped: node or npm is missing"
    elif ! npm install --silent --no-save --prefix "$work/npm" @mozilla/readability@0.6 jsdom@24 \
        >"$work/npm.log" 2>&1; then
        echo "Readability skipped: npm could not install it"
    else
        node "$here/readability.js" "$work/npm/node_modules" "${gold%/*}/pages" \
            >"$work/readability.json" 2>"$work/readability.log"
        python3 "$here/pages.py" Readability "$gold" "$work/readability.json"
    fi
}
if [ -r "$data/pages-dev.tar.zst" ] && command -v zstd >/dev/null; then
    pages "$data/pages-dev.tar.zst"
fi

# What stands in the columns: tests/quality/duplicates.h.
duplicates() {
    printf '\ncopies: %s\n' "$1"
    FUNDSTELLE_LEXICON=${FUNDSTELLE_LEXICON:-${BUILD:-$root/build}/de.lexicon} \
        "${BUILD:-$root/build}/quality/duplicates" "$2" | grep -E 'half|0\.(2|3|4)[05]'
}
duplicates samples "$root/corpus/samples"
for set in gnad bundestag; do
    if [ -r "$data/$set.jsonl.zst" ] && command -v zstd >/dev/null; then
        zstd -qdc "$data/$set.jsonl.zst" >"$work/$set.jsonl"
        duplicates $set "$work/$set.jsonl"
    fi
done

# Words of the speeches, misspelt once: tests/quality/spelling.c.
if [ -r "$work/bundestag.jsonl" ]; then
    "$program" index -q -i "$work/speeches" "$work/bundestag.jsonl"
    printf '\n%5s %6s %7s %7s %9s\n' seed words first 'in three' 'ms a word'
    for seed in 1 2 3; do
        FUNDSTELLE_LEXICON=${FUNDSTELLE_LEXICON:-${BUILD:-$root/build}/de.lexicon} \
            "${BUILD:-$root/build}/quality/spelling" "$work/speeches" "$seed" 500 \
            "$work/bundestag.jsonl"
    done
fi
