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
