"""Answers of a server whose reads are slow and whose time is short."""
import sys
import time
from ask import ask

port = int(sys.argv[1])

def within(target, seconds):
    began = time.monotonic()
    answer = ask(port, target)
    taken = time.monotonic() - began
    assert taken < seconds, f"{target}: {taken:.1f} s"
    return answer

ask(port, "/v1/search?q=Kiste") # opens the index
found = within("/v1/search?q=/k[i]st.*/+/m.rkt/&limit=100&sort=date", 5)
assert found.status == 200 and found.json()["partial"] is True, found.body[:300]
assert "etag" not in found.headers and found.headers["cache-control"] == "no-store", found.headers
counted = within("/v1/facets?q=/k[i]st.*/", 5)
assert counted.status == 200 and counted.json()["partial"] is True, counted.body[:300]
page = within("/?q=/k[i]st.*/+/m.rkt/", 5)
assert page.status == 200 and "Die Zeit war um" in page.body.decode(), page.body[:3000]
lines = within("/v1/kwic?q=der+in+Markt+Kiste&keys=1L,2L&limit=100", 5)
assert (lines.status, lines.code()) == (503, "timeout"), lines.body[:300]
assert within("/kwic?q=der+in+Markt+Kiste&keys=1L,2L", 5).status == 503
words = within("/v1/words?limit=100", 5)
assert (words.status, words.code()) == (503, "timeout"), words.body[:300]
rows = ask(port, "/v1/export.csv?q=Kiste")
assert rows.status == 200 and rows.body.count(b"\r\n") == 1501, rows.body.count(b"\r\n")
