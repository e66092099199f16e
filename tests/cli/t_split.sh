# Where compounds are split, the user's own words, and the lexicon.
. "$(dirname "$0")/lib.sh"

run split Wirtschaftssanktionen Haus INF-Vertragsbruch 'Fußballstadion'
expect_status 0
expect_out <<'END'
Wirtschafts|sanktionen
Haus
INF-Vertrags|bruch
Fuß|ball|stadion
END
printf 'Mietpreisbremse\r\n\nGold\nKranken‑Haustür' | "$fundstelle" split >out || fail "stdin"
expect_out <<'END'
Miet|preis|bremse

Gold
Kranken‑Haus|tür
END
run split "$(printf 'Haus\377')" Haustür
expect_status 2
expect_err 'invalid UTF-8 at byte 4'
expect_in_out 'Haus|tür'
printf 'gut\nHaus\377\n' | "$fundstelle" split >out 2>err && fail "bad line: status 0"
expect_err 'stdin:2: invalid UTF-8'
"$fundstelle" split Haustür >/dev/full 2>err && fail "full disk: status 0"
run split --wrods x
expect_status 2
expect_err '--words'

# ---- own words --------------------------------------------------------------------

printf '# meine\nHaustür\nGold|regen\n' >words
run split --words words Haustür Haustüren Goldregens Haushund
expect_out <<'END'
Haustür
Haustüren
Gold|regens
Haus|hund
END
printf 'Haus\n||\n' >broken
run split --words broken Haus
expect_status 2
expect_err 'broken:2: expected a word'
run split --words missing Haus
expect_status 2
expect_err 'missing: No such file'

# The words of an index stay with it.
mkdir articles
printf 'Die Haustür klemmt.\n' >articles/a.txt
run index -i index --words words articles
expect_status 0
run search -i index Tür
expect_status 1
run search -i index Haustür
expect_status 0
printf 'Noch eine Haustür.\n' >articles/b.txt
run index -i index articles
expect_status 0
run search -i index Tür
expect_status 1
run index -i index --words words articles
expect_status 0
printf 'Goldregen\n' >others
run index -i index --words others articles
expect_status 2
expect_err 'made with words other than those of others'
run index -i plain articles
expect_status 0
run search -i plain Tür
expect_status 0
run index -i plain --words words articles
expect_status 2
expect_err 'index into a new folder'
run index -i new --words broken articles
expect_status 2
expect_err 'broken:2'
[ ! -e new ] || fail "a wrong list of words left an index behind"
run index -i new --words words --dry-run articles
expect_status 0
[ ! -e new/words.txt ] || fail "--dry-run wrote words.txt"
run index -i deep/er/still --words words articles
expect_status 0
run search -i deep/er/still Tür
expect_status 1
printf 'x' >file
run index -i file/index --words words articles
expect_status 2
expect_err 'file/index: Not a directory'
run status -i index
expect_in_out "this program's"

# ---- the lexicon --------------------------------------------------------------------

FUNDSTELLE_LEXICON=none
export FUNDSTELLE_LEXICON
run index -i none articles
expect_status 0
run search -i none Tür
expect_status 1
unset FUNDSTELLE_LEXICON
run search -i none Tür
expect_status 2
expect_err 'made with another analysis chain'
cp "$BUILD/de.lexicon" copy
FUNDSTELLE_LEXICON=$work/copy
export FUNDSTELLE_LEXICON
run search -i plain Tür
expect_status 0
# Most of it, since a block is looked at when a word needs it.
dd if=/dev/zero of=copy bs=4096 seek=1 count=2000 conv=notrunc 2>/dev/null
for command in "split Haus" "search -i plain Haus" "index -i fresh articles" "analyze Haus"; do
    # shellcheck disable=SC2086
    run $command
    expect_status 2
    expect_err 'copy: damaged lexicon'
done
FUNDSTELLE_LEXICON=$work/nowhere
run split Haus
expect_status 2
expect_err 'nowhere: No such file'
unset FUNDSTELLE_LEXICON

# Without one beside the program.
mkdir alone
cp "$fundstelle" alone/fundstelle
if [ ! -e /usr/local/share/fundstelle/de.lexicon ]; then
    alone/fundstelle split Haus >out 2>err && fail "no lexicon: status 0"
    expect_err 'no de.lexicon in the folder of the program'
fi

# Trained again it is the same, byte for byte, whatever the folder and locale.
data="/usr/share/hunspell/de_DE_frami.aff /usr/share/hunspell/de_DE_frami.dic
    /usr/share/dict/ngerman /usr/share/trans/de-en $root/stemmer/train/counts.txt $root/stemmer/train/german.txt"
# shellcheck disable=SC2086
LC_ALL=C "$BUILD/train-lexicon" $data again || fail "train-lexicon"
cmp "$BUILD/de.lexicon" again || fail "the lexicon depends on more than its sources"
"$BUILD/train-lexicon" a b 2>err && fail "train-lexicon: wrong call"
expect_err 'usage:'
# shellcheck disable=SC2086
"$BUILD/train-lexicon" ${data#* } no out 2>err && fail "train-lexicon: a missing file"
printf '[no such]\nHaus\n' >rules
"$BUILD/train-lexicon" /usr/share/hunspell/de_DE_frami.aff /usr/share/hunspell/de_DE_frami.dic \
    /usr/share/dict/ngerman /usr/share/trans/de-en "$root/stemmer/train/counts.txt" rules out 2>err &&
    fail "train-lexicon: wrong rules"
expect_err 'rules:1: no such section'
