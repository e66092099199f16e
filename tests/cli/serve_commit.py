"""Whether a query has so many hits now."""
import sys
from ask import ask
port, query, wanted = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
got = ask(port, "/v1/search?q=" + query).json()["total"]
assert got == wanted, f"{query}: {got} hits, not {wanted}"
