#!/usr/bin/env bash
# The suite in a test of any language: start it, read one line of JSON, use it, end it.
# $1 is where Sennight is installed, $2 the client.
set -euo pipefail
sennight=$1/bin/sennight
print_week=$2

coproc SUITE { exec "$sennight" serve --ephemeral --print-endpoints --now 2025-12-16T08:00:00Z; }
read -r endpoints <&"${SUITE[0]}"
gateway=$(sed 's/.*"gateway":{"grpc":"\([^"]*\)".*/\1/' <<< "$endpoints")
folder=$(sed 's/.*"dataDirectory":"\([^"]*\)".*/\1/' <<< "$endpoints")

"$sennight" import --endpoint "$gateway" --topic offshore-wind \
  "$1/share/sennight/samples/offshore-wind-2025-W50.jsonl"
"$print_week" "$gateway" offshore-wind en > week.txt
grep -q "Storbanke Nord" week.txt

suite=$SUITE_PID
kill "$suite"
wait "$suite"
[ ! -e "$folder" ]
