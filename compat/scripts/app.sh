#!/bin/sh
# Builds applications that use the engine as strangers do, runs each, and looks whether it reads what it has stored.
# usage: app.sh [--from DIRECTORY] APPLICATION...     an APPLICATION that ends in + runs on the module path
#   --from takes the engine from the Maven repository in that directory, as release-check leaves one, and all other
#   libraries from the network; otherwise the engine is built and installed into the local Maven repository first.
cd "$(dirname -- "$0")/.." || exit 1
JAVA_HOME=$(sh ../scripts/find-jdk.sh 21) || exit 1
export JAVA_HOME

if [ "$1" = --from ]; then
    published=$(CDPATH= cd -- "$2" && pwd) || exit 1
    shift 2
    mkdir -p target
    rm -rf target/repository/io/dengine
    sed "s|DIRECTORY|$published|" scripts/published.xml > target/published.xml
    maven() { sh ../scripts/maven.sh -q -gs target/published.xml -Dmaven.repo.local="$PWD/target/repository" "$@"; }
else
    maven() { sh ../scripts/maven.sh -q "$@"; }
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
        said=$("$JAVA_HOME/bin/java" -p "$directory/target/classes:$directory/target/lib" -m app/app.Main 2>&1)
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
