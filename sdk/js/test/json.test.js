// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import test from 'node:test';
import { base64Decode, hexDecode, utf8 } from '../crypto/index.js';
import {
  parseObject, readBoolean, readBytes, readObject, readText, readU32,
} from '../wire/json.js';

const parse = (text) => parseObject(utf8(text));
const refusal = { name: 'PerfAggregatorError', code: 'INVALID_REPLY' };
const refused = (text, message) => assert.throws(() => parse(text), { ...refusal, message });

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

test('anything but one object in UTF-8 is refused', () => {
  for (const text of ['', '[]', 'null', '7', '"a"', '{', '{}}', '{"a":1,}', "{'a':1}",
    '\ufeff{}']) {
    refused(text, /./);
  }
  assert.throws(() => parseObject(Uint8Array.of(0x7b, 0x22, 0xff, 0x22)), refusal);
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
  for (const name of ['text', 'number', 'yes', 'absent']) wrong(readU32, name);
  assert.equal(readText(from, 'text', 3), 'abc');
  wrong(readText, 'text', 2);
});

test('integers stay within 32 bits', () => {
  assert.equal(readU32({ a: 0xffffffff }, 'a'), 0xffffffff);
  for (const a of [-1, 0x100000000, 0.5, Number.NaN, '1']) {
    assert.throws(() => readU32({ a }, 'a'), refusal);
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
