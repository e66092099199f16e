"""What others may try with a server: hosts, keys, smuggled requests, sizes, many and slow connections.

MODE is what the server was started for: open, keys, preflights, crowd, links.
"""
import base64
import concurrent.futures
import csv
import html.parser
import io
import json
import os
import random
import re
import socket
import sys
import time
from ask import Answer, ask, fuzzed, pieced, send

port, mode = int(sys.argv[1]), sys.argv[2]
inner = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"

def answers_in(raw):
    return len(re.findall(rb"HTTP/1\.1 \d\d\d ", raw))

def refuse(raw, status, code, seconds=10):
    answer = Answer(send(port, raw, seconds))
    assert answer.status == status, f"{raw[:80]!r}: {answer.status}, not {status}: {answer.body!r}"
    assert answer.code() == code, f"{raw[:80]!r}: {answer.code()}"
    assert answer.headers["content-type"].startswith("application/problem+json"), answer.headers
    assert answers_in(answer.raw) == 1, f"{raw[:80]!r}: more than one answer: {answer.raw!r}"

def hosts():
    for host in ("localhost", "127.0.0.1:80", "[::1]:8080", "SUCHE.example.org", "suche.example.org:443"):
        assert ask(port, "/healthz", host=host).status == 200, host
    for host in ("example.org", "suche.example.org.", "suche.example.org:x", "localhost.example.org",
                 "127.0.0.1.example.org", "", "suche.example.org@localhost", "localhost:80:80", "[::1", "::1"):
        answer = ask(port, "/healthz", host=host)
        assert (answer.status, answer.code()) == (421, "wrong_host"), f"{host}: {answer.status}"
    refuse(b"GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n", 400, "bad_request")
    refuse(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: example.org\r\n\r\n", 400, "bad_request")
    refuse(b"GET http://example.org/healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "bad_request")

def smuggling():
    for method in (b"POST", b"PUT", b"DELETE", b"OPTIONS", b"TRACE", b"get", b"QUATSCH", b"CONNECT", b"PATCH"):
        refuse(method + b" / HTTP/1.1\r\nHost: localhost\r\n\r\n", 405, "method_not_allowed")
    for fields in (b"Content-Length: %d" % len(inner), b"Transfer-Encoding: chunked",
                   b"Transfer-Encoding: chunked\r\nContent-Length: 4",
                   b"Content-Length: 0\r\nContent-Length: %d" % len(inner),
                   b"Transfer-Encoding: xchunked", b"transfer-encoding : chunked", b" Transfer-Encoding: chunked",
                   b"Transfer\x00-Encoding: chunked", b"X: y\r\n Transfer-Encoding: chunked\r\nContent-Length: 5",
                   b"Content-Length: +5", b"Content-Length: 0x5", b"Content-Length: -1", b"Content-Length: 5, 5",
                   b"Transfer-Encoding: identity", b"Transfer_Encoding: chunked\r\nTransfer-Encoding:\tchunked"):
        got = send(port, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n" + fields + b"\r\n\r\n" + inner, 3)
        statuses = set(re.findall(rb"HTTP/1\.1 (\d\d\d) ", got))
        assert statuses in (set(), {b"400"}, {b"413"}), f"{fields}: {got!r}"
        assert answers_in(got) <= 1, f"{fields}: {got!r}"
    refuse(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhallo", 413, "body_not_taken")

def sizes():
    refuse(b"GET /?q=" + b"a" * 9000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 414, "target_too_long")
    refuse(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 20000 + b"\r\n\r\n", 431, "headers_too_large")
    refuse(b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 200 + b"\r\n", 431, "headers_too_large")
    for size in (60000, 1 << 20): # heads that libmicrohttpd has no room for
        refuse(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * size + b"\r\n\r\n", 431, "headers_too_large")
        refuse(b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * (size // 6) + b"\r\n", 431, "headers_too_large")
        refuse(b"GET /" + b"a" * size + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 414, "target_too_long")

def malformed():
    """What is no HTTP is told so in the same words as everything else, or not answered at all."""
    for raw in (b"GET / HTTP/7.0\r\nHost: localhost\r\n\r\n", b"GET / QUATSCH\r\nHost: localhost\r\n\r\n",
                b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: zwei\r\n\r\n"):
        refuse(raw, 400, "bad_request")
        answer = Answer(send(port, raw))
        for name in ("content-security-policy", "x-content-type-options", "referrer-policy"):
            assert name in answer.headers, f"{raw!r}: no {name}"
    for raw in (b"\0" * 1000, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"x" * 500,
                b"\r\n" * 500, b"GET\r\n\r\n"):
        answer = send(port, raw, 1)
        assert answer == b"" or (Answer(answer).status, Answer(answer).code()) == (400, "bad_request"), f"{raw[:40]!r}: {answer!r}"
    assert ask(port, "/healthz").status == 200

def pipelines():
    got = send(port, inner + inner + inner.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
    assert got.count(b"HTTP/1.1 200") == 3, got
    search = b"GET /v1/search?q=Hafen HTTP/1.1\r\nHost: localhost\r\n\r\n"
    got = send(port, search + inner + search.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
    assert got.count(b"HTTP/1.1 200") == 3, got

HEADERS = {"content-security-policy": "default-src 'none'", "x-content-type-options": "nosniff",
           "referrer-policy": "no-referrer", "cross-origin-resource-policy": "same-origin"}

class Elements(html.parser.HTMLParser):
    """Complains of all that could run something."""
    def handle_starttag(self, tag, attrs):
        names = {name for name, _ in attrs}
        assert tag not in ("img", "style", "iframe", "object", "embed", "base"), tag
        assert tag != "script" or names == {"src", "defer"}, attrs
        assert "style" not in names and not any(name.startswith("on") for name in names), attrs
        assert all(value.startswith(("/", "#", "https://", "http://")) for name, value in attrs
                   if name in ("href", "src", "action")), attrs

def pages():
    """Nothing of a query is markup, and nothing runs that is not the page's own."""
    attack = "%3Cscript%3Ealert(1)%3C/script%3E%22%27%3E%3Cimg%20src=x%20onerror=alert(1)%3E"
    for target in ("/?q=", "/kwic?q=", "/trend?q=", "/articles/hafen?q=", "/?q=Hafen&section=", "/?q=Hafen&since=",
                   "/nichts/", "/articles/", "/v1/search?q=", "/feed.atom?q=", "/sru?operation=searchRetrieve&query=",
                   "/v1/search?sort=", "/v1/search?", "/sru?operation="):
        page = ask(port, target + attack)
        text = page.body.decode()
        for name, value in HEADERS.items():
            assert page.headers.get(name, "").startswith(value), f"{target}: {name}: {page.headers}"
        policy = page.headers["content-security-policy"]
        assert "unsafe" not in policy and "frame-ancestors 'none'" in policy
        if page.headers["content-type"].startswith("text/html"):
            Elements().feed(text)
    text = ask(port, "/?q=Hafen").body.decode()
    assert "<mark>Hafen</mark>" in text and 'role="status"' in text
    text = ask(port, "/articles/hafen?q=Kran").body.decode()
    assert '<mark id="m1">Kran</mark>' in text or '<mark id="m2">Kran</mark>' in text, text
    assert ask(port, "/articles/nichts").status == 404
    for asset in ("/style.css", "/page.js", "/icon.svg"):
        assert ask(port, asset).status == 200, asset

def slow():
    """30 connections: 16 stay. A request of one byte a second is ended, and so is an idle connection."""
    time.sleep(0.3)
    idle = []
    for _ in range(30):
        s = socket.create_connection(("127.0.0.1", port))
        s.settimeout(0.5)
        idle.append(s)
    time.sleep(0.3)
    closed = 0
    for s in idle:
        try:
            closed += s.recv(1) == b""
        except socket.timeout:
            pass
        except OSError:
            closed += 1
    assert closed == 14, f"{closed} of 30 connections were refused, not 14"
    for s in idle:
        s.close()
    time.sleep(0.3)
    kept = socket.create_connection(("127.0.0.1", port), 30)
    kept.sendall(inner)
    assert kept.recv(4096).startswith(b"HTTP/1.1 200")
    slow = socket.create_connection(("127.0.0.1", port))
    slow.settimeout(1)
    began, got = time.monotonic(), b""
    for c in inner[:40]:
        try:
            slow.sendall(bytes([c]))
            got += slow.recv(4096)
        except socket.timeout:
            continue
        except OSError:
            break
        break
    taken = time.monotonic() - began
    assert 5 < taken < 25, f"a request of one byte a second was waited for {taken:.0f} s"
    assert Answer(got).status == 408 and Answer(got).code() == "request_timeout", got
    assert kept.recv(1) == b"", "an idle connection is kept"
    assert ask(port, "/healthz").status == 200

def memory():
    with open(f"/proc/{sys.argv[3]}/status", encoding="ascii") as file:
        return int(re.search(r"VmRSS:\s+(\d+) kB", file.read())[1])

def fuzz():
    """Requests of pieces that parsers stumble over: an answer or a closed connection, and flat memory."""
    chance = random.Random(28)
    before = 0
    for i in range(1500):
        raw = fuzzed(chance) if i % 3 else pieced(chance)
        with socket.create_connection(("127.0.0.1", port), 10) as s:
            s.sendall(raw)
            s.settimeout(10 if i % 3 else 0.02) # half a request is not answered before its time is up
            got = b""
            try:
                while chunk := s.recv(65536):
                    got += chunk
            except OSError:
                pass
        status = Answer(got).status if got else 0
        assert status < 500 or status == 503, f"{raw!r}: {status}"
        if i == 500:
            before = memory()
    limit = 400000 if os.environ.get("SANITIZE") == "1" else 20000 # sanitizers keep for a while what was freed
    assert memory() - before < limit, f"memory grew from {before} to {memory()} kB"
    for _ in range(60): # what was left half said is forgotten in time
        left = int(re.search(rb"^fundstelle_connections (\d+)", ask(port, "/metrics").body, re.M)[1])
        if left == 1:
            return
        time.sleep(0.5)
    raise AssertionError(f"{left} connections are left")

def keys():
    password = base64.b64encode(b"wer:geheim").decode()
    assert ask(port, "/healthz").status == 200
    for target in ("/v1/search?q=Hafen", "/", "/metrics", "/sru", "/feed.atom?q=Hafen", "/v1/openapi.json", "/articles/hafen"):
        refused = ask(port, target)
        assert refused.status == 401, target
        assert "basic" in refused.headers["www-authenticate"].lower()
    assert ask(port, "/v1/search?q=Hafen").code() == "key_required"
    assert ask(port, "/v1/search?q=Hafen", Authorization="Bearer geheim").status == 200
    assert ask(port, "/v1/search?q=Hafen", Authorization="Basic " + password).status == 200
    for wrong in ("Bearer Geheim", "Bearer ", "Bearer geheim2", "Basic ?", "Basic Z2VoZWlt", "Digest geheim", "geheim"):
        assert ask(port, "/v1/search?q=Hafen", Authorization=wrong).status == 401, wrong
    time.sleep(1.1)
    answers = [ask(port, "/healthz") for _ in range(60)]
    limited = [a for a in answers if a.status == 429]
    assert limited and limited[0].code() == "rate_exceeded" and "retry-after" in limited[0].headers
    time.sleep(1.1)
    assert ask(port, "/healthz").status == 200

def preflights():
    """A browser asks without a key whether it may send one; pages of other origins are not told so."""
    def preflight(origin, target="/v1/search?q=Hafen", **more):
        return ask(port, target, method="OPTIONS", Origin=origin, Access_Control_Request_Method="GET",
                   Access_Control_Request_Headers="authorization", **more)
    mine = "https://www.example.org"
    allowed = preflight(mine)
    assert (allowed.status, allowed.body) == (204, b""), allowed.raw
    assert allowed.headers["access-control-allow-origin"] == mine, allowed.headers
    assert "authorization" in allowed.headers["access-control-allow-headers"].lower(), allowed.headers
    assert "GET" in allowed.headers["access-control-allow-methods"] and int(allowed.headers["access-control-max-age"]) > 0
    assert ask(port, "/v1/search?q=Hafen", Origin=mine).status == 401
    found = ask(port, "/v1/search?q=Hafen", Origin=mine, Authorization="Bearer geheim")
    assert found.status == 200 and found.headers["access-control-allow-origin"] == mine, found.raw
    assert "ETag" in found.headers["access-control-expose-headers"], found.headers
    for origin in ("https://example.org", "https://www.example.org.boese.example", "http://www.example.org", "null", ""):
        assert preflight(origin).code() == "method_not_allowed", origin
    assert ask(port, "/v1/search?q=Hafen", method="OPTIONS", Origin=mine).status == 405
    assert preflight(mine, "/v1/nichts").status == 404
    assert preflight(mine, host="boese.example").status == 421

def crowd():
    """Many requests at once: those that are refused have their code, and none is
    forgotten."""
    with concurrent.futures.ThreadPoolExecutor(200) as pool:
        answers = list(pool.map(lambda i: ask(port, f"/v1/search?q=Kran+OR+Hafen+OR+a*{i}"), range(200)))
    statuses = [a.status for a in answers]
    assert len(answers) == 200 and set(statuses) <= {200, 503} and 200 in statuses, statuses
    refused = [a for a in answers if a.status == 503]
    assert all(a.code() == "busy" and "retry-after" in a.headers for a in refused), refused[0].raw
    assert ask(port, "/v1/search?q=Hafen").status == 200
    sockets = [socket.create_connection(("127.0.0.1", port)) for _ in range(300)]
    assert count_shut(sockets) == 300 - 256
    for s in sockets:
        s.close()
    time.sleep(0.5)
    # From many addresses, none of which has too many: the oldest ones give way to who has something to say.
    sockets = [socket.create_connection(("127.0.0.1", port), source_address=(f"127.0.2.{i % 30 + 1}", 0)) for i in range(300)]
    assert ask(port, "/v1/search?q=Hafen").status == 200
    assert count_shut(sockets[:45]) == 45 and count_shut(sockets[45:]) == 0

def count_shut(sockets):
    time.sleep(0.5)
    shut = 0
    for s in sockets:
        s.setblocking(False)
        try:
            shut += s.recv(1) == b""
        except BlockingIOError:
            pass
        except OSError:
            shut += 1
    return shut

def links():
    """Links of articles lead to the web alone, paths of this machine are not shown, cells are no formulas."""
    for target in ("/?q=Falle", "/articles/falle", "/articles/falle?q=Falle", "/kwic?q=Falle", "/trend?q=Falle",
                   "/v1/search?q=Falle", "/v1/articles/falle", "/v1/export.jsonl?q=Falle", "/v1/export.csv?q=Falle",
                   "/feed.atom?q=Falle", "/sru?operation=searchRetrieve&query=Falle", "/v1/status", "/v1/kwic?q=Falle",
                   "/v1/articles/falle/similar", "/metrics"):
        answer = ask(port, target)
        assert answer.status == 200, target
        text = answer.body.decode()
        assert sys.argv[3] not in text and "articles.jsonl" not in text, f"{target}: {text}"
        assert "<b>fett" not in text or not answer.headers["content-type"].startswith("text/html"), text
        assert not re.search(r"(href|src|action)=.javascript", text), f"{target}: {text}"
    (row,) = csv.DictReader(io.StringIO(ask(port, "/v1/export.csv?q=Falle").body.decode()))
    assert row["title"].startswith("'=") and row["author"].startswith("'@"), row
    hit = json.loads(ask(port, "/v1/export.jsonl?q=Falle").body)
    assert hit["title"].startswith("="), hit

if mode == "open":
    hosts()
    smuggling()
    sizes()
    malformed()
    pipelines()
    pages()
    slow()
    fuzz()
else:
    {"keys": keys, "preflights": preflights, "crowd": crowd, "links": links}[mode]()
