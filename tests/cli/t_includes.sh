# The include directions of the architecture: no folder sees one it may not.
. "$(dirname "$0")/lib.sh"

allowed() {
    case $1 in
    base) echo base ;;
    stemmer | corpus | store) echo "base $1" ;;
    indexer) echo "base stemmer corpus store indexer" ;;
    searcher) echo "base stemmer store searcher" ;;
    cli) echo "base stemmer corpus store indexer searcher cli" ;;
    esac
}

# forbidden ROOT: prints every include that breaks a rule.
forbidden() {
    for folder in base stemmer corpus store indexer searcher cli; do
        ok=" $(allowed $folder) "
        grep -HoE '^ *# *include +"[^"]+"' "$1/$folder"/*.c "$1/$folder"/*.h "$1/$folder"/*.cc \
            2>/dev/null | sed -E 's/: *# *include +/ /; s/"//g' |
            while read -r file header; do
                from=${header%%/*}
                case "$ok" in
                *" $from "*) ;;
                *) echo "$file includes $header" ;;
                esac
                case $header in
                */*_private.h) [ "$from" = "$folder" ] || echo "$file includes $header" ;;
                */*) ;;
                *) echo "$file includes $header without its folder" ;;
                esac
            done
    done
}

found=$(forbidden "$root")
[ -z "$found" ] || fail "$found"

# The test itself can fail.
mkdir -p copy/store copy/cli
echo '#include "stemmer/stemmer.h"' >copy/store/a.c
echo '#include "store/store_private.h"' >copy/cli/a.c
[ "$(forbidden copy | wc -l)" -eq 2 ] || fail "forbidden includes were not seen: $(forbidden copy)"

# C++ stays in store/.
others=$(find "$root/base" "$root/stemmer" "$root/corpus" "$root/indexer" "$root/searcher" \
    "$root/cli" -name '*.cc' -o -name '*.hh' -o -name '*.cpp')
[ -z "$others" ] || fail "C++ outside store/: $others"
