"""What of published test cases is read right.

    documents.py feeds PROGRAM TAR    assertions of feedparser's cases that hold: of titles, links, ids,
                                      authors, dates and texts of items
    documents.py cases PROGRAM DIR    small inputs of which all comes out that must

Both print "right of all" and what is wrong; expected.tsv says what must come out.
"""
import html
import json
import os
import re
import subprocess
import sys
import tempfile
from datetime import datetime, timezone


def articles(program, path):
    """The articles of a file, as an export has them."""
    with tempfile.TemporaryDirectory() as scratch:
        index = os.path.join(scratch, "index")
        subprocess.run([program, "index", "-q", "-i", index, path], capture_output=True, check=False)
        export = subprocess.run([program, "export", "-i", index], capture_output=True, text=True,
                                check=False).stdout
    return [json.loads(line) for line in export.splitlines()]


def rows(path):
    with open(path, encoding="utf-8") as lines:
        return [line.rstrip("\n").split("\t") for line in lines if not line.startswith("#")]


# ---- feeds ----------------------------------------------------------------------

def letters(text):
    """Letters and digits without markup, which the suite keeps and an index does not."""
    return re.sub(r"\W+", "", html.unescape(re.sub(r"<[^>]*>", " ", text or "")))


def is_same_moment(given, expected):
    moment = datetime(*expected[:6], tzinfo=timezone.utc)
    try:
        found = datetime.fromisoformat(given.replace("Z", "+00:00"))
    except ValueError:
        return False
    if len(given) == len("2024-01-01"):
        return found.date() == moment.date()
    return (found if found.tzinfo else found.replace(tzinfo=timezone.utc)) == moment


HOLDS = {
    "title": lambda a, v: letters(v) == letters(a.get("title")),
    "link": lambda a, v: a.get("url", "").rstrip("/") == v.rstrip("/"),
    "id": lambda a, v: a["id"] == v,
    "author": lambda a, v: v in a.get("author", ""),
    "text": lambda a, v: letters(v) == letters(" ".join(a.get("passages", []))),
    "date": lambda a, v: is_same_moment(a.get("date", ""), v),
}


def with_text(feed):
    """Items of the suite have one element each; an article needs text."""
    def add(match):
        atom = match.group(2) == b"entry"
        name, rest = (b"summary", b' xmlns="http://www.w3.org/2005/Atom"') if atom else \
            (b"description", b"")
        return match.group(1) + b"<%s%s>Text</%s>" % (name, rest, name)
    return re.sub(rb"(<(?:\w+:)?(item|entry)\b[^>/]*>)", add, feed)


def check_feeds(program, archive):
    right, wrong = 0, []
    with tempfile.TemporaryDirectory() as scratch:
        unpacked = subprocess.run(["zstd", "-dqc", archive], capture_output=True, check=True).stdout
        subprocess.run(["tar", "-C", scratch, "-xf", "-"], input=unpacked, check=True)
        folder = os.path.join(scratch, "feeds")
        cases = {}
        for name, item, key, value in rows(os.path.join(folder, "expected.tsv")):
            cases.setdefault(name, []).append((int(item), key, json.loads(value)))
        for name, wanted in cases.items():
            path = os.path.join(folder, name)
            if all(key != "text" for _, key, _ in wanted):
                with open(path, "rb") as feed:
                    text = with_text(feed.read())
                with open(path, "wb") as feed:
                    feed.write(text)
            found = articles(program, path)
            for item, key, value in wanted:
                holds = item < len(found) and HOLDS[key](found[item], value)
                right += holds
                wrong += [] if holds else [f"{name}:{key}"]
    return right, wrong


# ---- cases ----------------------------------------------------------------------

def comes_out(found, wanted):
    text = " ".join(" ".join(a.get("passages", [])) for a in found).replace("\n", " ")
    first = found[0] if found else {}
    return (all(wanted[k] in text for k in ("text", "text2") if k in wanted)
            and not ("nottext" in wanted and wanted["nottext"] in text)
            and ("title" not in wanted or any(a.get("title") == wanted["title"] for a in found))
            and first.get("date", "").startswith(wanted.get("date", ""))
            and all(first.get(k) == wanted[k] for k in ("url", "id", "status") if k in wanted)
            and wanted.get("idhas", "") in first.get("id", "")
            and len(found) == wanted.get("count", len(found)))


def check_cases(program, folder):
    right, wrong = 0, []
    for name, _, wanted in rows(os.path.join(folder, "expected.tsv")):
        if comes_out(articles(program, os.path.join(folder, name)), json.loads(wanted)):
            right += 1
        else:
            wrong.append(name.split(".")[0])
    return right, wrong


def main():
    what, program, data = sys.argv[1:]
    right, wrong = (check_feeds if what == "feeds" else check_cases)(program, data)
    print(f"{what}: {right} of {right + len(wrong)} right; not: {' '.join(wrong) or 'none'}")


main()
