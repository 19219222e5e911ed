#!/bin/sh
# Prints the path of a protobuf compiler: $PROTOC, or the one on the path, or the one that the build of `wire` had Maven
# download, which is copied so that it can be run. Exit code 3, with the reason as the last line, if there is none.
# usage: protoc.sh DIRECTORY_FOR_THE_COPY     MAVEN_REPOSITORY names a local repository other than ~/.m2/repository
into=$1
if [ -n "${PROTOC:-}" ]; then echo "$PROTOC"; exit 0; fi
if command -v protoc 2>/dev/null; then exit 0; fi

case "$(uname -s)" in Linux) system=linux ;; Darwin) system=osx ;; *) system=unknown ;; esac
case "$(uname -m)" in x86_64 | amd64) machine=x86_64 ;; arm64 | aarch64) machine=aarch_64 ;; *) machine=unknown ;; esac
repository=${MAVEN_REPOSITORY:-$HOME/.m2/repository}/com/google/protobuf/protoc
program=$(find "$repository" -name "protoc-*-$system-$machine.exe" 2>/dev/null | sort | tail -n 1)
if [ -z "$program" ]; then
  echo "there is no protobuf compiler: none on the path, and none in Maven's local repository for $system-$machine"
  exit 3
fi
mkdir -p "$into" || exit 1
copy=$into/$(basename "$program" .exe)
# Written under another name first, so that another build never runs half a file.
[ -x "$copy" ] || { cp "$program" "$copy.$$" && chmod +x "$copy.$$" && mv "$copy.$$" "$copy"; } || exit 1
echo "$copy"
