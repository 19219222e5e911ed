#!/bin/sh
# Prints where the Go stubs are that the original publishes with its protocol crate.
# Exit code 3, with the reason as the last line: they cannot be had on this machine.
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd) || exit 1
cd "$here/../rust" || exit 1
command -v cargo >/dev/null || { echo "cargo is not installed"; exit 3; }
CARGO_NET_RETRY=1 CARGO_HTTP_TIMEOUT=20 cargo fetch --quiet --locked ||
  { echo "the crates cannot be fetched from their registry"; exit 3; }
manifest=$(cargo metadata --locked --offline --format-version 1 | tr ',' '\n' |
  sed -n 's/.*"manifest_path":"\(.*d-engine-proto-[0-9.]*\)\/Cargo.toml".*/\1/p' | head -n 1)
[ -d "$manifest/go" ] || { echo "the protocol crate has no Go stubs"; exit 3; }
echo "$manifest/go"
