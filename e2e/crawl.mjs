// Every kind of page that a person is offered, by following links from the workbench.

import assert from 'node:assert/strict';

// The pages of ledgers are made from definitions: these four hold every kind of field and record.
const LEDGERS = ['facility', 'person', 'approval', 'survey_response'];
const ledger = (path) => path.replace(/^\/ledgers\/([a-z_]+)/,
  (whole, code) => (LEDGERS.includes(code) ? whole : '/ledgers/{ledger}'));

// All indicators of the library are shown alike.
const indicator = (path) => path.replace(/^\/library\/(?!(?:try|checks|new|words)$)[a-z0-9_]+/,
  '/library/{indicator}');

// One address of each kind is looked at; the ids in it do not matter.
export const kind = (path) => {
  const url = new URL(path, 'http://x');
  const keys = [...new Set(url.searchParams.keys())].sort().join('&');
  return indicator(ledger(url.pathname)).replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '{id}') + (keys && `?${keys}`);
};
const isFile = (path) => /\/(export|forms\.zip|original|template|metrics|openapi\.json)/.test(path);

// Visits them from `starts` on, looks at each, and gives the kinds seen.
export async function crawl(visitor, look, starts = ['/']) {
  const seen = new Set();
  const waiting = [...starts];
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
