#!/bin/sh
# Becomes application N of the example.
# usage: node.sh N
cd "$(dirname "$0")/.." || exit 1
exec sh ../java.sh io.dengine.examples.app.App "$1" "808$1" "1000$1" \
  127.0.0.1:9081,127.0.0.1:9082,127.0.0.1:9083 "db/$1"
