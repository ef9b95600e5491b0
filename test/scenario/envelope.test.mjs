// SPDX-License-Identifier: Apache-2.0
// What the enclave says to an envelope that was changed on the way: one and the same answer to
// every flipped bit of what it means, the member's name to what breaks its form, REPLAY to a
// second use.  And: envelopes that others' HPKE sealed open.
import { CipherSuite, DhkemX25519HkdfSha256, HkdfSha256, Aes256Gcm } from '@hpke/core';
import assert from 'node:assert/strict';
import { Agent } from 'node:http';
import test, { after } from 'node:test';

import { base64Encode } from '../../sdk/js/crypto/index.js';
import { envelopeAad, envelopeInfo, envelopePlaintext } from '../../sdk/js/wire/envelope.js';
import { gauge, postJson } from './ask.mjs';
import { METADATA, attest, credentialsOf, seal } from './sealing.mjs';
import { raise } from './stage.mjs';

const stage = await raise({ after });
const { inside, front } = stage;
const small = stage.exchange.account('small');
const agent = new Agent({ keepAlive: true, maxSockets: 8 });
after(() => agent.destroy());

const submit = (body, url = inside.url) => postJson(`${url}/enclave/submit_key`, body, { agent });

// Numbers as they are: JSON.stringify has no 64-bit integers.
const written = (request) => JSON.stringify(request, (_, value) =>
  (typeof value === 'bigint' ? `<${value}>` : value)).replace(/"<(-?\d+)>"/g, '$1');

// Everything of an answer but what differs by its nature.
function face({ status, headers, json }) {
  const { 'x-request-id': _, date: __, ...fields } = headers;
  return JSON.stringify([status, fields, { ...json, request_id: json.request_id?.length }]);
}

// Every value that differs in one bit, for each kind of field.
function* flippedBytes(bytes) {
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const out = Buffer.from(bytes);
    out[bit >> 3] ^= 1 << (bit & 7);
    yield out;
  }
}

function* flippedEncoded(text, encoding) {
  for (const bytes of flippedBytes(Buffer.from(text, encoding))) yield bytes.toString(encoding);
}

function* flippedNumber(value, bits) {
  for (let bit = 0n; bit < bits; bit += 1n) yield BigInt.asIntN(64, BigInt(value) ^ (1n << bit));
}

// The eighth bit would leave UTF-8: that is a broken form, tested elsewhere.
function* flippedText(text) {
  for (const bytes of flippedBytes(Buffer.from(text))) {
    if (bytes.every((byte) => byte < 0x80)) yield bytes.toString();
  }
}

function* flips(request) {
  const encodings = { key_id: 'base64url', challenge: 'base64url', ephemeral_pub: 'base64',
    nonce: 'base64', ciphertext: 'base64', tag: 'base64' };
  for (const [name, encoding] of Object.entries(encodings)) {
    for (const value of flippedEncoded(request[name], encoding)) yield { [name]: value };
  }
  for (const value of flippedNumber(request.issued_at, 64n)) yield { issued_at: value };
  const { metadata } = request;
  for (const name of ['exchange', 'label', 'proof']) {
    for (const value of flippedText(metadata[name])) {
      yield { metadata: { ...metadata, [name]: value } };
    }
  }
  for (const ttl of flippedNumber(metadata.ttl, 32n)) yield { metadata: { ...metadata, ttl } };
}

// Run `work` on each item, a few at a time.
async function each(items, work) {
  const queue = items[Symbol.iterator]();
  let count = 0;
  const worker = async () => {
    for (const item of queue) {
      count += 1;
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  return count;
}

test('every flipped bit of fields and metadata gets one and the same answer', async (t) => {
  const request = await seal(inside, small);
  const faces = new Map(); // answer -> the first change that got it
  const count = await each(flips(request), async (change) => {
    const found = face(await submit(written({ ...request, ...change })));
    if (!faces.has(found)) faces.set(found, written(change));
  });
  assert.equal(faces.size, 1, [...faces].join('\n'));
  const [status, , problem] = JSON.parse([...faces.keys()][0]);
  assert.deepEqual([status, problem.code], [400, 'ENCRYPTION_ERROR']);
  assert.ok(count > 2800);
  assert.equal((await submit(request)).status, 201, 'unchanged it still opens');
  t.diagnostic(`${count} cases`);
});

test('every flipped bit of the request as sent is refused, or names what it broke', async (t) => {
  const request = Buffer.from(JSON.stringify(await seal(inside, small)));
  const members = [...Object.keys(METADATA), 'key_id', 'challenge', 'issued_at', 'ephemeral_pub',
    'nonce', 'ciphertext', 'tag', 'metadata'].join('|');
  const named = new RegExp(`^(metadata\\.)?(${members}): |: unknown member$|byte \\d+`);
  const wrong = [];
  const count = await each(flippedBytes(request), async (body) => {
    const { status, json } = await submit(body, front.url);
    const isGood = status === 400 && (json.code === 'ENCRYPTION_ERROR'
      || (json.code === 'INVALID_REQUEST' && named.test(json.detail)));
    if (!isGood) wrong.push(`${status} ${json.code} ${json.detail}`);
  });
  assert.deepEqual([...new Set(wrong)].slice(0, 20), []);
  t.diagnostic(`${count} cases`);
});

test('a request cut anywhere is INVALID_REQUEST', async (t) => {
  const request = JSON.stringify(await seal(inside, small));
  const faces = new Set();
  const lengths = Array.from({ length: request.length }, (_, length) => length);
  const count = await each(lengths, async (length) => {
    const { status, json } = await submit(request.slice(0, length));
    faces.add(`${status} ${json.code}`);
    assert.ok(json.detail.length > 10);
  });
  assert.deepEqual([...faces], ['400 INVALID_REQUEST']);
  t.diagnostic(`${count} cases`);
});

// [what, the member it must name, the change]
const BROKEN = [
  ['is missing', (request, name) => { delete request[name]; }],
  ['is null', (request, name) => { request[name] = null; }],
  ['is a list', (request, name) => { request[name] = []; }],
];
const TEXT = [
  // Four characters hold three bytes: a last group of one holds none.
  ['lost its end', (value) => value.slice(0, -((value.length - 1) % 4 || 4))],
  ['is empty', () => ''],
  ['is a number', () => 7],
  ['has a character of no alphabet', (value) => `*${value.slice(1)}`],
  ['is in the other alphabet',
    (value) => `${value.slice(0, -4)}${value.includes('=') ? '-_A' : '+/A='}`],
  ['has bits that nothing encodes', (value) => value.replace(/.(=*)$/, (_, pad) => `B${pad}`)],
];

test('what breaks the form of a member is INVALID_REQUEST and names it', async (t) => {
  const good = await seal(inside, small);
  const tries = [];
  for (const name of Object.keys(good)) {
    for (const [what, change] of BROKEN) {
      const request = structuredClone(good);
      change(request, name);
      tries.push([`${name} ${what}`, name, request]);
    }
    if (typeof good[name] !== 'string') continue;
    // Only an encoding whose last character has spare bits can have wrong ones in it.
    const hasSpare = Buffer.from(good[name], 'base64').length % 3 !== 0;
    for (const [what, change] of hasSpare ? TEXT : TEXT.slice(0, -1)) {
      tries.push([`${name} ${what}`, name, { ...good, [name]: change(good[name]) }]);
    }
  }
  for (const [name, value] of [['exchange', 7], ['label', 7], ['ttl', '86400'], ['ttl', 1.5],
    ['proof', true], ['exchange', undefined]]) {
    tries.push([`metadata.${name} = ${value}`, name,
      { ...good, metadata: { ...good.metadata, [name]: value } }]);
  }
  tries.push(['an unknown member', 'surprise', { ...good, surprise: 1 }]);
  tries.push(['an unknown one in metadata', 'surprise',
    { ...good, metadata: { ...good.metadata, surprise: 1 } }]);
  const text = JSON.stringify(good);
  tries.push(['a member twice', 'tag', `${text.slice(0, -1)},"tag":"${good.tag}"}`]);
  const wrong = [];
  await each(tries, async ([what, name, request]) => {
    const { status, json } = await submit(request);
    if (status !== 400 || json.code !== 'INVALID_REQUEST' || !json.detail.includes(name)) {
      wrong.push(`${what}: ${status} ${json.code} ${json.detail}`);
    }
  });
  assert.deepEqual(wrong, []);
  t.diagnostic(`${tries.length} cases`);
});

test('what metadata may not say is named, and leaves no key behind', async () => {
  const held = await gauge(inside.url, 'credentials_held');
  const tries = [[{ ttl: 299 }, 'metadata.ttl'], [{ ttl: 604_801 }, 'metadata.ttl'],
    [{ label: 'x'.repeat(65) }, 'label'], [{ label: 'a\nb' }, 'metadata.label'],
    [{ proof: 'maybe' }, 'metadata.proof'], [{ exchange: 'kraken' }, 'metadata.exchange']];
  for (const [metadata, named] of tries) {
    const { status, json } = await submit(await seal(inside, small, { metadata }));
    assert.deepEqual([status, json.code], [400, 'INVALID_REQUEST'], named);
    assert.ok(json.detail.includes(named), json.detail);
  }
  assert.equal(await gauge(inside.url, 'credentials_held'), held);
});

test('an envelope opens once: a second use is REPLAY, also at the same moment', async () => {
  const request = await seal(inside, small);
  const answers = await Promise.all([submit(request), submit(request, front.url)]);
  assert.deepEqual(answers.map((one) => one.status).sort(), [201, 409]);
  const again = await submit(request);
  assert.deepEqual([again.status, again.json.code], [409, 'REPLAY']);
});

test('a challenge serves one envelope', async () => {
  const attested = await attest(inside);
  assert.equal((await submit(await seal(inside, small, { attested }))).status, 201);
  const { status, json } = await submit(await seal(inside, small, { attested }));
  assert.deepEqual([status, json.code], [409, 'REPLAY']);
});

test('an envelope issued at another time than now is CHALLENGE_EXPIRED', async () => {
  for (const offset of [-400, 400]) {
    const issuedAt = Math.floor(Date.now() / 1000) + offset;
    const { status, json } = await submit(await seal(inside, small, { issuedAt }));
    assert.deepEqual([status, json.code], [410, 'CHALLENGE_EXPIRED']);
  }
});

test('an envelope for another enclave does not open', async (t) => {
  const other = await raise(t);
  const { status, json } = await submit(await seal(other.inside, small));
  assert.deepEqual([status, json.code], [400, 'ENCRYPTION_ERROR']);
});

// The same registration, its envelope sealed by @hpke/core.
async function sealForeign() {
  const { enclave, challenge } = await attest(inside);
  const suite = new CipherSuite(
    { kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
  const recipientPublicKey = await suite.kem.deserializePublicKey(enclave.publicKey);
  const sender = await suite.createSenderContext(
    { recipientPublicKey, info: envelopeInfo(enclave) });
  const issuedAt = Math.floor(Date.now() / 1000);
  const sealed = new Uint8Array(await sender.seal(envelopePlaintext(credentialsOf(small)),
    envelopeAad({ keyId: enclave.keyId, challenge, issuedAt, metadata: METADATA })));
  return {
    key_id: Buffer.from(enclave.keyId).toString('base64url'),
    challenge: Buffer.from(challenge).toString('base64url'),
    issued_at: issuedAt,
    ephemeral_pub: base64Encode(new Uint8Array(sender.enc)),
    nonce: base64Encode(new Uint8Array(sender._ctx.baseNonce)),
    ciphertext: base64Encode(sealed.subarray(0, -16)),
    tag: base64Encode(sealed.subarray(-16)),
    metadata: METADATA,
  };
}

test('an envelope sealed by @hpke/core opens', async () => {
  const { status, json } = await submit(await sealForeign());
  assert.equal(status, 201, json.detail);
});
