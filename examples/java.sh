#!/bin/sh
# Runs a class of the example in the present directory, after its `make build`: sh ../java.sh CLASS ARGUMENTS...
# A Java runtime of version 21 or later is found by itself. It becomes this process, so that signals and exit codes are
# the program's own.
java_home=$(sh ../../scripts/find-jdk.sh --runtime 21) || exit 1
version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$java_home/release")
# Netty, which connects nodes, reaches native buffers in a way that newer runtimes warn about.
[ "$version" -ge 23 ] && set -- --sun-misc-unsafe-memory-access=allow "$@"
exec "$java_home/bin/java" --enable-native-access=ALL-UNNAMED -cp "target/classes:target/lib/*" "$@"
