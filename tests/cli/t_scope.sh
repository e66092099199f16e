# AND, + and - in articles and in passages: in search, its counts and groups, kwic, trend and alerts.
. "$(dirname "$0")/lib.sh"

pad='Dazu kam an diesem langen Tag noch vieles andere, wovon hier nicht weiter die Rede sein soll, weil es keinen Leser angeht.'
cat >articles.jsonl <<E
{"id":"messe","title":"Messe","date":"2023-04-05","section":"Kultur","body":["Der Orgelbauer kam am Abend. $pad","Das Publikum saß still im Dom. $pad","Am Ende zahlte das Bistum alles. $pad","Der Orgelbauer dankte dem Bistum. $pad"]}
{"id":"dom","title":"Bistum","date":"2023-05-10","section":"Kultur","body":["Im Dom läuten Glocken. $pad","Der Orgelbauer ist krank. $pad"]}
{"id":"fest","title":"Fest","date":"2023-05-11","section":"Lokales","body":["Ein Orgelbauer spielt im Dom. $pad"]}
E
"$fundstelle" index -q -i index articles.jsonl || fail "cannot index"
sed -n 1p articles.jsonl >one.jsonl
sed -n 2,3p articles.jsonl >two.jsonl
"$fundstelle" index -q -i first one.jsonl || fail "cannot index"
"$fundstelle" index -q -i second two.jsonl || fail "cannot index"

# found QUERY EXPECTED [OPTION...]: the passages, in their order; the same in two indexes.
found() {
    query=$1 expected=$2
    shift 2
    for in in '-i index' '-i first -i second'; do
        # shellcheck disable=SC2086 # options
        run search $in --format=trec "$@" -- "$query"
        [ "$status" -le 1 ] || fail "$query: $(cat err)"
        got=$(awk '{print $3}' out | sort | tr '\n' ' ')
        [ "$got" = "$expected" ] || fail "$query $in $*: found $got, not $expected ($(cat err))"
    done
}
found 'Publikum AND Glocken' ''
found 'Publikum AND Orgelbauer' 'messe#1 messe#2 messe#4 '
found 'Publikum AND Orgelbauer' '' --scope=passage
found 'Orgelbauer UND Bistum' 'messe#1 messe#3 messe#4 ' # the title of dom is not enough
found 'Orgelbauer UND Bistum' 'messe#4 ' --scope=passage
found '+Publikum Orgelbauer' 'messe#1 messe#2 messe#4 '
found '+Publikum Orgelbauer' 'messe#2 ' --scope=passage
found 'Orgelbauer -Dom' 'dom#2 messe#1 messe#4 '
found 'Orgelbauer -Dom' '' --scope=article
found 'Orgelbauer -Publikum' 'dom#2 fest#1 ' --scope=article
found 'Orgelbauer -"saß still"' 'dom#2 fest#1 ' --scope=article
found 'Dom AND Orgelbauer -krank' 'dom#1 fest#1 messe#1 messe#2 messe#4 '
found '"im Dom" AND "Orgelbauer ist"' 'dom#1 dom#2 '
found 'Publ* AND =Orgelbauer' 'messe#1 messe#2 messe#4 '
found 'Publikum NEAR/9 Orgelbauer' ''
found '(Publikum AND Bistum) OR Glocken' 'dom#1 messe#2 messe#3 messe#4 '
found 'Orgelbauer AND Dom ressort:Lokales' 'fest#1 '
found 'NOT (Publikum AND Dom) Orgelbauer' 'dom#2 fest#1 messe#1 messe#4 '

# Those with more of the words come first.
run search -i index --format=trec 'Orgelbauer AND Bistum'
[ "$(head -n 1 out | awk '{print $3}')" = 'messe#4' ] || fail "order: $(cat out)"
# An article once, with what covers the query.
run search -i index --json --group --passages 2 'Publikum AND Bistum AND Orgelbauer'
[ "$(wc -l <out)" = 1 ] || fail "group: $(cat out)"
grep -q '"passage": *4,' out || fail "group: $(cat out)"
grep -q '"others":\[{"passage": *2,' out || fail "cover: $(cat out)"
run search -i index --json --explain 'Orgelbauer AND Bistum'
expect_in_out '{"word":"AND","score":'
run search -i index -n 0 --facets --json 'Publikum AND Orgelbauer'
expect_in_out '"passages":3'
expect_in_out '"articles":1'
run kwic -i index 'Publikum AND Orgelbauer'
[ "$(wc -l <out)" = 3 ] || fail "kwic: $(cat out)"
run trend -i index --json 'Publikum AND Orgelbauer'
expect_in_out '2023-04'

# A new article is judged as a whole.
run alert -i first add both 'Glocken AND krank'
run index -i first --quiet --alerts two.jsonl
expect_in_out both
