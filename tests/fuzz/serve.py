"""Fuzzed requests to a server whose index is written to meanwhile: it lives, its memory is bounded, and of 5xx it answers
503 alone.

    python3 tests/fuzz/serve.py FUNDSTELLE [REQUESTS [CLIENTS]]
"""
import collections
import multiprocessing
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli"))
from ask import ask, fuzzed, pieced

program = os.path.abspath(sys.argv[1])
requests = int(sys.argv[2]) if len(sys.argv) > 2 else 1000000
clients = int(sys.argv[3]) if len(sys.argv) > 3 else 4
TOGETHER = 16 # requests in one go on a connection
GROWTH = 30000 # kB, of what it had after a fifth of the requests
STATUS = re.compile(rb"HTTP/1\.1 (\d\d\d) [A-Za-z_ -]+\r\n(?:Date|Connection): ")

def talk(port, raw, seconds):
    """All that is answered until the connection is closed."""
    out = b""
    with socket.create_connection(("127.0.0.1", port), 30) as s:
        s.settimeout(seconds)
        try:
            s.sendall(raw)
            while chunk := s.recv(1 << 16):
                out += chunk
        except OSError:
            pass
    return out

def client(port, seed, count, results):
    chance, statuses, sent = random.Random(seed), collections.Counter(), 0
    while sent < count:
        if chance.random() < 0.1:
            sent += 1
            got = talk(port, pieced(chance), 0.005) # half a request: nobody waits for its end
        else:
            sent += TOGETHER
            got = talk(port, b"".join(fuzzed(chance, i == TOGETHER - 1) for i in range(TOGETHER)), 60)
            if not STATUS.search(got):
                statuses["none"] += 1
        statuses.update(int(status) for status in STATUS.findall(got))
    results.put((sent, statuses))

def memory_of(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return int(re.search(r"VmRSS:\s+(\d+)", file.read())[1])

def write(folder, stop, commits):
    """Adds, replaces, removes, compacts."""
    chance = random.Random(1)
    words = "Hafen Kran Stadt Straße Gärten Konzert Orchester Lotse Speicher Leuchtturm Fähre Markt".split()
    while not stop.is_set():
        name = chance.randrange(400)
        with open(f"{folder}/articles/{name}.txt", "w", encoding="utf-8") as file:
            file.write(f"Title: {chance.choice(words)} {name}\nDate: 2023-{chance.randrange(12) + 1:02}-01\n\n" +
                       "\n\n".join(" ".join(chance.choices(words, k=30)) + "." for _ in range(chance.randrange(1, 9))) + "\n")
        command = chance.choice([["index", "-q", "-i", "index", "articles"]] * 8 + [["compact", "-q", "-i", "index"],
                                ["remove", "-i", "index", str(chance.randrange(400))]])
        subprocess.run([program, *command], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        commits.append(command[0])
        time.sleep(0.1)

def main():
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(folder + "/articles")
        stop, commits = threading.Event(), []
        writer = threading.Thread(target=write, args=(folder, stop, commits))
        writer.start()
        while "index" not in commits:
            time.sleep(0.1)
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            port = s.getsockname()[1]
        server = subprocess.Popen([program, "serve", "-i", folder + "/index", "--listen", f"127.0.0.1:{port}", "--threads", "2",
                                   "--connections-per-address", "256"], stderr=subprocess.PIPE)
        server.stderr.readline()
        results, began = multiprocessing.Queue(), time.monotonic()
        memory = [memory_of(server.pid)]
        try:
            statuses, sent, before = collections.Counter(), 0, 0
            for part in range(5): # a fifth each
                seeds = [part * clients + i for i in range(clients)]
                crowd = [multiprocessing.Process(target=client, args=(port, seed, requests // 5 // clients, results)) for seed in seeds]
                for one in crowd:
                    one.start()
                for one in crowd:
                    count, own = results.get()
                    sent += count
                    statuses += own
                for one in crowd:
                    one.join()
                assert server.poll() is None, f"the server has ended: {server.returncode}"
                memory.append(memory_of(server.pid))
                before = before or memory[-1]
            answer = ask(port, "/v1/search?q=Hafen")
            assert answer.status == 200 and answer.json()["total"] > 0, answer.raw
        finally:
            stop.set()
            writer.join()
            server.terminate()
            status = server.wait()
        taken = time.monotonic() - began
        told = ", ".join(f"{key}: {count}" for key, count in sorted(statuses.items(), key=str))
        print(f"{sent} requests in {taken:.0f} s beside {len(commits)} commands that write; answers {told}; memory {memory} kB")
        assert status == 0, f"the server ended with {status}"
        assert not [s for s in statuses if s == "none" or (s >= 500 and s != 503)], "an answer is missing, or is of the server's fault"
        assert max(memory) - before < GROWTH, f"memory grew: {memory}"

main()
