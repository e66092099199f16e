# What is installed is where the variables say, works from there, and can be taken off again.
. "$(dirname "$0")/lib.sh"
[ -z "${SANITIZE:-}" ] || skip "not with sanitizers"
install_program
[ "$("$stage/bin/fundstelle" --version)" = "$("$fundstelle" --version)" ] || fail "program"
[ "$(ls "$stage/bin")" = fundstelle ] || fail "programs: $(ls "$stage/bin")"
[ "$(ls "$stage/libexec/fundstelle")" = fundstelle-serve ] || fail "libexec: $(ls "$stage/libexec/fundstelle")"
grep -q "^ExecStart=${PREFIX:-/usr/local}/bin/fundstelle serve " "$stage/lib/systemd/system/fundstelle-serve.service" ||
    fail "no unit of systemd"
"$stage/bin/fundstelle" serve -i nichts 2>&1 | grep -q 'nichts: ' || fail "the server is not found"
LANGUAGE=de "$stage/bin/fundstelle" frob 2>&1 | grep -q 'unbekannter Befehl' || fail "not German"
LANGUAGE=de "$stage/bin/fundstelle" index 2>&1 | grep -q 'nennen Sie' || fail "index is not German"
grep -q BESCHREIBUNG "$stage/share/man/de/man1/fundstelle-search.1" || fail "no German manual"
grep -q DESCRIPTION "$stage/share/man/man1/fundstelle-search.1" || fail "no English manual"
make_articles
unset FUNDSTELLE_LEXICON # it has one of its own
"$stage/bin/fundstelle" index -q -i index articles || fail "index"
"$stage/bin/fundstelle" search -i index Kran | grep -q Nordersiel || fail "search"
make -C "$root" -s uninstall BUILD="$BUILD" DESTDIR="$work/stage" || fail "uninstall"
left=$(find "$work/stage" -type f -o -type l)
[ -z "$left" ] || fail "left behind: $left"
rm -r "$work/stage"

# As a distribution installs.
dirs='LIBDIR=/usr/lib/x86_64-linux-gnu INCLUDEDIR=/usr/include MANDIR=/usr/share/man UNITDIR=/usr/lib/systemd/system'
# shellcheck disable=SC2086 # words
install_program $dirs
cd "$work/stage" || exit 1
for file in usr/lib/x86_64-linux-gnu/libfundstelle.a usr/lib/x86_64-linux-gnu/libfundstelle.so \
    usr/lib/x86_64-linux-gnu/pkgconfig/fundstelle.pc usr/include/fundstelle.h \
    usr/include/fundstelle/search.h usr/share/man/man1/fundstelle.1 \
    usr/share/man/man7/fundstelle-query.7 usr/share/man/man5/fundstelle-json.5 \
    usr/share/man/de/man7/fundstelle-query.7; do
    [ -s $file ] || fail "no $file: $(find . -type f)"
done
for folder in lib include share/man; do
    [ ! -e ".${PREFIX:-/usr/local}/$folder" ] || fail "$folder is in the prefix"
done
# Manual pages are free of mistakes that groff sees.
if command -v groff >/dev/null; then
    find usr/share/man -name '*.[157]' | while read -r page; do
        groff -man -K utf8 -Tutf8 -ww "$page" 2>&1 >/dev/null | sed "s|^|$page: |"
    done >mistakes
    [ ! -s mistakes ] || fail "$(cat mistakes)"
    rm mistakes
fi
# Nothing that is read as text knows the folder it was staged in.
named=$(grep -rIl "$work" . || true)
[ -z "$named" ] || fail "names the staging folder: $named"
# shellcheck disable=SC2086 # words
make -C "$root" -s uninstall BUILD="$BUILD" DESTDIR="$work/stage" $dirs || fail "uninstall"
left=$(find . -type f -o -type l)
[ -z "$left" ] || fail "left behind: $left"
