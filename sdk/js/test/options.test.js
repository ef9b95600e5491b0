// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { SecureClient } from '../index.js';
import { checkOptions } from '../options.js';
import { repositoryPath } from '../tools/vectors.js';

const GOOD = {
  enclaveUrl: 'https://perf.example:3000', userId: 'trader-john', exchange: 'binance',
  apiKey: 'planted-api-key', secret: 'planted-secret', policy: { measurements: ['ab'.repeat(32)] },
};

const refused = (changes, message) => assert.throws(
  () => new SecureClient({ ...GOOD, ...changes }),
  (error) => {
    assert.equal(error.code, 'INVALID_OPTION');
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /planted/);
    return true;
  }, JSON.stringify(changes));

test('requests wait as long as every client of ours does, and longer than an enclave', () => {
  const header = readFileSync(repositoryPath('lib/wire/attestation.h'), 'utf8');
  assert.equal(checkOptions(GOOD).timeoutMs, Number(/ATTESTATION_WAIT_MS = (\d+)/.exec(header)[1]));
});

test('defaults are those of the documentation', () => {
  const options = checkOptions(GOOD);
  assert.deepEqual([options.accountType, options.sandbox, options.ttl, options.label,
    options.proof, options.allowSecretsToSimulated, options.timeoutMs, options.trust],
  ['spot', false, 86_400, '', 'hmac', false, 30_000, {}]);
  assert.deepEqual(options.policy.releases,
    [{ tee: 'SGX', mrenclave: new Uint8Array(32).fill(0xab) }]);
  assert.deepEqual(options.policy.statuses, ['UpToDate', 'SWHardeningNeeded']);
  assert.equal(options.enclaveUrl, 'https://perf.example:3000');
});

test('each required option is asked for by name', () => {
  for (const name of Object.keys(GOOD)) refused({ [name]: undefined }, new RegExp(`^${name}`));
  assert.throws(() => new SecureClient(), { code: 'INVALID_OPTION' });
  assert.throws(() => new SecureClient(null), { code: 'INVALID_OPTION' });
});

test('an option that does not exist is a mistake, not a wish', () => {
  refused({ mesurements: [] }, /mesurements is not an option/);
  refused({ constructor: 1 }, /constructor is not an option/);
  refused({ policy: { ...GOOD.policy, any: true } }, /policy: it has the unknown member "any"/);
  refused({ trust: { root: 'x' } }, /trust may only/);
});

test('there is no way to allow any measurement', () => {
  for (const measurements of [undefined, [], 'any', ['any'], ['*'], ['ab'.repeat(31)], [null],
    ['ab'.repeat(33)], [new Uint8Array(32)], Array(17).fill('ab'.repeat(32))]) {
    refused({ policy: { measurements } }, /policy: .*("measurements"|"mrenclave"|"releases")/);
  }
  for (const releases of [[], 'any', [{ tee: 'SGX' }]]) {
    refused({ policy: { releases } }, /policy: .*releases?/);
  }
  for (const policy of [null, 'any', [], true]) refused({ policy }, /policy/);
  checkOptions({ ...GOOD, policy: { measurements: Array(16).fill('AB'.repeat(32)) } });
});

test('the address is an https origin, or one of this machine', () => {
  for (const enclaveUrl of ['http://localhost:3000', 'http://127.0.0.1:5000', 'http://[::1]:3000',
    'http://127.3.2.1', 'https://perf.example', 'https://perf.example/']) {
    checkOptions({ ...GOOD, enclaveUrl });
  }
  for (const enclaveUrl of ['', 'perf.example', 'http://perf.example', 'ftp://localhost', 7,
    'http://127.0.0.1.evil.example', 'http://localhost.evil.example', 'https://u:p@perf.example',
    'https://perf.example/api', 'https://perf.example/?a', 'https://perf.example/#a']) {
    refused({ enclaveUrl }, /enclaveUrl/);
  }
});

test('each limit holds at its edge and one beyond', () => {
  const at = (changes) => checkOptions({ ...GOOD, ...changes });
  at({ ttl: 300 });
  at({ ttl: 604_800 });
  for (const ttl of [299, 604_801, 300.5, '300', Number.NaN]) refused({ ttl }, /ttl/);
  at({ label: 'é'.repeat(32) });
  refused({ label: `${'é'.repeat(32)}x` }, /label .* 64 bytes/);
  refused({ label: '\ud800' }, /label/);
  for (const label of ['a\nb', '\u007f', '\u0085', 7]) refused({ label }, /label/);
  at({ userId: 'u'.repeat(64) });
  for (const userId of ['u'.repeat(65), 'a b', 'é', 'a\n', 7]) refused({ userId }, /userId/);
  for (const exchange of ['Binance', 'b', 'a b', 7]) refused({ exchange }, /exchange/);
  at({ symbols: Array(64).fill('X'.repeat(39)) });
  for (const symbols of [[], Array(65).fill('X'), 'BTCUSDT', [''], [7], ['X'.repeat(40)],
    ['btcusdt']]) {
    refused({ symbols }, /symbols/);
  }
  for (const timeoutMs of [0, 600_001, '5']) refused({ timeoutMs }, /timeoutMs/);
});

test('keys copied with a line end or with nothing are noticed', () => {
  for (const name of ['apiKey', 'secret', 'passphrase']) {
    for (const value of ['', 'planted-key\n', '\tplanted-key', 'planted\u0000key', 'planted key',
      'planted-\udc00-key', 'planted-clé', 'p'.repeat(256), 7, null]) {
      refused({ [name]: value }, new RegExp(`^${name}`));
    }
    checkOptions({ ...GOOD, [name]: 'p'.repeat(255) });
  }
  for (const name of ['apiKey', 'secret']) {
    refused({ [name]: 'p'.repeat(9) }, /10 to 255/);
    checkOptions({ ...GOOD, [name]: 'p'.repeat(10) });
  }
  checkOptions({ ...GOOD, passphrase: 'p' });
});

test('a private key in PEM is taken with its lines as a secret, and as nothing else', () => {
  const pem = (size) =>
    `-----BEGIN PRIVATE KEY-----\r\n${'A'.repeat(size)}\n-----END PRIVATE KEY-----\n`;
  checkOptions({ ...GOOD, secret: pem(64) });
  const most = 3583 - pem(0).length;
  checkOptions({ ...GOOD, secret: pem(most) });
  refused({ secret: pem(most + 1) }, /^secret/);
  refused({ secret: ` ${pem(64)}` }, /^secret/);
  refused({ secret: `${pem(64)}\u0000` }, /^secret/);
  refused({ secret: `${pem(64)}é` }, /^secret/);
  for (const name of ['apiKey', 'passphrase']) refused({ [name]: pem(64) }, new RegExp(`^${name}`));
});

test('choices and types are checked', () => {
  refused({ accountType: 'margins' }, /accountType must be one of spot, margin, futures, all/);
  refused({ proof: 'dpop' }, /proof must be one of hmac, none/);
  refused({ sandbox: 'false' }, /sandbox must be a boolean/);
  refused({ allowSecretsToSimulated: 'yes' }, /allowSecretsToSimulated must be a boolean/);
  refused({ fetch: {} }, /fetch must be a function/);
  refused({ onProgress: 1 }, /onProgress must be a function/);
  refused({ signal: {} }, /signal must be an AbortSignal/);
});
