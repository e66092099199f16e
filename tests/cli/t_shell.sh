# Manual pages and completions come from the program itself.
. "$(dirname "$0")/lib.sh"
printf '{"id":"see-1","section":"Wirtschaft","author":"Anna Berg","body":["Der See ist zugefroren, und die Boote liegen fest."]}\n{"id":"see-2","section":"Wissen","author":"Jan Ohm","body":["Der See ist aufgetaut, und die Boote fahren wieder."]}\n' >articles.jsonl
"$fundstelle" index -q -i index articles.jsonl || fail "cannot index"

run --help=man
expect_status 0
expect_in_out 'fundstelle\-search'
for command in $("$fundstelle" --help=commands | cut -f1); do
    run "$command" --help=man
    expect_status 0
    expect_in_out '.SH OPTIONS'
    if command -v groff >/dev/null; then
        warnings=$(groff -man -Tutf8 -ww -K utf8 -z out 2>&1)
        [ -z "$warnings" ] || fail "manual page of $command: $warnings"
    fi
    run "$command" --help=options
    expect_status 0
    grep -q "^--help$(printf '\t\t')" out || fail "options of $command: $(cat out)"
done

run complete -i index --field section Wi
[ "$(tr '\n' ' ' <out)" = 'Wirtschaft Wissen ' ] || fail "sections: $(cat out)"
run complete -i index --field author an
[ "$(cat out)" = 'Anna Berg' ] || fail "authors: $(cat out)"
run complete -i index --field article see
[ "$(tr '\n' ' ' <out)" = 'see-1 see-2 ' ] || fail "articles: $(cat out)"
run complete -i index --field article
[ "$(wc -l <out)" -eq 2 ] || fail "all articles: $(cat out)"
run complete -i index --field farbe x
expect_status 2

command -v bash >/dev/null || exit 0
# completes WORD... (the last one is begun): what bash would offer.
completes() {
    PATH=$BUILD:$PATH bash -c '
        . "$0"
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        _fundstelle
        printf "%s " "${COMPREPLY[@]}"' "$root/cli/completions/fundstelle.bash" "$@"
}
expect_completions() {
    expected=$1
    shift
    got=$(completes "$@")
    [ "$got" = "$expected" ] || fail "$*: offered $got"
}
expect_completions 'search ' fundstelle sea
expect_completions '--since --section --source --sort --scope --snippet --summary ' fundstelle search --s
expect_completions 'Wissen ' fundstelle search -i index --section Wis
expect_completions 'Anna\ Berg ' fundstelle search -i index --author An
expect_completions 'see-1 see-2 ' fundstelle show -i index s
expect_completions 'date date-asc ' fundstelle search --sort d
expect_completions 'tsv ' fundstelle kwic --format ts
expect_completions 'svg ' fundstelle trend --format s
expect_completions 'trec ' fundstelle search --format = tr
expect_completions 'markdown ' fundstelle index --format mark
expect_completions 'path ' fundstelle watch --date-from p
expect_completions '--prune --prune=force ' fundstelle index --pr
expect_completions 'force ' fundstelle index --prune =
expect_completions 'force ' fundstelle watch --prune = f
