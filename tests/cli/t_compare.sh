# What "make compare" does without measuring: which commit is the other one, ratios and their
# range, a dash for what one side cannot do, the line about the machine, parts in turn; and that
# the figures of the store can be had, of a few articles.
. "$(dirname "$0")/lib.sh"

python=${PYTHON:-/usr/bin/python3}
[ -x "$python" ] || skip "no $python"
command -v git >/dev/null || skip "no git"

compare() {
    last="compare.py $*"
    "$python" -B "$root/tests/bench/compare.py" "$@" >out 2>err
    status=$?
}

# ---- the other commit

# A hook of git may have set them for the repository that it runs in.
# shellcheck disable=SC2046
unset $(git rev-parse --local-env-vars)

compare --resolve
expect_status 2
expect_err "not a git repository"

git init -q repository || fail "no repository"
cd repository || exit 1
commit() {
    echo "$1" >file
    git add file
    git -c user.name=a -c user.email=a@example.org commit -q -m "$1" || fail "cannot commit"
    git rev-parse HEAD
}
first=$(commit one)
compare --resolve
expect_status 2
expect_err "REF=HEAD~1: there is no such commit here"
second=$(commit two)
compare --resolve
expect_status 0
expect_in_out "$first"
echo three >file
compare --resolve
expect_status 0
expect_in_out "$second"
for ref in nothing --all HEAD:file; do
    compare --resolve --ref="$ref"
    expect_status 2
    expect_err "REF=$ref: there is no such commit here"
done
compare --ref=nothing
expect_status 2
expect_err "REF=nothing: there is no such commit here"
compare --resolve --only=stream,nothing
expect_status 2
expect_err "'nothing' is none of cold, "
cd "$work" || exit 1

# ---- tables

cat >tables.py <<'END'
import sys
sys.path.insert(0, sys.argv[1])
import compare, machine, measure, store

rounds = [{"old": {"cold": old, "size": 50, "readers failed": old - 4},
           "new": {"cold": new, "update": 3, "readers failed": 0}}
          for old, new in ((4, 4), (5, 4), (4, 6))]
class Corpus:
    bytes = 100
wanted = compare.steps_named("index,cold,update,readers")
print(compare.times_table(rounds, Corpus, wanted))
print(compare.counts_table({"old": {"index": 2000000, "words": 1000}, "new": {"index": 2001000}}))
print(measure.percentiles(range(1000, 101000, 1000)))
print(compare.attempt(lambda: measure.run(["sh", "-c", "echo why >&2; exit 3"]), "old", "cold"))
print(machine.describe())

def step(name, parts):
    for part in range(parts):
        print(name, part)
        yield {part: name}
    raise measure.Failed("ended")
print(compare.take_turns({"old": lambda: step("old", 1), "new": lambda: step("new", 2),
                          "plain": lambda: {0: "plain"}}, "what"))
print(*("%s %.0f %.1f" % store.fit([(x, grows(x)) for x in (10, 20, 40, 80)]) for grows in (
    lambda x: 5 + x / 10, lambda x: 5 + store.math.log10(x), lambda x: 30 - x // 40 * 4)))
print(store.growth([{"old": {}, "new": {"commits means": [(2, y), (9, 2000), (16, 3000)]}}
                    for y in (1000, 900, 3000)], ("old", "new")), end="")
END
"$python" -B tables.py "$root/tests/bench" >out 2>err || fail "tables.py: $(cat err)"
last=tables.py
expect_err "old, cold: no figure: sh -c"
expect_err "why"
expect_err "new, what: no figure: ended"
grep -Eq '^Machine: .+, [1-9][0-9]* of [1-9][0-9]* cores used; .*memory: [0-9.]+ [GM]B; Linux ' out ||
    fail "no machine: $(cat out)"
sed '/^Machine/d' out >kept && mv kept out
expect_out <<'END'
| | old | new | new / old |
|---|---|---|---|
| index it, durable | - | - | - |
| peak memory | - | - | - |
| size, bytes per byte of text | 0.50 | - | - |
| cold process, ten hits | 4.0 ms | 4.0 ms | **1.000** (0.800-1.500) |
| change to visible | - | 3.0 ms | - |
| change, until it is durable | - | - | - |
| the same, beside 8 readers | - | - | - |
| searches beside it | - | - | - |
| of them failed, in all rounds | 1 | 0 | **0.000** (0.000-0.000) |
| instructions | old | new | new / old |
|---|---|---|---|
| index | 2.000 million | 2.001 million | **1.0005** |
| a word, in a warm process | 0.001 million | - | - |
| a phrase, in a warm process | - | - | - |
| cold process, ten hits of a word | - | - | - |
{50: 50.0, 90: 90.0, 99: 99.0}
None
old 0
new 0
new 1
{'old': {0: 'old'}, 'new': {0: 'new', 1: 'new'}, 'plain': {0: 'plain'}}
linear 100005 1.0 log 11 1.0 constant 27 0.0
Mean of a commit of an article: new 1.00 ms at 2, 3.00 ms at 16, 142857.86 ms at 1,000,000 (linear fit, R² 1.00).

END

# ---- the figures of the store

cat >store_figures.py <<'END'
import json, os, sys
sys.path.insert(0, sys.argv[1])
import compare, measure, store

class Corpus:
    work = os.getcwd()
    articles, passages, words, one = "articles.jsonl", "passages.tsv", "words.tsv", "one.jsonl"
class Options:
    stream_seconds, commits = 0.3, 30
with open(Corpus.articles, "w") as articles, open(Corpus.passages, "w") as passages:
    for i in range(40):
        text = "Der Hafenmeister zählt die Boote am Steg %d." % i
        json.dump({"id": "a%d" % i, "body": text}, articles)
        print(file=articles)
        print("a%d#1\t%s" % (i, text), file=passages)
with open(Corpus.words, "w") as words:
    words.write("one\tHafenmeister\nor\tBoote Steg\n")

side = compare.Side(Corpus, sys.argv[2], "new", Options)
found = compare.measure_round([side], 0, compare.steps_named("index,store"), compare.Took())["new"]
print(*sorted(key for key, figure in found.items() if figure and key in
              [row[0] for row in store.STORE_ROWS]), sep="\n")
print("failed", found["readers failed"], "fitted", len(found["commits means"]))
store.SINGLES = 5  # of so few articles more would be merged
print(store.measure_segments(side, 1).split("\n")[0])

# A writer that ends, and one that answers nothing.
for program, size in ("echo why >&2; exit 2", 100000), ("exec sleep 9", 10):
    store.COMMIT_WITHIN = 0.1
    with store.Stream(["sh", "-c", program]) as writer:
        try:
            store.begin(writer, iter(["x" * size]))
        except measure.Failed as failure:
            print(str(failure).strip().replace("\n", " "))
END
"$python" -B store_figures.py "$root/tests/bench" "$BUILD" >out 2>err || fail "store_figures.py: $(cat out err)"
last=store_figures.py
grep -v ' \.\.\.$' err && fail "store_figures.py: $(cat err)"
expect_out <<'END'
commits max
commits p50
commits p99
commits size
readers commits
readers searches
replace
stream
uncached
failed 0 fitted 20
| segments, new alone | 1 | 6 | 6 / 1 |
sh -c echo why >&2; exit 2 ended (2): why
sh -c exec sleep 9: a commit was not told
END
