"""What HTTP costs: searches of the server beside the same ones of `search --batch`, and idle connections.

    python3 tests/bench/serve.py FUNDSTELLE INDEX QUERIES [ROUNDS [SEARCHES]]

QUERIES has a query in the last column of each line (tests/bench/queries, bench-queries.tsv). A round asks the same
SEARCHES queries by --batch and by the server at 1, 8 and 64 connections, in turn; what is compared is the CPU of the
process, which others on the machine change least. Then 10,000 connections that say nothing are tried.
"""
import asyncio
import os
import random
import re
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse

program, index, path = sys.argv[1:4]
rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 5
searches = int(sys.argv[5]) if len(sys.argv) > 5 else 400
CONNECTIONS = (1, 8, 64)
IDLE = 10000

def read_queries():
    with open(path, encoding="utf-8") as lines:
        queries = [line.rstrip("\n").split("\t")[-1] for line in lines]
    random.Random(28).shuffle(queries)
    return queries[:searches]

def cpu_of(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

def memory_of(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return int(re.search(r"VmRSS:\s+(\d+)", file.read())[1]) / 1024

def batch(queries, folder):
    """CPU seconds of the queries in a batch that has run them before, as the server has."""
    def run(some):
        with open(folder + "/queries", "w", encoding="utf-8") as file:
            file.writelines(f"q{i}\t{query}\n" for i, query in enumerate(some))
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([program, "search", "-i", index, "--batch", folder + "/queries", "--json", "-n", "10"],
                       stdout=subprocess.DEVNULL, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return (run(queries * 3) - run(queries)) / 2

async def ask(reader, writer, query):
    """The status of a search on a connection that stays open, and its milliseconds."""
    began = time.perf_counter()
    writer.write(b"GET /v1/search?limit=10&q=" + urllib.parse.quote(query).encode() + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
    head = await reader.readuntil(b"\r\n\r\n")
    await reader.readexactly(int(re.search(rb"(?i)content-length: (\d+)", head)[1]))
    return int(head[9:12]), (time.perf_counter() - began) * 1000

async def load(port, queries, connections):
    """Milliseconds of all searches, and how many were not answered by hits."""
    left, times, failed = list(queries), [], 0
    async def client():
        nonlocal failed
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 24)
        while left:
            status, taken = await ask(reader, writer, left.pop())
            times.append(taken)
            failed += status not in (200, 400)
        writer.close()
    await asyncio.gather(*(client() for _ in range(connections)))
    return times, failed

class Server:
    def __init__(self, *options):
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        self.process = subprocess.Popen([program, "serve", "-i", index, "--listen", f"127.0.0.1:{self.port}", "--threads", "2",
                                         "--timeout", "60", *options], stderr=subprocess.PIPE)
        self.process.stderr.readline()
        self.pid = self.process.pid

    def end(self):
        self.process.terminate()
        self.process.wait()

def percentile(values, part):
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]

def throughput(queries):
    server = Server("--connections-per-address", "256")
    figures = {n: [] for n in CONNECTIONS}
    times = {n: [] for n in CONNECTIONS}
    own, failed = [], 0
    asyncio.run(load(server.port, queries, 8)) # opens the index in each thread
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(rounds):
            own.append(batch(queries, folder) / len(queries) * 1000)
            for n in CONNECTIONS:
                before = cpu_of(server.pid)
                taken, wrong = asyncio.run(load(server.port, queries, n))
                figures[n].append((cpu_of(server.pid) - before) / len(queries) * 1000)
                times[n] += taken
                failed += wrong
    print(f"{len(queries)} searches, {rounds} rounds; --batch: {statistics.median(own):.3f} ms CPU a search; "
          f"{failed} failed; memory {memory_of(server.pid):.0f} MB")
    print("connections  ms CPU   batch/server (range)    p50 ms   p99 ms")
    for n in CONNECTIONS:
        ratios = [a / b for a, b in zip(own, figures[n])]
        print(f"{n:11}  {statistics.median(figures[n]):6.3f}   {statistics.median(ratios):.3f} ({min(ratios):.3f}-{max(ratios):.3f})"
              f"   {percentile(times[n], .5):8.2f} {percentile(times[n], .99):8.2f}")
    server.end()

def idle(queries):
    """Connections that say nothing, from a thousand addresses: searches go on beside them."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(IDLE + 200, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),) * 2)
    server = Server()
    asyncio.run(load(server.port, queries, 2))
    alone, wrong = asyncio.run(load(server.port, queries, 2))
    before, sockets, refused = memory_of(server.pid), [], 0
    async def beside():
        nonlocal refused
        search = asyncio.ensure_future(load(server.port, queries, 2))
        for i in range(IDLE):
            s = socket.socket()
            s.setblocking(False)
            s.bind((f"127.1.{i // 10 // 250}.{i // 10 % 250 + 1}", 0))
            try:
                s.connect(("127.0.0.1", server.port))
            except BlockingIOError:
                pass
            except OSError:
                refused += 1
            sockets.append(s)
            if i % 20 == 0:
                await asyncio.sleep(0)
        return await search
    times, failed = asyncio.run(beside())
    later, late_failed = asyncio.run(load(server.port, queries, 2))
    print(f"{IDLE} idle connections ({refused} not tried): memory {before:.0f} -> {memory_of(server.pid):.0f} MB; "
          f"{wrong + failed + late_failed} searches failed")
    for name, values in (("alone", alone), ("while they come", times), ("while they stay", later)):
        print(f"  {name}: p50 {percentile(values, .5):.2f} ms, p99 {percentile(values, .99):.2f} ms")
    for s in sockets:
        s.close()
    server.end()

asked = read_queries()
throughput(asked)
idle(asked)
