// SPDX-License-Identifier: Apache-2.0
// Whole accounts of the sandbox's whole world, read by the enclave: every fill, every asset's balance
// to the last digit, and what cannot be had is shown.
import assert from 'node:assert/strict';
import test from 'node:test';

import { Stage, clientFor, collected } from './stage.mjs';

// Each account has an exchange, and so a minute's weight, of its own.
async function read(t, name, accountType) {
  const stage = new Stage(t);
  const exchange = await stage.sandbox('--world', 'whole');
  const inside = await stage.enclave(exchange.url);
  const client = clientFor(inside, exchange.account(name), { accountType });
  await client.register();
  return { session: await collected(client), truth: exchange.account(name), client };
}

const residuals = ({ completeness }) => Object.fromEntries(completeness.balances
  .filter(({ residual }) => residual !== '0').map(({ asset, residual }) => [asset, residual]));

test('100,000 fills on 40 symbols, two of them delisted, and no balance off', async (t) => {
  const { session, truth, client } = await read(t, 'wide', 'spot');
  assert.equal(session.progress.fills, 100_000);
  assert.equal(session.progress.lastError, null);
  for (const { symbol, trades } of truth.symbols) {
    const found = session.symbols.find((one) => one.symbol === symbol);
    assert.deepEqual([found.fills, found.complete, found.unreachable], [trades, true, false], symbol);
  }
  assert.equal(session.symbols.length, truth.symbols.length);
  assert.deepEqual(residuals(session), {});
  assert.ok(session.completeness.balances.length > 30);
  assert.deepEqual(session.completeness.gaps, []);
  const { summary } = await client.getMetrics();
  assert.equal(summary.totalTrades, 100_000);
  t.diagnostic(`${truth.symbols.length + session.completeness.balances.length} cases`);
});

test('cross and isolated margin: fills of both, debts and interest, and no balance off', async (t) => {
  const { session, truth } = await read(t, 'margin', 'all');
  assert.equal(session.progress.fills, truth.trades);
  assert.deepEqual(residuals(session), {});
});

test('64-bit ids and amounts of 20 digits', async (t) => {
  const { session, truth } = await read(t, 'extreme', 'spot');
  assert.equal(session.progress.fills, truth.trades);
  assert.deepEqual(residuals(session), {});
});

test('fills of a symbol that nobody lists any more are missed, and the residual says so', async (t) => {
  const { session, truth } = await read(t, 'ghost', 'spot');
  assert.equal(truth.trades - session.progress.fills, 25);
  assert.deepEqual(Object.keys(residuals(session)).sort(), ['GONE', 'USDT']);
});
