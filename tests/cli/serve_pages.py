"""The pages: every link leads somewhere, all is labelled, nothing needs JavaScript; feeds and SRU are what they should be."""
import html.parser
import re
import sys
import urllib.parse
import xml.etree.ElementTree as tree
from ask import ask

port = int(sys.argv[1])
VOID = {"meta", "link", "input", "br", "rect"}

class Page(html.parser.HTMLParser):
    def __init__(self, text, name):
        super().__init__()
        self.name, self.open, self.ids, self.labels, self.fields = name, [], set(), set(), []
        self.links, self.landmarks, self.headings, self.in_label = [], [], [], False
        self.feed(text)
        assert not self.open, f"{name}: {self.open} are not closed"
        assert self.landmarks.count("main") == 1 and "header" in self.landmarks, f"{name}: {self.landmarks}"
        assert self.headings.count("h1") == 1, f"{name}: {self.headings}"
        for field in self.fields:
            assert field in self.labels, f"{name}: {field} has no label"

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        assert len(values) == len(attrs), f"{self.name}: {attrs}"
        if tag not in VOID:
            self.open.append(tag)
        if "id" in values:
            assert values["id"] not in self.ids, f"{self.name}: two of {values['id']}"
            self.ids.add(values["id"])
        if tag == "label":
            self.in_label = "for" not in values
            self.labels.add(values.get("for"))
        if tag in ("input", "select") and values.get("type") != "hidden" and not self.in_label:
            self.fields.append(values["id"])
        if tag in ("main", "header", "nav", "aside"):
            self.landmarks.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(tag)
        if tag in ("a", "link", "script"):
            self.links.append((values.get("href") or values["src"], values.get("rel")))

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, f"{self.name}: </{tag}>"
        self.in_label = self.in_label and tag != "label"

    def handle_startendtag(self, tag, attrs):
        if tag not in VOID:
            self.handle_starttag(tag, attrs)
            self.open.pop()

def walk():
    """Every link of every page, as far as they go."""
    waiting = ["/", "/?q=Hafen", "/?q=Stadt&limit=1&group=true&distinct=true", "/?section=Kultur", "/?q=Hafne",
               "/kwic?q=Hafen", "/trend?q=Stadt&by=year", "/kwic", "/trend", "/trend?q=Stadt&by=week", "/articles/hafen?q=Kran",
               "/?q=Hafen&since=2023&until=2023-12&author=S%C3%B6rensen"]
    seen = set()
    while waiting and len(seen) < 150:
        target = urllib.parse.urldefrag(waiting.pop(0)).url
        if target in seen:
            continue
        seen.add(target)
        answer = ask(port, target)
        assert answer.status == 200, f"{target}: {answer.status}"
        kind = answer.headers["content-type"]
        if kind.startswith("text/html"):
            page = Page(answer.body.decode(), target)
            waiting += [urllib.parse.urljoin(target, link) for link, _ in page.links if link.startswith(("/", "?"))]
            for link, _ in page.links:
                assert link.startswith(("/", "#", "https://example.org/")), f"{target}: {link}"
                if link.startswith("#"):
                    assert link[1:] in page.ids, f"{target}: {link}"
        elif "xml" in kind and "svg" not in kind:
            tree.fromstring(answer.body)
    assert any("/articles/" in target for target in seen) and any("export.csv" in target for target in seen)

def text(target, **headers):
    return ask(port, target, **headers).body.decode()

def details():
    assert '<html lang="de">' in text("/") and "Suchen" in text("/")
    assert '<html lang="en">' in text("/", Accept_Language="fr, en;q=0.7, de;q=0.3") and "Search" in text("/", Accept_Language="en")
    assert "Meinten Sie" in text("/?q=Hafne") and "Did you mean" in text("/?q=Hafne", Accept_Language="en-GB")
    assert '<p role="status">3 Fundstellen in 1 Artikel</p>' in text("/?q=Hafen"), text("/?q=Hafen")
    assert '<p role="status">3 passages in 1 article</p>' in text("/?q=Hafen", Accept_Language="en")
    first = Page(text("/?q=Hafen&limit=2"), "first")
    (following,) = [link for link, rel in first.links if rel == "next"]
    assert "offset=2" in following
    assert any(rel == "prev" for _, rel in Page(text(following), "second").links)
    # A filter goes away by its link, and the others stay.
    page = Page(text("/?q=Hafen&section=Wirtschaft&since=2023"), "filters")
    assert ("/?q=Hafen&since=2023", None) in page.links and ("/?q=Hafen&section=Wirtschaft", None) in page.links, page.links
    assert "Küstenbote" in text("/articles/hafen") and "Zitieren" in text("/articles/hafen")
    reading = text("/articles/hafen?q=Kran")
    assert '<a href="#m1">1</a>' in reading and '<mark id="m1">' in reading
    lines = text("/kwic?q=Hafen&keys=1R,2R,3R")
    assert 'aria-sort="ascending"' in lines and lines.count('<td class="match"><mark>') == 3, lines
    years = text("/trend?q=Stadt&by=year")
    assert years.count('class="bar"') == 3 and years.count('<th scope="row">') == 3, years
    assert ask(port, "/?q=datum:gesternabend").status == 400 and "<main" in text("/?q=datum:gesternabend")
    for target in ("/?q=%22", "/kwic?q=%22", "/trend?q=-Hafen"):
        Page(text(target), target)
    nothing = ask(port, "/nichts", Accept="text/html,*/*;q=0.8")
    assert nothing.status == 404 and Page(nothing.body.decode(), "/nichts").headings == ["h1"], nothing.body

ATOM = "{http://www.w3.org/2005/Atom}"

def feed():
    answer = ask(port, "/feed.atom?q=Stadt")
    root = tree.fromstring(answer.body)
    entries = root.findall(ATOM + "entry")
    assert root.tag == ATOM + "feed" and len(entries) == 3, answer.body
    for of in [root] + entries:
        for name in ("id", "title", "updated"):
            assert len(of.findall(ATOM + name)) == 1, f"{name}: {answer.body}"
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", of.find(ATOM + "updated").text), answer.body
    authors = [of.findall(f"{ATOM}author/{ATOM}name") for of in [root] + entries]
    assert authors[0] or all(authors[1:]), "an entry has no author, and the feed has none"
    for entry in entries: # what has no content of its own, or only refers to it, needs a summary
        content = entry.find(ATOM + "content")
        assert (content is not None and content.get("src") is None) or entry.find(ATOM + "summary") is not None, answer.body
    dates = [entry.find(ATOM + "updated").text for entry in entries]
    assert dates == sorted(dates, reverse=True), dates
    (own,) = [link.get("href") for link in root.findall(ATOM + "link") if link.get("rel") == "self"]
    assert own == "http://localhost/feed.atom?q=Stadt", own
    description = tree.fromstring(ask(port, "/opensearch.xml").body)
    assert "http://localhost/?q={searchTerms}" in [url.get("template") for url in description if url.tag.endswith("Url")]
    with open("feed.atom", "wb") as out:
        out.write(answer.body)

SRW = "{http://www.loc.gov/zing/srw/}"
CQL = [ # what is asked, and how many records there are or which diagnostic
    ("Hafen", 1), ("hafen or konzert", 2), ("Stadt and not Kran", 10), ("Stadt not Kran", 2), ('"neuer Kran"', 1), ("dc.title = Kran", 1),
    ('dc.title any "Kran Konzert"', 2), ('dc.title all "Kran Konzert"', 0), ("title=Gärten", 1), ("(Hafen or Park) and Stadt", 2),
    ('cql.serverChoice adj "offen Über"', 1), ("dc.date = 2023", 1), ("dc.date > 2023-12", 1), ("dc.date <= 2023-04-05", 2),
    ('dc.date within "2022 2023"', 2), ('dc.creator = "Sörensen"', 1), ("dc.subject=Kultur", 1), ("Orch*", 1), ("Gärt*", 1),
    ("Hafen prox/distance<=9 Kran", 1), ("dc.identifier = musik", 1), ("text = /relevant Hafen", 1), ("Hafen sortby dc.date", 80),
    ("", 7), ('"', 10), ("(Hafen", 10), ("Hafen)", 10), ("dc.farbe = rot", 16), ("dc.title < Kran", 19), ('""', 27), ("dc.date = gestern", 36),
    ("(" * 60 + "a" + ")" * 60, 38), ("and", 10), ("Hafen and", 10), ('== "AND"', 10), ('"titel:Kran"', 0), ('"a\\"b"', 0), ("Hafen or or", 10),
]

def sru():
    explain = tree.fromstring(ask(port, "/sru").body)
    assert explain.tag == SRW + "explainResponse" and b"localhost" in ask(port, "/sru").body
    wrong = []
    for query, wanted in CQL:
        target = "/sru?" + urllib.parse.urlencode({"operation": "searchRetrieve", "version": "1.2", "query": query})
        answer = ask(port, target)
        assert answer.status == 200, f"{query}: {answer.status}"
        root = tree.fromstring(answer.body)
        numbers = root.findtext(SRW + "numberOfRecords")
        told = re.search(rb"info:srw/diagnostic/1/(\d+)<", answer.body)
        got = int(told[1]) if told else int(numbers)
        wrong += [] if got == wanted and bool(told) == (wanted >= 7) else [f"{query}: {got}, not {wanted}"]
        assert len(root.findall(f"{SRW}records/{SRW}record")) == (0 if told else got), query
    assert not wrong, wrong
    for parameters, wanted in (("operation=scan", 4), ("operation=searchRetrieve&version=9&query=Hafen", 5),
                               ("operation=searchRetrieve&query=Hafen&maximumRecords=viele", 6),
                               ("operation=searchRetrieve&query=Hafen&startRecord=0", 6),
                               ("operation=searchRetrieve&query=Hafen&startRecord=99", 61),
                               ("operation=searchRetrieve&query=Hafen&recordSchema=marcxml", 66),
                               ("operation=searchRetrieve&query=Hafen&recordPacking=zip", 71)):
        told = re.search(rb"info:srw/diagnostic/1/(\d+)<", ask(port, "/sru?" + parameters).body)
        assert told and int(told[1]) == wanted, f"{parameters}: {told}"
    some = tree.fromstring(ask(port, "/sru?operation=searchRetrieve&version=1.1&query=Stadt&maximumRecords=1&recordPacking=string").body)
    assert some.findtext(SRW + "nextRecordPosition") == "2" and some.findtext(SRW + "version") == "1.1"
    record = some.find(f"{SRW}records/{SRW}record/{SRW}recordData")
    assert len(record) == 0 and tree.fromstring(record.text).tag.endswith("dc"), record.text

walk()
details()
feed()
sru()
