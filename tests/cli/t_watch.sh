# What happens in a followed folder is in the index soon, and nothing else is.
. "$(dirname "$0")/lib.sh"
# shellcheck source=watching.sh
. "$root/tests/cli/watching.sh"
make_articles

start articles
found Rosen
echo 'Der Zeppelin landet heute am See, und alle Leute kommen.' >articles/neu.txt
found Zeppelin
echo 'Das Luftschiff landet heute am See, und alle Leute kommen.' >articles/.neu.tmp
mv articles/.neu.tmp articles/neu.txt
found Luftschiff
found Zeppelin 1
mkdir -p articles/tief/tiefer
echo 'Ein Karpfen schwimmt im Teich des alten Klosters umher.' >articles/tief/tiefer/fisch.txt
found Karpfen
mv articles/tief articles/flach
for _ in $(seq 200); do
    "$fundstelle" search -i index --json Karpfen >out
    grep -qF flach/tiefer out && break
    sleep 0.05
done
expect_in_out flach/tiefer/fisch.txt
echo 'Der Notizzettel ist für niemanden bestimmt.' >articles/zettel.doc
echo 'Der Notizzettel ist für niemanden bestimmt.' >articles/.versteckt.txt
echo 'kaputt' >articles/kaputt.jsonl
await 'kaputt.jsonl:1: not valid JSON'
ln articles/hafen.txt articles/hafen-link.txt
for _ in $(seq 200); do
    "$fundstelle" show -i index hafen-link >out 2>&1 && break
    sleep 0.05
done
expect_in_out 'Neuer Kran im Hafen'
rm -r articles/flach articles/garten.txt
found Karpfen 1
found Rosen 1
found Notizzettel 1
# Moved away as a whole and back: nothing is forgotten, and what happened meanwhile is seen.
mv articles weg
await 'articles: is missing'
found Luftschiff
echo 'Eine Lokomotive dampft durch das Tal und pfeift dabei.' >weg/zug.txt
mv weg articles
found Lokomotive
run index -i index --lock-timeout 0 articles
expect_status 2
expect_err 'being written by process'
end TERM
run check -i index
expect_status 0

# One file by its name, replaced by renaming; JSON for machines.
echo 'Die Straßenbahn fährt wieder bis zum Hauptbahnhof.' >einzeln.txt
"$fundstelle" watch -i index --json einzeln.txt 2>log >events &
watcher=$!
await '"event":"watching"' events
found Straßenbahn
echo 'Die Seilbahn fährt wieder bis zum Gipfel des Berges.' >daneben.txt
echo 'Die Zahnradbahn fährt wieder bis zum Gipfel des Berges.' >tmp
mv tmp einzeln.txt
found Zahnradbahn
found Seilbahn 1
end "${signals##* }"
grep -q '"event":"commit",.*"added":0,"replaced":1,"removed":0.*"json":2}' events || fail "$(cat events)"

run watch -i index --once articles
expect_status 2
expect_err 'kaputt.jsonl'
run watch -i index weg
expect_status 2
expect_err 'weg: No such file'
run watch -i index -
expect_status 2
run watch -i index
expect_status 2
