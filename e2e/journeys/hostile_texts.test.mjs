// Texts that are programs (stored cross-site scripting): put into every field a person can store,
// then every kind of page that shows them is looked at. None may run, none may become a part of a
// page, and each is read as it was written.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { readFile, writeFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { crawl } from '../crawl.mjs';
import {
  bare, foreignParts, hostileDocument, hostileTexts, pieces, readable, watch,
} from '../hostile.mjs';
import { Place, SAMPLES } from '../server.mjs';
import { confirmImport, upload } from '../steps.mjs';
import { Visitor, closeBrowser } from '../visitor.mjs';

// Longest texts of some fields, as the program says them.
const NAME = 40;
const LABEL = 60;
const FILE_NAME = 120;
const TOKENS_AT_ONCE = 20;
const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');

let place;
let server;
let texts;
let papers;

before(async () => {
  texts = await hostileTexts();
  place = await Place.make();
  server = await place.demo();
});
after(async () => {
  await closeBrowser();
  await server.stop();
  await place.remove();
});

// Without the policy of our pages, so that a text that is not escaped really runs.
async function unprotected(account) {
  const visitor = await Visitor.come(server.address, { bypassCSP: true });
  await watch(visitor);
  await visitor.signIn(account);
  return visitor;
}

// Changes as the scripts of our pages send them.
async function caller(visitor) {
  await visitor.go('/api');
  const csrf = await visitor.page.locator('meta[name=csrf]').getAttribute('content');
  return async (method, path, data) => {
    const answer = await visitor.context.request.fetch(`${server.address}/api/v1${path}`, {
      method, data, headers: { 'x-csrf-token': csrf },
    });
    assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`);
    return answer.status() === 204 ? null : await answer.json();
  };
}

async function sound(visitor, shown = []) {
  assert.deepEqual(await foreignParts(visitor.page), [], visitor.page.url());
  const read = await readable(visitor.page);
  const missing = shown.filter((text) => !read.includes(bare(text)));
  assert.deepEqual(missing, [], `not read as written on ${visitor.page.url()}`);
  visitor.checkCalm();
}

// A file name as a browser sends it: a form has no other way to write a quotation mark.
const sentAs = (name) => name.trim().replaceAll('"', '%22');
// Short fields take no control characters.
const upTo = (length) => texts.filter((text) => text.length <= length && !text.includes('\t'));
// Without what parts folders: of a name with folders only the last is kept.
const fileName = (some, end) => `${some.join(' ').replace(/[/\\]/g, '|').slice(0, 80)}.${end}`;
const joined = (some, length = 500) => some.join(' ').slice(0, length).trim();

test('the watch notices the same texts where a page writes them unescaped', async () => {
  const page = (text) => `<!DOCTYPE html><meta charset=utf-8><p>${text}</p><input value="${text}">`;
  const careless = createServer((request, response) => {
    const text = texts[Number(request.url.slice(1))] ?? '';
    response.writeHead(200, { 'content-type': 'text/html' }).end(page(text));
  });
  await new Promise((resolve) => careless.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${careless.address().port}`;
  const visitor = await Visitor.come(address, { bypassCSP: true });
  await watch(visitor);
  let ran = 0;
  let noticed = 0;
  for (const at of texts.keys()) {
    visitor.troubles.length = 0;
    await visitor.page.goto(`${address}/${at}`, { waitUntil: 'load', timeout: 5_000 }).catch(() => {});
    const parts = await foreignParts(visitor.page).catch(() => ['another page']);
    const hit = visitor.troubles.some((words) => words.includes('a hostile text'));
    ran += Number(hit);
    noticed += Number(hit || parts.length > 0);
  }
  await visitor.context.close();
  careless.closeAllConnections();
  careless.close();
  console.log(`${texts.length} texts unescaped: ${ran} ran, ${noticed} noticed`);
  assert.ok(texts.length >= 200);
  assert.ok(ran >= 100, `only ${ran} ran`);
  assert.ok(noticed >= 200, `only ${noticed} were noticed`);
});

test('a document of hostile texts is taken in under hostile names', async () => {
  const visitor = await unprotected('zhang');
  const { page } = visitor;
  const file = {
    name: 'names.html', mimeType: 'text/html', buffer: Buffer.from(hostileDocument(texts)),
  };
  await visitor.go('/import');
  const small = await readFile(join(SAMPLES, '..', 'docs', 'examples', 'road-repair.txt'));
  for (const some of pieces(upTo(FILE_NAME / 4), 3)) {
    const name = fileName(some, 'txt');
    await page.setInputFiles('#file', { name, mimeType: 'text/plain', buffer: small });
    await page.evaluate(() => document.querySelector('#import').submit());
    await page.waitForURL('**/import');
    await page.waitForSelector('#department_name');
    await sound(visitor, [sentAs(name)]);
    await visitor.go('/import');
  }
  file.name = fileName(texts.slice(33, 38), 'html');
  await upload(visitor, file);
  await sound(visitor, [sentAs(file.name)]);
  const name = joined(upTo(20).slice(0, 3), LABEL);
  await page.fill('#department_name', name);
  await page.fill('#department_code', '333');
  papers = { document: await confirmImport(visitor, 2022), fileName: sentAs(file.name) };
  await sound(visitor, [sentAs(file.name)]);
  await visitor.leave();
});

test('words, reasons, drafts, labels and names are kept as they were written', async () => {
  const visitor = await unprotected('zhang');
  const call = await caller(visitor);
  const id = papers.document.split('/').at(-1);
  const { items: sheets } = await call('GET', `/documents/${id}/sheets?limit=200`);
  const parts = pieces(texts);
  assert.equal(sheets.length, parts.length);
  papers.sheets = sheets.map((sheet, at) => ({ id: sheet.id, texts: parts[at] }));
  for (const [at, { id, texts: some }] of papers.sheets.entries()) {
    const { typed } = await call('GET', `/sheets/${id}`);
    Object.assign(typed, { title: some.join(' '), unit_name: some.join(' '), budget_other: some[0] });
    // The words beside a version are shown with the versions; a draft in the form.
    if (at % 5 === 0) await call('POST', `/sheets/${id}/save`, { typed, note: joined(some) });
    if (at % 5 === 1) await call('PUT', `/sheets/${id}/draft`, typed);
  }
  const { items: issues } = await call('GET', `/documents/${id}/issues?limit=200&state=open`);
  const open = issues.filter((issue) => issue.severity !== 'error').slice(0, parts.length);
  papers.reasons = parts.slice(0, open.length).map((some) => joined(some));
  for (const [at, issue] of open.entries()) {
    const decision = { decision: 'explained', reason: papers.reasons[at] };
    await call('POST', `/issues/${issue.id}/decide`, decision);
  }
  assert.ok(open.length >= parts.length - 1, `${open.length} reasons`);
  papers.labels = upTo(LABEL);
  for (const label of papers.labels) {
    await call('POST', '/tokens', { label });
    const { items } = await call('GET', '/tokens');
    const used = items.filter((token) => !token.revoked);
    if (used.length >= TOKENS_AT_ONCE) await call('DELETE', `/tokens/${used[0].id}`);
  }
  await visitor.leave();

  const admin = await unprotected('admin');
  const order = await caller(admin);
  papers.names = upTo(NAME);
  // One account that bears every name in turn: a new one would take a password each.
  const { items: accounts } = await order('GET', '/accounts');
  const spare = accounts.find((account) => account.login === 'chen');
  for (const name of papers.names) {
    await order('PATCH', `/accounts/${spare.id}`, { name });
  }
  await admin.go('/accounts');
  await sound(admin, [papers.names.at(-1)]);
  await admin.go(`/accounts/${spare.id}`);
  await sound(admin, [papers.names.at(-1)]);
  const settings = await order('GET', '/settings');
  for (const font of upTo(LABEL).slice(0, 20)) {
    await order('PUT', '/settings', { ...settings, font });
    await admin.go('/settings');
    await sound(admin, [font]);
  }
  await order('PUT', '/settings', settings);
  await admin.leave();
  console.log(`${papers.sheets.length} sheets, ${papers.reasons.length} reasons, ` +
    `${papers.labels.length} labels, ${papers.names.length} names`);
});

test('records of a ledger show them as they were written', async () => {
  const visitor = await unprotected('zhang');
  const { page } = visitor;
  const call = await caller(visitor);
  const short = upTo(LABEL);
  const records = pieces(short, 2).map((some, at) => ({
    unit_code: '333002', valid_from: '2021-01-01', remark: joined(some),
    fields: {
      key: `k${at}`, name: `${at} ${joined(some, 95)}`, value: String(at), unit: joined(some, 20),
      document: joined(some, 200), document_no: joined(some, 100), zone: joined(some, 100),
      boundary_version: joined(some, 100),
    },
  }));
  const { ids } = await call('POST', '/ledgers/ref_value/records', { records });
  assert.equal(ids.length, records.length);
  const names = (some) => some.map(({ fields }) => fields.name);
  for (const some of pieces(records)) {
    const words = encodeURIComponent(some[0].fields.name);
    await visitor.go(`/ledgers/ref_value?as_of=2021-12-31&q=${words}`);
    await sound(visitor, names(some.slice(0, 1)));
  }
  for (const [at, id] of ids.entries()) {
    const { fields, remark } = records[at];
    const address = `/ledgers/ref_value/records/${id}`;
    await visitor.go(address);
    await sound(visitor, [...Object.values(fields).slice(1), remark]);
    if (at % 8 !== 0) continue;
    await visitor.go(`${address}/change`);
    await sound(visitor, Object.values(fields).slice(1));
    const name = sentAs(fileName(short.slice(at, at + 2), 'png'));
    await visitor.go(address);
    await page.setInputFiles('#files', { name, mimeType: 'image/png', buffer: PICTURE });
    await page.locator('form[action$=evidence] button').click();
    await page.waitForURL(/saved=attached/);
    await sound(visitor);
  }
  // What is wrong with a pasted row is told with the texts that it holds.
  const row = (some) => ['333002', joined(some, 40), '名称', joined(some, 50), '人', '文件'];
  const rows = pieces(short.filter((text) => !text.includes('"')), 2).map(row);
  const header = ['单位编码', '代号', '名称', '数值', '计量单位', '出处文件'];
  await visitor.go('/ledgers/ref_value/import');
  await page.fill('#pasted', [header, ...rows].map((cells) => cells.join('\t')).join('\n'));
  await page.click('button[value=check]');
  await page.waitForSelector('.fault-list');
  // A table with faults is answered as one that cannot be taken (422), which the browser logs.
  visitor.troubles = visitor.troubles.filter((one) => !one.includes('status of 422'));
  await sound(visitor);
  await visitor.leave();
});

test('every page of a sheet shows them as they were written', async () => {
  const visitor = await unprotected('zhang');
  for (const { id, texts: some } of papers.sheets) {
    await visitor.go(`/sheets/${id}`);
    await sound(visitor, some);
    await visitor.go(`/sheets/${id}/edit`);
    await sound(visitor, some);
  }
  for (const { id } of papers.sheets.filter((_, at) => at % 5 === 0)) {
    await visitor.go(`/sheets/${id}/compare?from=1&to=2`);
    await sound(visitor);
  }
  await visitor.leave();
});

test('every list, chart, print and search shows them as they were written', async () => {
  const visitor = await unprotected('zhang');
  const all = { print: texts, source: [], money: [], tree: [], issues: [] };
  for (const [page, shown] of Object.entries(all)) {
    await visitor.go(`${papers.document}/${page}`);
    await sound(visitor, shown);
  }
  await visitor.go('/api');
  await sound(visitor, papers.labels);
  for (const some of pieces(texts)) {
    const words = encodeURIComponent(some.join(' '));
    await visitor.go(`/sheets?q=${words}`);
    await sound(visitor, [some.join(' ')]);
  }
  await crawl(visitor, () => sound(visitor), ['/', papers.document]);
  await visitor.leave();
  for (const account of ['li', 'audit', 'admin']) {
    const other = await unprotected(account);
    await crawl(other, () => sound(other), account === 'admin' ? ['/'] : ['/', papers.document]);
    if (account !== 'li') {
      let older = '/trail';
      while (older) {
        await other.go(older);
        await sound(other);
        const next = other.page.locator('a[href^="/trail?"][href*="before="]');
        older = await next.count() ? await next.first().getAttribute('href') : null;
      }
    }
    await other.leave();
  }
});

test('with its policy the browser has nothing to stop', async () => {
  const visitor = await Visitor.come(server.address);
  await watch(visitor);
  await visitor.signIn('zhang');
  await crawl(visitor, () => sound(visitor), ['/', papers.document]);
  await visitor.leave();
});

test('a file that is taken out does not run either, and an original is never shown as a page', async () => {
  const visitor = await unprotected('zhang');
  const get = (path) => visitor.context.request.get(server.address + path);
  const original = await get(`${papers.document}/original/1`);
  assert.equal(original.status(), 200);
  assert.match(original.headers()['content-disposition'], /^attachment/);
  assert.equal(original.headers()['x-content-type-options'], 'nosniff');
  const answer = await get(`${papers.document}/export?to=html`);
  const file = join(place.folder, 'out.html');
  await writeFile(file, await answer.body());
  await visitor.leave();

  const reader = await Visitor.come('file://');
  await watch(reader);
  await reader.page.goto(`file://${file}`);
  const read = await readable(reader.page);
  assert.deepEqual(texts.filter((text) => !read.includes(bare(text))), []);
  await reader.leave();
});
