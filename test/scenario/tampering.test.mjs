// SPDX-License-Identifier: Apache-2.0
// Evidence that is wrong in any part makes each client refuse before it sends anything: a proxy
// between client and enclave spoils the evidence and sees no registration arrive.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after } from 'node:test';

import { askJson } from './ask.mjs';
import { run } from './program.mjs';
import { tamperingProxy } from './proxies.mjs';
import { Stage, clientFor } from './stage.mjs';

const stage = new Stage({ after });
const exchange = await stage.sandbox();
const inside = await stage.enclave(exchange.url);
const other = await stage.enclave(exchange.url, [], join(stage.directory, 'other'));
const proxy = await tamperingProxy(stage, inside.url);
const small = exchange.account('small');

const flipBit = (encoding, name, bit) => (evidence) => {
  const bytes = Buffer.from(evidence[name], encoding);
  bytes[bit >> 3] ^= 1 << (bit & 7);
  evidence[name] = bytes.toString(encoding);
};

// A byte of each part of a v3 quote: header 0-47, report 48-431, signature data from 436 on.
const QUOTE_PARTS = [
  ['its header', 3, 'ATT_E_AK_TYPE'],
  ['its measurement', 112, 'ATT_E_QUOTE_SIGNATURE'],
  ['its report data', 368, 'ATT_E_QUOTE_SIGNATURE'],
  ['its signature', 440, 'ATT_E_QUOTE_SIGNATURE'],
  ['its attestation key', 510, 'ATT_E_QE_REPORT_DATA'],
  ["the quoting enclave's report", 570, 'ATT_E_QE_REPORT_SIGNATURE'],
  ["that report's signature", 960, 'ATT_E_QE_REPORT_SIGNATURE'],
  ['the certificate chain', 1055, 'ATT_E_CERT_FORMAT'],
];
const otherEvidence = (await askJson(`${other.url}/attestation/quote`)).json;
const otherNonce = () => `?nonce=${Buffer.alloc(32, 7).toString('base64url')}`;
const put = (values) => (evidence) => { Object.assign(evidence, values); };
const bind = (values) => (evidence) => { Object.assign(evidence.binding, values); };

function otherConfig(evidence) {
  evidence.config += 'more=1\n';
  evidence.binding.config_sha256 = createHash('sha256').update(evidence.config).digest('hex');
}

// [what, the code each client gives, the spoiling or what differs at the client]
const SPOILT = [
  ...QUOTE_PARTS.map(([part, at, code]) =>
    [`a bit of the quote flipped, in ${part}`, code,
      { spoil: flipBit('base64', 'quote', at * 8) }]),
  ['the quote cut short', 'ATT_E_QUOTE_TRUNCATED',
    { spoil: (evidence) => { evidence.quote = evidence.quote.slice(0, -8); } }],
  ['another measurement expected', 'ATT_E_MRENCLAVE', { measurement: 'ab'.repeat(32) }],
  ['another measurement shown', 'ATT_E_MRENCLAVE',
    { spoil: put({ measurement: 'ab'.repeat(32) }) }],
  ['another root trusted', 'ATT_E_ROOT_UNTRUSTED', { inside: other }],
  ["another enclave's evidence", 'ATT_E_ROOT_UNTRUSTED', { spoil: () => otherEvidence }],
  ["another enclave's keys", 'ATT_E_REPORT_DATA', { spoil: put({ key_id: otherEvidence.key_id,
    public_key: otherEvidence.public_key, identity_key: otherEvidence.identity_key }) }],
  ['no nonce sent on', 'ATT_E_NONCE', { spoilNonce: () => '' }],
  ['another nonce sent on', 'ATT_E_NONCE', { spoilNonce: otherNonce }],
  ['another nonce sent on, and the right one put back', 'ATT_E_REPORT_DATA',
    { spoilNonce: otherNonce,
      spoil: (evidence, asked) => { evidence.binding.nonce = asked.get('nonce'); } }],
  ['a bit of the encryption key flipped', 'ATT_E_REPORT_DATA',
    { spoil: flipBit('base64', 'public_key', 9) }],
  ['a bit of the identity key flipped', 'ATT_E_REPORT_DATA',
    { spoil: flipBit('base64', 'identity_key', 9) }],
  ['a bit of the key id flipped', 'ATT_E_REPORT_DATA',
    { spoil: flipBit('base64url', 'key_id', 3) }],
  ['another configuration', 'ATT_E_CONFIG', { spoil: put({ config: 'anything goes\n' }) }],
  ['another configuration with its hash', 'ATT_E_REPORT_DATA', { spoil: otherConfig }],
  ['simulated evidence that says it is real', 'ATT_E_NOT_SIMULATED',
    { spoil: put({ simulated: false }) }],
  ['simulated evidence of the real type', 'ATT_E_NOT_SIMULATED',
    { spoil: put({ attestation_type: 'SGX_QUOTE' }) }],
  ['a TLS key named where none is bound', 'ATT_E_REPORT_DATA',
    { spoil: bind({ tls_spki_sha256: '11'.repeat(32) }) }],
];

// The proxy in that state, and nothing recorded yet; `use` gets what the client is told.
async function withSpoilt({ spoil = null, spoilNonce = null, inside: believed, measurement }, use) {
  Object.assign(proxy, { spoil, spoilNonce, requests: [] });
  const told = { ...inside, url: proxy.url, rootPath: (believed ?? inside).rootPath,
    root: (believed ?? inside).root, measurement: measurement ?? inside.measurement };
  await use(told);
  assert.deepEqual(new Set(proxy.requests), new Set(['GET /attestation/quote']));
}

test('the SDK registers through the proxy when nothing is spoilt', async () => {
  Object.assign(proxy, { spoil: null, spoilNonce: null, requests: [] });
  const client = clientFor({ ...inside, url: proxy.url }, small);
  await client.register();
  assert.deepEqual(proxy.requests, ['GET /attestation/quote', 'POST /enclave/submit_key']);
});

for (const [what, code, spoiling] of SPOILT) {
  test(`the SDK sends nothing: ${what}`, () => withSpoilt(spoiling, async (told) => {
    await assert.rejects(clientFor(told, small).register(), { name: 'AttestationError', code });
  }));
}

for (const [what, code, spoiling] of SPOILT) {
  test(`the gateway forwards nothing: ${what}`, (t) => withSpoilt(spoiling, async (told) => {
    const own = new Stage(t);
    const gateway = await own.gateway(told, proxy.url);
    await gateway.program.event('enclave_refused');
    for (const path of ['/health', '/enclave/summary/x']) {
      const { status, json, headers } = await askJson(gateway.url + path);
      assert.deepEqual([status, json.code], [503, 'UNAVAILABLE']);
      assert.ok(Number(headers['retry-after']) > 0);
      assert.ok(json.detail.includes(`(${code})`), json.detail);
    }
    const posted = await askJson(`${gateway.url}/enclave/submit_key`,
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
    assert.equal(posted.status, 503);
    assert.equal(gateway.program.lines.filter((line) => line.event === 'enclave_verified').length,
      0);
  }));
}

async function register(told, directory) {
  return run('perf-aggregator', ['register', '--url', told.url, '--measurement', told.measurement,
    '--insecure-simulated-root', told.rootPath, '--allow-secrets-to-simulated', '--sandbox',
    '--user', 'trader-1', '--credentials', '-', '--no-input', '--no-wait',
    '--session', join(directory, 'session.json')],
  { env: { HOME: directory }, input: `${small.apiKey}\n${small.secret}\n` });
}

test('the command line registers when nothing is spoilt', async () => {
  Object.assign(proxy, { spoil: null, spoilNonce: null, requests: [] });
  const { code, output } = await register({ ...inside, url: proxy.url }, stage.directory);
  assert.equal(code, 0, output);
  assert.ok(proxy.requests.includes('POST /enclave/submit_key'));
  assert.ok(readFileSync(join(stage.directory, 'session.json')).length > 0);
});

for (const [what, code, spoiling] of SPOILT) {
  test(`the command line sends nothing: ${what}`, (t) => withSpoilt(spoiling,
    async (told) => {
      const own = new Stage(t);
      const ended = await register(told, own.directory);
      assert.equal(ended.code, 3);
      assert.ok(ended.output.includes(code), ended.output);
      assert.ok(!ended.output.includes(small.secret));
    }));
}
