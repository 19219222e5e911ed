#!/bin/sh
# Runs several nodes in the foreground, each line of their output behind the name of its node, until Ctrl-C, or until
# the last of them has ended.
# usage: cluster.sh N...
#   NODE_SCRIPT    what becomes node N, if that is not node.sh beside this file
#   SECOND_SIGNAL  what a second Ctrl-C sends it, if it is not to be killed
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd) || exit 1
pipes=$(mktemp -d) || exit 1
nodes=
readers=

. "$here/signals.sh"
stop() {
  tell_signal
  case $signal in
    first)
      echo "stopping the nodes ..."
      kill -TERM $nodes 2>/dev/null
      ;;
    second) kill "-${SECOND_SIGNAL:-KILL}" $nodes 2>/dev/null ;;
  esac
}
trap stop INT TERM HUP

for id in "$@"; do
  mkfifo "$pipes/$id" || exit 1
  # The reader outlives Ctrl-C, so that the last lines of its node are seen.
  (trap '' INT TERM HUP; exec sed -u "s/^/[Node$id] /" <"$pipes/$id") &
  readers="$readers $!"
  sh "${NODE_SCRIPT:-$here/node.sh}" "$id" >"$pipes/$id" 2>&1 &
  nodes="$nodes $!"
done

result=0
for node in $nodes; do
  # `wait` returns early when a signal arrives; the node is still to be waited for then.
  while :; do
    wait "$node"
    code=$?
    kill -0 "$node" 2>/dev/null || break
  done
  [ "$code" -eq 0 ] || [ "$code" -eq 127 ] || result=1
done
# shellcheck disable=SC2086 # one word a process
wait $readers
rm -rf "$pipes"
exit $result
