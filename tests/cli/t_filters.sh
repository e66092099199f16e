# Filters: several values, exclusion, paths; what no article has is told, with what is near.
. "$(dirname "$0")/lib.sh"
mkdir -p post/agentur post/eigene/2022
printf 'Ressort: Inland\nAutor: Anna Berg\nQuelle: Küstenbote\nDatum: 2022-02-01\n\nEin Boot im Hafen.' >post/agentur/a.txt
printf 'Ressort: Sport\nAutor: Jan Ohm, Anna Berg\nDatum: 2023-02-01\n\nEin Boot beim Rennen.' >post/eigene/2022/b.txt
printf 'Ressort: Kultur\nQuelle: dpa\n\nEin Boot im Museum.' >post/eigene/c.txt
run index -i index post
expect_status 0

# finds IDS ARGUMENT...: these articles, in the order of their names; "" for none.
finds() {
    wanted=$1
    shift
    run search -i index --format=trec "$@"
    [ "$(cut -d ' ' -f 3 out | cut -d '#' -f 1 | sort | tr -d '\n')" = "$wanted" ] ||
        fail "$last: $(cat out err), not $wanted"
}
finds bc --section Sport --section Kultur Boot
finds ac --section '!Sport' Boot
finds a --section '!Sport' --section '!Kultur' Boot
finds '' --section Sport --section '!Sport' Boot
finds a --author 'Anna Berg' --author '!Jan Ohm' Boot
finds c --author '!Anna Berg' Boot
finds b --source '!dpa' --source '!Küsten*' Boot
finds ac --section '!Sport' # without words, too
finds a --path agentur Boot
finds bc --path '!agentur' Boot
finds bc --path 'post/eigene' Boot
finds b --path 'eigene/*/?.txt' Boot
finds ab --path a.txt --path b.txt Boot
finds abc --path "$work/*" Boot
finds b pfad:eigene/2022 Boot
finds a Boot -pfad:eigene
finds ac 'Boot (pfad:agentur ODER pfad:c.txt) -ressort:Sport'
finds bc --section '!Inland' --path '!agentur' Boot
expect_err
run complete -i index --field source kü
[ "$(cat out)" = Küstenbote ] || fail "sources: $(cat out)"
run complete -i index --field source
[ "$(sort out | tr '\n' ' ')" = 'Küstenbote dpa ' ] || fail "all sources: $(cat out)"
# A pattern of many stars ends.
timeout 10 "$fundstelle" search -i index --path '*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b' Boot 2>err
[ $? = 1 ] || fail 'a pattern of many stars'

finds '' --section Inlan Boot
expect_err 'note: no section "Inlan"; did you mean "Inland"?'
finds '' autor:Bergh Boot
expect_err 'no author "Bergh"; did you mean "Anna Berg"?'
finds "" --author Ohmm Boot
expect_err 'no author "Ohmm"; did you mean "Jan Ohm"?'
finds '' --source Kustenbotte Boot
expect_err 'no source "Kustenbotte"; did you mean "Küstenbote"?'
finds '' --source Weltblatt Boot
expect_err 'no source "Weltblatt"'
! grep -q 'did you mean' err || fail "$(cat err)"
finds abc --section '!Inlan' Boot
expect_err 'no section "Inlan"; did you mean "Inland"?'
finds '' --path nirgends Boot
expect_err 'no article is from a file or folder "nirgends"'
finds ab --since 2023 --until 2022-01 Boot
expect_err 'since (2023) is after until (2022-01); they are swapped'
run search -i index --section '!' Boot
expect_status 2
run trend -i index --by year --format csv --path agentur Boot
expect_in_out '2022,1,1,'
run kwic -i index --section '!Sport' Boot
[ "$(wc -l <out)" = 2 ] || fail "$(cat out)"
