#!/bin/sh
# Prints the directories of the modules that those named are made of, themselves among them, in the order of a build:
# what they depend on outside of tests, as their poms say.
# usage: modules.sh DIRECTORY...
cd "$(dirname -- "$0")/.." || exit 1

found=
dependency='s|.*<groupId>io.dengine</groupId><artifactId>dengine-\([a-z-]*\)</artifactId>.*|\1|p'
visit() {
    case " $found " in *" $1 "*) return ;; esac
    for needed in $(sed -n "/<scope>test</d; $dependency" "$1/pom.xml"); do
        visit "$needed"
    done
    # It may have been found on the way, below another.
    case " $found " in *" $1 "*) ;; *) found="$found $1" ;; esac
}

for module in "$@"; do
    [ -f "$module/pom.xml" ] || { echo "$module has no pom.xml" >&2; exit 1; }
    visit "$module"
done
# shellcheck disable=SC2086 # one word a module
printf '%s\n' $found
