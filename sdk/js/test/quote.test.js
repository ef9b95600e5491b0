// SPDX-License-Identifier: Apache-2.0
// Quotes made by Intel's hardware and by a synthetic PKI, at the instants their sources name.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { base64Decode, hexDecode, hexEncode } from '../crypto/index.js';
import { intelRoot, parseQuote, simulatedRoot, verifyQuote } from '../verify/index.js';
import { pemDecode } from '../verify/pem.js';
import { parseCertificate } from '../verify/x509.js';
import { fixture, fixturePath, vectors } from '../tools/vectors.js';

const DAY_MS = 86_400_000;

// The fixtures' errors that belong to what is judged here; the others are about collateral.
const ERRORS = {
  DEBUG_ENCLAVE: 'ATT_E_DEBUG', QE_VENDOR: 'ATT_E_QE_VENDOR', QUOTE_VERSION: 'ATT_E_QUOTE_VERSION',
  CERT_DATA_TYPE: 'ATT_E_CERT_DATA_TYPE', CERT_DATA_SIZE: 'ATT_E_CERT_DATA_SIZE',
  QE_AUTH: 'ATT_E_QUOTE_SIZE', QUOTE_TRUNCATED: 'ATT_E_QUOTE_TRUNCATED',
  QUOTE_SIGNATURE: 'ATT_E_QUOTE_SIGNATURE', QE_REPORT_DATA: 'ATT_E_QE_REPORT_DATA',
  QE_REPORT_SIGNATURE: 'ATT_E_QE_REPORT_SIGNATURE',
};
// Where the code differs from the fixture's word, and why.
const SPECIAL = {
  'synthetic/quote_from_other_root': 'ATT_E_ROOT_UNTRUSTED',
  'synthetic/format_version_4_header': 'ATT_E_QUOTE_VERSION', // we read v3 only
  'oasis-core/sgx_v3_eppid_certtype2or3': 'ATT_E_CERT_DATA_TYPE',
  'intel-qvl/sample_sgx_testroot': 'ATT_E_CERT_DATA_TYPE', // its chain is in the collateral
};

function expectedCode(found) {
  if (SPECIAL[found.path]) return SPECIAL[found.path];
  const code = ERRORS[/^\w+/.exec(found.error ?? '')?.[0]];
  if (code) return code;
  if (found.report.debug) return 'ATT_E_DEBUG';
  // Signed, and bound to nothing: that is never what a client expects.
  return /^0+$/.test(found.report.report_data) ? 'ATT_E_REPORT_DATA' : 'ATT_OK';
}

function policyFor(found) {
  const path = fixturePath(`attestation/${found.path}/trusted_root.pem`);
  const own = existsSync(path) && parseCertificate(pemDecode(readFileSync(path, 'latin1'), 1)[0]);
  const atMs = found.verification_time_unix
    ? found.verification_time_unix * 1000
    : Date.parse(found.pck?.not_before ?? '2024-01-01') + DAY_MS;
  return {
    root: own ? { simulated: false, point: own.point } : intelRoot,
    measurements: [hexDecode(found.report?.mrenclave ?? '00'.repeat(32))],
    reportData: hexDecode(found.report?.report_data ?? '01'.repeat(64)),
    atMs,
  };
}

const quoteOf = (found) =>
  new Uint8Array(readFileSync(fixturePath(`attestation/${found.path}/quote.bin`)));

const codeOf = (promise) => promise.then(() => 'ATT_OK', (error) => {
  assert.equal(error.name, 'AttestationError', error.stack);
  return error.code;
});

/** A genuine, good SGX quote to spoil. */
function genuine(t) {
  const index = fixture(t, 'attestation/index.json');
  if (!index) return null;
  const found = index.find(({ path }) => path === 'teepot/sw_hardening');
  return { quote: quoteOf(found), policy: policyFor(found), found };
}

const factsAsVectors = (facts) => ({
  simulated: facts.simulated,
  debug: facts.debug,
  mrenclave: hexEncode(facts.mrenclave),
  mrsigner: hexEncode(facts.mrsigner),
  isvprodid: facts.isvProdId,
  isvsvn: facts.isvSvn,
});

// The file has collateral; what is not about it is judged here.
const isJudged = ({ collateral, policy, code, name }) => collateral === 'good' && !policy
  && !name.startsWith('version 4') && code !== 'ATT_E_CRL_MISSING';

test('our vectors: the verdict, and the facts of what is believed', async (t) => {
  const { roots, cases: all, quote: good } = vectors('quote.json');
  const cases = all.filter(isJudged);
  const anchors = { intel: intelRoot };
  for (const [name, pem] of Object.entries(roots)) anchors[name] = await simulatedRoot(pem);
  for (const found of cases) {
    await t.test(found.name, async () => {
      const policy = {
        root: anchors[found.root],
        measurements: found.measurements.map(hexDecode),
        reportData: hexDecode(found.report_data),
        atMs: Date.parse(found.at),
      };
      const run = verifyQuote(base64Decode(found.quote ?? good), policy);
      if (found.code === 'ATT_OK') {
        const facts = await run;
        const { valid_from: from, valid_until: until, tcb_status: status, ...wanted } = found.facts;
        assert.ok(from && until && status);
        assert.deepEqual(factsAsVectors(facts), wanted);
        assert.equal(hexEncode(facts.reportData), found.report_data);
      } else {
        await assert.rejects(run, { name: 'AttestationError', code: found.code });
      }
    });
  }
  assert.ok(cases.length >= 40);
});

test('every SGX v3 fixture gets its verdict', async (t) => {
  const index = fixture(t, 'attestation/index.json');
  if (!index) return;
  const cases = index.filter(({ version, path }) =>
    version === 3 || path?.startsWith('synthetic/format_'));
  let accepted = 0;
  for (const found of cases) {
    const code = await codeOf(verifyQuote(quoteOf(found), policyFor(found)));
    assert.equal(code, expectedCode(found), found.path);
    accepted += code === 'ATT_OK';
  }
  t.diagnostic(`${cases.length} quotes, ${accepted} accepted`);
  assert.ok(accepted > 20 && cases.length - accepted > 10);
});

test('other TEEs are refused by their version', async (t) => {
  const index = fixture(t, 'attestation/index.json');
  if (!index) return;
  for (const found of index.filter(({ version }) => version > 3)) {
    const code = await codeOf(verifyQuote(quoteOf(found), policyFor(found)));
    assert.equal(code, 'ATT_E_QUOTE_VERSION', found.path);
  }
});

test('facts are those of the fixture', async (t) => {
  const sample = genuine(t);
  if (!sample) return;
  const facts = await verifyQuote(sample.quote, sample.policy);
  assert.equal(Buffer.from(facts.mrenclave).toString('hex'), sample.found.report.mrenclave);
  assert.equal(Buffer.from(facts.mrsigner).toString('hex'), sample.found.report.mrsigner);
  assert.equal(facts.isvProdId, sample.found.report.isvprodid);
  assert.equal(facts.isvSvn, sample.found.report.isvsvn);
  assert.deepEqual([facts.simulated, facts.debug], [false, false]);
  assert.ok(facts.validFromMs < sample.policy.atMs && sample.policy.atMs < facts.validUntilMs);
});

test('a genuine quote is refused by any other policy', async (t) => {
  const sample = genuine(t);
  if (!sample) return;
  const { quote, policy } = sample;
  const refusal = (changes) => codeOf(verifyQuote(quote, { ...policy, ...changes }));
  const otherPoint = policy.root.point.slice();
  otherPoint[63] ^= 1;
  assert.equal(await refusal({}), 'ATT_OK');
  assert.equal(await refusal({ root: { simulated: false, point: otherPoint } }),
    'ATT_E_ROOT_UNTRUSTED');
  assert.equal(await refusal({ root: { ...policy.root, simulated: true } }), 'ATT_E_CHAIN_CN');
  assert.equal(await refusal({ measurements: [] }), 'ATT_E_MRENCLAVE');
  assert.equal(await refusal({ measurements: [new Uint8Array(32)] }), 'ATT_E_MRENCLAVE');
  assert.equal(await refusal({ reportData: new Uint8Array(64) }), 'ATT_E_REPORT_DATA');
  assert.equal(await refusal({ reportData: policy.reportData.slice(1) }), 'ATT_E_REPORT_DATA');
  assert.equal(await refusal({ atMs: Date.UTC(2000, 0) }), 'ATT_E_CERT_NOT_YET_VALID');
  assert.equal(await refusal({ atMs: Date.UTC(2060, 0) }), 'ATT_E_CERT_EXPIRED');
  assert.equal(await refusal({ measurements: [new Uint8Array(32), ...policy.measurements] }),
    'ATT_OK');
});

test('every truncation is refused', async (t) => {
  const sample = genuine(t);
  if (!sample) return;
  const { quote } = sample;
  for (let size = 0; size < quote.length; size++) {
    assert.throws(() => parseQuote(quote.subarray(0, size)), { stage: 'quote' });
  }
  parseQuote(quote);
});

test('a flipped bit is refused wherever it is', async (t) => {
  const sample = genuine(t);
  if (!sample) return;
  const { quote, policy } = sample;
  let refused = 0;
  // Every byte up to the certificates, then a sample: each flip costs up to six signatures.
  for (let at = 0; at < quote.length; at += at < 1100 ? 3 : 29) {
    const flipped = quote.slice();
    flipped[at] ^= 1 << (at % 8);
    const code = await codeOf(verifyQuote(flipped, policy));
    assert.notEqual(code, 'ATT_OK', `byte ${at}`);
    refused += 1;
  }
  t.diagnostic(`${refused} flips`);
});

test('padding of zeros is accepted, other bytes are not', async (t) => {
  const sample = genuine(t);
  if (!sample) return;
  const padded = new Uint8Array(sample.quote.length + 70);
  padded.set(sample.quote);
  assert.equal(await codeOf(verifyQuote(padded, sample.policy)), 'ATT_OK');
  padded[padded.length - 1] = 1;
  assert.equal(await codeOf(verifyQuote(padded, sample.policy)), 'ATT_E_QUOTE_SIZE');
  assert.equal(await codeOf(verifyQuote(new Uint8Array(16385), sample.policy)),
    'ATT_E_QUOTE_SIZE');
});

test("a simulated root is one that bears the simulated name: never Intel's", async (t) => {
  const sample = genuine(t);
  if (!sample) return;
  const chain = Buffer.from(parseQuote(sample.quote).pemChain).toString('latin1');
  const intel = `-----BEGIN${chain.split('-----BEGIN')[3]}`;
  const refused = { code: 'INVALID_OPTION', message: /trust\.simulatedRoot/ };
  await assert.rejects(simulatedRoot(intel), { ...refused, message: /must be named/ });
  await assert.rejects(simulatedRoot(chain), refused);
  for (const bad of ['', 'hello', undefined, null, {}, 7]) {
    await assert.rejects(simulatedRoot(bad), refused);
  }
});
