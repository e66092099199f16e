# remove and compact beside a running watch, which does it for them.
. "$(dirname "$0")/lib.sh"
# shellcheck source=watching.sh
. "$root/tests/cli/watching.sh"

articles 1 5 kai
start kai
counted 5
run remove -i index n1 gibtsnicht
expect_status 1
expect_out <<'EOF'
1 removed
EOF
expect_err 'no article gibtsnicht in the index'
has 4
run remove -i index n2 n3
expect_status 0
has 2
run compact -i index --json
expect_status 0
expect_in_out '"bytes_before"'

# It goes on following, and many ask at once.
echo 'Der Zeppelin landet heute am See, und alle Leute kommen.' >kai/neu.txt
found Zeppelin
pids=
for id in n4 n5 neu; do
    "$fundstelle" remove -i index $id >"out.$id" 2>&1 &
    pids="$pids $!"
done
for pid in $pids; do
    wait "$pid" || fail "not removed: $(cat out.*)"
done
counted 0

# Who does not understand, sends nothing or goes away holds up nobody.
cat >talk.py <<'EOF'
import socket, sys
s = socket.socket(socket.AF_UNIX)
s.connect("index/control")
s.sendall(sys.argv[1].encode())
if sys.argv[1]:
    s.shutdown(socket.SHUT_WR)
    print(s.recv(1000).decode())
EOF
if command -v python3 >/dev/null; then
    python3 talk.py '{"fliege":true}' >out
    expect_in_out '"error"'
    python3 talk.py '[]' >out
    expect_in_out '"error"'
    python3 talk.py 'kein JSON' >out
    python3 talk.py ''
fi
echo 'Der Zeppelin startet heute am See, und alle Leute gehen.' >kai/neu.txt
found Zeppelin
run remove -i index neu
expect_status 0

# One that does not answer is told, and what was asked for is not done later.
kill -STOP "$watcher"
run remove -i index --lock-timeout 1 neu
expect_status 2
expect_err 'has not answered within 1 s; nothing was done'
kill -CONT "$watcher"
end TERM
[ ! -e index/control ] || fail 'the socket is still there'

# The socket of one that was killed is in nobody's way.
start kai
kill -KILL "$watcher"
wait "$watcher" 2>/dev/null
[ -e index/control ] || fail 'it was tidied up by a killed process?'
run compact -i index -q
expect_status 0
run remove -i index neu
expect_status 0
run check -i index
expect_status 0
start kai
end TERM
