"""Every route of the API: its answer is what its OpenAPI document says, and so are its refusals."""
import csv
import io
import json
import sys
from ask import ask

port = int(sys.argv[1])
document = ask(port, "/v1/openapi.json").json()
schemas = document["components"]["schemas"]

KINDS = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list,
         "object": dict, "null": type(None)}

def check(value, schema, where):
    if "$ref" in schema:
        return check(value, schemas[schema["$ref"].rsplit("/", 1)[1]], where)
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    fits = any(isinstance(value, KINDS[k]) and (k == "boolean" or not isinstance(value, bool)) for k in kinds)
    assert fits, f"{where}: {value!r} is no {kinds}"
    if isinstance(value, list):
        for i, item in enumerate(value):
            check(item, schema["items"], f"{where}[{i}]")
    if isinstance(value, dict) and "properties" in schema:
        missing = set(schema["required"]) - set(value)
        assert not missing, f"{where}: without {missing}"
        unknown = set(value) - set(schema["properties"])
        assert not unknown, f"{where}: {unknown} is not described"
        for name, item in value.items():
            check(item, schema["properties"][name], f"{where}.{name}")

def get(target, path, status=200, **headers):
    answer = ask(port, target, **headers)
    assert answer.status == status, f"{target}: {answer.status}: {answer.body!r}"
    described = document["paths"][path]["get"]["responses"][str(status)]["content"]
    (media, content), = described.items()
    assert answer.headers["content-type"].startswith(media), f"{target}: {answer.headers}"
    if media.endswith("json"):
        check(answer.json(), content["schema"], target)
    return answer

TARGETS = {
    "/v1/search": ["?q=Hafen", "?q=%2BHafen+-Kran&scope=article", "?q=Hafen&group=true&explain=true&distinct=true&limit=1", "?q=%22", "?q=Hafne",
                   "?q=Hafen&section=Wirtschaft&since=2023&until=2024&author=S%C3%B6rensen&sort=date-asc",
                   "?q=&section=Kultur", "?q=Hafen&offsets=utf16"],
    "/v1/articles/{id}": ["hafen", "hafen?passage=2&context=1"],
    "/v1/articles/{id}/similar": ["hafen/similar", "hafen/similar?passage=1&group=true&offset=1"],
    "/v1/facets": ["?q=Hafen", "?q=Stadt&since=2023"],
    "/v1/kwic": ["?q=Hafen", "?q=Hafen&keys=1L,match,2R&limit=2", "?q=Hafen&sort=date"],
    "/v1/trend": ["?q=Hafen", "?q=Stadt&by=week", "?q=Stadt&by=year"],
    "/v1/words": ["", "?q=Hafen&unit=stem&limit=3", "?q=ressort:Kultur&against=Hafen"],
    "/v1/collocates": ["?q=Hafen", "?q=Hafen&measure=mi&left=2&right=0&min=2"],
    "/v1/complete": ["?q=Haf", "?q=Wirt&field=section", "?q=&field=article", "?q=K&field=source"],
    "/v1/terms": ["?q=Hafen", "?word=Hafne&limit=2"],
    "/v1/parse": ["?q=a+(b+NOT+c", "?q=Hafen"],
    "/v1/status": [""],
    "/v1/export.jsonl": ["?q=Stadt"],
    "/v1/export.csv": ["?q=Stadt&group=true"],
    "/sru": ["", "?operation=explain&version=1.1", "?operation=searchRetrieve&version=1.2&query=Hafen",
             "?operation=searchRetrieve&query=%22"],
    "/feed.atom": ["?q=Hafen", "?q=Hafen&section=Wirtschaft&limit=1"],
    "/opensearch.xml": [""],
    "/v1/openapi.json": [""],
    "/healthz": [""],
    "/metrics": [""],
}
assert set(TARGETS) == set(document["paths"]), set(TARGETS) ^ set(document["paths"])
for path, variants in TARGETS.items():
    for variant in variants:
        target = path.split("{id}")[0] + variant if "{id}" in path else path + variant
        answer = get(target, path)
        head = ask(port, target, method="HEAD")
        assert (head.status, head.body) == (200, b""), target
        for header in ("x-content-type-options", "content-security-policy", "referrer-policy"):
            assert header in answer.headers, f"{target}: no {header}"

REFUSED = [
    ("/v1/search", "?q=%00", 400, "bad_encoding"), ("/v1/search", "?q=%ff", 400, "bad_encoding"),
    ("/v1/search", "?q=%4", 400, "bad_encoding"), ("/v1/search", "?frage=x", 400, "unknown_parameter"),
    ("/v1/search", "?q=a&q=b", 400, "bad_parameter"), ("/v1/search", "?q=a&limit=101", 400, "bad_parameter"),
    ("/v1/search", "?q=a&offset=10001", 400, "bad_parameter"), ("/v1/search", "?q=a&limit=-1", 400, "bad_parameter"),
    ("/v1/search", "?q=a&sort=rot", 400, "bad_parameter"), ("/v1/search", "?q=a&group=ja", 400, "bad_parameter"),
    ("/v1/search", "?q=" + "a" * 4097, 400, "bad_parameter"), ("/v1/search", "?q=datum:gesternabend", 400, "bad_query"),
    ("/v1/search", "?q=a&since=gesternabend", 400, "bad_query"), ("/v1/kwic", "", 400, "missing_parameter"),
    ("/v1/kwic", "?q=Hafen&keys=9L", 400, "bad_parameter"), ("/v1/search", "?q=" + "a" * 9000, 414, "target_too_long"),
]
for path, variant, status, code in REFUSED:
    answer = get(path + variant, path, status)
    assert answer.code() == code, f"{path}{variant}: {answer.code()}"
assert ask(port, "/v1/terms").code() == "missing_parameter"
assert get("/v1/articles/nichts", "/v1/articles/{id}", 404).code() == "no_such_article"
assert get("/v1/articles/%2Fetc%2Fpasswd", "/v1/articles/{id}", 404).code() == "no_such_article"
assert get("/v1/search?q=a", "/v1/search", 406, Accept="text/html").code() == "not_acceptable"
assert ask(port, "/v1/nichts").code() == "not_found"

# Each parameter refuses a NUL and bad UTF-8.
for path, item in document["paths"].items():
    for parameter in item["get"]["parameters"]:
        for bad in ("%00", "%c3", "%ed%a0%80"):
            target = path.replace("{id}", "hafen")
            if parameter["in"] == "path":
                target = path.replace("{id}", bad)
            else:
                target += f"?{parameter['name']}={bad}"
            answer = ask(port, target)
            assert (answer.status, answer.code()) == (400, "bad_encoding"), f"{target}: {answer.status}"

# What is found.
hits = ask(port, "/v1/search?q=Hafen").json()
assert hits["total"] == len(hits["hits"]) == 3, hits
hit = ask(port, "/v1/search?q=Stra%C3%9Fe").json()["hits"][0]
mark = hit["highlights"][0]
assert hit["text"].encode()[mark["begin"]:mark["end"]].decode() == "Straße", hit
utf16 = ask(port, "/v1/search?q=Stra%C3%9Fe&offsets=utf16").json()["hits"][0]["highlights"][0]
assert hit["text"][utf16["begin"]:utf16["end"]] == "Straße", utf16
first = ask(port, "/v1/search?q=Hafen&limit=1").json()
second = ask(port, first["next"]).json()
assert second["hits"][0]["rank"] == 2, second
assert str(sys.argv) not in json.dumps(hits) and "/articles/" not in json.dumps(hits["hits"]), "a local path"
assert ask(port, "/v1/search?q=Hafne").json()["suggestions"] == ["Hafen"]

# ETags.
answer = ask(port, "/v1/search?q=Hafen")
known = ask(port, "/v1/search?q=Hafen", If_None_Match=answer.headers["etag"])
assert (known.status, known.body) == (304, b""), known.status

# Downloads.
lines = [json.loads(line) for line in ask(port, "/v1/export.jsonl?q=Hafen").body.splitlines()]
assert [line["rank"] for line in lines] == [1, 2, 3], lines
rows = list(csv.reader(io.StringIO(ask(port, "/v1/export.csv?q=Hafen").body.decode())))
assert len(rows) == 4 and len(set(map(len, rows))) == 1, rows

# Languages.
assert ask(port, "/v1/nichts", Accept_Language="en").json()["title"].startswith("There")
metrics = ask(port, "/metrics").body.decode()
assert 'status="200"' in metrics and "Hafen" not in metrics, metrics
