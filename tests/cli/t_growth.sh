# Programs that were compiled against these headers run with a library whose structs have more
# members, and the other way round.
. "$(dirname "$0")/lib.sh"
[ -z "${SANITIZE:-}" ] || skip "not with sanitizers"

# What <fundstelle/types.h> says keeps its size.
fixed='fund_text|fund_range|fund_reason_match|fund_fields|fund_error|fund_diagnostics|fund_facet_values'

mkdir grown
for folder in base stemmer corpus store indexer searcher include; do
    cp -r "$root/$folder" grown || fail "cannot copy $folder"
done
cp "$root/libfundstelle.map" grown
grow() { # HEADER: a member more at the end of each struct that may have one
    awk -v fixed="^[}] ($fixed);" '
        /^typedef struct [a-z_]+ \{$/ { in_struct = 1 }
        in_struct && /^\}/ {
            in_struct = 0
            if ($0 !~ fixed) {
                print "    char grown[40];"
                count++
            }
        }
        { print }
        END { print count + 0 > "/dev/stderr" }' "$1" >new.h && mv new.h "$1"
}
for header in grown/include/fundstelle/*.h; do grow "$header" || fail "$header"; done 2>counts
[ "$(awk '{ sum += $1 } END { print sum }' counts)" -ge 20 ] || fail "too few structs: the test is blind"

sources=$(cd grown && find base stemmer corpus store indexer searcher -name train -prune -o -name '*.c*' -print)
packages=$(library_packages)
loaded=$(sed -n 's/^loaded_packages := //p' "$root/Makefile")
echo '#define FUND_DATADIR "/"' >grown/defines.h
library_definitions >>grown/defines.h
# shellcheck disable=SC2086 # words
flags="-include grown/defines.h -Igrown -Igrown/include -D_GNU_SOURCE -fPIC -fvisibility=hidden \
-O0 -w -pthread $(pkg-config --cflags $packages $loaded)"
mkdir objects
for file in $sources; do
    case $file in
    *.cc) compiler="${CXX:-c++} -std=c++17" ;;
    *) compiler="${CC:-cc} -std=c11" ;;
    esac
    echo "$compiler $flags -c grown/$file -o objects/$(echo "$file" | tr / _).o"
done >compile
xargs -d '\n' -n 1 -P 2 sh -c <compile || fail "cannot compile the grown library"
# shellcheck disable=SC2046,SC2086 # words
${CXX:-c++} -shared -Wl,-soname,"$(basename "$(readlink "$BUILD/libfundstelle.so")")" \
    -Wl,--version-script=grown/libfundstelle.map -o objects/libfundstelle.so objects/*.o \
    $(pkg-config --libs $packages) -lstemmer -pthread || fail "cannot link the grown library"
ln -s libfundstelle.so "objects/$(basename "$(readlink "$BUILD/libfundstelle.so")")"

FUNDSTELLE_LEXICON=$BUILD/de.lexicon
export FUNDSTELLE_LEXICON
build() { # PROGRAM INCLUDES
    ${CC:-cc} -std=c11 -w -I"$2" -o "$1" "$root/docs/examples/${1#*-}.c" -L"$BUILD" -lfundstelle ||
        fail "cannot build $1"
}
run() { # LIBRARY PROGRAM ARGUMENTS...
    library=$1 what=$2 last="$2 with $1"
    shift 2
    LD_LIBRARY_PATH=$library "./$what" "$@" >out 2>err
    status=$?
    expect_status 0
}
for program in articles newsroom; do
    build "old-$program" "$root/include"
    build "new-$program" grown/include
done
for program in old new; do
    for library in "$BUILD" objects; do
        rm -rf index
        run "$library" "$program-articles" index Bahnhof
        cat out >>"said-$program-$(basename "$library")"
        rm -rf index
        run "$library" "$program-newsroom" index "$root/corpus/samples" Sanktionen
        cat out >>"said-$program-$(basename "$library")"
    done
done
for said in said-*; do cmp -s said-old-objects "$said" || fail "$said: $(cat "$said")"; done
grep -q Sanktionen said-old-objects || fail "nothing was found"

# A member that the library does not know may not be set.
cat >set.c <<'END'
#include <fundstelle.h>
#include <stdio.h>
int main(void)
{
    fund_analyzer *analyzer;
    fund_analyzer_options options = FUND_ANALYZER_OPTIONS_INIT;
    fund_error err = FUND_ERROR_INIT;
    options.grown[39] = 1;
    fund_status status = fund_analyzer_open(&analyzer, &options, &err);
    puts(err.message);
    return status == FUND_ERR_VERSION ? 0 : 1;
}
END
${CC:-cc} -std=c11 -w -Igrown/include -o set set.c -L"$BUILD" -lfundstelle || fail "cannot build set"
run "$BUILD" set
grep -q 'fund_analyzer_options' out || fail "not named: $(cat out)"
