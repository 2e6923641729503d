// 指标库: a reviewer looks an indicator up, tries a formula out, changes the indicator, and the sheet
// is measured with the new version at once.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { DATABASES, Place } from '../server.mjs';
import { PHONE, Visitor, closeBrowser } from '../visitor.mjs';

after(closeBrowser);

async function submit(page, button) {
  await Promise.all([page.waitForLoadState('load'), page.click(button)]);
  await page.waitForLoadState();
}

for (const database of DATABASES) {
  test(`${database}: a formula is tried out, put right and becomes the next version`, async () => {
    const place = await Place.make(database);
    const server = await place.demo();
    const reviewer = await Visitor.come(server.address, { expected: [422] });
    const { page } = reviewer;
    await reviewer.signIn('li');

    // The list finds an indicator by its name; its page shows both ways of measuring.
    await reviewer.go('/library?q=警报器完好率');
    await reviewer.checkAccess();
    await submit(page, 'main td a:has-text("警报器完好率")');
    assert.match(await page.locator('main').innerText(), /公布口径.*修正口径.*口径不当/s);
    await reviewer.checkAccess();

    // The words that fit the place are offered and taken by keyboard.
    await reviewer.go('/library/try');
    await page.locator('#formula').pressSequentially('count(设施设');
    await page.waitForSelector('.offers li:has-text("设施设备")');
    await page.keyboard.press('Enter');
    assert.equal(await page.inputValue('#formula'), 'count(设施设备');

    // What is wrong is marked at its place, and the likely word is put in by a button.
    await page.fill('#formula', "计数(设施设备@期末 其中 设施类型 = '警报器')");
    await page.keyboard.press('Escape');
    await submit(page, 'button.primary:has-text("试算")');
    assert.equal(await page.locator('.notice.failure mark').innerText(), '设施类型');
    await reviewer.checkAccess();
    await submit(page, 'button[name=mend]');
    assert.match(await page.inputValue('#formula'), /其中 设施类别 = /);
    assert.match(await page.locator('main').innerText(), /试算结果/);

    // A change without a reason is refused and nothing is lost; then it is the second version.
    await reviewer.go('/library/siren_sound/change');
    await reviewer.checkAccess();
    await page.fill('#formula', "计数(设施设备@期末 其中 设施类别 = '警报器')");
    await page.fill('#unit', '台');
    await page.fill('#in_force_from', '2021-12-31');
    await submit(page, 'button[value=save]');
    assert.match(await page.locator('#faults').innerText(), /修订理由：请填写/);
    await page.fill('#reason', '改报台数');
    await Promise.all([page.waitForURL(/saved=yes/), page.click('button[value=save]')]);
    const shown = await page.locator('main').innerText();
    assert.match(shown, /第2版，自2021-12-31起使用/);
    assert.match(shown, /改报台数/);

    // The day on which it is in force is measured with it, the days before with the first.
    await reviewer.go('/sheets');
    const sheet = page.locator('main td.long a', { hasText: '警报设施管理及新增警报器' });
    const address = `${await sheet.getAttribute('href')}/measured`;
    const row = page.locator('tbody tr', { hasText: '保障人防工程设施完好率' });
    const formula = () => row.locator('details p').first().textContent();
    await reviewer.go(`${address}?as_of=2021-12-31`);
    assert.match(await formula(), /^计数/);
    await reviewer.go(`${address}?as_of=2021-11-30`);
    assert.match(await formula(), /^占比/);

    // The checks find what was just spoilt.
    await reviewer.go('/library/checks');
    await reviewer.checkAccess();
    await reviewer.leave();

    // On a phone it can be read, and who may not change it is offered no button.
    const clerk = await Visitor.come(server.address, { viewport: PHONE });
    await clerk.signIn('zhang');
    for (const path of ['/library', '/library/siren_sound', '/library/try', '/library/checks', '/measured']) {
      await clerk.go(path);
      await clerk.checkWidth();
      await clerk.checkAccess();
    }
    await clerk.go('/library/siren_sound');
    assert.equal(await clerk.page.locator('a:has-text("修订")').count(), 0);
    await clerk.leave();
    await server.stop();
    await place.remove();
  });
}
