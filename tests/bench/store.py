"""The store's part of "make compare": commits, alone and beside readers, an index that is not in
memory, and what segments cost a search.

A step that yields does a part of its work at a time, and gives what it has found out so far: the
other program does the same part in between.
"""
import concurrent.futures
import contextlib
import copy
import itertools
import json
import math
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import threading
import time

import corpus as corpora
from measure import COLD, ROWS, UPDATES, Failed, Fundstelle, median_cell, percentiles, \
    ratio_cell, run, size_of

READERS = 8
READER_QUERIES = 100  # a process of a reader
AHEAD = 64            # articles that a writer is given before it has committed them
COMMIT_WITHIN = 60    # seconds
BLOCKS = 20           # of single commits: both sides in turn
FIT_AT = 1000000

# In thousandths of the text. Each is more than twice as large as the next one, or they would be
# merged; the first one has the rest. After them the smallest articles, as many as are left alone.
SHARES = (580, 244, 102, 43, 18, 7.6, 3.2, 1.1)
SMALLEST = 64 << 10
SINGLES = 8

MS = lambda v, c: "%.1f ms" % v
PER_SECOND = lambda v, c: "%.1f a second" % v
STORE_ROWS = (
    ("replace", "change, until it is durable", MS),
    ("uncached", "cold process, cold index, ten hits", MS),
    ("stream", "commits of a passage", PER_SECOND),
    ("readers commits", "the same, beside %d readers" % READERS, PER_SECOND),
    ("readers searches", "searches beside it", PER_SECOND),
    ("readers failed", "of them failed, in all rounds", lambda v, c: "%d" % v),
    ("commits p50", "commits of an article, p50", lambda v, c: "%.2f ms" % v),
    ("commits p99", "commits of an article, p99", lambda v, c: "%.2f ms" % v),
    ("commits max", "commits of an article, longest", MS),
    ("commits size", "size after them / built at once", lambda v, c: "%.3f" % v),
)


def forget(folder):
    """Drops the files of a folder from the page cache."""
    for at, _, names in os.walk(folder):
        for name in names:
            file = os.open(os.path.join(at, name), os.O_RDONLY)
            os.fsync(file)  # what is still to be written stays
            os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(file)


class Stream:
    """A writer that commits each article that it is given, and tells when it has."""

    def __init__(self, command):
        self.times, self.told = [], []  # of the commits; other messages
        self.room = threading.Semaphore(AHEAD)
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.PIPE)
        self.listener = threading.Thread(target=self.listen)
        self.listener.start()

    def listen(self):
        for line in self.process.stderr:
            if re.search(rb" \+\d+ ~\d+ -\d+ ", line):
                self.times.append(time.perf_counter())
                self.room.release()
            else:
                self.told.append(line.decode(errors="replace"))
        self.room.release(AHEAD)

    def give(self, line):
        if not self.room.acquire(timeout=COMMIT_WITHIN):
            raise Failed("%s: a commit was not told" % " ".join(self.process.args))
        try:
            self.process.stdin.write(line.encode())
            self.process.stdin.flush()
        except BrokenPipeError:
            self.end(early=True)

    def wait_for(self, count):
        """Until so many commits have been told; in all."""
        end = time.perf_counter() + COMMIT_WITHIN
        while len(self.times) < count:
            if not self.listener.is_alive():
                self.end(early=True)
            if time.perf_counter() > end:
                raise Failed("%s: a commit was not told" % " ".join(self.process.args))
            time.sleep(0.0005)

    def end(self, early=False):
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self.listener.join()
        if self.process.wait() != 0 or early:
            raise Failed("%s\nended (%d):\n%s" % (
                " ".join(self.process.args), self.process.returncode, "".join(self.told)))

    def rate(self, start, end):
        """Commits a second."""
        return sum(start < at <= end for at in self.times) / (end - start)

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.process.kill()
        self.process.wait()
        self.listener.join()


def single_passages(corpus, prefix):
    """An endless stream of articles of a passage each."""
    for turn in itertools.count():
        with open(corpus.passages, encoding="utf-8") as file:
            for line in file:
                name, text = line.rstrip("\n").split("\t")[:2]
                yield json.dumps({"id": "%s-%d-%s" % (prefix, turn, name), "body": text}) + "\n"


class Store(Fundstelle):
    """What is measured of a side; own: a folder for its files."""

    stream_seconds, commit_count = 20, 3000
    own = None

    def at(self, name):
        """The same program with another index, which is not there yet."""
        other = copy.copy(self)
        other.folder = os.path.join(self.own, name)
        shutil.rmtree(other.folder, ignore_errors=True)
        return other

    def measure_update(self):
        """An article replaced, and searched for by a new process."""
        durable, visible = [], []
        with open(self.corpus.articles, encoding="utf-8") as file:
            for number, line in zip(range(UPDATES), file):
                word = "Aktualisierung%d" % number
                self.write_changed(line, word, self.corpus.one)
                start = time.perf_counter()
                durable.append(run(self.index_command(self.corpus.one))[0] * 1000)
                if not self.finds(word):
                    raise Failed("%s: an update was not found" % self.name)
                visible.append((time.perf_counter() - start) * 1000)
                yield {}
        yield {"replace": statistics.median(durable), "update": statistics.median(visible)}

    def measure_uncached(self):
        command, times = self.cold_command(self.queries("words")[0]), []
        for _ in range(COLD):
            forget(self.folder)
            times.append(run(command, (0, 1))[0] * 1000)
            yield {}
        yield {"uncached": statistics.median(times)}

    # ---- streams

    def measure_stream(self):
        articles = single_passages(self.corpus, "stream")
        with Stream(self.stream_command()) as writer:
            start = begin(writer, articles)
            end = start + self.stream_seconds
            while time.perf_counter() < end:
                writer.give(next(articles))
            writer.end()
        return {"stream": writer.rate(start, end)}

    def read_on(self, number, over):
        """One process after the other until it is over: searches a second, and how many failed."""
        queries, times = (os.path.join(self.own, "%s-%d.tsv" % (name, number))
                          for name in ("queries", "times"))
        lines = self.queries("words")
        lines = lines[::max(1, len(lines) // READER_QUERIES)]
        self.write_batch(queries, lines, "words", 1)
        done = failed = 0
        start = time.perf_counter()
        while not over.is_set():
            answered, told = answers(self.batch_command(queries, times), times)
            if (answered < len(lines) or told) and failed == 0:
                print("%s, a reader: %s" % (self.name, told), file=sys.stderr)
            done += answered
            failed += max(len(lines) - answered, told != "")
        return done / (time.perf_counter() - start), failed

    def measure_readers(self):
        """The stream goes on until the last reader is done."""
        articles, over = single_passages(self.corpus, "beside"), threading.Event()
        with Stream(self.stream_command()) as writer, \
                concurrent.futures.ThreadPoolExecutor(READERS) as pool:
            begin(writer, articles)
            readers = [pool.submit(self.read_on, number, over) for number in range(READERS)]
            try:
                start = time.perf_counter()
                end = start + self.stream_seconds
                while not all(reader.done() for reader in readers):
                    writer.give(next(articles))
                    if time.perf_counter() > end:
                        over.set()
            finally:
                over.set()
            writer.end()
        found = [reader.result() for reader in readers]
        return {"readers commits": writer.rate(start, end),
                "readers searches": sum(rate for rate, _ in found),
                "readers failed": sum(failed for _, failed in found)}

    # ---- an index of single commits

    def measure_commits(self):
        """The first commit, which waits for the program to start, does not count."""
        single = self.at("commits")
        source = os.path.join(self.own, "first.jsonl")
        with open(source, "w", encoding="utf-8") as out:
            out.writelines(itertools.islice(corpora.grown(self.corpus.articles), self.commit_count))
        times, means = [], []
        with open(source, encoding="utf-8") as articles, Stream(single.stream_command()) as writer:
            begin(writer, articles)
            for size in block_sizes(self.commit_count - 1):
                last = time.perf_counter()
                count = len(writer.times)
                for line in itertools.islice(articles, size):
                    writer.give(line)
                writer.wait_for(count + size)
                block = intervals([last] + writer.times[count:])
                times += block
                means.append((count + size // 2, statistics.fmean(block)))
                yield {}
            writer.end()
        yield {**{"commits p%d" % p: ms for p, ms in percentiles(times).items()},
               "commits max": max(times) / 1000, "commits means": means,
               "commits size": size_of(single.folder) / self.size_at_once(source)}

    def size_at_once(self, source):
        bulk = self.at("bulk")
        run(bulk.index_command(source))
        return size_of(bulk.folder)


def begin(writer, articles):
    """When the writer has begun: after a commit."""
    writer.give(next(articles))
    writer.wait_for(1)
    return writer.times[0]


def answers(command, times):
    """How many lines of a batch were answered, and the messages."""
    with contextlib.suppress(FileNotFoundError):
        os.remove(times)
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    told = done.stderr.decode(errors="replace")
    if done.returncode not in (0, 1):
        told = told or "ended with %d" % done.returncode
    try:
        with open(times, "rb") as file:
            return sum(1 for _ in file), told
    except FileNotFoundError:
        return 0, told


def intervals(times):
    """Microseconds."""
    return [(after - before) * 1e6 for before, after in itertools.pairwise(times)]


def block_sizes(count):
    ends = [count * number // BLOCKS for number in range(BLOCKS + 1)]
    return [end - start for start, end in itertools.pairwise(ends) if end > start]


# ---- how the time of a commit grows


def fit(points):
    """Of x and y: whether y grows with x or with its logarithm, what it is at FIT_AT then, and the
    part of the variance that this explains. What falls, falls by chance, and counts as constant."""
    found = []
    mean = statistics.fmean(y for _, y in points)
    all_of_it = sum((y - mean) ** 2 for _, y in points)
    for name, scale in (("log", math.log), ("linear", float)):
        scaled, ys = [scale(x) for x, _ in points], [y for _, y in points]
        slope, at_0 = statistics.linear_regression(scaled, ys)
        if slope < 0:
            name, slope, at_0 = "constant", 0, mean
        error = sum((at_0 + slope * x - y) ** 2 for x, y in zip(scaled, ys))
        found.append((error, name, at_0 + slope * scale(FIT_AT), 1 - error / (all_of_it or 1)))
    return min(found)[1:]


def growth(rounds, names):
    """Of the means of blocks, each the median over the rounds."""
    cells = []
    for name in names:
        means = [figures[name]["commits means"] for figures in rounds
                 if "commits means" in figures[name]]
        points = [(blocks[0][0], statistics.median(y for _, y in blocks)) for blocks in zip(*means)]
        if len(points) > 2:
            how, last, explained = fit(points)
            cells.append("%s %s (%s fit, R² %.2f)" % (name, ", ".join(
                "%.2f ms at %s" % (y / 1000, format(x, ","))
                for x, y in (points[0], points[-1], (FIT_AT, last))), how, explained))
    return "Mean of a commit of an article: %s.\n\n" % "; ".join(cells) if cells else ""


# ---- segments


def lines_by_share(path):
    """The lines of a file as lists of (start, length): for each share, then the shortest ones."""
    at, lines = 0, []
    with open(path, "rb") as file:
        for line in file:
            lines.append((at, len(line)))
            at += len(line)
    lines.sort(key=lambda line: line[1])
    singles, rest = lines[:SINGLES], lines[SINGLES:]
    random.Random(corpora.SEED).shuffle(rest)
    parts = []
    for share in reversed(SHARES[1:]):
        left, part = share * at / 1000, []
        while rest and left > 0 and share * at / 1000 >= SMALLEST:
            part.append(rest.pop())
            left -= part[-1][1]
        parts.append(part)
    return [part for part in [rest] + parts[::-1] if part] + [[line] for line in singles]


def write_lines(source, out, lines):
    with open(source, "rb") as file, open(out, "wb") as part:
        for start, length in lines:
            file.seek(start)
            part.write(file.read(length))


def count_segments(program):
    status = json.loads(run([program.program, "status", "-i", program.folder, "--json"])[2])
    return len(status["segments"])


def make_segments(side):
    """Indexes of the same articles, of one segment and of as many as the program leaves alone."""
    many, one = side.at("segments"), side.at("compacted")
    for lines in lines_by_share(side.corpus.articles):
        write_lines(side.corpus.articles, side.corpus.one, lines)
        run(many.index_command(side.corpus.one))
    shutil.copytree(many.folder, one.folder)
    run([one.program, "compact", "-i", one.folder])
    return {"one": one, "many": many}


def measure_segments(side, rounds):
    """A table."""
    programs = make_segments(side)
    names = {name: "%d" % count_segments(program) for name, program in programs.items()}
    found = []
    for number in range(rounds):
        order = list(programs.items())[::-1 if number % 2 else 1]
        found.append({name: program.measure_queries("words") for name, program in order})
    lines = ["| segments, new alone | {one} | {many} | {many} / {one} |".format(**names),
             "|---|---|---|---|"]
    for key, label, show in ROWS:
        if key.startswith("words"):
            cells = [median_cell(found, name, key, show, side.corpus) for name in programs]
            lines.append("| %s | %s | %s | %s |" % (
                label, *cells, ratio_cell(found, "many", "one", key, 3)))
    return "\n".join(lines)
