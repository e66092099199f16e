# status, check, compact, and what becomes of damaged or foreign indexes.
. "$(dirname "$0")/lib.sh"
make_articles

run status -i index
expect_status 0
expect_in_out 'Articles:   3'
expect_in_out 'Passages:   6,'
expect_in_out "this program's"
run status -i index --json
expect_in_out '"articles":3,"passages":6,"deleted":0,"withdrawn":0,"terms":'
expect_in_out '"analyzer_matches":true'
expect_in_out '"json":2}'
bytes=$(printf 'mit\377')
cp -r index "$bytes"
run status --json -i "$bytes"
expect_status 0
expect_in_out '{"index":"mit�","articles":3'
rm -rf "$bytes"
run status -iindex
expect_status 0
mkdir none
run index -i new -q none
run status -i new
grep -q "differs from this program's" out && fail "an index without articles: $(cat out)"
run status -i index wort
expect_status 2

run check -i index
expect_status 0
expect_out <<'END'
no damage found
END
run compact -i index
expect_status 0
expect_in_out ' after'
run search -i index --format=trec Hafen
expect_status 0
run check -i index
expect_status 0

# A damaged table is found, and named by every command that meets it.
generation=$(sed -n 's/^auto //p' index/XAPIANDB)
cp -r index damaged
printf 'unsinn' | dd of="damaged/$generation/postlist.glass" bs=1 conv=notrunc 2>/dev/null
dd if=/dev/zero of="damaged/$generation/postlist.glass" bs=8192 count=2 conv=notrunc 2>/dev/null
run check -i damaged
expect_status 2
expect_err 'damaged'
expect_err 'into a new folder'

for command in search index status check compact remove; do
    case $command in
    search) run search -i articles Hafen ;;
    index) run index -i articles articles/garten.txt ;;
    remove) run remove -i articles a ;;
    *) run "$command" -i articles ;;
    esac
    expect_status 2
    expect_err 'articles: not an index'
done
[ ! -e articles/lock ] || fail "a folder that is no index was touched"

# An index of another version or another analysis chain.
build_inside set_metadata
cp -r index other
./set_metadata other fundstelle.fingerprint fund-0 || fail "set_metadata"
run search -i other Hafen
expect_status 2
expect_err 'other: '
expect_err 'another analysis chain'
run index -i other articles
expect_status 2
expect_err 'into a new folder'
run status -i other
expect_status 0
expect_in_out "differs from this program's"
./set_metadata other fundstelle.version 77 || fail "set_metadata"
run search -i other Hafen
expect_status 2
expect_err 'index format 77'
