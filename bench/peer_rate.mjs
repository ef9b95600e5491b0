// SPDX-License-Identifier: Apache-2.0
// peer_rate.mjs - how much of a minute's weight ccxt uses: pages of fills, one after the other or
// several at a time, with its own limiter and nothing changed but where it connects to.
//
// Input: {"url", "apiKey", "secret", "parallel", "runMs"}.  Prints the percentage; what the
// exchange refused goes to standard error.
import { createRequire } from 'node:module';

import { input } from './peer.mjs';

const { url, apiKey, secret, parallel, runMs } = JSON.parse(input());
const weight = 20, allowed = 6000, minute = 60_000;

function ccxtOrLeave() {
  try {
    return createRequire(new URL('../test/scenario/package.json', import.meta.url))('ccxt');
  } catch {
    return process.exit(99); // ./dev test scenario installs it
  }
}

function redirect(tree) {
  for (const [name, value] of Object.entries(tree)) {
    if (typeof value === 'string') tree[name] = url + new URL(value).pathname;
    else redirect(value);
  }
}

const ccxt = ccxtOrLeave();
const client = new ccxt.binance({
  apiKey,
  secret,
  options: { fetchMarkets: { types: ['spot'] }, fetchCurrencies: false, fetchMargins: false },
});
redirect(client.urls.api);
await client.loadMarkets();
// A minute of the exchange's begins now.
const begin = Math.ceil(Date.now() / minute) * minute;
await fetch(`${url}/sandbox/clock?now=${begin}`, { method: 'POST' });
await client.loadTimeDifference();

const end = performance.now() + runMs;
let pages = 0, refused = 0;
async function ask() {
  while (performance.now() < end) {
    try {
      await client.fetchMyTrades('BTC/USDT', undefined, 1000, { fromId: 0 });
      if (performance.now() < end) pages += 1;
    } catch (error) {
      refused += 1;
      console.error(`${parallel} at a time: ${String(error).slice(0, 100)}`);
    }
  }
}
await Promise.all(Array.from({ length: parallel }, ask));
if (refused > 0) console.error(`ccxt, ${parallel} at a time: ${refused} refusals`);
console.log(pages * weight * 100 / allowed);
process.exit(0);
