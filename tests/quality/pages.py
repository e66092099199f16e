"""pages.py NAME GOLD TEXTS: a row of the table of pages.

GOLD says of each page which strings must ("with") and must not ("without") be in its text.  TEXTS is
an object of texts, or the lines that `fundstelle export` prints.  Lost pages have nothing right.
"""
import json
import os
import re
import sys


def squeezed(text):
    return re.sub(r"\s+", " ", text).strip()


def read_texts(path):
    with open(path, encoding="utf-8") as file:
        content = file.read()
    if "\n" not in content:
        return json.loads(content)
    texts = {}
    for line in content.splitlines():
        article = json.loads(line)
        name = os.path.basename(article.get("path") or article["id"]).removesuffix(".html")
        texts[name] = "\n".join(article["passages"])
    return texts


def main(name, gold_path, texts_path):
    with open(gold_path, encoding="utf-8") as file:
        gold = json.load(file)
    texts = read_texts(texts_path)
    right = wrong = missed = lost = 0
    for page, strings in gold.items():
        text = squeezed(texts.get(page) or "")
        found = sum(squeezed(string) in text for string in strings["with"])
        right += found
        missed += len(strings["with"]) - found
        wrong += sum(squeezed(string) in text for string in strings["without"])
        lost += bool(strings["with"]) and found == 0
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    print(f"{name:<14} {len(gold):6} {precision:7.4f} {recall:7.4f} {f1:7.4f} {lost:6}")


main(*sys.argv[1:])
