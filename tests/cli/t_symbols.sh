# The shared library exports what the public headers declare, and nothing else.
. "$(dirname "$0")/lib.sh"
nm -D --defined-only "$BUILD/libfundstelle.so" | awk '{ print $3 }' | sort -u >exported
# A declaration runs from FUND_API to its semicolon; its name is before '('.
cat "$root"/include/fundstelle/*.h | tr '\n' ' ' | grep -oE 'FUND_API [^;]*;' |
    grep -oE 'fund_[a-z0-9_]+\(' | tr -d '(' | sort -u >declared
[ "$(wc -l <declared)" -gt 50 ] || fail "too few declarations were found: the test is blind"
[ "$(wc -l <declared)" -le 90 ] || fail "more than 90 functions"
diff -u declared exported || fail "headers (-) and exported symbols (+) differ"
