# The clients of others: xmllint with the schema of Atom (RFC 4287), and yaz-client, which speaks SRU.
. "$(dirname "$0")/lib.sh"
# shellcheck source=serving.sh
. "$root/tests/cli/serving.sh"
make_articles
# Dates of every form, texts with markup, articles without a title, an author or a date.
cat >articles/daten.jsonl <<'END'
{"id":"jahr & <tag>","date":"2021","title":"<b>1 & 2</b>","body":["Ein Kai in der Stadt mit \"Anführung\" & <i>Mehr</i>."]}
{"id":"monat","date":"2021-02","author":"Ida & Co. <ida@example.org>","section":"\"Lokales\"","body":["Ein Kai in der Stadt im Februar."]}
{"id":"minute","date":"2021-02-03T04:05","title":"Minute","body":["Ein Kai in der Stadt um vier Uhr."]}
{"id":"zone","date":"2021-02-03T04:05:06+02:00","title":"Zone","body":["Ein Kai in der Stadt mit Zone."]}
{"id":"kurz","date":"2021-02-03T04:05+02:00","title":"Zone ohne Sekunden","body":["Ein Kai in der Stadt mit Zone ohne Sekunden."]}
{"id":"ohne","url":"https://example.org/a?b=c&d","body":["Ein Kai in der Stadt ohne Datum."]}
END
"$fundstelle" index -q -i index articles 2>err || fail "index: $(cat err)"
start_server --threads 2 --title 'Archiv <1> & "2"'

[ -x /usr/bin/xmllint ] || skip "needs xmllint (libxml2-utils)"
fetch() { # TARGET
    PYTHONPATH=$root/tests/cli PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 -c 'import sys; from ask import ask
sys.stdout.buffer.write(ask(int(sys.argv[1]), sys.argv[2]).body)' "$port" "$1"
}
for target in '/feed.atom?q=Kai' '/feed.atom?q=Stadt&limit=1' '/feed.atom?q=gibtesnicht' '/feed.atom?section=Kultur' \
    '/feed.atom?q=%22%3Cb%3E%26%C3%A4'; do
    fetch "$target" >feed.atom
    xmllint --noout --relaxng "$root/tests/fixtures/atom.rng" feed.atom 2>err || fail "$target: $(cat err feed.atom)"
done
fetch '/feed.atom?q=Kai' >feed.atom
[ "$(grep -c '<entry>' feed.atom)" = 6 ] || fail "not all in the feed: $(cat feed.atom)"
# The schema can fail.
for change in 's/<updated>/<updatet>/' 's/<id>[^<]*<.id>//' 's/href="[^"]*"//' 's/T04:05:06/ 04:05:06/' 's/term=/begriff=/'; do
    sed "$change" feed.atom >broken.atom
    xmllint --noout --relaxng "$root/tests/fixtures/atom.rng" broken.atom 2>err && fail "the schema lets through: $change"
done

command -v yaz-client >/dev/null || skip "needs yaz-client (yaz)"
# yaz COMMANDS: after a connection by SRU 1.2.
yaz() {
    printf 'sru get 1.2\nopen http://127.0.0.1:%s/sru\nquerytype cql\n%s\nquit\n' "$port" "$1" >commands
    last="yaz-client: $1"
    timeout 30 yaz-client -f commands >out 2>&1 </dev/null || fail "yaz-client: $(cat out)"
}
yaz 'find Kai and Stadt
show 1+6'
expect_in_out 'Number of hits: 6'
[ "$(grep -c '<dc:description>Ein Kai' out)" = 6 ] || fail "not six records: $(cat out)"
yaz 'find dc.title = "Zone ohne Sekunden"
show 1'
expect_in_out 'Number of hits: 1'
expect_in_out '<dc:title>Zone ohne Sekunden</dc:title>'
yaz 'find dc.creator any "Sörensen Ida"'
expect_in_out 'Number of hits: 2'
yaz 'find dc.farbe = rot'
expect_in_out 'info:srw/diagnostic/1/16'
stop_server
