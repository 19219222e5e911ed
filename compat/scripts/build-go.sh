#!/bin/sh
# Builds a Go program of this repository; the last line printed is its path.
# Exit code 3, with the reason as the last line: it cannot be built on this machine.
# usage: build-go.sh SOURCE_DIRECTORY PROGRAM [STUBS]
# STUBS: a directory with a module of stubs to use instead of wire/go
mkdir -p "$(dirname -- "$2")" || exit 1
directory=$(CDPATH= cd -- "$(dirname -- "$2")" && pwd) || exit 1
program=$directory/$(basename -- "$2")
cd "$1" || exit 1

command -v go >/dev/null || { echo "go is not installed"; exit 3; }
# Another version of the tools is not fetched: what is on the machine is used, or it is told that it is too old.
GOTOOLCHAIN=local
# Sources that are no checkout have no version to be stamped with.
GOFLAGS="${GOFLAGS:-} -buildvcs=false"
module=go.mod
if [ -n "${3:-}" ]; then
  module=$directory/$(basename -- "$2").mod
  cp go.mod "$module" && cp go.sum "${module%.mod}.sum" || exit 1
  go mod edit -replace "github.com/deventlab/d-engine/proto=$3" "$module" || exit 1
  GOFLAGS="$GOFLAGS -modfile=$module"
fi
export GOTOOLCHAIN GOFLAGS
[ -z "${3:-}" ] || go mod tidy || { echo "the modules that these stubs need cannot be fetched"; exit 3; }
go mod download || { echo "the modules cannot be fetched, or this is too old: $(go version)"; exit 3; }
go build -o "$program" . || exit 1
echo "$program"
