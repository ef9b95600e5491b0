// SPDX-License-Identifier: Apache-2.0
// Goal of this test: every seeded account of the sandbox's two worlds, read through the enclave, is
// what its life says it is: balances, fees, funding, flows and realised profit to the last digit,
// the equity of each day, and what it earned on each day to 1e-12.
import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout } from 'node:timers/promises';

import { Stage, clientFor, collected } from './stage.mjs';

// What is not compared, and why.  Everything else of every account is.
const LEFT_OUT = [
  'trader, withdrawer, futures-flag: their keys may do too much and are refused (asserted ' +
    'below); they have the fills of demo and small',
  'ghost: 25 fills of a symbol the exchange forgot cannot be had; GONE and USDT, equity and ' +
    'returns differ by them, and openingUnexplained names both (asserted below)',
  'futures of more than six months: the exchange has them as files only; no return is given, ' +
    'positions_unexplained (asserted below)',
  'wide after July 2026: two of its assets are delisted, and the world goes on pricing them',
  'returns of days with a flow: to the nine digits they are published with; of the others two ' +
    'exact equities are compared, to 1e-12',
  'a total in one currency of an account with several: none is published',
];

// Amounts as whole numbers of 1e-18.
function e18(text) {
  const [whole, part = ''] = String(text).replace('-', '').split('.');
  const size = BigInt(whole + part.padEnd(18, '0'));
  return String(text).startsWith('-') ? -size : size;
}

const sum = (texts) => texts.reduce((all, one) => all + e18(one), 0n);

// { asset: amount } of several of these, without what is 0.
function added(...all) {
  const out = {};
  for (const one of all)
    for (const [asset, amount] of Object.entries(one))
      out[asset] = (out[asset] ?? 0n) + e18(amount);
  return Object.fromEntries(Object.entries(out).filter(([, amount]) => amount !== 0n));
}

const negative = (amounts) => Object.fromEntries(Object.entries(amounts)
  .map(([asset, amount]) => [asset, amount.startsWith('-') ? amount.slice(1) : `-${amount}`]));

// Compares and counts.
class Comparison {
  count = 0;

  equal(got, expected, what) {
    this.count += 1;
    assert.deepEqual(got, expected, what);
  }

  // Two amounts of which one was cut at 1e-16.
  near(got, expected, what) {
    this.count += 1;
    const off = e18(got) - e18(expected), size = e18(expected);
    assert.ok((off < 0n ? -off : off) * 10n ** 14n <= (size < 0n ? -size : size),
      `${what}: ${got}, not ${expected}`);
  }

  within(got, expected, tolerance, what) {
    this.count += 1;
    assert.ok(Math.abs(got - expected) <= tolerance, `${what}: ${got}, not ${expected}`);
  }
}

// e18 / e18 - 1, exact to 1e-18.
const growthOf = (end, start) => Number((end - start) * 10n ** 18n / start) / 1e18;

// One account on a stage of its own: a minute's weight at its exchange is all its.
async function read(t, name, { world = 'whole', now, accountType = 'all' }) {
  const stage = new Stage(t);
  const exchange = await stage.sandbox('--world', world, '--now', now);
  const inside = await stage.enclave(exchange.url);
  const truth = exchange.account(name);
  const client = clientFor(inside, truth, { accountType });
  await client.register();
  const session = await collected(client);
  return { client, session, truth };
}

async function documents({ client }) {
  return { metrics: await client.getMetrics(), equity: await client.getEquity(),
    average: await client.getMetrics({ method: 'average' }) };
}

// ---- what is held, and what moved it ----

function compareBalances(c, truth, { completeness, quality }) {
  const held = added(...Object.values(truth.holdings), ...Object.values(truth.debts).map(negative));
  const of = (member) => added(Object.fromEntries(
    completeness.balances.map((one) => [one.asset, one[member]])));
  c.equal(of('reported'), held, 'reported balances');
  c.equal(of('computed'), held, 'balances by rows');
  c.equal(quality.openingUnexplained, {}, 'nothing is unexplained');
}

function compareFlows(c, truth, { flows, summary }) {
  c.equal(added(flows.deposits), added(truth.deposits), 'deposits');
  c.equal(added(flows.withdrawals), added(negative(truth.withdrawals)), 'withdrawals');
  c.equal(added(flows.transferFees), added(negative(truth.withdrawalFees)), 'withdrawal fees');
  c.equal(added(flows.transfers), {}, 'no transfer leaves the account');
  c.equal(added(flows.funding), added(truth.funding), 'funding');
  c.equal(added(flows.interest), added(negative(truth.interest)), 'interest');
  c.equal(added(flows.income, flows.charges), added(truth.income), 'income');
  c.equal(added(summary.fees), added(truth.tradeFees), 'fees of trades');
}

// ---- symbols ----

const bookName = (wallet, symbol) => (wallet === 'spot' ? symbol : `${wallet}:${symbol}`);

// A symbol's books: in hedge mode there are two, and one more for its funding.
const booksOf = (metrics, { wallet, symbol }) => metrics.filter((one) =>
  [bookName(wallet, symbol), ...['long', 'short'].map((s) => `${wallet}:${symbol}:${s}`)]
    .includes(one.symbol));

function compareSymbol(c, truth, fifo, average) {
  const books = booksOf(fifo, truth), what = `${truth.wallet} ${truth.symbol}`;
  c.equal(books.reduce((all, one) => all + one.trades, 0), truth.trades, `${what} trades`);
  c.equal(added(...books.map((one) => one.fees)), added(truth.fees), `${what} fees`);
  if (truth.grossRealizedPnl !== undefined) {
    const [book] = books;
    for (const [ours, theirs] of [['grossRealizedPnl', 'grossRealizedPnl'],
      ['matchedCost', 'matchedCost'], ['position', 'position'], ['openValue', 'openCost']])
      c.equal(book[ours], truth[theirs], `${what} ${theirs}`);
  }
  if (truth.wallet === 'linear' || truth.wallet === 'inverse') {
    // Ours is not cut at eight decimals; theirs is, at each fill, towards zero.
    const gross = sum(booksOf(average, truth).map((one) => one.grossRealizedPnl));
    const off = gross - e18(truth.realized ?? '0'), most = BigInt(truth.trades) * 10n ** 10n;
    c.equal(off <= most && -off <= most, true, `${what} realised`);
  }
}

function compareSymbols(c, truth, { metrics, average }) {
  const reachable = truth.symbols.filter((one) => one.isReachable);
  for (const symbol of reachable) compareSymbol(c, symbol, metrics.metrics, average.metrics);
  const realized = {};
  for (const { wallet, symbol, realized: amount } of reachable)
    if (amount !== undefined && wallet !== 'spot') {
      const settle = wallet === 'inverse' ? symbol.replace(/USD_PERP$/, '') : symbol.slice(-4);
      (realized[settle] ??= []).push(amount);
    }
  const expected = Object.fromEntries(Object.entries(realized)
    .map(([asset, all]) => [asset, sum(all)]).filter(([, amount]) => amount !== 0n));
  c.equal(added(metrics.flows.realized), expected, 'realised by derivatives');
}

// ---- days ----

// A return has nine digits; on a day without flows two exact equities say it better.
function compareDay(c, day, before, truth) {
  const what = `${truth.date} `;
  c.near(day.equity, truth.equity, `${what}equity`);
  c.near(day.netFlows, truth.netFlow, `${what}flows`);
  const expected = growthOf(e18(truth.growth), 10n ** 18n);
  c.within(Number(day.returnPct) / 100, expected, Math.max(1e-12, 5.1e-9 * Math.abs(expected)),
    `${what}return`);
  if (day.returnMethod === 'simple' && e18(truth.netFlow) === 0n)
    c.within(growthOf(e18(day.equity), e18(before)), expected, 1e-12, `${what}growth`);
}

function compareDays(c, truth, growth, { metrics, equity }) {
  const { account } = equity;
  c.equal(account.daily.map((one) => one.date), truth.map((one) => one.date), 'days');
  let before = account.startEquity;
  account.daily.forEach((day, i) => {
    compareDay(c, day, before, truth[i]);
    before = day.equity;
  });
  const twr = growthOf(e18(growth), 10n ** 18n);
  c.within(Number(metrics.summary.twrPct) / 100, twr, Math.max(1e-12, 5.1e-9 * Math.abs(twr)),
    'TWR');
  c.equal(metrics.quality.withoutPrice, [], 'everything has a price');
  c.equal(metrics.summary.mwrStatus, 'ok', 'MWR');
}

// Conversions are fills of books of their own ("convert:BTC/USDT"), in no trade list.
const tradesOf = ({ metrics }) => metrics
  .reduce((all, { symbol, trades }) => all + (symbol.includes('/') ? 0 : trades), 0);

async function compareLife(t, one) {
  const c = new Comparison();
  const { truth } = one, all = await documents(one);
  c.equal(tradesOf(all.metrics), truth.trades, 'fills');
  compareBalances(c, truth, all.metrics);
  compareFlows(c, truth, all.metrics);
  compareSymbols(c, truth, all);
  compareDays(c, truth.days, truth.growth, all);
  t.diagnostic(`${c.count} cases`);
}

// Before prices end, and while the exchange still keeps what it keeps only for a time.
const LIVES = [['margin', '2026-02-01T00:00:00Z'], ['hedge', '2026-02-01T00:00:00Z'],
  ['oneway', '2026-02-01T00:00:00Z'], ['live', '2026-07-01T00:00:00Z'],
  ['wide', '2026-07-01T00:00:00Z'], ['extreme', '2026-02-01T00:00:00Z'],
  ['earn', '2026-03-20T00:00:00Z']]; // nothing is locked at that time

for (const [name, now] of LIVES)
  test(`${name} is what its life says, to the last digit and 1e-12`, async (t) => {
    await compareLife(t, await read(t, name, { now }));
  });

// Fiat is read slowly, at a share of its minute's weight; it is in the figures a turn later.
async function settled({ client }) {
  for (let i = 0; i < 300; i += 1) {
    const { completeness, quality } = await client.getSummary();
    if (completeness.slowFeedsNotRead === 0 &&
      Object.keys(quality.openingUnexplained ?? { unknown: 0 }).length === 0) return;
    await setTimeout(1000);
  }
  assert.fail('its slow feeds were never read');
}

test('wallet is what its life says: fiat, cards, dust, Convert, BUSD, dividends', async (t) => {
  const one = await read(t, 'wallet', { now: '2025-12-20T00:00:00Z' });
  await settled(one);
  await compareLife(t, { ...one, session: await one.client.getSession() });
});

// ---- the demo world: sums in one currency, too ----

function compareSums(c, ours, truth, what) {
  c.equal(ours.trades, truth.trades, `${what} trades`);
  for (const [name, theirs] of [['volume', 'volume'], ['totalFees', 'totalFees'],
    ['grossRealizedPnl', 'grossRealizedPnl'], ['realizedPnl', 'netRealizedPnl']])
    c.equal(ours[name], truth[theirs], `${what} ${name}`);
}

async function compareDemo(t, one) {
  const c = new Comparison();
  const { truth } = one, all = await documents(one), { metrics } = all;
  compareBalances(c, { holdings: { spot: truth.balances }, debts: {} }, metrics);
  c.equal(added(metrics.flows.deposits), added(truth.deposits), 'deposits');
  c.equal(added(metrics.summary.fees), added(truth.totals.fees), 'fees');
  compareSums(c, metrics.summary, truth.totals, 'all');
  c.equal(metrics.summary.matchedCost, truth.totals.matchedCost, 'matched cost');
  for (const symbol of truth.symbols) {
    const book = metrics.metrics.find((row) => row.symbol === symbol.symbol);
    compareSums(c, book, symbol, symbol.symbol);
    c.equal(added(book.fees), added(symbol.fees), `${symbol.symbol} fees`);
    c.equal(book.position, symbol.position, `${symbol.symbol} position`);
    c.equal(book.openValue, symbol.openCost, `${symbol.symbol} open cost`);
  }
  const daily = metrics.totals[0]?.daily ?? [];
  c.equal(daily.map((day) => day.date), truth.days.map((day) => day.date), 'days with a fill');
  truth.days.forEach((day, i) => compareSums(c, daily[i], day, day.date));
  compareDays(c, truth.equityDays, truth.growth, all);
  t.diagnostic(`${c.count} cases`);
}

for (const name of ['demo', 'small'])
  test(`${name} of the demo world is what it was made of`, async (t) => {
    await compareDemo(t, await read(t, name, { world: 'demo', now: '2026-09-01T00:00:00Z' }));
  });

test('keys of other kinds read the same account', async (t) => {
  for (const name of ['ed25519', 'rsa'])
    await compareDemo(t, await read(t, name, { now: '2026-09-01T00:00:00Z' }));
});

test('an account that only has money has days without a gain', async (t) => {
  const c = new Comparison();
  const one = await read(t, 'empty', { world: 'demo', now: '2026-09-01T00:00:00Z' });
  const all = await documents(one);
  c.equal(all.metrics.metrics, [], 'no book');
  c.equal(all.metrics.unavailable.realizedPnl, 'no_trades', 'no profit');
  compareDays(c, one.truth.equityDays, one.truth.growth, all);
  t.diagnostic(`${c.count} cases`);
});

// ---- what cannot be compared ----

test('keys that may do too much are refused, whatever their account holds', async (t) => {
  const stage = new Stage(t);
  const exchange = await stage.sandbox('--world', 'demo');
  const inside = await stage.enclave(exchange.url);
  for (const name of ['trader', 'withdrawer', 'futures-flag'])
    await assert.rejects(clientFor(inside, exchange.account(name)).register(),
      { code: 'KEY_TOO_POWERFUL' }, name);
  for (const line of LEFT_OUT) t.diagnostic(`not compared: ${line}`);
  t.diagnostic('3 cases');
});

test('what a forgotten symbol took along is named, and the rest is exact', async (t) => {
  const c = new Comparison();
  const one = await read(t, 'ghost', { now: '2026-07-01T00:00:00Z' });
  const { truth } = one, { metrics, average } = await documents(one);
  const gone = truth.symbols.find((symbol) => !symbol.isReachable);
  c.equal(Object.keys(metrics.quality.openingUnexplained).sort(), ['GONE', 'USDT'], 'unexplained');
  c.equal(one.session.progress.fills, truth.trades - gone.trades, 'fills');
  compareSymbols(c, truth, { metrics, average });
  t.diagnostic(`${c.count} cases`);
});

test('positions older than the exchange remembers: no return is given', async (t) => {
  const one = await read(t, 'oneway', { now: '2026-09-01T00:00:00Z' });
  const { metrics, equity } = await documents(one);
  assert.equal(metrics.summary.twrPct, null);
  assert.equal(metrics.unavailable.twrPct, 'positions_unexplained');
  assert.ok(metrics.quality.positionsUnexplained > 0);
  assert.equal(equity.account, null);
  t.diagnostic('4 cases');
});
