// Starts the built program on a free port with a data folder of its own, and stops it.

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServer } from 'node:net';
import { after } from 'node:test';
import { newDatabase } from './postgres.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
export const SAMPLES = join(HERE, '..', 'samples');
const PROGRAM = process.env.CHENGXIAO_PROGRAM ?? join(HERE, '..', 'target', 'debug', 'chengxiao');
const OPENED = /(https?:\/\/[0-9.]+:[0-9]+)/;

// A journey that fails does not come to its own end; what it started would keep the run waiting.
const running = new Set();
after(() => running.forEach((child) => child.kill('SIGKILL')));

async function freePort() {
  return await new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

// Databases the journeys run on: SQLite always, PostgreSQL where a server is given.
export const DATABASES = process.env.CHENGXIAO_POSTGRES ? ['sqlite', 'postgres'] : ['sqlite'];

// A data folder with its database, in which the program can be started again and again.
export class Place {
  static async make(database = 'sqlite') {
    const folder = await mkdtemp(join(tmpdir(), 'chengxiao-journey-'));
    const url = database === 'postgres' ? await newDatabase() : null;
    return new Place(folder, url);
  }

  constructor(folder, url) {
    this.folder = folder;
    this.url = url;
    this.data = join(folder, 'data');
  }

  options() {
    return this.url ? ['--database', this.url] : [];
  }

  // Runs a command to its end; gives its exit status and what it said.
  async run(...words) {
    const child = spawn(PROGRAM, [...words, ...this.options()]);
    let out = '';
    child.stdout.on('data', (chunk) => { out += chunk; });
    child.stderr.on('data', (chunk) => { out += chunk; });
    const status = await new Promise((resolve) => child.once('exit', resolve));
    return { status, out };
  }

  serve(...more) {
    return this.start('serve', '--data', this.data, ...more);
  }

  // The demonstration keeps its data in `data` of the folder it is given. Its ledgers are empty:
  // a year of records takes longer than most journeys.
  demo(...more) {
    return this.start('demo', '--data', this.folder, '--rows', '0', ...more);
  }

  async start(command, ...words) {
    const port = await freePort();
    const all = [command, ...words, '--listen', `127.0.0.1:${port}`, ...this.options()];
    const child = spawn(PROGRAM, all, { stdio: ['ignore', 'pipe', 'pipe'] });
    const server = new Server(child);
    await server.opened();
    return server;
  }

  async remove() {
    await rm(this.folder, { recursive: true, force: true });
  }
}

export class Server {
  constructor(child) {
    this.child = child;
    this.words = '';
    this.log = '';
    child.stdout.on('data', (chunk) => { this.words += chunk; });
    child.stderr.on('data', (chunk) => { this.log += chunk; });
    running.add(child);
    this.ended = new Promise((resolve) => child.once('exit', (status) => {
      running.delete(child);
      resolve(status);
    }));
  }

  async opened() {
    const deadline = Date.now() + 60_000;
    while (!OPENED.test(this.words)) {
      if (this.child.exitCode !== null || Date.now() > deadline) {
        throw new Error(`the server did not open: ${this.words}${this.log}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    this.address = OPENED.exec(this.words)[1];
  }

  // The password that the first start prints.
  firstPassword() {
    return /一次性密码 (\S+?)（/.exec(this.words)[1];
  }

  async stop() {
    this.child.kill('SIGTERM');
    return await this.ended;
  }

  async kill() {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}
