// SPDX-License-Identifier: Apache-2.0
// A trader's whole way: register by the SDK, let the enclave collect, read metrics that are the
// sandbox's truth to the last digit; and every way a key is refused.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';

import { ask, gauge } from './ask.mjs';
import { Stage, clientFor, collected, raise } from './stage.mjs';

const stage = await raise({ after });
const { exchange, inside, front } = stage;

// A decimal text in its shortest form; "-0.50" and "-0.5" are one number.
function plain(text) {
  assert.match(text, /^-?\d+(\.\d+)?$/);
  const short = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  return short === '-0' ? '0' : short;
}

const plainAll = (amounts) => Object.fromEntries(Object.entries(amounts)
  .map(([asset, amount]) => [asset, plain(amount)]).filter(([, amount]) => amount !== '0'));

// What the enclave and the truth file both say, in the enclave's names.
const NAMES = { volume: 'volume', totalFees: 'totalFees', grossRealizedPnl: 'grossRealizedPnl',
  realizedPnl: 'netRealizedPnl', matchedCost: 'matchedCost' };
const { matchedCost: _, ...NAMES_OF_A_DAY } = NAMES;

function assertSums(said, truth, where, names = NAMES) {
  assert.equal(said.trades, truth.trades, `${where}: trades`);
  for (const [ours, theirs] of Object.entries(names)) {
    assert.equal(plain(said[ours]), plain(truth[theirs]), `${where}: ${ours}`);
  }
}

function assertTruth(metrics, truth) {
  assertSums(metrics.summary, truth.totals, 'summary');
  assert.deepEqual(plainAll(metrics.summary.fees), truth.totals.fees);
  assert.deepEqual(metrics.metrics.map((one) => one.symbol).sort(),
    truth.symbols.map((one) => one.symbol).sort());
  for (const symbol of truth.symbols) {
    const said = metrics.metrics.find((one) => one.symbol === symbol.symbol);
    assertSums(said, symbol, symbol.symbol);
    assert.equal(plain(said.position), symbol.position, `${symbol.symbol}: position`);
    assert.deepEqual(plainAll(said.fees), symbol.fees, `${symbol.symbol}: fees`);
    assert.equal(said.periodStart, symbol.firstTime);
    assert.equal(said.periodEnd, symbol.lastTime);
  }
  const [total, ...others] = metrics.totals;
  assert.equal(others.length, 0);
  assertSums(total, truth.totals, 'total');
  assert.deepEqual(total.daily.map((day) => day.date), truth.days.map((day) => day.date));
  total.daily.forEach((day, i) => assertSums(day, truth.days[i], day.date, NAMES_OF_A_DAY));
}

// PowerShell reads member names without their case: no object may have two that differ only in it.
function assertDistinctNames(value, where = 'reply') {
  if (value === null || typeof value !== 'object') return;
  const names = Object.keys(value);
  assert.equal(new Set(names.map((name) => name.toLowerCase())).size, names.length, where);
  for (const name of names) assertDistinctNames(value[name], `${where}.${name}`);
}

async function assertWholeWay(account, options) {
  const client = clientFor(inside, account, options);
  const id = await client.register();
  assert.match(id, /^session_\d+_[A-Za-z0-9_-]{43}$/);
  const session = await collected(client);
  assertDistinctNames([session, await client.getSummary(), await client.getMetrics()]);
  assert.equal(session.progress.fills, account.totals.trades);
  assert.deepEqual([session.permissions.read, session.permissions.trade], [true, false]);
  const [metrics, summary] = await Promise.all([client.getMetrics(), client.getSummary()]);
  assert.equal(metrics.simulated, true);
  assert.deepEqual(metrics.summary, summary.summary);
  // In which order pages come nobody knows, nor how long after the world's end this runs.
  const { marks, lateRows, staleDayEnds, shortHistory, ...quality } = metrics.quality;
  assert.ok(marks >= 0 && lateRows >= 0 && staleDayEnds >= 0 && shortHistory !== undefined);
  assert.deepEqual(quality,
    { rows: account.totals.trades, duplicates: 0, conflicts: 0, rejected: 0,
      fundingRateMissing: 0, pegAssumed: 0, washTrades: 0, markConflicts: 0, idleDays: 0, gaps: 0,
      ruin: false, largeFlowsUnvalued: 0, flowsWithoutRate: 0, negativeBalance: false,
      lowCapitalShare: '0', positionsUnexplained: 0, openingUnexplained: {}, withoutPrice: [] });
  if (account.totals.trades > 0) assertTruth(metrics, account);
  await client.revoke();
  assert.equal((await ask(`${inside.url}/enclave/summary/${id}`)).status, 401);
}

async function assertNothingLeft(url = inside.url) {
  assert.equal(await gauge(url, 'credentials_held'), 0);
  assert.equal(await gauge(url, 'sessions_active'), 0);
}

test('25,000 fills on five symbols come to the truth to the last digit', async () => {
  await assertWholeWay(exchange.account('demo'), { proof: 'hmac' });
});

test('the same through the gateway, with the session id alone as proof', async () => {
  await assertWholeWay(exchange.account('small'), { proof: 'none', enclaveUrl: front.url });
});

test('an account without a trade is collected too, and says why it has no numbers', async () => {
  const client = clientFor(inside, exchange.account('empty'));
  await client.register();
  const session = await collected(client);
  assert.equal(session.progress.fills, 0);
  const { summary, unavailable } = await client.getSummary();
  assert.equal(summary.trades, 0);
  assert.ok(unavailable.realizedPnl);
  await client.revoke();
});

test('a hint of symbols changes nothing but the order', async () => {
  await assertWholeWay(exchange.account('small'), { symbols: ['ETHUSDT'] });
});

for (const [name, right] of [['trader', 'enableSpotAndMarginTrading'],
  ['withdrawer', 'enableWithdrawals'], ['futures-flag', 'enableSomethingNew']]) {
  test(`a key with ${right} is refused, and the right is named`, async () => {
    const client = clientFor(inside, exchange.account(name));
    await assert.rejects(client.register(), (error) => error.code === 'KEY_TOO_POWERFUL'
      && error.status === 403 && error.message.includes(right));
    assert.equal(client.isRegistered(), false);
  });
}

// Binance's codes: -1022 a bad signature, -2015 a key it does not know, -2014 not a key at all.
for (const [what, change, code] of [
  ['a wrong secret', { secret: 'x'.repeat(64) }, -1022],
  ['an unknown key', { apiKey: 'x'.repeat(64) }, -2015],
  ['a malformed key', { apiKey: 'no-such-key' }, -2014],
]) {
  test(`${what} is INVALID_CREDENTIALS with the exchange's own code and words`, async () => {
    const client = clientFor(inside, { ...exchange.account('small'), ...change });
    await assert.rejects(client.register(), (error) => {
      assert.equal(error.code, 'INVALID_CREDENTIALS');
      assert.equal(error.status, 403);
      assert.equal(error.problem.exchange.code, code);
      assert.ok(error.problem.exchange.message.length > 5);
      return true;
    });
  });
}

test('what this enclave cannot collect is refused by name', async () => {
  const small = exchange.account('small');
  await assert.rejects(clientFor(inside, small, { exchange: 'kraken' }).register(),
    (error) => error.code === 'INVALID_REQUEST' && /exchange/.test(error.message));
});

test('an exchange that is down is EXCHANGE_ERROR, and nothing is left behind', async (t) => {
  const other = new Stage(t);
  const down = await other.sandbox();
  const enclave = await other.enclave(down.url);
  await down.program.stop();
  await assert.rejects(clientFor(enclave, down.account('small')).register(),
    { code: 'EXCHANGE_ERROR', status: 502 });
  await assertNothingLeft(enclave.url);
});

test('after all of this the enclave holds no key and no session', () => assertNothingLeft());
