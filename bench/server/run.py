#!/usr/bin/env python3
"""Measures the server and its Django peer, in turns, on the same 100,000 sheets, and writes the
tables of docs/benchmarks.md. Called by run.sh, which builds and fetches what is needed.

    python run.py RELEASE_DIR OUT_DIR [--rounds 3] [--seconds 6]

CPU is user and system time of the server with its threads and children, out of /proc, divided by
the requests that wrk counted: it holds also on a busy machine. Times of answers do not, so the
load of the machine is written beside them.
"""
import argparse, importlib.metadata, os, re, shutil, sqlite3, statistics, subprocess, sys, time, urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from serving import ASKED, Server
REPORT = os.path.join(HERE, '..', '..', 'docs', 'benchmarks.md')
SHEETS = 100_000
LOADS = (16, 200)


class LoadedServer(Server):
    def load(self, connections, seconds, headers=()):
        """CPU microseconds a request; milliseconds at the median and at 95 %."""
        before = self.cpu()
        words = ['wrk', '-t1', f'-c{connections}', f'-d{seconds}s', '-s', 'report.lua', '-H', f'Cookie: {self.cookie}']
        words += [word for header in headers for word in ('-H', header)]
        said = subprocess.run([*words, f'http://127.0.0.1:{self.port}/sheets'], cwd=HERE, capture_output=True, text=True, check=True).stdout
        requests, median, late, faults = map(int, re.search(r'figures (\d+) (\d+) (\d+) (\d+)', said).groups())
        if faults:
            sys.exit(f'{faults} faults at port {self.port}')
        return (self.cpu() - before) / requests * 1e6, median / 1000, late / 1000


class Run:
    def __init__(self, release, out, rounds, seconds):
        self.release, self.out, self.rounds, self.seconds = release, out, rounds, seconds
        self.data = os.path.join(out, 'data')
        self.peer = os.path.join(out, 'peer.sqlite')
        self.binary = os.path.join(release, 'chengxiao')

    def fill(self):
        for path in (self.data, self.data + '.keys'):
            shutil.rmtree(path, ignore_errors=True)
        subprocess.run([os.path.join(self.release, 'examples', 'fill'), self.data, str(SHEETS)], check=True)
        for suffix in ('', '-wal', '-shm'):
            if os.path.exists(self.peer + suffix):
                os.remove(self.peer + suffix)
        script = os.path.join(HERE, 'django_peer', 'peer.py')
        copied = subprocess.run([sys.executable, script, os.path.join(self.data, 'chengxiao.sqlite')],
                                env=self.peer_environment(), capture_output=True, text=True, check=True)
        self.peer_cookie = copied.stdout.strip()

    def peer_environment(self):
        return dict(os.environ, PEER_DB=self.peer, PYTHONPATH=os.path.join(HERE, 'django_peer'), PYTHONDONTWRITEBYTECODE='1')

    def ours(self):
        return LoadedServer(8391, [self.binary, 'serve', '--data', self.data, '--listen', '127.0.0.1:8391'])

    def django(self):
        gunicorn = os.path.join(os.path.dirname(sys.executable), 'gunicorn')
        server = LoadedServer(8392, [gunicorn, '--workers', 2, '--bind', '127.0.0.1:8392', '--log-level', 'critical', 'peer:app'], self.peer_environment())
        server.cookie = self.peer_cookie
        return server

    def starts(self):
        taken, resident = [], []
        for _ in range(5):
            server = self.ours()
            taken.append(server.started_in)
            time.sleep(1)
            resident.append(server.resident_mib())
            server.stop()
        return statistics.median(taken), max(taken), statistics.median(resident)

    def lists(self):
        """Address of each kind of list, with the keys of the middle and the end."""
        with sqlite3.connect(os.path.join(self.data, 'chengxiao.sqlite')) as database:
            at = lambda offset: database.execute('SELECT id FROM target_sheets ORDER BY id LIMIT 1 OFFSET ?', (offset,)).fetchone()[0]
            middle, last = at(SHEETS // 2), at(SHEETS - 51)
        quoted = urllib.parse.quote
        return {
            'first page': '/sheets', 'page in the middle': f'/sheets?after={middle}', 'last page': f'/sheets?after={last}',
            'one year and unit': '/sheets?year=2025&unit=120009', 'a code, found at the end': '/sheets?q=099990',
            'words of a name': '/sheets?q=' + quoted('联峰山租赁补贴'), 'pinyin initials': '/sheets?q=lfszlbt',
            'pinyin, nothing found': '/sheets?q=qqqqq',
        }


def tables(run):
    begun_at = machine()
    run.fill()
    start, slowest_start, idle = run.starts()
    ours, django = run.ours(), run.django()
    ours.sign_in('clerk', 'Bench-2026')
    pages = {server: len(server.ask('/sheets')[1]) for server in (ours, django)}
    for server in (ours, django):
        if server.ask('/sheets')[1].count(b'<tr>') != 51:
            sys.exit('the page has not its 50 rows')
    gzip = ('Accept-Encoding: gzip',)
    contenders = [(ours, '**chengxiao**', ()), (ours, '**chengxiao**, compressed for the browser', gzip),
                  (django, 'Django, gunicorn with 2 workers', ())]
    seen = {(label, connections): [] for _, label, _ in contenders for connections in LOADS}
    for _ in range(run.rounds):
        for connections in LOADS:
            for server, label, headers in contenders:
                seen[label, connections].append(server.load(connections, run.seconds, headers))
    page_rows = []
    for server, label, _ in contenders:
        middle = {c: [statistics.median(column) for column in zip(*seen[label, c])] for c in LOADS}
        least = min(row[0] for row in seen[label, LOADS[0]])
        page_rows.append(f'| {label} | {pages[server]:,} | {middle[16][0]:,.0f} µs | {least:,.0f} µs | '
                         f'{middle[200][0]:,.0f} µs | {middle[200][1]:,.0f} ms | {middle[200][2]:,.0f} ms |')
    list_rows = []
    for name, address in run.lists().items():
        median, slowest = ours.times(address)
        peer = f'{django.times(address)[0]:.0f} ms' if 'pinyin' in name or 'page' in name else ''
        list_rows.append(f'| {name} | {median:.1f} ms | {slowest:.1f} ms | {peer} |')
    after = ours.resident_mib()
    ours.stop(), django.stop()
    size = os.path.getsize(run.binary) / 2**20
    return f'''{begun_at}

| 50-row list page | bytes | CPU a request, 16 connections | least of the rounds | CPU, 200 connections | median, 200 connections | 95 % |
|---|---|---|---|---|---|---|
{chr(10).join(page_rows)}

| list over {SHEETS:,} sheets | median | slowest of {ASKED} | Django |
|---|---|---|---|
{chr(10).join(list_rows)}

| | figure | bar |
|---|---|---|
| start to the first answer of `/health`, median (slowest) of five | {start * 1000:.0f} ms ({slowest_start * 1000:.0f} ms) | < 1 s |
| resident, idle after the start | {idle:.0f} MiB | < 200 MB |
| resident, after the run | {after:.0f} MiB | < 200 MB |
| size of the executable | {size:.1f} MiB | |
'''


def machine():
    processor = re.search(r'model name\s*: (.*)', open('/proc/cpuinfo').read())[1]
    versions = ', '.join(f'{name} {importlib.metadata.version(name)}' for name in ('Django', 'gunicorn'))
    commit = subprocess.run(['git', 'rev-parse', '--short', 'HEAD'], cwd=HERE, capture_output=True, text=True).stdout.strip()
    load = ', '.join(f'{value:.1f}' for value in os.getloadavg())
    return (f'{time.strftime("%Y-%m-%d")}, commit {commit}; {os.cpu_count()} cores {processor}, SQLite, CPython '
            f'{".".join(map(str, sys.version_info[:3]))}, {versions}; load of the machine before the run {load}.')


def publish(body):
    begin, end = '<!-- server: begin -->', '<!-- server: end -->'
    text = open(REPORT).read()
    before, rest = text.split(begin)
    open(REPORT, 'w').write(f'{before}{begin}\n\n{body}\n{end}{rest.split(end)[1]}')


if __name__ == '__main__':
    arguments = argparse.ArgumentParser()
    arguments.add_argument('release')
    arguments.add_argument('out')
    arguments.add_argument('--rounds', type=int, default=3)
    arguments.add_argument('--seconds', type=int, default=6)
    a = arguments.parse_args()
    publish(tables(Run(os.path.abspath(a.release), os.path.abspath(a.out), a.rounds, a.seconds)))
