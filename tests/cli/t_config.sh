# The configuration file, named indexes, several indexes as one.
. "$(dirname "$0")/lib.sh"
make_articles
printf '{"id":"zwei","date":"2024-01-01","section":"Politik","body":["Der Hafen der Insel wird im nächsten Sommer endlich ausgebaut, sagte die Ministerin."]}\n' >zwei.jsonl
"$fundstelle" index -q -i zweiter zwei.jsonl || fail "cannot index"
XDG_CONFIG_HOME=$work/config
export XDG_CONFIG_HOME
mkdir -p config/fundstelle home
ln -s "$work/zweiter" home/zweiter

# ids ARGUMENT...: articles found.
ids() {
    run search --format=trec "$@"
    got=$(awk '{sub("#.*", "", $3); print $3}' out | sort -u | tr '\n' ' ')
}
ids -i index -i zweiter Hafen
[ "$got" = 'hafen zwei ' ] || fail "two indexes: $got ($(cat err))"
ids -i index -i zweiter 'ressort:Politik Hafen'
[ "$got" = 'zwei ' ] || fail "two indexes, filtered: $got ($(cat err))"
ids -i zweiter -i index 'ressort:Politik Hafen'
[ "$got" = 'zwei ' ] || fail "two indexes, filtered, the other way round: $got ($(cat err))"
ids -i index -i zweiter '"Hafen der Insel"'
[ "$got" = 'zwei ' ] || fail "a phrase in two indexes: $got"
run search -i index -i zweiter -n 0 --facets Hafen
expect_in_out '4 passages in 2 articles'
expect_in_out '       1        1  Politik'
run show -i index -i zweiter zwei
expect_status 0
run search -i index -i fehlt Hafen
expect_status 2
expect_err 'fehlt'

cat >config/fundstelle/config <<E
; named indexes
[indexes]
eins = $work/index
insel = ~/zweiter
[defaults]
index = insel
E
ids Hafen
[ "$got" = 'zwei ' ] || fail "the default of the configuration: $got ($(cat err))"
ids -i eins Hafen
[ "$got" = 'hafen ' ] || fail "a named index: $got ($(cat err))"
ids -i eins -i insel Hafen
[ "$got" = 'hafen zwei ' ] || fail "two named indexes: $got ($(cat err))"
FUNDSTELLE_INDEX=eins
export FUNDSTELLE_INDEX
ids Hafen
[ "$got" = 'hafen ' ] || fail "the environment names it: $got ($(cat err))"
unset FUNDSTELLE_INDEX
run index -q -i insel articles
expect_status 0
ids Hafen
[ "$got" = 'hafen zwei ' ] || fail "indexed by name: $got ($(cat err))"

printf '[defaults]\ncount = 1\ncolor = always\n' >config/fundstelle/config
run search -i index Hafen
[ "$(grep -c '^ [0-9]*\. ' out)" = 1 ] || fail "count of the configuration: $(cat out)"
grep -q "$(printf '\033')" out || fail "color of the configuration: $(cat out)"
run search -i index -n 2 --color=never Hafen
[ "$(grep -c '^ [0-9]*\. ' out)" = 2 ] || fail "the command line goes first: $(cat out)"
printf '[defaults]\ncount = viele\n' >config/fundstelle/config
run search -i index Hafen
expect_status 2
expect_err 'count takes a number, not "viele"'
printf '[defaults]\ncolor = rot\n' >config/fundstelle/config
run search -i index Hafen
expect_status 2
expect_err 'not "rot"'
printf '[indexes]\neins = /x\n[defaults]\nfarbe = rot\n' >config/fundstelle/config
run search Hafen
expect_status 2
expect_err 'config/fundstelle/config:4: '
printf 'Unsinn\n' >config/fundstelle/config
run search Hafen
expect_status 2
expect_err 'config/fundstelle/config:1: '
run split Hafen # needs no configuration
expect_status 0

# A name that is not there is told, with those that are.
mkdir -p "$HOME/.config/fundstelle"
printf '[indexes]\nagentur = %s/a\narchiv = %s/b\n' "$work" "$work" >"$HOME/.config/fundstelle/config"
XDG_CONFIG_HOME='' run search -i arhciv Hafen
expect_status 2
expect_err 'no index named "arhciv"; it has: agentur, archiv'
