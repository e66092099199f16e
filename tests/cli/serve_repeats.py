"""Hits that repeat one above are folded below it, and unfold in place without JavaScript; sources are a facet."""
import re
import sys
from ask import ask

port = int(sys.argv[1])

def page(target):
    answer = ask(port, target)
    assert answer.status == 200, answer.raw
    return answer.body.decode()

folded = page("/?q=Akkus&distinct=true")
hits = re.search(r'<ol class="hits">(.*?)</ol>', folded, re.S)[1]
assert hits.count("<article>") == 1, hits
(block,) = re.findall(r'<details class="more"><summary>(.*?)</details>', hits, re.S)
assert block.startswith("+2 ähnliche</summary>"), block
first = re.search(r'<h2><a href="/articles/(\w+)', hits)[1]
links = re.findall(r'<li><a href="(/articles/(\w+)\?[^"]*#p2)">([^<]+)</a>', block)
assert {article for _, article, _ in links} == {"agentur", "bote", "zeitung"} - {first}, block
for link, article, title in links:
    target, _, place = link.replace("&amp;", "&").partition("#")
    assert f'id="{place}"' in page(target), link
    assert title in ("Brand im Hafen", "Flammen", "Lagerhalle brennt aus"), title
assert block.count("Tageszeitung</a>") + hits.split("<details")[0].count("Tageszeitung</a>") == 2, hits
assert '<details class="more">' not in page("/?q=Akkus") and '<details class="more">' not in page("/?q=Anwohner&distinct=true")

answer = ask(port, "/v1/search?q=Akkus&distinct=true").json()
(hit,) = answer["hits"]
assert hit["duplicates"] == 2 and {r["article"] for r in hit["repeats"]} == {a for _, a, _ in links}, hit
assert all(set(r) == {"article", "passage", "title", "date", "source"} and r["passage"] == 2 for r in hit["repeats"]), hit
described = ask(port, "/v1/openapi.json").json()["components"]["schemas"]
assert set(described["Repeat"]["properties"]) == set(hit["repeats"][0]) and "repeats" in described["Hit"]["properties"]
assert "repeats" not in ask(port, "/v1/search?q=Akkus").json()["hits"][0]
grouped = ask(port, "/v1/search?q=Akkus&distinct=true&group=true").json()["hits"]
assert len(grouped) == 1 and len(grouped[0]["repeats"]) == 2, grouped

sources = ask(port, "/v1/facets?q=Akkus").json()["facets"]["source"]
assert sources == [{"value": "Tageszeitung", "passages": 2, "articles": 2}, {"value": "Agentur Nord", "passages": 1, "articles": 1}], sources
aside = page("/?q=Akkus").split("<aside")[1]
link, count = re.search(r'<h2>Quelle</h2><ul><li><a href="([^"]+)">Tageszeitung</a> <span class="count">(\d+)</span>', aside).groups()
assert count == "2" and "<p role=\"status\">2 Fundstellen" in page(link.replace("&amp;", "&")), link
