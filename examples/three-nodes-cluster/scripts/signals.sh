# Sourced by scripts that stop what they have started: tells the signals that reach them apart.
stopping_since=

# Sets `signal` to first, again or second. A second signal is for the impatient. One in the same second is the first
# again: `make` passes it on to this process, which has it already as one of its process group.
tell_signal() {
  now=$(date +%s)
  if [ -z "$stopping_since" ]; then
    stopping_since=$now
    signal=first
  elif [ $((now - stopping_since)) -ge 1 ]; then
    signal=second
  else
    signal=again
  fi
}
