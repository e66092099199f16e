# shellcheck disable=SC2154 # lib.sh sets $fundstelle
# Sourced by the tests of "watch", behind lib.sh. All that is waited for has half a minute and
# more, for slow machines.

# What a test has to undo before its folder is removed.
leave() { :; }

# start ARGUMENT...: watches in the background until everything was read once.
start() {
    : >log # else what the one before said may be taken for this one's
    "$fundstelle" watch -i index "$@" 2>log >events &
    watcher=$!
    trap 'kill $watcher 2>/dev/null; leave; rm -rf "$work"' EXIT
    await 'watching'
}

# end [SIGNAL]: stops it by a signal, TERM unless given.
end() {
    kill "-${1:-TERM}" "$watcher"
    timeout 60 tail -f --pid="$watcher" /dev/null || fail "watch goes on after $1: $(cat log)"
    wait "$watcher"
    status=$?
    last="watch after SIG${1:-TERM}"
    expect_status 0
}

# await TEXT [FILE]: until the file has the text.
await() {
    for _ in $(seq 600); do
        grep -qF -- "$1" "${2:-log}" && return
        sleep 0.05
    done
    fail "no \"$1\" in ${2:-log}: $(cat "${2:-log}" log)"
}

# found QUERY [WANTED]: until a search ends with that status, 0 unless given.
found() {
    for _ in $(seq 600); do
        "$fundstelle" search -i index --format=trec "$1" >out 2>err
        [ $? = "${2:-0}" ] && return
        sleep 0.05
    done
    fail "search $1: never status ${2:-0}: $(cat log err)"
}

# articles FROM TO DIR [WORD]: a file for each number.
articles() {
    mkdir -p "$3"
    for number in $(seq "$1" "$2"); do
        echo "Am Kai Nummer $number liegt ${4:-ein Boot}, und das bleibt noch eine Weile so." \
            >"$3/n$number.txt"
    done
}

count() {
    "$fundstelle" status -i index --json | sed 's/.*"articles":\([0-9]*\).*/\1/'
}

# counted NUMBER: until the index has so many articles.
counted() {
    for _ in $(seq 600); do
        [ "$(count)" = "$1" ] && return
        sleep 0.05
    done
    fail "$(count) articles, not $1: $(cat log)"
}

# has NUMBER: it has them now.
has() {
    [ "$(count)" = "$1" ] || fail "$(count) articles, not $1: $(cat log)"
}

# told TIMES TEXT: the log has the text so many times.
told() {
    [ "$(grep -cF -- "$2" log)" = "$1" ] || fail "not $1 times \"$2\": $(cat log)"
}
