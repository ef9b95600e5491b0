// SPDX-License-Identifier: Apache-2.0
// 82 raw requests, most of them malformed, to the enclave and through the gateway.  Each gets one
// of the outcomes its case allows, and never two answers where one was asked for.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import test from 'node:test';
import { setTimeout } from 'node:timers/promises';

import { fixture } from '../../sdk/js/tools/vectors.js';
import { ask } from './ask.mjs';
import { raise } from './stage.mjs';

const QUIET_MS = 400; // after an answer: would another one follow?
const PATIENCE_MS = 1000; // no answer for so long is waiting
const DEADLINE_MS = 20_000;

// Whole answers at the start of `bytes`: their statuses, and whether one said to go on.
function answersIn(bytes) {
  const statuses = [];
  let goesOn = false;
  let rest = bytes.toString('latin1');
  for (;;) {
    const match = /^HTTP\/1\.1 (\d{3}) [^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n/.exec(rest);
    if (!match) return { statuses, goesOn, rest };
    const [head, status] = match;
    const size = Number(/\r\ncontent-length: *(\d+)\r\n/i.exec(head)?.[1] ?? 0);
    if (rest.length < head.length + size) return { statuses, goesOn, rest };
    if (status === '100') goesOn = true;
    else statuses.push(Number(status));
    rest = rest.slice(head.length + size);
  }
}

// Send `raw`; what came back until the connection closed, or fell quiet after an answer.
async function exchange(url, raw) {
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname);
  const begunMs = performance.now();
  let received = Buffer.alloc(0);
  let firstMs = null;
  socket.on('data', (chunk) => {
    firstMs ??= performance.now() - begunMs;
    received = Buffer.concat([received, chunk]);
  });
  socket.on('error', () => {}); // A reset is a close.
  const closed = once(socket, 'close').then(() => 'closed', () => 'closed');
  socket.write(Buffer.from(raw, 'latin1'));
  const stopMs = begunMs + DEADLINE_MS;
  let state;
  while (state !== 'closed' && performance.now() < stopMs) {
    const before = received.length;
    state = await Promise.race([closed, setTimeout(QUIET_MS, 'quiet')]);
    if (state === 'quiet' && before > 0 && before === received.length) break;
  }
  const endMs = performance.now() - begunMs;
  socket.destroy();
  return { ...answersIn(received), isClosed: state === 'closed', firstMs: firstMs ?? endMs };
}

// The words of the fixture that describe what happened.
function outcomes({ statuses, goesOn, isClosed, firstMs }) {
  const said = statuses.join(' ');
  const waited = firstMs >= PATIENCE_MS && isClosed;
  return [
    ...statuses.slice(0, 1),
    ...(goesOn ? [100] : []),
    ...(statuses.length === 0 && isClosed ? ['close'] : []),
    ...(statuses.length === 1 ? ['one-response'] : []),
    ...(said === '200 200' ? ['two-200'] : []),
    ...(said === '200 400' && isClosed ? ['200-then-400-close'] : []),
    ...(waited && (said === '408' || said === '') ? ['wait'] : []),
  ];
}

const answersAllowed = (want) =>
  (want.includes('two-200') || want.includes('200-then-400-close') ? 2 : 1);

async function runAll(t, cases, url) {
  const wrong = [];
  await Promise.all(cases.map(async ({ id, raw, want }) => {
    const found = await exchange(url, raw);
    const happened = outcomes(found);
    const isGood = found.rest === '' && found.statuses.length <= answersAllowed(want)
      && happened.some((one) => want.includes(one));
    if (!isGood) wrong.push({ id, want, happened, ...found });
  }));
  assert.deepEqual(wrong, []);
  assert.equal((await ask(`${url}/health`)).status, 200, 'it still answers');
  assert.equal(cases.length, 82);
  t.diagnostic(`${cases.length} cases`);
}

test('raw requests get what their case allows', { concurrency: true }, async (t) => {
  const cases = fixture(t, 'security/proposed/http-cases.json')?.cases;
  if (!cases) return;
  const stage = await raise(t);
  await Promise.all([
    t.test('straight to the enclave', (one) => runAll(one, cases, stage.inside.url)),
    t.test('through the gateway', (one) => runAll(one, cases, stage.front.url)),
  ]);
});
