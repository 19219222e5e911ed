#!/bin/sh
# Writes to node 1, one write after the other, and says every second how many succeeded and failed.
good=0
bad=0
shown=$(date +%s)
trap 'echo "$good writes, $bad errors"; exit 0' INT TERM
while :; do
  if curl -sS -f -o /dev/null -X POST http://localhost:9081/put -d "{\"key\":\"load-$good\",\"value\":\"$good\"}"; then
    good=$((good + 1))
  else
    bad=$((bad + 1))
  fi
  now=$(date +%s)
  [ "$now" = "$shown" ] || echo "$good writes, $bad errors"
  shown=$now
done
