// SPDX-License-Identifier: Apache-2.0
// Whole accounts of the sandbox's whole world, read by the enclave: every fill, every asset's
// balance to the last digit, and what cannot be had is shown.
import assert from 'node:assert/strict';
import test from 'node:test';

import { Stage, clientFor, collected } from './stage.mjs';

const NOW = '2026-11-28T12:00:00Z'; // two months after the world's last fill

// Each account has an exchange, and so a minute's weight, of its own.
async function read(t, name, accountType) {
  const stage = new Stage(t);
  const exchange = await stage.sandbox('--world', 'whole', '--now', NOW);
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
    const { fills, complete, unreachable } = found;
    assert.deepEqual([fills, complete, unreachable], [trades, true, false], symbol);
  }
  assert.equal(session.symbols.length, truth.symbols.length);
  assert.deepEqual(residuals(session), {});
  assert.ok(session.completeness.balances.length > 30);
  assert.deepEqual(session.completeness.gaps, []);
  const { until } = session.completeness.readUntil.find(({ feed }) => feed === 'spot.fills');
  assert.ok(session.progress.startedAt <= until && until <= session.completeness.backfilledUntil,
    `${until} of ${JSON.stringify(session.progress)}`);
  assert.ok(session.completeness.readUntil.some(({ feed }) => feed === 'wallet.deposits'));
  const { summary } = await client.getMetrics();
  assert.equal(summary.totalTrades, 100_000);
  t.diagnostic(`${truth.symbols.length + session.completeness.balances.length} cases`);
});

test('both kinds of margin: fills, debts and interest, and no balance off', async (t) => {
  const { session, truth } = await read(t, 'margin', 'all');
  assert.equal(session.progress.fills, truth.trades);
  assert.deepEqual(residuals(session), {});
  assert.equal(session.completeness.liquidations, 1);
  assert.equal(session.completeness.historyStartReason, 'accountOpened');
});

test('futures are kept six months: what an older account cannot ask for is said', async (t) => {
  const { session, truth } = await read(t, 'oneway', 'all');
  assert.ok(session.progress.fills > 0 && session.progress.fills < truth.trades);
  const limits = session.completeness.keptOnlyFrom;
  const kept = limits.find(({ feed }) => feed === 'linear.fills');
  assert.ok(kept.from > session.completeness.historyStart, JSON.stringify(limits));
  assert.notDeepEqual(residuals(session), {});
  assert.equal(session.completeness.historyStartReason, 'exchangeKeepsOnly');
  assert.equal(session.completeness.historyKeptDays, 90); // income
  assert.ok(!limits.some(({ feed }) => feed === 'spot.fills'));
});

test('64-bit ids and amounts of 20 digits', async (t) => {
  const { session, truth } = await read(t, 'extreme', 'spot');
  assert.equal(session.progress.fills, truth.trades);
  assert.deepEqual(residuals(session), {});
});

test('fills of a symbol nobody lists any more are missed, and a residual says so', async (t) => {
  const { session, truth } = await read(t, 'ghost', 'spot');
  assert.equal(truth.trades - session.progress.fills, 25);
  assert.deepEqual(Object.keys(residuals(session)).sort(), ['GONE', 'USDT']);
});
