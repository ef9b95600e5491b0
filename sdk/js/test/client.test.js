// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import test from 'node:test';
import { inspect } from 'node:util';
import { SecureClient } from '../index.js';
import { hexEncode } from '../crypto/index.js';
import { FakeEnclave, problem } from '../tools/fake-enclave.js';
import { INTEL_LIKE, makeCollateral } from '../tools/simulated-evidence.js';

const SECRETS = { apiKey: 'planted-api-key', secret: 'planted-secret', passphrase: 'planted-pass' };
const silence = (t) => t.mock.method(console, 'warn', () => {});

function clientOf(enclave, changes = {}) {
  return new SecureClient({
    enclaveUrl: 'http://127.0.0.1:3000', userId: 'trader-john', exchange: 'binance', ...SECRETS,
    policy: { measurements: [hexEncode(enclave.measurement)] },
    trust: { simulatedRoot: enclave.platform.rootPem },
    allowSecretsToSimulated: true,
    fetch: enclave.fetch,
    ...changes,
  });
}

async function setUp(t, changes, kind) {
  silence(t);
  const enclave = await FakeEnclave.make(kind);
  return { enclave, client: clientOf(enclave, changes) };
}

/** Only GET /attestation/quote may have gone out, and nothing of the secrets. */
function nothingWasSent(enclave) {
  for (const { method, path, body } of enclave.sent) {
    assert.equal(method, 'GET');
    assert.match(path, /^\/attestation\/quote\?nonce=[\w-]{43}$/);
    assert.equal(body, undefined);
  }
  assert.equal(enclave.opened.length, 0);
}

test('a registration arrives whole, and its session can be read', async (t) => {
  const steps = [];
  const { enclave, client } = await setUp(t, {
    label: 'main – été', ttl: 300, accountType: 'all', sandbox: true, symbols: ['BTCUSDT'],
    onProgress: ({ step }) => steps.push(step),
  });
  assert.equal(client.getSessionId(), null);
  assert.equal(client.isRegistered(), false);

  const id = await client.register();

  assert.equal(id, enclave.sessionId);
  assert.equal(client.getSessionId(), id);
  assert.equal(client.isRegistered(), true);
  assert.deepEqual(enclave.opened, [{ userId: 'trader-john', exchange: 'binance', ...SECRETS,
    accountType: 'all', sandbox: true, symbols: ['BTCUSDT'] }]);
  assert.deepEqual(steps, ['attest', 'verified', 'submit', 'registered']);
  assert.deepEqual(JSON.parse(enclave.sent.at(-1).body).metadata,
    { exchange: 'binance', label: 'main – été', ttl: 300, proof: 'hmac' });

  assert.deepEqual(await client.getSummary(),
    { proof: true, path: `/enclave/summary/${id}`, search: '', method: 'GET' });
  assert.deepEqual(await client.getMetrics({ from: '2026-01-01T00:00:00Z', method: 'fifo' }),
    { proof: true, path: `/enclave/metrics/${id}`, method: 'GET',
      search: '?from=2026-01-01T00%3A00%3A00Z&method=fifo' });
  assert.deepEqual(await client.getEquity({ method: 'lifo' }),
    { proof: true, path: `/enclave/equity/${id}`, search: '?method=lifo', method: 'GET' });
  assert.deepEqual(await client.getTrades({ symbol: 'BTCUSDT', limit: 10, cursor: undefined }),
    { proof: true, path: `/enclave/trades/${id}`, method: 'GET',
      search: '?symbol=BTCUSDT&limit=10' });
  assert.deepEqual(await client.getSession(),
    { proof: true, path: `/enclave/session/${id}`, search: '', method: 'GET' });
  assert.equal((await client.revoke()).method, 'DELETE');
  assert.equal(client.getSessionId(), null);
  assert.equal(client.isRegistered(), false);
});

test('without a proof the id alone is sent', async (t) => {
  const { client } = await setUp(t, { proof: 'none' });
  await client.register();
  assert.equal((await client.getSummary()).proof, 'none');
});

test('each attestation has its own nonce, and each registration a new attestation', async (t) => {
  const { enclave, client } = await setUp(t);
  await client.attest();
  await client.register();
  await client.register();
  const asked = enclave.sent.filter(({ path }) => path.startsWith('/attestation'));
  assert.equal(new Set(asked.map(({ path }) => path)).size, 3);
});

test('attest gives facts, and needs no permission for secrets', async (t) => {
  const { enclave, client } = await setUp(t, { allowSecretsToSimulated: false });
  const facts = await client.attest();
  assert.equal(facts.simulated, true);
  assert.equal(facts.measurement, hexEncode(enclave.measurement));
  assert.equal(facts.config, enclave.config);
  assert.equal(facts.tlsSpkiSha256, null);
  assert.deepEqual([facts.tee, facts.tcbStatus, facts.evaluationNumber, facts.advisories],
    ['SGX', 'UpToDate', 21, []]);
  const { nextUpdate } = JSON.parse(enclave.collateral.tcb_info);
  assert.deepEqual([facts.validUntil, facts.expiresFirst],
    [nextUpdate.replace('Z', '.000Z'), 'root CRL']);
  nothingWasSent(enclave);
});

test('simulated evidence is announced, once', async (t) => {
  const warn = silence(t);
  const enclave = await FakeEnclave.make();
  const client = clientOf(enclave);
  await client.attest();
  await client.attest();
  assert.equal(warn.mock.callCount(), 1);
  assert.match(warn.mock.calls[0].arguments[0], /SIMULATED - NOT PROTECTED/);
});

test('a simulated root without permission: not even a nonce is sent', async (t) => {
  const { enclave, client } = await setUp(t, { allowSecretsToSimulated: false });
  await assert.rejects(client.register(), { code: 'SIMULATED_NOT_ALLOWED' });
  assert.equal(enclave.sent.length, 0);
});

const refusals = [
  ['no simulated root', { client: { trust: {} } }, 'ATT_E_ROOT_UNTRUSTED'],
  ['another measurement', { client: { policy: { measurements: ['ab'.repeat(32)] } } },
    'ATT_E_MRENCLAVE'],
  ['another nonce, bound', { evidence: (e) => { e.nonce = new Uint8Array(32); } }, 'ATT_E_NONCE'],
  ['no nonce, bound', { evidence: (e) => { e.flags &= ~2; } }, 'ATT_E_NONCE'],
  ['another nonce, shown', { quote: (a) => { a.binding.nonce = 'A'.repeat(43); } },
    'ATT_E_REPORT_DATA'],
  ['not simulated, bound', { evidence: (e) => { e.flags &= ~4; } }, 'ATT_E_NOT_SIMULATED'],
  ['not simulated, shown', { quote: (a) => { a.simulated = false; } }, 'ATT_E_NOT_SIMULATED'],
  ['not simulated, named', { quote: (a) => { a.attestation_type = 'SGX_QUOTE'; } },
    'ATT_E_NOT_SIMULATED'],
  ['an unknown type', { quote: (a) => { a.attestation_type = 'constructor'; } },
    'ATT_E_NOT_SIMULATED'],
  ['DEBUG clear', { evidence: (e) => { e.attributes = 0x05; } }, 'ATT_E_NOT_SIMULATED'],
  ['PROVISION_KEY set', { evidence: (e) => { e.attributes = 0x17; } }, 'ATT_E_ATTRIBUTES'],
  ['INIT clear', { evidence: (e) => { e.attributes = 0x06; } }, 'ATT_E_ATTRIBUTES'],
  ['unknown flags, bound', { evidence: (e) => { e.flags |= 8; } }, 'ATT_E_ANSWER'],
  ['another version, bound', { evidence: (e) => { e.version = 2; } }, 'ATT_E_ANSWER'],
  ['other flags, shown', { quote: (a) => { a.binding.flags |= 1; } }, 'ATT_E_REPORT_DATA'],
  ['another public key', { quote: (a) => { a.public_key = `${'A'.repeat(43)}=`; } },
    'ATT_E_REPORT_DATA'],
  ['another identity key', { quote: (a) => { a.identity_key = `${'A'.repeat(43)}=`; } },
    'ATT_E_REPORT_DATA'],
  ['another key id', { quote: (a) => { a.key_id = 'AAAAAAAAAAA'; } }, 'ATT_E_REPORT_DATA'],
  ['another configuration', { quote: (a) => { a.config += ' '; } }, 'ATT_E_CONFIG'],
  ['another configuration and hash', { quote: (a) => {
    a.config = '';
    a.binding.config_sha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  } }, 'ATT_E_REPORT_DATA'],
  ['a configuration that is not the bound one',
    { evidence: (e) => { e.configSha256 = new Uint8Array(32); } }, 'ATT_E_CONFIG'],
  ['a collateral hash without collateral',
    { evidence: (e) => { e.collateralSha256 = new Uint8Array(32).fill(1); } },
    'ATT_E_COLLATERAL'],
  ['another collateral hash, shown',
    { quote: (a) => { a.binding.collateral_sha256 = '11'.repeat(32); } }, 'ATT_E_REPORT_DATA'],
  ['no collateral', { quote: (a) => { a.collateral = {}; } }, 'ATT_E_CRL_MISSING'],
  ['half a collateral', { quote: (a) => { delete a.collateral.pck_crl; } }, 'ATT_E_CRL_MISSING'],
  ['a collateral of another form', { quote: (a) => { a.collateral.pck_crl = 'XX'; } },
    'ATT_E_COLLATERAL_FORMAT'],
  ['more collateral than there is', { quote: (a) => { a.collateral.more = ''; } },
    'ATT_E_COLLATERAL_FORMAT'],
  ['a TLS key that no flag binds',
    { evidence: (e) => { e.tlsSpkiSha256 = new Uint8Array(32).fill(1); } }, 'ATT_E_TLS'],
  ['another measurement, shown', { quote: (a) => { a.measurement = 'ab'.repeat(32); } },
    'ATT_E_MRENCLAVE'],
  ['an expired chain', { kind: { until: Date.UTC(2025, 6) } }, 'ATT_E_CERT_EXPIRED'],
  ['a chain of the future', { kind: { from: Date.UTC(2048, 0) } }, 'ATT_E_CERT_NOT_YET_VALID'],
  ["a platform with a real one's name", { kind: { fmspc: '00606a000000' } },
    'ATT_E_NOT_SIMULATED'],
  ["Intel's vendor id", { kind: { vendor: '939a7233f79c4ca9940a0db3957f0607' },
    evidence: (e) => { e.flags |= 4; } }, 'ATT_E_QE_VENDOR'],
  ["nobody's vendor id", { kind: { vendor: `c176${'00'.repeat(14)}` } }, 'ATT_E_QE_VENDOR'],
];

for (const [name, { client: changes, kind, ...spoil }, code] of refusals) {
  test(`refused, and nothing sent: ${name}`, async (t) => {
    const { enclave, client } = await setUp(t, changes, kind);
    enclave.spoil = spoil;
    await assert.rejects(client.register(), { name: 'AttestationError', code });
    nothingWasSent(enclave);
    assert.equal(client.isRegistered(), false);
  });
}

test('a simulated enclave under another simulated root is refused', async (t) => {
  const other = await FakeEnclave.make();
  const { enclave, client } =
    await setUp(t, { trust: { simulatedRoot: other.platform.rootPem } });
  await assert.rejects(client.register(), { code: 'ATT_E_ROOT_UNTRUSTED' });
  nothingWasSent(enclave);
});

test("Intel's names under a key that is not Intel's are refused", async (t) => {
  const { enclave, client } = await setUp(t, { trust: {} }, INTEL_LIKE);
  await assert.rejects(client.register(), { code: 'ATT_E_ROOT_UNTRUSTED' });
  nothingWasSent(enclave);
});

test('bits flipped anywhere in the quote: refused, and nothing sent', async (t) => {
  const { enclave, client } = await setUp(t);
  await client.attest();
  for (let at = 0; at < 3000; at += at < 1100 ? 17 : 61) {
    enclave.spoil.quote = (answer) => {
      const bytes = Buffer.from(answer.quote, 'base64');
      bytes[at] ^= 1 << (at % 8);
      answer.quote = bytes.toString('base64');
    };
    await assert.rejects(client.register(), { name: 'AttestationError' }, `byte ${at}`);
  }
  nothingWasSent(enclave);
});

test('good collateral that is not the bound one is refused', async (t) => {
  const { enclave, client } = await setUp(t);
  const other = await makeCollateral(enclave.platform);
  enclave.spoil.quote = (answer) => { answer.collateral = other; };
  await assert.rejects(client.register(), { code: 'ATT_E_COLLATERAL' });
  nothingWasSent(enclave);
});

test('a policy of the whole form is applied', async (t) => {
  const { enclave, client } = await setUp(t, { policy: { version: 1,
    releases: [{ tee: 'SGX', mrsigner: '09'.repeat(32), isvprodid: 1, min_isvsvn: 2 }],
    min_tcb_evaluation_data_number: 22 } });
  await assert.rejects(client.register(), { code: 'ATT_E_EVAL_NUMBER', stage: 'policy',
    status: { tcbStatus: 'UpToDate', platformTcbStatus: 'UpToDate', qeTcbStatus: 'UpToDate',
      advisories: [], tcbDate: Date.UTC(2026, 0, 1), evaluationNumber: 21 } });
  nothingWasSent(enclave);
  enclave.collateral = await makeCollateral(enclave.platform, { spoil(documents) {
    documents.tcbInfo.tcbEvaluationDataNumber = 22;
    documents.qeIdentity.tcbEvaluationDataNumber = 22;
  } });
  await client.register();
});

test('an answer that lacks or spoils a member is refused with its name', async (t) => {
  const { enclave, client } = await setUp(t);
  const names = ['attestation_type', 'simulated', 'measurement', 'key_id', 'challenge', 'quote',
    'collateral', 'config', 'binding', 'public_key', 'identity_key'];
  for (const name of names) {
    for (const value of [undefined, null, 7, '=', []]) {
      if (value === '=' && ['attestation_type', 'config'].includes(name)) continue;
      enclave.spoil.quote = (answer) => { answer[name] = value; };
      await assert.rejects(client.register(), { code: 'ATT_E_ANSWER',
        message: new RegExp(`"${name}"`) });
    }
  }
  for (const name of ['version', 'flags', 'nonce', 'tls_spki_sha256', 'collateral_sha256',
    'config_sha256']) {
    enclave.spoil.quote = (answer) => { delete answer.binding[name]; };
    await assert.rejects(client.register(), { code: 'ATT_E_ANSWER',
      message: new RegExp(`"${name}"`) });
  }
  nothingWasSent(enclave);
});

test('evidence older than 60 s is refused', async (t) => {
  const { enclave, client } = await setUp(t);
  let now = 0;
  t.mock.method(performance, 'now', () => now);
  enclave.spoil.quote = () => { now += 60_001; };
  await assert.rejects(client.register(), { code: 'ATT_E_STALE', stage: 'binding' });
  nothingWasSent(enclave);
  enclave.spoil.quote = () => { now += 60_000; };
  await client.register();
});

test('a receipt that is not from the enclave opens no session', async (t) => {
  const { enclave, client } = await setUp(t);
  const other = `session_1_${'A'.repeat(43)}`;
  for (const submit of [(a) => { a.session_id = other; },
    (a) => { a.expires_at = '2099-01-01T00:00:00Z'; },
    (a) => { a.receipt = `${'A'.repeat(43)}=`; }]) {
    enclave.spoil.submit = submit;
    await assert.rejects(client.register(), { code: 'RECEIPT_MISMATCH' });
    assert.equal(client.getSessionId(), null);
  }
  enclave.spoil.submit = (a) => { delete a.receipt; };
  await assert.rejects(client.register(), { code: 'INVALID_REPLY', message: /"receipt"/ });
});

test('a problem document becomes an error with its code', async (t) => {
  const { enclave, client } = await setUp(t);
  enclave.spoil.answer = ({ pathname }) => (pathname === '/enclave/submit_key'
    ? problem(429, 'RATE_LIMIT_EXCEEDED', { 'retry-after': '17' }) : undefined);
  await assert.rejects(client.register(), (error) => {
    assert.equal(error.name, 'PerfAggregatorError');
    assert.deepEqual([error.code, error.status, error.retryAfter],
      ['RATE_LIMIT_EXCEEDED', 429, 17]);
    assert.equal(error.problem.detail, 'because RATE_LIMIT_EXCEEDED');
    assert.equal(error.message, 'RATE_LIMIT_EXCEEDED: because RATE_LIMIT_EXCEEDED');
    return true;
  });
  assert.equal(client.isRegistered(), false);
});

test('an answer that is no answer of an enclave says so', async (t) => {
  const { enclave, client } = await setUp(t);
  const html = (status) => new Response('<html>', { status,
    headers: { 'content-type': 'text/html' } });
  enclave.spoil.answer = () => html(200);
  await assert.rejects(client.attest(),
    { code: 'INVALID_REPLY', message: /address of an enclave/ });
  enclave.spoil.answer = () => html(502);
  await assert.rejects(client.attest(), { code: 'HTTP_ERROR', status: 502 });
  enclave.spoil.answer = () =>
    new Response('{', { headers: { 'content-type': 'application/json' } });
  await assert.rejects(client.attest(), { code: 'INVALID_REPLY', message: /not JSON/ });
  enclave.spoil.answer = () => new Response(new Uint8Array(16 * 1024 * 1024 + 1),
    { headers: { 'content-type': 'application/json' } });
  await assert.rejects(client.attest(), { code: 'INVALID_REPLY', message: /larger/ });
});

test('an unreachable enclave, a slow one and a caller who gives up', async (t) => {
  const never = (_url, { signal }) => new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
  const { client: slow } = await setUp(t, { fetch: never, timeoutMs: 20 });
  await assert.rejects(slow.attest(), { code: 'TIMEOUT', message: /20 ms/ });

  const abort = new AbortController();
  const { client: given } = await setUp(t, { fetch: never, signal: abort.signal });
  const attempt = given.attest();
  abort.abort(new Error('enough'));
  await assert.rejects(attempt, { message: 'enough' });
  await assert.rejects(given.attest(), { message: 'enough' });

  const { client: closed } = await setUp(t, { fetch, enclaveUrl: 'http://127.0.0.1:1' });
  await assert.rejects(closed.attest(), { code: 'NETWORK_ERROR', message: /127\.0\.0\.1:1/ });
});

test('reading before registering is an error of its own', async (t) => {
  const { enclave, client } = await setUp(t);
  const reads = ['getMetrics', 'getSummary', 'getEquity', 'getTrades', 'getSession'];
  for (const read of [...reads, 'revoke']) {
    await assert.rejects(client[read](), { code: 'NOT_REGISTERED' });
  }
  assert.equal(enclave.sent.length, 0);
});

test('an expired session is not a registration', async (t) => {
  // The clock stands from the start: a session ends at a whole second, which may be 1 s earlier.
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
  const { client } = await setUp(t, { ttl: 300 });
  await client.register();
  t.mock.timers.tick(298_000);
  assert.equal(client.isRegistered(), true);
  t.mock.timers.tick(3000);
  assert.equal(client.isRegistered(), false);
});

test('secrets are in nothing that is printed or thrown', async (t) => {
  const { enclave, client } = await setUp(t);
  await client.register();
  const texts = [inspect(client, { depth: 9, showHidden: true }), JSON.stringify(client),
    String(client), JSON.stringify(Object.entries(client))];
  enclave.spoil.answer = () => problem(500, 'UNAVAILABLE');
  texts.push(await client.register().catch((error) => inspect(error, { depth: 9 })));
  texts.push(JSON.stringify(enclave.sent));
  for (const text of texts) assert.doesNotMatch(text, /planted/);
  assert.match(texts[0], /redacted/);
});

test('a page without WebCrypto is told what to do', async (t) => {
  const { enclave, client } = await setUp(t);
  const saved = Object.getOwnPropertyDescriptor(globalThis, 'crypto');
  t.after(() => Object.defineProperty(globalThis, 'crypto', saved));
  Object.defineProperty(globalThis, 'crypto', { value: {}, configurable: true });
  globalThis.isSecureContext = false;
  t.after(() => delete globalThis.isSecureContext);
  await assert.rejects(client.register(),
    { code: 'UNSUPPORTED_ENVIRONMENT', message: /https:\/\/, or from localhost/ });
  delete globalThis.isSecureContext;
  await assert.rejects(client.register(),
    { code: 'UNSUPPORTED_ENVIRONMENT', message: /Node >= 20/ });
  assert.equal(enclave.sent.length, 0);
});

test('an engine without X25519 is told which ones have it', async (t) => {
  const { enclave, client } = await setUp(t);
  const real = crypto.subtle.generateKey.bind(crypto.subtle);
  t.mock.method(crypto.subtle, 'generateKey', (algorithm, ...more) => (algorithm.name === 'X25519'
    ? Promise.reject(new DOMException('no', 'NotSupportedError')) : real(algorithm, ...more)));
  await assert.rejects(client.register(),
    { code: 'UNSUPPORTED_ENVIRONMENT', message: /Chrome or Edge >= 133/ });
  nothingWasSent(enclave);
});
