# shellcheck disable=SC2154 # lib.sh sets $fundstelle and $last
# Sourced by tests that follow articles through many versions, behind lib.sh.

# versions COUNT FROM TO: COUNT articles, each in the versions from FROM to TO, as JSON Lines; all
# of a version before the next one. Every passage tells its version.
versions() {
    awk -v count="$1" -v from="$2" -v to="$3" 'BEGIN {
        for (v = from; v <= to; v++)
            for (i = 1; i <= count; i++)
                printf "{\"id\":\"a%d\",\"date\":\"2024-0%d-11\",\"body\":[" \
                    "\"Der Hafenmeister zählt im Sommer die Boote der Gäste, Fassung %d.\"," \
                    "\"Am Steg %d liegen Kähne, deren Netze er gestern flicken ließ, Fassung %d.\"]}\n",
                    i, i % 9 + 1, v, i, v
    }'
}

# many COUNT [FIRST]: so many articles of about two hundred bytes with words of their own.
many() {
    awk -v count="$1" -v first="${2:-1}" 'BEGIN {
        for (i = first; i < first + count; i++)
            printf "{\"id\":\"m%d\",\"title\":\"Meldung %d\",\"body\":\"Die Meldung %d handelt von " \
                "Wort%dlich und Zahl%dhaft, von Booten, Kähnen und von dem, was am Kai " \
                "Nummer %d sonst noch liegt.\"}\n", i, i, i, i * 7, i * 13, i % 97
    }'
}

count() { # INDEX
    "$fundstelle" status -i "$1" --json | sed 's/.*"articles":\([0-9]*\).*/\1/'
}

# whole INDEX [ARTICLES]: no damage, every article as it was indexed.
whole() {
    run check -i "$1"
    expect_status 0
    expect_in_out 'no damage found'
    run verify -i "$1"
    expect_status 0
    [ -z "${2:-}" ] || [ "$(count "$1")" = "$2" ] || fail "$1: $(count "$1") articles, not $2"
}

# told_ours: the message is in our words, and names the index.
told_ours() { # INDEX
    expect_err "$1"
    sed 's/XAPIANDB//g' err | grep -aiE 'xapian|glass|DatabaseError|[A-Z][a-z]+[A-Z][a-z]*Error|terminate called' &&
        fail "$last: not in words of ours: $(cat err)"
}

# versions_whole: the export in ./out has every article with all passages of one version; with an
# argument, all articles of the same.
versions_whole() {
    awk -v articles="$1" -v same="${2:-}" '
        match($0, /"id":"[^"]*"/) { id = substr($0, RSTART, RLENGTH) }
        {
            rest = $0; passages = 0
            while (match(rest, /Fassung [0-9]+/)) {
                v = substr(rest, RSTART + 8, RLENGTH - 8)
                if (passages > 0 && v != version) { print id ": two versions"; bad = 1 }
                version = v; passages++
                rest = substr(rest, RSTART + RLENGTH)
            }
            if (passages != 2) { print id ": " passages " passages"; bad = 1 }
            if (id in seen) { print id ": twice"; bad = 1 }
            if (same != "" && NR > 1 && version != first) { print id ": version " version ", not " first; bad = 1 }
            if (NR == 1) first = version
            seen[id] = 1; n++
        }
        END { if (n != articles) { print n " articles, not " articles; bad = 1 }; exit bad }
    ' out >differ || fail "$last: $(head -n 5 differ)"
}

# stop PID: false when it has ended.
stop() {
    kill -STOP "$1" 2>/dev/null || return
    for _ in $(seq 500); do
        case $(sed 's/.*) \(.\).*/\1/' "/proc/$1/stat" 2>/dev/null) in
        T) return ;;
        Z | X | '') return 1 ;;
        esac
        sleep 0.01
    done
    fail "process $1 does not stop"
}

# making INDEX: until a writer makes files there that are none of the index yet.
making() {
    for _ in $(seq 1000); do
        [ -z "$(find "$1/tmp" -type f 2>/dev/null)" ] || return 0
    done
}
