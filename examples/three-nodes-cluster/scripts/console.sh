#!/bin/sh
# Runs nodes with the ports open that `d-engine console` looks at, 6670 for node 1 and so on, and says what to type.
# usage: console.sh N...
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd) || exit 1
export CONSOLES=yes
urls=
for id in "$@"; do
  urls="$urls http://127.0.0.1:$((6669 + id))"
done
echo "in another terminal, in this directory:  ./target/release/d-engine console$urls"
[ $# -eq 1 ] && exec sh "$here/node.sh" "$1"
exec sh "$here/cluster.sh" "$@"
