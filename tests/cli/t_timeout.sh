# A search ends in time with what it has found, and says so.
. "$(dirname "$0")/lib.sh"
mkdir articles
for i in $(seq 120); do
    printf "Datum: 2023-01-%02d\n\n%s\n" $((i % 28 + 1)) "Am Ende der $i. Woche waren in der Halle die Kisten für den Markt, und das war so." >"articles/$i.txt"
done
run index -i index articles

# timed SECONDS ARGUMENT...: by the clock.
timed() {
    limit=$1
    shift
    last="fundstelle $*"
    timeout "$limit" "$fundstelle" "$@" >out 2>err
    status=$?
    [ $status != 124 ] || fail "$last: more than $limit s"
}

# What used to take seconds and more even here.
long=$(printf '%8000s' '' | sed 's/ /ab/g')
timed 5 search -i index "$long"
expect_status 1
timed 5 terms -i index "$long"
expect_status 1
timed 5 complete -i index "$long"
expect_status 1
timed 5 search -i index 'a*b*c*d*e*f*g*h*i*j*k*l*m*n*o*p*q*r*s*t*u*'
expect_status 1
timed 10 search -i index '"in der die" "war so und" "und das war" "der in den" "die in der"'
expect_status 0
run search -i index --timeout 0 Kisten
expect_status 0
expect_err
run search -i index --json --summary -n 1 Kisten
expect_status 0
tail -n 1 out >last
grep -q '^{"summary":{"total":120,"total_exact":true,"shown":1,"articles":120,"related":0,"partial":false},"json":2}$' last ||
    fail "$(cat last)"
run complete -i index --json --summary Kis
expect_in_out '{"summary":{"shown":1,"partial":false},"json":2}'
run search -i index --timeout x Kisten
expect_status 2

[ "${SANITIZE:-}" != 1 ] || exit 0 # it wants to be loaded first
${CC:-cc} -shared -fPIC -o fast_clock.so "$root/tests/cli/fast_clock.c" -ldl || fail 'fast_clock.c'
# late ARGUMENT...: where each look at the clock takes a second.
late() {
    last="fundstelle $* in a hurry"
    LD_PRELOAD=$work/fast_clock.so "$fundstelle" "$@" >out 2>err
    status=$?
}
late search -i index -n 100 --timeout 20 --format trec '"in der Halle"'
expect_status 2
expect_err 'not everything was searched within 20 s; what was found by then is shown'
[ -s out ] || fail 'nothing of what was found'
late search -i index -n 100 --timeout 20 --partial --json '"in der Halle"'
expect_status 0
expect_in_out '"partial":true},"json":2}'
late search -i index -n 100 --timeout 1 --partial '"in der Kiste"'
expect_status 1
late search -i index -n 100 '"in der Halle"' # five seconds are usual
expect_status 2
late search -i index -n 100 --timeout 0 '"in der Halle"'
expect_status 0
expect_err
late kwic -i index '"in der Halle"'
expect_status 0
late kwic -i index --timeout 9 '"in der Halle"'
expect_status 2
late trend -i index --timeout 9 '"in der Halle"'
expect_status 2
late complete -i index --timeout 1 Kis
expect_status 2
late terms -i index --timeout 2 Kiste
expect_status 2
late similar -i index --timeout 1 1
[ "$status" != 2 ] || expect_err 'not everything'
printf 'q1\t"in der Halle"\nq2\tMarkt\n' >queries
late search -i index -n 100 --batch queries
expect_status 0
late search -i index -n 100 --batch queries --timeout 20
expect_status 2
expect_err 'queries:1: not everything was searched within 20 s'
grep -q '^q2' out || fail "$(cat out)"
