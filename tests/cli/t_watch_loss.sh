# What "watch" must not remove: articles of a folder that is away, empty or another, and those of
# a burst of deletions. What it must: the rest. Mounts are the matter of t_watch_mount.sh.
. "$(dirname "$0")/lib.sh"
# shellcheck source=watching.sh
. "$root/tests/cli/watching.sh"

# ---- a small part of a folder, and all that has moved --------------------------------
articles 1 40 a
articles 41 60 a/b
articles 1 1 rest 'ein Floß'
mv rest/n1.txt rest/allein.txt
start a/ ./rest
has 61
rm a/b/n41.txt a/b/n42.txt
counted 59
mv a/b a/c
await '~18'
mv a/c/n60.txt a/n99.txt
found artikel:n99
counted 59
told 0 'gone'
told 0 'is missing'
run verify -i index
expect_status 0

# ---- a large part is kept, told once, and shown as gone ------------------------------
rm -r a/c
await 'a/: 17 of 58 articles are gone; none was removed (--prune=force removes them)'
rm a/n1.txt a/n2.txt
articles 100 100 a
found artikel:n100
rm rest/allein.txt
await 'rest: is empty; its 1 article was kept (--prune=force removes them)'
end TERM
told 1 'a/: '
has 60
run verify -i index
expect_status 1
[ "$(grep -c '^gone' out)" = 20 ] || fail "$(cat out)"

# By a start, too; as often as it is started.
start a
told 1 'a: 19 of 59 articles are gone; none was removed (--prune=force removes them)'
end TERM
has 60
run watch -i index --once a
expect_status 2
expect_err '19 of 59 articles are gone'
start a --prune
told 1 'a: 19 of 59'
end TERM
run watch -i index --prune=viel a
expect_status 2
expect_err '--prune takes no value or force, not "viel"'
start --prune=force a rest
has 40
rm a/*.txt
counted 0
end TERM
told 0 'gone'
told 0 'is missing'
told 0 'empty'

# ---- by thousands ----------------------------------------------------------------------
articles 1 700 a
articles 701 1500 a/b
start a
rm -r a/b
await '800 of 1500 articles are gone'
mkdir a/b
articles 701 1500 a/b
found artikel:n1500
mv a/b a/anders
for _ in $(seq 600); do
    [ "$("$fundstelle" export -i index | grep -c '/anders/')" != 800 ] || break
    sleep 0.05
done
end TERM
told 1 'gone'
has 1500
run index -i index --prune a
expect_status 0

# ---- folders with files of the same names: other ids, the same articles ---------------------
rm -r a
for number in $(seq 1 30); do
    mkdir -p "a/x$number" "a/y$number"
    echo "Am Kai Nummer $number liegt ein Boot, und das bleibt noch eine Weile so." >"a/x$number/1.txt"
    echo "Am See Nummer $number liegt ein Boot, und das bleibt noch eine Weile so." >"a/y$number/2.txt"
done
rm -r index
start a
for number in $(seq 1 30); do
    mv "a/x$number" "a/neu$number"
done
found artikel:neu30/1
counted 60
run search -i index artikel:x9/1
expect_status 1
end TERM
told 0 'gone'
told 0 'is missing'

# ---- a folder that is moved away, exchanged, or made anew --------------------------------------
rm -r index a
articles 1 12 a
articles 1 12 other 'eine Fähre'
ln -s a link
start link rest
mv a away
await 'link: is missing; its articles are kept until it is back'
articles 50 50 rest
found artikel:n50
end TERM
has 13
run index -i index --prune link
expect_status 2
expect_err 'link: No such file'
run index -i index --prune=force link
expect_status 2
expect_err 'link: No such file'
has 13
mv away a
start link rest
mv a away
await 'link: is missing'
articles 13 14 away
mv away a
found artikel:n14
articles 15 15 a
found artikel:n15
mv a away && mv other a # another one, with other articles of the same names
found 'Fähre'
rm a/n1.txt
counted 12
mkdir leer
mv a other && mv leer a # and an empty one
articles 51 51 rest
found artikel:n51
rm -r a
mkdir a
articles 52 52 rest
found artikel:n52
has 14
articles 16 16 a
await 'link: 11 of '
articles 17 17 a
found artikel:n17
end TERM
has 16
told 1 'is missing;'

# ---- flickering: nothing is lost, and little said ----------------------------------------------
rm -r index a
articles 1 12 a
start a
for _ in 1 2 3 4 5 6 7 8; do
    mv a away
    sleep 0.2
    mv away a
    sleep 0.4
done
articles 13 13 a
found artikel:n13
end TERM
has 13
[ "$(grep -c 'is missing' log)" -le 1 ] || fail "$(cat log)"

# ---- a file may be replaced as ever, and deleted when that is little --------------------------
lines() { # FROM TO
    for number in $(seq "$1" "$2"); do
        echo "{\"id\":\"z$number\",\"body\":\"Zeile Nummer $number.\"}"
    done
}
rm -r index
lines 1 40 >liste.jsonl
start liste.jsonl
has 40
lines 31 45 >neu
mv neu liste.jsonl
found artikel:z45
has 15
rm liste.jsonl
await 'liste.jsonl: disappeared; its 15 articles were kept'
has 15
lines 41 45 >liste.jsonl
counted 5
rm liste.jsonl
counted 0
mkdir d
lines 1 5 >d/liste.jsonl
end TERM
start d/liste.jsonl
mv d e
await 'd/liste.jsonl: is missing; its articles are kept'
mkdir d
lines 6 6 >d/liste.jsonl
found artikel:z6
counted 1
end TERM

# ---- lines of a file in a folder ------------------------------------------------------------------
rm -r index d
mkdir d
lines 1 40 >d/liste.jsonl
lines 101 140 >d/liste2.jsonl
start d
lines 1 30 >d/liste.jsonl
counted 70
lines 1 20 >d/liste.jsonl
await '10 of 70 articles are gone; none was removed'
lines 1 41 >d/liste.jsonl
found artikel:z41
has 81
sed -i 's/"body":.*/"status":"canceled"}/' d/liste2.jsonl # that is no removal
counted 41
end TERM
