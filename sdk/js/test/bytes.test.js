// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import test from 'node:test';
import {
  EncodingError, base64Decode, base64Encode, base64urlDecode, base64urlEncode, concat, equal,
  hexDecode, hexEncode, lp, u32, u64, utf8, utf8Decode,
} from '../crypto/index.js';

const refused = (decode, texts) => {
  for (const text of texts) {
    assert.throws(() => decode(text), EncodingError, `accepted ${JSON.stringify(text)}`);
  }
};

test('every length of bytes survives each encoding', () => {
  for (let size = 0; size < 300; size++) {
    const bytes = Uint8Array.from({ length: size }, (_, i) => (i * 37 + size) & 255);
    assert.deepEqual(hexDecode(hexEncode(bytes)), bytes);
    assert.deepEqual(base64Decode(base64Encode(bytes)), bytes);
    assert.deepEqual(base64urlDecode(base64urlEncode(bytes)), bytes);
    assert.equal(base64Encode(bytes), Buffer.from(bytes).toString('base64'));
    assert.equal(base64urlEncode(bytes), Buffer.from(bytes).toString('base64url'));
  }
});

test('base64 has one text per value', () => {
  refused(base64Decode, ['A', 'AA', 'AA=', 'AB==', 'AAB=', 'AA==\n', ' AA==', 'A A==',
    'AA==AA==',
    '-_==', 'AAA', 'AAAA=', '====', 'é', undefined, null, 7, {}]);
  assert.deepEqual(base64Decode('AA=='), Uint8Array.of(0));
});

test('base64url has one text per value', () => {
  refused(base64urlDecode, ['A', 'AB', 'AAB', 'AA==', 'AA=', '+A', '/A', 'AA\n', ' AA', 'AAAAA',
    'é', undefined, null, 7, {}]);
  assert.deepEqual(base64urlDecode('_-8'), Uint8Array.of(0xff, 0xef));
});

test('hexadecimal is lower case and even', () => {
  refused(hexDecode, ['0', 'AA', 'zz', '0x00', '00 ', undefined, null, 7]);
});

test('text that is not well-formed Unicode is refused, not replaced', () => {
  refused(utf8, ['\ud800', 'a\udc00b', '\udc00\ud800']);
  assert.throws(() => utf8Decode(Uint8Array.of(0xff)), EncodingError);
  assert.throws(() => utf8Decode(Uint8Array.of(0xed, 0xa0, 0x80)), EncodingError);
  const text = '\ufeffété – 账户 ✓ 😀';
  assert.equal(utf8Decode(utf8(text)), text);
});

test('integers are big-endian and prefixes count bytes', () => {
  assert.equal(hexEncode(u32(0x01020304)), '01020304');
  assert.equal(hexEncode(u64(2 ** 40 + 5)), '0000010000000005');
  assert.equal(hexEncode(lp('é')), '00000002c3a9');
  assert.equal(hexEncode(concat(lp(''), lp(Uint8Array.of(9)))), '000000000000000109');
});

test('equal compares sizes and every byte', () => {
  const bytes = Uint8Array.from({ length: 32 }, (_, i) => i);
  assert.ok(equal(bytes, bytes.slice()));
  assert.ok(!equal(bytes, bytes.slice(1)));
  for (let i = 0; i < bytes.length; i++) {
    const other = bytes.slice();
    other[i] ^= 1;
    assert.ok(!equal(bytes, other));
  }
});
