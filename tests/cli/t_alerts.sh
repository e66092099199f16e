# Saved queries hear of new articles when they are committed, and of nothing else.
. "$(dirname "$0")/lib.sh"
make_articles
rm -rf index

run alert -i index list
expect_status 1
run alert -i index add hafen Hafen
expect_status 2
expect_err 'no index'
run index -i index articles/garten.txt
run alert -i index add hafen '+Hafen' Kran -Flughafen
expect_status 0
run alert -i index add verträge '"INF-Vertrag"'
expect_status 0
run alert -i index add leer '?!'
expect_status 2
run alert -i index add 'zwei
zeilen' Hafen
expect_status 2
run alert -i index add weg Garten
expect_err
run alert -i index add weg Rosen
expect_status 0
expect_err '"weg" is replaced; it was: Garten'
run alert -i index remove weg
expect_status 0
run alert -i index remove weg
expect_status 1
run alert -i index list
expect_status 0
expect_out <<'END'
hafen	+Hafen Kran -Flughafen
verträge	"INF-Vertrag"
END

run index -i index --quiet articles
expect_status 0
expect_no_out
rm -r index && run index -i index articles/garten.txt
run alert -i index add hafen '+Hafen' Kran
run alert -i index add verträge '"INF-Vertrag"'
run index -i index --quiet --alerts articles
expect_status 0
[ "$(grep -c '"event":"alert","alert":"hafen"' out)" -ge 1 ] || fail "$(cat out)"
[ "$(grep -c '"alert":"verträge","rank":1,' out)" = 1 ] || fail "$(cat out)"
expect_in_out '"highlights":[{"begin":4,'
run index -i index --quiet --alerts articles
expect_no_out # nothing is new

# A command gets the hits of a commit in one go; its failure is told.
sed -i 's/Mittwoch/Donnerstag/' articles/hafen.txt
run index -i index --quiet --alert-command 'wc -l >zahl; cat >/dev/null' articles
expect_status 0
[ "$(cat zahl)" -ge 2 ] || fail "the command saw $(cat zahl) lines"
sed -i 's/Donnerstag/Freitag/' articles/hafen.txt
run index -i index --quiet --alert-command 'exit 3' articles
expect_status 2
expect_err 'the command "exit 3" failed: it ended with status 3'
expect_err 'hits are kept for the next run with alerts'
run search -i index --format=trec Freitag
expect_status 0
run index -i index --quiet --alerts articles # and these hits are not lost
expect_in_out '"alert":"verträge"'
[ ! -e index/alerts-spool ] || fail "$(ls index/alerts-spool)"

# What is under embargo is told to nobody.
printf '{"id":"e","embargo":"2990-01-01","body":"Ein Kran kippt im Hafen um."}\n' |
    "$fundstelle" index -i index --quiet --alerts - >out
expect_no_out
printf '{"id":"f","body":"Ein Kran kippt im Hafen um."}\n' |
    "$fundstelle" index -i index --quiet --alerts - >out
expect_in_out '"article":"f"'

# An article too large to be looked at before its commit is read from the index after it.
awk 'BEGIN { for (i = 0; i < 20500; i++) printf "Der Absatz %d steht nur da, damit der Artikel sehr lang wird, länger als jeder, den sonst jemand schreibt.\n\n", i; print "Ein Kran kippt im Hafen um." }' >lang.txt
run index -i index --quiet --alerts lang.txt
expect_status 0
expect_in_out '"alert":"hafen","rank":1,'
expect_in_out '"passages":20500'
! grep -q lang index/alerts-spool/embargoed.json || fail 'it waits, and was told'
run index -i index --quiet --alerts lang.txt
expect_no_out

echo '{"hafen": 3}' >index/alerts.json
run alert -i index list
expect_status 2
expect_err 'alerts.json: damaged'
