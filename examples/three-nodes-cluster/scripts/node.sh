#!/bin/sh
# Becomes node N of the example.
# usage: node.sh N     CONSOLES=yes opens its console port
id=$1
cd "$(dirname "$0")/.." || exit 1
export CONFIG_PATH="config/n$id" DB_PATH="./db/$id" LOG_DIR="./logs/$id" METRICS_PORT="808$id"
export LOG_LEVEL="${LOG_LEVEL:-warn}"
# `make console-...` opens what `d-engine console` looks at.
[ "${CONSOLES:-no}" = yes ] && export CONSOLE_PORT="$((6669 + id))"
exec ./target/release/demo
