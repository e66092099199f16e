# The pages, feeds and SRU; the examples of docs/serve.md; the unit of systemd.
. "$(dirname "$0")/lib.sh"
# shellcheck source=serving.sh
. "$root/tests/cli/serving.sh"
make_articles
start_server --threads 2
client serve_pages.py "$port"
# Our own reader takes the feed back.
run index -i again feed.atom
expect_status 0
expect_in_out "3 added"
/usr/bin/python3 "$root/docs/examples/search.py" "http://127.0.0.1:$port" Stadt >out 2>err || fail "search.py: $(cat err)"
[ "$(wc -l <out)" = 3 ] || fail "search.py: $(cat out)"
if command -v node >/dev/null && node -e 'fetch' 2>/dev/null; then
    node "$root/docs/examples/search.mjs" "http://127.0.0.1:$port" Straße >out 2>err || fail "search.mjs: $(cat err)"
    expect_in_out 'hafen#3: Für die [Straße] zum Hafen'
fi
stop_server

# Below a path of a proxy, which takes it off.
start_server --base-url https://example.org/suche --title 'Archiv <1>'
client serve_root.py "$port"
stop_server

# One dispatch in three papers.
rm -rf articles index
mkdir articles
fire='Im Hafen von Nordersiel ist am Dienstag eine Lagerhalle der Reederei Tönning ausgebrannt. Die Feuerwehr war mit neunzig Leuten und zwei Löschbooten bis zum Morgen im Einsatz.'
cause='Nach ersten Ermittlungen entzündeten sich Akkus von Elektrorollern, die dort zur Verschiffung bereit standen. Verletzt wurde niemand, der Schaden geht in die Millionen.'
wind='Der Wind trug den Rauch über die Wohnviertel im Osten; viele Anwohner hielten Fenster und Türen geschlossen.'
printf 'Title: Brand im Hafen\nSource: Agentur Nord\n\n%s\n\n%s\n' "$fire" "$cause" >articles/agentur.txt
printf 'Title: Flammen\nSource: Tageszeitung\n\n%s\n\n%s\n\n%s\n' "$fire" "$cause" "$wind" >articles/bote.txt
printf 'Title: Lagerhalle brennt aus\nSource: Tageszeitung\n\nNORDERSIEL %s\n\n%s\n' "$fire" "$cause" >articles/zeitung.txt
"$fundstelle" index -q -i index articles || fail index
start_server --threads 2
client serve_repeats.py "$port"
stop_server

if systemd-analyze security --help 2>/dev/null | grep -q offline; then
    systemd-analyze security --offline=true --threshold=20 "$root/docs/fundstelle-serve.service" >out 2>&1 ||
        fail "the unit is exposed: $(tail -n 1 out)"
fi
