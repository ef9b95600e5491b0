// SPDX-License-Identifier: Apache-2.0
// Our own vectors, which C and PowerShell run too: evidence of the simulated platform.
import assert from 'node:assert/strict';
import test from 'node:test';
import { base64Decode, hexDecode, hexEncode } from '../crypto/index.js';
import { verifyQuote } from '../verify/index.js';
import { quoteVectors } from '../tools/quote-vectors.js';
import { vectors } from '../tools/vectors.js';

const iso = (ms) => new Date(ms).toISOString();

const factsAsVectors = (facts) => ({
  simulated: facts.simulated,
  debug: facts.debug,
  mrenclave: hexEncode(facts.mrenclave),
  mrsigner: hexEncode(facts.mrsigner),
  isvprodid: facts.isvProdId,
  isvsvn: facts.isvSvn,
  tcb_status: facts.tcbStatus,
  valid_from: iso(facts.validFromMs),
  valid_until: iso(facts.validUntilMs),
});

test('our vectors: the verdict, and the facts of what is believed', async (t) => {
  const cases = await quoteVectors(vectors('quote.json'));
  for (const { found, quote, collateral, policy } of cases) {
    await t.test(found.name, async () => {
      const run = verifyQuote(base64Decode(quote), collateral, policy);
      if (found.code === 'ATT_OK') {
        const facts = await run;
        assert.deepEqual(factsAsVectors(facts), found.facts);
        assert.deepEqual(facts.reportData, hexDecode(found.report_data));
      } else {
        await assert.rejects(run, { name: 'AttestationError', code: found.code });
      }
    });
  }
  assert.ok(cases.length > 200);
});
