// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import test from 'node:test';
import {
  base64Decode, base64urlDecode, base64urlEncode, concat, hexDecode, hexEncode, hpkeReceiver,
  sha256, utf8, utf8Decode, x25519Private,
} from '../crypto/index.js';
import { bindingPreimage, keyId, reportData } from '../wire/binding.js';
import {
  envelopeAad, envelopeInfo, envelopePlaintext, popKey, receiptHolds, sealEnvelope,
} from '../wire/envelope.js';
import { fixture, vectors } from '../tools/vectors.js';

const enclaveOf = ({ enclave, request }) => ({
  measurement: hexDecode(enclave.measurement),
  publicKey: hexDecode(enclave.hpke_public_key),
  identityKey: hexDecode(enclave.identity_key),
  configSha256: hexDecode(enclave.config_sha256),
  keyId: base64urlDecode(request.key_id),
});

const bindingOf = (vector) => ({
  version: vector.binding.version,
  flags: vector.binding.flags,
  nonce: base64urlDecode(vector.binding.nonce),
  tlsSpkiSha256: hexDecode(vector.binding.tls_spki_sha256),
  collateralSha256: hexDecode(vector.binding.collateral_sha256),
  ...enclaveOf(vector),
});

async function sealedAgain(vector) {
  const { request } = vector;
  return sealEnvelope({
    enclave: enclaveOf(vector),
    challenge: base64urlDecode(request.challenge),
    issuedAt: request.issued_at,
    metadata: request.metadata,
    credentials: JSON.parse(vector.plaintext),
    ephemeral: {
      privateKey: await x25519Private(hexDecode(vector.hpke.ephemeral_private_key)),
      publicKey: base64Decode(request.ephemeral_pub),
    },
  });
}

async function checkBinding(vector) {
  const { enclave, binding } = vector;
  assert.equal(hexEncode(bindingPreimage(bindingOf(vector))), binding.preimage);
  assert.equal(bindingPreimage(bindingOf(vector)).length, 232);
  assert.equal(hexEncode(await reportData(bindingOf(vector))), binding.report_data);
  assert.equal(hexEncode(await sha256(utf8(enclave.config))), enclave.config_sha256);
  const name = await keyId(hexDecode(enclave.hpke_public_key));
  assert.equal(base64urlEncode(name), enclave.key_id);
}

async function checkSeal(vector) {
  const { request, hpke, reply } = vector;
  const challenge = base64urlDecode(request.challenge);
  assert.equal(hexEncode(envelopeInfo(enclaveOf(vector))), hpke.info);
  assert.equal(hexEncode(envelopeAad({ keyId: base64urlDecode(request.key_id), challenge,
    issuedAt: request.issued_at, metadata: request.metadata })), hpke.aad);
  assert.equal(utf8Decode(envelopePlaintext(JSON.parse(vector.plaintext))), vector.plaintext);
  const sealed = await sealedAgain(vector);
  assert.equal(JSON.stringify(sealed.request), JSON.stringify(request));
  assert.equal(hexEncode(await sealed.context.export(utf8('perf-aggregator/pop/v1'), 32)),
    hpke.k_pop);
  assert.equal(hexEncode(await sealed.context.export(utf8('perf-aggregator/audit/v1'), 32)),
    hpke.k_audit);
  const receipt = { ephemeralPub: sealed.ephemeralPub, sessionId: reply.session_id,
    expiresAt: reply.expires_at, receipt: base64Decode(reply.receipt) };
  assert.ok(await receiptHolds(await popKey(sealed.context), receipt));
}

async function checkOpen(vector) {
  const { request, hpke } = vector;
  const context = await hpkeReceiver({
    privateKey: await x25519Private(hexDecode(vector.enclave.hpke_private_key)),
    publicKey: hexDecode(vector.enclave.hpke_public_key),
  }, base64Decode(request.ephemeral_pub), hexDecode(hpke.info));
  assert.deepEqual(context.nextNonce(), base64Decode(request.nonce));
  const sealed = concat(base64Decode(request.ciphertext), base64Decode(request.tag));
  const plain = await context.open(hexDecode(hpke.aad), sealed);
  assert.equal(utf8Decode(plain), vector.plaintext);
}

async function everyVector(t, file) {
  for (const vector of file.vectors) {
    await t.test(vector.name, async () => {
      await checkBinding(vector);
      await checkSeal(vector);
      await checkOpen(vector);
    });
  }
  assert.ok(file.vectors.length > 0);
}

test('our vectors, byte for byte', (t) => everyVector(t, vectors('envelope.json')));

test('vectors made by other hands, byte for byte', async (t) => {
  const file = fixture(t, 'protocol/envelope.json');
  if (file) await everyVector(t, file);
});

test('the plaintext is always whole blocks of 256 bytes', () => {
  for (let size = 1; size < 600; size++) {
    const plain = envelopePlaintext({ userId: 'u', exchange: 'binance', apiKey: 'k',
      secret: 's'.repeat(size), accountType: 'spot', sandbox: true });
    assert.equal(plain.length % 256, 0);
    assert.equal(JSON.parse(utf8Decode(plain)).secret.length, size);
  }
});

test('a receipt holds for its own session, expiry and key only', async () => {
  for (const vector of vectors('envelope.json').vectors) {
    const sealed = await sealedAgain(vector);
    const key = await popKey(sealed.context);
    const good = { ephemeralPub: sealed.ephemeralPub, sessionId: vector.reply.session_id,
      expiresAt: vector.reply.expires_at, receipt: base64Decode(vector.reply.receipt) };
    assert.ok(await receiptHolds(key, good));
    assert.ok(!await receiptHolds(key, { ...good, sessionId: `${good.sessionId}x` }));
    assert.ok(!await receiptHolds(key, { ...good, expiresAt: '2099-01-01T00:00:00.000Z' }));
    assert.ok(!await receiptHolds(key, { ...good, ephemeralPub: new Uint8Array(32) }));
    assert.ok(!await receiptHolds(key, { ...good, receipt: good.receipt.slice(1) }));
    for (let bit = 0; bit < 256; bit++) {
      const receipt = good.receipt.slice();
      receipt[bit >> 3] ^= 1 << (bit & 7);
      assert.ok(!await receiptHolds(key, { ...good, receipt }));
    }
  }
});

test('the proof key cannot be read back', async () => {
  const sealed = await sealedAgain(vectors('envelope.json').vectors[0]);
  const key = await popKey(sealed.context);
  assert.equal(key.extractable, false);
  await assert.rejects(crypto.subtle.exportKey('raw', key));
});
