// SPDX-License-Identifier: Apache-2.0
// peer_fold.mjs - first in, first out with doubles, incrementally: the same fills as bench_fold.c.
// Doubles are not exact; this peer is faster than one that would be.
import { report } from './peer.mjs';

const count = 100_000;
const symbols = ['BTCUSDT', 'ETHUSDT', 'BNBUSDT', 'SOLUSDT', 'XRPUSDT'];

let state = 1;
const dice = (n) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * n);
};
const fills = Array.from({ length: 4096 }, (_, i) => {
  const isBuy = dice(2) === 0;
  return {
    symbol: symbols[i % symbols.length],
    isBuy,
    price: (2_000_000 + dice(1_000_000)) / 100,
    quantity: (1 + dice(100_000)) / 100_000,
    fee: (1 + dice(1000)) / 100_000_000,
    feeAsset: isBuy ? 'BASE' : 'USDT',
  };
});

function fold(book, fill) {
  const notional = fill.price * fill.quantity;
  const isBaseFee = fill.feeAsset === 'BASE';
  const fee = isBaseFee ? fill.fee * fill.price : fill.fee;
  book.trades++;
  book.volume += notional;
  book.fees += fee;
  book.feesByAsset.set(fill.feeAsset, (book.feesByAsset.get(fill.feeAsset) ?? 0) + fill.fee);
  let { quantity } = fill;
  if (fill.isBuy) {
    if (isBaseFee) quantity -= fill.fee;
    book.lots.push({ quantity, price: fill.price });
    return;
  }
  while (quantity > 0 && book.first < book.lots.length) {
    const lot = book.lots[book.first];
    const part = Math.min(lot.quantity, quantity);
    book.gross += part * (fill.price - lot.price);
    lot.quantity -= part;
    quantity -= part;
    if (lot.quantity === 0) book.first++;
  }
  if (book.first > 1024 && book.first > book.lots.length / 2) {
    book.lots = book.lots.slice(book.first);
    book.first = 0;
  }
}

report(() => {
  const books = new Map(symbols.map((symbol) => [symbol,
    { trades: 0, volume: 0, fees: 0, gross: 0, feesByAsset: new Map(), lots: [], first: 0 }]));
  for (let i = 0; i < count; i++) {
    const fill = fills[i & 4095];
    fold(books.get(fill.symbol), fill);
  }
  let trades = 0;
  for (const book of books.values()) trades += book.trades;
  if (trades !== count) throw new Error('lost trades');
}, count / 1000);
