#!/usr/bin/env bash
# The core protocol holds under every interleaving and every two kills, and the model notices when it is broken.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
models/check.sh
