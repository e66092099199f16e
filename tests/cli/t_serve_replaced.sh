# An index that grows, is compacted, upgraded, or replaced as a whole under the server: the next search sees what is
# there, and no request fails meanwhile.
. "$(dirname "$0")/lib.sh"
# shellcheck source=serving.sh
. "$root/tests/cli/serving.sh"
make_articles
start_server --threads 2 --timeout 10
PYTHONPATH=$root/tests/cli PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 "$root/tests/cli/serve_steady.py" "$port" >steady 2>&1 &
steady=$!
build() { # WORD: an index of another article beside those there are, ./new
    printf 'Title: %s\n\nDer %s steht am Hafen.\n' "$1" "$1" >articles/neu.txt
    "$fundstelle" index -q -i new articles || fail "index: $1"
}
for round in 1 2 3; do
    printf 'Title: Neu\n\nEin Leuchtturm mit der Nummer %s steht am Kai.\n' "$round" >articles/turm.txt
    "$fundstelle" index -q -i index articles || fail index
    client serve_commit.py "$port" Leuchtturm 1
    for command in compact upgrade; do
        "$fundstelle" "$command" -q -i index || fail "$command"
        client serve_commit.py "$port" Leuchtturm 1
    done
    "$fundstelle" remove -i index turm >/dev/null || fail remove
    rm articles/turm.txt
    client serve_commit.py "$port" Leuchtturm 0

    # Another folder takes its place: there is a moment with none.
    build "Speicher$round"
    mv index old
    mv new index
    client serve_commit.py "$port" "Speicher$round" 1
    rm -r old

    # And by a symbolic link, which has no such moment.
    build "Lotse$round"
    mv index old
    mv new first
    ln -s first index
    client serve_commit.py "$port" "Lotse$round" 1
    build "Schlepper$round"
    mv new second
    ln -s second link
    mv -T link index
    client serve_commit.py "$port" "Schlepper$round" 1
    rm -r old first index
    mv second index
done
touch stop
wait "$steady" || fail "requests failed: $(cat steady)"

# One of version 0.7 cannot be searched; once it is upgraded, it is.
rm -r index
tar -xzf "$root/tests/fixtures/index-0.7.tar.gz" || fail tar
client serve_commit.py "$port" F%C3%A4hre index_unavailable
"$fundstelle" upgrade -q -i index || fail upgrade
found=$("$fundstelle" search -i index --format=trec -n 100 --duplicates=show Fähre | wc -l)
[ "$found" -ge 1 ] || fail "nothing is found"
client serve_commit.py "$port" F%C3%A4hre "$found"
stop_server
