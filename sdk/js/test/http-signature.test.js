// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import test from 'node:test';
import { base64Decode, base64Encode, hmacKey, hmacSign, utf8 } from '../crypto/index.js';
import { signRequest, signatureBase } from '../http-signature.js';
import { fixture } from '../tools/vectors.js';

test('RFC 9421 appendix B.2.5', async (t) => {
  const vector = fixture(t, 'security/misc/rfc9421_b25_hmac.json');
  if (!vector) return;
  const { base } = signatureBase([
    ['date', 'Tue, 20 Apr 2021 02:07:55 GMT'], ['@authority', 'example.com'],
    ['content-type', 'application/json'],
  ], ';created=1618884473;keyid="test-shared-secret"');
  assert.equal(base, vector.signature_base);
  const key = await hmacKey(base64Decode(vector.key_base64));
  assert.equal(base64Encode(await hmacSign(key, utf8(base))), vector.signature_base64);
});

const KEY = new Uint8Array(32).fill(7);

test('a request is signed over its method, path and query as sent', async () => {
  const headers = await signRequest(await hmacKey(KEY), {
    method: 'GET', url: 'https://perf.example:3000/enclave/metrics/s?from=a%20b&method=fifo',
    createdS: 1790000200, nonce: new Uint8Array(16).fill(1),
  });
  const input = '("@method" "@path" "@query");created=1790000200;'
    + 'nonce="AQEBAQEBAQEBAQEBAQEBAQ";alg="hmac-sha256"';
  const base = `"@method": GET\n"@path": /enclave/metrics/s\n"@query": ?from=a%20b&method=fifo\n`
    + `"@signature-params": ${input}`;
  const mac = createHmac('sha256', KEY).update(base).digest('base64');
  assert.deepEqual(headers, { 'signature-input': `sig1=${input}`, signature: `sig1=:${mac}:` });
});

test('an absent query is signed as a lone question mark', async () => {
  const key = await hmacKey(KEY);
  const headers = await signRequest(key,
    { method: 'DELETE', url: 'http://localhost/enclave/session/s', createdS: 1 });
  const input = headers['signature-input'].slice('sig1='.length);
  const base = `"@method": DELETE\n"@path": /enclave/session/s\n"@query": ?\n`
    + `"@signature-params": ${input}`;
  const mac = createHmac('sha256', KEY).update(base).digest('base64');
  assert.equal(headers.signature, `sig1=:${mac}:`);
});

test('every request has a fresh nonce of 16 bytes', async () => {
  const key = await hmacKey(KEY);
  const request = { method: 'GET', url: 'http://localhost/', createdS: 1 };
  const nonces = new Set();
  for (let i = 0; i < 50; i++) {
    const { 'signature-input': input } = await signRequest(key, request);
    nonces.add(/;nonce="([A-Za-z0-9_-]{22})";/.exec(input)[1]);
  }
  assert.equal(nonces.size, 50);
});
