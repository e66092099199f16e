"""Measures Fundstelle beside its peers, all in one run, and prints Markdown.

    bench.py --build DIR [--data DIR] [--rounds N] [--only NAME,...] [--no-growth]
             [--svg FILE]

Rounds are interleaved: each round does everything once with every program, so that
what else the machine does hits all alike. A ratio is ours / theirs within a round;
the table has its median and its range. See Corpus for the texts.
"""
import argparse
import glob
import importlib.util
import json
import os
import shutil
import statistics
import sys

import corpus as corpora
import machine
import plot
from measure import (COLD, PASSES, ROWS, UPDATES, Failed, Fundstelle, Program, median_cell,
                     percentiles, ratio_cell, run, size_of)

HERE = os.path.dirname(os.path.abspath(__file__))
LUCENE_JARS = ":".join(path for name in ("core", "analyzers-common", "queryparser")
                       for path in glob.glob("/usr/share/java/lucene-%s-8*.jar" % name))
WORD_LIST = "/usr/share/dict/ngerman"


class Fts5(Program):
    name = "FTS5"
    differs = "has no stems and no compounds"

    @staticmethod
    def missing():
        return [] if shutil.which("sqlite3") else ["sqlite3"]

    def peer(self, task, *rest):
        return [sys.executable, os.path.join(HERE, "peers.py"), "fts5", task, self.folder, *rest]

    def index_command(self):
        return self.peer("index", self.corpus.passages)

    def query_command(self, path, kind):
        return self.peer("query", path, str(PASSES), kind)

    def update_command(self):
        return self.peer("update", self.corpus.passages, str(UPDATES))

    def cold_command(self, word):
        return ["sqlite3", os.path.join(self.folder, "fts5.db"),
                "SELECT text FROM passages WHERE passages MATCH '%s' ORDER BY rank LIMIT 10" % word]


class Scriptindex(Program):
    name = "scriptindex"
    differs = "has positions, no compounds"

    @staticmethod
    def missing():
        return ([] if shutil.which("scriptindex") else ["xapian-omega"]) + (
            [] if importlib.util.find_spec("xapian") else ["python3-xapian"]) + (
            [] if shutil.which("quest") else ["xapian-tools"])

    def peer(self, task, *rest):
        return [sys.executable, os.path.join(HERE, "peers.py"), "xapian", task, self.folder, *rest]

    def index_command(self):
        script, dump = (os.path.join(self.corpus.work, name)
                        for name in ("scriptindex.script", "scriptindex.dump"))
        if not os.path.exists(dump):
            with open(script, "w", encoding="utf-8") as file:
                file.write("id : field\ntext : field index\ntitle : field index=S\n")
            with open(self.corpus.passages, encoding="utf-8") as file, \
                    open(dump, "w", encoding="utf-8") as out:
                for line in file:
                    name, text, *title = line.rstrip("\n").split("\t")
                    out.write("id=%s\ntext=%s\n%s\n" % (
                        name, text, "title=%s\n" % title[0] if title else ""))
        return ["scriptindex", "--overwrite", "--stemmer=german", self.folder, script,
                dump]

    def query_command(self, path, kind):
        return self.peer("query", path, str(PASSES), kind)

    def update_command(self):
        return self.peer("update", self.corpus.passages, str(UPDATES))

    def cold_command(self, word):
        return ["quest", "--db=" + self.folder, "--stemmer=german", "--msize=10", word]


class Lucene(Program):
    name = "Lucene"
    kind = "plain"
    differs = "has positions, no compounds"

    @staticmethod
    def missing():
        return ([] if LUCENE_JARS else ["liblucene8-java"]) \
            + ([] if shutil.which("javac") else ["default-jdk-headless"]) + (
                [] if os.path.exists("/usr/share/hyphen/hyph_de_DE.dic") else ["hyphen-de"])

    def peer(self, task, *rest):
        classes = os.path.join(self.corpus.work, "classes")
        if not os.path.exists(os.path.join(classes, "Lucene.class")):
            run(["javac", "-cp", LUCENE_JARS, "-d", classes, os.path.join(HERE, "Lucene.java")])
        return ["java", "-cp", LUCENE_JARS + ":" + classes, "Lucene", task, self.folder,
                self.kind, self.corpus.patterns, WORD_LIST, *rest]

    def index_command(self):
        return self.peer("index", self.corpus.passages, "2")

    def query_command(self, path, kind):
        return self.peer("query", path, str(PASSES), kind)

    def update_command(self):
        return self.peer("update", self.corpus.passages, str(UPDATES))

    def cold_command(self, word):
        path = os.path.join(self.corpus.work, "cold.tsv")
        with open(path, "w", encoding="utf-8") as file:
            file.write("cold\t%s\n" % word)
        return self.peer("query", path, "1", "words")


class LuceneCompounds(Lucene):
    name = "Lucene+compounds"
    kind = "compound"
    differs = "has positions and dictionary compounds by hyphenation"


PEERS = (Fts5, Scriptindex, Lucene, LuceneCompounds)


def print_table(corpus, programs, rounds):
    print("| | " + " | ".join(p.name for p in programs) + " |")
    print("|---" * (len(programs) + 1) + "|")
    for key, label, show in ROWS:
        cells = []
        for program in programs:
            cell = median_cell(rounds, program.name, key, show, corpus)
            if program is not programs[0]:
                cell += "; " + ratio_cell(rounds, programs[0].name, program.name, key, 2)
            cells.append(cell)
        print("| %s | %s |" % (label, " | ".join(cells)))
    print()


def grow(corpus, build, svg):
    """How cost grows with the number of passages."""
    points = []
    program = Fundstelle(corpus, build)
    for name, wanted in (("10 %", corpus.count // 10), ("30 %", corpus.count * 3 // 10),
                         ("100 %", corpus.count), ("1,000,000", 1000000)):
        path = os.path.join(corpus.work, "grown.jsonl")
        corpora.write_grown(corpus.articles, path, corpus.count, wanted)
        shutil.rmtree(program.folder, ignore_errors=True)
        seconds, memory, _ = run(program.index_command(path))
        status = run([program.program, "status", "-i", program.folder, "--json"])[2]
        count = int(status.split('"passages":')[1].split(",")[0])
        points.append({"name": name, "passages": count, "index": seconds, "memory": memory,
                       "size": size_of(program.folder),
                       "text": os.path.getsize(path), "times": percentiles(program.query("words"))})
        os.remove(path)
    shutil.rmtree(program.folder, ignore_errors=True)
    print("| passages | index | memory | size | word queries p50 | p99 |")
    print("|---|---|---|---|---|---|")
    for p in points:
        print("| %s (%s) | %.1f s, %.0f passages a ms | %.0f MB | %.1f MB | %.2f ms | %.2f ms |" % (
            format(p["passages"], ","), p["name"], p["index"], p["passages"] / p["index"] / 1000,
            p["memory"] / 1e6, p["size"] / 1e6, p["times"][50], p["times"][99]))
    print()
    if svg:
        plot.write(svg, points)


def most_frequent(program):
    """The word of the queries that most passages have, and how many."""
    with open(program.corpus.words, encoding="utf-8") as file:
        words = {word for line in file for word in line.split("\t", 1)[1].split()}
    counts = {}
    for word in sorted(words)[:200]:
        out = run([program.program, "search", "-i", program.folder, "-n", "1", "--facets", "--json",
                   word], (0, 1))[2].splitlines()
        counts[word] = json.loads(out[-1]).get("passages", 0) if out else 0
    word = max(counts, key=counts.get)
    return word, counts[word]


def measure_commands(corpus, build):
    """Single commands from a cold process."""
    program = Fundstelle(corpus, build)
    program.make()
    word, matches = most_frequent(program)
    commands = (
        ("ten hits of a word in %s passages" % format(matches, ","), ["search", "-n", "10"], word),
        ("the same, counted by section, author, month and year",
         ["search", "-n", "10", "--facets"], word),
        ("counts by month", ["trend"], word),
        ("completion of its first three letters", ["complete"], word[:3]),
        ("what the index knows of it", ["terms"], word),
        ("a search that finds nothing, and what may be meant", ["search"], word[:-2] + "q" + word[-2:]),
    )
    print("| from a cold process | median | range |")
    print("|---|---|---|")
    for label, (name, *rest), text in commands:
        times = [run([program.program, name, "-i", program.folder, *rest, text], (0, 1))[0] * 1000
                 for _ in range(COLD)]
        print("| %s | %.1f ms | %.1f-%.1f |" % (label, statistics.median(times), min(times),
                                                max(times)))
    print()
    shutil.rmtree(program.folder, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", required=True)
    parser.add_argument("--data", default="")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="")
    parser.add_argument("--no-growth", action="store_true")
    parser.add_argument("--svg", default="")
    options = parser.parse_args()
    work = os.path.join(options.build, "bench")
    corpus = corpora.Corpus(work, options.data, os.path.join(work, "passages"))
    programs = [Fundstelle(corpus, options.build)]
    for peer in PEERS:
        missing = peer.missing()
        if options.only and peer.name not in options.only.split(","):
            continue
        if missing:
            print("left out: %s (install %s)" % (peer.name, " ".join(missing)), file=sys.stderr)
        else:
            programs.append(peer(corpus))
    print("Texts: %s, %s passages, %.1f MB; %d rounds; load %.2f at the start.\n" % (
        corpus.name, format(corpus.count, ","), corpus.bytes / 1e6, options.rounds,
        os.getloadavg()[0]))
    print(machine.describe() + "\n")
    rounds, empty = [], []
    for number in range(options.rounds):
        figures = {}
        for program in programs:
            print("round %d: %s" % (number + 1, program.name), file=sys.stderr)
            figures[program.name] = program.measure()
        empty.append(statistics.median(
            run([os.path.join(work, "empty")])[0] for _ in range(COLD)) * 1000)
        rounds.append(figures)
    if rounds:
        print_table(corpus, programs, rounds)
        print("An empty process linked to libxapian: %.1f ms.\n" % statistics.median(empty))
        print("What differs: " + "; ".join("%s %s" % (program.name, program.differs)
                                           for program in programs[1:]) + ".")
        print("A change is made and searched for by two processes here, by one warm one there.\n")
    measure_commands(corpus, options.build)
    if not options.no_growth:
        grow(corpus, options.build, options.svg)


try:
    main()
except Failed as failure:
    sys.exit(str(failure))
