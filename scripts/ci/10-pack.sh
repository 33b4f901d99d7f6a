#!/usr/bin/env bash
# The packed package, installed as a user would, works under every supported Node.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
npm run --silent test:packed
