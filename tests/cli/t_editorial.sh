# What must not be shown is not shown: withdrawn articles, and those under embargo until their
# hour, which needs no writer.
. "$(dirname "$0")/lib.sh"

send() { # LINE...
    printf '%s\n' "$@" | "$fundstelle" index -i index - >out 2>err
    status=$?
    last="index of $*"
}

hour=$(date -u -d '+4 seconds' +%Y-%m-%dT%H:%M:%SZ)
send '{"id":"frei","body":"Der Zeppelin landet am See."}' \
    "{\"id\":\"bald\",\"embargo\":\"$hour\",\"body\":\"Der Zeppelin startet am See.\"}" \
    '{"id":"spät","embargo":"2990-01-01","body":"Der Zeppelin ruht am See."}'
expect_status 0
run search -i index --format=trec Zeppelin
[ "$(grep -c . out)" = 1 ] || fail "embargoed articles are shown: $(cat out)"
run search -i index --format=trec '"Zeppelin startet"'
expect_status 1
run search -i index --group --format=trec Zeppelin See
[ "$(grep -c . out)" = 1 ] || fail "embargoed articles are shown: $(cat out)"
run show -i index bald
expect_status 1
expect_err 'article bald is under embargo until'
run export -i index # an archive keeps them
[ "$(grep -c embargo out)" = 2 ] || fail "$(cat out)"
for _ in $(seq 100); do
    "$fundstelle" search -i index --format=trec startet >out && break
    sleep 0.1
done
grep -q bald out || fail "not shown at its hour: $(cat out)"
[ "$(printf '%s\n' "$hour" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" | sort | head -n 1)" = "$hour" ] ||
    fail "shown before $hour"
run show -i index bald
expect_status 0

# A correction, a withdrawal, and an older version that comes late.
send '{"id":"dpa","version":1,"body":"Der Kran fällt um."}'
send '{"id":"dpa","version":2,"body":"Der Kran steht schief."}' '{"id":"frei","status":"canceled"}'
expect_in_out '0 added, 1 replaced, 0 unchanged, 1 removed, 0 failed'
expect_in_out '1 withdrawn'
run search -i index --format=trec landet
expect_status 1
run show -i index frei
expect_status 1
send '{"id":"dpa","version":1,"body":"Der Kran fällt um."}' '{"id":"frei","version":0,"body":"Der Zeppelin landet am See."}'
run search -i index --format=trec fällt
expect_status 1
run status -i index
expect_in_out 'Articles:   4'
