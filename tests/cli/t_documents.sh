# Documents that are damaged, locked or want something cost only themselves, and the child that reads
# them reaches nothing.
. "$(dirname "$0")/lib.sh"
command -v python3 >/dev/null || skip "needs python3"
python3 "$root/tests/cli/make_documents.py" . || fail "no documents were made"

run index -i index good bad
expect_status 2
run search -i index --format trec -n 50 --duplicates=show Kran
awk '{ print $3 }' out | sed 's/#.*//' | sort | tr '\n' ' ' >found
# Macros, scripts and what is elsewhere are passed over; of a package that was cut what is whole is read.
[ "$(cat found)" = 'brief buch-1 fern halb-makro makro skript text ' ] || fail "found: $(cat found)"
# What is in files of this machine, or in macros, is in no article.
run export -i index
grep -q 'root:\|AutoOpen\|launchURL\|127.0.0.1' out && fail "export: $(cat out)"

while read -r file message; do
    run index -i one "bad/$file"
    expect_status 2
    expect_err "bad/$file"
    expect_err "$message"
done <<'END'
schloss.pdf encrypted
schloss.docx encrypted
schloss.odt encrypted
passwort.docx encrypted
halb-makro.docx damaged archive: 
halb-text.odt damaged archive: 
halb-buch.epub damaged archive: 
halb-skript.pdf damaged PDF
kreis.pdf damaged PDF
fremd.docx declares its own entities
lachen.docx declares its own entities
tief.docx depth
END
run index -i one bad/bombe.docx
expect_status 2
# With sanitizers the child has no limit of memory.
[ "${SANITIZE:-}" = 1 ] || grep -q 'bombe.docx: .*\(expands to more than\|needs more than\|ended by signal\)' err || fail "$(cat err)"
[ ! -e makro ] || fail "a macro was run"

# ---- what the child calls ------------------------------------------------------------------------
case $(uname -m) in
    x86_64 | aarch64) ;;
    *) skip "no seccomp filter for this machine" ;;
esac
[ "${SANITIZE:-}" != 1 ] || skip "leaks are not looked for under strace"
command -v strace >/dev/null || skip "needs strace"
strace -f -o calls true 2>/dev/null || skip "strace is not permitted here"
for file in good/*; do
    rm -rf traced calls*
    strace -ff -o calls "$fundstelle" index -q -i traced "$file" || fail "$file: $(tail -n 3 calls*)"
    grep -hE '^(socket|connect|sendto|execve)\(' calls.* >reached || true
    [ "$(grep -vc '^execve(.*fundstelle' reached)" = 0 ] || fail "$file: $(cat reached)"
    child=$(grep -l 'PR_SET_SECCOMP' calls.*)
    [ "$(echo "$child" | wc -w)" = 1 ] || fail "$file: not one child: $child"
    # Before the filter: where it looks how large it is, and what stands for the closed files.
    sed '/PR_SET_SECCOMP/q' "$child" | grep -E '^open' | grep -vE '"/(dev/null|proc/self/statm)"' >opened || true
    [ ! -s opened ] || fail "$file: the child opens $(cat opened)"
    # Behind it: nothing that is refused elsewhere was done, and no file was opened.
    sed '1,/PR_SET_SECCOMP/d' "$child" >filtered
    grep -q '^write(3' filtered || fail "$file: no answer: the test is blind"
    grep -E '^(open|openat|creat|stat|access|readlink|socket|connect|fork|clone|execve|unlink|rename|kill|ptrace)' \
        filtered | grep -v ' = -1 EACCES' >done_all_the_same || true
    [ ! -s done_all_the_same ] || fail "$file: $(cat done_all_the_same)"
done
