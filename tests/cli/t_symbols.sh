# The shared library exports what the public headers declare, and nothing else.
. "$(dirname "$0")/lib.sh"
nm -D --defined-only "$BUILD/libfundstelle.so" | awk '{ print $3 }' | sort -u >exported
for folder in base stemmer corpus store indexer searcher; do
    # A declaration runs from FUND_API to its semicolon; its name is before '('.
    tr '\n' ' ' <"$root/$folder/$folder.h" | grep -oE 'FUND_API [^;]*;' |
        grep -oE 'fund_[a-z0-9_]+\(' | tr -d '('
done | sort -u >declared
[ "$(wc -l <declared)" -gt 60 ] || fail "too few declarations were found: the test is blind"
diff -u declared exported || fail "headers (-) and exported symbols (+) differ"
