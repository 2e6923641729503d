// A database of its own for every place, on the server that the caller started.

import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';

// CHENGXIAO_POSTGRES is the address of a server whose user may make databases.
export async function newDatabase() {
  const server = new URL(process.env.CHENGXIAO_POSTGRES);
  const name = `journey_${randomBytes(6).toString('hex')}`;
  const any = new URL(server);
  any.pathname = '/postgres';
  const made = spawnSync('psql', [any.href, '--quiet', '--command', `CREATE DATABASE ${name}`]);
  if (made.status !== 0) {
    throw new Error(`no database could be made: ${made.stderr}`);
  }
  server.pathname = `/${name}`;
  return server.href;
}
