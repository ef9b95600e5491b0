// SPDX-License-Identifier: Apache-2.0
// foreign.mjs - every fill of an account as two foreign clients and the enclave read it, in one
// plain form:
//
//   { symbol, id, order, time, side, maker, price, quantity, fee, feeAsset }, all texts but `maker`
//
// The clients are unmodified; only where they connect to is changed.
import { Spot } from '@binance/spot';
import { MainClient } from 'binance';
import ccxt from 'ccxt';

const pageRows = 1000;

// "12.50000000" -> "12.5"
export function shortest(decimal) {
  const text = String(decimal);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

// ccxt keeps its addresses in a tree; each keeps its path and gets our origin.
function redirect(tree, url) {
  for (const [name, value] of Object.entries(tree)) {
    if (typeof value === 'string') tree[name] = url + new URL(value).pathname;
    else redirect(value, url);
  }
}

export function ccxtClient(url, { apiKey, secret }, options = {}) {
  const client = new ccxt.binance({ apiKey, secret, options });
  client.number = String; // its documented way not to go through doubles
  redirect(client.urls.api, url);
  return client;
}

export function binanceClient(url, { apiKey, secret }) {
  return new Spot({ configurationRestAPI: { apiKey, apiSecret: secret, basePath: url } });
}

// All pages of one symbol.  `page(fromId)` gives rows in our form.
async function pages(page) {
  const all = [];
  for (let fromId = 0n; ;) {
    const rows = await page(fromId);
    all.push(...rows);
    if (rows.length < pageRows) return all;
    fromId = BigInt(rows.at(-1).id) + 1n;
  }
}

const ofCcxt = (t) => ({
  symbol: t.symbol.replace('/', ''),
  id: t.id,
  order: t.order,
  time: String(t.timestamp),
  side: t.side,
  maker: t.takerOrMaker === 'maker',
  price: shortest(t.price),
  quantity: shortest(t.amount),
  fee: shortest(t.fee.cost),
  feeAsset: t.fee.currency,
});

// Needs no list of symbols: it asks for each the exchange lists.
export async function fillsByCcxt(client, symbols) {
  const all = [];
  await client.loadMarkets();
  for (const symbol of symbols ?? client.symbols.slice().sort())
    all.push(...await pages(async (fromId) =>
      (await client.fetchMyTrades(symbol, undefined, pageRows, { fromId: String(fromId) }))
        .map(ofCcxt)));
  return all;
}

const ofBinance = (t) => ({
  symbol: t.symbol,
  id: String(t.id),
  order: String(t.orderId),
  time: String(t.time),
  side: t.isBuyer ? 'buy' : 'sell',
  maker: t.isMaker,
  price: shortest(t.price),
  quantity: shortest(t.qty),
  fee: shortest(t.commission),
  feeAsset: t.commissionAsset,
});

export async function fillsByBinance(client, symbols) {
  const all = [];
  const listed = async () => (await (await client.restAPI.exchangeInfo({})).data())
    .symbols.map((s) => s.symbol).sort();
  for (const symbol of symbols ?? await listed())
    all.push(...await pages(async (fromId) =>
      (await (await client.restAPI.myTrades({ symbol, fromId, limit: pageRows })).data())
        .map(ofBinance)));
  return all;
}

const ofEnclave = (t) => ({
  symbol: t.symbol,
  id: t.id,
  order: t.order,
  time: String(t.timestamp),
  side: t.side,
  maker: t.takerOrMaker === 'maker',
  price: t.price,
  quantity: t.amount,
  fee: t.fee.cost,
  feeAsset: t.fee.currency,
});

// npm's `binance`, a third client; it signs with the machine's clock.
export function npmBinanceClient(url, { apiKey, secret }) {
  return new MainClient({ api_key: apiKey, api_secret: secret, baseUrl: url });
}

export async function fillsByNpmBinance(client, symbols) {
  const all = [];
  for (const symbol of symbols)
    all.push(...await pages(async (fromId) =>
      (await client.getAccountTradeList({ symbol, fromId: Number(fromId), limit: pageRows }))
        .map(ofBinance)));
  return all;
}

// What the enclave holds for a session, by its id alone.
export async function fillsByEnclave(url, sessionId) {
  const all = [];
  for (let cursor = ''; cursor !== null;) {
    const query = `limit=1000${cursor && `&cursor=${cursor}`}`;
    const answer = await fetch(`${url}/enclave/trades/${sessionId}?${query}`);
    const page = await answer.json();
    if (!answer.ok) throw new Error(page.detail);
    all.push(...page.trades.map(ofEnclave));
    cursor = page.cursor;
  }
  return all;
}
