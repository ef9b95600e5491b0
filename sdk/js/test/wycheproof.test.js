// SPDX-License-Identifier: Apache-2.0
// Project Wycheproof's cases through our own functions.
import assert from 'node:assert/strict';
import test from 'node:test';
import {
  aeadKey, aeadOpen, aeadSeal, concat, hexDecode, hexEncode, hkdfExpand, hkdfExtract, hmacSha256,
  x25519, x25519Private,
} from '../crypto/index.js';
import { fixture } from '../tools/vectors.js';

async function everyCase(t, file, wanted, run) {
  const found = fixture(t, `security/wycheproof/${file}`);
  if (!found) return;
  let count = 0;
  for (const group of found.testGroups.filter(wanted)) {
    for (const vector of group.tests) {
      await run(vector, group);
      count += 1;
    }
  }
  t.diagnostic(`${count} cases`);
  assert.ok(count > 0);
}

const all = () => true;
const ZERO = '00'.repeat(32);

test('x25519', (t) => everyCase(t, 'x25519_test.json', all, async (vector) => {
  const run = x25519(await x25519Private(hexDecode(vector.private)), hexDecode(vector.public));
  if (vector.shared === ZERO) {
    await assert.rejects(run, { name: 'OperationError' }, `case ${vector.tcId}`);
  } else {
    assert.equal(hexEncode(await run), vector.shared, `case ${vector.tcId}`);
  }
}));

const ourGcm = (group) => group.keySize === 256 && group.ivSize === 96;
test('aes-256-gcm with a 96-bit nonce', (t) =>
  everyCase(t, 'aes_gcm_test.json', ourGcm, async (vector) => {
    const [key, iv, aad, msg, ct, tag] =
      ['key', 'iv', 'aad', 'msg', 'ct', 'tag'].map((name) => hexDecode(vector[name]));
    const imported = await aeadKey(key);
    if (vector.result === 'valid') {
      const sealed = await aeadSeal(imported, iv, aad, msg);
      assert.deepEqual(sealed, concat(ct, tag), `case ${vector.tcId}`);
      assert.deepEqual(await aeadOpen(imported, iv, aad, sealed), msg);
    } else {
      await assert.rejects(aeadOpen(imported, iv, aad, concat(ct, tag)),
        { name: 'OperationError' }, `case ${vector.tcId}`);
    }
  }));

test('hkdf-sha256', (t) => everyCase(t, 'hkdf_sha256_test.json', all, async (vector) => {
  const prk = await hkdfExtract(hexDecode(vector.salt), hexDecode(vector.ikm));
  const run = hkdfExpand(prk, hexDecode(vector.info), vector.size);
  if (vector.result === 'valid') {
    assert.equal(hexEncode(await run), vector.okm, `case ${vector.tcId}`);
  } else {
    await assert.rejects(run, RangeError, `case ${vector.tcId}`);
  }
}));

test('hmac-sha256', (t) => everyCase(t, 'hmac_sha256_test.json', all, async (vector, group) => {
  const mac = await hmacSha256(hexDecode(vector.key), hexDecode(vector.msg));
  const same = hexEncode(mac.subarray(0, group.tagSize / 8)) === vector.tag;
  assert.equal(same, vector.result === 'valid', `case ${vector.tcId}`);
}));
