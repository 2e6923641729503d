#!/usr/bin/env python3
"""Make .docx files laid out like a published 绩效目标表: one six-column grid a
project, merged both ways, 单位/项目编码 header rows, payment-plan row,
goal cell with several paragraphs, three-level indicators with vertical merges.

    python documents.py --out DIR [--sizes 14,1000]

Writes DIR/perf_<N>.docx and DIR/perf_<N>.truth.json (the logical cells: for
each project the grid with every merged area filled by its text). The text is
deterministic (seed = N), so two runs give the same truth.
Pure standard library (the file is written as raw OOXML), so that the input
does not come from any of the libraries that are measured on it.
"""
import argparse, json, os, random, zipfile
from xml.sax.saxutils import escape

NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CT = ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
      '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
      '<Default Extension="xml" ContentType="application/xml"/>'
      '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
      '<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>')
RELS = ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>')
DRELS = ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
         '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>')
STYLES = ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:styles %s>'
          '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:rPr><w:rFonts w:eastAsia="WenQuanYi Micro Hei"/><w:sz w:val="21"/></w:rPr></w:style>'
          '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
          '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/></w:style></w:styles>') % NS

OBJ = ['公房', '道路', '路灯', '雨水口', '警报器', '燃气管线', '人防工程', '景观设施', '测绘档案', '预售许可', '沟口', '公厕', '绿地', '桥涵', '热力站', '物业小区']
ACT = ['维修', '巡查', '检修', '清淤', '更新', '登记', '测绘', '监管', '保洁', '培训', '审批', '鉴定', '改造', '养护']
L1 = [('产出指标', ['数量指标', '质量指标', '时效指标', '成本指标']),
      ('效果指标', ['经济效益指标', '社会效益指标', '生态效益指标', '可持续影响指标']),
      ('满意度指标', ['服务对象满意度指标'])]
ORGS = ['333002示例区住房和城乡建设局', '333003示例区工程管理处', '333006示例区市政维修管理处']
GOAL = ['确保{o}结构、设施设备基本完好，符合质量规范，{a}措施落实到位，避免出现人身和财产损失事故。',
        '做好{o}{a}信息监测与评价，提出持续较快发展的意见和建议，为区领导决策提供支撑。',
        '监督全区{o}{a}工作安全运行，及时发现问题、及时上报并整改。',
        '合理使用资金，保障{o}设备安全，提高群众满意度。']


def project(r, i):
    o, a = r.choice(OBJ), r.choice(ACT)
    name = f'{o}{a}经费（{i + 1}）'
    code = '333-%04d-JQN-%s' % (r.randrange(100, 3300), ''.join(r.choice('ABCDEFGHJKLMNPQRSTUVWXYZ0123456789') for _ in range(4)))
    budget = '%.2f' % (r.randrange(100, 90000) / 100)
    plan = r.choice([['25.00', '50.00', '75.00', '100.00'], ['', '', '', '100.00'], ['', '50.00', '80.00', '100.00']])
    goals = ['%d、%s' % (k + 1, r.choice(GOAL).format(o=o, a=a)) for k in range(r.randrange(1, 4))]
    ind = []
    for l1, l2s in L1:
        n = r.randrange(1, 4) if l1 != '满意度指标' else r.randrange(1, 3)
        for _ in range(n):
            l2 = r.choice(l2s)
            kind = r.choice(['完成率', '完好率', '覆盖率', '及时率', '办结率', '更新率', '次数'])
            nm = ('群众满意度' if l1 == '满意度指标' else f'{o}{a}{kind}')
            if kind == '次数' and l1 != '满意度指标':
                desc, val = f'每周对{o}的{a}次数', '≥%d次' % r.randrange(1, 40)
            else:
                desc, val = f'已{a}的{o}数量占{o}总量的比例。', r.choice(['≥', '>', '=']) + '%d%%' % r.choice([80, 85, 90, 95, 98, 100])
            ind.append([l1, l2, nm, desc, val, r.choice(['', '', '', '依据对标要求填报', '上年实绩'])])
    return dict(org=r.choice(ORGS), name=name, code=code, budget=budget, plan=plan, goals=goals, ind=ind)


def grid(p):
    """Logical 6-column grid: rows of (text, colspan, rowspan-marker).
    marker: '' ordinary, 'r' vMerge restart, 'c' vMerge continue."""
    R = []
    R.append([(p['org'], 4, ''), ('单位：万元', 2, '')])
    R.append([('项目编码', 1, ''), (p['code'], 2, ''), ('项目名称', 1, ''), (p['name'], 2, '')])
    R.append([('预算规模及资金用途', 1, 'r'), ('预算数', 1, ''), (p['budget'], 1, ''), ('其中：财政资金', 1, ''), (p['budget'], 1, ''), ('其他资金', 1, '')])
    R.append([('预算规模及资金用途', 1, 'c'), (p['name'], 5, '')])
    R.append([('资金支出计划（%）', 2, 'r'), ('3月底', 1, ''), ('6月底', 1, ''), ('10月底', 1, ''), ('12月底', 1, '')])
    R.append([('资金支出计划（%）', 2, 'c')] + [(x, 1, '') for x in p['plan']])
    R.append([('绩效目标', 1, ''), ('\n'.join(p['goals']), 5, '')])
    R.append([(h, 1, '') for h in ['一级指标', '二级指标', '三级指标', '绩效指标描述', '指标值', '指标值确定依据']])
    prev = None
    inds = p['ind']
    for k, row in enumerate(inds):
        nxt = inds[k + 1][0] if k + 1 < len(inds) else None
        m = 'c' if row[0] == prev else ('r' if nxt == row[0] else '')
        R.append([(row[0], 1, m)] + [(x, 1, '') for x in row[1:]])
        prev = row[0]
    return R


def logical(R):
    out = []
    for row in R:
        line = []
        for t, cs, _ in row:
            line += [t] * cs
        out.append(line)
    return out


W = 1500


def run(t):
    # Word splits text into several runs; do the same so that readers must join
    if len(t) > 12:
        k = len(t) // 2
        return run_(t[:k]) + run_(t[k:])
    return run_(t)


def run_(t):
    return ('<w:r><w:rPr><w:rFonts w:ascii="宋体" w:eastAsia="宋体" w:hAnsi="宋体" w:hint="eastAsia"/><w:sz w:val="21"/></w:rPr>'
            f'<w:t xml:space="preserve">{escape(t)}</w:t></w:r>') if t else ''


def cell(t, cs, m):
    pr = f'<w:tcW w:w="{W * cs}" w:type="dxa"/>'
    if cs > 1:
        pr += f'<w:gridSpan w:val="{cs}"/>'
    if m == 'r':
        pr += '<w:vMerge w:val="restart"/>'
    elif m == 'c':
        pr += '<w:vMerge/>'
        t = ''
    pr += '<w:vAlign w:val="center"/>'
    ps = ''.join(f'<w:p><w:pPr><w:spacing w:line="300" w:lineRule="exact"/><w:jc w:val="center"/></w:pPr>{run(x)}</w:p>' for x in t.split('\n'))
    return f'<w:tc><w:tcPr>{pr}</w:tcPr>{ps}</w:tc>'


def table(R):
    g = '<w:tblGrid>' + f'<w:gridCol w:w="{W}"/>' * 6 + '</w:tblGrid>'
    b = ''.join(f'<w:{s} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for s in ['top', 'left', 'bottom', 'right', 'insideH', 'insideV'])
    rows = ''.join('<w:tr><w:trPr><w:cantSplit/></w:trPr>' + ''.join(cell(*c) for c in row) + '</w:tr>' for row in R)
    return f'<w:tbl><w:tblPr><w:tblW w:w="{W * 6}" w:type="dxa"/><w:tblBorders>{b}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>{g}{rows}</w:tbl>'


def build(n, path):
    r = random.Random(n)
    ps = [project(r, i) for i in range(n)]
    body = ['<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr>' + run('第一部分 部门整体绩效目标') + '</w:p>']
    for k in range(3):
        body.append('<w:p>' + run('一、总体绩效目标。' + '凝聚力量，攻坚克难，开拓进取，在新的起点上不断开创住建发展新局面。' * 3) + '</w:p>')
    body.append('<w:p>' + run('第二部分 预算项目绩效目标') + '</w:p>')
    truth = []
    for i, p in enumerate(ps):
        title = f'{i + 1}、{p["name"]}绩效目标表'
        body.append(f'<w:p><w:pPr><w:pStyle w:val="Heading1"/><w:pageBreakBefore/></w:pPr><w:bookmarkStart w:id="{i}" w:name="_Toc{39675340 + i}"/>{run(title)}<w:bookmarkEnd w:id="{i}"/></w:p>')
        g = grid(p)
        body.append(table(g))
        body.append('<w:p/><w:p/>')   # a table must be followed by a paragraph
        truth.append(dict(title=title, project=p, cells=logical(g)))
    xml = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document {NS}><w:body>{"".join(body)}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1200" w:bottom="1440" w:left="1200"/></w:sectPr></w:body></w:document>'
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as z:
        for nme, d in [('[Content_Types].xml', CT), ('_rels/.rels', RELS), ('word/_rels/document.xml.rels', DRELS), ('word/styles.xml', STYLES), ('word/document.xml', xml)]:
            zi = zipfile.ZipInfo(nme, (2021, 1, 1, 0, 0, 0)); zi.compress_type = zipfile.ZIP_DEFLATED
            z.writestr(zi, d)
    json.dump(truth, open(path[:-5] + '.truth.json', 'w'), ensure_ascii=False)
    return len(xml.encode())


if __name__ == '__main__':
    ap = argparse.ArgumentParser()
    ap.add_argument('--out', required=True)
    ap.add_argument('--sizes', default='14,1000')
    a = ap.parse_args()
    os.makedirs(a.out, exist_ok=True)
    for n in map(int, a.sizes.split(',')):
        f = os.path.join(a.out, f'perf_{n}.docx')
        x = build(n, f)
        print(n, 'projects', os.path.getsize(f), 'bytes on disk', x, 'bytes of document.xml')
