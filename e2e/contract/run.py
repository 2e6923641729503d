"""Checks the API of a running server against its own description.

    python run.py CHENGXIAO [--seconds N] [--report FOLDER]

Starts the demonstration in a folder of its own, makes a token for a clerk and one for an
administrator as a person would, and lets schemathesis send what the description allows and what
it does not. Ends with status 0 only when nothing was found.
"""

import argparse
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

import requests

HERE = pathlib.Path(__file__).resolve().parent
PASSWORD = "Demo-2026"
ADMINISTRATION = ["账号", "设置", "留痕"]
# Both roles together reach every operation; the clerk comes first, because the administrator
# closes years.
ROUNDS = [
    ("zhang", [f"--exclude-tag={tag}" for tag in ADMINISTRATION]),
    ("audit", ["--include-tag=留痕", "--include-tag=文件", "--include-tag=本人"]),
    ("admin", [f"--include-tag={tag}" for tag in ADMINISTRATION]),
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(program: str, folder: str, log) -> tuple[subprocess.Popen, str]:
    address = f"127.0.0.1:{free_port()}"
    command = [program, "demo", "--rows", "0", "--data", folder, "--listen", address]
    server = subprocess.Popen(command, stdout=log, stderr=log)
    base = f"http://{address}"
    for _ in range(600):
        if server.poll() is not None:
            raise SystemExit("the server did not start")
        try:
            if requests.get(f"{base}/health", timeout=2).ok:
                return server, base
        except requests.ConnectionError:
            time.sleep(0.1)
    raise SystemExit("the server did not answer within a minute")


def token(base: str, login: str) -> str:
    browser = requests.Session()
    form = {"account": login, "password": PASSWORD}
    browser.post(f"{base}/login", data=form, timeout=30).raise_for_status()
    page = browser.get(f"{base}/api", timeout=30).text
    csrf = re.search(r'<meta name="csrf" content="([^"]+)"', page).group(1)
    made = browser.post(
        f"{base}/api/v1/tokens",
        json={"label": "contract"},
        headers={"X-Csrf-Token": csrf},
        timeout=30,
    )
    made.raise_for_status()
    return made.json()["token"]


def check(base: str, secret: str, filters: list[str], options) -> int:
    schemathesis = pathlib.Path(sys.executable).with_name("schemathesis")
    command = [
        str(schemathesis),
        f"--config-file={HERE / 'schemathesis.toml'}",
        "run",
        f"{base}/api/v1/openapi.json",
        f"--header=Authorization: Bearer {secret}",
        f"--max-time={options.seconds // len(ROUNDS)}",
        f"--seed={options.seed}",
        "--checks=all",
        "--continue-on-failure",
        "--request-timeout=30",
        "--generation-database=none",
        "--suppress-health-check=all",
        "--warnings=off",
        "--no-color",
        *filters,
    ]
    if options.report:
        name = pathlib.Path(options.report) / f"{len(filters)}-{int(time.time())}.json"
        command += ["--report=json", f"--report-json-path={name}"]
    return subprocess.run(command, cwd=tempfile.gettempdir(), check=False).returncode


def main() -> int:
    reader = argparse.ArgumentParser()
    reader.add_argument("program")
    reader.add_argument("--seconds", type=int, default=180)
    reader.add_argument("--seed", type=int, default=20260101)
    reader.add_argument("--report")
    options = reader.parse_args()
    folder = tempfile.mkdtemp(prefix="chengxiao-contract-")
    log = open(os.path.join(folder, "server.log"), "wb")
    server, base = start(options.program, os.path.join(folder, "demo"), log)
    try:
        secrets = [(token(base, login), filters) for login, filters in ROUNDS]
        results = [check(base, secret, filters, options) for secret, filters in secrets]
        still_there = server.poll() is None and requests.get(f"{base}/health", timeout=30).ok
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)
        log.close()
    if any(results) or not still_there:
        print(f"the server's log is kept: {log.name}")
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
