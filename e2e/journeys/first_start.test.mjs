// The first start: a password for one use, which has to be changed before anything else.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { DATABASES, Place } from '../server.mjs';
import { Visitor, closeBrowser } from '../visitor.mjs';

after(closeBrowser);

for (const database of DATABASES) {
  test(`${database}: the first administrator changes the password, then makes a clerk`, async () => {
    const place = await Place.make(database);
    const server = await place.serve();
    const visitor = await Visitor.come(server.address, { expected: [401, 422] });
    const { page } = visitor;

    await visitor.go('/login');
    await visitor.checkAccess();
    await page.fill('[name=account]', 'admin');
    await page.fill('[name=password]', 'wrong-Password-1');
    await page.click('main button[type=submit]');
    assert.match(await page.locator('main').innerText(), /登录名或密码不正确|账号或密码不正确/);

    await visitor.signIn('admin', server.firstPassword());
    assert.equal(new URL(page.url()).pathname, '/password');
    await visitor.go('/accounts');
    assert.equal(new URL(page.url()).pathname, '/password', 'nothing else before the change');
    await visitor.checkAccess();
    await page.fill('[name=current]', server.firstPassword());
    await page.fill('[name=new]', 'short');
    await page.fill('[name=again]', 'short');
    await page.evaluate(() => document.querySelectorAll('form').forEach((f) => { f.noValidate = true; }));
    await page.click('main button[type=submit]');
    assert.match(await page.locator('main').innerText(), /密码至少/);
    await page.fill('[name=current]', server.firstPassword());
    await page.fill('[name=new]', 'Budget-2026');
    await page.fill('[name=again]', 'Budget-2026');
    await page.click('main button[type=submit]');
    await page.waitForURL((url) => url.pathname !== '/password');

    await visitor.go('/accounts');
    await visitor.checkAccess();
    assert.equal(await server.stop(), 0, 'a stop by SIGTERM is an orderly end');
    await visitor.leave();

    const again = await place.serve();
    assert.ok(!again.words.includes('一次性密码'), 'the password is printed once');
    await again.stop();
    await place.remove();
  });
}
