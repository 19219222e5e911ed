#!/bin/sh
# Generates the Go stubs in wire/go from the .proto files in wire/src/main/protobuf.
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd) || exit 1
root=$(CDPATH= cd -- "$here/../.." && pwd) || exit 1
tools=$root/compat/target/tools
protoc=$(sh "$here/protoc.sh" "$tools") || { echo "$protoc" >&2; exit 1; }
GOBIN=$tools
export GOBIN
go install google.golang.org/protobuf/cmd/protoc-gen-go@v1.36.12 || exit 1
go install google.golang.org/grpc/cmd/protoc-gen-go-grpc@v1.6.2 || exit 1

cd "$root/wire/src/main/protobuf" || exit 1
rm -rf "$root/wire/go/client" "$root/wire/go/common" "$root/wire/go/error" "$root/wire/go/server"
module=github.com/deventlab/d-engine/proto
# shellcheck disable=SC2046 # one word a file
PATH=$tools:$PATH "$protoc" --go_out="$root/wire/go" --go_opt=module=$module \
  --go-grpc_out="$root/wire/go" --go-grpc_opt=module=$module $(find proto -name '*.proto' | sort)
