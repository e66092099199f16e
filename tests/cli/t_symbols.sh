# The shared library exports what the public headers declare, and nothing else.
. "$(dirname "$0")/lib.sh"
nm -D --defined-only "$BUILD/libfundstelle.so" | awk '$2 ~ /^[A-Z]$/ { print $3 }' |
    grep -vE '^(_init|_fini|__asan|__ubsan|__odr_asan|_ZTI|_ZTS|_ZN|_ZSt|_ZNSt|_ZNK|_ZTV|_ZNSt)' |
    sort -u >exported
for folder in base stemmer corpus store indexer searcher; do
    # A declaration runs from FUND_API to its semicolon; its name is before '('.
    tr '\n' ' ' <"$root/$folder/$folder.h" | grep -oE 'FUND_API [^;]*;' |
        grep -oE 'fund_[a-z0-9_]+\(' | tr -d '('
done | sort -u >declared
[ "$(wc -l <declared)" -gt 60 ] || fail "too few declarations were found: the test is blind"
diff -u declared exported || fail "headers (-) and exported symbols (+) differ"
