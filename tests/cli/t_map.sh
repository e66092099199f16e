# --map and --date-from: fields under other names, and dates of articles that have none.
. "$(dirname "$0")/lib.sh"
mkdir -p archiv/2022/03/07
cat >archiv/2022/03/07/x.jsonl <<'EOF'
{"nr":"a1","headline":"Neuer Kran","title":"nicht der","content":"Der Kran steht am Kai und hebt die Kisten von Bord."}
{"nr":"a2","headline":"Alter Kran","content":["Der alte Kran ist abgebaut.","Er stand dort lange."],"date":"2020-01-02"}
EOF
map=id=nr,title=headline,body=content
run index -i index --map "$map" --date-from path archiv
expect_status 0
expect_err
run show -i index a1
expect_in_out 'Neuer Kran'
expect_in_out '2022-03-07'
run show -i index a2
expect_in_out '2020-01-02'
run verify -i index --map "$map" --date-from=path
expect_status 0
run verify -i index
[ "$status" != 0 ] || fail 'verify does not compare fields'
run watch --once -i index --map "$map" --date-from path archiv
expect_status 0
run export -i index
expect_in_out '"title":"Neuer Kran"'

# Tables; German names of fields; a name that nothing has is told, and no article is lost.
printf 'Kennung;Kopfzeile;Rumpf;Titel\n7;Neues vom Hafen;Am Kai liegt ein Boot und wartet.;nein\n' >tabelle.csv
run index -i tabelle --map ' id = Kennung ,titel=Kopfzeile,text=Rumpf,autor=Verfasserin' tabelle.csv
expect_status 0
expect_err 'nothing has a key or column "Verfasserin"'
run export -i tabelle
expect_in_out '"id":"7"'
expect_in_out '"title":"Neues vom Hafen"'

# Dates in paths.
for name in 2022-01-07.txt bericht_20220107.txt 07.01.2022.txt 7.1.2022-bericht.txt 2022_1_7.txt; do
    mkdir -p namen
    echo 'Ein Bericht ohne Datum, der nur seinen Namen hat.' >"namen/$name"
done
run index -i namen.index --date-from path namen
expect_status 0
run search -i namen.index --since 2022-01-07 --until 2022-01-07 -n 10 --format trec Bericht
[ "$(grep -c . out)" = 5 ] || fail "not 5 dates: $(cat out)"
mkdir keine
for name in 2022-13-40.txt 31.02.2022.txt artikel-12345.txt 1234567890123.txt 10.1.txt; do
    echo 'Ein Bericht ohne Datum, der nur seinen Namen hat.' >"keine/$name"
done
run index -i keine.index --date-from path keine
expect_status 0
run export -i keine.index
grep -q '"date"' out && fail "a date from nowhere: $(cat out)"
touch -d '2021-05-06 12:00' keine/*
run index -i keine.index --date-from mtime keine
expect_status 0
run export -i keine.index
[ "$(grep -c '"date":"2021-05-06"' out)" = 5 ] || fail "not the day of the change: $(cat out)"

# What is wrong.
for wrong in titell=x headline=title =x title= title "," 'title=a,,body=b'; do
    run index -i falsch --map "$wrong" archiv
    expect_status 2
    expect_err 'map: '
    [ ! -e falsch ] || fail "made an index for --map $wrong"
done
run index -i falsch --date-from gestern archiv
expect_status 2
run index -i index --map body=gibtsnicht archiv
expect_status 2
expect_err 'no text to index'
expect_err 'no "gibtsnicht" (map) among its keys: "nr", "headline"'
