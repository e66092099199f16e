// Prints the passages of a search with their matches in [brackets]: node search.mjs http://127.0.0.1:8080 Hafen
const [server, query] = process.argv.slice(2);
const address = new URL("/v1/search", server);
address.search = new URLSearchParams({ q: query, limit: "20", offsets: "utf16" });

const answer = await fetch(address, { headers: { Accept: "application/json, application/problem+json" } });
const found = await answer.json();
if (!answer.ok) {
    throw new Error(`${found.code}: ${found.title}`);
}
for (const hit of found.hits) {
    let text = "", at = 0;
    for (const { begin, end } of hit.highlights) { // UTF-16: as JavaScript counts
        text += hit.text.slice(at, begin) + "[" + hit.text.slice(begin, end) + "]";
        at = end;
    }
    console.log(`${hit.article}#${hit.passage}: ${text}${hit.text.slice(at)}\n`);
}
