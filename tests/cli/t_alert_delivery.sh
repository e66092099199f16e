# Hits of saved queries reach a command at least once, whatever it or the program does, and indexing
# and ending never wait for it.
# shellcheck disable=SC2119 # "end" takes a signal or none
. "$(dirname "$0")/lib.sh"
# shellcheck source=watching.sh
. "$root/tests/cli/watching.sh"

write() { # NAME TEXT
    printf '%s\n' "$2" >"$1.part"
    mv "$1.part" "articles/$1.txt"
}

# ended_within SECONDS: the watcher, after SIGTERM.
ended_within() {
    kill -TERM "$watcher"
    timeout "$1" tail -s 0.05 -f --pid="$watcher" /dev/null || fail "still there after $1 s: $(cat log)"
    wait "$watcher"
    status=$?
    last="watch after SIGTERM"
}

mkdir articles
write eins 'Ein Anfang ist gemacht.'
run index -i index articles
run alert -i index add fähre Fähre
expect_status 0

# Queries are read again: one that is added, changed, removed.
start --alerts articles
write a 'Die Fähre legt ab.'
await '"alert":"fähre","rank":1' events
run alert -i index add deich Deich
write b 'Am Deich weiden Schafe.'
await '"alert":"deich"' events
run alert -i index remove fähre
write c 'Eine Fähre am Deich.'
await '"article":"c"' events
[ "$(grep -c '"alert":"fähre"' events)" = 1 ] || fail "$(cat events)"
# A damaged file is told, and what was read before stays.
cp index/alerts.json good.json
echo '{' >index/alerts.json
write d 'Noch ein Deich.'
await '"article":"d"' events
await 'alerts.json: damaged'
mv good.json index/alerts.json
end

# A command that fails: its hits wait, in their order, and none is lost.
cat >'command' <<'END'
cat >>got
[ ! -e broken ] || exit 7
cat got >>whole && rm got
END
touch broken
start --alert-command 'sh command' articles
write e 'Ein Deich, der bricht.'
await 'failed: it ended with status 7'
await 'next attempt in 1 s'
write f 'Ein Deich, der hält.'
found 'hält' # indexing goes on
rm broken got
await '"article":"f"' whole
[ "$(grep -o '"article":"[a-z]*"' whole | tr -d '\n')" = '"article":"e""article":"f"' ] ||
    fail "$(cat whole)"
end
[ ! -e index/alerts-spool ] || fail "$(ls index/alerts-spool)"

# One that hangs, and ignores the signal: the program ends within two seconds, and the hits wait.
start --alert-command 'trap "" TERM; echo 1 $$ >hung; while :; do sleep 0.1; done' articles
write g 'Ein langer Deich.'
await 1 hung
write h 'Ein kurzer Deich.'
found kurzer
ended_within 2
expect_status 2
await '2 hits are kept for the next run with alerts'
! kill -0 "$(cut -c3- hung)" 2>/dev/null || fail 'the command goes on'

# One that takes too long is ended and called again.
rm -f hung
start --alert-timeout 1 --alert-command '[ -e hung ] && cat >>late && exit; touch hung; sleep 100' articles
await 'failed: it was ended after 1 s'
await '"article":"g"' late
end

# One that dies, and one that never stops printing: told, and shown in part.
start --alert-command 'kill -9 $$' articles
write i 'Ein neuer Deich.'
await 'failed: it was ended by signal 9'
ended_within 2
start --alert-command 'cat >"got.$$"; yes | head -c 1000000000; echo fertig >done' articles
await 'printed more than 16384 bytes'
await fertig "done"
end
[ "$(wc -c <log)" -lt 20000 ] || fail "$(wc -c <log) bytes of output"
grep -q '"article":"i"' got.* || fail 'the hit is lost'

# The program is killed between the commit and the command.
start --alert-command 'echo x >called; sleep 100' articles
write j 'Ein alter Deich.'
await x called
kill -KILL "$watcher"
wait "$watcher"
start --alerts articles
await '"article":"j"' events
end

# Hits of a commit that was never made are not told; of one that was made, they are.
mkdir -p index/alerts-spool
echo '{"event":"alert","alert":"deich","article":"nie"}' >index/alerts-spool/999999-commit
run index -i index --quiet --alerts articles
expect_no_out
mkdir -p index/alerts-spool
echo '{"event":"alert","alert":"deich","article":"doch"}' >index/alerts-spool/1-commit
run index -i index --quiet --alerts articles
expect_in_out '"article":"doch"'

# An embargo ends: the hit comes at its hour, by whatever run there is then.
hour=$(date -u -d '+4 seconds' +%Y-%m-%dT%H:%M:%SZ)
start --alerts articles
printf '{"id":"k","embargo":"%s","body":"Geheimer Deich."}\n' "$hour" >k.part
mv k.part articles/k.jsonl
found Schafe
await '"article":"k"' events
# shellcheck disable=SC3012 # dash, bash and busybox have it
[ "$(date -u +%Y-%m-%dT%H:%M:%SZ)" \> "$hour" ] || fail 'too early'
end
printf '{"id":"l","embargo":"%s","body":"Verborgener Deich."}\n{"id":"m","embargo":"%s","body":"Stiller Deich."}\n' \
    "$(date -u -d '+1 seconds' +%FT%TZ)" "$(date -u -d '+1 seconds' +%FT%TZ)" |
    "$fundstelle" index -i index --quiet --alerts - >out
grep -q '"article"' out && fail "told too early: $(cat out)"
run remove -i index m # withdrawn before its hour: nothing to tell
sleep 3
run index -i index --quiet --alerts articles/a.txt
expect_in_out '"article":"l"'
! grep -q '"article":"m"' out || fail "$(cat out)"
[ ! -e index/alerts-spool ] || fail "$(ls index/alerts-spool)"

# No more wait than are wanted: what is dropped is told.
start --alert-keep 1 --alert-command 'exit 3' articles
write n 'Ein Deich mit Tor.'
await '1 hit is kept, next attempt'
write o 'Ein Deich ohne Tor.'
await '1 hit is dropped, as 1 wait already (see --alert-keep)'
ended_within 2
run index -i index --quiet --alerts articles
expect_in_out '"article":"n"'
! grep -q '"article":"o"' out || fail "$(cat out)"
