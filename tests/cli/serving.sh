# shellcheck disable=SC2154 # lib.sh sets $fundstelle, $root and $work
# Sourced by tests of the server: starts one on ./index, and ends it with the test.

server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT

[ -x /usr/bin/python3 ] || skip "needs python3"

# start_server OPTION...: on a free port, $port.
start_server() {
    for port in $(seq 18080 18180 | shuf -n 20); do
        "$fundstelle" serve -i index --listen "127.0.0.1:$port" "$@" 2>serve.err &
        server=$!
        for _ in $(seq 200); do
            ! grep -q 'http://' serve.err || return 0
            kill -0 "$server" 2>/dev/null || break
            sleep 0.05
        done
        grep -q 'in use' serve.err || break
    done
    fail "the server did not start: $(cat serve.err)"
}

stop_server() {
    kill "$server"
    wait "$server"
    status=$?
    server=
    [ "$status" = 0 ] || fail "the server ended with $status: $(cat serve.err)"
}

client() { # SCRIPT ARGUMENT...
    script=$1
    shift
    PYTHONPATH=$root/tests/cli PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 "$root/tests/cli/$script" "$@" >out 2>&1 ||
        fail "$script: $(cat out serve.err)"
    kill -0 "$server" || fail "the server has ended: $(cat serve.err)"
}
