// SPDX-License-Identifier: Apache-2.0
// For tests, in Node and in a browser: the cases of test/vectors/quote.json, ready for
// verifyQuote().
import { hexDecode } from '../crypto/bytes.js';
import { readPolicy } from '../verify/measurements.js';
import { intelRoot, simulatedRoot } from '../verify/roots.js';

/** {found (the case as it is), quote (base64), collateral, policy} of each. */
export async function quoteVectors({ roots, quote, collaterals, cases }) {
  const anchors = { intel: intelRoot };
  for (const [name, pem] of Object.entries(roots)) anchors[name] = await simulatedRoot(pem);
  // Each is whole, or the good one with changes.
  const { collateral: good } = collaterals.find(({ name }) => name === 'good');
  const named = new Map(collaterals.map(({ name, collateral, changes }) =>
    [name, changes ? { ...good, ...changes } : collateral]));
  return cases.map((found) => ({
    found,
    quote: found.quote ?? quote,
    collateral: named.get(found.collateral),
    policy: {
      ...readPolicy(found.policy ?? { measurements: found.measurements }),
      root: anchors[found.root],
      reportData: hexDecode(found.report_data),
      atMs: Date.parse(found.at),
      skewMs: found.skew_ms ?? 0,
    },
  }));
}
