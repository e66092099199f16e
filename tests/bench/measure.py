"""What "make bench" and "make compare" share: programs that are run and timed, the rows
of their tables, ratios."""
import json
import math
import os
import shutil
import statistics
import subprocess
import tempfile
import time

PASSES = 3   # over the queries in one process; the last one counts
COLD = 15    # cold starts
UPDATES = 10

# Key, label, and how a median of it is shown.
ROWS = (
    ("index", "index it, durable", lambda v, c: "%.1f s (%.1f MB/s)" % (v, c.bytes / v / 1e6)),
    ("memory", "peak memory", lambda v, c: "%.0f MB" % (v / 1e6)),
    ("size", "size, bytes per byte of text", lambda v, c: "%.2f" % (v / c.bytes)),
    ("words p50", "word queries, p50", lambda v, c: "%.2f ms" % v),
    ("words p90", "word queries, p90", lambda v, c: "%.2f ms" % v),
    ("words p99", "word queries, p99", lambda v, c: "%.2f ms" % v),
    ("phrases p50", "phrases, p50", lambda v, c: "%.2f ms" % v),
    ("phrases p90", "phrases, p90", lambda v, c: "%.2f ms" % v),
    ("phrases p99", "phrases, p99", lambda v, c: "%.2f ms" % v),
    ("cold", "cold process, ten hits", lambda v, c: "%.1f ms" % v),
    ("update", "change to visible", lambda v, c: "%.1f ms" % v),
)


class Failed(Exception):
    """A program that cannot be measured; the message is for the user."""


def run(command, allowed=(0,)):
    """Seconds, peak memory in bytes, and output. The memory is never below this process's own
    peak, which Linux hands on: what needs much is done in a process of its own."""
    start = time.perf_counter()
    err = tempfile.TemporaryFile()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=err)
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in allowed:
        err.seek(0)
        raise Failed("%s\nfailed (%d):\n%s" % (" ".join(command), process.returncode,
                                               err.read().decode(errors="replace")))
    return seconds, usage.ru_maxrss * 1024, out.decode()


def size_of(folder):
    return sum(os.path.getsize(os.path.join(at, name))
               for at, _, names in os.walk(folder) for name in names)


def percentiles(microseconds):
    ordered = sorted(microseconds)
    return {p: ordered[math.ceil(len(ordered) * p / 100) - 1] / 1000 for p in (50, 90, 99)}


def queries_of(path):
    """The texts of lines CLASS TAB TEXT."""
    with open(path, encoding="utf-8") as file:
        return [line.rstrip("\n").split("\t", 1)[1] for line in file]


def values(rounds, name, key):
    return [figures[name][key] for figures in rounds if key in figures[name]]


def median_cell(rounds, name, key, show, corpus, middle=statistics.median):
    found = values(rounds, name, key)
    return show(middle(found), corpus) if found else "-"


def ratio_cell(rounds, name, base, key, digits):
    """The median of name / base within a round, and its range."""
    ratios = [figures[name][key] / figures[base][key] for figures in rounds
              if key in figures[name] and figures[base].get(key)]
    if not ratios:
        return "-"
    return "**%.*f** (%.*f-%.*f)" % (digits, statistics.median(ratios), digits, min(ratios),
                                     digits, max(ratios))


class Program:
    def __init__(self, corpus):
        self.corpus = corpus
        self.folder = os.path.join(corpus.work, "index-" + self.name)

    def query_file(self, kind):
        return self.corpus.words if kind == "words" else self.corpus.phrases

    def queries(self, kind):
        return queries_of(self.query_file(kind))

    def query(self, kind):
        command = self.query_command(self.query_file(kind), kind)
        return [int(line) for line in run(command)[2].split()]

    def update(self):
        return [int(line) for line in run(self.update_command())[2].split()]

    def make(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        seconds, memory, _ = run(self.index_command())
        return {"index": seconds, "memory": memory, "size": size_of(self.folder)}

    def measure_queries(self, kind):
        return {"%s p%d" % (kind, p): ms for p, ms in percentiles(self.query(kind)).items()}

    def measure_cold(self):
        command = self.cold_command(self.queries("words")[0])
        cold = [run(command, (0, 1))[0] for _ in range(COLD)]
        return {"cold": statistics.median(cold) * 1000}

    def measure_update(self):
        return {"update": statistics.median(self.update()) / 1000}

    def steps(self):
        """The parts of a round in their order: names, and functions that give figures."""
        return [("index", self.make), ("words", lambda: self.measure_queries("words")),
                ("phrases", lambda: self.measure_queries("phrases")),
                ("cold", self.measure_cold), ("update", self.measure_update)]

    def measure(self):
        figures = {}
        for _, step in self.steps():
            figures.update(step())
        return figures


class Fundstelle(Program):
    def __init__(self, corpus, build, name="Fundstelle"):
        self.name, self.program = name, os.path.join(build, "fundstelle")
        super().__init__(corpus)

    @staticmethod
    def missing():
        return []

    # The command lines that "make compare" needs of older and of newer versions, too: only these,
    # with as few options as can be.

    def index_command(self, source=None, *options):
        return [self.program, "index", "-q", *options, "-i", self.folder,
                source or self.corpus.articles]

    def batch_command(self, queries, times):
        return [self.program, "search", "-i", self.folder, "--batch", queries, "-n", "10",
                "--format=trec", "--times", times]

    def cold_command(self, word, count=10):
        return [self.program, "search", "-i", self.folder, "-n", str(count), word]

    def stream_command(self):
        return [self.program, "index", "-v", "--commit-every", "1", "-i", self.folder, "-"]

    def watch_command(self, folder):
        return [self.program, "watch", "-q", "-i", self.folder, folder]

    def write_batch(self, path, lines, kind, passes):
        with open(path, "w", encoding="utf-8") as file:
            for i in range(passes):
                for number, text in enumerate(lines):
                    file.write("%d-%d\t%s\n" % (
                        i, number, text if kind == "words" else '"%s"' % text))

    def query(self, kind):
        queries, times = (os.path.join(self.corpus.work, name)
                          for name in ("queries.tsv", "times.tsv"))
        lines = self.queries(kind)
        self.write_batch(queries, lines, kind, PASSES)
        run(self.batch_command(queries, times))
        with open(times, encoding="utf-8") as file:
            return [int(line.split("\t")[1]) for line in file][-len(lines):]

    def finds(self, word):
        return run(self.cold_command(word, 1), (0, 1))[2] != ""

    @staticmethod
    def write_changed(line, word, path):
        article = json.loads(line)
        article["body"] = word + " " + article["body"]
        with open(path, "w", encoding="utf-8") as file:
            json.dump(article, file)

    def update(self):
        times = []
        with open(self.corpus.articles, encoding="utf-8") as file:
            for number, line in zip(range(UPDATES), file):
                word = "Aktualisierung%d" % number
                self.write_changed(line, word, self.corpus.one)
                start = time.perf_counter()
                run(self.index_command(self.corpus.one))
                found = self.finds(word)
                times.append((time.perf_counter() - start) * 1e6)
                if not found:
                    raise Failed("%s: an update was not found" % self.name)
        return times
