# What is not read is counted by its kind, named by --verbose, and told in German, too.
. "$(dirname "$0")/lib.sh"
mkdir in in/sub
echo 'Ein Text über den Hafen und den neuen Kran.' >in/text.txt
for name in a b c; do echo 'x' >in/$name.indd; done
echo x >in/sub/D.INDD
echo x >in/brief.xlsx
echo x >in/OHNE
echo x >in/.verborgen.indd
cat >in/meldungen.json <<'END'
[{"uri":"u:1","type":"text","headline":"Kran steht still","body_html":"<p>Der Kran steht.</p>"},
 {"uri":"u:2","type":"picture","headline":"Bild"},
 {"uri":"u:3","type":"text","pubstatus":"canceled","headline":"Falsch"}]
END
cat >in/feed.rss <<'END'
<rss><channel><item><guid>1</guid><title>EIL: Hafen zu</title></item><item><guid>2</guid></item></channel></rss>
END
cat >in/mail.eml <<'END'
From: ida@k.example
Message-ID: <m@k.example>
Content-Type: multipart/mixed; boundary=b

--b

Siehe Anhang.
--b
Content-Type: application/pdf; name=x.pdf

%PDF
--b--
END
run index -i index in
expect_status 0
expect_in_out '4 added, 0 replaced, 0 unchanged, 0 removed, 0 failed'
expect_in_out ', 1 withdrawn'
expect_in_out '6 files skipped: 4 .indd, 1 without extension, 1 .xlsx'
expect_in_out '1 attachment skipped: 1 .pdf'
expect_in_out '2 items skipped: 1 without text, 1 picture'
run index -i index --json in
expect_in_out '{"what":"file","kind":".indd","count":4}'
expect_in_out '{"what":"unpublished","kind":"canceled","count":1}'
run verify -i index in
expect_status 0
expect_in_out '6 files skipped: 4 .indd'
run index -i index -q in
expect_no_out
run index -i index --verbose in
expect_err 'in/a.indd: skipped; this format is not read (.indd)'
expect_err 'in/mail.eml: attachment skipped; this format is not read (.pdf)'
expect_err 'in/feed.rss: article 2: skipped; neither text nor title'
expect_err 'in/meldungen.json: article 2: skipped; not a text (picture)'
expect_err 'in/meldungen.json: article 3: not published (canceled)'
rm in/*.indd in/sub/D.INDD in/OHNE
run index -i index in
expect_in_out '1 file skipped: 1 .xlsx'

# What says nothing that is known is not shown, and is a failure.
echo '{"id":"x","status":"vielleicht","titel":"T","text":"Nicht zeigen."}' >x.json
run index -i index x.json
expect_status 2
expect_err 'x.json: unknown status "vielleicht"; the article is withheld'
run search -i index zeigen
expect_status 1
