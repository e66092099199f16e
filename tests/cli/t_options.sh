# Help, version, typos.
. "$(dirname "$0")/lib.sh"

run --help
expect_status 0
expect_in_out 'Usage: fundstelle'
for command in index search show remove status check compact analyze; do
    grep -q "^  $command " out || fail "--help lacks $command"
done
for command in index search show remove status check compact analyze; do
    run "$command" --help
    expect_status 0
    expect_in_out "Usage: fundstelle $command"
    cp out first
    run help "$command"
    cmp -s out first || fail "help $command differs from $command --help"
done
run --version
expect_status 0
grep -qE '^fundstelle [0-9]+\.[0-9]+\.[0-9]+$' out || fail "version: $(cat out)"
cp out first
run -V
cmp -s out first || fail "-V differs from --version"
run --version --json
expect_status 0
version=$(sed -n 's/^fundstelle //p' first) format=$(sed -n 's/^index format \([0-9]*\),.*/\1/p' first)
[ "$(cat out)" = "{\"name\":\"fundstelle\",\"version\":\"$version\",\"index_format\":$format,\"json\":2}" ] ||
    fail "--version --json: $(cat out)"
run
expect_status 2
expect_err 'Usage:'
run serach x
expect_status 2
expect_err 'did you mean "search"?'
run help serach
expect_status 2
run quatschkommando
expect_status 2
expect_err 'fundstelle --help'
run search --jsn x
expect_status 2
expect_err 'did you mean --json?'
run search --wxyzwxyz x
expect_status 2
expect_err 'search --help'
run search -Z x
expect_status 2
expect_err 'to exclude a word'
run search -n
expect_status 2
expect_err 'requires a value'
run search -n drei x
expect_status 2
expect_err '"drei"'
run search -n -3 x
expect_status 2
run search -n 99999999999999999999 x
expect_status 2
run search --json=ja x
expect_status 2
run search --json --format=text x
expect_status 2
expect_err 'cannot be combined'
run search --batch x --format=text
expect_status 2
expect_err 'supports --format=trec and --format=json only'
run search -i '' x
expect_status 2
expect_err '--index takes'
run index -i '' x
expect_status 2
run search --format=xml x
expect_status 2
expect_err '"xml"'
run index --lock-timeout=bald x
expect_status 2
HOME='' run search x
expect_status 2
expect_err 'HOME is not set'
if [ -w /dev/full ]; then
    "$fundstelle" --help >/dev/full 2>err
    [ $? = 2 ] || fail "help on a full disk"
fi
