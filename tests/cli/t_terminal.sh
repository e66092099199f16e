# On a terminal: passages wrapped to its width, colour, a total, a progress bar.
. "$(dirname "$0")/lib.sh"
command -v script >/dev/null || skip "no program named script here"
script -qec true /dev/null </dev/null >/dev/null 2>&1 || skip "no terminal can be made here"
make_articles
esc=$(printf '\033')

# terminal COMMAND: runs a shell command on a terminal of 40 columns; what it
# shows is in ./out.
terminal() {
    last=$1
    TERM=xterm script -qec "stty cols 40; $1" /dev/null </dev/null | tr -d '\r' >out
}

terminal "'$fundstelle' search -i index -n 1 --color=never Kran"
expect_out <<'END'
 1. Neuer Kran im Hafen  2023-04-05
    hafen#1
    Im Hafen von Nordersiel steht seit
    Mittwoch ein neuer Kran. Er hebt bis
    zu 75.000 Kilogramm.

1 passage in 1 article, 1 shown
END
terminal "'$fundstelle' search -i index -n 1 Kran"
expect_in_out "${esc}[1;31mKran${esc}[0m. Er"
terminal "NO_COLOR=1 '$fundstelle' search -i index -n 1 Kran"
grep -q "$esc" out && fail "colour although NO_COLOR"
terminal "'$fundstelle' search -i index gibtesnicht"
expect_out <<'END'
0 passages in 0 articles, 0 shown
END

# No line is longer than 100 columns, words are whole and ids are never cut.
printf '{"id":"ein-sehr-langer-name-der-nicht-umbrochen-wird","title":"Ein Titel, der so lang ist, dass er in eine Zeile von vierzig Spalten nicht passt","body":"%s"}\n' \
    "$(seq -s ' und dann kam auch noch die Nummer ' 20)" | "$fundstelle" index -q -i long -
terminal "'$fundstelle' search -i long --no-pager --color=never Titel Nummer 2>/dev/null"
expect_in_out '    ein-sehr-langer-name-der-nicht-umbrochen-wird#1'
[ "$(grep -v langer out | awk 'length > 40' | wc -l)" = 0 ] || fail "$(cat out)"
terminal "'$fundstelle' show -i long --no-pager ein-sehr-langer-name-der-nicht-umbrochen-wird"
[ "$(grep -v langer out | awk 'length > 40' | wc -l)" = 0 ] || fail "$(cat out)"
[ "$(sed -n '/^\[1\]/,$p' out | tr '\n' ' ' | sed 's/  *$//')" = "[1] $(seq -s ' und dann kam auch noch die Nummer ' 20)" ] ||
    fail "words are broken: $(cat out)"
terminal "stty cols 200; '$fundstelle' search -i long --no-pager --color=never Nummer 2>/dev/null"
[ "$(awk 'length > 104' out | wc -l)" = 0 ] || fail "$(cat out)"
[ "$(awk 'length > 80' out | wc -l)" -gt 1 ] || fail "$(cat out)"
# An article without a title is named by its first words.
printf '{"id":"n","passages":["Am Montag kam ein Schiff aus Übersee an.","Es hatte Bananen."]}\n' | "$fundstelle" index -q -i untitled -
terminal "'$fundstelle' search -i untitled --no-pager --color=never Bananen 2>/dev/null"
expect_in_out ' 1. Am Montag kam ein Schiff'

# What is longer than the terminal goes to a pager.
terminal "stty rows 6; FUNDSTELLE_PAGER='sed s/^/P:/' '$fundstelle' search -i index -n 3 --color=never Hafen"
expect_in_out 'P: 1. Neuer Kran im Hafen'
terminal "stty rows 60; FUNDSTELLE_PAGER='sed s/^/P:/' '$fundstelle' search -i index --color=never Hafen"
expect_in_out ' 1. Neuer Kran im Hafen'
grep -q '^P:' out && fail "a pager for a page: $(cat out)"
terminal "stty rows 6; FUNDSTELLE_PAGER='sed s/^/P:/' '$fundstelle' search -i index --no-pager Hafen"
grep -q '^P:' out && fail "a pager although --no-pager: $(cat out)"
terminal "stty rows 6; FUNDSTELLE_PAGER=/nichts/da '$fundstelle' show -i index hafen"
expect_in_out 'INF-Verträge'
terminal "stty rows 3; FUNDSTELLE_PAGER='sed s/^/P:/' '$fundstelle' kwic -i index --color=never der ODER Hafen"
expect_in_out 'P:'

# Wide characters count twice, and a word that is too long has a line of its own.
printf '{"id":"breit","body":"北京北京北京北京北京北京北京北京北京 und Donaudampfschifffahrtsgesellschaftskapitän Ahoi"}\n' |
    "$fundstelle" index -q -i wide -
terminal "'$fundstelle' search -i wide --color=never Ahoi 2>/dev/null"
expect_out <<'END'
 1. breit#1
    北京北京北京北京北京北京北京北京北京
    und
    Donaudampfschifffahrtsgesellschaftskapitän
    Ahoi
END

terminal "'$fundstelle' index -i fresh articles"
expect_in_out ' articles  '
expect_in_out ' MB/s'
terminal "'$fundstelle' index -q -i fresher articles"
[ ! -s out ] || fail "a progress bar although --quiet: $(cat out)"
run index -i freshest articles
grep -q 'MB/s' err && fail "a progress bar in a pipe"
exit 0
