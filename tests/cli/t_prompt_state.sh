# The interactive mode keeps what was typed, says what it filters by, and is left as one would try it;
# in German, too.
. "$(dirname "$0")/lib.sh"
${CC:-cc} -std=c11 -D_GNU_SOURCE -o type_keys "$root/tests/cli/type_keys.c" -lutil ||
    fail "cannot compile type_keys"
./type_keys /bin/true </dev/null >/dev/null || skip "no terminal can be made here"
mkdir -p articles
printf 'Titel: Reise nach Kyjiw\nDatum: 2023-04-05\nRessort: Ausland\nAutor: Anna Berg\nUrl: https://example.org/reise\n\nDer Minister ist nach Kyjiw gereist.\n\nEr sprach in Kyjiw über Hilfen und traf dort auch die Minister anderer Länder, die am selben Tag angereist waren.' >articles/reise.txt
printf 'Titel: Minister im Garten\nDatum: 2024-05-06\nRessort: Inland\nAutor: Jan Ohm\n\nDer Minister pflanzt Rosen, Haselnüsse und Hafer.' >articles/garten.txt
"$fundstelle" index -q -i index articles || fail "cannot index"
# shellcheck disable=SC2016 # of that script
printf '#!/bin/sh\necho "$1" >>%s/opened\n' "$work" >opener
chmod +x opener
tab=$(printf '\t') interrupt=$(printf '\003')

# prompt LANGUAGE: takes the steps of standard input (see type_keys.c).
prompt() {
    last="interactive in $1"
    TERM=xterm LC_ALL=de_DE.UTF-8 LANGUAGE=$1 FUNDSTELLE_OPEN=$work/opener FUNDSTELLE_PAGER='' \
        ./type_keys "$fundstelle" interactive -i index >out 2>err
    status=$?
    [ ! -s err ] || fail "$last: $(cat err)"
    expect_status 0
}

prompt en <<STEPS
see fundstelle>
type Unsinn${interrupt}
see fundstelle>
enter Minister
see Minister im Garten
see fundstelle>
enter :sort datum
see Minister im Garten
see fundstelle [by date]>
enter :sort quer
see Unknown order "quer"
see fundstelle [by date]>
enter :section Inlnd
see no section "Inlnd"; did you mean "Inland"?
see fundstelle [section Inlnd, by date]>
enter :section Inland
see -- 1 of 1
see fundstelle [section Inland, by date]>
enter :section
see fundstelle [by date]>
enter :sort
see fundstelle>
enter Kyjiw
see Reise nach Kyjiw
see fundstelle>
enter o1
see Opening https://example.org/reise
see fundstelle>
enter 1
see Title:
see Article:
see fundstelle>
type autor:An${tab}
see "Anna Berg"
enter Kyjiw
see Reise nach Kyjiw
see fundstelle>
type ha${tab}${tab}
see Hafer
enter fer
see Minister im Garten
see fundstelle>
enter ?
see clear the line
see fundstelle>
enter help
see clear the line
see fundstelle>
enter quit
STEPS
for _ in $(seq 100); do
    [ ! -s opened ] || break
    sleep 0.05
done
[ "$(cat opened)" = https://example.org/reise ] || fail "opened: $(cat opened)"

prompt de <<STEPS
see fundstelle>
enter Minister
see Reise nach Kyjiw
see fundstelle>
enter :ressort Ausland
see -- 1 von 1
see fundstelle [Ressort Ausland]>
enter hilfe
see :sort
see fundstelle [Ressort Ausland]>
enter :ende
STEPS
