# Each public header compiles alone, as C11 and as C++, with every warning.
. "$(dirname "$0")/lib.sh"
for folder in base stemmer corpus store indexer searcher; do
    header=$folder/$folder.h
    [ -e "$root/$header" ] || fail "$header is missing"
    printf '#include "%s"\nint fund_test_unit;\n' "$header" >unit.c
    cp unit.c unit.cc
    ${CC:-cc} -std=c11 -Wall -Wextra -Wpedantic -Wundef -Wstrict-prototypes -Werror -I"$root" \
        -c unit.c -o unit.o || fail "$header is not C11"
    ${CXX:-c++} -std=c++17 -Wall -Wextra -Wpedantic -Werror -I"$root" \
        -c unit.cc -o unit.o || fail "$header is not C++"
done
