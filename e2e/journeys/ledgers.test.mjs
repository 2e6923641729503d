// 业务台账: records come in by paste, by phone and over a broken line, and move the measured value.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { DATABASES, Place } from '../server.mjs';
import { PHONE, Visitor, closeBrowser } from '../visitor.mjs';

after(closeBrowser);

const HEADER = ['单位编码', '设施类别', '设施编号', '设施名称', '业务领域', '坐标', '新型设备',
  '运行状态', '状态日期', '标准数量', '标准单位', '警报器类型', '安装方式', '音响覆盖半径', '半径来源',
  '生效日期'];

// Ten sirens of which the tenth is out of order; `spoil` changes the text of a row.
function sirens(spoil = (row) => row) {
  const rows = Array.from({ length: 10 }, (_, at) => {
    const number = `JB-${String(at + 1).padStart(2, '0')}`;
    const status = at === 9 ? '故障' : '可用';
    return ['333002', '警报器', number, `${number}号警报器`, '人防', `119.48${at},39.82${at}`, '否',
      status, '2021-03-01', '1', '台', '电声', '固定', '800', '登记', '2021-01-01'];
  });
  return [HEADER, ...rows.map((row, at) => spoil(row, at))].map((row) => row.join('\t')).join('\n');
}

async function paste(visitor, text) {
  await visitor.go('/ledgers/facility/import');
  await visitor.page.fill('#pasted', text);
  await visitor.page.click('button[value=check]');
  await visitor.page.waitForLoadState();
}

async function measuredAddress(visitor) {
  await visitor.go('/sheets');
  const sheet = visitor.page.locator('main td.long a', { hasText: '警报设施管理及新增警报器' });
  return `${await sheet.getAttribute('href')}/measured?as_of=2021-12-31`;
}

async function rate(visitor, address) {
  await visitor.go(address);
  const row = visitor.page.locator('tbody tr', { hasText: '保障人防工程设施完好率' });
  return { row, text: await row.innerText() };
}

for (const database of DATABASES) {
  test(`${database}: a siren mended on a phone raises the rate and stands in the drill-down`, async () => {
    const place = await Place.make(database);
    const server = await place.demo();
    const clerk = await Visitor.come(server.address, { expected: [422] });
    await clerk.signIn('zhang');

    // Everything wrong is told at once, and nothing is saved.
    await paste(clerk, sirens((row, at) => {
      if (at === 2) row[7] = '坏了';
      if (at === 4) row[9] = '很多';
      return row;
    }));
    const told = await clerk.page.locator('.fault-list').innerText();
    assert.match(told, /第4行.*H列.*运行状态.*“坏了”不在选项中/s);
    assert.match(told, /第6行.*J列.*标准数量.*“很多”不是数值/s);
    assert.match(await clerk.page.locator('main').innerText(), /另有8行无误/);
    await clerk.checkAccess();
    await clerk.go('/ledgers/facility?as_of=2021-12-31');
    assert.match(await clerk.page.locator('main').innerText(), /没有符合的记录/);

    await paste(clerk, sirens());
    assert.match(await clerk.page.locator('main').innerText(), /10行都可以保存/);
    await clerk.page.click('button[value=save]');
    await clerk.page.waitForURL(/entered=10/);
    assert.match(await clerk.page.locator('main').innerText(), /已保存10条记录/);
    await clerk.checkAccess();
    const address = await measuredAddress(clerk);
    assert.match((await rate(clerk, address)).text, /90%.*（9／10）/s);
    await clerk.leave();

    const phone = await Visitor.come(server.address, { viewport: PHONE, hasTouch: true });
    const { page } = phone;
    await phone.signIn('zhang');
    const broken = encodeURIComponent("设施类别 = '警报器' 且 运行状态 != '可用'");
    await phone.go(`/ledgers/facility?as_of=2021-12-31&condition=${broken}`);
    assert.equal(await page.locator('tbody tr').count(), 1);
    await page.locator('tbody a', { hasText: '查看' }).first().click();
    await page.locator('.page-head a', { hasText: '变更' }).click();
    assert.equal(await phone.heading(), '变更');
    await phone.checkWidth();
    await phone.checkAccess();
    await page.selectOption('[name=f_status]', '可用');
    await page.fill('[name=f_status_on]', '2021-11-20');
    await page.fill('[name=valid_from]', '2021-11-20');
    await page.fill('[name=reason]', '更换功放模块后试鸣正常');
    await phone.picture(`${database}-phone-change`);
    await page.click('.form-end button[type=submit]');
    await page.waitForURL(/saved=changed/);
    assert.match(await page.locator('main').innerText(), /运行状态：故障 → 可用/);
    await phone.checkWidth();
    await phone.checkAccess();
    await page.setInputFiles('#files', {
      name: '现场.png', mimeType: 'image/png',
      buffer: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64'),
    });
    await page.locator('form[action$=evidence] button').click();
    await page.waitForURL(/saved=attached/);
    const picture = page.locator('.evidence img');
    await picture.scrollIntoViewIfNeeded();
    await page.waitForFunction(() => document.querySelector('.evidence img').naturalWidth === 1);

    const after = await rate(phone, address);
    assert.match(after.text, /100%.*（10／10）/s);
    await after.row.locator('a').first().click();
    assert.match(await page.locator('.tabs').innerText(), /计入10/);
    await phone.checkWidth();
    await phone.checkAccess();
    await page.locator('tbody a', { hasText: 'JB-10' }).click();
    assert.match(await page.locator('main').innerText(), /人防工程设施完好率/);
    // The day before, it was still out of order.
    const before = address.replace('2021-12-31', '2021-11-19');
    assert.match((await rate(phone, before)).text, /90%.*（9／10）/s);
    await page.locator('tbody tr', { hasText: '保障人防工程设施完好率' }).locator('a').first().click();
    await page.locator('.tabs a', { hasText: '未计入' }).click();
    assert.match(await page.locator('main').innerText(), /JB-10.*不满足：运行状态 = '可用'/s);
    await phone.leave();
    await server.stop();
    const verified = await place.run('verify', '--data', place.data);
    assert.equal(verified.status, 0, verified.out);
    await place.remove();
  });
}

test('a record entered while the line is down is there once when it is back', async () => {
  const place = await Place.make();
  const server = await place.demo();
  const visitor = await Visitor.come(server.address, { viewport: PHONE, hasTouch: true });
  const { page } = visitor;
  await visitor.signIn('zhang');
  await visitor.go('/ledgers/flood_supply/new');
  await visitor.checkWidth();
  await visitor.checkAccess();
  for (const field of await page.locator('.record-form .field:has(label.required)').all()) {
    const box = field.locator('input, select, textarea').first();
    const name = await box.getAttribute('name');
    if (!name.startsWith('f_')) continue;
    if (await box.evaluate((one) => one.tagName === 'SELECT')) await box.selectOption({ index: 1 });
    else if (await box.getAttribute('type') === 'date') await box.fill('2021-06-01');
    else if (await box.getAttribute('inputmode')) await box.fill('3');
    else await box.fill('编织袋');
  }
  await page.selectOption('[name=unit_code]', { index: 1 });
  await visitor.context.setOffline(true);
  await page.click('.form-end button[type=submit]');
  await page.waitForFunction(() =>
    document.getElementById('offline-state').textContent.includes('联网后自动提交'));
  await visitor.context.setOffline(false);
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await page.waitForFunction(() => document.getElementById('offline-state').textContent === '');
  // Sent again with the same key, as after an answer that was lost, it is still one record.
  await Promise.all([
    page.waitForURL(/saved=entered/),
    page.click('.form-end button[type=submit]'),
  ]);
  await visitor.go('/ledgers/flood_supply');
  assert.equal(await page.locator('tbody tr').count(), 1);
  // The line was cut on purpose.
  visitor.troubles = visitor.troubles.filter((one) => !one.includes('ERR_INTERNET_DISCONNECTED'));
  await visitor.leave();
  await server.stop();
  await place.remove();
});

test('who may not keep ledgers sees them and has no button to change them', async () => {
  const place = await Place.make();
  const server = await place.demo();
  const visitor = await Visitor.come(server.address, { expected: [403] });
  await visitor.signIn('chen');
  await visitor.go('/ledgers/facility');
  assert.equal(await visitor.heading(), '设施设备');
  assert.equal(await visitor.page.locator('a[href$="/new"], a[href$="/import"]').count(), 0);
  assert.equal(await visitor.go('/ledgers/facility/new'), 403);
  await visitor.leave();
  await server.stop();
  await place.remove();
});
