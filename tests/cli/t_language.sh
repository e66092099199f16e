# Messages are German in German locales, whether the machine has them or not, and English
# elsewhere; figures, what programs read and exit statuses are the same everywhere.
. "$(dirname "$0")/lib.sh"

# ---- every message of the sources is translated -------------------------------------

po=$root/cli/po/de.po
make -C "$root" -s BUILD="$BUILD" "$BUILD/fundstelle.pot" >log 2>&1 || fail "xgettext: $(cat log)"
[ "$(grep -c '^msgid ' "$BUILD/fundstelle.pot")" -gt 400 ] || fail "few messages were found"

# untranslated FILE: messages of the sources that a catalogue has not, or not for sure.
untranslated() {
    msgmerge --quiet --no-fuzzy-matching "$1" "$BUILD/fundstelle.pot" -o merged.po || fail "msgmerge"
    msgattrib --untranslated --no-obsolete merged.po
    msgattrib --only-fuzzy --no-obsolete merged.po
    msgattrib --only-obsolete merged.po
}
untranslated "$po" >missing
[ ! -s missing ] || fail "make po, and translate: $(cat missing)"
msgfmt --check-format -o /dev/null "$po" || fail "formats of $po"
# The test sees what is missing.
sed 's/^msgid "no damage found"/msgid "the index was whole"/' "$po" >other.po
untranslated other.po | grep -q 'no damage found' || fail "a message that is missing is not seen"

# ---- which language -------------------------------------------------------------------

make_articles
# says LANGUAGE WORDS: in what language an unknown command is told.
says() {
    run frob
    expect_status 2
    case $1 in
    de) expect_err 'unbekannter Befehl „frob“' ;;
    en) expect_err 'unknown command "frob"' ;;
    esac
}
says en
LC_ALL=C LANGUAGE=de && export LANGUAGE && says en
LC_ALL=C.UTF-8 && says de
LANGUAGE=en:de && says en
LANGUAGE=fr:de && says de
unset LANGUAGE
# Locales that no machine has.
LC_ALL=de_XX.UTF-8 && says de
LC_ALL=de_DE.UTF-8 && says de
LC_ALL=en_XX.UTF-8 && says en
LC_ALL=fr_XX.UTF-8 && says en
unset LC_ALL
LANG=de_DE.UTF-8 && export LANG && says de
LC_MESSAGES=C && export LC_MESSAGES && says en
unset LC_MESSAGES

# ---- German -----------------------------------------------------------------------------

run search -i index --facets -n 0 'Hafen ODER (Gärten'
expect_status 0
expect_err 'Hinweis: die Klammer bei Zeichen 12 ist nicht geschlossen: bis zum Ende genommen'
expect_out <<'OUT'

4 Absätze in 2 Artikeln

Ressort
       3        1  Wirtschaft

Autor
       3        1  Anke Sörensen

Quelle
       3        1  Küstenbote

Monat
       3        1  2023-04
       1        1  2024-05

Jahr
       3        1  2023
       1        1  2024
OUT
run search -i index Orchster
expect_err 'Meinten Sie: Orchester'
run search -i index 'datum:Unsinn'
expect_status 2
expect_err 'ist kein Datum; Daten sind 2022'
run search -i nirgends Hafen
expect_status 2
expect_err 'nirgends: dort ist kein Index'
run search --jsn Hafen
expect_status 2
expect_err 'search: unbekannte Option --jsn; meinten Sie --json?'
run index -i index articles
expect_status 0
expect_out <<'OUT'
0 neu, 0 ersetzt, 3 unverändert, 0 entfernt, 0 gescheitert (0 Absätze, 0 Byte, N s)
OUT
printf '{"title":"ohne"\n' >bad.jsonl
run index -i index bad.jsonl
expect_status 2
expect_err 'bad.jsonl:1: kein gültiges JSON'
run show -i index musik
expect_in_out 'Ressort: Kultur'
run status -i index
expect_in_out 'Artikel:        3'
run trend -i index --by year Hafen
head -n 1 out >compared
printf '            Stellen   je Million   Absätze   je Million   Artikel\n' | cmp - compared || fail "trend: $(cat out)"
run help search
expect_status 0
expect_in_out 'Aufruf: fundstelle search [OPTION...] ABFRAGE...'
run help collocates
expect_in_out '      --window WÖRTER        wie viele'
run search --help=man
expect_in_out '.SH BESCHREIBUNG'
run --help=commands
expect_in_out "$(printf 'search\tAbsätze finden')"

# ---- the same in every language ------------------------------------------------------------

# same ARGUMENT...: output and exit status as in English.
same() {
    (unset LANG && run "$@" && echo "$status" >>out && mv out english)
    run "$@"
    echo "$status" >>out
    sed 's/"seconds":[0-9.e-]*/"seconds":N/' out >german
    sed 's/"seconds":[0-9.e-]*/"seconds":N/' english | diff -u - german || fail "$last: not the same in German"
}
same search -i index --json --explain Hafen
same search -i index --json --facets Hafen
same search -i index --format=csv Hafen
same search -i index --format=trec Hafen
same search -i index --parse 'Hafen UND (Kran ODER Rosen)'
same status -i index --json
same index -i index --json articles
same verify -i index --json
same formats --json
same trend -i index --json Hafen
same trend -i index --format=csv Hafen
same words -i index --format=csv Hafen
same kwic -i index --format=tsv Hafen
same terms -i index --json Hafen
same analyze Hafenkran
same search -i index gibtsnicht
