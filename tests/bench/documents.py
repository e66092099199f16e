#!/usr/bin/env python3
"""Makes large documents for measuring memory and time: documents.py KIND PATH SIZE.

KIND: wiki, warc (SIZE in bytes; a name that ends with .gz, .bz2 or .xz is compressed, a warc.gz with a
member for each record), or pdf (SIZE in pages). Words are of WORD_LIST, else made up; the same call
makes the same file."""
import bz2
import gzip
import lzma
import os
import random
import sys


def words():
    path = os.environ.get("WORD_LIST", "/usr/share/dict/ngerman")
    if os.path.exists(path):
        with open(path, encoding="utf-8", errors="ignore") as file:
            return [word for word in file.read().split() if word.isalpha()]
    syllables = [a + b for a in "bdfgklmnrstw" for b in ("a", "ei", "o", "u", "er", "en")]
    return [(a + b + c).capitalize() for a in syllables for b in syllables[:20] for c in syllables[:5]]


def opened(path):
    kinds = {".bz2": bz2.open, ".xz": lzma.open}
    if path.endswith(".xz"):
        return lzma.open(path, "wb", preset=1)
    if path.endswith(".gz") and not path.endswith(".warc.gz"):
        return gzip.open(path, "wb", compresslevel=3)
    return kinds.get(os.path.splitext(path)[1], open)(path, "wb")


def wiki_page(number, paragraphs):
    text = "\n\n".join(p.replace(" ", " [[", 1).replace(".", "]].") for p in paragraphs)
    return (f"<page><title>Seite {number}</title><ns>{0 if number % 5 else 1}</ns><id>{number}</id>"
            f"<revision><id>{number + 9}</id><timestamp>2024-05-02T08:30:00Z</timestamp>"
            f'<text xml:space="preserve">{{{{Kasten|a=b}}}}\n{text}</text></revision></page>\n').encode()


def warc_record(number, paragraphs):
    body = (f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>Seite {number}</title></head><body>'
            + "<nav>" + '<a href="/x">Liste</a>' * 50 + f"</nav><article><h1>Seite {number}</h1>"
            + "".join(f"<p>{p}</p>" for p in paragraphs) + "</article></body></html>").encode()
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    return (f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/{number}\r\n"
            "WARC-Date: 2024-05-02T08:30:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(http)}\r\n\r\n").encode() + http + b"\r\n\r\n"


def write_stream(kind, path, size):
    chosen = random.Random(1)
    known = words()
    paragraphs = [" ".join(chosen.choices(known, k=60)) + "." for _ in range(20000)]
    members = path.endswith(".warc.gz")
    head, foot, make = ((b"<mediawiki><siteinfo><sitename>W</sitename></siteinfo>\n", b"</mediawiki>\n",
                         wiki_page) if kind == "wiki" else (b"", b"", warc_record))
    with opened(path) as file:
        file.write(head)
        written = number = 0
        while written < size:
            number += 1
            piece = make(number, chosen.sample(paragraphs, chosen.randint(2, 20)))
            written += len(piece)
            file.write(gzip.compress(piece, 3) if members else piece)
        file.write(foot)


def write_pdf(path, pages):
    chosen = random.Random(1)
    known = [word for word in words() if word.isascii()]
    offsets = []
    with open(path, "wb") as file:
        def add(text):
            offsets.append(file.tell())
            file.write(f"{len(offsets)} 0 obj\n{text}\nendobj\n".encode())
        file.write(b"%PDF-1.4\n")
        add("<</Type/Catalog/Pages 2 0 R>>")
        add(f"<</Type/Pages/Count {pages}/Kids[" + " ".join(f"{4 + 2 * i} 0 R" for i in range(pages)) + "]>>")
        add("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
        for page in range(pages):
            lines = [f"Seite {page}"] + [" ".join(chosen.choices(known, k=8)) for _ in range(10)]
            text = "".join(f"BT /F 10 Tf 60 {780 - 14 * at} Td ({line}) Tj ET\n" for at, line in enumerate(lines))
            add("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>"
                f"/Contents {len(offsets) + 2} 0 R>>")
            add(f"<</Length {len(text)}>>stream\n{text}endstream")
        start = file.tell()
        file.write(f"xref\n0 {len(offsets) + 1}\n0000000000 65535 f \n".encode())
        file.write("".join(f"{at:010d} 00000 n \n" for at in offsets).encode())
        file.write(f"trailer<</Size {len(offsets) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n".encode())


if len(sys.argv) != 4 or sys.argv[1] not in ("wiki", "warc", "pdf"):
    sys.exit(__doc__)
if sys.argv[1] == "pdf":
    write_pdf(sys.argv[2], int(sys.argv[3]))
else:
    write_stream(sys.argv[1], sys.argv[2], int(sys.argv[3]))
