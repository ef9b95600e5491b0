// SPDX-License-Identifier: Apache-2.0
// Planted keys and secrets go through every door that takes them, and are then looked for in what
// crossed the gateway, in what the programs wrote, and in their memory.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test, { after } from 'node:test';

import { ask, gauge } from './ask.mjs';
import { run } from './program.mjs';
import { recordingProxy } from './proxies.mjs';
import { Search, formsOf } from './search.mjs';
import { Stage, clientFor, collected } from './stage.mjs';

const stage = new Stage({ after });
const exchange = await stage.sandbox();
const inside = await stage.enclave(exchange.url, ['--log-level', 'debug']);
const behind = await recordingProxy(stage, inside.url);
const gateway = await stage.gateway(inside, behind.url, ['--log-level', 'debug']);
const front = await recordingProxy(stage, gateway.url);
await gateway.program.event('enclave_verified');

const random = () => randomBytes(48).toString('base64url').replace(/[-_]/g, 'x');
const planted = Array.from({ length: 10 }, () => ({ apiKey: random(), secret: random() }));
const small = exchange.account('small');
const unused = planted.flatMap(({ apiKey, secret }) => [apiKey, secret]);
const secrets = [...unused, small.apiKey, small.secret];
const outputs = [];
const search = new Search(secrets);
const only = (text) => new Search([text]);

const through = { ...inside, url: front.url };

function readMemory(t, pid) {
  try {
    readFileSync(`/proc/${pid}/smaps`);
    return true;
  } catch (error) {
    t.skip(`the memory of another process cannot be read here: ${error.code}`);
    return false;
  }
}

test('the search finds what is there, in each form', () => {
  const secret = random();
  for (const [form, bytes] of formsOf(secret)) {
    const hay = Buffer.concat([Buffer.from('xyz'), bytes, Buffer.from('xyz')]);
    assert.ok(only(secret).in(hay).some((one) => one.startsWith(form)), form);
  }
  for (const offset of [0, 1, 2]) {
    const hay = Buffer.concat([Buffer.alloc(offset, 1), Buffer.from(secret), Buffer.alloc(9, 2)]);
    assert.match(only(secret).in(Buffer.from(hay.toString('base64')))[0], /^base64/);
  }
  assert.deepEqual(only(secret).in(Buffer.from(random())), []);
});

test('20 planted secrets and a real key go through every door', async () => {
  for (const account of planted.slice(0, 8)) {
    await assert.rejects(clientFor(through, account, { passphrase: account.secret }).register(),
      { code: 'INVALID_CREDENTIALS' });
  }
  // A key the exchange knows, with a planted secret, and a planted key as another account's.
  await assert.rejects(clientFor(through, { ...small, secret: planted[8].secret }).register(),
    { code: 'INVALID_CREDENTIALS' });
  await assert.rejects(clientFor(through, { ...small, apiKey: planted[8].apiKey }).register(),
    { code: 'INVALID_CREDENTIALS' });
  // The command line.
  const ended = await run('perf-aggregator', ['register', '--url', front.url, '--measurement',
    inside.measurement, '--insecure-simulated-root', inside.rootPath,
    '--allow-secrets-to-simulated', '--sandbox', '--user', 'trader-1', '--credentials', '-',
    '--no-input', '--gateway', '--session', join(stage.directory, 'session.json')],
  { env: { HOME: stage.directory }, input: `${planted[9].apiKey}\n${planted[9].secret}\n` });
  assert.notEqual(ended.code, 0);
  outputs.push(['the command line', Buffer.from(ended.output)]);
  // One that is accepted, read and ended.
  const client = clientFor(through, small);
  await client.register();
  await collected(client);
  await client.getMetrics();
  await client.revoke();
  assert.equal(await gauge(inside.url, 'credentials_held'), 0);
  assert.equal((await ask(`${front.url}/health`)).status, 200);
});

test('none of them crosses the gateway in any form, on either side', () => {
  for (const [place, { crossed }] of Object.entries({ front, behind })) {
    assert.ok(crossed().length > 50_000, `${place} was crossed`);
    assert.ok(crossed().includes('ephemeral_pub'));
    assert.deepEqual(search.in(crossed()), [], place);
  }
});

test('none of them is in anything a program or a log wrote', () => {
  for (const { program } of [exchange, inside, gateway]) {
    outputs.push([program.name, program.output]);
  }
  assert.ok(inside.program.lines.filter((line) => line.event === 'request').length > 20);
  for (const [place, bytes] of outputs) assert.deepEqual(search.in(bytes), [], place);
  const directory = join(stage.directory, 'enclave');
  for (const name of readdirSync(directory)) {
    assert.deepEqual(search.in(readFileSync(join(directory, name))), [], name);
  }
});

test("none of them is in the gateway's memory", (t) => {
  const { pid } = gateway.program;
  if (!readMemory(t, pid)) return;
  assert.deepEqual(search.inMemory(pid), []);
  // The search does see its memory: what it was told to trust is there.
  assert.notDeepEqual(only(inside.measurement).inMemory(pid), []);
});

test("none of a registration that failed or ended stays in the enclave's memory", (t) => {
  const { pid } = inside.program;
  if (!readMemory(t, pid)) return;
  assert.deepEqual(search.inMemory(pid), []);
});

test("a live key is in the enclave's memory, and in no other program's", async (t) => {
  if (!readMemory(t, inside.program.pid)) return;
  const client = clientFor(through, small);
  await client.register();
  assert.notDeepEqual(only(small.secret).inMemory(inside.program.pid), []);
  assert.deepEqual(only(small.secret).inMemory(gateway.program.pid), []);
  await client.revoke();
});
