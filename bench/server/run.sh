#!/usr/bin/env bash
# Measures our server and the same list page in Django in one run, and writes the tables of
# docs/benchmarks.md. Needs Rust, Python 3.11 and wrk; fetches Django from PyPI into bench/out.
# About four minutes after the build.
set -euo pipefail
cd "$(dirname "$0")"
out=../out/server
mkdir -p "$out"
[ -x "$out/venv/bin/python" ] || python3 -m venv "$out/venv"
"$out/venv/bin/pip" install --quiet --requirement requirements.txt
cargo build --release --quiet --package server --bin chengxiao --example fill
target=$(cargo metadata --format-version 1 --no-deps | python3 -c 'import json,sys; print(json.load(sys.stdin)["target_directory"])')
"$out/venv/bin/python" run.py "$target/release" "$out" "$@"
