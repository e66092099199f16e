# ? is any letter within a word, beside *; elsewhere it is punctuation.
. "$(dirname "$0")/lib.sh"
cat >in.jsonl <<'END'
{"id":"a","body":"Frau Müller fährt mit der Fähre über den Fluss."}
{"id":"b","body":"Herr Moeller hat Mühlen und einen Möller im Haus."}
{"id":"c","body":"Der Müllner mahlt, und das Klimaschutzgesetz gilt."}
{"id":"d","body":"Sie fuhren über die Fahrbahn. Was heißt Klimaforschung?"}
{"id":"e","body":"Der Strudel schmeckt, der Sprudel auch, das Strudeln nicht."}
END
"$fundstelle" index -q -i index - <in.jsonl

# finds IDS QUERY
finds() {
    run search -i index --format=trec "$2"
    [ "$(cut -d ' ' -f 3 out | cut -d '#' -f 1 | sort | tr -d '\n')" = "$1" ] ||
        fail "$last: $(cat out err), not $1"
}
finds ab 'M?ller'
finds a 'Mü?ler'
finds c 'M?llner'
finds c 'Klima?chutz*'
finds cd 'Klima??*'
finds e 'S?rudel'
finds e 'St?udel*'
finds '' 'Str?del?x'
finds b 'M?hlen'
finds e 'Sp?udel -Fähre'
finds ae 'S?rudel ODER Flu?s'
finds a 'Frau UND M?ller UND +F?hre'
run search -i index --parse 'Was heißt das? M?ller https://example.org/a?b=c'
expect_in_out 'Was heißt das? M?ller https://example.org/a?b=c'
finds d 'Was heißt Klimaforschung?'
expect_err
run kwic -i index --json 'S?rudel'
[ "$(grep -o '"match":"[^"]*"' out | sort -u | tr -d '\n')" = '"match":"Sprudel""match":"Strudel"' ] ||
    fail "$(cat out)"

# In phrases: a star is any one word, patterns are patterns, and what belongs to a word stays there.
finds a '"Frau * fährt"'
finds '' '"Frau fährt * Fähre"'
finds a '"fährt * * Fähre"'
finds a '"M?ller fährt mit"'
finds b '"hat Mühl* und"'
finds b '"hat Mühl* und * Möller"'
finds d '"* Sie fuhren *"'
finds e '"der Sprudel" "S*del schmeckt"'
finds e '"schmeckt * Sprudel" -"Str?del auch"'
finds '' '+"Sprudel * das" -"das Strud*"'
run search -i index --parse '"Frau * fährt" "hat Mühl* und"^2 +"a * b"'
expect_in_out '"Frau * fährt" "hat Mühl* und"^2 +"a * b"'
run kwic -i index --json '"Frau * fährt"'
[ "$(grep -o '"match":"[^"]*"' out)" = '"match":"Frau Müller fährt"' ] || fail "$(cat out)"
printf '{"id":"g","body":"Alle Bürger*innen und jede*r Gast im Saal."}\n' | "$fundstelle" index -q -i gender -
run search -i gender --format=trec '"alle Bürger*innen und jede*r Gast"'
expect_status 0

# Regular expressions: on the letters of a passage, over words; a path or a fraction is none.
finds ab '/M(ü|oe)ller/'
finds a '/müller\w* fährt/'
finds '' '/(?-i)müller/'
finds d '/^Sie .*\?$/'
finds cd '/klima(forsch|schutz)/'
finds d '/klima\w+/ -/gesetz/'
finds e '/(s[pt]rudel).*\1/'
finds a '/Frau/ NEAR/3 fährt'
finds a 'Frau UND /fähre/'
finds b '(/möller/ ODER /gibtsnicht/)^2'
finds '' '/etc/passwd'
finds a 'Frau/Dame /Fluss/ oder/und'
run search -i index --parse '/a b\/c/^2 AND -/x/'
expect_in_out '/a b\/c/^2'
run kwic -i index --json '/\bf\w+/'
[ "$(grep -c '"match":"F' out)" -gt 2 ] || fail "$(cat out)"
for wrong in '/a(/' '/a)/' '/[a/' '/*a/' '/a{9,2}/' '/a\C/' '/(?<x/' '/[z-a]/'; do
    run search -i index -- "$wrong"
    expect_status 2
    expect_err 'the regular expression is wrong at its character'
done
# One that explodes: told, and nothing else is lost.
printf '{"id":"h","body":"%s und Kuchen."}\n' "$(printf 'a%.0s' $(seq 200))" | "$fundstelle" index -q -i lang -
run search -i lang --format=trec 'Kuchen ODER /(a+)+$/'
expect_status 0
expect_err 'takes too long in some passages'
