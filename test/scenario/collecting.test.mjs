// SPDX-License-Identifier: Apache-2.0
// While 25,000 fills are collected from a slow exchange, readers are answered all along from
// memory, and what they see only grows.
import assert from 'node:assert/strict';
import { Agent } from 'node:http';
import test, { after } from 'node:test';

import { askJson } from './ask.mjs';
import { register } from './sealing.mjs';
import { raise, until } from './stage.mjs';

const stage = await raise({ after }, { sandbox: ['--latency-ms', '30'] });
const demo = stage.exchange.account('demo');

test('readers are answered all the while an account is collected', async (t) => {
  const agent = new Agent({ keepAlive: true });
  t.after(() => agent.destroy());
  const { id } = await register(stage.inside, demo, { proof: 'none' });
  const seen = []; // [fills, trades in the summary, percent] of each answer
  for (let progress = {}; !progress.complete;) {
    const { status, json } = await askJson(`${stage.front.url}/enclave/summary/${id}`, { agent });
    assert.equal(status, 200);
    progress = json.progress;
    seen.push([progress.fills, json.summary.trades, progress.percent]);
  }
  const during = seen.filter(([fills]) => fills > 0 && fills < demo.totals.trades);
  assert.ok(during.length > 50, `${during.length} answers during the collection`);
  assert.ok(new Set(during.map(([fills]) => fills)).size > 5, 'progress is seen');
  seen.reduce((before, now) => {
    now.forEach((value, i) => assert.ok(value >= before[i], `${before} then ${now}`));
    return now;
  });
  assert.deepEqual(seen.at(-1), [demo.totals.trades, demo.totals.trades, 100]);
  t.diagnostic(`${seen.length} answers, ${during.length} of them during the collection`);
});

test('several accounts are collected at the same time, each to its own truth', async () => {
  const names = ['small', 'demo', 'small', 'empty'];
  const sessions = await Promise.all(names.map((name) =>
    register(stage.inside, stage.exchange.account(name), { proof: 'none' })));
  await Promise.all(sessions.map(async ({ id }, i) => {
    const { totals } = stage.exchange.account(names[i]);
    for (;;) {
      const { json } = await askJson(`${stage.inside.url}/enclave/summary/${id}`);
      assert.ok(json.summary.trades <= totals.trades);
      if (!json.progress.complete) continue;
      assert.equal(json.summary.trades, totals.trades);
      if (totals.trades > 0) assert.equal(json.summary.realizedPnl, totals.netRealizedPnl);
      return;
    }
  }));
});

test('fills come in pages of any size, the same rows in the same order', async () => {
  const { inside } = stage;
  const small = stage.exchange.account('small');
  const { id } = await register(inside, small, { proof: 'none' });
  const url = `${inside.url}/enclave/trades/${id}`;
  await until('the whole account', async () => (await askJson(url)).json.progress.complete);
  const rows = async (query) => {
    const all = [];
    for (let cursor = ''; cursor !== null;) {
      const { json } = await askJson(`${url}?${query}${cursor && `&cursor=${cursor}`}`);
      all.push(...json.trades);
      cursor = json.cursor;
    }
    return all;
  };
  const all = await rows('limit=1000');
  assert.equal(all.length, small.totals.trades);
  for (const limit of [1, 7, 299, 300]) assert.deepEqual(await rows(`limit=${limit}`), all);
  for (const { symbol, trades } of small.symbols) {
    const some = await rows(`limit=7&symbol=${symbol}`);
    assert.equal(some.length, trades);
    assert.deepEqual(some, all.filter((row) => row.symbol === symbol));
  }
  for (const query of ['limit=0', 'limit=1001', 'limit=x', 'cursor=x', 'cursor=1', 'cursor=.']) {
    const { status, json } = await askJson(`${url}?${query}`);
    assert.deepEqual([status, json.code], [400, 'INVALID_REQUEST'], query);
    assert.ok(json.detail.includes(query.split('=')[0]));
  }
});
