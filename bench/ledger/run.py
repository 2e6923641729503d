#!/usr/bin/env python3
"""Measures records of a ledger in and out: a workbook of 100,000 repair orders, written by another
program, through `chengxiao ledger import` with every check, the ledger back through `export`, and
pages of it in the browser's way.
Called by run.sh, which builds and fetches what is needed.

    python run.py RELEASE_DIR OUT_DIR [--rounds 3] [--rows 100000]

Time is of the whole process from start to end, on a fresh copy of the data folder each round; CPU
and peak memory are what the kernel says of it. The median round is written.
"""
import argparse, csv, datetime, os, random, shutil, statistics, subprocess, sys, time, urllib.parse

import xlsxwriter

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from serving import ASKED, Server
REPORT = os.path.join(HERE, '..', '..', 'docs', 'benchmarks.md')
FACILITIES = 2_000
PERSONS = 50
UNIT = '333002'
BAD_EVERY = 1_000

ORDER_COLUMNS = ['单位编码', '工单编号', '维修对象', '维修级别', '报修来源', '维修内容', '报修日期', '应完成日期',
                 '完工日期', '验收合格', '验收日期', '验收人', '住户签字确认', '工程量', '工程量单位', '人工费',
                 '材料费', '机械费', '费用合计', '施工单位']


def facilities(path):
    columns = ['单位编码', '设施类别', '设施编号', '设施名称', '业务领域', '新型设备', '运行状态', '状态日期',
               '标准数量', '标准单位', '生效日期']
    rows = [[UNIT, '道路段', f'D-{number:05}', f'第{number}段', '市政', '否', '可用', '2021-01-04',
             number + 0.5, '㎡', '2021-01-01'] for number in range(FACILITIES)]
    table(path, columns, rows)


def persons(path):
    columns = ['单位编码', '人员编号', '姓名', '所在股室', '人员类别', '到岗日期', '生效日期']
    rows = [[UNIT, f'R{number:02}', f'职工{number}', '房产管理股', '事业', '2015-07-01', '2021-01-01']
            for number in range(PERSONS)]
    table(path, columns, rows)


def table(path, columns, rows):
    with open(path, 'w', encoding='utf-8-sig', newline='') as file:
        csv.writer(file).writerows([columns, *rows])


def orders(path, rows, bad):
    """A workbook as people's programs write it: texts in the shared table, days with a format."""
    chance = random.Random(20261123)
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    day, money = book.add_format({'num_format': 'yyyy-mm-dd'}), book.add_format({'num_format': '0.00'})
    sheet.write_row(0, 0, ORDER_COLUMNS)
    for number in range(rows):
        opened = datetime.date(2021, 1, 4) + datetime.timedelta(days=chance.randrange(1_000))
        closed = opened + datetime.timedelta(days=chance.randrange(20))
        labour, material = chance.randrange(1, 200_000), chance.randrange(200_000)
        wrong = bad and number % BAD_EVERY == 0
        unequal = bad and number % BAD_EVERY == BAD_EVERY // 2
        cells = [UNIT, f'G-{number:06}', f'道路段/D-{chance.randrange(FACILITIES):05}',
                 '一般' if wrong else chance.choice(['日常', '中修', '大修', '抢险']),
                 chance.choice(['住户报修', '检查发现', '计划安排']), f'第{number}处路面破损修补',
                 opened, opened + datetime.timedelta(days=15), closed, '是', closed,
                 f'R{chance.randrange(PERSONS):02}', chance.choice(['是', '否']), chance.randrange(1, 90_000) / 100,
                 '㎡', labour / 100, material / 100, 0, (labour + material + unequal) / 100,
                 f'第{chance.randrange(40)}施工队']
        for column, cell in enumerate(cells):
            if isinstance(cell, datetime.date):
                sheet.write_datetime(number + 1, column, datetime.datetime.combine(cell, datetime.time()), day)
            elif isinstance(cell, str):
                sheet.write_string(number + 1, column, cell)
            else:
                sheet.write_number(number + 1, column, cell, money)
    book.close()


def measured(command, fails=False):
    """Wall seconds, CPU seconds, peak MiB and the output of a program."""
    began = time.perf_counter()
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said = process.stdout.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    taken = time.perf_counter() - began
    if (status != 0) != fails:
        sys.exit(f'{command}: {said[:2000]}')
    return taken, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, said


class Run:
    def __init__(self, release, out, rounds, rows):
        self.program, self.out, self.rounds, self.rows = os.path.join(release, 'chengxiao'), out, rounds, rows
        self.base, self.data = os.path.join(out, 'base'), os.path.join(out, 'data')
        self.fill = os.path.join(release, 'examples', 'fill')

    def prepare(self):
        for folder in (self.base, self.base + '.keys'):
            shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([self.fill, self.base, '0'], check=True)
        for ledger, write in (('facility', facilities), ('person', persons)):
            path = os.path.join(self.out, f'{ledger}.csv')
            write(path)
            measured([self.program, 'ledger', 'import', '--data', self.base, '--account', 'clerk', ledger, path])
        for name, bad in (('good', False), ('bad', True)):
            path = os.path.join(self.out, f'{name}-{self.rows}.xlsx')
            if not os.path.exists(path):
                orders(path, self.rows, bad)

    def fresh(self):
        for end in ('', '.keys'):
            shutil.rmtree(self.data + end, ignore_errors=True)
            shutil.copytree(self.base + end, self.data + end)

    def into(self, name, *words, fails=False):
        path = os.path.join(self.out, f'{name}-{self.rows}.xlsx')
        return measured([self.program, 'ledger', 'import', '--data', self.data, '--account', 'clerk',
                         'work_order', path, *words], fails)

    def out_of(self, ending):
        out = os.path.join(self.out, f'out.{ending}')
        return measured([self.program, 'ledger', 'export', '--data', self.data, 'work_order', '--out', out])

    def round(self):
        self.fresh()
        checked, refused, entered = self.into('good', '--check'), self.into('bad', fails=True), self.into('good')
        if f'已登记{self.rows}条' not in entered[3] or f'可以登记{self.rows}条' not in checked[3]:
            sys.exit(entered[3])
        if refused[3].count('xlsx：第') != 2 * self.rows // BAD_EVERY:
            sys.exit(refused[3][:2000])
        return [('checked and entered', entered), ('only checked', checked),
                (f'refused, {2 * self.rows // BAD_EVERY} bad cells told', refused),
                ('written as .xlsx', self.out_of('xlsx')), ('written as .csv', self.out_of('csv')),
                ('written as .parquet', self.out_of('parquet'))]

    def lists(self):
        """Milliseconds of pages of the ledger that was entered last: median and slowest."""
        server = Server(8393, [self.program, 'serve', '--data', self.data, '--listen', '127.0.0.1:8393'])
        server.sign_in('clerk', 'Bench-2026')
        pages = self.rows // 50
        asked = {'first page': '', 'page in the middle': f'page={pages // 2}', 'last page': f'page={pages}',
                 'one record by its number': f'q=G-{self.rows - 2:06}', 'words of a text': f'q={self.rows - 2}处',
                 'words that none has': 'q=没有这样的',
                 'a condition, first page': "condition=维修级别 = '抢险' 且 非 住户签字确认"}
        lines = []
        for name, query in asked.items():
            address = '/ledgers/work_order?' + urllib.parse.quote(query, safe='=&')
            content = server.ask(address)[1].decode()
            if 'role="alert"' in content:
                sys.exit(f'{address}: ' + content[content.index('role="alert"'):][:300])
            median, slowest = server.times(address)
            lines.append(f'| {name} | {median:.0f} ms | {slowest:.0f} ms |')
        server.stop()
        return lines


def report(run, rounds):
    cells = run.rows * len(ORDER_COLUMNS)
    size = os.path.getsize(os.path.join(run.out, f'good-{run.rows}.xlsx')) / 2**20
    lines = [f'{datetime.date.today()}, commit {commit()}; {machine()}; XlsxWriter {xlsxwriter.__version__}; '
             f'load of the machine before the run {", ".join(f"{load:.1f}" for load in run.load)}.', '',
             f'{run.rows:,} repair orders, {len(ORDER_COLUMNS)} columns, {cells:,} cells, {size:.1f} MiB:', '',
             '| | time | CPU | peak memory |', '|---|---|---|---|']
    for row in zip(*rounds):
        taken, cpu, peak = (statistics.median(figures[at] for _, figures in row) for at in range(3))
        lines.append(f'| {row[0][0]} | {taken:.1f} s | {cpu:.1f} s | {peak:.0f} MiB |')
    lines += ['', f'| list of {run.rows:,} records | median | slowest of {ASKED} |', '|---|---|---|', *run.lists()]
    return '\n'.join(lines) + '\n'


def commit():
    return subprocess.run(['git', 'rev-parse', '--short', 'HEAD'], cwd=HERE, capture_output=True, text=True).stdout.strip()


def machine():
    model = next((line.split(':')[1].strip() for line in open('/proc/cpuinfo') if line.startswith('model name')), '')
    return f'{os.cpu_count()} cores {" ".join(model.split()[:2])}, SQLite'


def publish(body):
    begin, end = '<!-- ledger: begin -->', '<!-- ledger: end -->'
    text = open(REPORT).read()
    before, rest = text.split(begin)
    open(REPORT, 'w').write(f'{before}{begin}\n\n{body}\n{end}{rest.split(end)[1]}')


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('release')
    arguments.add_argument('out')
    arguments.add_argument('--rounds', type=int, default=3)
    arguments.add_argument('--rows', type=int, default=100_000)
    arguments.add_argument('--dry', action='store_true', help='print the table and leave the report as it is')
    given = arguments.parse_args()
    run = Run(os.path.abspath(given.release), os.path.abspath(given.out), given.rounds, given.rows)
    run.prepare()
    run.load = os.getloadavg()
    body = report(run, [run.round() for _ in range(given.rounds)])
    print(body)
    if not given.dry:
        publish(body)


main()
