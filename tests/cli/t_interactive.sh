# The interactive mode, on a terminal made by "script".
. "$(dirname "$0")/lib.sh"
command -v script >/dev/null || skip "no program named script here"
script -qec true /dev/null </dev/null >/dev/null 2>&1 || skip "no terminal can be made here"
make_articles
FUNDSTELLE_PAGER='' FUNDSTELLE_INDEX=$work/index
export FUNDSTELLE_PAGER FUNDSTELLE_INDEX

# talk LINE...: types lines into the program started without arguments.
talk() {
    last="interactive: $*"
    printf '%s\n' "$@" | TERM=xterm timeout 20 script -qec "'$fundstelle'" /dev/null |
        tr -d '\r' >out
    status=$?
}
talk 'Hafen' '2' ':quit'
expect_in_out 'Fundstelle. Type a query'
expect_in_out '1. '
expect_in_out '-- 3 of 3'
expect_in_out 'INF-Verträge'
# The article of a hit has its marks.
marked=$(printf '\033[1;31m')
[ "$(sed '1,/-- 3 of 3/d' out | grep -cF "$marked")" -ge 1 ] || fail "no marks in the article: $(cat out)"
talk 'Hafen' '' ':terms Hafen' ':facets' ':quit'
expect_in_out 'No more hits.'
expect_in_out 'passages as a word'
expect_in_out '3 passages in 1 article'
talk ':since 2030' 'Hafen' ':since' ':since gesternabend' ':quatsch' '99' ':help' ':quit'
expect_in_out '-- 0 of 0'
expect_in_out '-- 3 of 3'
expect_in_out 'Unknown command :quatsch'
expect_in_out 'This page has no hit 99'
expect_in_out ':sort ORDER'
[ -s "$HOME/.local/state/fundstelle/history" ] || fail "no history is kept"
grep -q 'Hafen' "$HOME/.local/state/fundstelle/history" || fail "the history has no query"
run interactive zuviel </dev/null
expect_status 2
run </dev/null
expect_status 2
expect_err 'Usage: fundstelle'
