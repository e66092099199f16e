# Word classes: forms meet by their dictionary word, and other words do not.
. "$(dirname "$0")/lib.sh"

# Articles of one word each, and all words as queries; each line of `together` must be found both ways, of
# `apart` neither finds the other.
cat >together <<'END'
# foreign and irregular plurals
Gremium Gremien
Studium Studien
Datum Daten
Stipendium Stipendien
Planetarium Planetarien
Rhythmus Rhythmen
Organismus Organismen
Dogma Dogmen
Stadion Stadien
Basis Basen
Matrix Matrizen
Komma Kommata
Seemann Seeleute
Solo Soli
Mythos Mythen
Epos Epen
Hafenfirma Hafenfirmen
Talmuseum Talmuseen
Chlorinum Chlorina
# plurals in -e, -n, -er, with umlaut
Konzern Konzerne
Kurbel Kurbeln
Schindel Schindeln
Hobel Hobeln
Deich Deiche
Damm Dämme
Logbuch Logbüchern
Schnabel Schnäbel
Kelch Kelche
Feder Federn
Mast Masten
# comparison
hoch höheren
nah näher
warm wärmste
dunkel dunklere
teuer teures
edel edle
gesund gesündeste
klug klügere
gut besten
makaber makabre
# -s
Jeep Jeeps
Kajak Kajaks
Motiv Motivs
Krakow Krakows
Kanu Kanus
UKW UKWs
DVD DVDs
Demo Demos
Putin Putins
Makeup Make-ups
# the other sex
Fachärztin Facharzt
Russe Russin
Schwabe Schwäbin
Graf Gräfin
Zauberer Zauberin
Bauer Bäuerin
Zeuge Zeugin
Vizekanzler Vizekanzlerin
Biologe Biologinnen
Jude Jüdinnen
# participles
wandern wandernde
knirschen knirschend
flicken geflickt
umgraben umgegraben
abholzen abgeholzten
erwerben erworbenes
anbrennen angebrannt
torkeln torkelnd
verschrotten verschrottete
beladen beladener
# verbs that no dictionary has
robotisieren robotisiert
tiktokisieren tiktokisierte
kuvrieren kuvrierten
# strong verbs
treffen träfe
graben grub
schwimmen schwömme
helfen hilf
sehen sieh
fahren fährst
entrinnen entrann
besteigen bestieg
werfen würfe
messen maß
END
cat >apart <<'END'
Kohl Kohle
Buch Buche
heiß heißt
Rinde Rind
Butter Butt
Pappe Papp
Kurs Kur
Gips Gip
OPEC OPECS
Becker Beck
Bußgeld Bus
END
grep -hv '^#' together apart | tr ' ' '\n' | sort -u >words
mkdir articles
while read -r word; do
    printf 'Titel\n\n%s.\n' "$word" >"articles/$word.txt"
    printf '%s\t%s\n' "$word" "$word" >>queries
done <words
"$fundstelle" index -q -i index articles || fail "index"
"$fundstelle" search -i index --batch queries -n 500 --format=trec --duplicates=show |
    awk '{ sub(/#.*/, "", $3); print $1, $3 }' >found
while read -r one other; do
    [ "$one" != '#' ] || continue
    grep -qxF "$one $other" found || fail "$one does not find $other"
    grep -qxF "$other $one" found || fail "$other does not find $one"
done <together
while read -r one other; do
    grep -qxF "$one $other" found && fail "$one finds $other"
    grep -qxF "$other $one" found && fail "$other finds $one"
done <apart
run analyze --explain Hafenfirmen
expect_status 0
expect_out <<'END'
Hafenfirmen
  noun hafenfirma -> hafenfirma  (head)
  word hafenfirma 1
  variant hafensfirma 1
  fallback häfenfirma 0.1
  part haf 0.25
  part firma 0.25
END
run analyze --explain Kohl
grep -q '^  noun kohl -> kohl~[0-9]*  (lexicon)$' out || fail "$(cat out)"
