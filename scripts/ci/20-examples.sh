#!/usr/bin/env bash
# Every example runs in the checkout with its one command.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
shopt -s nullglob
for system in examples/*/*.system.ts; do
  echo "> npx kahnveyor run $system"
  timeout 120 npx kahnveyor run "$system"
done
for program in examples/*/main.ts; do
  echo "> $program"
  timeout 120 node_modules/.bin/node --conditions=kahnveyor-source "$program"
done
