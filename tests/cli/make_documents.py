#!/usr/bin/env python3
"""Writes small documents into the folder that is named: good ones of each kind that is read in a child
process into good/, and into bad/ those that are damaged or want something."""
import os
import sys
import zipfile

TEXT = "Im Hafen steht seit gestern ein neuer Kran, der schwere Lasten hebt und lange stehen bleibt."
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SERVER = "http://127.0.0.1:9/fern"


def package(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in members.items():
            file.writestr(name, text)


def docx(path, body=f"<w:p><w:r><w:t>{TEXT}</w:t></w:r></w:p>", head="", **more):
    package(path, **{"[Content_Types].xml": "<Types/>",
                     "word/document.xml": f"{head}<w:document {WORD}><w:body>{body}</w:body></w:document>"},
            **more)


def odt(path, manifest="<manifest/>", content=None):
    content = content or (
        '<o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:t="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><o:body><o:text>'
        f"<t:p>{TEXT}</t:p></o:text></o:body></o:document-content>")
    package(path, **{"mimetype": "application/vnd.oasis.opendocument.text",
                     "META-INF/manifest.xml": manifest, "content.xml": content})


def epub(path):
    package(path, **{
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": "<container><rootfiles><rootfile full-path='b.opf'/></rootfiles></container>",
        "b.opf": "<package><manifest><item id='a' href='a.xhtml'/></manifest><spine><itemref idref='a'/>"
                 "</spine></package>",
        "a.xhtml": f"<html><head><link rel='stylesheet' href='{SERVER}.css'/></head><body><p>{TEXT}</p>"
                   f"<img src='{SERVER}.png'/><script src='{SERVER}.js'/></body></html>"})


def pdf(path, text=TEXT, catalog="", trailer="", objects=""):
    stream = f"BT /F 11 Tf 60 780 Td ({text}) Tj ET"
    with open(path, "w", encoding="latin-1") as file:
        file.write(
            f"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R{catalog}>>endobj\n"
            "2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
            "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 900 842]/Resources<</Font<</F 4 0 R>>>>"
            "/Contents 5 0 R>>endobj\n4 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
            f"5 0 obj<</Length {len(stream)}>>stream\n{stream}\nendstream endobj\n{objects}"
            f"trailer<</Root 1 0 R{trailer}>>\n")


def cut(path, source, share):
    with open(source, "rb") as file:
        data = file.read()
    with open(path, "wb") as file:
        file.write(data[:int(len(data) * share)])


def lock(path, source):
    """Says of each member of a package that it is encrypted."""
    with open(source, "rb") as file:
        data = bytearray(file.read())
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        pos = data.find(sign)
        while pos >= 0:
            data[pos + at] |= 1
            pos = data.find(sign, pos + 4)
    with open(path, "wb") as file:
        file.write(data)


def rtf(path, text=TEXT, more=""):
    with open(path, "w", encoding="ascii") as file:
        file.write("{\\rtf1\\ansi " + more + text + "\\par}")


os.chdir(sys.argv[1])
os.mkdir("good")
os.mkdir("bad")
relations = (f'<Relationships><Relationship Id="r1" Type="attachedTemplate" Target="{SERVER}.dotm" '
             'TargetMode="External"/></Relationships>')
docx("good/makro.docx", **{"word/vbaProject.bin": "Sub AutoOpen()\nShell \"touch makro\"\nEnd Sub",
                           "word/_rels/settings.xml.rels": relations,
                           "word/_rels/document.xml.rels": relations})
odt("good/text.odt")
epub("good/buch.epub")
rtf("good/brief.rtf", more="{\\*\\template " + SERVER + ".dot}{\\field{\\*\\fldinst INCLUDETEXT "
    "\"/etc/passwd\"}{\\fldrslt }}")
pdf("good/skript.pdf", catalog="/OpenAction<</S/JavaScript/JS(app.launchURL\\(\"" + SERVER + "\"\\))>>"
    "/AA<</WC<</S/Launch/F(/bin/touch)>>>>")
pdf("good/fern.pdf", objects=f"6 0 obj<</F<</FS/URL/F({SERVER})>>/Length 0>>stream\n\nendstream endobj\n",
    catalog="/URI<</Base(" + SERVER + ")>>/Names<</EmbeddedFiles 6 0 R>>")

pdf("bad/schloss.pdf", trailer="/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4"
    f"/O<{'41' * 32}>/U<{'42' * 32}>>>")
lock("bad/schloss.docx", "good/makro.docx")
odt("bad/schloss.odt", content="\x01\x02\x03nicht lesbar", manifest="<manifest><file-entry><encryption-data/>"
    "</file-entry></manifest>")
with open("bad/passwort.docx", "wb") as file:
    file.write(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))
for name, share in (("makro.docx", .5), ("text.odt", .6), ("buch.epub", .5), ("skript.pdf", .2)):
    cut("bad/halb-" + name, "good/" + name, share)
with open("bad/kreis.pdf", "w", encoding="ascii") as file:
    file.write("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]"
               "/Count 9999999/Parent 2 0 R>>endobj\nxref\n0 1\n0000000000 65535 f \n"
               "trailer<</Root 1 0 R/Size 3/Prev 125>>\nstartxref\n125\n%%EOF\n")
docx("bad/bombe.docx", body="<w:p/>" * 15_000_000)
docx("bad/fremd.docx", head="<!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>", body="<w:p><w:r><w:t>"
     "&x;</w:t></w:r></w:p>")
docx("bad/lachen.docx", head="<!DOCTYPE d [<!ENTITY a 'haha'>" + "".join(
    f"<!ENTITY {after} '{('&' + before + ';') * 10}'>" for before, after in zip("abcdefgh", "bcdefghi")) + "]>",
     body="<w:p><w:r><w:t>&i;</w:t></w:r></w:p>")
docx("bad/tief.docx", body="<w:p>" * 10000 + TEXT + "</w:p>" * 10000)
