// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import test from 'node:test';
import { base64Decode, hexDecode } from '../crypto/index.js';
import {
  parseObject, readBoolean, readBytes, readHex, readList, readNumber, readObject, readText,
} from '../wire/json.js';

const STRICT = { depthMax: 8, integersOnly: true };

const refusal = { name: 'EncodingError' };
const refused = (text, message, limits) =>
  assert.throws(() => parseObject(text, limits), { ...refusal, message });
const parse = (text) => parseObject(text);

test('what JSON.parse accepts is read as it reads it', () => {
  for (const text of ['{}', '{"a":[1,{"a":2}],"b":{"a":"}"}}', '{"a\\"b":1,"a":"\\"a\\":"}',
    '{"__proto__":1,"constructor":{"toString":[]}}', ' {"a" : "\\\\" } ']) {
    assert.deepEqual(parse(text), JSON.parse(text));
  }
});

test('a member given twice is refused wherever it is', () => {
  refused('{"a":1,"a":1}', /member "a" twice/);
  refused('{"x":[{"b":1,"c":"b","b":2}]}', /member "b" twice/);
  refused('{"a":1,"\\u0061":2}', /member "a" twice/);
  refused('{"__proto__":1,"__proto__":2}', /twice/);
});

test('anything but one object is refused', () => {
  for (const text of ['', '[]', 'null', '7', '"a"', '{', '{}}', '{"a":1,}', "{'a':1}",
    '\ufeff{}']) {
    refused(text, /./);
  }
});

test('32 levels are read and 33 refused', () => {
  const deep = (levels) => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
  parse(deep(32));
  refused(deep(33), /deeper than 32/);
  refused(deep(50_000), /deeper than 32/);
});

test('a long answer with many escapes is read', () => {
  const text = JSON.stringify({ a: '\\"\n'.repeat(200_000) });
  assert.equal(parse(text).a.length, 600_000);
});

test('a member of another type is named', () => {
  const from = { text: 'abc', number: 1.5, yes: true, object: {}, list: [], nothing: null };
  const wrong = (read, name, ...more) => assert.throws(() => read(from, name, ...more),
    { ...refusal, message: new RegExp(`"${name}"`) });
  for (const name of ['number', 'yes', 'object', 'list', 'nothing', 'absent']) {
    wrong(readText, name, 10);
  }
  for (const name of ['text', 'number', 'yes', 'list', 'nothing', 'absent']) {
    wrong(readObject, name);
  }
  for (const name of ['text', 'number', 'nothing', 'absent']) wrong(readBoolean, name);
  for (const name of ['text', 'number', 'yes', 'absent']) wrong(readNumber, name, 9);
  assert.equal(readText(from, 'text', 3), 'abc');
  wrong(readText, 'text', 2);
});

test('documents that were signed have whole numbers only, and eight levels', () => {
  for (const text of ['{"a":0,"b":-1,"c":[123456789012345]}', '{"a":"1.5","b":"1e3"}',
    `{"a":${'['.repeat(7)}${']'.repeat(7)}}`]) {
    assert.deepEqual(parseObject(text, STRICT), JSON.parse(text));
  }
  for (const number of ['1.0', '1e3', '1E3', '-0.5', '1234567890123456']) {
    refused(`{"a":${number}}`, /not a whole number/, STRICT);
    refused(`{"a":[{"b":[0,${number}]}]}`, /not a whole number/, STRICT);
    parseObject(`{"a":${number}}`);
  }
  refused(`{"a":${'['.repeat(8)}${']'.repeat(8)}}`, /deeper than 8/, STRICT);
});

test('numbers stay within their limits', () => {
  assert.equal(readNumber({ a: 0xffffffff }, 'a', 0xffffffff), 0xffffffff);
  for (const a of [-1, 0x100000000, 0.5, Number.NaN, '1', null, undefined]) {
    assert.throws(() => readNumber({ a }, 'a', 0xffffffff), refusal);
  }
});

test('lists have a limit', () => {
  assert.deepEqual(readList({ a: [1, 2] }, 'a', 2), [1, 2]);
  for (const a of [[1, 2, 3], {}, 'ab', null, undefined]) {
    assert.throws(() => readList({ a }, 'a', 2), { ...refusal, message: /"a"/ });
  }
});

test('hex of others may be in either case', () => {
  assert.deepEqual(readHex({ a: '0aFf' }, 'a', 2), Uint8Array.of(0x0a, 0xff));
  for (const a of ['0a', '0aFg', '0x0a', ' 0aff', 7]) {
    assert.throws(() => readHex({ a }, 'a', 2), { ...refusal, message: /"a"/ });
  }
});

test('bytes have the right encoding and size', () => {
  assert.equal(readBytes({ a: '00ff' }, 'a', hexDecode, 2).length, 2);
  assert.equal(readBytes({ a: 'AA==' }, 'a', base64Decode, { max: 5 }).length, 1);
  assert.throws(() => readBytes({ a: '00FF' }, 'a', hexDecode, 2),
    { ...refusal, message: /"a" is not lower-case/ });
  assert.throws(() => readBytes({ a: '00' }, 'a', hexDecode, 2),
    { ...refusal, message: /"a" has 1 bytes instead of 2/ });
  assert.throws(() => readBytes({ a: 'AAAAAAAA' }, 'a', base64Decode, { max: 5 }),
    { ...refusal, message: /at most 5/ });
  assert.throws(() => readBytes({ a: 'A'.repeat(15) }, 'a', base64Decode, { max: 5 }), refusal);
});
