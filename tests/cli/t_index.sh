# Adding, leaving alone, replacing, pruning; counts as text and as JSON.
. "$(dirname "$0")/lib.sh"
make_articles
rm -rf index

run index -i index articles
expect_status 0
expect_err
expect_out <<'END'
3 added, 0 replaced, 0 unchanged, 0 removed, 0 failed (6 passages, 538 bytes, N s)
END

run index -i index articles
expect_status 0
expect_out <<'END'
0 added, 0 replaced, 3 unchanged, 0 removed, 0 failed (0 passages, 0 bytes, N s)
END

echo "Die Gärten sind geschlossen, und das bleibt nach Auskunft der Stadt auch so." >articles/garten.txt
rm articles/hafen.txt
run index -i index --dry-run --prune articles
expect_status 0
expect_out <<'END'
dry run: 0 added, 1 replaced, 1 unchanged, 1 removed, 0 failed (1 passage, 77 bytes, N s)
END
run index -i index --prune --json articles
expect_status 0
expect_in_out '{"added":0,"replaced":1,"unchanged":1,"removed":1,"withdrawn":0,"failed":0,"warnings":0,"passages":1,"bytes":77,"commits":1,"seconds":'
run search -i index Hafen
expect_status 1
run search -i index --format=trec geschlossen
expect_status 0

# From a stream, into the default index.
FUNDSTELLE_INDEX=$work/env
export FUNDSTELLE_INDEX
"$fundstelle" index - <articles/liste.jsonl >out 2>err || fail "stream: $(cat err)"
expect_in_out '1 added'
[ -e env/XAPIANDB ] || fail "FUNDSTELLE_INDEX is not used"
unset FUNDSTELLE_INDEX
run index articles/garten.txt
expect_status 0
[ -e home/.local/share/fundstelle/index/XAPIANDB ] || fail "the default index is not used"
XDG_DATA_HOME=$work/data
export XDG_DATA_HOME
run index -q articles/garten.txt
expect_status 0
expect_no_out
[ -e data/fundstelle/index/XAPIANDB ] || fail "XDG_DATA_HOME is not used"

mkdir empty
run index -i index empty
expect_status 0
expect_err 'no articles found'
echo x >empty/bild.jpg
run index -i index empty
expect_status 0
expect_in_out '1 file skipped: 1 .jpg'
expect_err 'no articles found; what is read: fundstelle formats'
echo x >empty/bild.png
run index -i index empty
expect_in_out '2 files skipped: 1 .jpg, 1 .png'
rm empty/bild.*
run index -i index
expect_status 2
expect_err 'name files or folders'

# What is gone is not removed in any number; tests/unit/test_indexer_prune.c has the limits.
rm -r empty
mkdir -p many empty
for number in $(seq 12); do
    echo "Am Kai Nummer $number liegt ein Boot, und das bleibt noch eine Weile so." >"many/n$number.txt"
done
run index -q -i many-index many
mv many away
mv empty many
for option in '' --dry-run; do
    # shellcheck disable=SC2086 # words
    run index -i many-index --prune $option many
    expect_status 2
    expect_in_out '0 removed'
    expect_in_out ', 12 missing but kept'
    expect_err 'fundstelle: many: is empty; its 12 articles were kept (--prune=force removes them)'
done
run index -i many-index --prune --json many
expect_status 2
expect_in_out '"refused":12,'
LANGUAGE=de run index -i many-index --prune many
expect_err 'many: ist leer; die 12 Artikel daraus wurden behalten (--prune=force entfernt sie)'
expect_in_out ', 12 fehlen, wurden aber behalten'
run verify -i many-index many
expect_status 1
[ "$(grep -c '^gone' out)" = 12 ] || fail "$(cat out)"
rmdir many
for option in --prune --prune=force; do
    run index -i many-index $option many
    expect_status 2
    expect_in_out '0 removed'
    expect_err 'many: No such file or directory'
done
mv away many
run index -i many-index --prune many
expect_status 0
expect_in_out '12 unchanged'
rm many/*
run index -i many-index --prune=force many
expect_status 0
expect_in_out '12 removed'
