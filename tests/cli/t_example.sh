# docs/examples builds on the installed library and finds what it indexed; versions agree.
. "$(dirname "$0")/lib.sh"
[ -z "${SANITIZE:-}" ] || skip "not with sanitizers"
install_program
PKG_CONFIG_PATH=$stage/lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$work/stage
export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR
cp "$root"/docs/examples/* .
make -s CC="${CC:-cc}" CFLAGS='-std=c11 -Wall -Wextra -Wpedantic -Werror' articles >log 2>&1 ||
    fail "cannot build the example: $(cat log)"
FUNDSTELLE_LEXICON=$stage/share/fundstelle/de.lexicon LD_LIBRARY_PATH=$stage/lib
export FUNDSTELLE_LEXICON LD_LIBRARY_PATH
last="articles"
./articles new Kräne >out 2>err
status=$?
expect_status 0
expect_out <<'END'
1. Ein Kran für den Hafen (kran#1, 2024-05-06)
   Der neue Hafen[kran] hebt Schiffe, die bisher niemand heben konnte.
END
./articles new Rosen >out 2>err # again: nothing is there twice
status=$?
expect_status 0
expect_out <<'END'
1. Rosen am Bahnhof (rosen#1, 2024-05-07)
   Vor dem Bahnhof blühen seit gestern tausend [Rosen] in allen Farben.
END
./articles /dev/null/x Rosen >out 2>err
status=$?
expect_status 2
expect_err "/dev/null/x"

# The newest version of CHANGELOG.md is the program's, the library's and pkg-config's.
version=$(sed -n 's/^## \[\([0-9][0-9.]*\)\].*/\1/p' "$root/CHANGELOG.md" | head -n 1)
[ -n "$version" ] || fail "CHANGELOG.md names no version"
"$fundstelle" --version | head -n 1 | grep -qx "fundstelle $version" || fail "--version: not $version"
[ "$(pkg-config --modversion fundstelle)" = "$version" ] || fail "pkg-config: not $version"
[ -f "$stage/lib/libfundstelle.so.$version" ] || fail "no libfundstelle.so.$version"
# Before 1.0.0 each minor version may break programs, so each has a name of its own.
case $version in
0.*) soname=libfundstelle.so.${version%.*} ;;
*) soname=libfundstelle.so.${version%%.*} ;;
esac
[ -L "$stage/lib/$soname" ] || fail "no $soname"
readelf -d "$stage/lib/libfundstelle.so" | grep -qF "[$soname]" || fail "soname: not $soname"
