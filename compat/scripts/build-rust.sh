#!/bin/sh
# Builds the check of the original's Rust client; the last line printed is the path of the program.
# Exit code 3, with the reason as the last line: it cannot be built on this machine.
# usage: build-rust.sh TARGET_DIRECTORY
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd) || exit 1
mkdir -p "$1" || exit 1
target=$(CDPATH= cd -- "$1" && pwd) || exit 1
# The published crates ask for this version of the language.
minimum=88

command -v cargo >/dev/null || { echo "cargo is not installed"; exit 3; }
minor=$(rustc --version 2>/dev/null | sed -n 's/^rustc 1\.\([0-9]*\)\..*/\1/p')
[ "${minor:-0}" -ge "$minimum" ] ||
  { echo "rustc 1.$minimum or later is needed, and there is: $(rustc --version 2>&1)"; exit 3; }
PROTOC=$(sh "$here/protoc.sh" "$target/tools")
code=$?
[ $code -eq 0 ] || { echo "$PROTOC"; exit $code; }

cd "$here/../rust" || exit 1
CARGO_TARGET_DIR=$target
# A registry out of reach is to be noticed soon.
CARGO_NET_RETRY=1
CARGO_HTTP_TIMEOUT=20
export PROTOC CARGO_TARGET_DIR CARGO_NET_RETRY CARGO_HTTP_TIMEOUT
cargo fetch --locked || { echo "the crates cannot be fetched from their registry"; exit 3; }
cargo build --locked --offline || exit 1
echo "$target/debug/rust-client-check"
