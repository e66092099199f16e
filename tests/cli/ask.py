"""A client for the tests of the server, by sockets alone, so that it can send what no client would.

serve_tests.py imports it: ask() sends a whole request and reads the answer.
"""
import json
import socket

class Answer:
    def __init__(self, raw):
        head, _, self.body = raw.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        self.raw = raw
        self.status = int(lines[0].split(" ")[1]) if len(lines[0].split(" ")) > 1 else 0
        self.headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            self.headers[name.lower()] = value.strip()
        if self.headers.get("transfer-encoding") == "chunked":
            self.body = unchunk(self.body)

    def json(self):
        return json.loads(self.body)

    def code(self):
        return self.json()["code"]

def unchunk(body):
    out = b""
    while body:
        size, _, body = body.partition(b"\r\n")
        length = int(size, 16)
        out, body = out + body[:length], body[length + 2:]
        if length == 0:
            break
    return out

def send(port, data, seconds=10):
    """Sends bytes, and reads until the server closes or falls silent."""
    with socket.create_connection(("127.0.0.1", port), seconds) as s:
        s.settimeout(seconds)
        out = b""
        try:
            s.sendall(data)
        except OSError:
            pass
        try:
            while chunk := s.recv(65536):
                out += chunk
        except OSError:
            pass
        return out

def ask(port, target, method="GET", host="localhost", **headers):
    lines = [method.encode() + b" " + (target if isinstance(target, bytes) else target.encode()) + b" HTTP/1.1",
             b"Host: " + host.encode(), b"Connection: close"]
    for name, value in headers.items():
        lines.append(name.replace("_", "-").encode() + b": " + value.encode())
    return Answer(send(port, b"\r\n".join(lines) + b"\r\n\r\n"))

PIECES = [b"GET", b" ", b"/", b"?q=", b"%", b"%00", b"%ff", b"\r\n", b"\n", b":", b"Host: localhost", b"HTTP/1.1",
          b"\0", b"\xff", b"&", b"=", b"limit=", b"99999999999", b"-1", b"Hafen", b"/v1/search", b"/articles/",
          b"(", b'"', b"*", b"~", b"Content-Length: 3", b"Transfer-Encoding: chunked", b"/sru?operation=searchRetrieve&query=",
          b"dc.title", b" any ", b"If-None-Match: *", b"Accept: ;;q=,", b"Accept-Language: de;q=x,,en;q", b"Authorization: Basic ="]
PATHS = [b"", b"v1/search", b"v1/kwic", b"v1/parse", b"kwic", b"trend", b"sru", b"feed.atom", b"v1/facets", b"v1/terms", b"v1/complete",
         b"articles/1", b"v1/articles/1", b"v1/export.csv", b"metrics"]

def pieced(chance):
    """Bytes of what parsers stumble over."""
    return b"".join(chance.choice(PIECES) for _ in range(chance.randrange(1, 12)))

def fuzzed(chance, closes=True):
    """A request that ends where it should, of a target that may be anything."""
    text = pieced(chance).replace(b" ", b"+").replace(b"\r", b"").replace(b"\n", b"")
    return b"GET /" + chance.choice(PATHS) + b"?q=" + text + b" HTTP/1.1\r\nHost: localhost\r\n" + \
        (b"Connection: close\r\n" if closes else b"") + b"\r\n"
