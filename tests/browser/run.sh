#!/bin/sh
# The pages of the server in Chromium: run.sh BUILD. Without Chromium, node or npm nothing is looked at.
set -eu
build=$1
program=$(command -v chromium || command -v chromium-browser || true)
for needed in "$program" node npm; do
    command -v "$needed" >/dev/null || { echo 'browser: skipped, it needs chromium, node and npm'; exit 0; }
done
here=$(cd "$(dirname "$0")" && pwd)
folder=$build/browser
mkdir -p "$folder"
MODULES=$(cd "$folder" && pwd)
export MODULES
[ -d "$folder/node_modules/html-validate" ] || npm install --silent --no-save --prefix "$folder" \
    playwright-core@1.55.0 axe-core@4.10.3 html-validate@9.7.1 || { echo 'browser: skipped, npm has no packages for it'; exit 0; }
"$build/fundstelle" index -q -i "$folder/index" corpus/samples
port=$((19000 + $$ % 1000))
"$build/fundstelle" serve -i "$folder/index" --timeout 20 --connections-per-address 64 --listen "127.0.0.1:$port" 2>"$folder/serve.log" &
server=$!
trap 'kill "$server"' EXIT
for _ in $(seq 100); do
    ! grep -q 'http://' "$folder/serve.log" || break
    sleep 0.1
done
node "$here/check.mjs" "http://127.0.0.1:$port" "$folder/shots" "$program"
