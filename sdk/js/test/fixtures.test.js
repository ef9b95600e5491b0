// SPDX-License-Identifier: Apache-2.0
// Quotes made by Intel's hardware and by a synthetic PKI, each with its verdict: all of them.
import assert from 'node:assert/strict';
import test from 'node:test';
import { hexEncode, p256Verify, sha256 } from '../crypto/index.js';
import { checkQuote, intelRoot, parseQuote, verifyQuote } from '../verify/index.js';
import { pemDecode } from '../verify/pem.js';
import { parseCertificate } from '../verify/x509.js';
import { evidenceFixture, evidenceFixtures } from '../tools/evidence-fixtures.js';

const EVERY_BIT = process.env.PERF_AGGREGATOR_EVERY_BIT === '1';
const GENUINE = 'teepot/azure';
const LIMITS = { root_ca_crl: 'root CRL', pck_crl: 'PCK CRL', tcb_info: 'TCB info',
  qe_identity: 'QE identity',
  'tcb_info_issuer_chain Intel SGX TCB Signing': 'TCB signing certificate' };

const second = (ms) => `${new Date(ms).toISOString().slice(0, 19)}Z`;
const refusal = (promise) => promise.then(() => ({ code: 'ATT_OK' }), (error) => {
  assert.equal(error.name, 'AttestationError', error.stack);
  return error;
});
const codeOf = async (promise) => (await refusal(promise)).code;

const REGISTERS = ['mrtd', 'rtmr0', 'rtmr1', 'rtmr2', 'rtmr3', 'mrSeam', 'mrSignerSeam',
  'tdAttributes', 'xfam', 'teeTcbSvn', 'mrConfigId', 'mrOwner', 'mrOwnerConfig', 'mrenclave',
  'mrsigner', 'attributes', 'cpusvn', 'reportData'];

function sameReport(facts, { report, pck }) {
  const said = new Map(Object.entries(report)
    .map(([name, value]) => [name.replaceAll('_', ''), value]));
  for (const name of REGISTERS) {
    const value = said.get(name.toLowerCase());
    if (value !== undefined) assert.equal(hexEncode(facts[name]), value, name);
  }
  assert.equal(facts.isvProdId, report.isvprodid);
  assert.equal(facts.isvSvn, report.isvsvn);
  assert.equal(facts.debug, report.debug);
  assert.equal(hexEncode(facts.fmspc), pck.fmspc);
  assert.equal(hexEncode(facts.pceid), pck.pceid);
  assert.equal(facts.pcesvn, pck.pcesvn);
}

function sameFacts(facts, about) {
  assert.equal(facts.tcbStatus, about.tcb_status);
  assert.equal(facts.platformTcbStatus, about.platform_tcb_status);
  assert.equal(facts.qeTcbStatus, about.qe_tcb_status);
  assert.deepEqual(facts.advisories, about.advisories);
  assert.equal(second(facts.tcbDate), about.tcb_date);
  assert.equal(facts.evaluationNumber, about.tcb_info.tcb_evaluation_data_number);
  const { not_before: from, not_after: until, limited_by: [, last] } = about.validity_window;
  assert.deepEqual([second(facts.validFromMs), second(facts.validUntilMs), facts.expiresFirst],
    [from, until, LIMITS[last]]);
  sameReport(facts, about);
}

test('every fixture gets its verdict, its status and its code', async (t) => {
  const count = { all: 0, genuine: 0, refused: 0 };
  for (const one of await evidenceFixtures(t)) {
    const { about, quote, collateral, root, atMs } = one;
    const got = await checkQuote(quote, collateral, { root, atMs }).then((facts) => {
      sameFacts(facts, about);
      return { code: 'ATT_OK' };
    }, (error) => error);
    assert.equal(got.code, one.code, `${one.name}: ${got.stack}`);
    if (got.code === 'ATT_E_DEBUG') {
      assert.equal(got.status.tcbStatus, about.tcb_status, one.name);
      assert.deepEqual(got.status.advisories, about.advisories, one.name);
    }
    count.all += 1;
    count[got.code === 'ATT_OK' ? 'genuine' : 'refused'] += 1;
  }
  t.diagnostic(`${count.all} cases: ${count.genuine} genuine, ${count.refused} refused`);
  assert.ok(count.all === 0 || (count.all >= 76 && count.genuine >= 21));
});

test('quotes without collateral are read, and every signature in them is right', async (t) => {
  let count = 0;
  for (const { about, name, quote, code } of await evidenceFixtures(t)) {
    if (about.verdict !== 'no-collateral') continue;
    // Where text follows the quote, and it is refused for that: the quote before it.
    const after = code === 'ATT_E_QUOTE_SIZE' ? about.trailing_bytes : 0;
    const read = parseQuote(quote.subarray(0, quote.length - after));
    assert.ok(await p256Verify(read.attestationKey, read.signature, read.signed), name);
    const bound = await sha256(new Uint8Array([...read.attestationKey, ...read.qeAuth]));
    assert.deepEqual(bound, read.qe.reportData.slice(0, 32), name);
    count += 1;
    if (about.cert_data_type !== 5) continue; // it names its PCK certificate, and brings none
    const [pck, ca, root] = pemDecode(Buffer.from(read.pemChain).toString('latin1'), 3)
      .map(parseCertificate);
    for (const [one, by] of [[pck, ca], [ca, root], [root, intelRoot]]) {
      assert.ok(await p256Verify(by.point, one.signature, one.tbs), name);
    }
    assert.ok(await p256Verify(pck.point, read.qeSignature, read.qeReport), name);
  }
  t.diagnostic(`${count} quotes`);
});

test('at its first and last second evidence holds, and one beyond it does not', async (t) => {
  for (const one of await evidenceFixtures(t)) {
    if (one.code !== 'ATT_OK') continue;
    const { quote, collateral, root, about: { validity_window: window } } = one;
    const at = (text, ms) => codeOf(checkQuote(quote, collateral,
      { root, atMs: Date.parse(text) + ms }));
    assert.equal(await at(window.not_before, 0), 'ATT_OK', one.name);
    assert.equal(await at(window.not_after, 0), 'ATT_OK', one.name);
    assert.match(await at(window.not_before, -1000), /_NOT_YET_VALID$/, one.name);
    assert.match(await at(window.not_after, 1000), /_EXPIRED$/, one.name);
  }
});

test('every truncation of a genuine quote is refused', async (t) => {
  for (const name of [GENUINE, 'phala-dcap-qvl/tdx_v4_uptodate', 'coco-trustee/tdx_quote_5']) {
    const found = await evidenceFixture(t, name);
    if (!found) return;
    // The zeros that some hosts pad with are no part of it.
    const whole = found.quote.subarray(0, found.quote.length - found.about.trailing_bytes);
    for (let size = 0; size < whole.length; size++) {
      assert.throws(() => parseQuote(whole.subarray(0, size)), { stage: 'quote' });
    }
    parseQuote(whole);
  }
});

// Bits that carry no meaning: the offset from the end, the bit, why.
const MEANINGLESS = [
  [1, 5, 'the NUL that ends the certificates becomes a space, which may end them as well'],
];

test('a bit flipped anywhere in a genuine quote is refused', async (t) => {
  for (const name of [GENUINE, 'phala-dcap-qvl/tdx_v4_uptodate']) {
    const found = await evidenceFixture(t, name);
    if (!found) return;
    const { quote, collateral, root, atMs } = found;
    const survivors = [];
    let flips = 0;
    for (let bit = 0; bit < quote.length * 8; bit += EVERY_BIT ? 1 : 131) {
      const flipped = quote.slice();
      flipped[bit >> 3] ^= 1 << (bit & 7);
      flips += 1;
      const code = await codeOf(checkQuote(flipped, collateral, { root, atMs }));
      if (code === 'ATT_OK') survivors.push([bit >> 3, bit & 7]);
    }
    t.diagnostic(`${name}: ${flips} flips, survived: ${JSON.stringify(survivors)}`);
    const end = quote.length - found.about.trailing_bytes;
    for (const [at, bit] of survivors) {
      assert.ok(found.about.cert_data_trailing_nul
        && MEANINGLESS.some(([back, which]) => end - back === at && which === bit),
      `${name}: byte ${at}, bit ${bit}`);
    }
  }
});

test('a bit flipped anywhere in genuine collateral is refused', async (t) => {
  const found = await evidenceFixture(t, GENUINE);
  if (!found) return;
  const { quote, collateral, root, atMs } = found;
  const isHex = (name) => /crl$|signature$/.test(name);
  let flips = 0;
  for (const [name, text] of Object.entries(collateral)) {
    if (name === 'pck_crl_issuer_chain') continue; // not looked at
    const encoding = isHex(name) ? 'hex' : 'latin1';
    const size = Buffer.from(text, encoding).length;
    for (let bit = 3; bit < size * 8; bit += EVERY_BIT ? 1 : 227) {
      const flipped = Buffer.from(text, encoding);
      flipped[bit >> 3] ^= 1 << (bit & 7);
      flips += 1;
      const error = await refusal(checkQuote(quote,
        { ...collateral, [name]: flipped.toString(encoding) }, { root, atMs }));
      assert.notEqual(error.code, 'ATT_OK', `${name}: byte ${bit >> 3}, bit ${bit & 7}`);
      assert.match(error.stage, /^(crl|tcb|qe|pck)$/, error.message);
    }
  }
  t.diagnostic(`${flips} flips`);
});

test('collateral of another platform, another TEE or nobody is refused', async (t) => {
  const all = await evidenceFixtures(t);
  if (all.length === 0) return;
  const of = (name) => all.find((one) => one.name === name);
  const { quote, collateral, root, atMs } = of(GENUINE);
  const verdict = (changes) => codeOf(checkQuote(quote, { ...collateral, ...changes },
    { root, atMs }));
  const synthetic = of('synthetic/status_OutOfDate').collateral;
  assert.equal(await verdict({}), 'ATT_OK');
  assert.equal(await verdict({ tcb_info: collateral.qe_identity,
    tcb_info_signature: collateral.qe_identity_signature }), 'ATT_E_TCB_FORMAT');
  assert.equal(await verdict({ qe_identity: collateral.tcb_info,
    qe_identity_signature: collateral.tcb_info_signature }), 'ATT_E_QEID_FORMAT');
  assert.equal(await verdict({ root_ca_crl: collateral.pck_crl }), 'ATT_E_CRL_ISSUER');
  assert.equal(await verdict({ pck_crl: collateral.root_ca_crl }), 'ATT_E_CRL_ISSUER');
  assert.equal(await verdict({ tcb_info_issuer_chain: synthetic.tcb_info_issuer_chain }),
    'ATT_E_ROOT_UNTRUSTED');
  assert.equal(await verdict({ qe_identity_issuer_chain: synthetic.qe_identity_issuer_chain }),
    'ATT_E_ROOT_UNTRUSTED');
  for (const [name, code] of [['root_ca_crl', 'ATT_E_CRL_MISSING'],
    ['pck_crl', 'ATT_E_CRL_MISSING'], ['tcb_info', 'ATT_E_TCB_FORMAT'],
    ['tcb_info_signature', 'ATT_E_TCB_FORMAT'], ['qe_identity', 'ATT_E_QEID_FORMAT'],
    ['tcb_info_issuer_chain', 'ATT_E_TCB_SIGNER_FORMAT'],
    ['qe_identity_issuer_chain', 'ATT_E_QEID_SIGNER_FORMAT'],
    ['qe_identity_signature', 'ATT_E_QEID_FORMAT']]) {
    assert.equal(await verdict({ [name]: undefined }), code);
    assert.equal(await verdict({ [name]: '' }), code);
  }
});

test('padding of zeros is accepted, other bytes are not', async (t) => {
  const found = await evidenceFixture(t, GENUINE);
  if (!found) return;
  const { quote, collateral, root, atMs } = found;
  const padded = new Uint8Array(quote.length + 70);
  padded.set(quote);
  assert.equal(await codeOf(checkQuote(padded, collateral, { root, atMs })), 'ATT_OK');
  padded[padded.length - 1] = 1;
  assert.equal(await codeOf(checkQuote(padded, collateral, { root, atMs })), 'ATT_E_QUOTE_SIZE');
});

test('what a policy demands of genuine evidence', async (t) => {
  const found = await evidenceFixture(t, GENUINE);
  if (!found) return;
  const { quote, collateral, atMs, about } = found;
  const { mrenclave, reportData, advisories } =
    await checkQuote(quote, collateral, { root: intelRoot, atMs });
  const policy = { root: intelRoot, atMs, reportData, advisories,
    releases: [{ tee: 'SGX', mrenclave }], minEvaluationNumber: 1 };
  const verdict = (changes) => codeOf(verifyQuote(quote, collateral, { ...policy, ...changes }));
  assert.equal(about.tcb_status, 'SWHardeningNeeded');
  const isZero = /^0+$/.test(about.report.report_data);
  assert.equal(await verdict({}), isZero ? 'ATT_E_REPORT_DATA' : 'ATT_OK');
  assert.equal(await verdict({ advisories: [] }), 'ATT_E_ADVISORY');
  assert.equal(await verdict({ advisories: advisories.slice(1) }), 'ATT_E_ADVISORY');
  assert.equal(await verdict({ statuses: ['UpToDate'] }), 'ATT_E_TCB_STATUS');
  assert.equal(await verdict({ minEvaluationNumber: undefined }), 'ATT_E_EVAL_NUMBER');
  assert.equal(await verdict({ maxCollateralAgeDays: 0 }), 'ATT_E_COLLATERAL_AGE');
  assert.equal(await verdict({ releases: [] }), 'ATT_E_MRENCLAVE');
  assert.equal(await verdict({ releases: undefined }), 'ATT_E_MRENCLAVE');
  assert.equal(await verdict({ reportData: new Uint8Array(64) }), 'ATT_E_REPORT_DATA');
  assert.equal(await verdict({ reportData: new Uint8Array(64).fill(1) }), 'ATT_E_REPORT_DATA');
  assert.equal(await verdict({ reportData: undefined }), 'ATT_E_REPORT_DATA');
  assert.equal(await verdict({ platforms: [new Uint8Array(16)] }), 'ATT_E_PLATFORM');
  assert.equal(await verdict({ root: { ...intelRoot } }), 'ATT_E_ROOT_UNTRUSTED');
});
