# kwic, trend, words, collocates, ngrams, show --cite: what they count, how it is sorted, what is refused.
. "$(dirname "$0")/lib.sh"

cat >articles.jsonl <<'END'
{"id":"eins","title":"Erster Bericht","date":"2021-01-03","section":"Politik","author":"Ada Lund","source":"Küstenbote","url":"https://example.org/eins.pdf#page=7","passages":["Der Deich hält. Der Deich, der alte Deich, hielt am 3. Januar 2021 z. B. bei Wremeland.","Die Deichgräfin sah den Hafen und den Deich."]}
{"id":"zwei","title":"Zweiter Bericht","date":"2021-01-04","section":"Politik","body":["Am Hafen hielt der Deich; die Bürger:innen sahen zu. Ein Deichbau kostet 1 200 Mark."]}
{"id":"drei","title":"Dritter Bericht","date":"2021-03-09","section":"Kultur","body":["Im Hafen singt ein Chor, =x und \"Zitat\", -und kein Deich ist in Sicht."]}
{"id":"vier","section":"Kultur","body":["Ohne Datum singt der Chor im Hafen."]}
END
"$fundstelle" index -q -i index articles.jsonl || fail "cannot index"

# Lines of keyword in context: all, and how many is told.
run kwic -i index --width 90 --sort 1R,1L =Deich
expect_status 0
[ "$(wc -l <out)" = 6 ] || fail "kwic: $(cat out)"
expect_err '6 matches in 4 passages of 3 articles'
order() { # KEYS QUERY: the words after each match
    run kwic -i index --json --sort "$1" "$2"
    expect_status 0
    sed 's/.*"right":"\([^"]*\).*/\1/; s/^[ ,.;]*//; s/ .*//' out | tr '\n' ' ' >words
}
order 1R =Deich
[ "$(cat words)" = ' der die hält. hielt ist ' ] || fail "1R: $(cat words)"
order 1L,2R =Deich
[ "$(cat words)" = 'hielt  der die hält. ist ' ] || fail "1L,2R: $(cat words)"
run kwic -i index -n 2 =Deich
[ "$(wc -l <out)" = 2 ] || fail "kwic -n: $(cat out)"
expect_err '2 of 6 matches'
run kwic -i index --format csv =Chor
[ "$(head -n 1 out | tr -d '\r')" = left,match,right,article,passage,date,title,section,author,source,url,path,begin,end,page,chapter,speaker,line ] ||
    fail "kwic csv: $(head -n 1 out)"
[ "$(wc -l <out)" = 3 ] || fail "kwic csv: $(cat out)"
run kwic -i index --format tsv =Deichgräfin
[ "$(tail -n 1 out | cut -f 2,4-11)" = "$(printf 'Deichgräfin\teins\t2\t2021-01-03\tErster Bericht\tPolitik\tAda Lund\tKüstenbote\thttps://example.org/eins.pdf#page=7')" ] ||
    fail "kwic tsv: $(cat out)"
# A word in a compound and the parts beside each other in one word are one place.
run kwic -i index --json Deichbau
[ "$(grep -c '"match":"Deichbau"' out)" = 1 ] || fail "one word: $(cat out)"

# A sample is the same for a seed, in whatever order, and part of a larger one.
sample() {
    run kwic -i index --json --sample "$1" --seed "$2" --sort "$3" =Deich
    expect_status 0
    grep -o '"article.*"passage":[0-9]*\|"begin":[0-9]*' out | sed 's/,"date.*"begin/ /' | paste - - | sort
}
sample 3 7 1R >a
sample 3 7 date >b
sample 5 7 relevance >c
cmp a b || fail "a sample depends on the order"
[ "$(comm -12 a c | wc -l)" = 3 ] || fail "a sample is not part of a larger one"
for seed in 1 2 3 4 5 6 8 9; do sample 3 $seed 1R; done | sort | uniq | wc -l >different
[ "$(cat different)" -gt 3 ] || fail "all seeds choose the same lines"
run kwic -i index --sample 100 =Deich
expect_status 0
expect_err 'more than there are'
expect_err '6 matches'

# =WORD finds what "words" counts as WORD, whatever stands beside it.
cat >beside.jsonl <<'END'
{"id":"neben","passages":["Die ‚Deichwacht‛ und die ‚Deichwachtʼ, (Deichwacht) – Deichwacht – „Deichwacht“ … Deichwacht… Deichwacht/Hafen, Deichwacht's Boot, Deichwachts Boot.","Nord–Deichwacht, Nord-Deichwacht, Deichwacht-\nSüd, Deichwacht- und Hafenamt, @Deichwacht, #Deichwacht, Deichwacht.example.org, Deichwacht:innen, Deichwacht/-innen, Deichwächter*in, Deich\u00adwacht, Deichwacht2, 3Deichwacht, Deichwacht!Ruf"]}
END
"$fundstelle" index -q -i beside beside.jsonl || fail "cannot index"
for word in Deichwacht Nord Hafen Süd Deichwachts Boot Ruf Hafenamt; do
    counted=$("$fundstelle" words -i beside -n 0 --format csv | sed -n "s/^$word,\([0-9]*\),.*/\1/p")
    run kwic -i beside "=$word"
    [ "$(wc -l <out)" = "${counted:-0}" ] || fail "=$word: $counted counted, found: $(cat out)"
done

# Letters and marks, what has no width, and every apostrophe: =WORD, patterns and regular expressions read them as
# "words" does, and what they find is told byte for byte.
cat >letters.jsonl <<'END'
{"id":"zerlegt","passages":["Mu\u0308hlenteich, Mu\u0308hlen\u00adteich, Mühl\u00aden\u200bteich, Mühlenteich; geht's, geht\u2019s, geht\u00b4s.","Die Mühle, die Mühlen und die\u00ad: Deich\u00adwacht, Deich\u00ad\nwacht.","Der Teich\u00ad steht am A\u030angstro\u0308mweg, \u212bngströmweg 3."]}
END
"$fundstelle" index -q -i letters letters.jsonl || fail "cannot index"
places() { # QUERY: the places of its matches
    "$fundstelle" kwic -i letters --format csv -- "$1" 2>err | tr -d '\r' >table
    grep -oE ',[0-9]+,[0-9]+,,,,$' table | sed 's/,,,,$//; s/^,//' | tr '\n' ' ' | sed 's/ $//'
}
for query in =Mühlenteich ==Mühlenteich 'Mühlent*' 'M?hlenteich' '/m.hlenteich/' "$(printf '=Mu\314\210hlenteich')" \
    "$(printf '/Mu\314\210hlenteich/')"; do
    [ "$(places "$query")" = '0,13 15,30 32,49 51,63' ] || fail "$query: $(places "$query")"
done
for query in "=geht's" "=geht’s" "geht's*" '=="geht´s"'; do
    [ "$(places "$query")" = '65,71 73,81 83,90' ] || fail "$query: $(places "$query")"
done
[ "$(places "/geht’s/")" = 73,81 ] || fail "an apostrophe of a regular expression: $(cat table)"
for query in =Ångströmweg /ångström/ 'Ångström*'; do
    run kwic -i letters --format tsv -- "$query"
    [ "$(wc -l <out)" = 3 ] || fail "$query: $(cat out)"
done
run kwic -i letters --json =Teich
expect_in_out '"begin":4,"end":9'
# A word in two parts is one line, also over the end of a line; a soft hyphen before a blank ends a word.
run kwic -i letters --json Deichwacht
[ "$(wc -l <out)" = 2 ] || fail "a soft hyphen makes two lines: $(cat out)"
run words -i letters -n 0 --format csv
for row in Mühlenteich,4 "geht's,3" Deichwacht,2 Ångströmweg,2 Die,1 die,2 Teich,1; do
    grep -q "^$row," out || fail "words: no $row in $(cat out)"
done

# Small letters stand for capitals, too, but after ==.
matches() {
    "$fundstelle" kwic -i letters -- "$1" 2>err | wc -l
}
for query in '=die' '==die' '=Die' '==Die' '=="die mühle"'; do matches "$query"; done | tr '\n' ' ' >cases
[ "$(cat cases)" = '3 2 1 1 0 ' ] || fail "case of =die: $(cat cases)"
run search -i letters --parse '==die =="der Teich"^2 -==am'
expect_in_out '==die =="der Teich"^2 -==am'

# A blank ends what = looks for: told where that is not all of a word.
for query in '=v. Chr' '=§ 218a' '=1 200'; do
    run kwic -i index -- "$query"
    expect_err "=\"${query#=}\""
done
run kwic -i index '=z.B.'
grep -q 'first part' err && fail "told of a whole word: $(cat err)"
"$fundstelle" index -q -i signs - <<'END'
{"id":"a","body":"Die Lehrer(innen) lesen § 218a; 1 200 Leute v. Chr. (Lehrer) lesen."}
END
for query in '=Lehrer(innen)' '="§ 218a"' '="1 200"' '="v. Chr"' '(=Lehrer)'; do
    run kwic -i signs -- "$query"
    [ "$(wc -l <out)" = 1 ] || fail "$query: $(cat out)"
    grep -q note: err && fail "$query: $(cat err)"
done

# Two figures with a hyphen are a range, not one number.
"$fundstelle" index -q -i figures - <<'END'
{"id":"a","body":"Seiten 5-10 und 510, 5 % und 7%, A 8, 31 km, 1 000-mal, 14–18 und 1418, ein 3-1, die 80-20-Regel, ISBN 978-3-16-148410-0."}
END
run words -i figures -n 0 --by stem --format csv
for row in 5-10,5-10,1 510,510,1 14–18,14-18,1 1418,1418,1 3-1,3-1,1; do
    grep -q "^$row," out || fail "ranges: no $row in $(cat out)"
done
found() {
    "$fundstelle" kwic -i figures --format tsv -- "$1" 2>err | sed 1d | cut -f 2 | tr '\n' ' '
}
[ "$(found 510)$(found 1418)$(found 14-18)$(found 18)$(found '5-1*')" = '510 1418 14–18 18 5-10 ' ] ||
    fail "ranges: $(found 510)$(found 1418)$(found 14-18)$(found 18)$(found '5-1*')"
[ "$(found 9783161484100)" = '978-3-16-148410-0 ' ] || fail "an ISBN: $(found 9783161484100)"

# What has no words to look for.
for command in kwic collocates trend; do
    for query in ressort:Politik -ressort:Politik 'datum:2021' '""'; do
        run $command -i index -- "$query"
        expect_status 2
        expect_err 'no words to search for'
    done
done
for command in kwic collocates trend; do
    run $command -i index der
    expect_status 2
    expect_err 'function words'
done
run kwic -i index xqzv
expect_status 1
expect_err '0 matches'
run kwic -i index --sample 5 xqzv
expect_status 1
grep -q 'more than there are' err && fail "a sample of nothing: $(cat err)"
run kwic -i index --width 59 Deich
expect_status 2
expect_err '--width takes 60 columns or more'
for command in kwic words trend; do
    "$fundstelle" $command -i index Deich 2>err >&- && fail "$command: output was lost without an error"
    [ "$(grep -c 'cannot write' err)" = 1 ] || fail "$command: told twice: $(cat err)"
done
for sort in mitte 6L 0R 1L,2L,3L,4L '1L,' ,1L date,1L; do
    run kwic -i index --sort "$sort" Deich
    expect_status 2
done
run kwic -i index --sample 0 Deich
expect_status 2
run kwic -i index --seed 3 Deich
expect_status 2
expect_err '--seed needs --sample'

# Running words.
words_of() {
    run words -i index --format csv -n 0 "$@"
    expect_status 0
    tr -d '\r' <out | sed 1d | cut -d, -f1,2
}
words_of ressort:Politik >list
for row in Deich,5 'z. B,1' Bürger:innen,1 '1 200,1' Deichgräfin,1 Januar,1 3,1 2021,1 der,2 Der,2; do
    grep -qxF "$row" list || fail "words: no $row in $(cat list)"
done
expect_err '38 words in 3 passages of 2 articles'
run words -i index --format csv -n 0 --by stem ressort:Politik
grep -q '^Der,der,4,' out || fail "words by stem: $(cat out)" # of two forms as frequent the first
grep -q '^Bürger:innen,bürg,1,' out || fail "words by stem: $(cat out)"
words_of >all
words_of -- -ressort:Politik >kultur
[ "$(sed -n 's/^Hafen,//p' all)" = 4 ] || fail "all: $(cat all)"
[ "$(sed -n 's/^Hafen,//p' kultur)" = 2 ] || fail "exclusions: $(cat kultur)"
words_of -- '-"singt der Chor" -ressort:Politik' >list
[ "$(sed -n 's/^Hafen,//p' list)" = 1 ] || fail "an excluded phrase: $(cat list)"
words_of --section Kultur --since 2021 >list
[ "$(sed -n 's/^Hafen,//p' list)" = 1 ] || fail "filters: $(cat list)"
words_of Chor >list
[ "$(sed -n 's/^Hafen,//p' list)" = 2 ] || fail "a query: $(cat list)"
# What spreadsheets and readers of JSON get.
run words -i index --json -n 1 ressort:Politik
expect_in_out '{"word":"Deich","count":5,"per_million":131578.947,"passages":3,"articles":2,"dp":'
expect_err '1 of '
run words -i index -n 0 --min 4
expect_err '(--min)'
run words -i index --min 400
expect_status 1
run words -i index --min 400 --format csv
[ "$(tr -d '\r' <out)" = word,count,per_million,passages,articles,dp ] || fail "no rows: $(cat out)"

# Keyness; a side that is empty is told.
run words -i index --format csv ressort:Politik --against ressort:Kultur
[ "$(head -n 1 out | tr -d '\r')" = word,count,per_million,passages,articles,dp,against_count,against_per_million,log_likelihood,log_ratio ] ||
    fail "keyness: $(head -n 1 out)"
grep -q '^Deich,5,.*,1,' out || fail "keyness: $(cat out)"
grep -qi 'nan\|inf' out && fail "a division by nothing: $(cat out)"
for side in "ressort:Politik --against ressort:Nichts" "ressort:Nichts --against ressort:Politik" ressort:Nichts; do
    # shellcheck disable=SC2086 # words
    run words -i index $side
    expect_status 1
    expect_no_out
    expect_err 'has no words'
done
run words -i index ressort:Politik --against ressort:Kultr
expect_status 1
expect_err 'no section "Kultr"; did you mean "Kultur"?'
grep -q '\^' err && fail "a place in another query: $(cat err)"
run words -i index ressort:Politk --against ressort:Kultr
[ "$(grep -c 'no section' err)" = 2 ] || fail "both selections: $(cat err)"
for against in '' ' '; do
    run words -i index ressort:Politik --against "$against"
    expect_status 2
    expect_err '--against is empty'
done
run ngrams -i index ressort:Nichts
expect_status 1
expect_err 'has no words'

# Sequences: within passages.
run ngrams -i index --format csv --size 3 -n 0
grep -q '^der alte Deich,1,' out || fail "ngrams: $(cat out)"
grep -q 'Wremeland Die' out && fail "an n-gram over two passages"
run ngrams -i index --size 2 --format csv --min 2 ressort:Politik
tr -d '\r' <out | cut -d, -f1,2 | sort | tr '\n' ' ' >list
[ "$(cat list)" = 'Der Deich,2 ngram,count ' ] || fail "ngrams --min: $(cat list)"
run ngrams -i index --size 2 --by stem --format csv --min 2 ressort:Politik
grep -q ',der deich,3,' out || fail "ngrams by stem: $(cat out)"
for size in 0 1 6 9 zwei; do
    run ngrams -i index --size $size
    expect_status 2
    expect_err 'from 2 to 5'
done

# Words near a query: each in one window, however many matches are near; not those of the match.
run collocates -i index --min 1 --window 1,0 --format csv =Deich
tr -d '\r' <out | cut -d, -f1-3 | sort | tr '\n' ' ' >list
[ "$(cat list)" = 'Der,2,2 alte,1,1 den,1,2 der,1,3 kein,1,1 word,near,count ' ] || fail "collocates: $(cat list)"
expect_err '6 matches, 6 words near them'
run collocates -i index --min 1 --window 3 --format csv -n 0 =Deich
grep -q '^Deich,' out && fail "the word itself is near: $(cat out)"
[ "$(sed -n 's/^alte,\([0-9]*\),.*/\1/p' out)" = 1 ] || fail "counted twice: $(cat out)"
for measure in logdice mi t ll; do
    run collocates -i index --min 1 --measure $measure --json --by stem Hafen
    expect_status 0
    grep -qi 'nan\|inf' out && fail "a division by nothing: $(cat out)"
done
run collocates -i index Deich --min 1 --measure z
expect_status 2
for window in 0 1000 1,000 51 0,0 '3,' ,3 3,x -1 3,4,5; do
    run collocates -i index --window "$window" Deich
    expect_status 2
    expect_err '--window'
done
run collocates -i index xqzv
expect_status 1
for command in words ngrams collocates; do
    run $command -i index Hafn
    expect_status 1
    expect_err 'Did you mean: Hafen'
done
# What a row is of, for programs.
run words -i index --json --summary -n 1 ressort:Politik --against ressort:Kultur
expect_in_out '{"summary":{"shown":1,"rows":'
expect_in_out ',"words":38,"passages":'
expect_in_out '"against":{"words":'
run collocates -i index --min 1 --window 1,0 --json --summary =Deich
expect_in_out '"matches":6,"near":6,'
run trend -i index --json --summary =Hafen
expect_in_out '{"summary":{"occurrences":3,"words":'
run collocates -i index Wremeland
expect_status 1
expect_err '(--min)'
for command in 'words' 'ngrams' 'collocates Deich'; do
    # shellcheck disable=SC2086 # words
    run $command -i index --min 0
    expect_status 2
    # shellcheck disable=SC2086 # words
    run $command -i index --by Wort
    expect_status 2
    # shellcheck disable=SC2086 # words
    run $command -i index --format xml
    expect_status 2
done

# Over time: occurrences and passages; weeks begin on Mondays.
rows() {
    run trend -i index --format csv "$@"
    expect_status 0
    tr -d '\r' <out | sed 1d | cut -d, -f1,2,3,6
}
[ "$(rows --by day =Deich | tr '\n' ' ' | cut -c1-35)" = '2021-01-03,2,1,4 2021-01-04,1,1,1 2' ] || fail "days: $(cat out)"
[ "$(wc -l <out)" = 67 ] || fail "days: $(cat out)"
[ "$(rows --by week =Deich | tr '\n' ' ' | cut -c1-33)" = '2020-W53,2,1,4 2021-W01,1,1,1 202' ] || fail "weeks: $(cat out)"
[ "$(tail -n 1 out | cut -d, -f1-3)" = 2021-W10,1,1 ] || fail "weeks: $(cat out)"
[ "$(rows --by month =Hafen | tr '\n' ' ')" = '2021-01,2,2,2 2021-02,0,0,0 2021-03,1,1,1 ' ] || fail "months: $(cat out)"
run trend -i index --json --by year =Hafen
expect_in_out '"period":"2021","passages":3,"articles":3,"words":'
expect_in_out '"occurrences":3,"occurrences_per_million":'
run trend -i index --by year Hafen
expect_in_out '2021              3'
run trend -i index --format svg 'Deich <&'
expect_in_out '<title>Deich &lt;&amp;</title>'
run trend -i index xqzv
expect_status 1
run trend -i index --since 2090 Deich
expect_status 1
expect_err 'trend: nothing found'
run trend -i index --author Niemand Chor
expect_err 'trend: nothing found'
"$fundstelle" index -q -i undated - <<'END'
{"id":"ohne","body":"Ohne Datum singt der Chor."}
END
run trend -i undated Chor
expect_err 'none of the matching articles has a date'
grep -q 'left out' err && fail "told twice: $(cat err)"
run trend -i undated --format csv Chor
expect_err 'passages of articles without a date, left out: 1'
run trend -i index -i undated --format csv Chor
expect_err 'passages of articles without a date, left out: 2'
# What only a title has is no match in a passage.
"$fundstelle" index -q -i titled - <<'END'
{"id":"oben","title":"Der Chor","date":"2021-01-03","body":"Er singt, und alle hören zu."}
{"id":"unten","title":"Er singt","date":"2021-01-04","body":"Der Chor hört zu."}
END
run trend -i titled -i undated '"singt der Chor"'
expect_err 'passages of articles without a date, left out: 1'
run trend -i index =Deich
grep -q 'left out' err && fail "nothing is left out: $(cat err)"
run trend -i titled --by day --format csv Chor
[ "$(tr -d '\r' <out | sed 1d | cut -d, -f1,2,3,6 | tr '\n' ' ')" = '2021-01-03,0,0,0 2021-01-04,1,1,1 ' ] ||
    fail "a title is counted: $(cat out)"
for by in Tag stunde; do
    run trend -i index --by $by Deich
    expect_status 2
done
run trend -i index --format gif Deich
expect_status 2

# How to cite.
run show -i index --cite 'eins#2'
expect_status 0
expect_in_out 'Ada Lund: Erster Bericht. Politik, Küstenbote, page 7, 2021-01-03, https://example.org/eins.pdf#page=7, article eins, passage 2. Fundstelle '
expect_in_out ', index commit '
run show -i index --cite --json 'eins#2'
expect_in_out '{"article":"eins","passage":2,"page":"7","chapter":null,"speaker":null,"line":null,"author":"Ada Lund","title":"Erster Bericht","date":"2021-01-03","section":"Politik","source":"Küstenbote"'
expect_in_out '"fingerprint":"fund-'
expect_in_out '"commit":'
run show -i index --cite --json vier
expect_in_out '"passage":null,"page":null,"chapter":null,"speaker":null,"line":null,"author":null,"title":null,"date":null'
run show -i index --cite keiner
expect_status 1
run show -i index --cite 'eins#9'
expect_status 1
"$fundstelle" index -q -i other - <<'END'
{"id":"fünf","body":["Ein anderer Deich."]}
END
run show -i index -i other --cite fünf
expect_status 0
expect_in_out 'article fünf'
# Two indexes are one selection.
run words -i index -i other --format csv -n 0
grep -q '^Deich,7,' out || fail "two indexes: $(cat out)"
grep -q '^Hafen,4,' out || fail "two indexes: $(cat out)"

# Counted again by other code, from what is exported.
command -v python3 >/dev/null || skip "no python3: nothing was counted again"
"$fundstelle" index -q -i samples "$root/corpus/samples" || fail "cannot index the samples"
for index in index samples letters figures; do
    python3 -B "$root/tests/cli/count_again.py" "$fundstelle" $index --word Deich --word Vertrag --word Hafen --word die \
        --sizes 2,3,5 >again || fail "counted again: $(cat again)"
done
