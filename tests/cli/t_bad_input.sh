# Bad input costs only itself: told by file and line, the others go in.
. "$(dirname "$0")/lib.sh"

good='{"id":"gut","body":"Ein guter Satz über Boote."}'

# bad NAME MESSAGE: indexes ./in beside a good article; the message must come.
bad() {
    printf '%s\n' "$good" >in/zz-gut.jsonl
    run index -i "index-$1" in ${3+"$3"}
    expect_status 2
    expect_err "$2"
    expect_in_out '1 added'
    run search -i "index-$1" --format=trec Boote
    expect_status 0
    run check -i "index-$1"
    expect_status 0
    rm -rf in
    mkdir in
}
mkdir in

: >in/leer.txt
bad empty 'leer.txt: '
printf ' \n\t \n\n' >in/leerzeichen.txt
bad spaces 'leerzeichen.txt: no text to index'
printf 'a\0b\0c' >in/binaer.txt
bad binary 'binaer.txt: '
printf 'Gr\303\274n, sch\303\266n, k\303\274hl und \303( kaputt' >in/kaputt.txt
bad utf8 'kaputt.txt: invalid UTF-8'
printf '{"id":"a","body":"Text."}\n{"id":"b","body":"abgeschn' >in/a.jsonl
printf '%s\n' "$good" >in/zz-gut.jsonl
run index -i index-cut in
expect_status 2
expect_err 'a.jsonl:2: '
expect_in_out '2 added'
rm -rf in && mkdir in
printf '{"id":"a"}\n' >in/a.jsonl
bad body 'a.jsonl:1: '
printf '{"id":"a","body":"Eins."}\n{"id":"a","body":"Zwei."}\n' >in/a.jsonl
printf '%s\n' "$good" >in/zz-gut.jsonl
run index -i index-twice in
expect_status 2
expect_err 'a.jsonl:2: duplicate id "a"'
expect_in_out '2 added'
rm -rf in && mkdir in
printf '[1,2]\n' >in/a.jsonl
bad array 'a.jsonl:1: '

# Details that are wrong are dropped, and the article is kept.
printf '{"id":"a","date":"31.02.2023","title":7,"body":"Ein Satz."}\n' >in/a.jsonl
run index -i index-detail in
expect_status 0
expect_err 'warning: '
expect_err '31.02.2023'
expect_in_out '1 added'
rm -rf in && mkdir in

# A line of 50 MB, in time and memory that grow with it only once.
{
    printf '{"id":"lang","body":"'
    head -c 50000000 /dev/zero | tr '\0' 'a'
    printf '"}\n%s\n' "$good"
} >in/lang.jsonl
run index -i index-long in
expect_status 0
expect_in_out '2 added'
run search -i index-long --format=trec Boote
expect_status 0
rm -rf in && mkdir in

# A loop of folders by a symlink.
mkdir in/a
ln -s .. in/a/hinauf
printf 'Ein Satz, der in einem Ordner mit Schleife steht und gefunden wird.\n' >in/a/eins.txt
run index -i index-loop in
expect_status 0
expect_err 'hinauf'
expect_in_out '1 added'
rm -rf in && mkdir in

run index -i index-missing fehlt.txt
expect_status 2
expect_err 'fehlt.txt: '
mkfifo in/rohr
run index -i index-fifo in/rohr
expect_status 2
expect_err 'rohr: '
rm -rf in && mkdir in

# Unreadable: by its rights or, for root, by what it is.
if [ "$(id -u)" != 0 ]; then
    echo geheim >in/geheim.txt
    chmod 000 in/geheim.txt
    bad unreadable 'geheim.txt: Permission denied'
else
    ln -s /proc/self/mem geheim.txt
    bad unreadable 'geheim.txt: Input/output error' geheim.txt
fi

# Latin-1 and Windows-1252 are read as what they are.
printf 'Gr\374ne G\344rten und \204sch\366ne\223 Stra\337en in der ganzen Stadt, \200 5.\n' >in/alt.txt
run index -i index-latin in
expect_status 0
run search -i index-latin --json 'grüne Straßen'
expect_in_out 'Grüne Gärten und „schöne“ Straßen in der ganzen Stadt, € 5.'

# stdin that is no JSON Lines.
printf 'kein json\n%s\n' "$good" | "$fundstelle" index -i index-stdin - >out 2>err
[ $? = 2 ] || fail "stdin: status"
expect_err 'stdin:1: '
expect_in_out '1 added'
