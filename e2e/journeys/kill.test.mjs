// kill -9 in the middle of an import: the store is consistent, and the job says what happened.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Place, SAMPLES } from '../server.mjs';
import { Visitor, closeBrowser } from '../visitor.mjs';
import { upload } from '../steps.mjs';

after(closeBrowser);

// The sample many times over, so that its import takes a while.
async function manySheets(path) {
  const text = await readFile(join(SAMPLES, 'beidaihe.txt'), 'utf8');
  await writeFile(path, text.repeat(40));
}

test('an import that is killed says so, stores nothing of itself, and can be done again', async () => {
  const place = await Place.make();
  let server = await place.demo();
  let visitor = await Visitor.come(server.address);
  await visitor.signIn('zhang');
  const file = join(place.folder, 'many.txt');
  await manySheets(file);
  await upload(visitor, file);
  await visitor.page.fill('main [name=year]', '2022');
  const doubt = visitor.page.locator('[name=confirmed]');
  if (await doubt.count()) await doubt.check();
  await visitor.page.click('main form button[type=submit]');
  await visitor.page.waitForURL(/\/jobs\//);
  const job = new URL(visitor.page.url()).pathname;
  await server.kill();
  await visitor.context.close();

  const verified = await place.run('verify', '--data', place.data);
  assert.equal(verified.status, 0, verified.out);
  server = await place.demo();
  visitor = await Visitor.come(server.address);
  await visitor.signIn('zhang');
  await visitor.go(job);
  const words = await visitor.page.locator('main').innerText();
  // Killed before it began it waits and is done now; killed within, it was interrupted.
  assert.match(words, /中断|正在|等待|已导入/);
  if (/中断/.test(words)) {
    await visitor.checkAccess();
    await visitor.page.click('button:has-text("重新处理")');
  }
  await visitor.page.locator('a:has-text("查看文件")').waitFor({ timeout: 120_000 });
  await visitor.leave();
  await server.stop();
  await place.remove();
});

test('a backup made while it serves restores elsewhere and opens', async () => {
  const place = await Place.make();
  const server = await place.demo();
  const file = join(place.folder, 'backup.zip');
  const made = await place.run('backup', '--data', place.data, '--out', file);
  assert.equal(made.status, 0, made.out);
  await server.stop();
  const elsewhere = await Place.make();
  const back = await elsewhere.run('restore', '--data', elsewhere.data, '--from', file);
  assert.equal(back.status, 0, back.out);
  const again = await elsewhere.demo();
  const visitor = await Visitor.come(again.address);
  await visitor.signIn('chen');
  await visitor.go('/sheets');
  assert.equal(await visitor.page.locator('tbody tr').count(), 14);
  await visitor.leave();
  await again.stop();
  // A backup with one byte changed is refused.
  const bytes = await readFile(file);
  bytes[bytes.length / 2 | 0] ^= 1;
  await writeFile(file, bytes);
  const third = await Place.make();
  const refused = await third.run('restore', '--data', third.data, '--from', file);
  assert.notEqual(refused.status, 0);
  assert.match(refused.out, /备份/);
  for (const one of [place, elsewhere, third]) await one.remove();
});
