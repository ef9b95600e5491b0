// SPDX-License-Identifier: Apache-2.0
// Goal of this test: clients that others wrote for the real exchange work with the sandbox, read
// the same rows from it as the enclave, and those rows add up to what its truth file says.
import { Wallet } from '@binance/wallet';
import ccxt from 'ccxt';
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { binanceClient, ccxtClient, fillsByBinance, fillsByCcxt, fillsByEnclave,
  shortest } from './foreign.mjs';
import { startSandbox } from './sandbox.mjs';
import { clientFor, collected, Stage } from './stage.mjs';

let sandbox;
before(async () => { sandbox = await startSandbox(); });
after(() => sandbox.stop());

// Decimal texts of at most eight decimals as whole numbers of 1e-8, and sums back to text.
function e8(text) {
  const [whole, part = ''] = text.split('.');
  return BigInt(whole + part.padEnd(8, '0'));
}

function textOf(value, places) {
  const digits = String(value).padStart(places + 1, '0');
  return shortest(`${digits.slice(0, -places)}.${digits.slice(-places)}`);
}

function sums(rows) {
  let volume = 0n;
  const fees = {};
  for (const r of rows) {
    volume += e8(r.price) * e8(r.quantity);
    fees[r.feeAsset] = (fees[r.feeAsset] ?? 0n) + e8(r.fee);
  }
  for (const asset of Object.keys(fees)) fees[asset] = textOf(fees[asset], 8);
  return { volume: textOf(volume, 16), fees };
}

// Register with a real enclave, wait for the whole account, and read every fill back.
async function enclaveFills(t, account) {
  const inside = await new Stage(t).enclave(sandbox.url);
  const client = clientFor(inside, account, { proof: 'none' });
  await client.register();
  await collected(client);
  return fillsByEnclave(inside.url, client.getSessionId());
}

test('ccxt, @binance/spot and the enclave read the same 25,000 fills: the truth', async (t) => {
  const demo = sandbox.account('demo');
  const [ours, theirs, inside] = await Promise.all([
    fillsByCcxt(ccxtClient(sandbox.url, demo)),
    fillsByBinance(binanceClient(sandbox.url, demo)),
    enclaveFills(t, demo),
  ]);
  const key = (r) => `${r.symbol} ${r.id.padStart(20, '0')}`;
  const sorted = (rows) => rows.slice().sort((a, b) => (key(a) < key(b) ? -1 : 1));
  assert.equal(ours.length, 25000);
  assert.deepEqual(sorted(ours), sorted(theirs));
  assert.deepEqual(sorted(ours), sorted(inside));
  assert.equal(new Set(ours.map(key)).size, ours.length);
  for (const symbol of demo.symbols) {
    const rows = sorted(ours).filter((r) => r.symbol === symbol.symbol);
    const { volume, fees } = sums(rows);
    assert.equal(rows.length, symbol.trades);
    assert.equal(rows[0].id, String(symbol.firstId));
    assert.equal(rows.at(-1).id, String(symbol.lastId));
    assert.equal(volume, symbol.volume);
    assert.deepEqual(fees, symbol.fees);
  }
  assert.deepEqual(sums(ours).fees, demo.totals.fees);
  t.diagnostic(`${ours.length} cases`);
});

test('ccxt reads the balances, the clock and the candles', async () => {
  const demo = sandbox.account('demo');
  const client = ccxtClient(sandbox.url, demo);
  const { total } = await client.fetchBalance();
  for (const [asset, amount] of Object.entries(demo.balances))
    assert.equal(shortest(total[asset]), amount);
  assert.ok(Math.abs(await client.fetchTime() - Date.now()) < 5000);
  const candles = await client.fetchOHLCV('BTC/USDT', '1h', Date.parse(sandbox.truth.from), 24);
  assert.equal(candles.length, 24);
  assert.equal(candles[0][0], Date.parse(sandbox.truth.from));
});

test('@binance/wallet reads the rights of each key', async () => {
  for (const account of sandbox.truth.accounts) {
    const wallet = new Wallet({ configurationRestAPI: {
      apiKey: account.apiKey, apiSecret: account.secret, basePath: sandbox.url } });
    const rights = await (await wallet.restAPI.getApiKeyPermission()).data();
    assert.deepEqual(JSON.parse(JSON.stringify(rights)), account.permissions);
  }
});

test('a wrong secret, key, clock or symbol is the error each client knows', async () => {
  const small = sandbox.account('small');
  const spot = { fetchMarkets: { types: ['spot'] }, fetchCurrencies: false };
  const fails = (account, options, type) => assert.rejects(
    ccxtClient(sandbox.url, account, { ...spot, ...options }).fetchMyTrades('BTC/USDT'), type);
  await fails({ ...small, secret: 'x'.repeat(64) }, {}, ccxt.AuthenticationError);
  await fails({ ...small, apiKey: 'x'.repeat(64) }, {}, ccxt.AuthenticationError);
  await fails({ ...small, apiKey: 'short' }, {}, ccxt.AuthenticationError);
  await fails(small, { timeDifference: 20000 }, ccxt.InvalidNonce);
  await fails(small, { timeDifference: -20000 }, ccxt.InvalidNonce);
  await assert.rejects(
    binanceClient(sandbox.url, small).restAPI.myTrades({ symbol: 'NOSUCH' }),
    { code: -1121 });
  await assert.rejects(
    binanceClient(sandbox.url, { ...small, secret: 'x' }).restAPI.myTrades({ symbol: 'BTCUSDT' }),
    { code: -1022 });
});

test('a client that ignores 429 is banned', async () => {
  const greedy = await startSandbox();
  try {
    const seen = new Set(); // 300 requests fit a minute; the minute may change once
    for (let i = 0; i < 700 && !seen.has(418); i++) {
      const answer = await fetch(`${greedy.url}/api/v3/exchangeInfo?symbol=BTCUSDT`);
      seen.add(answer.status);
      await answer.text();
    }
    assert.deepEqual([...seen], [200, 429, 418]);
  } finally {
    await greedy.stop();
  }
});
