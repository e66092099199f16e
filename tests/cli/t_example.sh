# The examples build on the installed library by pkg-config alone, and do what they say.
. "$(dirname "$0")/lib.sh"
[ -z "${SANITIZE:-}" ] || skip "not with sanitizers"
install_program LIBDIR=/usr/lib/x86_64-linux-gnu INCLUDEDIR=/usr/include MANDIR=/usr/share/man
libraries=$work/stage/usr/lib/x86_64-linux-gnu
PKG_CONFIG_LIBDIR=$libraries/pkgconfig # no other package is there
PKG_CONFIG_SYSROOT_DIR=$work/stage
export PKG_CONFIG_LIBDIR PKG_CONFIG_SYSROOT_DIR
cp "$stage"/share/doc/fundstelle/examples/* . || fail "the examples are not installed"
strict='-Wall -Wextra -Wpedantic -Werror'
make -s CC="${CC:-cc}" CXX="${CXX:-c++}" CFLAGS="-std=c11 $strict" CXXFLAGS="-std=c++17 $strict" \
    >log 2>&1 || fail "cannot build the examples: $(cat log)"
# The linker takes the shared library where there are both.
mv "$libraries/libfundstelle.so" shared
# shellcheck disable=SC2046 # words
${CC:-cc} -std=c11 -o static articles.c $(pkg-config --cflags --static --libs fundstelle) >log 2>&1 ||
    fail "cannot link statically: $(cat log)"
mv shared "$libraries/libfundstelle.so"
! readelf -d static | grep -q libfundstelle || fail "not linked statically"
FUNDSTELLE_LEXICON=$stage/share/fundstelle/de.lexicon LD_LIBRARY_PATH=$libraries
export FUNDSTELLE_LEXICON LD_LIBRARY_PATH

example() { # STATUS PROGRAM ARGUMENTS...
    wanted=$1
    shift
    last=$* program=$1
    shift
    "./$program" "$@" >out 2>err
    status=$?
    expect_status "$wanted"
}
[ "$(wc -l <articles.c)" -le 40 ] || fail "articles.c is longer than 40 lines"
example 0 articles new Kräne
expect_out <<'END'
kran: Der neue Hafenkran hebt Schiffe.
END
example 0 articles new Rosen # again: nothing is there twice
expect_out <<'END'
rosen: Am Bahnhof blühen Rosen.
END
LD_LIBRARY_PATH='' example 0 static other Rosen
expect_out <<'END'
rosen: Am Bahnhof blühen Rosen.
END
example 2 articles /dev/null/x Rosen
expect_err "/dev/null/x"
example 0 find new Kran
expect_in_out 'kran#1: Der neue Hafenkran'
example 1 find new Regen
example 2 find nirgends Regen
expect_err "nirgends"
example 2 find

# Filters, groups, problems.
mkdir more && cp newsroom find more && cd more || exit 1
make_articles
echo '{"id":' >articles/kaputt.jsonl
example 0 newsroom news articles Kran Wirtschaft
expect_in_out '[Kran]'
expect_in_out '2023-04: '
expect_err 'not indexed (format)'
example 0 newsroom news articles Kran Kultur
! grep -q '\[Kran\]' out || fail "the filter lets everything through"

# An index that was made with words of the user's own, by the command.
rm articles/kaputt.jsonl
echo Hafenkran >words
"$fundstelle" index -q -i own --words words articles || fail "--words"
"$fundstelle" index -q -i own - <<'END' || fail "index -"
{"id":"h","body":"Der Hafenkran steht."}
END
example 0 find own Hafenkran
expect_in_out 'h#1'
example 0 find own Kran
! grep -q 'h#1' out || fail "split in spite of the words"

# The log of a wait: another process writes, for a moment.
hold_index news
{
    exec 4>&- # only the test keeps the other writer
    example 0 newsroom news articles Kran
} >second 2>&1 &
newsroom=$!
for _ in $(seq 200); do
    ! grep -q 'log: news: waiting' err || break
    sleep 0.05
done
exec 4>&-
wait $newsroom || fail "$(cat second)"
wait $writer
expect_err 'log: news: waiting'
expect_err 'log: news: merged'

# The newest version of CHANGELOG.md is the program's, the library's and pkg-config's.
version=$(sed -n 's/^## \[\{0,1\}\([0-9][0-9.]*\).*/\1/p' "$root/CHANGELOG.md" | head -n 1)
[ -n "$version" ] || fail "CHANGELOG.md names no version"
"$fundstelle" --version | head -n 1 | grep -qx "fundstelle $version" || fail "--version: not $version"
[ "$(pkg-config --modversion fundstelle)" = "$version" ] || fail "pkg-config: not $version"
[ -f "$libraries/libfundstelle.so.$version" ] || fail "no libfundstelle.so.$version"
# Before 1.0.0 each minor version may break programs, so each has a name of its own.
case $version in
0.*) soname=libfundstelle.so.${version%.*} ;;
*) soname=libfundstelle.so.${version%%.*} ;;
esac
[ -L "$libraries/$soname" ] || fail "no $soname"
readelf -d "$libraries/libfundstelle.so" | grep -qF "[$soname]" || fail "soname: not $soname"
