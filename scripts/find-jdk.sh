#!/bin/sh
# Prints the home of the newest JDK (or, with --runtime, Java runtime) of at least the given feature version.
# usage: find-jdk.sh [--runtime] [MINIMUM]     the default minimum is 21
# It reads the `release` file of each candidate, so that no JVM is started.
tool=javac
[ "$1" = "--runtime" ] && tool=java && shift
minimum=${1:-21}

feature() { sed -n 's/^JAVA_VERSION="\(1\.\)\{0,1\}\([0-9]*\).*/\2/p' "$1/release" 2>/dev/null; }
usable() { [ -x "$1/bin/$tool" ] && version=$(feature "$1") && [ -n "$version" ] && [ "$version" -ge "$minimum" ]; }

if [ -n "$JAVA_HOME" ] && usable "$JAVA_HOME"; then echo "$JAVA_HOME"; exit 0; fi
on_path=$(command -v $tool 2>/dev/null) && on_path=$(readlink -f "$on_path") &&
  on_path=$(dirname "$(dirname "$on_path")")
best=; best_version=0
for home in "$on_path" /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* /usr/local/openjdk-* \
  "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
  if [ -n "$home" ] && usable "$home" && [ "$version" -gt "$best_version" ]; then best=$home; best_version=$version; fi
done
if [ -n "$best" ]; then echo "$best"; exit 0; fi
echo "d-engine needs a JDK of version $minimum or later, and none was found: install one (for example Temurin 25)" \
  "under /usr/lib/jvm, or set JAVA_HOME to it." >&2
exit 1
