#!/usr/bin/env python3
"""Prints the hits of a search: search.py http://127.0.0.1:8080 Hafen [KEY]"""
import json
import sys
import urllib.parse
import urllib.request

server, query = sys.argv[1], sys.argv[2]
headers = {"Authorization": "Bearer " + sys.argv[3]} if len(sys.argv) > 3 else {}
page = "/v1/search?" + urllib.parse.urlencode({"q": query, "group": "true", "limit": 50})

while page:  # "next" is null on the last page
    request = urllib.request.Request(urllib.parse.urljoin(server, page), headers=headers)
    with urllib.request.urlopen(request) as answer:
        found = json.load(answer)
    for hit in found["hits"]:
        print(hit["date"] or "", hit["article"], hit["title"] or "", sep="\t")
    page = found["next"]
