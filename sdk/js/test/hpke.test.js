// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import test from 'node:test';
import {
  hexDecode, hexEncode, hpkeReceiver, hpkeSender, x25519Generate, x25519Private,
} from '../crypto/index.js';
import { fixture } from '../tools/vectors.js';

const pair = async (privateKey, publicKey) => ({
  privateKey: await x25519Private(hexDecode(privateKey)), publicKey: hexDecode(publicKey),
});

test('RFC 9180, base mode: every seal, open and export', async (t) => {
  const file = fixture(t, 'security/hpke/rfc9180_x25519_sha256_aes256gcm.json');
  if (!file) return;
  const vector = file.find(({ mode }) => mode === 0);
  const info = hexDecode(vector.info);
  const { enc, context } = await hpkeSender(
    hexDecode(vector.pkRm), info, await pair(vector.skEm, vector.pkEm));
  const receiver = await hpkeReceiver(await pair(vector.skRm, vector.pkRm), enc, info);

  assert.equal(hexEncode(enc), vector.enc);
  assert.equal(hexEncode(context.nextNonce()), vector.base_nonce);
  for (const { aad, pt, ct, nonce } of vector.encryptions) {
    assert.equal(hexEncode(context.nextNonce()), nonce);
    const sealed = await context.seal(hexDecode(aad), hexDecode(pt));
    assert.equal(hexEncode(sealed), ct);
    assert.equal(hexEncode(await receiver.open(hexDecode(aad), sealed)), pt);
  }
  for (const { exporter_context: context_, L, exported_value: value } of vector.exports) {
    assert.equal(hexEncode(await context.export(hexDecode(context_), L)), value);
    assert.equal(hexEncode(await receiver.export(hexDecode(context_), L)), value);
  }
  assert.equal(vector.encryptions.length, 257);
  t.diagnostic(`${vector.encryptions.length} seals, ${vector.exports.length} exports`);
});

test('two senders never make the same envelope', async () => {
  const { publicKey } = await x25519Generate();
  const [a, b] = [await hpkeSender(publicKey, publicKey), await hpkeSender(publicKey, publicKey)];
  assert.notDeepEqual(a.enc, b.enc);
  assert.notDeepEqual(a.context.nextNonce(), b.context.nextNonce());
});

test('two seals at once use two nonces', async () => {
  const { publicKey } = await x25519Generate();
  const { context } = await hpkeSender(publicKey, publicKey);
  const [a, b] = await Promise.all([context.seal(publicKey, publicKey),
    context.seal(publicKey, publicKey)]);
  assert.notDeepEqual(a, b);
});

test('a flipped bit anywhere does not open, and does not move the sequence', async () => {
  const mine = await x25519Generate();
  const [info, aad, plain] = [Uint8Array.of(1, 2), Uint8Array.of(3), Uint8Array.of(4, 5, 6)];
  const { enc, context } = await hpkeSender(mine.publicKey, info);
  const sealed = await context.seal(aad, plain);
  const receiver = await hpkeReceiver(mine, enc, info);
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const flipped = sealed.slice();
    flipped[bit >> 3] ^= 1 << (bit & 7);
    await assert.rejects(receiver.open(aad, flipped), { name: 'OperationError' });
  }
  await assert.rejects(receiver.open(plain, sealed), { name: 'OperationError' });
  const other = await hpkeReceiver(mine, enc, aad);
  await assert.rejects(other.open(aad, sealed), { name: 'OperationError' });
  assert.deepEqual(await receiver.open(aad, sealed), plain);
});

test('a low-order public key is refused', async () => {
  for (const point of ['00'.repeat(32), `01${'00'.repeat(31)}`]) {
    await assert.rejects(hpkeSender(hexDecode(point), new Uint8Array(0)),
      { name: 'OperationError' });
  }
});
