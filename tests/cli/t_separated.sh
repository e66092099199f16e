# Separated verbs: found by the verb and its forms, by both halves typed, marked in both; what is read as it
# stands (phrases, =, patterns) does not know them.
. "$(dirname "$0")/lib.sh"
cat >articles.jsonl <<'END'
{"id":"getrennt","body":"Der Kapitän trat gestern nach langem Streit zurück."}
{"id":"form","body":"Der Kapitän ist zurückgetreten, sagt die Reederei."}
{"id":"verb","body":"Bitte nicht auf den Rasen treten, er ist frisch gesät."}
{"id":"adverb","body":"Zurück an Bord blieb nur der Hund."}
{"id":"auswandern","title":"Ganze Dörfer wandern aus","body":"Nach der Flut war das Land leer."}
{"id":"paar","body":"Ab und zu tritt ein Matrose vor die Tür."}
END
run index -q -i index articles.jsonl
expect_status 0

# found QUERY ARTICLE...: what is found, in any order.
found() {
    query=$1
    shift
    run search -i index --format trec -n 20 "$query"
    [ "$(awk '{ sub("#.*", "", $3); print $3 }' out | sort | tr '\n' ' ')" = "$*${*:+ }" ] ||
        fail "$query: $(cat out err)"
}

for form in zurücktreten zurückgetreten zurücktrat zurückzutreten zurückträte; do
    found $form form getrennt
done
found 'tritt zurück' adverb form getrennt paar verb
found auswandern auswandern
found treten getrennt paar verb
found 'Kapitän -zurücktreten'
found '+Kapitän +zurücktreten' form getrennt
found 'Streit NEAR/9 zurücktreten' getrennt

# The whole verb stands above one half of it that means something else.
run search -i index --format trec 'tritt zurück'
[ "$(awk '{ print $3 }' out | grep -v adverb | head -n 2 | tr '\n' ' ')" = 'getrennt#1 form#1 ' ] ||
    fail "the verb first: $(cat out)"

# As it stands in the text.
found '=zurücktreten'
found '=trat' getrennt
found '"tritt zurück"'
found '"Kapitän zurücktreten"'
found '"Kapitän trat"' getrennt
found 'zurückt*'
found '/zurückt/'

# Both halves are marked, once counted.
run search -i index --color=always zurücktreten
sed 's/\x1b\[[0-9;]*m/|/g' out >marked
grep -q '|trat| gestern nach langem Streit |zurück|\.' marked || fail "marks: $(cat marked)"
run search -i index --json zurücktreten
grep -q '"highlights":\[{"begin":13,"end":17},{"begin":45,"end":52}\]' out || fail "highlights: $(cat out)"
run kwic -i index --format tsv zurücktreten
[ "$(grep -c getrennt out)" -eq 1 ] || fail "kwic: $(cat out)"
grep getrennt out | grep -q 'trat' || fail "kwic: $(cat out)"
run search -i index --explain zurücktreten
expect_in_out 'zurücktreten:  zurück, trat'

# The chain shows it, and why.
run analyze 'Er trat heute zurück.'
grep -q "$(printf '^1\t1\tseparated\t3\t7\tzurücktret\ttrat$')" out || fail "analyze: $(cat out)"
grep -q "$(printf '^3\t1\tparticle\t14\t21\tzurücktret\tzurück$')" out || fail "analyze: $(cat out)"
run analyze --explain 'Er trat heute zurück.'
expect_in_out 'trat ... zurück'
expect_in_out '  verb -> zurücktret  (separated'
run analyze --query 'tritt zurück'
[ "$(grep -c "$(printf 'variant\t.*\tzurücktret\t')" out)" -eq 2 ] || fail "query: $(cat out)"
