# The server's --timeout: what was found by then, or a code; downloads take their time; the service manager is told.
. "$(dirname "$0")/lib.sh"
[ "${SANITIZE:-}" != 1 ] || skip "sanitizers want to be loaded before slow_reads.so"
# shellcheck source=serving.sh
. "$root/tests/cli/serving.sh"
${CC:-cc} -std=c11 -D_GNU_SOURCE -shared -fPIC -o slow_reads.so "$root/tests/cli/slow_reads.c" ||
    fail "cannot compile slow_reads"
i=0
while [ "$i" -lt 1500 ]; do
    printf '{"id":"a%d","date":"2022-%02d-01","body":["Kiste %d steht in der Halle %d, und der Markt von %d ist zu."]}\n' \
        "$i" $((i % 12 + 1)) "$i" $((i * 7919 % 1500)) $((i * 31 % 977))
    i=$((i + 1))
done >articles.jsonl
"$fundstelle" index -q -i index articles.jsonl || fail index
LD_PRELOAD=$work/slow_reads.so
export LD_PRELOAD
start_server --timeout 0.05 --threads 2
unset LD_PRELOAD
client serve_time.py "$port"
stop_server
