# Libraries that few runs need are not linked, but loaded when they are needed; where one cannot be,
# that costs the files that need it, and a message says what is missing.
. "$(dirname "$0")/lib.sh"
command -v readelf >/dev/null || skip "needs readelf"

# NAME FILE PACKAGE, a line for each library.
library_definitions | sed 's/#define FUND_LIBRARY_//; s/[",]\{1,3\}/ /g; s/  */ /g; s/ $//' >libraries
[ "$(wc -l <libraries)" = 12 ] || fail "not 12 libraries: $(cat libraries)"
file_of() {
    sed -n "s/^$1 \([^ ]*\) .*/\1/p" libraries
}
package_of() {
    sed -n "s/^$1 [^ ]* //p" libraries
}

# ---- what is linked ----------------------------------------------------------------------
for file in fundstelle libfundstelle.so; do
    readelf -dW "$BUILD/$file" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' >needed
    grep -q libxapian needed || fail "$file: nothing about libraries: the test is blind"
    cut -d' ' -f2 libraries >loaded
    echo libglib-2.0.so.0 >>loaded
    echo libgobject-2.0.so.0 >>loaded
    both=$(grep -Fxf loaded needed || true)
    [ -z "$both" ] || fail "$file is linked with $both"
done
# A package is named as Debian names it.
if command -v dpkg-query >/dev/null; then
    while read -r _ file package; do
        dpkg-query -L "$package" 2>/dev/null | grep -q "/$file\$" || fail "$file is not in $package"
    done <libraries
fi

# ---- what needs them -----------------------------------------------------------------------
word=Hafenkran
text="Ein $word steht seit gestern im alten Hafen der Stadt und hebt schwere Lasten."
mkdir articles
printf 'Title: Text\n\n%s\n' "$text" >articles/text.txt
printf '{"id":"lines","body":"%s"}\n' "$text" >articles/lines.jsonl
printf '<!doctype html><title>Seite</title><p>%s</p>' "$text" >articles/page.html
printf '<rss version="2.0"><channel><title>B</title><item><guid>feed</guid><title>T</title><description>%s</description></item></channel></rss>' \
    "$text" >articles/feed.rss
printf -- '---\ntitle: Mark\n---\n\n%s\n' "$text" >articles/front.md
printf '# Titel\n\n%s\n' "$text" >articles/plain.md
printf 'Message-ID: <mail@example.org>\nSubject: Post\nFrom: Ina <i@example.org>\nDate: Thu, 24 Feb 2022 10:00:00 +0100\nContent-Type: text/plain\n\n%s\n' \
    "$text" >articles/mail.eml
printf '%s Die Br\374cke ist gro\337.\n' "$text" >articles/legacy.txt
printf '%s\n' "$text" | gzip >articles/packed.txt.gz
printf 'id,text\ncells,%s\n' "$text" >articles/table.csv
printf '%%%%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 900 842]/Resources<</Font<</F 4 0 R>>>>/Contents 5 0 R>>endobj
4 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
5 0 obj<</Length %s>>stream
BT /F 11 Tf 60 780 Td (%s) Tj ET
endstream endobj
trailer<</Root 1 0 R>>
' "$((${#text} + 33))" "$text" >articles/paper.pdf
# The same text by Brotli.
printf 'WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: urn:sent\r\nWARC-Date: 2024-05-02T08:30:00Z\r\nContent-Type: application/http\r\nContent-Length: 138\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: br\r\n\r\n\033\122\000\000\104\325\315\337\250\012\205\161\044\010\034\102\015\126\370\003\114\154\045\064\016\005\111\244\221\262\276\061\217\300\142\047\343\116\013\224\330\205\342\020\256\227\222\201\361\302\036\121\022\316\304\046\363\376\205\243\163\027\352\350\077\223\130\255\304\230\032\r\n\r\n' >articles/crawl.warc
all='cells feed front legacy lines mail@example.org packed page paper plain text urn:sent'
found() { # INDEX: the ids
    "$fundstelle" search -i "$1" --format=trec -n 50 --duplicates=show $word |
        awk '{ print $3 }' | sed 's/#.*//' | sort | tr '\n' ' ' | sed 's/ $//'
}
run index -i whole articles
expect_status 0
expect_err
[ "$(found whole)" = "$all" ] || fail "found: $(found whole), not $all"

# ---- what happens without one ----------------------------------------------------------------
# without NAME COMMAND...: a file that is no library stands before that one.
without() {
    rm -rf bogus
    mkdir bogus
    echo 'This is no library.' >"bogus/$(file_of "$1")"
    shift
    last="fundstelle $*"
    LD_LIBRARY_PATH=$work/bogus "$fundstelle" "$@" >out 2>err
    status=$?
}
# costs NAME FILE=ID...: of all articles just these are missing, and each is named.
costs() {
    name=$1
    shift
    rm -rf index
    without "$name" index -i index articles
    expect_status 2
    left=" $all "
    for one in "$@"; do
        expect_err "articles/${one%=*}: cannot load $(file_of "$name") ("
        left=$(printf '%s' "$left" | sed "s/ ${one#*=} / /")
    done
    [ "$(grep -c "): install the package $(package_of "$name")\$" err)" = $# ] || fail "$name: $(cat err)"
    [ " $(found index) " = "$left" ] || fail "without $name: $(found index), not $left"
    # What cannot be read now is kept.
    cp -r whole kept
    without "$name" index -i kept --prune articles
    expect_status 2
    [ "$(found kept)" = "$all" ] || fail "without $name only these are kept: $(found kept)"
    rm -r kept
}
costs GMIME_3_0 mail.eml=mail@example.org
costs POPPLER_GLIB paper.pdf=paper
costs CSV table.csv=cells
costs ARCHIVE packed.txt.gz=packed
costs CMARK front.md=front plain.md=plain
costs YAML front.md=front
costs UCHARDET legacy.txt=legacy
# libarchive is linked with this one.
mv articles/packed.txt.gz .
all='cells feed front legacy lines mail@example.org page paper plain text urn:sent'
rm -rf whole
run index -i whole articles
costs XML2 page.html=page feed.rss=feed
# Poppler is, too, with that one.
mv articles/paper.pdf .
all='cells feed front legacy lines mail@example.org page plain text urn:sent'
rm -rf whole
run index -i whole articles
costs BROTLIDEC 'crawl.warc: urn:sent=urn:sent'
without XML2 index -i index packed.txt.gz
expect_status 2
expect_err "packed.txt.gz: cannot load $(file_of ARCHIVE) ("

# A library that lacks a function.
rm -rf bogus index
mkdir bogus
: | ${CC:-cc} -shared -o "bogus/$(file_of CMARK)" -x c - || fail "cannot make a library"
LD_LIBRARY_PATH=$work/bogus "$fundstelle" index -i index articles >out 2>err
status=$? last="an empty library"
expect_status 2
expect_err 'undefined symbol: cmark_'
expect_err "plain.md: cannot load $(file_of CMARK)"
# Another language.
LANGUAGE=de LD_LIBRARY_PATH=$work/bogus "$fundstelle" index -i index articles >out 2>err
last="an empty library, in German"
expect_err "): installieren Sie das Paket $(package_of CMARK)"

# The service manager is told where there is one.
without SYSTEMD watch -i whole --once articles
expect_status 0
expect_err
NOTIFY_SOCKET=$work/socket
export NOTIFY_SOCKET
without SYSTEMD watch -i whole --once articles
expect_status 0
expect_err "warning: cannot load $(file_of SYSTEMD) ("
[ "$(grep -c warning err)" = 1 ] || fail "not one warning: $(cat err)"
unset NOTIFY_SOCKET

# The prompt; a search needs no line editor.
without EDIT interactive -i whole </dev/null
expect_status 2
expect_err "cannot load $(file_of EDIT) ("
without EDIT search -i whole $word
expect_status 0
