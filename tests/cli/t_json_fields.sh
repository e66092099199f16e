# fundstelle-json(5) describes, in each language, every field of JSON that is printed.
. "$(dirname "$0")/lib.sh"
make_articles
"$fundstelle" alert add -i index hafen Hafen || fail alert
echo 'Ein neuer Satz über den Hafen.' >articles/neu.txt
{
    "$fundstelle" --version --json
    "$fundstelle" search -i index --json --summary --group --facets --explain --context 1 Hafen
    printf 'q1\tHafen\n' | "$fundstelle" search -i index --batch - --json
    "$fundstelle" show -i index --json hafen
    "$fundstelle" kwic -i index --json Hafen
    "$fundstelle" trend -i index --json Hafen
    "$fundstelle" words -i index --json --by stem --against ressort:Kultur
    "$fundstelle" ngrams -i index --json
    "$fundstelle" collocates -i index --json --min 1 Hafen
    "$fundstelle" show -i index --cite --json hafen
    "$fundstelle" complete -i index --json Haf
    "$fundstelle" terms -i index --json Hafen
    "$fundstelle" verify -i index --json articles
    "$fundstelle" watch -i index --once --json --alerts articles
    "$fundstelle" index -i index --json articles
    "$fundstelle" alert -i index --json list
    "$fundstelle" formats --json
    "$fundstelle" export -i index
    "$fundstelle" status -i index --json
    "$fundstelle" check -i index --json
    "$fundstelle" compact -i index --json
    "$fundstelle" snapshot -i index --json kopie
    "$fundstelle" upgrade -i index --json --dry-run
    "$fundstelle" analyze --json Hafenkran
} >out 2>err
grep -oE '"[a-z_]+":' out | tr -d '":' | sort -u >printed
[ "$(wc -l <printed)" -gt 70 ] || fail "too few fields were printed: $(cat printed err)"
for page in "$root/docs/man/fundstelle-json.5" "$root/docs/man/de/fundstelle-json.5"; do
    sed '/^\.S[SH]/d; s/\\fB//g' "$page" | grep -oE '[a-z_]+' | sort -u >described
    missing=$(comm -23 printed described)
    [ -z "$missing" ] || fail "$page does not describe: $missing"
done
