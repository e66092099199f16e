# Word classes: forms meet by their dictionary word, and other words do not.
. "$(dirname "$0")/lib.sh"

found() { # QUERY TEXT: whether a search for one finds an article with the other
    rm -rf index
    printf 'Titel\n\n%s.\n' "$2" >text.txt
    "$fundstelle" index -q -i index text.txt || fail "index"
    "$fundstelle" search -i index -- "$1" >/dev/null
}
while read -r one other; do
    found "$one" "$other" || fail "$one does not find $other"
    found "$other" "$one" || fail "$other does not find $one"
done <<'END'
Gremium Gremien
Hafenfirmen Hafenfirma
Konzern Konzerne
hoch höheren
träfe treffen
Kurbel Kurbeln
Jeep Jeeps
Logbuch Logbücher
Fachärztin Facharzt
wandern wandernde
END
while read -r one other; do
    found "$one" "$other" && fail "$one finds $other"
done <<'END'
Kohl Kohle
Fall Falle
heiß heißt
Buch Buche
END
run analyze --explain Hafenfirmen
expect_status 0
expect_out <<'END'
Hafenfirmen
  noun hafenfirma -> hafenfirma  (head)
  word hafenfirma 1
  part haf 0.25
  part firma 0.25
END
run analyze --explain Kohl
grep -q '^  noun kohl -> kohl~[0-9]*  (lexicon)$' out || fail "$(cat out)"
