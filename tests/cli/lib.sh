# Sourced by every test: a folder of its own to work in, and short words for
# running the program and comparing what it says.
set -u

# What the caller ignores (SIGHUP under nohup, SIGINT in the background) each program started here
# would ignore, too. $signals: those that end one, without these where env cannot reset them.
signals='TERM HUP'
case $(sed -n 's/^SigIgn://p' /proc/self/status) in *[!048c])
    if env --default-signal=HUP,INT true 2>/dev/null; then
        exec env --default-signal=HUP,INT sh "$0" "$@"
    fi
    signals=TERM
    ;;
esac

# shellcheck disable=SC2034 # used by the tests
root=$(cd "$(dirname "$0")/../.." && pwd)
fundstelle=$BUILD/fundstelle
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 143' HUP INT TERM # and what is to be done at EXIT
cd "$work" || exit 1
unset FUNDSTELLE_INDEX FUNDSTELLE_LEXICON NO_COLOR CLICOLOR_FORCE COLUMNS
unset LANGUAGE
HOME=$work/home XDG_DATA_HOME='' LC_ALL=C.UTF-8
export HOME XDG_DATA_HOME LC_ALL
# A sanitizer's report ends a program with a status that is none of its own: their 1 is also
# "nothing found".
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}new_delete_type_mismatch=0:exitcode=99
export ASAN_OPTIONS

fail() {
    echo "$*"
    exit 1
}

skip() {
    echo "$*"
    exit 77
}

# run ARGUMENT...: runs fundstelle; output in ./out and ./err, status in $status.
run() {
    last="fundstelle $*"
    "$fundstelle" "$@" >out 2>err
    status=$?
}

expect_status() {
    [ "$status" = "$1" ] || fail "$last: status $status, not $1: $(cat out err)"
}

# expect_out: stdout is what stands on standard input; times are not compared.
expect_out() {
    cat >expected
    sed 's/[0-9.]* s)/N s)/' out >compared
    diff -u expected compared || fail "$last: other output"
}

expect_no_out() {
    [ ! -s out ] || fail "$last: unexpected output: $(cat out)"
}

# expect_err TEXT: stderr has the text; with no text stderr is empty.
expect_err() {
    if [ $# = 0 ]; then
        [ ! -s err ] || fail "$last: unexpected message: $(cat err)"
    else
        grep -qF -- "$1" err || fail "$last: no \"$1\" on stderr: $(cat err)"
    fi
}

expect_in_out() {
    grep -qF -- "$1" out || fail "$last: no \"$1\" in the output: $(cat out)"
}

# The packages that the library is linked with.
library_packages() {
    sed -n 's/^packages := //p' "$root/Makefile"
}

# The names of those that it loads, as definitions for the compiler.
library_definitions() {
    grep -oE "FUND_LIBRARY_[A-Z0-9_]+='[^']*'" "$BUILD/flags" | sort -u |
        sed "s/^\([^=]*\)='\(.*\)'/#define \1 \2/"
}

# build_inside PROGRAM: of tests/cli, in C or C++, with what the library does not export. Linked as
# C++, since clang leaves the sanitizers' C++ runtime out of C programs.
build_inside() {
    sanitizers=
    [ "${SANITIZE:-}" != 1 ] || sanitizers=-fsanitize=address,undefined
    if [ -e "$root/tests/cli/$1.c" ]; then
        ${CC:-cc} -D_GNU_SOURCE -I"$root" -I"$root/include" -c -o "$1.o" "$root/tests/cli/$1.c"
    else
        ${CXX:-c++} -std=c++17 -I"$root" -I"$root/include" -c -o "$1.o" "$root/tests/cli/$1.cc"
    fi || fail "cannot compile $1"
    # shellcheck disable=SC2046,SC2086 # words
    ${CXX:-c++} -o "$1" "$1.o" "$BUILD/libfundstelle.a" $(pkg-config --libs $(library_packages)) \
        -lstemmer -pthread $sanitizers || fail "cannot link $1"
}

# Into ./stage; $stage has bin, lib and so on. Two tests must not write the same manual pages.
install_program() { # VARIABLE=VALUE...
    flock "$BUILD" make -C "$root" -s install BUILD="$BUILD" DESTDIR="$work/stage" "$@" >log 2>&1 ||
        fail "make install: $(cat log)"
    stage=$work/stage${PREFIX:-/usr/local}
}

# hold_index INDEX: $writer writes to it until descriptor 4 is closed; it has the lock.
hold_index() {
    mkfifo feed
    "$fundstelle" index -i "$1" --quiet - <feed 2>writer.err &
    writer=$!
    exec 4>feed
    printf '{"id":"neu","body":"Ein Satz."}\n' >&4
    for _ in $(seq 200); do
        [ ! -s "$1/lock" ] || break
        sleep 0.05
    done
}

# Three small articles in ./articles and an index of them in ./index.
make_articles() {
    mkdir -p articles
    cat >articles/hafen.txt <<'END'
Title: Neuer Kran im Hafen
Date: 2023-04-05
Section: Wirtschaft
Author: Anke Sörensen
Source: Küstenbote

Im Hafen von Nordersiel steht seit Mittwoch ein neuer Kran. Er hebt bis zu 75.000 Kilogramm.

Die INF-Verträge haben damit nichts zu tun, sagte ein Sprecher des Hafens, und lachte dabei.

Für die Straße zum Hafen fehlen der Stadt noch Mittel, deshalb bleibt sie vorerst gesperrt.
END
    cat >articles/garten.txt <<'END'
Title: Gärten der Stadt
Date: 2024-05-06

Die Gärten der Stadt sind wieder offen. Über tausend Rosen blühen dort in allen Farben.
END
    cat >articles/liste.jsonl <<'END'
{"id":"musik","title":"Konzert am See","date":"2022-06-07","section":"Kultur","url":"https://example.org/musik","body":["Das Orchester spielt am See. Die Musik-Sammlung der Stadt zeigt dazu alte Noten.","Der Eintritt ist frei, und für Kinder gibt es am Nachmittag ein eigenes Programm im Park."]}
END
    "$fundstelle" index -q -i index articles || fail "cannot index the test articles"
}
