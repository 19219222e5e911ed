#!/bin/sh
# Runs a build, one at a time in this tree: sh scripts/build-once.sh COMMAND ARGUMENTS...
# Whoever comes meanwhile waits, says so, and runs its own command then, which should find that nothing is left to do.
# Started from several terminals at once, builds would write into each other's files.
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd) || exit 1
mkdir -p "$here/../target" || exit 1
lock="$here/../target/build.lock"

waiting() {
    echo "another build runs in this tree: waiting for it ($1 s) ..."
}

if command -v flock > /dev/null; then
    # The system lets go of the lock when this process ends, however that happens.
    exec 9>> "$lock" || exit 1
    waited=0
    until flock -w 5 9; do
        waited=$((waited + 5))
        waiting "$waited"
    done
    "$@" 9>&-
    exit
fi

# A directory that names its owner; that of an owner that is gone counts for nothing.
waited=0
until mkdir "$lock.d" 2> /dev/null; do
    owner=$(cat "$lock.d/owner" 2> /dev/null)
    if [ -n "$owner" ] && ! kill -0 "$owner" 2> /dev/null; then
        rm -rf "$lock.d"
        continue
    fi
    sleep 1
    waited=$((waited + 1))
    [ $((waited % 5)) -eq 0 ] && waiting "$waited"
done
echo $$ > "$lock.d/owner"
trap 'rm -rf "$lock.d"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
"$@"
