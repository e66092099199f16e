# words, ngrams, collocates, kwic: a long run tells a terminal how far it is, and can be stopped.
. "$(dirname "$0")/lib.sh"
[ "${SANITIZE:-}" != 1 ] || skip "sanitizers want to be loaded before slow_reads.so"
${CC:-cc} -std=c11 -D_GNU_SOURCE -o type_keys "$root/tests/cli/type_keys.c" -lutil &&
    ${CC:-cc} -std=c11 -D_GNU_SOURCE -shared -fPIC -o slow_reads.so "$root/tests/cli/slow_reads.c" ||
    fail "cannot compile type_keys or slow_reads"
./type_keys /bin/true </dev/null >/dev/null || skip "no terminal can be made here"

# Passages enough for several steps of progress, of words that do not compress to nothing.
i=0
while [ "$i" -lt 400 ]; do
    printf '{"id":"a%d","passages":[' "$i"
    k=0
    while [ "$k" -lt 30 ]; do
        printf '%s"Am Deich %d steht Haus %d, und der Hafen %d liegt bei Wremeland %d."' \
            "$([ "$k" = 0 ] || echo ,)" $((i * k)) $((i + 7 * k)) $((i * 31 + k)) $((k * 13 - i))
        k=$((k + 1))
    done
    echo ']}'
    i=$((i + 1))
done >articles.jsonl
"$fundstelle" index -q -i index articles.jsonl || fail "cannot index"

# slowly COMMAND ARGUMENT...: on a terminal, with the steps of standard input.
slowly() {
    last="slowly: $*"
    TERM=xterm ./type_keys /usr/bin/env LD_PRELOAD="$work/slow_reads.so" "$fundstelle" "$@" >out 2>err
    status=$?
    tr '\r' '\n' <out >shown
}
for command in 'words -n 3' 'ngrams -n 3' 'collocates -n 3 Hafen' 'kwic --sort 1R -n 3 Hafen'; do
    slowly $command -i index <<'STEPS'
see  %,
see s left
interrupt
see stopped
STEPS
    expect_status 2
    grep -q "^fundstelle: ${command%% *}: stopped" shown || grep -q "K[^a-z]*fundstelle: ${command%% *}: stopped" shown ||
        fail "$command: $(tail -n 2 shown)"
done
# What is let run to its end leaves nothing of it on the terminal's line.
slowly words -n 1 -i index <<'STEPS'
see s left
STEPS
expect_status 0
tail -n 3 shown | grep -q ' %,' && fail "progress is left: $(tail -n 3 shown)"
# Not on a terminal, nothing is shown.
LD_PRELOAD="$work/slow_reads.so" "$fundstelle" words -n 1 -i index >out 2>err
grep -q ' %' err && fail "progress in a file: $(cat err)"
:
