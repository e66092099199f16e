# An index that somebody else may write in: nothing is written or read through links there,
# and a damaged file of it costs a message (status 2) or nothing, never a crash or a hang.
. "$(dirname "$0")/lib.sh"
make_articles
precious=$work/precious
intact() { [ "$(cat "$precious")" = wertvoll ] || fail "$1: written through a link"; }
printf wertvoll >"$precious"

# ---- links -------------------------------------------------------------------------
rm -rf new && mkdir new
ln -s "$precious" new/XAPIANDB.tmp
run index -q -i new articles
expect_status 0
intact XAPIANDB.tmp
ln -s "$precious" new/alerts.json.tmp
run alert add -i new hafen Hafen
expect_status 0
intact alerts.json.tmp
rm new/lock
ln -s "$precious" new/lock
run remove -i new musik
expect_status 2
expect_err "lock: is a symbolic link"
intact lock
rm new/lock
ln "$precious" new/lock
run remove -i new musik
expect_status 2
expect_err "is not written to"
intact "lock with two names"
rm new/lock
mkdir words
printf 'Kran|haus\n' >list
ln -s "$precious" words/words.txt.tmp
run index -q -i words --words list articles
expect_status 0
intact words.txt.tmp
for own in alerts.json words.txt; do
    rm -f "new/$own"
    ln -s "$precious" "new/$own"
done
run alert list -i new
expect_status 2
expect_err "alerts.json: is a symbolic link"
run search -i new Hafen
expect_status 2
expect_err "words.txt: is a symbolic link"
rm new/words.txt new/alerts.json
mv new/s1 away && ln -s ../away new/s1
cp away before
for command in "search Hafen" "remove musik" "check"; do
    # shellcheck disable=SC2086 # words
    run ${command%% *} -i new ${command#check}
done >/dev/null
run search -i new Hafen
expect_status 2
expect_err "symbolic link"
run remove -i new musik
expect_status 2
cmp away before || fail "a segment that is a link was written to"
rm new/s1 && mv away new/s1
mv new/XAPIANDB stub && ln -s ../stub new/XAPIANDB
run search -i new Hafen
expect_status 2
expect_err "symbolic link"
rm new/XAPIANDB && mv stub new/XAPIANDB
run search -i new Hafen
expect_status 0

# ---- escape sequences in what an index says of itself ------------------------------
build_inside reseal
cp -r new claims
sed -i "s/^# updated .*/# updated $(printf '\033]0;x\007')/; s/^# chain .*/# chain $(printf '\033')/" claims/XAPIANDB
./reseal claims || fail "reseal"
run status -i claims
expect_status 0
! LC_ALL=C grep -q "$(printf '\033')" out || fail "status writes what an index says to a terminal"

# ---- passages and terms that this program would not write ----------------------------
build_inside add_passage
# hostile DATE TEXT TERM: an index that has such a passage besides its own, in ./hostile.
hostile() {
    rm -rf hostile && cp -r new hostile
    ./add_passage hostile "$@" || fail "add_passage"
}
# Each command that reads texts or terms ends soon, and tells something.
run_all() {
    set -f
    while read -r command arguments; do
        # shellcheck disable=SC2086 # words
        timeout 20 "$fundstelle" "$command" -i hostile $arguments >out 2>err
        status=$?
        last="$command $arguments"
        [ "$status" -le 2 ] || fail "$last: status $status: $(tail -n 1 err)"
        [ "$status" != 2 ] || [ -s err ] || fail "$last: no message"
        ! LC_ALL=C grep -q "$(printf '\033')" out err || fail "$last: an escape sequence for the terminal"
        [ "$(wc -c <out)" -lt 10000 ] || fail "$last: endless output"
    done <<'END'
search Hafen
search Haf*
search =Hafen
search *fen
search Haffen~
kwic Hafen
kwic --sort=right Hafen
show fremd
export
terms Hafen
complete Haf
similar fremd
END
    set +f
}
hostile "$(printf '2023-04-05\033]0;x\007')" 'Der Hafen.' fremd
run_all
run search -i hostile Hafen
expect_status 0
expect_in_out '2023-04-05�]0;x�  fremd#1'
for text in 'Der Hafen ~ ist offen.' "$(printf 'Der Hafen \377 ist offen.')" "$(printf 'Der Hafen \303')"; do
    hostile 2023-04-05 "$text" fremd
    run_all
    run search -i hostile Hafen
    expect_status 2
    expect_err 'damaged passage record'
    run export -i hostile
    expect_status 2
    expect_err 'damaged passage record'
done
# Segments that cannot be rewritten are merged as they are, with a warning.
run compact -i hostile
for id in $("$fundstelle" export -i new | sed -n 's/.*"id":"\([^"]*\)".*/\1/p' | head -n 2); do
    run remove -i hostile "$id"
    expect_status 0
done
: >warnings
for number in $(seq 12); do
    echo "{\"id\":\"n$number\",\"body\":\"Am Kai liegt Boot $number.\"}" >more.jsonl
    run index -q -i hostile more.jsonl
    expect_status 0
    cat err >>warnings
done
grep -q '^fundstelle: warning: hostile: segments cannot be rewritten: .*damaged passage record' warnings ||
    fail "no warning: $(cat warnings)"
hostile 2023-04-05 'Der Hafen.' "$(printf 'haf\377\303')"
run_all
for command in 'search Haf*' 'complete Haf'; do
    # shellcheck disable=SC2086 # words
    run ${command% *} -i hostile "${command#* }"
    expect_status 2
    expect_err 'a term is not text'
done

# ---- what libxapian falls over ---------------------------------------------------------
# A root block or a level that is none: its check writes where nothing is, and ends by a signal.
# (A sanitizer would report it.)
[ "${SANITIZE:-}" = 1 ] || for at in $(seq 0 100); do # the version file is the first block
    rm -rf hostile && cp -r new hostile
    printf '\0' | dd of=hostile/s1 bs=1 seek="$at" conv=notrunc status=none
    run check -i hostile
    [ "$status" = 0 ] || [ "$status" = 2 ] || fail "check, byte $at is 0: status $status"
    [ "$status" = 0 ] || expect_err hostile
done

# ---- bytes that flip ------------------------------------------------------------------
"$fundstelle" alert add -i index hafen Hafen >/dev/null
"$fundstelle" compact -i index >/dev/null 2>&1 || fail "compact"
echo '{"id":"neu","title":"Neues vom Hafen","body":"Der Hafen bekommt noch einen Kran."}' >neu.jsonl
"$fundstelle" index -q -i index neu.jsonl || fail "index"
"$fundstelle" remove -i index garten >/dev/null || fail "remove"
${CC:-cc} -o flip_bytes "$root/tests/cli/flip_bytes.c" || fail "cannot compile flip_bytes"
( cd index && find . -type f -size +0 | sort ) >files
rounds=${FUNDSTELLE_FLIPS:-200}
files=$(wc -l <files)
[ "$files" -ge 4 ] || fail "an index of $files files: the test is blind"
crashed=''
# Where libxapian ends the process (an assertion of the C++ library, a bad allocation while
# an exception is under way) or runs into its own limits is told by docs/security.md.
# in_libxapian: whether what a sanitizer reports is an access of libxapian itself, which reads
# outside of damaged blocks: the first frame that is neither the sanitizer's nor the C++ library's.
in_libxapian() {
    grep -q 'ERROR: AddressSanitizer' err &&
        awk '/^ *#[0-9]+ / && !/libsanitizer|libasan|libstdc\+\+/ { found = /libxapian/; exit } END { exit !found }' err
}
for seed in $(seq "$rounds"); do
    file=$(sed -n "$((seed % files + 1))p" files)
    rm -rf damaged && cp -r index damaged
    ./flip_bytes "damaged/$file" "$seed" || fail "flip_bytes"
    set -- "search -i damaged Hafen"
    [ $((seed % 4)) != 0 ] || set -- "$@" "export -i damaged" "show -i damaged hafen" "check -i damaged" \
        "status -i damaged" "alert list -i damaged" "index -q -i damaged articles"
    for command; do
        # shellcheck disable=SC2086 # words
        timeout 20 "$fundstelle" $command >out 2>err
        status=$?
        [ "$status" != 99 ] || ! in_libxapian || continue
        [ "$status" -le 2 ] || crashed="$crashed
$command: status $status, seed $seed, $file: $(tail -n 1 err)"
        ! LC_ALL=C grep -q "$(printf '\033')" err || fail "$command: control characters in a message"
        [ "$status" != 2 ] || [ -s err ] || fail "$command, seed $seed: no message"
    done
done
[ -z "$crashed" ] || fail "crashes:$crashed"
