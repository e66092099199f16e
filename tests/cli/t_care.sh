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

# All tell what they have done, unless they shall not.
run snapshot -i index copied
expect_status 0
expect_in_out 'copied: a copy of commit '
run snapshot -i index --json copied-2
expect_in_out '{"index":"index","folder":"copied-2","commit":'
for command in check compact upgrade 'snapshot copied-3'; do
    # shellcheck disable=SC2086 # words
    run $command -i index -q
    expect_status 0
    expect_err
    expect_out </dev/null
done
run check -i index --json
expect_out <<'END'
{"index":"index","defects":0,"report":[],"json":2}
END
run compact -i index --json
expect_in_out '{"bytes_before":'
run upgrade -i index --json
expect_out <<'END'
{"needed":false,"articles":0,"passages":0,"dry_run":false,"json":2}
END

# A damaged table is found, and named by every command that meets it.
segment=$(sed -n 's/^auto //p' index/XAPIANDB)
cp -r index damaged
dd if=/dev/zero of="damaged/$segment" bs=4096 seek=1 count=1 conv=notrunc 2>/dev/null
run check -i damaged --json
expect_status 2
expect_in_out '"report":["damaged/'
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
build_inside reseal
cp -r index other
sed -i 's/^# chain .*/# chain fund-0/' other/XAPIANDB
./reseal other || fail "reseal"
run search -i other Hafen
expect_status 2
expect_err 'other: '
expect_err 'another analysis chain'
expect_err 'fundstelle upgrade -i other'
run index -i other articles
expect_status 2
expect_err 'fundstelle upgrade -i other'
run status -i other
expect_status 0
expect_in_out "differs from this program's"
expect_in_out 'Upgrade:    needed before a search; rewrites 3 articles: '
"$fundstelle" export -i index >before
run export -i other
expect_status 0
cmp -s out before || fail "export of another chain"
run upgrade -i other
expect_status 0
expect_in_out '3 articles rewritten (6 passages)'
run export -i other
cmp -s out before || fail "export after the upgrade"
run search -i other Hafen
expect_status 0
sed -i 's/format 5/format 77/' other/XAPIANDB
run search -i other Hafen
expect_status 2
expect_err 'index format 77'
