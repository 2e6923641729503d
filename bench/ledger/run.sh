#!/usr/bin/env bash
# Measures a table of 100,000 records on its way into a ledger and out of it, and writes the tables
# of docs/benchmarks.md. Needs Rust and Python 3.11; fetches XlsxWriter from PyPI into bench/out.
# About two minutes after the build.
set -euo pipefail
cd "$(dirname "$0")"
out=../out/ledger
mkdir -p "$out"
[ -x "$out/venv/bin/python" ] || python3 -m venv "$out/venv"
"$out/venv/bin/pip" install --quiet --requirement requirements.txt
cargo build --release --quiet --package server --bin chengxiao --example fill
target=$(cargo metadata --format-version 1 --no-deps | python3 -c 'import json,sys; print(json.load(sys.stdin)["target_directory"])')
"$out/venv/bin/python" run.py "$target/release" "$out" "$@"
