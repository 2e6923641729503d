// The core work with a keyboard alone, and without scripts: import, finding, repair, edit, export.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { tabTo } from '../keys.mjs';
import { Place, SAMPLES } from '../server.mjs';
import { upload } from '../steps.mjs';
import { DEMO_PASSWORD, Visitor, closeBrowser } from '../visitor.mjs';

after(closeBrowser);

// Goes to what matches, presses Enter, and waits for the page that follows.
async function follow(page, selector) {
  await tabTo(page, selector);
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
}

test('a keyboard is enough from the log-in to the export', async () => {
  const place = await Place.make();
  const server = await place.demo();
  const visitor = await Visitor.come(server.address);
  const { page } = visitor;
  // What the browser itself asks is answered by Enter.
  page.on('dialog', (dialog) => dialog.accept());
  // Listened for from the start: the browser is told only with the first listener that a file
  // is chosen by us, and a key pressed meanwhile would open a dialogue that nobody sees.
  const chosen = new Promise((resolve) => { page.once('filechooser', resolve); });
  await visitor.go('/login');
  await tabTo(page, '[name=account]');
  await page.keyboard.type('zhang');
  await tabTo(page, '[name=password]');
  await page.keyboard.type(DEMO_PASSWORD);
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  assert.equal(await visitor.heading(), '工作台');

  // Import: the file is chosen by the system's own dialogue, which Enter opens.
  await follow(page, 'a[href="/import"]');
  await tabTo(page, '#file');
  await page.keyboard.press('Enter');
  const chooser = await chosen;
  await chooser.setFiles(join(SAMPLES, 'beidaihe.docx'));
  await follow(page, '#import button[type=submit]');
  assert.equal(await visitor.heading(), '核对识别结果');
  await tabTo(page, '#year');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('2023');
  await tabTo(page, '[name=confirmed]');
  await page.keyboard.press('Space');
  await follow(page, 'main form button[type=submit]');
  await page.locator('a:has-text("查看文件")').waitFor({ timeout: 60_000 });

  // A finding is explained.
  await follow(page, 'main a[href$="/issues"]');
  const open = async () => Number(/未处理(\d+)处/.exec(await page.locator('main').innerText())[1]);
  const before = await open();
  await tabTo(page, 'select[name=severity]');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await follow(page, 'form button[type=submit]:not(header *)');
  await tabTo(page, 'details.explain > summary');
  await page.keyboard.press('Enter');
  await tabTo(page, 'textarea[name=reason]');
  await page.keyboard.type('按合同约定年底一次支付');
  await follow(page, 'details.explain button');

  // A proposed repair is taken, which makes a version; then a cell is edited and saved.
  await follow(page, 'nav[aria-label="文件内容"] a[href$="/issues"]');
  assert.equal(await open(), before - 1);
  await follow(page, 'button[value=repaired]');
  assert.ok(await open() < before - 1);
  await follow(page, 'main a[href^="/sheets/"]');
  const sheet = new URL(page.url()).pathname.replace('/edit', '');
  if (!page.url().includes('/edit')) await follow(page, `a[href="${sheet}/edit"]`);
  await tabTo(page, '#cell-资金用途 textarea');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('按工程量清单据实支付。');
  await page.keyboard.press('Control+S');
  await page.locator('#state:has-text("已暂存")').waitFor();
  await tabTo(page, '#save', 'Shift+Tab');
  await page.keyboard.press('Enter');
  await page.locator('#confirm-save[open]').waitFor();
  await visitor.checkAccess();
  const within = await page.evaluate(() =>
    document.querySelector('#confirm-save').contains(document.activeElement));
  assert.ok(within, 'the focus goes into the dialog');
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('#confirm-save[open]').count(), 0, 'Escape closes it');
  assert.ok(await page.evaluate(() => document.activeElement.id === 'save'), 'and goes back');
  await page.keyboard.press('Enter');
  await page.locator('#confirm-save[open]').waitFor();
  await follow(page, '#confirm-go');
  await page.waitForURL((url) => url.pathname === sheet);
  assert.match(await page.locator('main').innerText(), /工程量清单/);

  // Export.
  await tabTo(page, 'details.picks > summary');
  await page.keyboard.press('Enter');
  await tabTo(page, 'a[href$="/export?to=docx"]');
  const [download] = await Promise.all([
    page.waitForEvent('download'), page.keyboard.press('Enter'),
  ]);
  assert.match(download.suggestedFilename(), /\.docx$/);
  await visitor.leave();
  await server.stop();
  await place.remove();
});

test('without scripts a document is imported, decided on, mended, taken out and brought back', async () => {
  const place = await Place.make();
  const server = await place.demo();
  const visitor = await Visitor.come(server.address, { javaScriptEnabled: false });
  const { page } = visitor;
  await visitor.signIn('zhang');
  assert.equal(await visitor.heading(), '工作台');
  await upload(visitor, join(SAMPLES, 'beidaihe.docx'));
  await page.fill('main [name=year]', '2023');
  await page.check('[name=confirmed]');
  await page.click('main form button[type=submit]');
  while (await page.locator('a:has-text("刷新进度")').count()) {
    await page.click('a:has-text("刷新进度")');
  }
  const document = await page.locator('a:has-text("查看文件")').getAttribute('href');

  await visitor.go(`${document}/issues?severity=warning`);
  await page.locator('details.explain > summary').first().click();
  await page.locator('textarea[name=reason]').first().fill('按合同约定年底一次支付');
  await page.locator('details.explain button').first().click();
  await page.waitForLoadState();
  await visitor.go(`${document}/issues`);
  await page.locator('button[value=repaired]').first().click();
  await page.waitForLoadState();
  await visitor.go(`${document}/issues?state=explained`);
  assert.ok(await page.locator('button[value=open]').count() >= 1, 'it can be taken back');

  // Cells are typed in with scripts only; the page says so and names the other way, which works.
  await visitor.go(document);
  const sheet = await page.locator('main a[href^="/sheets/"]').first().getAttribute('href');
  await visitor.go(`${sheet.split('#')[0]}/edit`);
  assert.match(await page.locator('noscript, main').first().innerText(), /导出Word修改后重新导入/);
  const answer = await visitor.context.request.get(`${server.address}${document}/export?to=html`);
  const text = (await answer.text()).replaceAll('民众满意度', '居民满意度');
  const file = join(place.folder, 'mended.html');
  await writeFile(file, text);
  await upload(visitor, file);
  await page.fill('main [name=year]', '2023');
  if (await page.locator('[name=confirmed]').count()) await page.check('[name=confirmed]');
  await page.click('main form button[type=submit]');
  while (await page.locator('a:has-text("刷新进度")').count()) {
    await page.click('a:has-text("刷新进度")');
  }
  assert.equal(await page.locator('a:has-text("查看文件")').getAttribute('href'), document);
  await visitor.go(`${document}/print`);
  assert.match(await page.locator('main').innerText(), /居民满意度/);
  await visitor.leave();
  await server.stop();
  await place.remove();
});
