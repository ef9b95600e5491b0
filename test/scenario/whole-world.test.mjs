// SPDX-License-Identifier: Apache-2.0
// Goal of this test: clients that others wrote read the sandbox's whole world: 100,000 fills on 40
// symbols to the last one, futures, margin and wallet lists to the sums its truth file says; and
// one client's own paging is shown beside the truth.
import { Wallet } from '@binance/wallet';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { binanceClient, ccxtClient, fillsByBinance, fillsByCcxt, fillsByNpmBinance,
  npmBinanceClient, shortest } from './foreign.mjs';
import { startSandbox } from './sandbox.mjs';

const DAY = 86400000;
const from = Date.parse('2025-11-05T00:00:00Z');

// Each test has a sandbox of its own: requests are limited per address.
async function sandbox(t, ...flags) {
  const it = await startSandbox('--world', 'whole', ...flags);
  t.after(() => it.stop());
  return it;
}

function e8(text) {
  const [whole, part = ''] = text.replace('-', '').split('.');
  const size = BigInt(whole + part.padEnd(8, '0'));
  return text.startsWith('-') ? -size : size;
}

const sum = (texts) => texts.reduce((all, one) => all + e8(String(one)), 0n);
const truthOf = (text) => e8(text ?? '0');

function checkWide(rows, wide) {
  assert.equal(rows.length, wide.trades);
  for (const symbol of wide.symbols) {
    const own = rows.filter((r) => r.symbol === symbol.symbol);
    assert.equal(own.length, symbol.trades, symbol.symbol);
    assert.equal(new Set(own.map((r) => r.id)).size, own.length);
    assert.equal(own[0].id, String(symbol.firstId));
    assert.equal(own.at(-1).id, String(symbol.lastId));
    assert.equal(sum(own.map((r) => r.quantity)), e8(symbol.quantity));
    for (const [asset, fees] of Object.entries(symbol.fees))
      assert.equal(sum(own.filter((r) => r.feeAsset === asset).map((r) => r.fee)), e8(fees));
  }
}

const namesOf = (account) => account.symbols.map((s) => s.symbol);
const quick = { enableRateLimit: false };

// A market of ccxt for each of the account's symbols.
const marketsOf = (client, account) => namesOf(account)
  .map((name) => client.markets_by_id[name].find((m) => m.spot).symbol);

test('@binance/spot reads all 100,000 fills', async (t) => {
  const it = await sandbox(t);
  const wide = it.account('wide');
  checkWide(await fillsByBinance(binanceClient(it.url, wide), namesOf(wide)), wide);
  t.diagnostic(`${wide.trades} cases`);
});

test('npm binance reads all 100,000 fills', async (t) => {
  const it = await sandbox(t);
  const wide = it.account('wide');
  checkWide(await fillsByNpmBinance(npmBinanceClient(it.url, wide), namesOf(wide)), wide);
  t.diagnostic(`${wide.trades} cases`);
});

test('ccxt reads all 100,000 fills by id; its own paging does not', async (t) => {
  const it = await sandbox(t);
  const wide = it.account('wide');
  const client = ccxtClient(it.url, wide);
  Object.assign(client, quick);
  await client.loadMarkets();
  checkWide(await fillsByCcxt(client, marketsOf(client, wide)), wide);
  const btc = wide.symbols.find((s) => s.symbol === 'BTCUSDT');
  const paged = await client.fetchMyTrades('BTC/USDT', from, undefined, { paginate: true });
  const seen = new Set(paged.map((r) => r.id)).size;
  assert.ok(seen < btc.trades);
  t.diagnostic(`BTC/USDT: ${btc.trades} fills; ccxt's paginate:true found ${seen}, silently`);
  t.diagnostic(`${wide.trades} cases`);
});

test('a symbol that is forgotten is -1121, and the truth says so', async (t) => {
  const it = await sandbox(t);
  const ghost = it.account('ghost');
  const gone = ghost.symbols.find((s) => !s.isReachable);
  assert.equal(gone.trades, 25);
  await assert.rejects(
    binanceClient(it.url, ghost).restAPI.myTrades({ symbol: gone.symbol }), { code: -1121 });
});

// ccxt with its documented clock offset, for an exchange whose clock was set.
function ccxtThen(it, account, now) {
  const client = ccxtClient(it.url, account, { timeDifference: Date.now() - Date.parse(now) });
  return Object.assign(client, quick);
}

test('ccxt reads futures of both kinds, and they are the truth', async (t) => {
  const now = '2026-02-01T00:00:00Z';
  const it = await sandbox(t, '--now', now);
  const hedge = it.account('hedge');
  const client = ccxtThen(it, hedge, now);
  await client.loadMarkets();
  for (const symbol of hedge.symbols) {
    const isLinear = symbol.wallet === 'linear';
    const market = client.markets_by_id[symbol.symbol].find((m) => isLinear ? m.linear : m.inverse);
    const rows = [];
    for (let fromId = 0; ;) {
      const page = await client.fetchMyTrades(market.symbol, undefined, 1000, { fromId });
      rows.push(...page);
      if (page.length < 1000) break;
      fromId = Number(page.at(-1).id) + 1;
    }
    assert.equal(rows.length, symbol.trades);
    assert.equal(sum(rows.map((r) => r.info.realizedPnl)), truthOf(symbol.realized));
  }
  const { info } = await client.fetchBalance({ type: 'future' });
  for (const [asset, amount] of Object.entries(hedge.holdings.linear))
    assert.equal(shortest(info.assets.find((a) => a.asset === asset).walletBalance), amount);
  const positions = await client.fetchPositions();
  assert.ok(positions.some((p) => p.side === 'long') && positions.some((p) => p.side === 'short'));
  const funding = {};
  for (let page = 1, rows = [1]; rows.length > 0; page++) {
    rows = await client.fapiPrivateGetIncome(
      { startTime: from, limit: 1000, page, incomeType: 'FUNDING_FEE' });
    for (const row of rows) (funding[row.asset] ??= []).push(row.income);
  }
  assert.equal(sum(funding.USDT), truthOf(hedge.funding.USDT));
});

test('ccxt and @binance/wallet read what moved besides trades', async (t) => {
  const it = await sandbox(t);
  const account = it.account('wallet');
  const rest = new Wallet({ configurationRestAPI: {
    apiKey: account.apiKey, apiSecret: account.secret, basePath: it.url } }).restAPI;
  const client = Object.assign(ccxtClient(it.url, account), quick);
  const moved = { deposits: {}, withdrawals: {} };
  const add = (side, rows, coin) => {
    for (const row of rows) (moved[side][row[coin]] ??= []).push(row.amount);
  };
  for (let at = from - DAY; at < from + 300 * DAY; at += 89 * DAY) {
    const window = { startTime: at, endTime: at + 89 * DAY - 1 };
    add('deposits', (await (await rest.depositHistory({ ...window })).data())
      .filter((r) => r.status === 1), 'coin');
    add('withdrawals', (await client.fetchWithdrawals(undefined, at, 1000,
      { until: window.endTime })).filter((r) => r.status === 'ok'), 'currency');
  }
  for (const coin of ['USDT', 'BTC', 'SOL', 'BUSD']) { // without fiat, cards and BNB's capital
    assert.equal(sum(moved.deposits[coin]), truthOf(account.deposits[coin]), coin);
    assert.equal(sum(moved.withdrawals[coin]), truthOf(account.withdrawals[coin]), coin);
  }
  const dust = await client.fetchMyDustTrades();
  assert.ok(dust.length > 0 && dust.every((d) => d.amount !== undefined));
});

test('ccxt reads margin: interest, loans, trades, debts', async (t) => {
  const now = '2026-01-20T00:00:00Z';
  const it = await sandbox(t, '--now', now);
  const account = it.account('margin');
  const client = ccxtThen(it, account, now);
  const interest = [];
  for (const symbol of [undefined, 'ETH/USDT']) // without one, cross margin's alone
    for (let at = from; at < Date.parse(now); at += 30 * DAY)
      for (let current = 1, rows = [1]; rows.length > 0; current++) {
        rows = await client.fetchBorrowInterest(undefined, symbol, at, 100,
          { endTime: at + 30 * DAY - 1, current });
        interest.push(...rows.map((r) => r.info.interest));
      }
  assert.equal(sum(interest), truthOf(account.interest.USDT));
  for (const symbol of account.symbols) {
    const rows = [];
    const isIsolated = symbol.wallet === 'isolated' ? 'TRUE' : 'FALSE';
    for (let fromId = 0, page = [1]; page.length > 0; fromId = Number(rows.at(-1).id) + 1) {
      page = await client.sapiGetMarginMyTrades(
        { symbol: symbol.symbol, isIsolated, fromId, limit: 1000 });
      rows.push(...page);
    }
    assert.equal(rows.length, symbol.trades);
    assert.equal(sum(rows.map((r) => r.qty)), e8(symbol.quantity));
  }
  const { userAssets } = await client.sapiGetMarginAccount();
  const usdt = userAssets.find((a) => a.asset === 'USDT');
  assert.equal(shortest(usdt.free), account.holdings.margin.USDT);
  assert.equal(shortest(usdt.borrowed), account.debts.margin.USDT ?? '0');
});

test('a file has the futures fills that no list shows any more', async (t) => {
  const now = '2026-09-01T00:00:00Z';
  const it = await sandbox(t, '--now', now);
  const hedge = it.account('hedge');
  const client = ccxtThen(it, hedge, now);
  const { downloadId } = await client.fapiPrivateGetTradeAsyn(
    { startTime: from, endTime: Date.parse(now) });
  const { url } = await client.fapiPrivateGetTradeAsynId({ downloadId });
  const lines = (await (await fetch(url)).text()).trim().split('\n');
  const linear = hedge.symbols.filter((s) => s.wallet === 'linear');
  assert.equal(lines.length - 1, linear.reduce((all, s) => all + s.trades, 0));
});

test('a key is suddenly allowed to withdraw, as the plan of faults says', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'perf-aggregator-faults-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const plan = join(directory, 'plan.json');
  writeFileSync(plan, JSON.stringify([{ kind: 'widen', account: 'wide', first: 2, count: 0,
    text: 'enableWithdrawals' }, { kind: 'cut', path: '/api/v3/time', first: 1 }]));
  const it = await sandbox(t, '--faults', plan);
  const { apiKey, secret } = it.account('wide');
  const { restAPI } = new Wallet({ configurationRestAPI: {
    apiKey, apiSecret: secret, basePath: it.url } });
  const mayWithdraw = async () =>
    (await (await restAPI.getApiKeyPermission()).data()).enableWithdrawals;
  assert.deepEqual([await mayWithdraw(), await mayWithdraw()], [false, true]);
  await assert.rejects(fetch(`${it.url}/api/v3/time`));
  assert.equal((await fetch(`${it.url}/api/v3/time`)).status, 200);
});

test('the clock moves while clients look at it', async (t) => {
  const it = await sandbox(t, '--now', '2026-08-01T00:00:00Z', '--clock-rate', '0');
  const moved = await fetch(`${it.url}/sandbox/clock?advance=86400000`, { method: 'POST' });
  assert.equal((await moved.json()).time, '2026-08-02T00:00:00.000Z');
  const { serverTime } = await (await fetch(`${it.url}/fapi/v1/time`)).json();
  assert.equal(serverTime, Date.parse('2026-08-02T00:00:00Z'));
});
