# The line editor of the interactive mode: letters beyond ASCII in every locale, completion, history.
. "$(dirname "$0")/lib.sh"
${CC:-cc} -std=c11 -D_GNU_SOURCE -o type_keys "$root/tests/cli/type_keys.c" -lutil ||
    fail "cannot compile type_keys"
./type_keys /bin/true </dev/null >/dev/null || skip "no terminal can be made here"
mkdir -p articles
cat >articles/reise.txt <<'TEXT'
Title: Reise nach Kyjiw
Date: 2023-04-05

Der Außenminister ist am Mittwoch nach Kyjiw gereist und spricht dort über weitere Hilfen.
TEXT
cat >articles/garten.txt <<'TEXT'
Title: Rosen der Stadt
Date: 2024-05-06

Die schönen Gärten der Stadt sind wieder offen, und über tausend Rosen blühen dort.
TEXT
"$fundstelle" index -q -i index articles || fail "cannot index"
history=$HOME/.local/state/fundstelle/history
tab=$(printf '\t') up=$(printf '\033[A') left=$(printf '\033[D') backspace=$(printf '\177')
nfd=$(printf 'Ga\314\210rten')

# prompt LOCALE: takes the steps of standard input (see type_keys.c) under this LC_ALL.
prompt() {
    last="interactive under LC_ALL=$1"
    TERM=xterm LC_ALL=$1 ./type_keys "$fundstelle" interactive -i index >out 2>err
    status=$?
    [ ! -s err ] || fail "$last: $(cat err)"
    expect_status 0
}

for locale in de_DE.UTF-8 C.UTF-8 C; do
    rm -f "$history"
    # Each hit is waited for after what was typed: its title, and no other one's.
    prompt $locale <<STEPS
see fundstelle>
enter Außenminister
see Reise nach Kyjiw
see fundstelle>
type schöne Außenm$tab
see inister
enter ${backspace}
see Reise nach Kyjiw
see fundstelle>
enter Garü${backspace}${backspace}${backspace}ärten
see Rosen der Stadt
see fundstelle>
enter Gürten${left}${left}${left}${left}${backspace}ä
see Rosen der Stadt
see fundstelle>
enter $nfd
see Rosen der Stadt
see fundstelle>
enter :quit
STEPS
    for line in Außenminister 'schöne\\040Außenminister' Gärten "$nfd"; do
        grep -qx -- "$line" "$history" || fail "$locale: no $line in the history: $(cat "$history")"
    done
    # After a restart the line before :quit, $nfd, two Gärten and the one of two words.
    prompt $locale <<STEPS
see fundstelle>
enter $up$up$up$up$up
see schöne Außenminister
see Reise nach Kyjiw
see fundstelle>
enter :quit
STEPS
done

# As it was written before the editor knew UTF-8: bytes as \\M escapes.
# shellcheck disable=SC2016 # a dollar of libedit
printf '_HiStOrY_V2_\nG\\M-C\\M-$rten\n' >"$history"
prompt C.UTF-8 <<STEPS
see fundstelle>
enter $up
see Rosen der Stadt
see fundstelle>
enter :quit
STEPS

# Only letters: numbers stay as the program writes them.
"$fundstelle" status -i index >expected
LC_ALL=de_DE.UTF-8 LANGUAGE=en "$fundstelle" status -i index | diff expected - || fail "status differs"
