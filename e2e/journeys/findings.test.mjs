// The main line: findings, repair, edit, compare, export, import again; on every database.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { DATABASES, Place } from '../server.mjs';
import { Visitor, closeBrowser } from '../visitor.mjs';
import { confirmImport, upload } from '../steps.mjs';

after(closeBrowser);

// The address of the sample and of the sheet with a name.
async function find(visitor, name) {
  await visitor.go('/documents');
  const document = await visitor.page.locator('a[href^="/documents/"]').first().getAttribute('href');
  await visitor.go(document);
  const sheet = await visitor.page.locator(`a:has-text("${name}")`).first().getAttribute('href');
  return { document, sheet };
}

async function openIssues(visitor, document) {
  await visitor.go(`${document}/issues`);
  const words = await visitor.page.locator('main').innerText();
  return Number(/未处理(\d+)处/.exec(words)[1]);
}

for (const database of DATABASES) {
  test(`${database}: from a finding to a mended document that comes back the same`, async () => {
    const place = await Place.make(database);
    const server = await place.demo();
    const visitor = await Visitor.come(server.address, { expected: [409, 422] });
    const { page } = visitor;
    await visitor.signIn('zhang');
    const { document, sheet } = await find(visitor, '道路维修');

    // Explain one finding: it is done with, and the reason stands beside it.
    const before = await openIssues(visitor, document);
    await visitor.go(`${document}/issues?rule=R03`);
    await page.locator('summary:has-text("说明理由")').first().click();
    await page.locator('textarea[name=reason]').first().fill('按合同约定年底一次支付');
    await visitor.checkAccess();
    await page.locator('button:has-text("提交说明")').first().click();
    await page.waitForLoadState();
    assert.ok(await openIssues(visitor, document) < before, 'an explained finding is no longer open');

    // Accept a repair: a new version of the sheet, and the doubled number is gone.
    await visitor.go(sheet);
    const repair = page.locator('button:has-text("采纳修改")').first();
    await repair.waitFor();
    await repair.click();
    await page.waitForLoadState();
    await visitor.go(sheet);
    assert.match(await page.locator('main').innerText(), /第2版/);

    // Edit by typing: kept as a draft, saved as a version with a word.
    await visitor.go(`${sheet}/edit`);
    const purpose = page.locator('#cell-资金用途 textarea');
    await purpose.fill('人员工资、机械费用和材料费用，按工程量清单据实支付。');
    await page.locator('#keep').click();
    await page.locator('#state:has-text("已暂存")').waitFor();
    await visitor.checkAccess();
    await page.locator('#save').click();
    await page.locator('#confirm-save[open]').waitFor();
    await visitor.checkAccess();
    await page.locator('#confirm-go').click();
    await page.waitForURL((url) => url.pathname === sheet, { timeout: 15_000 });
    assert.match(await page.locator('main').innerText(), /第3版/);
    assert.match(await page.locator('main').innerText(), /工程量清单/);

    // Compare the versions: what was typed stands there.
    await visitor.go(`${sheet}/compare?from=1&to=3`);
    assert.match(await page.locator('main').innerText(), /工程量清单/);
    await visitor.checkAccess();

    // Take it out and bring it in again: nothing differs.
    const answer = await visitor.context.request.get(`${server.address}${document}/export?to=docx`);
    const file = join(place.folder, 'mended.docx');
    await writeFile(file, await answer.body());
    await upload(visitor, file);
    const again = await confirmImport(visitor, 2021);
    assert.equal(again, document, 'the same department, year and form is the same document');
    await visitor.go(sheet);
    assert.match(await page.locator('main').innerText(), /第3版/, 'the same text makes no new version');
    await visitor.leave();
    assert.equal(await server.stop(), 0);
    const verified = await place.run('verify', '--data', place.data);
    assert.equal(verified.status, 0, verified.out);
    await place.remove();
  });
}

test('two people on one sheet: the second is told, and loses nothing', async () => {
  const place = await Place.make();
  const server = await place.demo();
  const one = await Visitor.come(server.address, { expected: [409] });
  const other = await Visitor.come(server.address, { expected: [409] });
  await one.signIn('zhang');
  await other.signIn('renfang');
  const { sheet } = await find(one, '燃气监管经费');
  const save = async (visitor) => {
    await visitor.page.locator('#save').click();
    await visitor.page.locator('#confirm-save[open]').waitFor();
    await visitor.page.locator('#confirm-go').click();
  };
  await one.go(`${sheet}/edit`);
  await other.go(`${sheet}/edit`);
  await one.page.locator('#cell-资金用途 textarea').fill('张敏写的用途');
  await other.page.locator('#cell-资金用途 textarea').fill('王建国写的用途');
  await save(one);
  await one.page.waitForURL((url) => url.pathname === sheet);
  await save(other);
  await other.page.locator('text=张敏').first().waitFor({ timeout: 15_000 });
  await other.page.locator('#conflict[open]').waitFor();
  await other.checkAccess();
  const typed = await other.page.locator('#cell-资金用途 textarea').inputValue();
  const words = await other.page.locator('body').innerText();
  assert.ok(typed.includes('王建国写的用途') || words.includes('王建国写的用途'), words);
  await one.leave();
  await other.leave();
  await server.stop();
  await place.remove();
});

test('a reviewer decides and does not edit; a viewer only reads', async () => {
  const place = await Place.make();
  const server = await place.demo();
  for (const [account, decides] of [['li', true], ['chen', false]]) {
    const visitor = await Visitor.come(server.address, { expected: [403] });
    await visitor.signIn(account);
    const { sheet } = await find(visitor, '道路维修');
    await visitor.go(sheet);
    const buttons = await visitor.page.locator('button:has-text("接受")').count();
    assert.equal(buttons > 0, decides, account);
    assert.equal(await visitor.page.locator('button:has-text("采纳修改")').count(), 0, account);
    assert.equal(await visitor.go(`${sheet}/edit`), 403, account);
    assert.equal(await visitor.go('/accounts'), 403, account);
    await visitor.leave();
  }
  await server.stop();
  await place.remove();
});
