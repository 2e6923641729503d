// Every page of every role: reachable by links, without an error beneath, without a violation.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Place } from '../server.mjs';
import { DESK, PHONE, WIDE, Visitor, closeBrowser } from '../visitor.mjs';

const ROLES = ['zhang', 'renfang', 'li', 'chen', 'audit', 'admin'];
// One address of each kind is looked at; the ids in it do not matter.
const kind = (path) => {
  const url = new URL(path, 'http://x');
  const keys = [...new Set(url.searchParams.keys())].sort().join('&');
  return url.pathname.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '{id}') + (keys && `?${keys}`);
};
const isFile = (path) => /\/(export|forms\.zip|original|metrics|openapi\.json)/.test(path);

let place;
let server;

before(async () => {
  place = await Place.make();
  server = await place.demo();
});
after(async () => {
  await closeBrowser();
  await server.stop();
  await place.remove();
});

async function crawl(visitor, look) {
  const seen = new Set();
  const waiting = ['/'];
  while (waiting.length > 0) {
    const path = waiting.shift();
    if (seen.has(kind(path))) continue;
    seen.add(kind(path));
    const status = await visitor.go(path);
    assert.equal(status, 200, `${path} answers ${status}`);
    await look(path);
    const links = await visitor.page.$$eval('a[href]', (all) => all.map((a) => a.getAttribute('href')));
    const own = links.map((link) => new URL(link, visitor.page.url()))
      .filter((url) => url.origin === visitor.address)
      .map((url) => url.pathname + url.search);
    waiting.push(...own.filter((path) => !isFile(path)));
  }
  return seen;
}

for (const role of ROLES) {
  test(`${role} reaches every page offered, each sound and accessible`, async () => {
    const visitor = await Visitor.come(server.address);
    await visitor.signIn(role);
    const seen = await crawl(visitor, async (path) => {
      await visitor.checkAccess();
      await visitor.checkWidth();
      await visitor.picture(`${role} ${kind(path).replace(/[^a-z0-9]+/gi, '-')}`);
    });
    assert.ok(seen.size >= 5, [...seen].join(' '));
    await visitor.leave();
  });
}

for (const [name, viewport] of [['phone', PHONE], ['narrow', { width: 320, height: 640 }], ['wide', WIDE]]) {
  test(`every page fits a ${name} window`, async () => {
    const visitor = await Visitor.come(server.address, { viewport });
    await visitor.signIn('zhang');
    await crawl(visitor, async (path) => {
      await visitor.checkWidth();
      await visitor.picture(`${name} ${kind(path).replace(/[^a-z0-9]+/gi, '-')}`);
    });
    await visitor.leave();
  });
}

test('every page can be read at double size', async () => {
  const visitor = await Visitor.come(server.address, {
    viewport: { width: DESK.width / 2, height: DESK.height / 2 }, deviceScaleFactor: 2,
  });
  await visitor.signIn('chen');
  await crawl(visitor, () => visitor.checkWidth());
  await visitor.leave();
});

test('without scripts a person signs in, reads and imports', async () => {
  const visitor = await Visitor.come(server.address, { javaScriptEnabled: false });
  await visitor.signIn('zhang');
  assert.equal(await visitor.heading(), '工作台');
  await visitor.go('/sheets');
  assert.equal(await visitor.page.locator('tbody tr').count(), 14);
  await visitor.leave();
});
