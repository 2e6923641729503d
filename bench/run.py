#!/usr/bin/env python3
"""Measures our program and what a user would pick instead, alternately in the same run, and
writes the tables of docs/benchmarks.md. Called by run.sh, which fetches what is needed.

    python run.py BIN_DIR OUT_DIR [--rounds 3]
"""
import argparse, importlib.metadata, json, os, platform, re, statistics, subprocess, sys, time

HERE = os.path.dirname(os.path.abspath(__file__))
PEERS = os.path.join(HERE, 'peers.py')
REPORT = os.path.join(HERE, '..', 'docs', 'benchmarks.md')


def call(*command, stdin=None):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, stdin=stdin, cwd=HERE)
    if done.returncode != 0:
        sys.exit(f'{command}: {done.stderr[-2000:]}')
    return done.stdout, done.stderr


def peer(*arguments, **more):
    return json.loads(call(sys.executable, PEERS, *arguments, **more)[0])


class Run:
    def __init__(self, bins, out, rounds):
        self.bins, self.out, self.rounds = bins, out, rounds
        os.makedirs(out, exist_ok=True)

    def ours(self, *arguments):
        return json.loads(call(os.path.join(self.bins, 'bench'), *arguments)[0])

    def alternate(self, contenders):
        """Runs every contender once a round; the median of each figure over the rounds."""
        results = {name: [] for name in contenders}
        for _ in range(self.rounds):
            for name, measure in contenders.items():
                results[name].append(measure())
        middle = {}
        for name, rows in results.items():
            middle[name] = dict(rows[-1])
            for key in ('cpu_s', 'peak_mib'):
                middle[name][key] = statistics.median(row[key] for row in rows)
        return middle

    def inputs(self):
        call(sys.executable, os.path.join(HERE, 'documents.py'), '--out', self.out, '--sizes', '14,1000')
        call(sys.executable, os.path.join(HERE, 'goals.py'), 100_000, self.path('goals.txt'), self.path('pairs.json'))
        for count in (14, 1000):
            call(os.path.join(self.bins, 'bench'), 'write', 'xlsx', self.docx(count), self.path(f'sheets_{count}.xlsx'))

    def path(self, name):
        return os.path.join(self.out, name)

    def docx(self, count):
        return self.path(f'perf_{count}.docx')

    def intake(self, count, loops):
        file, truth = self.docx(count), self.path(f'perf_{count}.truth.json')
        def ours():
            result = self.ours('intake', file, self.path('grids.json'))
            return dict(result, **peer('intake', 'ours', self.path('grids.json'), truth))
        names = ['kreuzberg', 'python_docx']
        rest = {name: lambda name=name: peer('intake', name, file, truth, loops) for name in names}
        return self.alternate({'ours': ours, **rest})

    def workbooks(self, count, loops):
        file = self.path(f'sheets_{count}.xlsx')
        empty = self.path('empty.json')
        json.dump([], open(empty, 'w'))
        names = ['python_calamine', 'openpyxl']
        rest = {name: lambda name=name: peer('intake', name, file, empty, loops) for name in names}
        return self.alternate({'ours': lambda: self.ours('intake', file), **rest})

    def writing(self, kind, name, loops):
        out = self.path('written')
        ours = lambda: self.ours('write', kind, self.docx(14), out + '.ours')
        return self.alternate({'ours': ours, name: lambda: peer('write', name, 14, out, loops)})

    def copies(self):
        texts, pairs = self.path('goals.txt'), self.path('pairs.json')
        with open(texts) as stdin:
            found, said = call(os.path.join(self.bins, 'near_duplicates'), stdin=stdin)
        open(self.path('found.txt'), 'w').write(found)
        with open(self.path('found.txt')) as stdin:
            ours = peer('copies', 'ours', texts, pairs, stdin=stdin)
        ours['cpu_s'] = float(said.split()[-2])
        return {'ours': ours, 'exact': peer('copies', 'exact', texts, pairs), 'minhash': peer('copies', 'minhash', texts, pairs)}


def ms(seconds):
    return f'{seconds * 1000:,.1f} ms' if seconds < 10 else f'{seconds:,.1f} s'


def times(results, name):
    return f'{results[name]["cpu_s"] / results["ours"]["cpu_s"]:.0f}×' if name != 'ours' else ''


def share(value):
    return '—' if value is None else f'{value * 100:.2f} %'


LABELS = {'ours': '**chengxiao**', 'exact': 'hash of the text without digits', 'minhash': 'datasketch MinHash LSH'}
PACKAGES = ['python-docx', 'kreuzberg', 'python-calamine', 'openpyxl', 'XlsxWriter', 'typst', 'datasketch']


def label(name):
    return LABELS.get(name, name.replace('_', '-'))


def intake_table(results):
    rows = ['| reader | CPU a file | ours is faster by | cells right | rows right | breaks kept | peak memory |', '|---|---|---|---|---|---|---|']
    for name, row in results.items():
        rows.append(f'| {label(name)} | {ms(row["cpu_s"])} | {times(results, name)} | {share(row["cells"])} | '
                    f'{share(row["rows"])} | {share(row["breaks"])} | {row["peak_mib"]:.0f} MiB |')
    return '\n'.join(rows)


def plain_table(results, what):
    rows = [f'| {what} | CPU | ours is faster by | peak memory |', '|---|---|---|---|']
    for name, row in results.items():
        rows.append(f'| {label(name)} | {ms(row["cpu_s"])} | {times(results, name)} | {row["peak_mib"]:.0f} MiB |')
    return '\n'.join(rows)


def copies_table(results):
    edits = list(results['ours']['recall'])
    head = ''.join(f' | recall, {float(e) * 100:.0f} % edited' for e in edits)
    rows = [f'| method | CPU{head} | unlike pairs |', '|---' * (3 + len(edits)) + '|']
    for name, row in results.items():
        found = ''.join(f' | {row["recall"][e] * 100:.1f} %' for e in edits)
        rows.append(f'| {label(name)} | {row["cpu_s"]:.1f} s{found} | {row["wrong"] * 100:.2f} % |')
    return '\n'.join(rows)


def greater_than(run):
    """What each reader makes of a cell that holds `>95%`."""
    seen = {}
    for name in ('python_docx', 'kreuzberg'):
        code = (f'import sys; sys.path.insert(0, {HERE!r}); import peers; '
                f't = peers.read_{name}({run.docx(14)!r}); '
                "print(sum(str(c).startswith('>') for x in t for r in x for c in r))")
        seen[name] = int(call(sys.executable, '-c', code)[0])
    grids = json.load(open(run.path('grids_14.json')))
    seen['ours'] = sum(cell['text'].startswith('>') for table in grids for cell in table['cells'])
    return ', '.join(f'{label(name)} {count}' for name, count in seen.items())


def tables(run):
    run.inputs()
    run.ours('intake', run.docx(14), run.path('grids_14.json'))
    sections = []
    for count, loops in ((14, 5), (1000, 1)):
        sections.append((f'Intake of .docx, {count:,} sheets', intake_table(run.intake(count, loops))))
    sections.append(('Cells of the 14 sheets that begin with `>`, as read', greater_than(run)))
    for count, loops in ((14, 5), (1000, 1)):
        sections.append((f'Intake of .xlsx, {count:,} sheets', plain_table(run.workbooks(count, loops), 'reader')))
    for count in (14, 1000):
        result = {'ours': run.ours('review', run.docx(count))}
        sections.append((f'Review of {count:,} sheets', plain_table(result, 'review')))
    for kind, name in (('docx', 'python_docx'), ('xlsx', 'xlsxwriter'), ('pdf', 'typst')):
        sections.append((f'Writing 14 sheets as .{kind}', plain_table(run.writing(kind, name, 5), 'writer')))
    sections.append(('Copies among 100,000 goals', copies_table(run.copies())))
    return sections


def machine():
    processor = re.search(r'model name\s*: (.*)', open('/proc/cpuinfo').read())[1]
    memory = os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30
    versions = ', '.join(f'{name} {importlib.metadata.version(name)}' for name in PACKAGES)
    commit = call('git', 'rev-parse', '--short', 'HEAD')[0].strip()
    return (f'{time.strftime("%Y-%m-%d")}, commit {commit}; {os.cpu_count()} cores {processor}, {memory:.0f} GiB, '
            f'Linux {platform.machine()}, CPython {platform.python_version()}; {versions}.')


def publish(sections):
    begin, end = '<!-- measured: begin -->', '<!-- measured: end -->'
    text = open(REPORT).read()
    before, rest = text.split(begin)
    _, after = rest.split(end)
    body = '\n\n'.join(f'### {title}\n\n{table}' for title, table in sections)
    open(REPORT, 'w').write(f'{before}{begin}\n\n{machine()}\n\n{body}\n\n{end}{after}')


if __name__ == '__main__':
    arguments = argparse.ArgumentParser()
    arguments.add_argument('bins')
    arguments.add_argument('out')
    arguments.add_argument('--rounds', type=int, default=3)
    a = arguments.parse_args()
    publish(tables(Run(os.path.abspath(a.bins), os.path.abspath(a.out), a.rounds)))
