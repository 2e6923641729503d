#!/usr/bin/env bash
# Measures our program and its peers in one run and writes docs/benchmarks.md.
# Needs Rust and Python 3.11; fetches the peers from PyPI into bench/out. About ten minutes.
set -euo pipefail
cd "$(dirname "$0")"
out=out
[ -x "$out/venv/bin/python" ] || python3 -m venv "$out/venv"
"$out/venv/bin/pip" install --quiet --requirement requirements.txt
cargo build --release --quiet --package documents --example bench
cargo build --release --quiet --package goals --example near_duplicates
target=$(cargo metadata --format-version 1 --no-deps | "$out/venv/bin/python" -c 'import json,sys; print(json.load(sys.stdin)["target_directory"])')
"$out/venv/bin/python" run.py "$target/release/examples" "$out" "$@"
