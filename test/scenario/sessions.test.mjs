// SPDX-License-Identifier: Apache-2.0
// Who may read: the session's id where that was asked for, else a signature over each request.
// Whatever is wrong gets the same 401, straight from the enclave and through the gateway.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';

import { ask, askJson, gauge, postJson, posts } from './ask.mjs';
import { run } from './program.mjs';
import { register, seal } from './sealing.mjs';
import { raise, until } from './stage.mjs';

const stage = await raise({ after });
const { inside, front } = stage;
const small = stage.exchange.account('small');
const READS = ['summary', 'metrics', 'trades', 'session'];
const UNKNOWN = `session_1790000000_${'A'.repeat(43)}`;

// The answer without what differs each time.
function face({ status, text }) {
  const { request_id: _, ...problem } = JSON.parse(text);
  return JSON.stringify([status, problem]);
}

const refused = face(await ask(`${inside.url}/enclave/summary/${UNKNOWN}`));

async function assertRefused(url, options) {
  assert.equal(face(await ask(url, options)), refused);
}

// First, for it waits until all is collected: later tests use up what the exchange allows a minute.
test('the command line reads what it registered, and ends it', async () => {
  const session = ['--session', `${stage.directory}/cli.json`];
  const env = { HOME: stage.directory };
  const registered = await run('perf-aggregator', ['register', '--url', inside.url,
    '--measurement', inside.measurement, '--insecure-simulated-root', inside.rootPath,
    '--allow-secrets-to-simulated', '--sandbox', '--user', 'trader-1', '--credentials', '-',
    '--no-input', ...session], { env, input: `${small.apiKey}\n${small.secret}\n` });
  assert.equal(registered.code, 0, registered.output);
  const summary = await until('the summary', async () => {
    const { code, lines, output } = await run('perf-aggregator', ['summary', '--json', ...session],
      { env });
    assert.equal(code, 0, output);
    return lines.find((line) => line.summary?.trades === small.totals.trades);
  });
  assert.equal(summary.summary.volume, small.totals.volume);
  const revoked = await run('perf-aggregator', ['revoke', '--yes', ...session], { env });
  assert.equal(revoked.code, 0, revoked.output);
});

for (const [side, url] of [['the enclave', inside.url], ['the gateway', front.url]]) {
  const at = (what, id) => `${url}/enclave/${what}/${id}`;

  test(`the id alone reads, when the session was made so (${side})`, async () => {
    const { id } = await register(inside, small, { proof: 'none' });
    for (const what of READS) assert.equal((await ask(at(what, id))).status, 200, what);
    assert.equal((await ask(at('summary', id), { method: 'HEAD' })).status, 200);
    const headers = { authorization: `Bearer ${id}` };
    assert.equal((await ask(at('summary', 'self'), { headers })).status, 200);
    await assertRefused(at('summary', 'self'));
  });

  test(`a stolen id of a session with signatures reads nothing (${side})`, async () => {
    const { id, sign } = await register(inside, small);
    for (const what of READS) {
      await assertRefused(at(what, id));
      const headers = await sign('GET', at(what, id));
      assert.equal((await ask(at(what, id), { headers })).status, 200, what);
    }
    await assertRefused(at('session', id), { method: 'DELETE' });
    await assertRefused(at('summary', 'self'), { headers: { authorization: `Bearer ${id}` } });
  });

  test(`a signature serves one request, one path, one query, one session (${side})`, async () => {
    const mine = await register(inside, small);
    const other = await register(inside, small);
    const url1 = at('summary', mine.id);
    const headers = await mine.sign('GET', url1);
    assert.equal((await ask(url1, { headers })).status, 200);
    await assertRefused(url1, { headers }); // again
    const fresh = () => mine.sign('GET', url1);
    await assertRefused(at('metrics', mine.id), { headers: await fresh() });
    await assertRefused(`${url1}?x=1`, { headers: await fresh() });
    await assertRefused(at('session', mine.id), { method: 'DELETE', headers: await fresh() });
    await assertRefused(at('summary', other.id), { headers: await fresh() });
    await assertRefused(at('summary', other.id),
      { headers: await mine.sign('GET', at('summary', other.id)) });
    await assertRefused(at('summary', UNKNOWN),
      { headers: await mine.sign('GET', at('summary', UNKNOWN)) });
    for (const seconds of [-70, 70]) {
      const createdS = Math.floor(Date.now() / 1000) + seconds;
      await assertRefused(url1, { headers: await mine.sign('GET', url1, { createdS }) });
    }
    const { signature, 'signature-input': input } = await fresh();
    await assertRefused(url1, { headers: { signature } });
    await assertRefused(url1, { headers: { 'signature-input': input } });
    await assertRefused(url1, { headers: { 'signature-input': input,
      signature: signature.replace(/:./, (two) => (two === ':A' ? ':B' : ':A')) } });
    assert.equal((await ask(url1, { headers: await fresh() })).status, 200);
  });

  test(`a revoked session reads nothing more (${side})`, async () => {
    const held = await gauge(inside.url, 'credentials_held');
    const { id, sign } = await register(inside, small);
    assert.equal(await gauge(inside.url, 'credentials_held'), held + 1);
    const remove = async () => ask(at('session', id),
      { method: 'DELETE', headers: await sign('DELETE', at('session', id)) });
    assert.equal((await remove()).status, 200);
    assert.equal(await gauge(inside.url, 'credentials_held'), held);
    assert.equal(face(await remove()), refused);
    await assertRefused(at('summary', id), { headers: await sign('GET', at('summary', id)) });
  });

  test(`what is no session gets the answer of an unknown one (${side})`, async () => {
    for (const id of ['x', 'self', UNKNOWN.slice(0, -1), `${UNKNOWN}A`, 'a'.repeat(2000)]) {
      for (const what of READS) await assertRefused(at(what, id));
    }
  });
}

test('the gateway serves the users\' paths with the session as bearer', async () => {
  const { id } = await register(inside, small, { proof: 'none' });
  const headers = { authorization: `Bearer ${id}` };
  for (const what of ['summary', 'metrics']) {
    const { status, json } = await askJson(`${front.url}/users/trader-1/${what}`, { headers });
    assert.equal(status, 200);
    assert.ok(json.summary);
    await assertRefused(`${front.url}/users/trader-1/${what}`);
    await assertRefused(`${front.url}/users/trader-1/${what}`,
      { headers: { authorization: `Bearer ${UNKNOWN}` } });
  }
});

test('the gateway takes no key in the clear, and says how', async () => {
  const before = await posts(inside.url);
  const { status, json } = await postJson(`${front.url}/users`,
    { userId: 'trader-1', exchange: 'binance', apiKey: small.apiKey, secret: small.secret });
  assert.deepEqual([status, json.code], [403, 'FORBIDDEN']);
  assert.match(json.detail, /submit_key/);
  assert.equal(await posts(inside.url), before, 'the enclave was not asked');
});

test('unknown paths and methods are problems too', async () => {
  for (const url of [inside.url, front.url]) {
    const lost = await askJson(`${url}/enclave/nothing`);
    assert.deepEqual([lost.status, lost.json.code], [404, 'NOT_FOUND']);
    const wrong = await askJson(`${url}/enclave/submit_key`);
    assert.deepEqual([wrong.status, wrong.json.code, wrong.headers.allow],
      [405, 'METHOD_NOT_ALLOWED', 'POST']);
    const type = await askJson(`${url}/enclave/submit_key`, { method: 'POST', body: '{}' });
    assert.deepEqual([type.status, type.json.code], [415, 'UNSUPPORTED_MEDIA_TYPE']);
    const large = await postJson(`${url}/enclave/submit_key`, 'x'.repeat(8193));
    assert.deepEqual([large.status, large.json.code], [413, 'PAYLOAD_TOO_LARGE']);
  }
  assert.equal((await ask(`${front.url}/metrics`)).status, 404, 'operators ask the enclave');
});

test('the registration is answered once its session can be read', async () => {
  const { status, json } = await postJson(`${front.url}/enclave/submit_key`,
    await seal(inside, small, { metadata: { proof: 'none', ttl: 300 } }));
  assert.equal(status, 201);
  assert.equal(json.status, 'active');
  const read = await askJson(`${front.url}/enclave/session/${json.session_id}`);
  assert.equal(read.json.expires_at, json.expires_at);
  assert.ok(Math.abs(Date.parse(json.expires_at) - Date.now() - 300_000) < 10_000);
});
