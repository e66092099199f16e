"""Whether a query has so many hits now, or is refused with a code."""
import sys
from ask import ask
port, query, wanted = int(sys.argv[1]), sys.argv[2], sys.argv[3]
for _ in range(8): # each of the server's threads
    answer = ask(port, "/v1/search?q=" + query)
    got = str(answer.json().get("total", answer.json().get("code")))
    assert got == wanted, f"{query}: {got}, not {wanted}"
