// SPDX-License-Identifier: Apache-2.0
// peer_page.mjs - a page of myTrades into objects with numbers, as a Node connector would.
import { input, report } from './peer.mjs';

const text = input();

report(() => {
  const fills = JSON.parse(text).map((row) => ({
    id: row.id,
    orderId: row.orderId,
    time: row.time,
    side: row.isBuyer ? 'buy' : 'sell',
    isMaker: row.isMaker,
    price: Number(row.price),
    quantity: Number(row.qty),
    fee: Number(row.commission),
    feeAsset: row.commissionAsset,
  }));
  if (fills.length !== 1000) throw new Error(`${fills.length} rows`);
});
