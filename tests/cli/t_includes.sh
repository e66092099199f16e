# The directions of the architecture. A room is a folder, or one of searcher's folders; searcher
# itself is then what has the public calls, but for its public header and for what every room
# of it stands on (session.c, record.c). No room includes a header of one that is not below
# it or uses a symbol of it, and no files of a room call each other in a circle.
. "$(dirname "$0")/lib.sh"

# below ROOM: what it may use.
below() {
    case $1 in
    base) ;;
    stemmer | corpus | store) echo base ;;
    stemmer/train) echo base stemmer ;;
    indexer) echo base stemmer corpus store ;;
    searcher/api) echo base stemmer store ;;
    searcher/session) echo "$(below searcher/api) searcher/api" ;;
    searcher/query) echo base stemmer searcher/api ;;
    searcher/plan) echo "$(below searcher/session) searcher/session searcher/query" ;;
    searcher/text) echo "$(below searcher/plan) searcher/plan" ;;
    searcher/rank) echo "$(below searcher/text) searcher/text" ;;
    searcher/words) echo "$(below searcher/plan) searcher/plan" ;;
    searcher/count) echo "$(below searcher/rank) searcher/rank" ;;
    searcher) echo "$(below searcher/rank) searcher/rank searcher/words searcher/count" ;;
    render) echo base stemmer store searcher/api searcher ;;
    serve) echo base stemmer store searcher/api searcher searcher/session searcher/words searcher/count render ;;
    cli) echo base stemmer corpus store indexer render searcher/api searcher searcher/session searcher/words searcher/count ;;
    *) fail "$1 has no place in the table of directions" ;;
    esac
}

# Calls that may close a circle, as FILE FILE|FILE FILE: a parser's, of what stands in parentheses.
recursive=''

# in_rooms N: puts the rooms of the first N columns, which are files, before each line.
in_rooms() {
    awk -v columns="$1" '
    {
        rooms = ""
        for (i = 1; i <= columns; i++) {
            room = $i
            sub("/[^/]*$", "", room)
            if ($i == "searcher/searcher.h") room = "searcher/api"
            if ($i ~ /^searcher\/(session|record)(\.|$)/) room = "searcher/session"
            rooms = rooms room " "
        }
        print rooms $0
    }'
}

sources() { # ROOT
    (cd "$1" && find base stemmer corpus store indexer searcher render serve cli \
        -name '*.c' -o -name '*.cc' -o -name '*.h' 2>/dev/null)
}

# includes ROOT: FILE HEADER, a line each, of all headers of the project. A public header counts as
# one of the folder whose functions it declares.
includes() {
    (cd "$1" && sources . | xargs grep -HoE '^ *# *include +("[^"]+"|<fundstelle/[^>]+>)') |
        sed -E 's/: *# *include +/ /; s/"//g; s/<fundstelle\/types.h>/base\/types.h/
            s/<fundstelle\/analyze.h>/stemmer\/analyze.h/; s/<fundstelle\/read.h>/corpus\/read.h/
            s/<fundstelle\/index.h>/indexer\/index.h/
            s/<fundstelle\/(search|count).h>/searcher\/searcher.h/'
}

# calls ROOT OBJECTS: FILE FILE SYMBOL, a line for each symbol that one file uses and another
# one defines. Objects whose source is gone do not count.
calls() {
    sources "$1" | sed -n 's/\.cc*$/.o/p' >objects
    (cd "$2" && xargs ls 2>/dev/null | xargs nm -A -P) <objects | awk '
        { sub(/\.o:$/, "", $1) }
        $3 ~ /^[TDBRC]$/ { home[$2] = $1 }
        $3 == "U" { users[$2] = users[$2] " " $1 }
        END {
            for (symbol in home) {
                count = split(users[symbol], by)
                for (i = 1; i <= count; i++) {
                    if (by[i] != home[symbol]) print by[i], home[symbol], symbol
                }
            }
        }'
}

# against_directions: of lines FILE USED..., those that go to a room that is not below.
against_directions() {
    in_rooms 2 >uses
    cut -d' ' -f1 uses | sort -u | while read -r room; do
        for used in $room $(below "$room"); do echo "$room $used"; done
    done >directions
    awk 'NR == FNR { below[$1, $2] = 1; next }
        !(($1, $2) in below) { print $3 " uses " $4 ($5 == "" ? "" : ": " $5) }
        $4 ~ /_private\.h$/ || ($4 ~ /^searcher\/.*\.h$/ && $4 != "searcher/searcher.h") {
            split($1, from, "/")
            split($2, to, "/")
            if (from[1] != to[1]) print $3 " includes " $4
        }' directions uses
}

# circles: of lines FILE FILE SYMBOL, those within one room that are part of a circle.
circles() {
    in_rooms 2 | awk -v recursive="|$recursive|" '
        $1 == $2 && !index(recursive, "|" $3 " " $4 "|") { print $3, $4, $5 }' >edges
    cut -d' ' -f1,2 edges | sort -u | tsort 2>&1 >/dev/null | sed -n 's/^tsort: \([^ ]*\)$/\1/p' >loops
    awk 'NR == FNR { loop[$1] = 1; next }
        ($1 in loop) && ($2 in loop) { print "a circle: " $1 " calls " $2 ": " $3 }' loops edges
}

# wrong ROOT OBJECTS: all that breaks a rule.
wrong() {
    includes "$1" | grep -v ' .*/' | sed 's/$/: without its folder/'
    includes "$1" | grep ' .*/' | against_directions
    calls "$1" "$2" >called
    against_directions <called
    circles <called
}

found=$(wrong "$root" "$BUILD/obj")
[ -z "$found" ] || fail "$found"
[ "$(wc -l <called)" -gt 500 ] || fail "too few calls were found: the test is blind"

# The test itself can fail.
make_copy() {
    rm -rf copy
    mkdir -p copy/obj/store copy/obj/cli copy/obj/searcher/query copy/obj/searcher/rank
    for folder in base stemmer corpus store indexer searcher/query searcher/rank cli; do
        mkdir -p copy/$folder
    done
}
unit() { # NAME CODE
    printf '%s\n' "$2" >"copy/$1.c"
    ${CC:-cc} -w -c "copy/$1.c" -o "copy/obj/$1.o" || fail "cannot compile $1.c"
}
expect_wrong() { # WHAT COUNT
    wrong copy copy/obj >out
    [ "$(wc -l <out)" -eq "$2" ] || fail "$1: not $2 mistakes were seen: $(cat out)"
}
make_copy
unit store/a 'void b(void); void a(void) { b(); }'
unit store/b 'void c(void); void b(void) { c(); }'
unit store/c 'void c(void) {}'
unit cli/x 'void a(void); void x(void) { a(); }'
expect_wrong 'a chain' 0
unit store/c 'void a(void); void c(void) { a(); }'
expect_wrong 'a circle of three' 3
recursive='store/c store/a'
expect_wrong 'a circle that is allowed' 0
recursive=''
unit store/c 'void x(void); void c(void) { x(); }'
expect_wrong 'a call upwards' 1
rm copy/store/c.c
expect_wrong 'an object without its source' 0
printf '#include "stemmer/stemmer.h"\n#include "store.h"\n' >copy/store/d.c
printf '#include "store/store_private.h"\n' >copy/cli/d.c
printf '#include <fundstelle/index.h>\n' >copy/corpus/d.c
expect_wrong 'includes' 4
make_copy
unit searcher/rank/a 'void a(void) {}'
unit searcher/query/b 'void a(void); void b(void) { a(); }'
printf '#include "searcher/rank/rank.h"\n' >copy/searcher/query/c.c
expect_wrong 'rooms' 2

# C++ stays in store/.
others=$(sources "$root" | grep '\.cc$' | grep -v '^store/')
[ -z "$others" ] || fail "C++ outside store/: $others"
