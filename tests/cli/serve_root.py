"""A server that a proxy has below a path: all links have it in front."""
import re
import sys
from ask import ask

port = int(sys.argv[1])
for target in ("/?q=Hafen", "/articles/hafen?q=Kran", "/kwic?q=Hafen", "/trend?q=Stadt", "/nichts"):
    text = ask(port, target).body.decode()
    for link in re.findall(r'(?:href|src|action)="(/[^"]*)"', text):
        assert link.startswith("/suche/"), f"{target}: {link}"
assert ask(port, "/v1/search?q=Hafen&limit=1").json()["next"].startswith("/suche/v1/search?")
assert "Archiv &lt;1&gt;" in ask(port, "/").body.decode()
assert b"https://example.org/suche/articles/hafen</id>" in ask(port, "/feed.atom?q=Hafen").body
assert b'"https://example.org/suche/feed.atom?q=Hafen"' in ask(port, "/feed.atom?q=Hafen").body
assert b"https://example.org/suche/?q={searchTerms}" in ask(port, "/opensearch.xml").body
