#!/usr/bin/env python3
"""What a user would pick instead of our program, measured in one process each.

    python peers.py intake   PEER FILE TRUTH LOOPS
    python peers.py write    PEER SHEETS OUT LOOPS
    python peers.py copies   PEER TEXTS PAIRS

Prints one JSON line: the median CPU seconds of a call (after one call to warm up), the peak
resident memory, and how right the result is. CPU time is of this process, its threads and its
finished children, so a figure stays usable on a machine that other work shares.
"""
import json, os, random, re, resource, statistics, sys, time

from documents import grid, project


def cpu():
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def median_cpu(call, loops):
    value, times = call(), []
    for _ in range(loops):
        begin = cpu()
        value = call()
        times.append(cpu() - begin)
    return value, statistics.median(times) if times else None


def peak_mib():
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


# --- intake: a file to tables as rows of strings ------------------------------------------------

def read_python_docx(file):
    import docx
    return [[[c.text for c in row.cells] for row in t.rows] for t in docx.Document(file).tables]


def read_kreuzberg(file):
    import kreuzberg
    return [t.cells for t in kreuzberg.extract_file_sync(file).tables]


def read_python_calamine(file):
    import python_calamine
    book = python_calamine.CalamineWorkbook.from_path(file)
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def read_openpyxl(file):
    import openpyxl
    book = openpyxl.load_workbook(file, read_only=True)
    return [[[c if c is not None else '' for c in r] for r in s.iter_rows(values_only=True)] for s in book]


def plain(text):
    return re.sub(r'\s+', '', str(text if text is not None else ''))


def score(tables, truth):
    """The share of cells whose text stands at its first position, of rows with the true number
    of columns, and of cells with several paragraphs whose breaks survive."""
    cells = right = rows = rows_right = breaks = breaks_right = 0
    tables = [t for t in tables if t]
    for i, sheet in enumerate(truth):
        got_table = tables[i] if i < len(tables) else []
        for r, row in enumerate(sheet['cells']):
            got = got_table[r] if r < len(got_table) else []
            rows += 1
            rows_right += len(got) == len(row)
            for c, text in enumerate(row):
                from_left = c and row[c - 1] == text and text
                from_above = r and sheet['cells'][r - 1][c] == text and text and c in (0, 1)
                if from_left or from_above:
                    continue
                cell = got[c] if c < len(got) else None
                cells += 1
                right += cell is not None and plain(cell) == plain(text)
                if '\n' in text:
                    breaks += 1
                    breaks_right += cell is not None and '\n' in str(cell)
    share = lambda part, whole: round(part / whole, 4) if whole else None
    return dict(cells=share(right, cells), rows=share(rows_right, rows), breaks=share(breaks_right, breaks))


def filled(tables):
    """Our grids as rows of strings, every merged area filled with its text."""
    out = []
    for table in tables:
        rows = [[''] * table['columns'] for _ in range(table['rows'])]
        for cell in table['cells']:
            for r in range(cell['row'] - 1, cell['row'] - 1 + cell['row_span']):
                for c in range(cell['column'] - 1, cell['column'] - 1 + cell['column_span']):
                    rows[r][c] = cell['text']
        out.append(rows)
    return out


def intake(peer, file, truth, loops):
    tables, seconds = median_cpu(lambda: globals()['read_' + peer](file), loops)
    return dict(cpu_s=seconds, peak_mib=peak_mib(), **score(tables, json.load(open(truth))))


# --- writing: target sheets to a file -----------------------------------------------------------

def write_python_docx(sheets, out):
    import docx
    document = docx.Document()
    document.add_heading('预算项目绩效目标', 0)
    for number, sheet in enumerate(sheets, 1):
        document.add_heading(f'{number}、{sheet["name"]}绩效目标表', 1)
        rows = grid(sheet)
        table = document.add_table(len(rows), 6, style='Table Grid')
        cells, above = table._cells, {}
        for r, row in enumerate(rows):
            c = 0
            for text, span, mark in row:
                cell = cells[r * 6 + c]
                if span > 1:
                    cell = cell.merge(cells[r * 6 + c + span - 1])
                if mark == 'c':
                    above[c].merge(cell)
                else:
                    cell.text = text
                    above[c] = cell
                c += span
        document.add_page_break()
    document.save(out + '.docx')


def write_xlsxwriter(sheets, out):
    import xlsxwriter
    book = xlsxwriter.Workbook(out + '.xlsx')
    look = book.add_format(dict(border=1, text_wrap=True, valign='vcenter'))
    for number, sheet in enumerate(sheets, 1):
        page = book.add_worksheet(str(number))
        for r, row in enumerate(grid(sheet)):
            c = 0
            for text, span, mark in row:
                text = '' if mark == 'c' else text
                if span > 1:
                    page.merge_range(r, c, r, c + span - 1, text, look)
                else:
                    page.write_string(r, c, text, look)
                c += span
    book.close()


def spans(rows):
    columns = lambda row: [(sum(x[1] for x in row[:k]), x) for k, x in enumerate(row)]
    for r, row in enumerate(rows):
        out = []
        for c, (text, span, mark) in columns(row):
            down = 1
            while mark == 'r' and r + down < len(rows) and (c, 'c') in [(k, x[2]) for k, x in columns(rows[r + down])]:
                down += 1
            if mark != 'c':
                out.append((text, span, down))
        yield out


def write_typst(sheets, out):
    import typst
    quoted = lambda text: '[#' + json.dumps(text, ensure_ascii=False) + ']'
    page = ['#set page(paper: "a4")\n#set text(font: "Noto Serif CJK SC", size: 9pt)\n']
    for number, sheet in enumerate(sheets, 1):
        title = quoted(f'{number}、{sheet["name"]}绩效目标表')
        page.append(f'#pagebreak(weak: true)\n#heading({title})\n#table(columns: 6,\n')
        for row in spans(grid(sheet)):
            cells = (f'table.cell(colspan: {a}, rowspan: {d}){quoted(t)},' for t, a, d in row)
            page.append(''.join(cells) + '\n')
        page.append(')\n')
    source = out + '.typ'
    open(source, 'w').write(''.join(page))
    typst.compile(source, output=out + '.pdf')


def write(peer, count, out, loops):
    source = random.Random(count)
    sheets = [project(source, i) for i in range(count)]
    _, seconds = median_cpu(lambda: globals()['write_' + peer](sheets, out), loops)
    return dict(cpu_s=seconds, peak_mib=peak_mib())


# --- copies among many goals --------------------------------------------------------------------

def copies_exact(texts):
    seen, found = {}, set()
    for i, text in enumerate(texts):
        key = re.sub(r'[\d\W]', '', text)
        if key in seen:
            found.add((seen[key], i))
        else:
            seen[key] = i
    return found


def copies_minhash(texts):
    from datasketch import MinHash, MinHashLSH
    index, sketches, found = MinHashLSH(threshold=.45, num_perm=128), [], set()
    for text in texts:
        text, sketch = re.sub(r'\d', '', text), MinHash(num_perm=128)
        sketch.update_batch([text[i:i + 3].encode() for i in range(len(text) - 2)])
        sketches.append(sketch)
    for i, sketch in enumerate(sketches):
        found |= {(j, i) for j in index.query(sketch) if sketch.jaccard(sketches[j]) >= .45}
        index.insert(i, sketch)
    return found


def recall(found, pairs):
    by_edit = {}
    for first, second, edit in pairs:
        hit, all_ = by_edit.get(edit, (0, 0))
        by_edit[edit] = (hit + ((first, second) in found), all_ + 1)
    return {str(edit): round(hit / all_, 3) for edit, (hit, all_) in sorted(by_edit.items())}


def wrong_share(found, texts):
    """Of a sample of the pairs found, the share that neither looks nor reads alike."""
    from rapidfuzz import fuzz
    bare = lambda text: re.sub(r'\d', '', text)
    sample = random.Random(1).sample(sorted(found), min(len(found), 3000))
    wrong = sum(fuzz.token_set_ratio(texts[i].replace('；', ' '), texts[j].replace('；', ' ')) < 40
                and fuzz.ratio(bare(texts[i]), bare(texts[j])) < 50 for i, j in sample)
    return round(wrong / max(1, len(sample)), 4)


def copies(peer, texts_file, pairs_file):
    texts = open(texts_file).read().split('\n')
    begin = cpu()
    if peer == 'ours':
        found = {tuple(map(int, line.split()[:2])) for line in sys.stdin}
    else:
        found = globals()['copies_' + peer](texts)
    seconds = cpu() - begin
    return dict(cpu_s=seconds, pairs=len(found), recall=recall(found, json.load(open(pairs_file))),
                wrong=wrong_share(found, texts), peak_mib=peak_mib())


if __name__ == '__main__':
    task, peer, *rest = sys.argv[1:]
    if task == 'intake' and peer == 'ours':
        tables = json.load(open(rest[0]))
        result = score(filled(tables), json.load(open(rest[1])))
    elif task == 'intake':
        result = intake(peer, rest[0], rest[1], int(rest[2]))
    elif task == 'write':
        result = write(peer, int(rest[0]), rest[1], int(rest[2]))
    elif task == 'copies':
        result = copies(peer, rest[0], rest[1])
    else:
        sys.exit(__doc__)
    print(json.dumps(dict(peer=peer, **result), ensure_ascii=False))
