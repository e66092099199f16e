# shellcheck disable=SC2154 # lib.sh sets $fundstelle
# Sourced by the tests of every path, behind lib.sh: commands as rows of what is expected. That
# memory is freed on each of these paths, errors included, is seen in a build with sanitizers (a
# leak is status 99). What the output looks like is the matter of the other tests.
make_articles
: >ran
input=/dev/null

# expect STATUS TEXT COMMAND ARGUMENT...: TEXT is on stderr; '' for nothing there, * for anything.
expect() {
    wanted=$1 text=$2
    shift 2
    [ "$wanted" = 2 ] || printf '%s\n' "$@" | sed "s/=.*//; s/^/${1-} /" >>ran
    timeout 60 "$fundstelle" "$@" <"$input" >out 2>err
    status=$? last="fundstelle $*"
    judge
}

judge() {
    expect_status "$wanted"
    case $text in
    '') expect_err ;;
    '*') ;;
    *) expect_err "$text" ;;
    esac
}

printf 'q1\tHafen Kran\nq2\tStadt\n' >queries
printf 'Kran|haus\n' >list.txt
printf 'Hafen\n\n1\n:facets\n:terms Hafen\n:sort date\n:since 2023\n:section Kultur\n:until morgenabend\n:help\n99\n:quit\n' >typed
unreadable() { # FILE: by its rights or, for root, by what it is
    rm -f "$1"
    if [ "$(id -u)" = 0 ]; then
        ln -s /proc/self/mem "$1"
    else
        : >"$1"
        chmod 000 "$1"
    fi
}
