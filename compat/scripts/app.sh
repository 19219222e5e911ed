#!/bin/sh
# Builds applications that use the engine as strangers do, runs each, and looks whether it reads what it has stored.
# usage: app.sh DIRECTORY...     ending in + : on the module path. The project is installed into the local Maven
# repository first, unless APPS_INSTALL=no.
cd "$(dirname -- "$0")/.." || exit 1
JAVA_HOME=$(sh ../scripts/find-jdk.sh 21) || exit 1
export JAVA_HOME
maven() { sh ../scripts/maven.sh -q "$@"; }

if [ "$APPS_INSTALL" != no ]; then
    (cd .. && sh scripts/maven.sh -q install -Dquick -pl bom,embedded,recipes -am) || exit 1
fi

copy=org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies
failed=0
for application in "$@"; do
    directory=${application%+}
    if ! maven -f "$directory/pom.xml" clean compile "$copy" -DoutputDirectory=target/lib -DincludeScope=runtime; then
        failed=1
        continue
    fi
    if [ "$directory" = "$application" ]; then
        said=$("$JAVA_HOME/bin/java" -cp "$directory/target/classes:$directory/target/lib/*" app.Main 2>&1)
    else
        # Our modules have names and no descriptors: they cannot say that they need SLF4J and Netty.
        said=$("$JAVA_HOME/bin/java" -p "$directory/target/classes:$directory/target/lib" \
            --add-modules ALL-MODULE-PATH -m app/app.Main 2>&1)
    fi
    line=$(echo "$said" | grep '^hello=world')
    if [ -n "$line" ]; then
        echo "$directory: $line"
    else
        echo "$directory failed:"
        echo "$said" | tail -n 20
        failed=1
    fi
done
exit $failed
