"""The texts and queries of the benchmark.

With a folder of test data: bundestag.jsonl.zst and bench-queries.tsv from there.
Without: the German manual pages (package manpages-de) or the sample articles over and
over, as the caller says, and queries that are drawn from them with a fixed seed.
"""
import collections
import glob
import gzip
import html
import itertools
import json
import multiprocessing
import os
import random
import re
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
SEED = 20
PER_CLASS = 167
SAMPLE_PASSAGES = 60000


def man_text(path):
    """The paragraphs of a manual page."""
    paragraphs, words = [], []
    with gzip.open(path, "rt", encoding="utf-8", errors="replace") as file:
        for line in file:
            line = line.rstrip("\n")
            if line.startswith(('.\\"', "'")):
                continue
            if line.startswith(".") or not line.strip():
                if line[:3] in (".SH", ".SS", ".PP", ".P", ".TP", ".IP", ".LP", "") and words:
                    paragraphs.append(" ".join(words))
                    words = []
                if not re.match(r"\.(B|I|BR|IR|RB|RI|BI|IB)\b", line):
                    continue
                line = line.split(" ", 1)[1] if " " in line else ""
            words.append(re.sub(r"\\f.|\\[&/,|^]|\\\(..|\\\[[^]]*\]", "", line)
                         .replace("\\-", "-").replace('"', "").strip())
    return paragraphs + ([" ".join(words)] if words else [])


def write_manual_pages(out):
    with open(out, "w", encoding="utf-8") as file:
        for path in sorted(glob.glob("/usr/share/man/de/man*/*.gz")):
            if not os.path.islink(path):
                name = os.path.basename(path)[:-3]
                body = "\n\n".join(man_text(path))
                if body:
                    json.dump({"id": name, "title": name, "body": body}, file,
                              ensure_ascii=False)
                    file.write("\n")


def read_sample(path):
    """Articles of a file of corpus/samples: JSON Lines, or text below a header block."""
    with open(path, encoding="utf-8") as file:
        if path.endswith(".jsonl"):
            for line in file:
                article = json.loads(line)
                if isinstance(article["body"], list):
                    article["body"] = "\n\n".join(article["body"])
                yield article
        else:
            header, body = file.read().split("\n\n", 1)
            yield {"id": os.path.basename(path), "body": body, **{
                name.lower(): value for name, value in
                (line.split(": ", 1) for line in header.split("\n"))}}


def write_samples(out):
    with open(out, "w", encoding="utf-8") as file:
        for path in sorted(glob.glob(os.path.join(HERE, "../../corpus/samples/*.[tj]*"))):
            for article in read_sample(path):
                file.write(json.dumps(article, ensure_ascii=False) + "\n")


def draw_queries(passages, words, phrases):
    """Words by how often they occur, alone and together, and phrases that occur."""
    draw = random.Random(SEED)
    counts, texts = collections.Counter(), []
    with open(passages, encoding="utf-8") as file:
        for line in file:
            tokens = re.findall(r"[^\W\d_]{3,}", line.split("\t")[1])
            counts.update(set(tokens))
            texts.append(tokens)
    n = len(texts)
    bands = [[word for word, count in sorted(counts.items()) if low <= count < high]
             for low, high in ((2, 10), (10, n // 200), (n // 200, n // 10))]
    with open(words, "w", encoding="utf-8") as file:
        for band in bands:
            for word in draw.sample(band, min(PER_CLASS, len(band))):
                file.write("one\t%s\n" % word)
        known = bands[1] + bands[2]
        for count, many in ((2, 300), (4, 200)):
            for _ in range(many):
                file.write("or\t%s\n" % " ".join(draw.sample(known, count)))
    with open(phrases, "w", encoding="utf-8") as file:
        long = [tokens for tokens in texts if len(tokens) > 8]
        for i in range(100):
            tokens = draw.choice(long)
            size = 2 + i % 2
            at = draw.randrange(len(tokens) - size)
            file.write("phrase\t%s\n" % " ".join(tokens[at:at + size]))


def split_queries(path, words, phrases):
    with open(path, encoding="utf-8") as file, open(words, "w", encoding="utf-8") as plain, \
            open(phrases, "w", encoding="utf-8") as quoted:
        for line in file:
            (quoted if line.startswith("phrase") else plain).write(line)


def write_patterns(out):
    """The hyphenation patterns of package hyphen-de as Lucene reads them; only the short
    ones, since its tree of them has 16-bit indexes and hangs with all 66,000."""
    path = "/usr/share/hyphen/hyph_de_DE.dic"
    with open(path, encoding="latin-1") as file:
        lines = [line.strip() for line in file]
    patterns = [line for line in lines[1:]
                if re.fullmatch(r"[.a-zäöüß0-9]{1,8}", line) and re.search(r"\d", line)]
    random.Random(SEED).shuffle(patterns)  # Lucene's tree of them does not balance itself
    letters = "abcdefghijklmnopqrstuvwxyzäöü"
    with open(out, "w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="utf-8"?>\n<hyphenation-info>\n'
                   '<hyphen-char value="-"/><hyphen-min before="2" after="2"/>\n<classes>\n')
        file.write("\n".join(letter + letter.upper() for letter in letters) + "\nß\n")
        file.write("</classes>\n<patterns>\n" + html.escape("\n".join(patterns)))
        file.write("\n</patterns>\n</hyphenation-info>\n")


def rotate(text, by):
    words = text.split(" ")
    by %= len(words)
    return " ".join(words[by:] + words[:by])


def grown(source):
    """The articles again and again, without an end, with other ids and the words of each
    paragraph moved around."""
    for number in itertools.count():
        with open(source, encoding="utf-8") as articles:
            for line in articles:
                article = json.loads(line)
                if number > 0:
                    article["id"] = "%s-%d" % (article["id"], number)
                    article["body"] = "\n\n".join(rotate(paragraph, 7 * number) for paragraph
                                                  in article["body"].split("\n\n"))
                yield json.dumps(article, ensure_ascii=False) + "\n"


def write_grown(source, out, passages_in, passages_wanted):
    """So many articles that they have that many passages."""
    with open(source, encoding="utf-8") as articles:
        count = sum(1 for _ in articles)
    copies, left = divmod(passages_wanted, passages_in)
    wanted = copies * count + (count * left // passages_in + 1 if left > 0 else 0)
    with open(out, "w", encoding="utf-8") as file:
        file.writelines(itertools.islice(grown(source), wanted))


def apart(function, *arguments):
    """In a process of its own: the memory that it takes would count as that of every program
    that is measured afterwards (see measure.run)."""
    process = multiprocessing.get_context("fork").Process(target=function, args=arguments)
    process.start()
    process.join()
    if process.exitcode != 0:
        raise SystemExit("cannot make the texts of the benchmark")


class Corpus:
    """Paths of everything, made when not there yet."""

    def __init__(self, work, data, passages_program, otherwise="manpages-de"):
        os.makedirs(work, exist_ok=True)
        self.work, self.passages_program = work, passages_program
        self.count = self.bytes = 0
        self.name = "Bundestag"
        path = lambda name: os.path.join(work, name)
        self.passages = path("passages.tsv")
        self.words, self.phrases = path("words.tsv"), path("phrases.tsv")
        self.patterns, self.one = path("patterns.xml"), path("one.jsonl")
        packed = os.path.join(data, "bundestag.jsonl.zst") if data else ""
        if not os.path.exists(packed):
            self.name = otherwise
        self.articles = path(self.name + ".jsonl")
        if not os.path.exists(self.articles):
            self.write_articles(self.articles + ".new", packed)
            os.rename(self.articles + ".new", self.articles)
        self.cut(self.articles)
        queries = os.path.join(data, "bench-queries.tsv") if data else ""
        if self.name == "Bundestag" and os.path.exists(queries):
            split_queries(queries, self.words, self.phrases)
        else:
            apart(draw_queries, self.passages, self.words, self.phrases)
        if os.path.exists("/usr/share/hyphen/hyph_de_DE.dic"):
            write_patterns(self.patterns)
        with open(self.passages, encoding="utf-8") as file:
            for line in file:
                self.count += 1
                self.bytes += len(line.rstrip("\n").split("\t")[1].encode())

    def cut(self, articles):
        with open(self.passages, "wb") as file:
            subprocess.run([self.passages_program, articles], stdout=file, check=True)

    def write_articles(self, out, packed):
        if self.name == "Bundestag":
            with open(out, "wb") as file:
                subprocess.run(["zstd", "-dc", packed], stdout=file, check=True)
        elif self.name == "samples":
            once = os.path.join(self.work, "once.jsonl")
            write_samples(once)
            self.cut(once)
            with open(self.passages, "rb") as file:
                count = sum(1 for _ in file)
            write_grown(once, out, count, SAMPLE_PASSAGES)
        else:
            write_manual_pages(out)
