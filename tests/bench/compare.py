"""Builds another commit and measures it beside this one, in one run; prints Markdown.

    compare.py [--build DIR] [--ref COMMIT] [--data DIR] [--rounds N] [--only NAME,...]
               [--stream-seconds N] [--commits N]
    compare.py --resolve [--ref COMMIT] [--only NAME,...]

Times: each step of a round is done by both, one right after the other, or a part of it at a
time in turn, the one that goes first changing from round to round. A ratio is new / old within
a round; the table has its median and its range. Segments: the new one alone, see store.py.
Instructions: counted by valgrind over every tenth article; they do not depend on what else the
machine does; --rounds 0 is they alone. What one of them cannot do is a dash. --only runs some:
the names are those of FIGURES. --resolve prints the hash of the commit and ends.
"""
import argparse
import collections
import concurrent.futures
import filecmp
import itertools
import os
import re
import shutil
import statistics
import subprocess
import sys
import time

import corpus as corpora
import machine
import store
from measure import (ROWS, UPDATES, Failed, median_cell, queries_of, ratio_cell, run)

NAMES = ("old", "new")
TENTH = 10            # the part of the articles that instructions are counted over
FOURTH = 4            # and of the words
VISIBLE_WITHIN = 30   # seconds, beside "watch"

COMPARED = ROWS + (
    ("watch", "change to visible, beside watch", lambda v, c: "%.1f ms" % v),) + store.STORE_ROWS
COUNTED = (
    ("index", "index"),
    ("words", "a word, in a warm process"),
    ("phrases", "a phrase, in a warm process"),
    ("cold", "cold process, ten hits of a word"),
)
# What --only takes, and which steps that is. A row belongs to the step that its key begins with.
ROW_STEPS = {"memory": "index", "size": "index", "replace": "update"}
SPEED = ("words", "phrases", "cold", "update", "watch")
STORE = ("uncached", "update", "stream", "readers", "commits")
ALL = ("index",) + SPEED + STORE + ("segments", "instructions")
TIMED = set(ALL) - {"segments", "instructions"}
FIGURES = {**{name: (name,) for name in ALL}, "": ALL,
           "speed": SPEED + ("instructions",), "store": STORE + ("segments",)}


def git(*arguments):
    done = subprocess.run(["git", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          check=False, text=True)
    if done.returncode != 0:
        raise Failed("git %s: %s" % (arguments[0], done.stderr.strip() or "failed"))
    return done.stdout.strip()


def changed(folder="."):
    return git("-C", folder, "status", "--porcelain", "--untracked-files=no") != ""


def default_ref():
    """What a change began from: one that is not committed, or else the last commit."""
    return "HEAD" if changed() else "HEAD~1"


def resolve(ref):
    try:
        return git("rev-parse", "--verify", "--quiet", "--end-of-options", ref + "^{commit}")
    except Failed:
        git("rev-parse", "--git-dir")  # without a repository, that is the message
        raise Failed("REF=%s: there is no such commit here" % ref) from None


def title(commit):
    return git("log", "-1", "--format=%h (%s)", commit)


def build_other(build, commit):
    """The other commit's build folder, in a worktree that is kept for the next time. CC, CFLAGS
    and others that this make was given reach that one by the environment."""
    folder = os.path.join(os.path.abspath(build), "compare", commit)
    if not os.path.exists(os.path.join(folder, ".git")):
        git("worktree", "add", "--force", "--detach", folder, commit)
    if changed(folder):
        raise Failed("%s is not as committed: git worktree remove --force %s" % (folder, folder))
    environment = {name: value for name, value in os.environ.items()
                   if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "WERROR")}
    done = subprocess.run(["make", "-C", folder, "-j%d" % cores(), "BUILD=build", "all"],
                          env=environment, stdout=sys.stderr, check=False)
    if done.returncode != 0:
        raise Failed("%s cannot be built (in %s)" % (commit, folder))
    return os.path.join(folder, "build")


def cores():
    return len(os.sched_getaffinity(0))


class Side(store.Store):
    """The old program or the new one, with a folder of its own."""

    def __init__(self, corpus, build, name, options):
        super().__init__(corpus, build, name)
        self.stream_seconds, self.commit_count = options.stream_seconds, options.commits
        self.own = os.path.join(corpus.work, name)
        self.folder = os.path.join(self.own, "index")
        os.makedirs(self.own, exist_ok=True)

    def steps(self):
        return super().steps() + [
            ("uncached", self.measure_uncached), ("watch", self.measure_watch),
            ("stream", self.measure_stream), ("readers", self.measure_readers),
            ("commits", self.measure_commits)]

    def wait_for(self, word):
        end = time.perf_counter() + VISIBLE_WITHIN
        while not self.finds(word):
            if time.perf_counter() > end:
                raise Failed("%s: a change beside watch was not found" % self.name)

    def measure_watch(self):
        """From a file moved to its place until a new process finds it; the first one, which waits
        for watch to start, does not count."""
        folder = os.path.join(self.own, "watched")
        shutil.rmtree(folder, ignore_errors=True)
        os.mkdir(folder)
        with open(self.corpus.articles, encoding="utf-8") as file:
            line = file.readline()
        watch, times = None, []
        try:
            for number in range(UPDATES + 1):
                word = "Beobachtung%d" % number
                self.write_changed(line, word, self.corpus.one)
                start = time.perf_counter()
                os.rename(self.corpus.one, os.path.join(folder, "one.jsonl"))
                watch = watch or subprocess.Popen(self.watch_command(folder),
                                                  stdout=subprocess.DEVNULL,
                                                  stderr=subprocess.DEVNULL)
                self.wait_for(word)
                times.append((time.perf_counter() - start) * 1000)
        finally:
            if watch:
                watch.terminate()
                watch.wait()
        return {"watch": statistics.median(times[1:])}

    # ---- instructions

    def count(self, command):
        """The instructions of a command, without address space randomization where it can be
        turned off, and with the allocator told not to go by the clock."""
        log = os.path.join(self.own, "valgrind.log")
        fixed = ["setarch", "-R"]
        if subprocess.run(fixed + ["true"], stderr=subprocess.DEVNULL, check=False).returncode != 0:
            fixed = []
        run(fixed + ["env", "MALLOC_CONF=dirty_decay_ms:-1,muzzy_decay_ms:-1",
                     "valgrind", "--tool=cachegrind", "--cache-sim=no",
                     "--cachegrind-out-file=/dev/null", "--log-file=" + log, *command], (0, 1))
        with open(log, encoding="utf-8", errors="replace") as file:
            text = file.read()
        found = re.search(r"I +refs: +([\d,]+)", text)
        if not found:
            raise Failed("valgrind counted nothing:\n" + text)
        return int(found.group(1).replace(",", ""))

    def count_index(self, articles):
        shutil.rmtree(self.folder, ignore_errors=True)
        return self.count(self.index_command(articles, "--jobs", "1"))

    def count_queries(self, kind):
        """Once in a process and twice in another one: the difference is a warm query's."""
        lines = self.queries(kind)
        if kind == "words":
            lines = lines[::FOURTH]
        counts = []
        for passes in (1, 2):
            queries, times = (os.path.join(self.own, name) for name in ("queries.tsv", "times.tsv"))
            self.write_batch(queries, lines, kind, passes)
            counts.append(self.count(self.batch_command(queries, times)))
        return (counts[1] - counts[0]) / len(lines)

    def count_all(self, articles, word):
        steps = (("index", lambda: self.count_index(articles)),
                 ("words", lambda: self.count_queries("words")),
                 ("phrases", lambda: self.count_queries("phrases")),
                 ("cold", lambda: self.count(self.cold_command(word))))
        figures = {}
        for key, step in steps:
            count = attempt(step, self.name, key)
            if count is not None:
                figures[key] = count
            elif key == "index":  # for the others to go on
                attempt(lambda: run(self.index_command(articles)), self.name, key)
        return figures


def attempt(step, name, what):
    """What a step gives, or nothing and a message."""
    try:
        return step()
    except (Failed, OSError, ValueError, LookupError, ArithmeticError) as failure:
        print("%s, %s: no figure: %s" % (name, what, failure), file=sys.stderr)
        return None


def parts(step):
    """What a step finds, at once or part by part."""
    found = step()
    yield from [found] if isinstance(found, dict) else found


def take_turns(steps, what):
    """The figures of a step of each side: a part of each, until none has more."""
    figures = {name: {} for name in steps}
    turns = {name: parts(step) for name, step in steps.items()}
    while turns:
        for name, turn in list(turns.items()):
            part = attempt(lambda turn=turn: next(turn, None), name, what)
            if part is None:
                del turns[name]
            else:
                figures[name].update(part)
    return figures


def measure_round(sides, number, wanted, took):
    """Step by step, both sides; the one that goes first changes."""
    figures = {side.name: {} for side in sides}
    order = sides if number % 2 == 0 else sides[::-1]
    for steps in zip(*(side.steps() for side in order)):
        step = steps[0][0]
        if step in wanted:
            found = took(step, take_turns, {
                side.name: do for side, (_, do) in zip(order, steps)},
                "%s, round %d" % (step, number + 1))
            for name in figures:
                figures[name].update(found[name])
    return figures


def common_word(articles, words):
    """The first that is ten times in the texts: one that finds nothing looks for what was meant."""
    counts = collections.Counter()
    with open(articles, encoding="utf-8") as file:
        for line in file:
            counts.update(re.findall(r"\w+", line.lower()))
    return next((word for word in words if counts[word.lower()] >= 10), words[0])


def count_both(sides, corpus):
    """Both at a time: counts do not disturb each other."""
    articles = os.path.join(corpus.work, "tenth.jsonl")
    with open(corpus.articles, encoding="utf-8") as file, \
            open(articles, "w", encoding="utf-8") as out:
        out.writelines(itertools.islice(file, 0, None, TENTH))
    word = common_word(articles, queries_of(corpus.words))
    with concurrent.futures.ThreadPoolExecutor(min(cores(), len(sides))) as pool:
        return dict(zip(NAMES, pool.map(lambda side: side.count_all(articles, word), sides)))


def times_table(rounds, corpus, wanted):
    """Without what was not to be measured. No failure is to be lost in a median."""
    lines = ["| | old | new | new / old |", "|---|---|---|---|"]
    for key, label, show in COMPARED:
        if ROW_STEPS.get(key, key.split()[0]) not in wanted:
            continue
        middle = sum if key.endswith("failed") else statistics.median
        cells = [median_cell(rounds, name, key, show, corpus, middle) for name in NAMES]
        lines.append("| %s | %s | %s | %s |" % (
            label, *cells, ratio_cell(rounds, "new", "old", key, 3)))
    return "\n".join(lines)


def counts_table(counts):
    lines = ["| instructions | old | new | new / old |", "|---|---|---|---|"]
    for key, label in COUNTED:
        old, new = (counts[name].get(key) for name in NAMES)
        cells = ["-" if count is None else "%.3f million" % (count / 1e6) for count in (old, new)]
        lines.append("| %s | %s | %s | %s |" % (
            label, *cells, "**%.4f**" % (new / old) if old and new is not None else "-"))
    return "\n".join(lines)


def plain_environment(work):
    """Nothing of the user's: neither settings nor an index."""
    path = os.environ.get("PATH", os.defpath)
    os.environ.clear()
    os.environ.update(PATH=path, HOME=work, LC_ALL="C.UTF-8")


def share_lexicon(*builds):
    """The same lexicon is read from one file: where a copy lies in the page cache makes up to a
    fifth of a cold process."""
    files = [os.path.join(build, "de.lexicon") for build in builds]
    if filecmp.cmp(*files, shallow=False):
        os.environ["FUNDSTELLE_LEXICON"] = files[0]


class Took:
    """What takes how long, in seconds."""

    def __init__(self):
        self.seconds = collections.Counter()

    def __call__(self, what, function, *arguments):
        start = time.perf_counter()
        print("%s ..." % what, file=sys.stderr)
        result = function(*arguments)
        self.seconds[what] += time.perf_counter() - start
        return result

    def __str__(self):
        return ", ".join("%s %.0f s" % item for item in self.seconds.items())


def print_what(ref, commit, corpus, options):
    new = title("HEAD") + (" and changes that are not committed" if changed() else "")
    print("Old: %s, %s. New: %s." % (ref, title(commit), new))
    print("Texts: %s, %s passages, %.1f MB; rounds: %d; load %.2f at the start." % (
        corpus.name, format(corpus.count, ","), corpus.bytes / 1e6, options.rounds,
        os.getloadavg()[0]))
    if options.only & {"stream", "readers", "commits"}:
        print("A stream: %g s; commits of an article: %s, to an index that is new." % (
            options.stream_seconds, format(options.commits, ",")))
    print(machine.describe() + "\n", flush=True)


def print_figures(sides, corpus, options, took):
    wanted = options.only
    if options.rounds > 0 and wanted & TIMED:
        wanted = wanted | {"index"}
        rounds = [measure_round(sides, number, wanted, took) for number in range(options.rounds)]
        print(times_table(rounds, corpus, wanted) + "\n")
        print(store.growth(rounds, NAMES), end="", flush=True)
    if options.rounds > 0 and "segments" in wanted:
        table = took("segments", attempt, lambda: store.measure_segments(sides[1], options.rounds),
                     "new", "segments")
        print((table or "") + "\n", flush=True)
    if "instructions" in wanted:
        print(counts_table(took("instructions", count_both, sides, corpus)) + "\n")
        print("Instructions: every tenth article, every fourth word; one thread.")


def compare(options):
    took = Took()
    ref = options.ref or default_ref()
    commit = resolve(ref)
    old_build = took("the old one's build", build_other, options.build, commit)
    work = os.path.abspath(os.path.join(options.build, "bench"))
    corpus = took("texts", lambda: corpora.Corpus(
        work, options.data, os.path.join(options.build, "bench", "passages"), "samples"))
    print_what(ref, commit, corpus, options)
    plain_environment(work)
    share_lexicon(old_build, os.path.abspath(options.build))
    sides = [Side(corpus, build, name, options)
             for name, build in zip(NAMES, (old_build, os.path.abspath(options.build)))]
    print_figures(sides, corpus, options, took)
    print("Took: %s." % took)
    for side in sides:
        shutil.rmtree(side.own, ignore_errors=True)


def steps_named(names):
    try:
        return {step for name in names.split(",") for step in FIGURES[name]}
    except KeyError as name:
        raise argparse.ArgumentTypeError("%s is none of %s" % (
            name, ", ".join(sorted(filter(None, FIGURES))))) from None


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", default="build")
    parser.add_argument("--ref", default="")
    parser.add_argument("--resolve", action="store_true")
    parser.add_argument("--data", default="")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", type=steps_named, default="")
    parser.add_argument("--stream-seconds", type=float, default=20)
    parser.add_argument("--commits", type=int, default=3000)
    options = parser.parse_args()
    try:
        if options.resolve:
            print(resolve(options.ref or default_ref()))
        else:
            compare(options)
    except (Failed, FileNotFoundError) as failure:
        print("compare: %s" % failure, file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
