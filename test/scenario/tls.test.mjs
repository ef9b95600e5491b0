// SPDX-License-Identifier: Apache-2.0
// TLS to the enclave: its key is in the quote, so somebody who ends TLS in the middle is refused
// before anything is sent, however good the evidence that he passes on.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import test, { after } from 'node:test';

import { ask, askJson, posts } from './ask.mjs';
import { run } from './program.mjs';
import { recordingProxy } from './proxies.mjs';
import { register } from './sealing.mjs';
import { Stage, clientFor } from './stage.mjs';

const stage = new Stage({ after });
const exchange = await stage.sandbox();
const inside = await stage.enclave(exchange.url, ['--tls', 'self']);
const small = exchange.account('small');

// A gateway that ends TLS with a key of its own is all that a man in the middle can be.
const middle = await stage.gateway(inside, inside.url, ['--tls', 'self']);
await middle.program.event('enclave_verified');

const commandLine = (url, directory) => run('perf-aggregator', ['register', '--url', url,
  '--measurement', inside.measurement, '--insecure-simulated-root', inside.rootPath,
  '--allow-secrets-to-simulated', '--sandbox', '--user', 'trader-1', '--credentials', '-',
  '--no-input', '--no-wait', '--session', join(directory, 'session.json')],
{ env: { HOME: directory }, input: `${small.apiKey}\n${small.secret}\n` });

test('the gateway verifies the key it speaks TLS with, and forwards', async (t) => {
  const own = new Stage(t);
  assert.match(inside.url, /^https:/);
  const wire = await recordingProxy(own, inside.url);
  const front = await own.gateway(inside, wire.url.replace('http:', 'https:'));
  await front.program.event('enclave_verified');
  const client = clientFor({ ...inside, url: front.url }, small);
  const id = await client.register();
  assert.equal((await client.getSummary()).simulated, true);
  assert.ok(wire.crossed().length > 5000);
  assert.ok(!wire.crossed().includes('attestation'), 'nothing is readable on the way');
  assert.ok(!wire.crossed().includes(id));
  assert.match((await client.attest()).tlsSpkiSha256, /^[0-9a-f]{64}$/);
});

test('the gateway refuses somebody who ends TLS in the middle', async (t) => {
  const own = new Stage(t);
  const before = await posts(inside.url);
  const front = await own.gateway(inside, middle.url);
  await front.program.event('enclave_refused');
  const { status, json } = await askJson(`${front.url}/health`);
  assert.deepEqual([status, json.code], [503, 'UNAVAILABLE']);
  assert.match(json.detail, /ATT_E_TLS/);
  assert.equal(await posts(inside.url), before);
});

test('the command line refuses somebody who ends TLS in the middle', async (t) => {
  const own = new Stage(t);
  const before = await posts(inside.url);
  const ended = await commandLine(middle.url, own.directory);
  assert.equal(ended.code, 3);
  assert.match(ended.output, /ATT_E_TLS/);
  assert.equal(await posts(inside.url), before);
});

test('the command line registers with the enclave itself', async (t) => {
  const own = new Stage(t);
  const { code, output } = await commandLine(inside.url, own.directory);
  assert.equal(code, 0, output);
});

test('a session opened over TLS is read over TLS with the id alone', async () => {
  const { id } = await register(inside, small, { proof: 'none' });
  assert.equal((await ask(`${inside.url}/enclave/summary/${id}`)).status, 200);
  assert.equal((await ask(`${middle.url}/enclave/summary/${id}`)).status, 200);
});

test('an SDK that cannot know the certificate does not speak to it', async () => {
  await assert.rejects(clientFor(inside, small).register(),
    (error) => error.code === 'NETWORK_ERROR' && /NODE_EXTRA_CA_CERTS/.test(error.message));
});
