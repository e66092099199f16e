"""SQLite FTS5 and Xapian for the benchmark, on passages of one line each
(ID TAB TEXT [TAB TITLE]).

    peers.py fts5 index  DIR PASSAGES
    peers.py fts5 query  DIR QUERIES PASSES words|phrases
    peers.py fts5 update DIR PASSAGES COUNT
    peers.py xapian query  DIR QUERIES PASSES words|phrases
    peers.py xapian update DIR PASSAGES COUNT

query prints the microseconds of each query of the last pass, update those from a
change to the first search that sees it; both in one warm process.
"""
import os
import re
import sys
import time


def lines(path):
    with open(path, encoding="utf-8") as file:
        for line in file:
            yield line.rstrip("\n").split("\t")


def words_of(text):
    return re.findall(r"\w+", text)


class Fts5:
    def __init__(self, folder):
        import sqlite3
        os.makedirs(folder, exist_ok=True)
        self.db = sqlite3.connect(os.path.join(folder, "fts5.db"), isolation_level=None)

    def index(self, passages):
        self.db.execute("CREATE VIRTUAL TABLE passages USING fts5(id UNINDEXED, text, title)")
        self.db.execute("BEGIN")
        self.db.executemany("INSERT INTO passages VALUES (?, ?, ?)",
                            ((line + [None])[:3] for line in lines(passages)))
        self.db.execute("INSERT INTO passages(passages) VALUES ('optimize')")
        self.db.execute("COMMIT")

    def search(self, text, phrase):
        match = '"%s"' % " ".join(words_of(text)) if phrase else " OR ".join(
            '"%s"' % word for word in words_of(text))
        return self.db.execute(
            "SELECT id FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT 10",
            ("text: (%s)" % match,)).fetchall()

    def replace(self, name, text, number):
        self.db.execute("BEGIN")
        self.db.execute("UPDATE passages SET text = ? WHERE rowid = ?", (text, number + 1))
        self.db.execute("COMMIT")


class Xapian:
    def __init__(self, folder):
        import xapian
        self.xapian = xapian
        self.folder = folder
        self.db = xapian.Database(folder)
        self.stem = xapian.Stem("german")
        self.parser = xapian.QueryParser()
        self.parser.set_stemmer(self.stem)
        self.parser.set_stemming_strategy(xapian.QueryParser.STEM_SOME)
        self.parser.set_default_op(xapian.Query.OP_OR)

    def search(self, text, phrase):
        query = self.parser.parse_query('"%s"' % text if phrase else text)
        enquire = self.xapian.Enquire(self.db)
        enquire.set_query(query)
        return [match.document.get_data() for match in enquire.get_mset(0, 10)]

    def replace(self, name, text, number):
        writable = self.xapian.WritableDatabase(self.folder)
        document = self.xapian.Document()
        generator = self.xapian.TermGenerator()
        generator.set_stemmer(self.stem)
        generator.set_document(document)
        generator.index_text(text)
        document.set_data("id=%s\ntext=%s" % (name, text))
        writable.replace_document(number + 1, document)
        writable.commit()
        writable.close()
        self.db.reopen()


def query(peer, path, passes, phrase):
    queries = [text for _, text in lines(path)]
    for _ in range(passes):
        times = []
        for text in queries:
            start = time.perf_counter_ns()
            peer.search(text, phrase)
            times.append((time.perf_counter_ns() - start) // 1000)
    print("\n".join(map(str, times)))


def update(peer, path, count):
    for number, (name, text, *_) in zip(range(count), lines(path)):
        word = "Aktualisierung%d" % number
        start = time.perf_counter_ns()
        peer.replace(name, text + " " + word, number)
        if not peer.search(word, False):
            sys.exit("not found")
        print((time.perf_counter_ns() - start) // 1000)


def main(kind, task, folder, path, *rest):
    peer = {"fts5": Fts5, "xapian": Xapian}[kind](folder)
    if task == "index":
        peer.index(path)
    elif task == "query":
        query(peer, path, int(rest[0]), rest[1] == "phrases")
    else:
        update(peer, path, int(rest[0]))


main(*sys.argv[1:])
