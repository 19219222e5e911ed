#!/bin/sh
# Runs node N of the example under a sampling profiler until it is stopped, and turns the recording into pages then:
# async-profiler where the system lets it, the runtime's own Flight Recorder otherwise.
# usage: perf-node.sh N     PROFILER=jfr chooses the latter
id=$1
cd "$(dirname "$0")/.." || exit 1
# Relative: options of the runtime are separated by spaces, and this directory's path may have some.
tools=../../profiling/target
reports=perf_reports
java_home=$(sh target/release/lib/find-jdk.sh --runtime 21) || exit 1
mkdir -p "$reports"
recording=$reports/$id.jfr
rm -f "$reports/$id.jfr" "$reports/$id.profile.html" "$reports/$id.profile.json"

profiling() {
  "$java_home/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$tools/classes:$tools/lib/*" \
    io.dengine.profiling.Profiling "$@"
}

# A hundred samples a second of each thread that computes. Whether it may is tried out in a program that does nothing.
tried=
if [ "${PROFILER:-async}" != jfr ]; then
  library=$(profiling library "$tools/async-profiler") &&
    options="-agentpath:$library=start,event=cpu,interval=10ms,jfr,file=$recording" &&
    tried=$("$java_home/bin/java" "-agentpath:$library=start,event=cpu,jfr,file=$recording.tried" \
      "-XX:ErrorFile=$recording.died" -version 2>&1) &&
    profiler=async-profiler
  rm -f "$recording.tried" "$recording.died"
fi
if [ -z "$profiler" ]; then
  [ -n "$tried" ] && echo "async-profiler cannot be used here: $(echo "$tried" | head -1)"
  profiler="JDK Flight Recorder"
  options="-XX:StartFlightRecording=filename=$recording,settings=profile,dumponexit=true -Xlog:jfr*=error"
  # What the node learnt in its rehearsal is for a runtime without the recorder.
  options="$options -XX:+IgnoreUnrecognizedVMOptions -XX:AOTMode=off"
fi
echo "node $id runs under $profiler; once it is stopped, $reports/$id.profile.html shows what it did"

. scripts/signals.sh
stop() {
  tell_signal
  case $signal in
    first) kill -TERM "$node" 2>/dev/null ;;
    second) kill -KILL "$node" 2>/dev/null ;; # and its recording is lost
  esac
}
D_ENGINE_JVM_OPTIONS="$options ${D_ENGINE_JVM_OPTIONS:-}" sh scripts/node.sh "$id" &
node=$!
trap stop INT TERM HUP
# `wait` returns early when a signal arrives; the node is still to be waited for then.
while :; do
  wait "$node"
  code=$?
  kill -0 "$node" 2>/dev/null || break
done

# What comes now takes a second or two, and is what all was for.
trap '' INT TERM HUP
profiling convert "$reports/$id.jfr" "d-engine node $id, $profiler" || exit 1
[ "$code" -eq 143 ] || exit "$code"
