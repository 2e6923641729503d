// 台账定义: the administrator gives a ledger a field more; it is in use at once, and what was entered
// before stays readable.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { DATABASES, Place } from '../server.mjs';
import { PHONE, Visitor, closeBrowser } from '../visitor.mjs';

after(closeBrowser);

const FIELD = '    { code = "shelf", label = "货架号", type = "text", characters = 20 },';

// Fills in what is required and nothing else, and gives the address of the record.
async function enter(visitor, item, more = {}) {
  const { page } = visitor;
  await visitor.go('/ledgers/flood_supply/new');
  for (const field of await page.locator('.record-form .field:has(label.required)').all()) {
    const box = field.locator('input, select, textarea').first();
    const name = await box.getAttribute('name');
    if (!name.startsWith('f_')) continue;
    if (await box.evaluate((one) => one.tagName === 'SELECT')) await box.selectOption({ index: 1 });
    else if (await box.getAttribute('type') === 'date') await box.fill('2021-06-01');
    else if (await box.getAttribute('inputmode')) await box.fill('3');
    else await box.fill(item);
  }
  for (const [name, text] of Object.entries(more)) await page.fill(`[name=${name}]`, text);
  await page.selectOption('[name=unit_code]', { index: 1 });
  await Promise.all([page.waitForURL(/saved=entered/), page.click('.form-end button[type=submit]')]);
  return new URL(page.url()).pathname;
}

async function open(visitor) {
  await visitor.go('/definitions');
  await visitor.page.click('main a[href="/ledgers/flood_supply/definition"]');
  await visitor.page.click('.page-head a.primary');
  return await visitor.page.inputValue('#text');
}

async function save(visitor, text, reason) {
  const { page } = visitor;
  await page.fill('#text', text);
  await page.fill('#reason', reason);
  await Promise.all([page.waitForURL(/saved=yes/), page.click('button[value=save]')]);
}

for (const database of DATABASES) {
  test(`${database}: a ledger gets a field, and the records before it stay readable`, async () => {
    const place = await Place.make(database);
    const server = await place.demo();
    const clerk = await Visitor.come(server.address);
    await clerk.signIn('zhang');
    const old = await enter(clerk, '编织袋');

    const administrator = await Visitor.come(server.address, { expected: [422] });
    const { page } = administrator;
    await administrator.signIn('admin');
    const before = await open(administrator);
    await administrator.checkAccess();

    // What is wrong is told with its line while it is written; the link goes to the line.
    await page.fill('#text', before.replace('fields = [', 'fields = [\n    { code = "shelf" },'));
    const told = page.locator('#faults');
    await told.waitFor();
    const line = before.split('\n').findIndex((one) => one.startsWith('fields = [')) + 2;
    assert.match(await told.innerText(), new RegExp(`第${line}行.*缺少项目“label”`, 's'));
    await told.locator('a').first().click();
    assert.equal(await page.evaluate(() => {
      const area = document.getElementById('text');
      return area.value.slice(area.selectionStart, area.selectionEnd).trim();
    }), '{ code = "shelf" },');
    await administrator.picture(`${database}-definition-fault`);

    // A change that would make kept records unreadable is refused.
    await page.fill('#text', before.replace(/type = "text", characters = \d+/, 'type = "day"'));
    await page.fill('#reason', '试验');
    await page.click('button[value=save]');
    assert.match(await page.locator('#faults').innerText(), /已有记录，不能改变类型/);
    await administrator.checkAccess();

    const wider = before.replace('fields = [', `fields = [\n${FIELD}`);
    await page.fill('#text', wider);
    await page.click('button[value=check]');
    await page.locator('#looked', { hasText: '货架号' }).waitFor();
    assert.match(await page.locator('#looked').innerText(), /新增.*字段“货架号”.*表中增加一列/s);
    await administrator.picture(`${database}-definition-preview`);
    await administrator.checkAccess();
    await save(administrator, wider, '仓库改为按货架存放');
    assert.match(await page.locator('main').innerText(), /第2版.*系统管理员.*仓库改为按货架存放/s);
    await administrator.checkAccess();
    await administrator.picture(`${database}-definition`);

    const fresh = await enter(clerk, '铁锹', { f_shelf: 'A-03' });
    await clerk.go(fresh);
    assert.match(await clerk.page.locator('main').innerText(), /货架号\s*A-03/);
    await clerk.go(old);
    assert.match(await clerk.page.locator('main').innerText(), /编织袋/);

    // The field goes again: what was entered in it is still shown.
    await open(administrator);
    await save(administrator, before, '不再按货架存放');
    await clerk.go(fresh);
    assert.match(await clerk.page.locator('main').innerText(), /已停用的字段\s*货架号\s*A-03/);
    await clerk.checkAccess();
    await clerk.leave();
    await administrator.leave();
    await server.stop();
    const verified = await place.run('verify', '--data', place.data);
    assert.equal(verified.status, 0, verified.out);
    await place.remove();
  });
}

test('a definition is changed without scripts on a phone', async () => {
  const place = await Place.make();
  const server = await place.demo();
  const options = { viewport: PHONE, hasTouch: true, javaScriptEnabled: false };
  const visitor = await Visitor.come(server.address, options);
  const { page } = visitor;
  await visitor.signIn('admin');
  const before = await open(visitor);
  await page.fill('#text', before.replace('fields = [', `fields = [\n${FIELD}`));
  await page.click('button[value=check]');
  assert.match(await page.locator('#looked').innerText(), /可以保存，现在还没有保存/);
  await visitor.picture('phone-definition-preview');
  await page.fill('#reason', '仓库改为按货架存放');
  await Promise.all([page.waitForURL(/saved=yes/), page.click('button[value=save]')]);
  assert.match(await page.locator('main').innerText(), /货架号/);
  await visitor.picture('phone-definition');
  await visitor.leave();
  await server.stop();
  await place.remove();
});

test('who reads ledgers reads their definitions and changes none', async () => {
  const place = await Place.make();
  const server = await place.demo();
  const visitor = await Visitor.come(server.address, { viewport: PHONE, expected: [403] });
  await visitor.signIn('chen');
  await visitor.go('/ledgers/facility');
  await visitor.page.click('.page-head a[href$="/definition"]');
  assert.equal(await visitor.heading(), '设施设备的定义');
  assert.equal(await visitor.page.locator('a[href$="/change"]').count(), 0);
  await visitor.checkWidth();
  await visitor.checkAccess();
  await visitor.picture('phone-definition-facility');
  assert.equal(await visitor.go('/ledgers/facility/definition/change'), 403);
  await visitor.leave();
  await server.stop();
  await place.remove();
});
