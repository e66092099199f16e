"""Asks without a pause until the file "stop" is there: whatever is done to the index meanwhile, all is answered."""
import concurrent.futures
import os
import sys
from ask import ask

port = int(sys.argv[1])
TARGETS = ["/v1/search?q=Hafen", "/?q=Hafen&distinct=true", "/v1/kwic?q=Hafen", "/v1/status", "/v1/export.jsonl?q=Hafen"]

def go_on(number):
    asked = 0
    while not os.path.exists("stop"):
        target = TARGETS[asked % (len(TARGETS) - (number > 0))] # one downloads: there may be two
        answer = ask(port, target)
        assert answer.status == 200, f"{target}: {answer.raw[:600]!r}"
        assert target == "/v1/status" or b"Hafen" in answer.body, f"{target}: {answer.body!r}"
        asked += 1
    return asked

with concurrent.futures.ThreadPoolExecutor(4) as pool:
    counts = list(pool.map(go_on, range(4)))
assert min(counts) >= 20, f"too few were asked: {counts}"
