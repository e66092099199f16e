# What is installed can be built upon through pkg-config, and taken off again.
. "$(dirname "$0")/lib.sh"
[ -z "${SANITIZE:-}" ] || skip "not with sanitizers"
install_program
[ "$("$stage/bin/fundstelle" --version)" = "$("$fundstelle" --version)" ] || fail "program"
LANGUAGE=de "$stage/bin/fundstelle" frob 2>&1 | grep -q 'unbekannter Befehl' || fail "not German"
grep -q BESCHREIBUNG "$stage/share/man/de/man1/fundstelle-search.1" || fail "no German manual"
grep -q DESCRIPTION "$stage/share/man/man1/fundstelle-search.1" || fail "no English manual"
cat >user.c <<'END'
#include <searcher/searcher.h>
#include <stdio.h>
int main(void)
{
    fund_analyzer *analyzer;
    if (fund_analyzer_new(&analyzer, NULL, NULL) != FUND_OK) {
        return 1;
    }
    puts(fund_analyzer_fingerprint(analyzer));
    fund_analyzer_free(analyzer);
    return 0;
}
END
flags=$(PKG_CONFIG_PATH=$stage/lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$work/stage \
    pkg-config --cflags --libs fundstelle) || fail "pkg-config"
# shellcheck disable=SC2086 # flags are words
${CC:-cc} -o user user.c $flags || fail "cannot build on it"
LD_LIBRARY_PATH=$stage/lib ./user | grep -q '^fund-' || fail "cannot run on it"
make -C "$root" -s uninstall BUILD="$BUILD" DESTDIR="$work/stage" || fail "uninstall"
left=$(find "$work/stage" -type f -o -type l)
[ -z "$left" ] || fail "left behind: $left"
