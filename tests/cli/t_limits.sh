# With few descriptors, little memory or a limit for files a command does its work or says what is
# in its way; nothing is lost.
. "$(dirname "$0")/lib.sh"
# shellcheck source=texts.sh
. "$root/tests/cli/texts.sh"
: "${FUND_LONG:=1}"
[ "${SANITIZE:-}" != 1 ] || skip "a sanitizer needs memory and descriptors of its own"

# limited OPTION NUMBER ARGUMENT...: with that limit (as of prlimit and ulimit).
limited() {
    limit="--$1=$2"
    shift 2
    last="fundstelle $* with $limit"
    timeout -s KILL 120 prlimit "$limit" -- "$fundstelle" "$@" >out 2>err
    status=$?
    # 127: the loader had no room for the libraries.
    ! { [ $status = 127 ] && grep -q 'error while loading shared libraries|cannot write the output' err; } || status=2
    [ $status -lt 124 ] || fail "$last: status $status: $(cat err)"
}

# clear: it did its work, or told what it could not do.
clear() {
    [ $status != 0 ] || return 0
    expect_status 2
    grep -qaiE 'too many open files|memory|too large|File size limit|allocate|cannot be mapped|shared libraries|cannot write the output' err ||
        fail "$last: an unclear message: $(cat err)"
}

has() { # ARTICLES
    whole index "$1"
    run search -i index --format=trec -n 20 Kai
    expect_status 0
    [ "$(wc -l <out)" = 20 ] || fail "$last: $(wc -l <out) hits"
}

begin() {
    rm -rf index
    cp -a first index
    articles=1500
}

many 1500 | "$fundstelle" index -q -i first - || fail "cannot index the first articles"
for step in 1 2 3 4 5 6 7 8 9 10 11 12; do # segments, and deletions
    many 20 $((5000 + step * 20)) | "$fundstelle" index -q -i first - || fail "index"
    seq -f m%.0f $((5000 + step * 20)) $((5019 + step * 20)) | xargs "$fundstelle" remove -i first >out || fail "remove"
done
mkdir files
many 1 9001 >files/one.jsonl
many 300 10000 >files/some.jsonl
many 6000 20000 >files/most.jsonl
begin
has 1500

# each OPTION NUMBER...: reads and writes under each limit.
each() {
    option=$1
    shift
    for number; do
        begin
        for what in 'search -i index Kai' 'show -i index m5' 'kwic -i index Kai' 'similar -i index m7' \
            'export -i index' 'verify -i index' 'check -i index' 'status -i index' 'complete -i index Mel'; do
            # shellcheck disable=SC2086 # words
            limited "$option" "$number" $what
            case $what in
            check* | verify*)
                if grep -qai 'damage' out err && ! grep -qa 'no damage' out; then
                    fail "$last: damage, where there is none: $(cat out err)"
                fi
                ;;
            esac
            clear
            [ "$status" != 0 ] || reads="$reads ${what%% *}"
        done
        has "$articles"
        for files in one some most; do
            before=$articles
            limited "$option" "$number" index -i index files/$files.jsonl
            clear
            now=$(count index)
            if [ $status = 0 ]; then
                [ "$now" = $((before + $(wc -l <files/$files.jsonl))) ] || fail "$last: $now articles, $before before"
                writes="$writes $files"
            else
                told=$(sed -n 's/^\([0-9]*\) added.*/\1/p' out)
                [ "$now" = $((before + ${told:-0})) ] || fail "$last: $now articles, $before and $told: $(cat err)"
            fi
            articles=$now
            has "$articles"
        done
        limited "$option" "$number" watch -i index --once files/some.jsonl
        clear
        articles=$(count index)
        limited "$option" "$number" remove -i index m9 m10
        clear
        [ "$status" = 2 ] || articles=$((articles - 2))
        has "$articles"
        limited "$option" "$number" compact -i index
        clear
        [ "$status" != 0 ] || writes="$writes compact"
        has "$articles"
        # And without the limit all of it is done.
        run index -i index files
        expect_status 0
        has "$(count index)"
        run search -i index --format=trec artikel:m25999
        expect_status 0
    done
}

reads='' writes=''
each nofile 64
case $writes in *some*compact*) ;; *) fail "64 descriptors were too few: $writes" ;; esac
case $reads in *search*export*check*) ;; *) fail "64 descriptors were too few: $reads" ;; esac
each nofile 12
each as 80000000
each fsize 4096
[ "$FUND_LONG" != 1 ] || exit 0
each nofile 6 7 8 9 10 11 13 14 16 18 20 22 24 28 32 40 48
each as 30000000 40000000 50000000 60000000 70000000 90000000 100000000 120000000 150000000
each fsize 0 1 5000 8192 10000 20000 50000 100000 200000 300000
