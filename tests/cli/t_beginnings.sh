# searcher/text/prefilter.c relies on it: a word's stem begins like the word, but for
# participles ("gegessen", "gebaut"), vowels among each other ("isst", "Äpfel"), and gut, besser.
. "$(dirname "$0")/lib.sh"
list=/usr/share/dict/ngerman
[ -r $list ] || skip "no $list"
tr '\n' ' ' <$list | fold -s -w 4000 >words
"$fundstelle" analyze <words >out 2>err || fail "analyze: $(cat err)"
[ "$(wc -l <out)" -gt 100000 ] || fail "too few words: the test is blind"
awk -F '\t' '$3 == "word" {
    word = tolower(substr($7, 1, 1))
    stem = substr($6, 1, 1)
    if (word == stem || word !~ /[a-z]/ || word == "g" || (word == "b" && stem == "g")) next
    if (word ~ /[aeiou]/ && (stem ~ /[aeiou]/ || stem !~ /[a-z]/)) next
    print $7, $6
}' out >others
[ ! -s others ] || fail "words that begin unlike their stems: $(head -n 5 others)"
