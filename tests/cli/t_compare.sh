# What "make compare" does without measuring: which commit is the other one, ratios and their
# range, a dash for what one side cannot do, the line about the machine.
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
cd "$work" || exit 1

# ---- tables

cat >tables.py <<'END'
import sys
sys.path.insert(0, sys.argv[1])
import compare, machine, measure

rounds = [{"old": {"cold": old, "size": 50}, "new": {"cold": new, "update": 3}}
          for old, new in ((4, 4), (5, 4), (4, 6))]
class Corpus:
    bytes = 100
print("\n".join(line for line in compare.times_table(rounds, Corpus).split("\n")
                if line.startswith(("| cold", "| size", "| change to visible |", "| peak"))))
print(compare.counts_table({"old": {"index": 2000000, "words": 1000}, "new": {"index": 2001000}}))
print(measure.percentiles(range(1000, 101000, 1000)))
print(compare.attempt(lambda: measure.run(["sh", "-c", "echo why >&2; exit 3"]), "old", "cold"))
print(machine.describe())
END
"$python" -B tables.py "$root/tests/bench" >out 2>err || fail "tables.py: $(cat err)"
last=tables.py
expect_err "old, cold: no figure: sh -c"
expect_err "why"
grep -Eq '^Machine: .+, [1-9][0-9]* of [1-9][0-9]* cores used; .*memory: [0-9.]+ [GM]B; Linux ' out ||
    fail "no machine: $(cat out)"
sed '/^Machine/d' out >kept && mv kept out
expect_out <<'END'
| peak memory | - | - | - |
| size, bytes per byte of text | 0.50 | - | - |
| cold process, ten hits | 4.0 ms | 4.0 ms | **1.000** (0.800-1.500) |
| change to visible | - | 3.0 ms | - |
| instructions | old | new | new / old |
|---|---|---|---|
| index | 2.000 million | 2.001 million | **1.0005** |
| a word, in a warm process | 0.001 million | - | - |
| a phrase, in a warm process | - | - | - |
| cold process, ten hits of a word | - | - | - |
{50: 50.0, 90: 90.0, 99: 99.0}
None
END
