#!/usr/bin/env bash
# Random SIGKILLs over generated systems, each compared with its undisturbed run. The seed is printed; the long form is
# scripts/soak-kills.ts --kills 10000.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
node_modules/.bin/node --conditions=kahnveyor-source scripts/soak-kills.ts --kills "${KILLS:-1000}"
