# Each public header compiles alone, as C11 and as C++, with every warning.
. "$(dirname "$0")/lib.sh"
count=0
for header in fundstelle.h fundstelle/types.h fundstelle/analyze.h fundstelle/read.h \
    fundstelle/index.h fundstelle/search.h fundstelle/count.h; do
    [ -e "$root/include/$header" ] || fail "$header is missing"
    # With what a program declares, which must raise no warning either.
    { printf '#include <%s>\n' "$header" && grep -ohE 'FUND_[A-Z_]+_INIT FUND_INIT\([a-z_]+\)' "$root/include/$header" |
        sed -E 's/(FUND_[A-Z_]+) FUND_INIT\((.*)\)/extern \2 test_\2;\n\2 test_\2 = \1;/'; } >unit.c
    printf 'extern int fund_test_unit;\nint fund_test_unit;\n' >>unit.c
    cp unit.c unit.cc
    ${CC:-cc} -std=c11 -Wall -Wextra -Wpedantic -Wundef -Wstrict-prototypes -Werror \
        -I"$root/include" -c unit.c -o unit.o || fail "$header is not C11"
    for standard in 14 17 20; do
        ${CXX:-c++} -std=c++$standard -Wall -Wextra -Wpedantic -Werror -I"$root/include" \
            -c unit.cc -o unit.o || fail "$header is not C++$standard"
    done
    count=$((count + 1))
done
[ $count = "$(find "$root/include" -name '*.h' | wc -l)" ] || fail "there are other headers"
