// 导入: every format, the doubts that are noticed, and what a hostile or broken file does: nothing.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { DATABASES, Place, SAMPLES } from '../server.mjs';
import { Visitor, closeBrowser } from '../visitor.mjs';

after(closeBrowser);

// Uploads a file and gives the visitor on the page that asks to check what was recognised.
export async function upload(visitor, file) {
  await visitor.go('/import');
  await visitor.page.setInputFiles('#file', file);
  await visitor.page.click('#import button[type=submit]');
  await visitor.page.waitForLoadState();
}

// Confirms the import for a year, waits for the job, and gives the address of the document.
export async function confirmImport(visitor, year) {
  const { page } = visitor;
  await page.fill('main [name=year]', String(year));
  const doubt = page.locator('[name=confirmed]');
  if (await doubt.count()) await doubt.check();
  await page.click('main form button[type=submit]');
  await page.waitForURL(/\/jobs\//);
  await page.locator('a:has-text("查看文件")').waitFor({ timeout: 60_000 });
  return await page.locator('a:has-text("查看文件")').getAttribute('href');
}

for (const database of DATABASES) {
  test(`${database}: the sample comes in from every format and its own exports`, async () => {
    const place = await Place.make(database);
    const server = await place.demo();
    const visitor = await Visitor.come(server.address);
    const { page } = visitor;
    await visitor.signIn('zhang');

    let year = 2022;
    const files = ['docx', 'doc', 'txt', 'pdf'].map((end) => join(SAMPLES, `beidaihe.${end}`));
    await visitor.go('/documents');
    const first = await page.locator('a[href^="/documents/"]').first().getAttribute('href');
    for (const kind of ['docx', 'xlsx', 'html', 'pdf']) {
      // A PDF needs the fonts of the packages; without them the program says so.
      const answer = await visitor.context.request.get(`${server.address}${first}/export?to=${kind}`);
      if (kind === 'pdf' && answer.status() === 422) continue;
      assert.equal(answer.status(), 200, kind);
      const file = join(place.folder, `own.${kind}`);
      await writeFile(file, await answer.body());
      files.push(file);
    }
    for (const file of files) {
      await upload(visitor, file);
      assert.equal(await visitor.heading(), '核对识别结果', file);
      if (file.endsWith('beidaihe.docx')) await visitor.checkAccess();
      const document = await confirmImport(visitor, year);
      await visitor.go(document);
      assert.match(await page.locator('main').innerText(), /14张/, file);
      year += 1;
    }
    await visitor.leave();
    await server.stop();
    const verified = await place.run('verify', '--data', place.data);
    assert.equal(verified.status, 0, verified.out);
    await place.remove();
  });
}

test('the same file and another year are noticed before anything is stored', async () => {
  const place = await Place.make();
  const server = await place.demo();
  const visitor = await Visitor.come(server.address, { expected: [422] });
  const { page } = visitor;
  await visitor.signIn('zhang');
  await upload(visitor, join(SAMPLES, 'beidaihe.docx'));
  const words = await page.locator('main').innerText();
  assert.match(words, /同一|相同/);
  await visitor.checkAccess();
  await page.fill('main [name=year]', '2021');
  await page.click('main form button[type=submit]');
  assert.equal(await page.locator('[name=confirmed]').count(), 1, 'asks to confirm');
  const job = await confirmImport(visitor, 2021);
  await visitor.go(job);
  await visitor.leave();
  await server.stop();
  await place.remove();
});

test('a hostile upload changes nothing and says why', async () => {
  const place = await Place.make();
  const server = await place.demo();
  const visitor = await Visitor.come(server.address, { expected: [413, 415, 422] });
  const { page } = visitor;
  await visitor.signIn('zhang');
  const sample = await readFile(join(SAMPLES, 'beidaihe.docx'));
  const files = {
    'empty.docx': Buffer.alloc(0),
    'program.exe': Buffer.from('MZ\u0090\u0000'),
    'cut.docx': sample.subarray(0, sample.length / 2),
    '<img src=x onerror=alert(1)>.docx': Buffer.from('PK\u0003\u0004nothing'),
    'scan.pdf': Buffer.from('%PDF-1.4\n%%EOF'),
  };
  for (const [name, buffer] of Object.entries(files)) {
    await visitor.go('/import');
    await page.setInputFiles('#file', { name, mimeType: 'application/octet-stream', buffer });
    await page.evaluate(() => document.querySelector('#import').submit());
    await page.waitForLoadState();
    const said = await page.locator('#failure').innerText();
    assert.match(said, /未导入/, name);
    assert.doesNotMatch(said, /\/tmp|panicked|SELECT/, name);
  }
  await visitor.go('/documents');
  assert.equal(await page.locator('tbody tr').count(), 1, 'still only the sample');
  await visitor.leave();
  await server.stop();
  assert.equal((await place.run('verify', '--data', place.data)).status, 0);
  await place.remove();
});
