#!/bin/sh
# Runs Maven on the newest JDK there is, quietly: with the arguments given, from the directory it was called in.
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd) || exit 1
JAVA_HOME=$(sh "$here/find-jdk.sh" 21) || exit 1
export JAVA_HOME
version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$JAVA_HOME/release")
# Older Maven releases carry a library that newer runtimes warn about.
[ "$version" -ge 23 ] && export MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS:-}"
# A build that lasts seconds ends sooner when nothing is compiled twice and collected at once.
case " $* " in *" -Dquick "*) export MAVEN_OPTS="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC ${MAVEN_OPTS:-}" ;; esac
exec mvn -B "${MAVEN_TRANSFERS:--ntp}" -Dstyle.color=never "$@"
