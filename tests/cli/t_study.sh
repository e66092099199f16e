# Every command of docs/study.md, and what it prints there.
. "$(dirname "$0")/lib.sh"
command -v python3 >/dev/null || skip "no python3"
command -v flock >/dev/null || true
ln -s "$root/corpus/samples" samples
cp "$root/docs/examples/study.py" .
mkdir bin
ln -s "$fundstelle" bin/fundstelle
# ln: the program looks for its lexicon beside itself.
FUNDSTELLE_LEXICON=$BUILD/de.lexicon PATH=$work/bin:$PATH
export FUNDSTELLE_LEXICON PATH

# Blocks are indented; "$ " begins a command, what follows is printed by it.
grep '^    ' "$root/docs/study.md" | sed 's/^    //' >expected
grep '^\$ ' expected | sed 's/^\$ //' >commands
[ "$(wc -l <commands)" -gt 8 ] || fail "too few commands: $(cat commands)"
while IFS= read -r command; do
    printf '$ %s\n' "$command"
    sh -c "$command" || echo "status $?"
done <commands >printed
diff -u expected printed || fail "docs/study.md says something else"
head -n 1 plot.svg | grep -q '^<svg' || fail "no plot: $(head -c 200 plot.svg)"
[ "$(grep -c polyline plot.svg)" = 2 ] || fail "two lines were to be plotted"
