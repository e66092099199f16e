# The API: each answer is as the OpenAPI document has it; commits are followed; ETags, downloads.
. "$(dirname "$0")/lib.sh"
# shellcheck source=serving.sh
. "$root/tests/cli/serving.sh"
make_articles
start_server --threads 2
client serve_api.py "$port"
printf 'Title: Neu\n\nEin Leuchtturm steht am Kai.\n' >articles/turm.txt
client serve_commit.py "$port" Leuchtturm 0
"$fundstelle" index -q -i index articles || fail index
client serve_commit.py "$port" Leuchtturm 1
stop_server
