# What a file is, is found out or said; standard input can be anything.
. "$(dirname "$0")/lib.sh"
run formats
expect_status 0
expect_in_out 'archive   .zip'
run formats --json
# Some formats are known by their content alone.
[ "$(grep -c '^{"format":"[a-z]*","extensions":\[\("\.\|\]\)' out)" = "$(wc -l <out)" ] || fail "$(cat out)"
run formats x
expect_status 2

mkdir in
printf '<html><title>Seite</title><p>Der Zeppelin landet am See.</html>' >in/seite.html
printf '# Blatt\n\nDas Luftschiff landet am See.\n' >in/blatt.md
printf '{"id":"l","body":"Der Ballon landet am See."}\n' | gzip >in/l.jsonl.gz
printf 'nichts davon' >in/tabelle.xls
run index -i index in
expect_status 0
expect_in_out '3 added, 0 replaced, 0 unchanged, 0 removed, 0 failed'
run search -i index --json Zeppelin
expect_in_out '"title":"Seite"'
"$fundstelle" index -i index --format markdown - <in/blatt.md >out 2>err
status=$? last='index --format markdown -'
expect_status 2
expect_err 'missing id; articles from a stream need one'
printf -- '---\nid: strom\n---\nDer Drachen steigt über dem See.\n' |
    "$fundstelle" index -i index --format markdown - >out 2>err || fail "$(cat err)"
run search -i index --format=trec Drachen
expect_status 0
run index -i index --format text in/seite.html
expect_status 0
run show -i index seite
expect_in_out '<title>'
run index -i index --format htlm in
expect_status 2
expect_err 'unknown format "htlm"; did you mean html?'
run index -i index --format nirgendwas in
expect_err 'see: fundstelle formats'
