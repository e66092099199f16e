"""Counts again what "words", "ngrams", "collocates", "kwic" and "trend" say, from the exported text alone.

    count_again.py PROGRAM INDEX [--word FORM]... [--least N] [--sizes 2,3]

Words are found by the rule of docs/measures.md in the tokens of "analyze", and, for FORMs that stand between blanks
and marks alone, once more by a regular expression. Everything else is plain counting: dictionaries, no code
of the program. Prints how many figures were compared and how many differ; the status says so, too.
"""
import argparse
import collections
import csv
import datetime
import io
import json
import math
import re
import subprocess
import sys
import unicodedata

MARK = "\n. XQZMARKXQZ .\n"
PIECE = 4 << 20
BLANK = rb"(?: |\xc2\xa0|\xe2\x80\xaf|\xe2\x80\x89)"
FIGURE = re.compile(rb"([A-Z]+)" + BLANK + rb"\d+|(\d+)" + BLANK + rb"[A-Za-z]+")
DATE = re.compile(rb"\d{4}-\d\d-\d\d")

compared = differing = 0


def check(what, found, expected, near=False):
    global compared, differing
    compared += 1
    same = abs(found - expected) <= 1e-6 * max(1, abs(expected)) if near else found == expected
    if not same:
        differing += 1
        if differing <= 20:
            print(f"{what}: {found!r}, counted again {expected!r}")


def run(program, *arguments, stdin=None):
    done = subprocess.run([program, *arguments], input=stdin, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL)
    if done.returncode > 1:
        sys.exit(f"{arguments}: status {done.returncode}")
    return done.stdout


def rows(program, *arguments):
    text = run(program, arguments[0], "--format", "csv", *arguments[1:]).decode()
    table = list(csv.DictReader(io.StringIO(text, newline="")))
    return [{name: as_written(cell) for name, cell in row.items()} for row in table]


def as_written(cell):
    """Without the apostrophe by which tables keep programs from reading a formula."""
    return cell[1:] if re.match("'[=+@\t\r\uff1d\uff0b\uff0d\uff20-]", cell) else cell


# ---- words ------------------------------------------------------------------------------------


NO_WIDTH = "[\u00ad\u200b-\u200f\u2060\ufeff]"


def without_soft_hyphens(text):
    """And other characters of no width, with the line's end behind a soft hyphen."""
    text = re.sub(r"\u00ad[ \t]*\r?\n[ \t]*(?=\w)", "", text)
    return unicodedata.normalize("NFC", re.sub(NO_WIDTH, "", text))


def form_of(text):
    text = without_soft_hyphens(text)
    text = re.sub("[`\u00b4\u02bc\u2018\u2019\u201b]", "'", text)
    text = re.sub(r"(?<=[-\u2010-\u2013\u2e17])\s+", "", text)
    return re.sub(r"\s+", " ", text)


def tokens(program, texts):
    """Of each text the words as (form, begin, end) in bytes."""
    piece, size = [], 0
    for text in texts:
        piece.append(text)
        size += len(text)
        if size > PIECE:
            yield from tokens_of_piece(program, piece)
            piece, size = [], 0
    yield from tokens_of_piece(program, piece)


def tokens_of_piece(program, texts):
    data = (MARK.join(texts) + MARK).encode()
    passage, begins, begin, mark = [], 0, 0, MARK.encode()
    next_position = covered = 0
    out, found = run(program, "analyze", stdin=data), 0
    for line in out.split(b"\n")[:-1]:
        fields = line.split(b"\t", 6)
        position, span, kind = int(fields[0]), int(fields[1]), fields[2]
        if position < (covered if kind == b"part" else next_position):
            continue
        next_position, covered = position + 1, position + span
        begin, end = int(fields[3]), int(fields[4])
        if data[begin:end] == b"%":  # it is found as Prozent, but a sign is no word
            continue
        if kind == b"word" and fields[5] == b"xqzmarkxqz":
            yield passage
            passage, begins, found = [], data.index(mark, begins) + len(mark), found + 1
            continue
        # A date in words is a token of its own, at the place of its first word.
        if kind == b"word" and span == 3 and b" " in data[begin:end] and DATE.fullmatch(fields[5]):
            words = data[begin:end].decode()
            first = re.match(r"\d+", words)
            end = begin + len(first.group()) if first else end
        # Letters and a figure, "A 8", are one to be found and two to be counted.
        elif kind == b"word" and span == 2 and (figure := FIGURE.fullmatch(data, begin, end)):
            end = figure.end(figure.lastindex)
        passage.append((form_of(data[begin:end].decode()), begin - begins, end - begins))
    assert found == len(texts), (found, len(texts))


def stems_of(program, forms):
    """Of each form what "analyze" makes of it first."""
    stems, forms = {}, list(forms)
    data = "".join(form + MARK for form in forms).encode()
    at, first = 0, None
    for line in run(program, "analyze", stdin=data).split(b"\n")[:-1]:
        fields = line.split(b"\t", 6)
        if fields[5] == b"xqzmarkxqz":
            stems[forms[at]] = first or ("word", forms[at])
            at, first = at + 1, None
        elif first is None:
            first = ("function" if fields[2] == b"function" else "word", fields[5].decode())
    assert at == len(forms)
    return stems


class Corpus:
    def __init__(self, articles, words):
        self.articles = articles  # each a list of passages, each a list of words
        self.words = words
        self.total = sum(len(p) for a in words for p in a)


# ---- figures ------------------------------------------------------------------------------------


def log_likelihood(a, b, c, d):
    """a of c here, b of d there."""
    both, total = a + b, c + d
    cells = [(a, c * both / total), (c - a, c * (total - both) / total),
             (b, d * both / total), (d - b, d * (total - both) / total)]
    value = 2 * sum(x * math.log(x / e) for x, e in cells if x > 0)
    return -value if a < c * both / total else value


def frequencies(words):
    """Of (article -> passages -> words): count, passages, articles, dp of each word."""
    total = sum(len(p) for a in words for p in a)
    count, passages, articles = (collections.Counter() for _ in range(3))
    shares = collections.defaultdict(list)
    for article in words:
        here = collections.Counter()
        size = sum(len(p) for p in article)
        for passage in article:
            here.update(passage)
            passages.update(set(passage))
        count.update(here)
        articles.update(here.keys())
        for word, times in here.items():
            shares[word].append((times, size / total))
    dp = {}
    for word, parts in shares.items():
        all_of = count[word]
        with_it = sum(abs(times / all_of - share) for times, share in parts)
        dp[word] = (with_it + 1 - sum(share for _, share in parts)) / 2
    return total, count, passages, articles, dp


def key_of(row, by_stem, best):
    return best[(row["word"], row["stem"])] if by_stem else row["word"]


def best_forms(forms_count, stems):
    """A stem's most frequent form, as (form, term) -> stem."""
    best = {}
    for form, times in forms_count.items():
        stem = stems[form]
        if stem not in best or (-times, form.encode()) < (-best[stem][0], best[stem][1].encode()):
            best[stem] = (times, form)
    return {(form, stem[1]): stem for stem, (_, form) in best.items()}


def check_words(program, index, query, words, by_stem, best):
    options = ["--by", "stem"] if by_stem else []
    total, count, passages, articles, dp = frequencies(words)
    seen = rows(program, "words", "-i", index, "-n", "0", *options, *query)
    check(f"words {query}: rows", len(seen), len(count))
    last = math.inf
    for row in seen:
        key = key_of(row, by_stem, best)
        check(f"{key} count", int(row["count"]), count[key])
        check(f"{key} passages", int(row["passages"]), passages[key])
        check(f"{key} articles", int(row["articles"]), articles[key])
        check(f"{key} per million", float(row["per_million"]), 1e6 * count[key] / total, True)
        check(f"{key} dp", float(row["dp"]), dp[key], True)
        check(f"{key} order", int(row["count"]) <= last, True)
        last = int(row["count"])


def check_keyness(program, index, query, words, against, others):
    total, count, *_ = frequencies(words)
    there, counted = 0, collections.Counter()
    for article in others:
        for passage in article:
            counted.update(passage)
            there += len(passage)
    seen = rows(program, "words", "-i", index, "-n", "0", "--min", "2", f"--against={against}", "--", query)
    check("keyness: rows", len(seen), sum(1 for times in count.values() if times >= 2))
    for row in seen:
        word = row["word"]
        a, b = count[word], counted[word]
        check(f"{word} count", int(row["count"]), a)
        check(f"{word} against", int(row["against_count"]), b)
        check(f"{word} against per million", float(row["against_per_million"]), 1e6 * b / there, True)
        check(f"{word} LL", float(row["log_likelihood"]), log_likelihood(a, b, total, there), True)
        check(f"{word} log ratio", float(row["log_ratio"]),
              math.log2((a / total) / ((b or .5) / there)), True)


def check_ngrams(program, index, words, size, least, by_stem, names):
    count, passages, articles = (collections.Counter() for _ in range(3))
    for article in words:
        here = set()
        for passage in article:
            grams = [tuple(passage[i:i + size]) for i in range(len(passage) - size + 1)]
            count.update(grams)
            passages.update(set(grams))
            here.update(grams)
        articles.update(here)
    options = ["--by", "stem"] if by_stem else []
    seen = rows(program, "ngrams", "-i", index, "-n", "0", "--size", str(size), "--min", str(least), *options)
    check(f"{size}-grams: rows", len(seen), sum(1 for times in count.values() if times >= least))
    by_text = {}
    for gram, times in count.items():
        if times >= least:
            text = " ".join(names[word] if by_stem else word for word in gram)
            by_text.setdefault(text, []).append((times, passages[gram], articles[gram]))
    found = collections.defaultdict(list)
    for row in seen:
        found[row["ngram"]].append((int(row["count"]), int(row["passages"]), int(row["articles"])))
    for text, figures in by_text.items():
        for got, expected in zip(sorted(found[text]), sorted(figures)):
            for what, x, y in zip(("count", "passages", "articles"), got, expected):
                check(f"{text} {what}", x, y)
        check(f"{text}: rows", len(found[text]), len(figures))


def check_collocates(program, index, words, form, left, right, stem_of):
    near, count, matches, near_words, total = collections.Counter(), collections.Counter(), 0, 0, 0
    for article in words:
        for passage in article:
            nodes = [i for i, word in enumerate(passage) if word == form]
            matches += len(nodes)
            window = set()
            for i in nodes:
                window.update(range(max(0, i - left), min(len(passage), i + right + 1)))
            window.difference_update(nodes)
            for i, word in enumerate(passage):
                if word != form:
                    word = stem_of(word)
                    total += 1
                    count[word] += 1
                    near_words += i in window
                    near[word] += i in window
    options = ["--window", f"{left},{right}"]
    for row in rows(program, "collocates", "-i", index, "-n", "0", "--min", "1", *options, f'=="{form}"'):
        word = row["word"]
        o, f = near[word], count[word]
        expected = near_words * f / total
        check(f"{form}: {word} near", int(row["near"]), o)
        check(f"{form}: {word} count", int(row["count"]), f)
        check(f"{form}: {word} expected", float(row["expected"]), expected, True)
        check(f"{form}: {word} logDice", float(row["log_dice"]), 14 + math.log2(2 * o / (matches + f)), True)
        check(f"{form}: {word} MI", float(row["mi"]), math.log2(o / expected), True)
        check(f"{form}: {word} t", float(row["t"]), (o - expected) / math.sqrt(o), True)
        check(f"{form}: {word} LL", float(row["log_likelihood"]),
              log_likelihood(o, f - o, near_words, total - near_words), True)
        del near[word]
    check(f"{form}: other collocates", sum(1 for times in near.values() if times > 0), 0)


def check_kwic(program, index, articles, words, form):
    expected = set()
    for article, passages in zip(articles, words):
        for number, passage in enumerate(passages, 1):
            expected.update((article["id"], number, begin, end) for f, begin, end in passage if f == form)
    seen = [(row["article"], int(row["passage"]), int(row["begin"]), int(row["end"]))
            for row in rows(program, "kwic", "-i", index, "--sort", "1R,1L", f'=="{form}"')]
    check(f"kwic {form}: lines", len(seen), len(expected))
    for place in expected.symmetric_difference(seen):
        check(f"kwic {form}: {place}", place in seen, place in expected)
    global compared
    compared += len(expected)


def check_regex(program, index, articles, form):
    # Nothing before or behind ties it to more of a word; the hyphens of "Ein- und Ausfuhr" and "Einfuhren und -ausfuhren" do not.
    before = r"(?<![\w@#&+])(?<!\w[-–‐.:'’])"
    behind = r"(?:ʼ(?!\w)|(?![\w–‐'’&@]))(?!-[^\s,;.)])(?![.:*_(+]\w)(?!/-innen\b)"
    pattern = re.compile(before + re.escape(form) + behind)
    count = sum(len(pattern.findall(without_soft_hyphens(text))) for article in articles for text in article["passages"])
    for row in rows(program, "words", "-i", index, "-n", "0"):
        if row["word"] == form:
            return int(row["count"]), count
    return 0, count


def period_of(date, by):
    if by == "year":
        return date[:4]
    if by == "month":
        return date[:7]
    if by == "day":
        return date[:10]
    year, week, _ = datetime.date.fromisoformat(date[:10]).isocalendar()
    return f"{year:04d}-W{week:02d}"


def check_trend(program, index, articles, words, form, by):
    figures = collections.defaultdict(lambda: [0, 0, 0, 0])
    for article, passages in zip(articles, words):
        if "date" not in article:
            continue
        to = figures[period_of(article["date"], by)]
        times = [sum(1 for word in passage if word == form) for passage in passages]
        to[0] += sum(times)
        to[1] += sum(1 for t in times if t > 0)
        to[2] += any(times)
        to[3] += sum(len(passage) for passage in passages)
    for row in rows(program, "trend", "-i", index, "--by", by, f'=="{form}"'):
        occurrences, passages, count, size = figures.pop(row["period"], [0, 0, 0, 0])
        where = f"trend {form} {row['period']}"
        check(f"{where} occurrences", int(row["occurrences"]), occurrences)
        check(f"{where} passages", int(row["passages"]), passages)
        check(f"{where} articles", int(row["articles"]), count)
        check(f"{where} words", int(row["words"]), size)
        if size:
            check(f"{where} per million", float(row["occurrences_per_million"]), 1e6 * occurrences / size, True)
            check(f"{where} per million", float(row["per_million"]), 1e6 * passages / size, True)
    check(f"trend {form} {by}: other periods", len(figures), 0)


# ---- all of it -----------------------------------------------------------------------------------


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("index")
    parser.add_argument("--word", action="append", default=[])
    parser.add_argument("--least", type=int, default=2)
    parser.add_argument("--sizes", default="2,3")
    given = parser.parse_args()
    csv.field_size_limit(1 << 30)
    program, index = given.program, given.index
    exported = run(program, "export", "-i", index).decode().splitlines()
    articles = [a for a in map(json.loads, exported) if a.get("passages")]
    flat = tokens(program, [text for article in articles for text in article["passages"]])
    placed = [[next(flat) for _ in article["passages"]] for article in articles]
    forms = [[[word[0] for word in passage] for passage in article] for article in placed]
    count = collections.Counter(word for a in forms for p in a for word in p)
    stems = stems_of(program, count)
    best = best_forms(count, stems)
    names = {stem: form for (form, _), stem in best.items()}
    by_stem = [[[stems[word] for word in passage] for passage in article] for article in forms]

    def report(what):
        print(f"{what}: {compared} figures so far, {differing} differ", flush=True)

    check_words(program, index, [], forms, False, None)
    check_words(program, index, [], by_stem, True, best)
    report("words")
    sections = collections.Counter(a.get("section") for a in articles if a.get("section"))
    for section, _ in sections.most_common(2):
        inside = [f for a, f in zip(articles, forms) if a.get("section") == section]
        outside = [f for a, f in zip(articles, forms) if a.get("section") != section]
        query = f'ressort:"{section}"'
        check_words(program, index, [query], inside, False, None)
        check_keyness(program, index, query, inside, f"-{query}", outside)
    report("keyness")
    for size in map(int, given.sizes.split(",")):
        check_ngrams(program, index, forms, size, given.least, False, None)
        if size == 2:
            check_ngrams(program, index, by_stem, size, given.least, True, names)
    report("n-grams")
    for form in given.word:
        for left, right in ((5, 5), (3, 0), (1, 10)):
            check_collocates(program, index, forms, form, left, right, lambda word: word)
        check_kwic(program, index, articles, placed, form)
        for by in ("day", "week", "month", "year"):
            if any("date" in article for article in articles):
                check_trend(program, index, articles, forms, form, by)
        found, expected = check_regex(program, index, articles, form)
        check(f"{form} by a regular expression", found, expected)
    report("collocates, kwic, trend")
    print(f"{compared} figures compared, {differing} differ")
    sys.exit(1 if differing else 0)


main()
