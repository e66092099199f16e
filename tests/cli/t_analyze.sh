# The tokens of the chain, as lines and as JSON.
. "$(dirname "$0")/lib.sh"

run analyze 'Die INF-Verträge'
expect_status 0
expect_out <<'END'
0	1	function	0	3	die	Die
1	2	word	4	17	infvertrag	INF-Verträge
1	1	part	4	7	inf	INF
2	1	part	8	17	vertrag	Verträge
END
run analyze --query Müller
expect_out <<'END'
0	1	word	0	7	müll	Müller
0	1	variant	0	7	muell	Müller
0	1	fallback	0	7	mull	Müller
0	1	fallback	0	7	müllerin	Müller
END
run analyze --json Haus
expect_out <<'END'
{"position":0,"span":1,"kind":"word","begin":0,"end":4,"term":"haus","surface":"Haus"}
END
printf 'Ein Haus\n' | "$fundstelle" analyze >out || fail "stdin"
[ "$(cut -f 6 out | tr '\n' ' ')" = 'ein haus ' ] || fail "stdin: $(cat out)"
run analyze -- --haus
[ "$(cut -f 6 out)" = 'haus' ] || fail "behind --: $(cat out)"
run analyze "$(printf 'a\377')"
expect_status 2
expect_err 'invalid UTF-8 at byte 1'
