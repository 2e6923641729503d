// Texts that would run as a program where a page wrote them unescaped, a document full of them,
// and the watch that notices it when one runs or becomes a part of the page.

import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const PROGRAM = '__hit=1';
// Texts beside each other in one field: few enough to fit, and each in every field.
const TOGETHER = 10;

// The texts, each with its program in place.
export async function hostileTexts() {
  const lines = (await readFile(join(HERE, 'hostile_texts.txt'), 'utf8')).split('\n');
  const texts = lines.filter((line) => line.trim() !== '' && !line.startsWith('# '));
  return texts.map((text) => text.replaceAll('HIT', PROGRAM));
}

export function pieces(list, size = TOGETHER) {
  const all = [];
  for (let at = 0; at < list.length; at += size) all.push(list.slice(at, at + size));
  return all;
}

// Every page of this context tells when a hostile text runs, or when the policy stopped it.
export async function watch(visitor) {
  await visitor.context.addInitScript(() => {
    Object.defineProperty(window, '__hit', { set() { console.error('a hostile text ran'); } });
    for (const name of ['alert', 'confirm', 'prompt']) {
      window[name] = () => { console.error(`a hostile text opened ${name}`); };
    }
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`the policy stopped ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  visitor.context.on('page', (page) => {
    if (page !== visitor.page) visitor.troubles.push(`a hostile text opened ${page.url()}`);
  });
}

// What stands in the page that none of our templates writes.
export async function foreignParts(page) {
  return await page.evaluate(() => {
    const tags = ['base', 'embed', 'frame', 'frameset', 'iframe', 'marquee', 'math', 'object',
      'audio', 'video', 'picture', 'xmp', 'listing', 'plaintext', 'noembed', 'template'];
    const addresses = ['action', 'data', 'formaction', 'href', 'poster', 'src', 'srcdoc', 'xlink:href'];
    const found = [];
    for (const element of document.querySelectorAll('*')) {
      const tag = element.localName;
      if (tags.includes(tag) || /[^a-z0-9-]/i.test(tag)) found.push(tag);
      if (tag === 'script' && element.textContent !== '') found.push('script');
      if (tag === 'style') found.push('style');
      if (tag === 'meta' && element.httpEquiv) found.push('meta');
      for (const { name, value } of element.attributes) {
        if (/^on/i.test(name)) found.push(`${tag} ${name}`);
        const program = /^[\s\u0000-\u0020]*(javascript|vbscript|data\s*:\s*(text|application))/i;
        if (addresses.includes(name) && program.test(value)) found.push(`${tag} ${name}=${value}`);
      }
      const loaded = ['script', 'img', 'link', 'image', 'source', 'track'].includes(tag);
      const from = element.getAttribute('src') ?? element.getAttribute('href');
      if (loaded && !/^\/(assets|ledgers\/[a-z_]+\/evidence)\//.test(from ?? '')) found.push(`${tag} ${from}`);
    }
    return found;
  });
}

// Everything a person can read on a page, typed texts too, without blanks and invisible marks.
export async function readable(page) {
  const text = await page.evaluate(() => {
    const typed = [...document.querySelectorAll('input, textarea, option')];
    return document.body.textContent + typed.map((field) => `\n${field.value}`).join('');
  });
  return bare(text);
}

export const bare = (text) => text.replace(/[\s\u200b\u202c\u202e\u00ad]+/g, '');

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const cells = (...texts) => `<tr>${texts.map((text) => `<td>${escaped(text)}</td>`).join('')}</tr>`;

// One target sheet whose fields hold the texts: all together in each, and one in each goal and row.
function sheet(texts, number) {
  const all = texts.join(' ');
  const code = `333-0401-JQN-${String(number).padStart(4, '0')}`;
  const rows = texts.map((text) => cells('产出指标', `数量指标${text}`, text, text, text, text));
  const goals = texts.map((text, at) => escaped(`${at + 1}、${text}`)).join('<br>');
  return `<h2>${number}、${escaped(all)}绩效目标表</h2><table>
<tr><td colspan="3">333002${escaped(texts[0])}</td><td colspan="3">单位：万元</td></tr>
<tr><td>项目编码</td><td colspan="2">${code}</td><td>项目名称</td><td colspan="2">${escaped(all)}</td></tr>
<tr><td rowspan="2">预算规模及资金用途</td><td>预算数</td><td>${escaped(all)}</td><td>其中：财政资金</td><td>${escaped(all)}</td><td>其他资金</td></tr>
<tr><td colspan="5">${escaped(all)}</td></tr>
<tr><td rowspan="2" colspan="2">资金支出计划（%）</td><td>3月底</td><td>6月底</td><td>10月底</td><td>12月底</td></tr>
<tr>${texts.slice(0, 4).map((text) => `<td>${escaped(text)}</td>`).join('')}</tr>
<tr><td>绩效目标</td><td colspan="5">${goals}</td></tr>
${cells('一级指标', '二级指标', '三级指标', '绩效指标描述', '指标值', '指标值确定依据')}
${rows.join('\n')}
</table>`;
}

// A document of the office's own form in HTML, every text of which is hostile.
export function hostileDocument(texts) {
  const paragraph = (words) => `<p>${escaped(words)}</p>`;
  const sections = pieces(texts).flatMap((some, at) => [
    // A longer heading is no name of a section.
    `<h3>${at + 1}.${escaped(some.find((text) => text.length < 24) ?? '综合股')}</h3>`,
    paragraph(`绩效目标：${some.join(' ')}`), paragraph(`绩效指标：${some.join(' ')}`)]);
  const sheets = pieces(texts).map((some, at) => sheet(some, at + 1));
  return `<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>目标</title></head><body>
<h1>第一部分</h1><p>部门整体绩效目标</p>
<h2>一、总体绩效目标</h2>${texts.map(paragraph).join('\n')}
<h2>二、分项绩效目标</h2>${sections.join('\n')}
<h2>三、工作保障措施</h2>${texts.map((text) => paragraph(`保障。${text}`)).join('\n')}
<h1>第二部分</h1><p>预算项目绩效目标</p>
${sheets.join('\n')}</body></html>`;
}
