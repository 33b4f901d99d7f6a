#!/usr/bin/env bash
# Explores the model of the core protocol: whole configurations must hold, mutated ones must fail. Prints states, depth, seconds.
#   models/check.sh            all of it
#   models/check.sh -DN=5 …    one configuration with these macros, and the shortest story of an error if there is one
set -euo pipefail
models=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

missing=()
command -v spin > /dev/null || missing+=(spin)
command -v gcc > /dev/null || missing+=(gcc)
if ((${#missing[@]} > 0)); then
  echo "model: not checked, since ${missing[*]} is not installed (Debian packages of these names)"
  [[ "${CI:-}" == true ]] && exit 1
  exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# explore NAME PAN_OPTIONS MACRO…: leaves the verdict in $verdict ("holds", "fails: why" or "broken: why") and numbers in $numbers.
explore() {
  local folder="$work/$1" options=$2
  shift 2
  mkdir -p "$folder"
  verdict='broken: does not compile'
  numbers=''
  local begin=$SECONDS
  (cd "$folder" && spin -a "$@" "$models/core-protocol.pml" > spin.log 2>&1 &&
    gcc -O2 -w -DSAFETY -DNOFAIR -DVECTORSZ=512 -DMEMLIM=6000 $COMPILE -o pan pan.c >> spin.log 2>&1) || {
    cat "$folder/spin.log"
    return 0
  }
  # shellcheck disable=SC2086
  (cd "$folder" && ./pan -m1000000 -w24 $options > out 2>&1) || true
  local states depth why
  states=$(sed -n 's/^ *\([0-9.e+]*\) states, stored.*/\1/p' "$folder/out")
  depth=$(sed -n 's/.*depth reached \([0-9]*\),.*/\1/p' "$folder/out")
  numbers="states=$states depth=$depth seconds=$((SECONDS - begin))"
  why=$(sed -n 's/^pan:1: \(.*\) (at depth [0-9]*)$/\1/p' "$folder/out" | head -1)
  if [[ -n "$why" ]]; then verdict="fails: $why"
  elif ! grep -q 'errors: 0' "$folder/out" || grep -q 'not completed\|max search depth too small' "$folder/out"; then
    verdict='broken: the search was not completed'
    tail -20 "$folder/out"
  else verdict=holds; fi
}

COMPILE=''
if (($# > 0)); then
  COMPILE=-DREACH
  explore one '-i' "$@"
  echo "$verdict $numbers"
  if [[ "$verdict" == fails* ]]; then (cd "$work/one" && spin -k core-protocol.pml.trail -p "$@" "$models/core-protocol.pml" | grep -v 'else\|: goto\|(1)' || true); fi
  [[ "$verdict" == holds ]]
  exit
fi

passed=0
failed=0

holds() { # holds NAME MACRO…
  explore "$1" '' "${@:2}"
  if [[ "$verdict" == holds ]]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
  printf '%-42s %s  %s  (%s)\n' "$1" "$verdict" "$numbers" "${*:2}"
  rm -rf "${work:?}/$1"
}

breaks() { # breaks MUTATION MACRO…
  explore "$1" '' "-DMUTATE_$1" "${@:2}"
  if [[ "$verdict" == fails* ]]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
  printf '%-42s %s  %s  (%s)\n' "$1" "$verdict" "$numbers" "${*:2}"
  rm -rf "${work:?}/$1"
}

echo 'The protocol as it is: must hold'
holds two-kills -DN=4 -DKILLS=2
holds longer -DN=6 -DKILLS=0
holds silent-first-and-full-rings -DN=4 -DKILLS=1 -DSILENT=1 -DCAPACITY=3
holds two-outputs-of-one-ticket -DN=4 -DKILLS=1 -DDOUBLE=3
holds dead-letters -DN=2 -DKILLS=2 -DPOISON -DSILENT=0
holds every-step-apart -DFINE -DN=1 -DSILENT=0 -DKILLS=0

echo 'Mutations: must fail'
breaks HEAD_BEFORE_FLIP -DN=3 -DKILLS=0 -DSLOTS=2
breaks RECORD_IN_PLACE -DN=3 -DKILLS=1
breaks TAIL_BEFORE_FLIP -DN=3 -DKILLS=1
breaks FINISHED_NOT_REPUBLISHED -DN=4 -DKILLS=1
breaks FINISHED_NOT_RECORDED -DN=3 -DKILLS=1
breaks FINISHED_BEFORE_TAIL -DN=3 -DKILLS=0
breaks TAIL_LOADED_BEFORE_FINISHED -DN=3 -DKILLS=0
breaks CLOSED_BEFORE_TAIL -DN=3 -DKILLS=0
breaks PAYLOAD_AFTER_TAIL -DN=3 -DKILLS=0
breaks SUCCESSOR_DOES_NOT_PUBLISH -DN=3 -DKILLS=1
breaks SUCCESSOR_DOES_NOT_RING -DN=3 -DKILLS=1
breaks NO_SECOND_LOOK -DN=3 -DKILLS=0
breaks WAITING_AFTER_LOOK -DN=3 -DKILLS=0
breaks RING_BEFORE_PUBLISH -DN=3 -DKILLS=0
breaks SLEEP_WITHOUT_COMPARE -DN=3 -DKILLS=0

echo "$passed passed, $failed failed"
((failed == 0))
