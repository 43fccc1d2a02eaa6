# shellcheck shell=bash
# Steps with their minutes: `step TITLE COMMAND…` runs a command, `within MINUTES TITLE COMMAND…` one that has a
# budget. Sourced by .ci/run under `set -e`: what fails inside ends the run at once, so call neither in a condition.

# What each took, in order, also of one that failed; written by tell_minutes.
MINUTES=()
# Titles and beginnings of those that have not ended.
OPEN=()

step() {
  local title=$1 began=$SECONDS
  shift
  printf '\n── %s\n' "$title"
  OPEN+=("$began $title")
  "$@"
  unset 'OPEN[-1]'
  MINUTES+=("$(minutes $((SECONDS - began))) $title")
}

# Over twice its budget it fails: a suite that grows by a little each time would be noticed by nobody.
within() {
  local budget=$1 title=$2 began=$SECONDS
  shift
  step "$@"
  local took=$((SECONDS - began))
  if ((took > 2 * budget * 60)); then
    echo "$title took $(minutes "$took") minutes; its budget is $budget, and twice that is the most." >&2
    return 1
  fi
}

tell_minutes() {
  local line
  printf '\n── minutes\n'
  for line in "${MINUTES[@]}"; do printf '%5s  %s\n' "${line%% *}" "${line#* }"; done
  for line in "${OPEN[@]}"; do
    printf '%5s  %s (not ended)\n' "$(minutes $((SECONDS - ${line%% *})))" "${line#* }"
  done
}

# 330 seconds are 5.5.
minutes() { printf '%d.%d' $(($1 / 60)) $(($1 % 60 / 6)); }
