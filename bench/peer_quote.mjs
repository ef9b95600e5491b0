// SPDX-License-Identifier: Apache-2.0
// peer_quote.mjs - our own JavaScript SDK on the evidence that bench_quote.c verifies.
import { base64Decode, hexDecode } from '../sdk/js/crypto/index.js';
import { readPolicy, simulatedRoot, verifyQuote } from '../sdk/js/verify/index.js';
import { input, reportAsync } from './peer.mjs';

const given = JSON.parse(input());
const quote = base64Decode(given.quote);
const collateral = JSON.parse(given.collateral);
const policy = {
  ...readPolicy({ measurements: [given.mrenclave] }),
  root: await simulatedRoot(given.root),
  reportData: hexDecode(given.report_data),
  atMs: given.at_ms,
};

await reportAsync(() => verifyQuote(quote, collateral, policy));
