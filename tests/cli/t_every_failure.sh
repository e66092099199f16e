# Every command on indexes, lexicons and configurations that are absent or damaged, with nowhere
# to write to, beside another writer, and ended by signals.
. "$(dirname "$0")/lib.sh"
# shellcheck source=every.sh
. "$root/tests/cli/every.sh"

# ---- indexes that are none, or damaged ---------------------------------------------------
# A command a line, with @ for the index, behind its status where the index is absent, damaged,
# of another analysis chain, of words that are none, with saved queries that are none, or with a
# lock that is none.
cat >commands <<'END'
2 2 2 2 0 0 search -i @ Hafen
2 2 2 2 0 0 search -i @ --batch queries
2 2 2 2 0 0 interactive -i @
2 2 2 2 0 0 kwic -i @ Hafen
2 2 2 2 0 0 trend -i @ Hafen
2 2 2 2 0 0 words -i @ Hafen
2 2 2 2 0 0 ngrams -i @ Hafen
2 2 2 2 0 0 collocates --min=1 -i @ Hafen
2 2 2 2 0 0 similar -i @ hafen
2 2 2 2 0 0 complete -i @ Haf
2 2 2 2 0 0 complete -i @ --field article
2 2 2 2 0 0 terms -i @ Hafen
2 2 0 2 0 0 show -i @ hafen
2 2 0 2 0 0 status -i @
2 2 0 0 0 0 check -i @
2 2 0 2 0 0 export -i @
2 2 0 2 0 0 verify -i @
2 2 0 2 0 0 upgrade -i @ --dry-run
2 2 0 2 0 0 upgrade -i @
1 0 0 0 2 0 alert -i @ list
2 2 2 2 2 0 alert -i @ add stadt Stadt
2 2 2 2 0 2 remove -i @ hafen
2 2 2 2 0 2 compact -i @
0 2 2 2 2 2 index -i @ --alerts articles
0 2 2 2 0 0 index -i @ --dry-run articles
0 2 2 2 2 2 watch -i @ --once --alerts articles
END
# each INDEX STATUS TEXT: each command on a copy of the index. STATUS: a number, or the name of
# a column.
each() {
    of=$1 for_all=$2 told=$3
    while read -r absent damaged chain words alerts lock command <&3; do
        rm -rf bad bad.copy
        [ ! -e "$of" ] || cp -r "$of" bad
        case $for_all in [0-9]) wanted=$for_all ;; *) eval "wanted=\$$for_all" ;; esac
        set -- "$wanted" '*'
        [ "$wanted" != 2 ] || set -- 2 "$told"
        # shellcheck disable=SC2046 # words
        expect "$@" $(printf '%s\n' "$command" | sed 's/@/bad/')
    done 3<commands
}
mkdir bare folder
: >empty.txt
unreadable locked
"$fundstelle" alert add -i index hafen '+Hafen Kran' || fail alert
"$fundstelle" alert add -i index rosen Rosen || fail alert
each index 0 ''
each nirgends absent 'bad: no index'
each empty.txt 2 bad
each bare absent 'bad: no'

# Two segments, with deletions in one: everything that there can be.
"$fundstelle" compact -i index >/dev/null || fail compact
echo '{"id":"neu","body":"Noch ein Hafen."}' | "$fundstelle" index -q -i index - || fail index
"$fundstelle" remove -i index garten >/dev/null || fail remove
hurt() { # FILE: of a copy of the index, to be damaged
    rm -rf hurt && cp -r index hurt
    hurt=hurt/$1
}
deletions=$(sed -n 's/^# deletions \(d[0-9]*\) .*/\1/p' index/XAPIANDB)
segments=$(sed -n 's/^auto //p' index/XAPIANDB)
for file in XAPIANDB $segments $deletions; do
    hurt "$file"
    : >"$hurt" # cut short
    each hurt damaged bad
    hurt "$file"
    head -c 3000 "$root/LICENSE" >"$hurt" # another file
    each hurt damaged bad
    hurt "$file"
    rm "$hurt" && mkdir "$hurt" # a folder
    each hurt damaged bad
    [ "$file" = XAPIANDB ] || { hurt "$file" && rm "$hurt" && each hurt damaged bad; }
done
hurt XAPIANDB
printf 'auto g99\n' >"$hurt"
each hurt damaged 'bad'

build_inside reseal
hurt XAPIANDB
sed -i 's/^# chain .*/# chain andere/' "$hurt"
./reseal hurt || fail reseal
each hurt chain 'bad: '
sed -i 's/format 5/format 99/' "$hurt"
for command in 'search Hafen' 'show hafen' 'index articles' 'remove hafen'; do
    expect 2 'index format 99' "${command% *}" -i hurt "${command#* }"
done
expect 2 'index format 99' status -i hurt
expect 2 'index format 99' export -i hurt
hurt words.txt
mkdir "$hurt"
each hurt words 'bad/words.txt: '
rmdir "$hurt"
printf 'Kran|haus\na|\n' >"$hurt"
each hurt words 'bad/words.txt:2: '
hurt alerts.json
echo '{' >"$hurt"
each hurt alerts 'bad/alerts.json: damaged'
rm "$hurt" && mkdir "$hurt"
each hurt alerts 'bad/alerts.json: '
hurt lock
rm "$hurt" && mkdir "$hurt"
each hurt lock 'bad/lock: '

# ---- lexicons that are none -----------------------------------------------------------------
head -c 100000 "$BUILD/de.lexicon" >cut.lexicon
cp "$root/LICENSE" other.lexicon
: >empty.lexicon
for lexicon in fehlt folder cut.lexicon other.lexicon empty.lexicon locked; do
    export FUNDSTELLE_LEXICON=$lexicon
    # Two commands read nothing of it, where words that are none leave them cold, too.
    [ $lexicon != cut.lexicon ] || each index words "$lexicon: "
    expect 2 "$lexicon: " split Hafenkran
    expect 2 "$lexicon: " analyze Hafenkran
    expect 2 "$lexicon: " index -i words --words list.txt articles
done
export FUNDSTELLE_LEXICON=none
each index chain 'bad: made with another analysis chain'
expect 0 '' analyze Hafenkran
expect 0 '' index -i none --json articles
expect 0 '' search -i none Hafen
unset FUNDSTELLE_LEXICON

# ---- configurations that are none -----------------------------------------------------------
XDG_CONFIG_HOME=$work/config
export XDG_CONFIG_HOME
config=config/fundstelle/config
mkdir -p config/fundstelle
printf '[indexes]\nbad = %s/bad\n[defaults]\nindex = bad\ncount = 2\ncolor = never\npager = cat\n' "$work" >$config
each index 0 ''
cp -r index bad
expect 0 '' search Hafen
expect 0 '' status
for line in 'Unsinn' '[quatsch]' 'index = x' '[defaults]\nquatsch = 1' \
    '[indexes]\nbad = eins\nbad = zwei\nUnsinn'; do
    # shellcheck disable=SC2059 # with a line break in it
    printf "$line\n" >$config
    [ "$line" = '[quatsch]' ] || expect 2 "$config:" search -i bad Hafen
    case $line in *zwei*) each index 2 "$config:4: " ;; esac
done
printf '[defaults]\ncount = viele\n' >$config
expect 2 'count takes a number' search -i index Hafen
printf '[defaults]\ncolor = rot\n' >$config
for command in "search Hafen" "kwic Hafen" "similar hafen" "interactive"; do
    # shellcheck disable=SC2086 # words
    expect 2 'not "rot"' ${command%% *} -i index ${command#interactive}
done
rm $config
mkdir $config
expect 2 "$config: " status -i bad
rmdir $config
unreadable $config
expect 2 "$config: " remove -i bad hafen
unset XDG_CONFIG_HOME

# ---- nowhere to write, nobody to write for ---------------------------------------------------
# into_nothing COMMAND...: on a full disk, and with stdout closed. A reader that went away ends it.
into_nothing() {
    last="fundstelle $*" wanted=2 text='cannot write'
    case $last in *' add '* | *' --quiet '*) return ;; esac # they have no output
    if [ -w /dev/full ]; then
        rm -rf bad && cp -r index bad
        "$fundstelle" "$@" <"$input" >/dev/full 2>err
        status=$?
        judge
    fi
    rm -rf bad && cp -r index bad
    "$fundstelle" "$@" <"$input" >&- 2>err
    status=$?
    judge
    rm -rf bad && cp -r index bad
    {
        "$fundstelle" "$@" <"$input" 2>err
        echo $? >ended
    } | :
    status=$(cat ended)
    [ "$status" = 141 ] || [ "$status" -le 2 ] || fail "$last | :: status $status: $(cat err)"
}
rm -rf config
sed 's/^[0-9 ]*//' commands >plain
cat >>plain <<'END'
--help
--version
--help=man
--help=commands
help search
search --help=man
search --help=options
formats
formats --json
split Hafenkran
analyze Hafenkran
analyze --json Hafenkran
search --parse Hafen
search -i index --json Hafen
search -i index --format=csv Hafen
kwic -i index --json Hafen
trend -i index --format=svg Hafen
terms -i index --json Hafen
complete -i index --json Haf
status -i index --json
show -i index --json hafen
verify -i index --json articles
alert -i index --json list
END
while read -r command <&3; do
    # shellcheck disable=SC2046 # words
    into_nothing $(printf '%s\n' "$command" | sed 's/@/bad/')
done 3<plain

# ---- another writer, and signals ---------------------------------------------------------------
hold_index index
expect 2 "being written by process $writer" remove -i index --lock-timeout 0 hafen
expect 2 "being written by process $writer" compact -i index --lock-timeout 0
expect 2 "being written by process $writer" index -i index --lock-timeout 0 articles
expect 2 "being written by process $writer" watch -i index --lock-timeout 0 articles
expect 2 "being written by process $writer" watch -i index --once --lock-timeout 0 articles
expect 0 '' search -i index Hafen
kill -TERM "$writer"
wait "$writer"
status=$? last="index - after SIGTERM"
expect_status 2
grep -q interrupted writer.err || fail "$last: $(cat writer.err)"
exec 4>&-
for signal in $signals; do
    for option in --json --alerts; do
        : >out # else what the one before said may be taken for this one's
        : >err
        "$fundstelle" watch -i index $option articles >out 2>err &
        watcher=$!
        trap 'kill $watcher 2>/dev/null; rm -rf "$work"' EXIT
        for _ in $(seq 200); do
            ! grep -q watching out err || break
            sleep 0.05
        done
        echo "Ein Satz über SIG$signal und $option." >articles/neu.txt
        for _ in $(seq 200); do
            ! grep -q 'commit\|+' out err || break
            sleep 0.05
        done
        kill -s "$signal" $watcher
        wait $watcher
        status=$? last="watch $option after SIG$signal"
        expect_status 0
    done
done

[ "$signals" != TERM ] || exit 0
# A shell without a terminal starts what is beside it with SIGINT ignored.
env --default-signal=INT "$fundstelle" watch -i index --quiet articles >out 2>err &
watcher=$!
echo "Ein Satz voller Stille." >articles/still.txt
for _ in $(seq 400); do
    ! "$fundstelle" search -i index Stille >found 2>&1 || break
    sleep 0.05
done
kill -s INT $watcher
wait $watcher
status=$? last="watch --quiet after SIGINT"
expect_status 0
expect_err
