# What comes from articles cannot disturb a terminal, a table or whoever clicks on it.
. "$(dirname "$0")/lib.sh"
printf '{"id":"eins\\u202egpj","title":"=SUMME(A1)\\u2028Zwei\\u202e","author":"@karla","section":"-1+1","source":"+49 40","url":"javascript:alert(1)","body":"Der Kai,\\nder \\"Kai\\" \\u2067rückwärts\\u001b[31m."}\n' |
    "$fundstelle" index -q -i index -
printf '{"id":"zwei","title":"Boot","url":"HTTPS://example.org/a b","body":"Ein Boot."}\n{"id":"drei","title":"Post","url":"mailto:a@example.org","body":"Post vom Boot."}\n{"id":"vier","title":"Datei","url":"file:///etc/passwd","body":"Datei im Boot."}\n' |
    "$fundstelle" index -q -i links -
unsafe=$(printf '\342\200\256\n\342\200\250\n\342\201\247\n\033')
for format in text csv trec json; do
    run search -i index --color=never --format "$format" Kai
    expect_status 0
    [ "$format" = json ] || ! grep -qF "$unsafe" out || fail "$format: $(cat out)"
done
run search -i index --template '{article} {title} {text}' Kai
! grep -qF "$unsafe" out || fail "$(cat out)"
[ "$(wc -l <out)" = 1 ] || fail "$(cat out)"
expect_in_out 'Der Kai, der "Kai"'
run show -i index "$(printf 'nichts\342\200\256da')" # messages, too
! grep -qF "$unsafe" err || fail "$(cat err)"
run search -i index --format csv Kai
expect_in_out "\"'=SUMME(A1) Zwei"
expect_in_out "\"'@karla\""
expect_in_out "\"'-1+1\""
expect_in_out "\"'+49 40\""
expect_in_out '""Kai""'

esc=$(printf '\033')
run search -i index --hyperlink always Kai
! grep -q "${esc}]8" out || fail "$(cat out)"
run search -i links --hyperlink always Boot
grep -qF "${esc}]8;;HTTPS://example.org/a%20b${esc}" out || fail "$(cat out)"
grep -qF "${esc}]8;;mailto:a@example.org${esc}" out || fail "$(cat out)"
! grep -qF 'passwd' out || fail "$(cat out)"

# A batch as a table: a header, and what each line answers.
printf 'a\tBoot\nb\t"Post vom"\n' >queries
run search -i links --batch queries --format csv
expect_status 0
[ "$(head -n 1 out | tr -d '\r')" = 'qid,query,rank,score,article,passage,title,date,section,author,source,url,text,page,chapter,speaker,line' ] ||
    fail "$(cat out)"
[ "$(grep -c '^a,Boot,' out)" = 3 ] || fail "$(cat out)"
expect_in_out 'b,"""Post vom""",1,'
