#!/usr/bin/env bash
# Installs the packages of system-packages.txt whose command is not on this machine. Does nothing, and needs no network,
# when all are there.
set -euo pipefail
PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"
list="$(dirname "${BASH_SOURCE[0]}")/system-packages.txt"

missing=()
while read -r package command; do
  command -v "${command:-$package}" >/dev/null || missing+=("$package")
done < <(sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$list")

if [ ${#missing[@]} -eq 0 ]; then
  echo "system packages: all present"
  exit 0
fi
if ! command -v apt-get >/dev/null; then
  echo "system packages: missing ${missing[*]}; this script knows apt-get only, please install them another way" >&2
  exit 1
fi

as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
echo "system packages: installing ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { "${as_root[@]}" apt-get update &&
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
  tail -50 "$log" >&2
  exit 1
fi
echo "system packages: installed"
