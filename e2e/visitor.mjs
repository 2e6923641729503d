// A person at a browser. Whatever goes wrong beneath the page is remembered and ends the journey:
// errors in the console, failed requests, requests to anywhere else, violations that axe finds.

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';

const BROWSER = process.env.CHENGXIAO_CHROMIUM ?? '/usr/bin/chromium';
const PICTURES = process.env.CHENGXIAO_PICTURES;
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
export const DESK = { width: 1366, height: 768 };
export const WIDE = { width: 1920, height: 1080 };
export const PHONE = { width: 390, height: 844 };
export const DEMO_PASSWORD = 'Demo-2026';

// Chinese fonts of the packages beside those of the machine, so that every machine measures and
// pictures the same page.
const FONTS = join(dirname(fileURLToPath(import.meta.url)), '..', 'packages', 'node_modules', '@expo-google-fonts');
async function fontconfig() {
  const path = join(await mkdtemp(join(tmpdir(), 'chengxiao-fonts-')), 'fonts.conf');
  const folders = ['noto-sans-sc', 'noto-serif-sc']
    .flatMap((family) => ['400Regular', '700Bold'].map((weight) => join(FONTS, family, weight)))
    .map((folder) => `<dir>${folder}</dir>`).join('');
  await writeFile(path, `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">`
    + `<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include>${folders}</fontconfig>`);
  return path;
}

let shared;

export async function browser() {
  shared ??= await chromium.launch({
    executablePath: BROWSER, args: ['--no-sandbox'],
    env: { ...process.env, FONTCONFIG_FILE: await fontconfig() },
  });
  return shared;
}

export async function closeBrowser() {
  await shared?.close();
  shared = undefined;
}

export class Visitor {
  static async come(address, options = {}) {
    const { expected = [], ...rest } = options;
    const context = await (await browser()).newContext({
      viewport: DESK, locale: 'zh-CN', acceptDownloads: true, ...rest,
    });
    const page = await context.newPage();
    return new Visitor(address, context, page, expected);
  }

  // `expected` are statuses that this journey provokes on purpose.
  constructor(address, context, page, expected) {
    this.address = address;
    this.context = context;
    this.page = page;
    this.expected = new Set(expected);
    this.troubles = [];
    page.on('console', (message) => {
      if (message.type() !== 'error') return;
      const status = /status of (\d{3})/.exec(message.text());
      if (status && this.expected.has(Number(status[1]))) return;
      this.troubles.push(`console: ${message.text()} (${page.url()})`);
    });
    page.on('pageerror', (error) => this.troubles.push(`script: ${error.message} (${page.url()})`));
    page.on('requestfailed', (request) => {
      // A download or a page left early aborts its request; that is no fault.
      const reason = request.failure()?.errorText ?? '';
      if (!reason.includes('ERR_ABORTED')) {
        this.troubles.push(`request: ${request.url()} ${reason}`);
      }
    });
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(address) && !url.startsWith('data:') && !url.startsWith('blob:')) {
        this.troubles.push(`request to elsewhere: ${url}`);
      }
    });
  }

  async go(path) {
    const response = await this.page.goto(this.address + path);
    return response?.status();
  }

  async signIn(account, password = DEMO_PASSWORD) {
    await this.go('/login');
    await this.page.fill('[name=account]', account);
    await this.page.fill('[name=password]', password);
    await Promise.all([
      this.page.waitForURL((url) => url.pathname !== '/login'),
      this.page.click('main button[type=submit]'),
    ]);
  }

  async heading() {
    return (await this.page.locator('h1').first().innerText()).trim();
  }

  // What axe finds wrong with the page as it stands, or with the part of it that `part` selects.
  async checkAccess(part) {
    const axe = new AxeBuilder({ page: this.page }).withTags(RULES);
    const { violations } = await (part ? axe.include(part) : axe).analyze();
    const found = violations.map((violation) =>
      `${violation.id}: ${violation.nodes.slice(0, 3).map((node) => node.target.join(' ')).join(' | ')}`);
    assert.deepEqual(found, [], `axe on ${this.page.url()}`);
  }

  // Opens what is folded and gives how many there are.
  async unfold(folded) {
    return this.page.$$eval(folded, (all) => {
      all.forEach((one) => { one.open = true; });
      return all.length;
    });
  }

  // The page itself never scrolls sideways; wide tables scroll within themselves.
  async checkWidth() {
    const over = await this.page.evaluate(() =>
      document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(over <= 1, `${this.page.url()} is ${over}px wider than the window`);
  }

  async picture(name) {
    if (!PICTURES) return;
    await mkdir(PICTURES, { recursive: true });
    await this.page.screenshot({ path: join(PICTURES, `${name}.png`) });
  }

  checkCalm() {
    assert.deepEqual(this.troubles, []);
  }

  async leave() {
    await this.context.close();
    this.checkCalm();
  }
}
