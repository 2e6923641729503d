// A person who has a keyboard and nothing else.

import assert from 'node:assert/strict';

const STEPS_MAX = 400;

// Presses Tab until what is focused matches, and sees that every stop can be seen.
export async function tabTo(page, selector, key = 'Tab') {
  const stops = [];
  for (let step = 0; step < STEPS_MAX; step += 1) {
    await page.keyboard.press(key);
    const stop = await page.evaluate((wanted) => {
      const focused = document.activeElement;
      const box = focused.getBoundingClientRect();
      const style = getComputedStyle(focused);
      const marked = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
      return {
        reached: focused.matches(wanted),
        body: focused === document.body,
        seen: box.width > 0 && box.height > 0 && marked,
        words: focused.outerHTML.slice(0, 120),
      };
    }, selector);
    stops.push(stop.words);
    assert.ok(stop.body || stop.seen, `the focus cannot be seen: ${stop.words}`);
    if (stop.reached) return;
  }
  assert.fail(`${selector} cannot be reached on ${page.url()}: ${stops.slice(-20).join('\n')}`);
}
