// Every page of every role: reachable by links, without an error beneath, without a violation.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { crawl, kind } from '../crawl.mjs';
import { Place } from '../server.mjs';
import { DESK, PHONE, WIDE, Visitor, closeBrowser } from '../visitor.mjs';

const ROLES = ['zhang', 'renfang', 'li', 'chen', 'audit', 'admin'];
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

for (const role of ROLES) {
  test(`${role} reaches every page offered, each sound and accessible`, async () => {
    const visitor = await Visitor.come(server.address);
    await visitor.signIn(role);
    const seen = await crawl(visitor, async (path) => {
      // What is folded away is looked at as well; a menu lies over the page, so it is looked at alone.
      await visitor.unfold('details:not(.picks)');
      await visitor.checkAccess();
      if (await visitor.unfold('.picks')) await visitor.checkAccess('.picks');
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
