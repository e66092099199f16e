# A passage knows its page, chapter and speaker: in every output, in filters, in citations, and
# through an export.
. "$(dirname "$0")/lib.sh"
cat >articles.jsonl <<'END'
{"id":"rede","title":"Aussprache zum Deichbau","author":"Ina Bär","date":"2024-05-02","passages":["Wir brauchen höhere Deiche an der Küste.","Die Deiche reichen uns noch lange.","Ich danke den Helfern für die Deiche."],"pages":["iv","12","12"],"chapters":["Erster Teil","Zweiter Teil; Schluss",""],"speakers":["","Jens Krabbe",""],"lines":["","7","31"]}
{"id":"ohne","title":"Notiz","author":"Ada Lund","url":"https://example.org/a.pdf#page=3","body":["Neue Deiche sind teuer."]}
END
run index -i index articles.jsonl
expect_status 0
[ ! -s err ] || fail "unexpected: $(cat err)"

run search -i index Deiche
expect_in_out 'rede#1, p. iv'
run search -i index reichen
expect_in_out 'rede#2, p. 12, l. 7'
run search -i index --json -n 9 --passages 9 Deiche
grep '"passage":2' out | grep -q '"page":"12","chapter":"Zweiter Teil; Schluss","speaker":"Jens Krabbe","line":"7"' ||
    fail "json: $(cat out)"
grep '"article":"ohne"' out | grep -q '"page"' && fail "a page of none: $(cat out)"
run search -i index --format csv -n 9 --passages 9 Deiche
tr -d '\r' <out | grep -q ',12,"Zweiter Teil; Schluss",Jens Krabbe,7$' || fail "csv: $(cat out)"
tr -d '\r' <out | grep -q ',iv,Erster Teil,,$' || fail "csv: $(cat out)"
grep '^[0-9]*,[0-9.]*,ohne,' out | tr -d '\r' | grep -q ',,,,$' || fail "csv: $(cat out)"
run search -i index --template '{article}#{passage} {page}|{chapter}|{speaker}|{line}\n' -n 9 --passages 9 Deiche
expect_in_out 'rede#2 12|Zweiter Teil; Schluss|Jens Krabbe|7'
expect_in_out 'rede#3 12|||31'
expect_in_out 'ohne#1 |||'
for format in csv tsv; do
    run kwic -i index --format $format Deiche
    [ "$(head -n 1 out | tr -d '\r' | tr '\t' ',' | sed 's/.*,end,//')" = page,chapter,speaker,line ] ||
        fail "kwic $format: $(cat out)"
done
grep -q "$(printf '\t12\tZweiter Teil; Schluss\tJens Krabbe\t7$')" out || fail "kwic tsv: $(cat out)"
run kwic -i index --json Deiche
grep -q '"page":"12","chapter":"Zweiter Teil; Schluss","speaker":"Jens Krabbe","line":"7"' out || fail "kwic: $(cat out)"
grep -q '"article":"ohne".*"page":"","chapter":"","speaker":"","line":""' out || fail "kwic: $(cat out)"
run show -i index --json 'rede#2'
expect_in_out '"speaker":"Jens Krabbe"'

# Who speaks beside the author, who does not hide the author.
for field in sprecher sprecherin autor speaker; do
    run search -i index --format trec "$field:Krabbe Deiche"
    [ "$(awk '{ print $3 }' out)" = 'rede#2' ] || fail "$field: $(cat out)"
done
run search -i index --format trec 'sprecher:Lund Deiche'
[ "$(awk '{ print $3 }' out)" = 'ohne#1' ] || fail "sprecher:Lund: $(cat out)"

# Pages and chapters, whole and by their words.
run search -i index --format trec 'seite:12 Deiche'
[ "$(awk '{ print $3 }' out | sort | tr '\n' ' ')" = 'rede#2 rede#3 ' ] || fail "seite: $(cat out)"
for field in page:iv seite:IV kapitel:erster chapter:Erst* 'kapitel:"Erster Teil"'; do
    run search -i index --format trec "$field Deiche"
    [ "$(awk '{ print $3 }' out)" = 'rede#1' ] || fail "$field: $(cat out)"
done
run search -i index --format trec 'Deiche -kapitel:Teil'
[ "$(awk '{ print $3 }' out | sort | tr '\n' ' ')" = 'ohne#1 rede#3 ' ] || fail "without: $(cat out)"
run search -i index 'seite:99 Deiche'
expect_err 'no page "99"'
run search -i index 'kapitel:Vierter Deiche'
expect_err 'no chapter "Vierter"'

# Citations.
run show -i index --cite 'rede#2'
expect_in_out 'Jens Krabbe, in: Ina Bär: Aussprache zum Deichbau. '
expect_in_out ', chapter Zweiter Teil; Schluss, page 12, line 7, 2024-05-02, article rede, passage 2. '
run show -i index --cite 'rede#1'
expect_in_out 'Ina Bär: Aussprache zum Deichbau. '
expect_in_out 'page iv, '
run show -i index --cite --json 'rede#2'
expect_in_out '"page":"12","chapter":"Zweiter Teil; Schluss","speaker":"Jens Krabbe","line":"7","author":"Ina Bär"'
run show -i index --cite rede
grep -q 'page' out && fail "a whole article has no page: $(cat out)"
run show -i index --cite ohne
expect_in_out ', page 3, '

# An export has them, and brings them back.
run export -i index
cp out first.jsonl
expect_in_out '"pages":["iv","12","12"]'
expect_in_out '"lines":["","7","31"]'
"$fundstelle" index -q -i copy - <first.jsonl || fail "an export is not read"
run export -i copy
cmp -s out first.jsonl || fail "another export: $(diff out first.jsonl)"
run verify -i copy
expect_status 0
