// SPDX-License-Identifier: Apache-2.0
// SEV-SNP: our own vectors, which C runs, too, and evidence that AMD's hardware made.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { base64Decode, base64Encode, base64urlEncode, hexDecode, hexEncode }
  from '../crypto/index.js';
import { intelRoot, simulatedRoot } from '../verify/index.js';
import { AttestationError, amdRoot, checkSnp, givenArk, verifySnp } from '../verify/snp.js';
import { acceptBeside, readAnswer, verifyAttestation } from '../verify/attestation.js';
import { collateralSha256, readCollateral } from '../verify/collateral.js';
import { FLAG, keyId } from '../wire/binding.js';
import { fixturePath, vectors } from '../tools/vectors.js';

/** "CODE, item" of a refusal, or what came out. */
const outcome = (promise) => promise.then((facts) => ({ said: 'ATT_OK, ', facts }), (error) => {
  assert.ok(error instanceof AttestationError, error.stack);
  return { said: `${error.code}, ${error.item}` };
});

const said = async (promise) => (await outcome(promise)).said;

test('our vectors have the verdicts they say', async (t) => {
  const { parts, cases } = vectors('snp.json');
  const roots = { ours: await givenArk(parts.ark.milan), intel: intelRoot };
  for (const one of cases) {
    await t.test(one.name, async () => {
      const collateral = { vek: parts.vek[one.vek], ask: parts.ask[one.ask],
        ark: parts.ark[one.ark] };
      const found = await outcome(checkSnp(base64Decode(parts.report[one.report]), collateral,
        { root: roots[one.root], atMs: Date.parse(one.at) }));
      assert.equal(found.said, `${one.code}, ${one.item}`);
      if (!found.facts) return;
      const { facts } = found;
      assert.equal(facts.tee, 'SEV-SNP');
      assert.ok(facts.anchor === 'given' && facts.simulated && !facts.debug);
      assert.equal(facts.vlek, one.vek.endsWith('vlek'));
      assert.ok(facts.vmpl === 1 && facts.guestSvn === 3);
      const tcb = { bootloader: 4, tee: 1, snp: 24, microcode: 217,
        fmc: facts.product === 'Turin' ? 2 : 0 };
      assert.deepEqual([facts.reportedTcb, facts.launchTcb], [tcb, tcb]);
      assert.equal(hexEncode(facts.measurement), 'aa'.repeat(48));
      assert.equal(hexEncode(facts.hostData), 'bb'.repeat(32));
      assert.equal(facts.reportData[63], 63);
      const ends = { [one.ask]: 'ASK', [one.ark]: 'ARK' }.past ?? 'VEK certificate';
      assert.equal(facts.expiresFirst, ends);
    });
  }
});

const NAMES = ['dstack', 'google_milan', 'trustee_vcek', 'trustee_vlek', 'virtee_milan'];

/** One of AMD's, with a policy that fits it; null, and the test skipped, when it is not here. */
function load(t, name) {
  const path = (file) => fixturePath(`attestation/sev-snp/${name}/${file}`);
  if (!existsSync(path('report.bin'))) {
    t.skip('fixtures are not on this machine');
    return null;
  }
  const text = (file) => readFileSync(path(file), 'latin1');
  const expected = JSON.parse(text('expected.json'));
  return {
    report: new Uint8Array(readFileSync(path('report.bin'))),
    collateral: { vek: hexEncode(new Uint8Array(readFileSync(path('vek.der')))),
      ask: text('ask.pem'), ark: text('ark.pem') },
    expected,
    from: Date.parse(expected.vek_not_before),
    until: Date.parse(expected.vek_not_after),
    policy: {
      root: amdRoot,
      atMs: Date.parse(expected.vek_not_before),
      reportData: hexDecode(expected.report.report_data),
      releases: [{ tee: 'SEV-SNP', measurement: hexDecode(expected.report.measurement) }],
    },
  };
}

const verify = ({ report, collateral, policy }, change = {}) =>
  verifySnp(report, collateral, { ...policy, ...change });

for (const name of NAMES) {
  test(`${name} has the verdict its source says`, async (t) => {
    const one = load(t, name);
    if (!one) return;
    const { expected } = one;
    const found = await outcome(verify(one));
    if (expected.report.debug) {
      assert.equal(found.said, 'ATT_E_DEBUG, guest policy');
      return;
    }
    assert.equal(found.said, 'ATT_OK, ');
    const { facts } = found;
    assert.ok(facts.anchor === 'amd' && !facts.simulated && facts.product === 'Milan');
    assert.equal(facts.vlek, name === 'trustee_vlek');
    assert.equal(hexEncode(facts.chipId), expected.report.chip_id);
    assert.equal(hexEncode(facts.hostData), expected.report.host_data);
    assert.deepEqual([facts.version, facts.vmpl, facts.guestSvn],
      [expected.report.version, expected.report.vmpl, expected.report.guest_svn]);
    const tcb = hexDecode(expected.report.reported_tcb);
    assert.deepEqual(facts.reportedTcb,
      { bootloader: tcb[7], tee: tcb[6], snp: tcb[1], microcode: tcb[0], fmc: 0 });
    assert.deepEqual([facts.validFromMs, facts.validUntilMs], [one.from, one.until]);
  });

  test(`${name}: a flipped bit is refused`, async (t) => {
    const one = load(t, name);
    if (!one) return;
    for (let bit = NAMES.indexOf(name); bit < 8 * one.report.length; bit += 83) {
      one.report[bit >>> 3] ^= 1 << (bit & 7);
      assert.notEqual(await said(verify(one)), 'ATT_OK, ', `bit ${bit}`);
      one.report[bit >>> 3] ^= 1 << (bit & 7);
    }
    const vek = hexDecode(one.collateral.vek);
    for (let bit = NAMES.indexOf(name); bit < 8 * vek.length; bit += 83) {
      vek[bit >>> 3] ^= 1 << (bit & 7);
      const collateral = { ...one.collateral, vek: hexEncode(vek) };
      assert.notEqual(await said(verify({ ...one, collateral })), 'ATT_OK, ', `VEK bit ${bit}`);
      vek[bit >>> 3] ^= 1 << (bit & 7);
    }
  });

  test(`${name} is valid from its first to its last second`, async (t) => {
    const one = load(t, name);
    if (!one) return;
    const good = one.expected.report.debug ? 'ATT_E_DEBUG, guest policy' : 'ATT_OK, ';
    for (const [atMs, want] of [[one.from - 1000, 'ATT_E_CERT_NOT_YET_VALID, VEK certificate'],
      [one.from, good], [one.from + 1000, good], [one.until - 1000, good], [one.until, good],
      [one.until + 1000, 'ATT_E_CERT_EXPIRED, VEK certificate']]) {
      assert.equal(await said(verify(one, { atMs })), want);
    }
  });
}

test('every truncation of a report is refused', async (t) => {
  const one = load(t, 'dstack');
  if (!one) return;
  for (let size = 0; size < one.report.length; size += 7) {
    assert.equal(await said(verify({ ...one, report: one.report.subarray(0, size) })),
      'ATT_E_QUOTE_TRUNCATED, SEV-SNP report');
  }
});

test('mixed evidence is refused', async (t) => {
  const [one, other, vlek] = ['virtee_milan', 'trustee_vcek', 'trustee_vlek']
    .map((name) => load(t, name));
  if (!one) return;
  const mix = (certificates, base = one) => said(verify({ ...base,
    collateral: { ...base.collateral, ...certificates } }));
  const { vek, ask, ark } = one.collateral;
  assert.equal(await mix({ vek: other.collateral.vek }), 'ATT_E_QUOTE_SIGNATURE, SEV-SNP report');
  assert.equal(await said(verify({ ...one, report: other.report })),
    'ATT_E_QUOTE_SIGNATURE, SEV-SNP report');
  assert.equal(await said(verify({ ...vlek, report: one.report })),
    'ATT_E_SNP_REPORT, SEV-SNP report');
  assert.equal(await mix({ ask: vlek.collateral.ask }), 'ATT_E_CHAIN_LINK, VEK certificate');
  assert.equal(await mix({ vek }, vlek), 'ATT_E_CHAIN_LINK, VEK certificate');
  assert.equal(await mix({ ask: ark }), 'ATT_E_CHAIN_LINK, VEK certificate');
  assert.equal(await mix({ ark: ask }), 'ATT_E_CHAIN_LINK, ASK');
  assert.equal(await mix({ ask: other.collateral.ask, ark: vlek.collateral.ark }), 'ATT_OK, ');
});

test('missing, oversized and unknown collateral is refused', async (t) => {
  const one = load(t, 'dstack');
  if (!one) return;
  const mix = (change) => said(verify({ ...one, collateral: { ...one.collateral, ...change } }));
  for (const [name, item] of [['vek', 'VEK certificate'], ['ask', 'ASK'], ['ark', 'ARK']]) {
    assert.equal(await mix({ [name]: undefined }), `ATT_E_CERT_FORMAT, ${item}`);
    assert.equal(await mix({ [name]: '' }), `ATT_E_CERT_FORMAT, ${item}`);
  }
  assert.equal(await mix({ ask: one.collateral.ask + '\n'.repeat(1 << 20) }),
    'ATT_E_COLLATERAL_FORMAT, collateral');
  assert.equal(await mix({ vek: '00'.repeat(1 << 20) }), 'ATT_E_COLLATERAL_FORMAT, collateral');
  assert.equal(await mix({ crl: '' }), 'ATT_E_COLLATERAL_FORMAT, collateral');
  for (const name of ['root_ca_crl', 'pck_crl', 'tcb_info_signature', 'qe_identity_signature']) {
    assert.equal(await mix({ [name]: '00' }), 'ATT_E_COLLATERAL_FORMAT, collateral');
  }
  for (const name of ['tcb_info', 'qe_identity', 'tcb_info_issuer_chain']) {
    assert.equal(await mix({ [name]: 'x' }), 'ATT_E_COLLATERAL_FORMAT, collateral');
  }
  assert.equal(await said(verify({ ...one, report: new Uint8Array(1 << 20) })),
    'ATT_E_QUOTE_SIZE, SEV-SNP report');
});

test('only AMD is trusted, and a given root for looking only', async (t) => {
  const one = load(t, 'dstack');
  if (!one) return;
  const { parts } = vectors('snp.json');
  const { roots } = vectors('quote.json');
  const other = await givenArk(parts.ark.milan);
  const same = await givenArk(one.collateral.ark);
  assert.equal(await said(verify(one, { root: undefined })), 'ATT_OK, ');
  assert.equal(await said(verify(one, { root: intelRoot })), 'ATT_OK, ');
  assert.equal(await said(verify(one, { root: await simulatedRoot(roots.simulated) })),
    'ATT_E_ROOT_UNTRUSTED, ARK');
  assert.equal(await said(verify(one, { root: other })), 'ATT_E_ROOT_UNTRUSTED, root CA');
  assert.equal(same, amdRoot);
  const { policy: { atMs } } = one;
  const look = (root) => outcome(checkSnp(one.report, one.collateral, { root, atMs }));
  assert.equal((await look(other)).said, 'ATT_E_ROOT_UNTRUSTED, ARK');
  assert.equal((await look()).facts.anchor, 'amd');
});

test('what is no ARK is no root', async () => {
  const { parts: { ark, ask } } = vectors('snp.json');
  for (const pem of [ask.milan, ark['forged root'], ark['no list use'], ark['path 1'],
    ark.milan + ark.milan, '', undefined]) {
    await assert.rejects(givenArk(pem), { code: 'INVALID_OPTION' });
  }
});

test('a policy decides which genuine guest is the expected one', async (t) => {
  const one = load(t, 'trustee_vcek'); // SVN 4, VMPL 0
  if (!one) return;
  const release = { ...one.policy.releases[0], vmpl: 0, hostData: new Uint8Array(32),
    minGuestSvn: 4 };
  const other = new Uint8Array(48);
  const judge = (...changes) =>
    said(verify(one, { releases: changes.map((change) => ({ ...release, ...change })) }));
  assert.equal(await judge({}), 'ATT_OK, ');
  assert.equal(await judge({ minGuestSvn: 5 }), 'ATT_E_ISVSVN, guest SVN');
  assert.equal(await judge({ hostData: new Uint8Array(32).fill(1) }),
    'ATT_E_MEASUREMENT, host data');
  assert.equal(await judge({ vmpl: 1 }), 'ATT_E_MEASUREMENT, VMPL');
  assert.equal(await judge({ measurement: other }), 'ATT_E_MEASUREMENT, measurement');
  assert.equal(await judge({ tee: 'TDX' }), 'ATT_E_MEASUREMENT, measurement');
  assert.equal(await judge(), 'ATT_E_MEASUREMENT, measurement');
  assert.equal(await judge({ measurement: other }, { vmpl: 1 }), 'ATT_E_MEASUREMENT, VMPL');
  assert.equal(await judge({ measurement: other }, {}), 'ATT_OK, ');
});

test('a policy demands the least TCB, chips, and its own report data', async (t) => {
  const one = load(t, 'virtee_milan');
  if (!one) return;
  const exact = { bootloader: 3, tee: 0, snp: 8, microcode: 0x73 };
  const judge = (change) => said(verify(one, change));
  assert.equal(await judge({ snpMinTcb: exact }), 'ATT_OK, ');
  for (const part of ['bootloader', 'tee', 'snp', 'microcode', 'fmc']) {
    const snpMinTcb = { ...exact, [part]: (exact[part] ?? 0) + 1 };
    assert.equal(await judge({ snpMinTcb }), 'ATT_E_TCB_MINIMUM, reported TCB');
  }
  const chip = hexDecode(one.expected.report.chip_id).subarray(0, 16);
  assert.equal(await judge({ platforms: [new Uint8Array(16), chip] }), 'ATT_OK, ');
  assert.equal(await judge({ platforms: [new Uint8Array(16)] }), 'ATT_E_PLATFORM, chip id');
  const vlek = load(t, 'trustee_vlek');
  assert.equal(await said(verify(vlek, { platforms: [new Uint8Array(16)] })),
    'ATT_E_PLATFORM, chip id');
  for (const reportData of [new Uint8Array(64), new Uint8Array(64).fill(1), undefined]) {
    assert.equal(await judge({ reportData }), 'ATT_E_REPORT_DATA, report_data');
  }
});

const NONCE = new Uint8Array(32).fill(7);
const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));

/** An answer of GET /attestation/quote about this evidence. */
async function answerOf({ report, collateral, measurement }, change = {}) {
  const publicKey = new Uint8Array(32).fill(9);
  const config = 'a guest\n';
  return {
    attestation_type: 'SEV_SNP_REPORT', simulated: false, measurement: hexEncode(measurement),
    public_key: base64Encode(publicKey), identity_key: base64Encode(new Uint8Array(32)),
    key_id: base64urlEncode(await keyId(publicKey)), challenge: 'AAAA',
    quote: base64Encode(report), collateral, config,
    binding: { version: 1, flags: FLAG.nonce, nonce: base64urlEncode(NONCE),
      tls_spki_sha256: '00'.repeat(32),
      collateral_sha256: hexEncode(await collateralSha256(readCollateral(collateral))),
      config_sha256: hexEncode(await sha256(new TextEncoder().encode(config))) },
    ...change,
  };
}

// Nobody here can have AMD's key sign report data of ours, so two halves are looked at: genuine
// evidence comes as far as its report data, and what stands beside evidence of ours is accepted.
test('an answer with a genuine report is refused for its report data alone', async (t) => {
  const one = load(t, 'virtee_milan');
  if (!one) return;
  const { measurement } = one.policy.releases[0];
  const answer = (change) => answerOf({ ...one, measurement }, change);
  const verdict = async (given, policy = {}) => said(verifyAttestation(await given,
    { ...one.policy, nonce: NONCE, root: intelRoot, ...policy }));
  assert.equal(await verdict(answer()), 'ATT_E_REPORT_DATA, report_data');
  assert.equal(await verdict(answer(), { releases: [] }), 'ATT_E_MEASUREMENT, measurement');
  assert.equal(await verdict(answer({ quote: base64Encode(one.report.slice(1)) })),
    'ATT_E_QUOTE_TRUNCATED, SEV-SNP report');
  assert.equal(await verdict(answer({ collateral: { ...one.collateral, root_ca_crl: '00' } })),
    'ATT_E_COLLATERAL_FORMAT, collateral');
  assert.equal(await verdict(answer({ collateral: {} })), 'ATT_E_QUOTE_VERSION, quote header');
});

test('what stands beside a report is accepted, or refused by its own codes', async () => {
  const { parts, cases } = vectors('snp.json');
  const one = cases.find(({ code, ask }) => code === 'ATT_OK' && ask !== 'past');
  const collateral = { vek: parts.vek[one.vek], ask: parts.ask[one.ask], ark: parts.ark[one.ark] };
  const report = base64Decode(parts.report[one.report]);
  const root = await givenArk(parts.ark.milan);
  const facts = await checkSnp(report, collateral, { root, atMs: Date.parse(one.at) });
  const { measurement } = facts;
  const verdict = async (change) => outcome(acceptBeside(
    readAnswer(await answerOf({ report, collateral, measurement }, change)), NONCE, intelRoot,
    facts));
  const good = await verdict({});
  assert.equal(good.said, 'ATT_OK, ');
  assert.deepEqual(good.facts.enclave.measurement, measurement);
  const { facts: shown } = good.facts;
  assert.deepEqual([shown.tee, shown.measurement, shown.tcbStatus, shown.tcbDate,
    shown.evaluationNumber, shown.advisories, shown.signer],
  ['SEV-SNP', hexEncode(measurement), null, null, null, [], null]);
  assert.equal((await verdict({ attestation_type: 'TDX_QUOTE' })).said,
    'ATT_E_TEE_TYPE, attestation_type');
  assert.equal((await verdict({ simulated: true })).said, 'ATT_E_SIMULATED, simulated');
  assert.equal((await verdict({ measurement: 'aa' })).said, 'ATT_E_MEASUREMENT, measurement');
  assert.equal((await verdict({ config: 'x' })).said, 'ATT_E_CONFIG, config');
  assert.equal((await verdict({ collateral: { ...collateral, ark: '' } })).said,
    'ATT_E_COLLATERAL, collateral');
});

test('no simulated root vouches for an answer with a report', async () => {
  const { parts, cases } = vectors('snp.json');
  const one = cases.find(({ code }) => code === 'ATT_OK');
  const collateral = { vek: parts.vek[one.vek], ask: parts.ask[one.ask], ark: parts.ark[one.ark] };
  const answer = await answerOf({ report: base64Decode(parts.report[one.report]), collateral,
    measurement: new Uint8Array(48) });
  const simulated = { ...intelRoot, anchor: 'simulated', simulated: true };
  for (const root of [intelRoot, simulated]) {
    assert.equal(await said(verifyAttestation(answer,
      { root, nonce: NONCE, atMs: Date.parse(one.at), releases: [] })),
    'ATT_E_ROOT_UNTRUSTED, ARK');
  }
});
