# What the server refuses, each with its code, while it lives on.
. "$(dirname "$0")/lib.sh"
# shellcheck source=serving.sh
. "$root/tests/cli/serving.sh"
make_articles
refuses() { # MESSAGE OPTION...
    message=$1
    shift
    timeout 10 "$fundstelle" serve -i index "$@" 2>err
    status=$?
    [ "$status" = 2 ] || fail "serve $*: status $status"
    grep -qF -- "$message" err || fail "serve $*: no \"$message\": $(cat err)"
}
refuses 'can be reached by others' --listen 0.0.0.0:18099
refuses 'can be reached by others' --listen '[::]:18099'
refuses '--listen takes' --listen 8080
refuses '--timeout does not take' --timeout nie
refuses '--threads does not take' --threads 0
refuses '--rate does not take' --rate 0/s
refuses '--base-url does not take' --base-url 'javascript:alert(1)'
refuses '--cors does not take' --cors 'https://example.org/pfad'
refuses 'SHA-256' --keys articles/garten.txt
refuses 'takes one socket' --listen systemd
refuses 'not an index' -i articles

start_server --base-url https://suche.example.org
client serve_safety.py "$port" open "$server"
stop_server

key=$(printf 'geheim' | sha256sum | cut -d' ' -f1)
echo "$key redaktion" >keys
start_server --keys keys --rate 20/s
client serve_safety.py "$port" keys
stop_server
[ "$(wc -l <serve.err)" = 1 ] || fail "queries or addresses were logged: $(cat serve.err)"

start_server --keys keys --cors https://www.example.org
client serve_safety.py "$port" preflights
stop_server

start_server --threads 1 --timeout 30 --connections-per-address 256
client serve_safety.py "$port" crowd
stop_server

# Articles of somebody who means no good.
cat >articles.jsonl <<'END'
{"id":"falle","title":"=HYPERLINK(\"javascript:x\")","author":"@Falle","url":"javascript:alert(1)","section":"<b>fett","body":["Eine Falle <script>alert(1)</script> steht hier.","Noch eine Falle \u202e mit \"Anführung\" & mehr."]}
END
"$fundstelle" index -q -i index articles.jsonl || fail index
start_server --public
client serve_safety.py "$port" links "$work"
client serve_sockets.py address "$port"
# The index is moved away, comes back, is replaced by another one.
mv index away
client serve_commit.py "$port" Hafen index_unavailable
mv away index
client serve_commit.py "$port" Hafen 3
mv index away
printf 'Title: Anderer\n\nEin anderer Hafen, ein anderer Kran.\n' >another.txt
"$fundstelle" index -q -i index another.txt || fail index
client serve_commit.py "$port" Hafen 1
stop_server

# Sockets of the file system and of systemd.
"$fundstelle" serve -i index --listen "unix:$work/socket" 2>serve.err &
server=$!
client serve_sockets.py unix "$work/socket"
stop_server
[ ! -e socket ] || fail "the socket is left"
PYTHONPATH=$root/tests/cli PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 "$root/tests/cli/serve_sockets.py" systemd \
    "$fundstelle" >out 2>&1 || fail "systemd: $(cat out)"
