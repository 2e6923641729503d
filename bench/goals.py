#!/usr/bin/env python3
"""Goal texts with planted copies:  python goals.py COUNT TEXTS PAIRS

A fifth of the texts copy an earlier one with 0, 5, 15 or 30 % of the characters edited, or its
clauses in another order, and other numbers. The seed is fixed.
"""
import json, random, re, sys

VERBS = '确保 保障 加强 完善 推进 提升 规范 落实 监督 开展 组织 健全 优化 强化 做好 实施 巩固 促进 保证 加快 深化 统筹 协调 提高 改善'.split()
NOUNS = '公房 道路 路灯 雨水口 警报器 燃气管线 人防工程 景观设施 测绘档案 预售许可 沟口 公厕 绿地 桥涵 热力站 物业小区 房产信息 扬尘治理 施工许可 竣工备案 劳务派遣 招商推介 消防设施 排水管网 垃圾分类 河道清淤 学校校舍 敬老院 卫生室 农田水利 图书馆 档案馆 信访接待 法律援助 防疫物资 疫苗接种 困难家庭 残疾人康复 就业培训 电子政务'.split()
ENDS = '结构完好 运转正常 按期完成 质量合格 安全稳定 及时处置 覆盖全区 群众满意 资金规范使用 数据准确完整 无重大事故 流程公开透明 档案齐全 责任到人 整改到位 指标持续向好 成本控制在预算内 服务便民高效 隐患及时消除 制度进一步健全'.split()
WHO = '全区 辖区内 各镇街 住户 游客 学生 企业 机关干部 施工单位 社区居民 服务对象 一线职工'.split()
WHEN = '汛期前 年底前 每季度 按月 暑期前 供暖季 全年 上半年 每周 国庆前'.split()


def text(r):
    clause = lambda i: (f'{i}、{r.choice(WHEN)}{r.choice(VERBS)}{r.choice(WHO)}{r.choice(NOUNS)}与{r.choice(NOUNS)}'
                        f'工作{r.randrange(2, 400)}项，{r.choice(VERBS)}{r.choice(NOUNS)}{r.choice(ENDS)}，{r.choice(ENDS)}')
    return '；'.join(clause(i + 1) for i in range(r.randrange(2, 6))) + '。'


def edit(original, share, r):
    changed = re.sub(r'\d{2,3}', lambda _: str(r.randrange(2, 400)), original)
    if r.random() < .2:
        clauses = changed.split('；')
        r.shuffle(clauses)
        changed = '；'.join(clauses)
    chars, pool = list(changed), ''.join(NOUNS + ENDS)
    for _ in range(int(len(chars) * share)):
        i, kind = r.randrange(len(chars)), r.random()
        if kind < .6:
            chars[i] = r.choice(pool)
        elif kind < .8:
            chars[i] = ''
        else:
            chars[i] += r.choice(pool)
    return ''.join(chars)


if __name__ == '__main__':
    count, texts_file, pairs_file = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    r, texts, pairs = random.Random(20210207), [], []
    for i in range(count):
        if i > 10 and r.random() < .2:
            j, share = r.randrange(i), r.choice([0, .05, .15, .30])
            texts.append(edit(texts[j], share, r))
            pairs.append((j, i, share))
        else:
            texts.append(text(r))
    open(texts_file, 'w').write('\n'.join(texts))
    json.dump(pairs, open(pairs_file, 'w'))
