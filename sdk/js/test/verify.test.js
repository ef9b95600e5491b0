// SPDX-License-Identifier: Apache-2.0
// Every step that collateral adds, on a platform of our own: each refusal, and each edge.
import assert from 'node:assert/strict';
import test, { before } from 'node:test';
import { hexEncode, utf8 } from '../crypto/index.js';
import { WORDS, checkQuote, givenRoot, intelRoot, simulatedRoot, verifyQuote }
  from '../verify/index.js';
import {
  INTEL_LIKE, SERIAL, documentsOf, makeCollateral, makePlatform, makeQuote,
} from '../tools/simulated-evidence.js';
import { caExtensions, extension, leafExtensions, sign } from '../tools/simulated-pki.js';

const DAY_MS = 86_400_000;
const ISSUED = Date.UTC(2026, 5, 1);
const AT = ISSUED + DAY_MS;
const MRENCLAVE = new Uint8Array(32).fill(5);
const REPORT_DATA = new Uint8Array(64).fill(6);

const split = (pem) => pem.split(/(?<=-----END CERTIFICATE-----\n)/);

let platform;
let quote;
let collateral;
let root;

before(async () => {
  platform = await makePlatform();
  root = await simulatedRoot(platform.rootPem);
  quote = await makeQuote(platform, { mrenclave: MRENCLAVE, reportData: REPORT_DATA });
  collateral = await makeCollateral(platform, { issuedMs: ISSUED });
});

const policy = (changes) => ({ root, atMs: AT, reportData: REPORT_DATA,
  releases: [{ tee: 'SGX', mrenclave: MRENCLAVE }], ...changes });

const code = (promise) => promise.then(() => 'ATT_OK', (error) => {
  assert.equal(error.name, 'AttestationError', error.stack);
  assert.ok(error.item && error.stage && WORDS[error.code], error.message);
  return `${error.code} ${error.item}`;
});

const verdict = (given, changes) => code(verifyQuote(quote, given, policy(changes)));

/** The verdict with other collateral of the same platform. */
const withCollateral = async (changes, other) =>
  verdict({ ...await makeCollateral(platform, { issuedMs: ISSUED, ...changes }), ...other });

/** The verdict on another platform: its own root, collateral and quote. */
async function onPlatform(kind, { collateral: changes, quote: report, ...more } = {}) {
  const other = await makePlatform(kind);
  const given = await makeCollateral(other, { issuedMs: ISSUED, ...changes });
  const said = await makeQuote(other, { mrenclave: MRENCLAVE, reportData: REPORT_DATA, ...report });
  return code(verifyQuote(said, given,
    policy({ root: await simulatedRoot(other.rootPem), ...more })));
}

test('good evidence gives all its facts', async () => {
  const facts = await verifyQuote(quote, collateral, policy());
  assert.equal(hexEncode(facts.mrenclave), hexEncode(MRENCLAVE));
  assert.equal(facts.measurement, facts.mrenclave);
  assert.equal(hexEncode(facts.reportData), hexEncode(REPORT_DATA));
  assert.deepEqual([facts.tee, facts.anchor, facts.simulated, facts.debug],
    ['SGX', 'simulated', true, true]);
  assert.deepEqual([facts.isvProdId, facts.isvSvn, hexEncode(facts.mrsigner)],
    [1, 2, '09'.repeat(32)]);
  assert.deepEqual([facts.tcbStatus, facts.platformTcbStatus, facts.qeTcbStatus],
    ['UpToDate', 'UpToDate', 'UpToDate']);
  assert.deepEqual([facts.advisories, facts.tcbDate, facts.evaluationNumber],
    [[], Date.UTC(2026, 0, 1), 21]);
  assert.deepEqual([facts.validFromMs, facts.validUntilMs, facts.expiresFirst],
    [ISSUED, ISSUED + 30 * DAY_MS, 'root CRL']);
  assert.deepEqual([hexEncode(facts.fmspc), hexEncode(facts.pceid), facts.pcesvn],
    ['53494d000000', '0000', 13]);
  assert.equal(facts.ppid, undefined); // a name of the machine: only its hash is shown
  assert.equal(facts.ppidSha256.length, 32);
});

test('checkQuote finds the same, and judges no policy', async () => {
  const facts = await checkQuote(quote, collateral, { root, atMs: AT });
  assert.deepEqual(facts, await verifyQuote(quote, collateral, policy()));
});

test('without collateral nothing is genuine, and other shapes are refused by name', async () => {
  assert.equal(await verdict({}), 'ATT_E_CRL_MISSING root CRL');
  const shape = 'ATT_E_COLLATERAL_FORMAT collateral';
  for (const other of [undefined, null, [], 'x', 7, true]) {
    assert.equal(await verdict(other), shape);
  }
  for (const name of Object.keys(collateral)) {
    for (const value of [null, 7, {}, [], 'f'.repeat(200_000), '\ud800']) {
      assert.equal(await verdict({ ...collateral, [name]: value }), shape, name);
    }
  }
  for (const name of ['root_ca_crl', 'pck_crl', 'tcb_info_signature', 'qe_identity_signature']) {
    for (const value of ['0', 'zz', '0x00', ' ']) {
      assert.equal(await verdict({ ...collateral, [name]: value }), shape, name);
    }
    const inCapitals = { ...collateral, [name]: collateral[name].toUpperCase() };
    assert.equal(await verdict(inCapitals), 'ATT_OK');
  }
  assert.equal(await verdict({ ...collateral, root_crl: '' }), shape);
  assert.equal(await verdict({ ...collateral, toString: '' }), shape);
  assert.equal(await verdict({ ...collateral, pck_crl_issuer_chain: 'ignored' }), 'ATT_OK');
});

const CRLS = [['root_ca_crl', 'rootCrl', 'root CRL'], ['pck_crl', 'pckCrl', 'PCK CRL']];

test('revocation lists: missing, malformed, of another issuer, not signed', async () => {
  for (const [member, change, item] of CRLS) {
    for (const missing of ['', undefined]) {
      assert.equal(await verdict({ ...collateral, [member]: missing }),
        `ATT_E_CRL_MISSING ${item}`);
    }
    for (const bad of ['00', `${collateral[member]}00`, collateral[member].slice(0, -2)]) {
      assert.equal(await verdict({ ...collateral, [member]: bad }), `ATT_E_CRL_FORMAT ${item}`);
    }
    assert.equal(await withCollateral({ [change]: { issuer: platform.names.pck } }),
      `ATT_E_CRL_ISSUER ${item}`);
    assert.equal(await withCollateral({ [change]: { signer: platform.keys.pck } }),
      `ATT_E_CRL_SIGNATURE ${item}`);
  }
});

test('revocation lists: extensions of a profile that is not ours', async () => {
  const number = extension('551d14', false, Uint8Array.of(2, 1, 1));
  const key = extension('551d23', false, Uint8Array.of(0x30, 0));
  const delta = extension('551d1b', false, Uint8Array.of(2, 1, 1));
  const unknown = extension('551d63', false, Uint8Array.of(5, 0));
  const indirect = extension('551d1d', false, Uint8Array.of(0x30, 0));
  const reason = (value) => extension('551d15', false, Uint8Array.of(0x0a, 1, value));
  for (const [, change, item] of CRLS) {
    const list = (...extensions) => withCollateral({ [change]: { list: extensions } });
    const entry = (...extensions) =>
      withCollateral({ [change]: { serials: [0x77], entry: extensions } });
    assert.equal(await list(number, key, unknown), 'ATT_OK');
    assert.equal(await entry(reason(1), unknown), 'ATT_OK');
    assert.equal(await entry(reason(10)), 'ATT_OK');
    const format = `ATT_E_CRL_FORMAT ${item}`;
    assert.equal(await list(number), format);
    assert.equal(await list(key), format);
    assert.equal(await list(number, key, delta), format);
    assert.equal(await list(number, key, number), format);
    assert.equal(await entry(indirect), format);
    assert.equal(await entry(reason(1), reason(1)), format);
    for (const value of [7, 8, 11]) assert.equal(await entry(reason(value)), format);
    assert.equal(await list(number, key, reason(1)), format);
    assert.equal(await entry(number), format);
  }
});

test('what is revoked is refused, and what is near it is not', async () => {
  const root_ = (serials) => withCollateral({ rootCrl: { serials } });
  const pck = (serials) => withCollateral({ pckCrl: { serials } });
  assert.equal(await root_([1, 2, SERIAL.ca]), 'ATT_E_REVOKED_CA PCK CA');
  assert.equal(await root_([SERIAL.tcb, 2]), 'ATT_E_TCB_SIGNER_REVOKED TCB signing certificate');
  assert.equal(await pck([SERIAL.pck]), 'ATT_E_REVOKED_PCK PCK certificate');
  assert.equal(await root_([SERIAL.pck, SERIAL.ca + 1, SERIAL.ca * 256]), 'ATT_OK');
  assert.equal(await pck([SERIAL.ca, SERIAL.tcb, SERIAL.pck + 1]), 'ATT_OK');
});

const DOCUMENTS = [
  ['tcb_info', 'tcbInfo', 'ATT_E_TCB', 'TCB info', 'TCB signing certificate'],
  ['qe_identity', 'qeIdentity', 'ATT_E_QEID', 'QE identity', 'QE identity signing certificate'],
];

test('who signs documents: missing, malformed, misnamed, untrusted', async () => {
  const [signer, top] = split(collateral.tcb_info_issuer_chain);
  const [pck, ca] = split(platform.chain);
  const other = await makePlatform();
  const forged = await makePlatform({ prefix: 'Intel', organisation: 'Intel Corporation' });
  for (const [member, , prefix, name, item] of DOCUMENTS) {
    const chain = (pem) => verdict({ ...collateral, [`${member}_issuer_chain`]: pem });
    const refused = (word, which) => `${prefix}_SIGNER_${word} ${which}`;
    for (const pem of [undefined, '', signer, signer + top + top, `x${signer}${top}`]) {
      assert.equal(await chain(pem), refused('FORMAT', `${name} issuer chain`));
    }
    assert.equal(await chain(signer + ca), refused('LINK', item));
    assert.equal(await chain(signer + signer), refused('LINK', item));
    assert.equal(await chain(top + signer), 'ATT_OK');
    assert.equal(await chain(ca + top), refused('CN', `${name} issuer chain`));
    assert.equal(await chain(top + top), refused('CN', `${name} issuer chain`));
    assert.equal(await chain(pck + top), refused('LINK', item));
    assert.equal(await chain(other.signerChain), 'ATT_E_ROOT_UNTRUSTED TCB signing root');
    assert.equal(await chain(forged.signerChain), 'ATT_E_ROOT_UNTRUSTED TCB signing root');
    assert.equal(await chain(split(other.signerChain)[0] + top),
      refused('SIGNATURE', item));
  }
});

test('who signs documents: constraints and dates', async () => {
  const item = 'TCB signing certificate';
  assert.equal(await onPlatform({ certificates: { tcb: { extensions: caExtensions(0) } } }),
    `ATT_E_TCB_SIGNER_CONSTRAINT ${item}`);
  const until = (ms) => onPlatform({ certificates: { tcb: { until: ms } } });
  assert.equal(await until(AT), 'ATT_OK');
  assert.equal(await until(AT - 1000), `ATT_E_TCB_SIGNER_EXPIRED ${item}`);
  const from = (ms, skewMs) => onPlatform({ certificates: { tcb: { from: ms } } }, { skewMs });
  assert.equal(await from(AT), 'ATT_OK');
  assert.equal(await from(AT + 1000), `ATT_E_TCB_SIGNER_NOT_YET_VALID ${item}`);
  assert.equal(await from(AT + 1000, 1000), 'ATT_OK');
});

test('documents: missing, not signed, signed by another key, signed otherwise', async () => {
  const zeros = '00'.repeat(64);
  for (const [member, , prefix, item] of DOCUMENTS) {
    for (const missing of [undefined, '']) {
      assert.equal(await verdict({ ...collateral, [member]: missing }),
        `${prefix}_FORMAT ${item}`);
      assert.equal(await verdict({ ...collateral, [`${member}_signature`]: missing }),
        `${prefix}_FORMAT ${item}`);
    }
    for (const short of ['00', collateral[`${member}_signature`].slice(2)]) {
      assert.equal(await verdict({ ...collateral, [`${member}_signature`]: short }),
        `${prefix}_FORMAT ${item}`);
    }
    assert.equal(await verdict({ ...collateral, [`${member}_signature`]: zeros }),
      `${prefix}_SIGNATURE ${item}`);
    const wrong = hexEncode(await sign(platform.keys.pck, utf8(collateral[member])));
    assert.equal(await verdict({ ...collateral, [`${member}_signature`]: wrong }),
      `${prefix}_SIGNATURE ${item}`);
    const again = JSON.stringify(JSON.parse(collateral[member]), null, 1);
    assert.equal(await verdict({ ...collateral, [member]: again }), `${prefix}_SIGNATURE ${item}`);
  }
});

test('documents: the JSON is strict, even if it is signed', async () => {
  for (const [member, name, prefix, item] of DOCUMENTS) {
    const good = collateral[member];
    const signedText = (text) => withCollateral({ [name]: text });
    assert.equal(await signedText(good), 'ATT_OK');
    assert.equal(await signedText(` ${good}\n`), 'ATT_OK');
    const deep = (levels) =>
      good.replace('{', `{"more":${'['.repeat(levels)}${']'.repeat(levels)},`);
    assert.equal(await signedText(deep(7)), 'ATT_OK');
    for (const text of ['x', '[]', 'null', `${good}{}`, deep(8),
      good.replace('{', '{"version":2,'), good.replace('{', '{"more":{"a":1,"a":1},'),
      good.replace('{', '{"more":1.5,'), good.replace('{', '{"more":1e3,'),
      good.replace('"tcbDate":"2026-01-01', '"tcbDate":"2026-02-30'),
      good.replace('T00:00:00Z', 'T00:00:00.0Z'), good.replace('T00:00:00Z', 'T00:00:00+00:00'),
      good.replace('"UpToDate"', '"uptodate"'), good.replace('"UpToDate"', '"NeverMind"'),
      good.replace(':21,', ':"21",'), good.replace(':21,', ':-21,')]) {
      assert.equal(await signedText(text), `${prefix}_FORMAT ${item}`, text.slice(0, 80));
    }
    assert.equal(await signedText(good.replace('T00:00:00Z', 'T00:00:00.000Z')), 'ATT_OK');
    for (const absent of Object.keys(JSON.parse(good))) {
      if (member === 'tcb_info' && absent === 'id') continue; // of another version, then
      const { [absent]: _, ...rest } = JSON.parse(good);
      assert.equal(await signedText(JSON.stringify(rest)), `${prefix}_FORMAT ${item}`, absent);
    }
  }
});

test('documents: their first and last second, and the clock of a browser', async () => {
  for (const [, name, prefix, item] of DOCUMENTS) {
    const times = (issueMs, nextMs, skewMs) => onPlatform({}, { skewMs, collateral: {
      spoil(documents) {
        documents[name].issueDate = `${new Date(issueMs).toISOString().slice(0, 19)}Z`;
        documents[name].nextUpdate = `${new Date(nextMs).toISOString().slice(0, 19)}Z`;
      } } });
    assert.equal(await times(AT, AT), 'ATT_OK');
    assert.equal(await times(AT + 1000, AT + 2000), `${prefix}_NOT_YET_VALID ${item}`);
    assert.equal(await times(AT + 1000, AT + 2000, 1000), 'ATT_OK');
    assert.equal(await times(AT + 1000, AT + 2000, 999), `${prefix}_NOT_YET_VALID ${item}`);
    assert.equal(await times(AT - 2000, AT - 1000), `${prefix}_EXPIRED ${item}`);
    assert.equal(await times(AT - 2000, AT - 1000, 300_000), `${prefix}_EXPIRED ${item}`);
  }
});

test('lists and certificates: their first and last second', async () => {
  for (const [, change, item] of CRLS) {
    const at = (from, until) => withCollateral({ [change]: { from, until } });
    assert.equal(await at(AT, AT), 'ATT_OK');
    assert.equal(await at(AT + 1000, AT + 2000), `ATT_E_CRL_NOT_YET_VALID ${item}`);
    assert.equal(await at(AT - 2000, AT - 1000), `ATT_E_CRL_EXPIRED ${item}`);
  }
  for (const [role, item] of [['root', 'root CA'], ['ca', 'PCK CA'], ['pck', 'PCK certificate']]) {
    const at = (from, until, skewMs) =>
      onPlatform({ certificates: { [role]: { from, until } } }, { skewMs });
    assert.equal(await at(AT, AT), 'ATT_OK');
    assert.equal(await at(AT + 1000, AT + 2000), `ATT_E_CERT_NOT_YET_VALID ${item}`);
    assert.equal(await at(AT + 1000, AT + 2000, 1000), 'ATT_OK');
    assert.equal(await at(AT - 2000, AT - 1000, 1000), `ATT_E_CERT_EXPIRED ${item}`);
  }
});

test('documents for another platform, TEE or version', async () => {
  const tcb = (more) => withCollateral({ spoil: ({ tcbInfo }) => Object.assign(tcbInfo, more) });
  const qe = (more) =>
    withCollateral({ spoil: ({ qeIdentity }) => Object.assign(qeIdentity, more) });
  assert.equal(await tcb({ id: 'TDX' }), 'ATT_E_TCB_TEE TCB info');
  assert.equal(await tcb({ id: 'QE' }), 'ATT_E_TCB_TEE TCB info');
  assert.equal(await tcb({ id: undefined }), 'ATT_E_TCB_TEE TCB info');
  for (const version of [0, 1, 2, 4, 300]) {
    assert.equal(await tcb({ version }), 'ATT_E_TCB_TEE TCB info');
  }
  assert.equal(await tcb({ fmspc: '53494d000001' }), 'ATT_E_FMSPC TCB info');
  assert.equal(await tcb({ fmspc: '53494D000000' }), 'ATT_OK');
  assert.equal(await tcb({ fmspc: '53494d0000' }), 'ATT_E_TCB_FORMAT TCB info');
  assert.equal(await tcb({ pceId: '0100' }), 'ATT_E_PCEID TCB info');
  assert.equal(await tcb({ tcbType: 1 }), 'ATT_E_TCB_FORMAT TCB info');
  assert.equal(await qe({ id: 'TD_QE' }), 'ATT_E_QEID_TEE QE identity');
  assert.equal(await qe({ version: 1 }), 'ATT_E_QEID_TEE QE identity');
});

test('the quoting enclave is the one described', async () => {
  const qe = (more) =>
    withCollateral({ spoil: ({ qeIdentity }) => Object.assign(qeIdentity, more) });
  const other = (field) => `ATT_E_QE_IDENTITY ${field}`;
  assert.equal(await qe({ mrsigner: '52'.repeat(32) }), other('MRSIGNER'));
  assert.equal(await qe({ isvprodid: 2 }), other('ISVPRODID'));
  assert.equal(await qe({ miscselect: '01000000' }), other('MISCSELECT'));
  assert.equal(await qe({ miscselect: '01000000', miscselectMask: '00000000' }),
    other('MISCSELECT'));
  assert.equal(await qe({ attributes: `11${'00'.repeat(15)}` }), other('ATTRIBUTES'));
  assert.equal(await qe({ attributesMask: '00'.repeat(16), attributes: '00'.repeat(16) }),
    'ATT_OK');
  assert.equal(await qe({ mrsigner: '51'.repeat(31) }), 'ATT_E_QEID_FORMAT QE identity');
  // DEBUG is refused even where the mask does not look at it.
  assert.equal(await onPlatform({}, { quote: { qe: { flags: 0x07 } }, collateral: {
    spoil({ qeIdentity }) {
      qeIdentity.attributesMask = `F9${'FF'.repeat(7)}${'00'.repeat(8)}`;
    },
  } }), other('ATTRIBUTES'));
});

test('a quoting enclave has the first level that its ISVSVN reaches', async () => {
  const status = async (isvSvn, tcbLevels) => onPlatform({}, {
    quote: { qe: { isvSvn } }, statuses: ['OutOfDate'],
    collateral: { spoil({ qeIdentity }) {
      if (tcbLevels) qeIdentity.tcbLevels = tcbLevels;
    } } });
  assert.equal(await status(8), 'ATT_E_TCB_STATUS TCB status'); // UpToDate, which is not listed
  assert.equal(await status(7), 'ATT_OK');
  assert.equal(await status(1), 'ATT_OK');
  assert.equal(await status(0), 'ATT_E_QE_TCB_UNSUPPORTED QE identity');
  assert.equal(await status(8, []), 'ATT_E_QEID_FORMAT QE identity');
  const [best, worst] = documentsOf(platform, ISSUED).qeIdentity.tcbLevels;
  assert.equal(await status(8, [worst, best]), 'ATT_E_QEID_FORMAT QE identity');
  assert.equal(await status(8, [best, best]), 'ATT_E_QEID_FORMAT QE identity');
});

test('a platform has the first level that it reaches in every component', async () => {
  const status = (kind, spoil) => onPlatform(kind, { statuses: ['OutOfDate'],
    advisories: ['INTEL-SA-00615'],
    collateral: { spoil: (documents) => {
      documents.tcbInfo.tcbLevels = documentsOf(platform, ISSUED).tcbInfo.tcbLevels;
      spoil?.(documents.tcbInfo);
    } } });
  const lower = (at) => Array.from({ length: 16 }, (_, i) => (i === at ? 7 : 8));
  assert.equal(await status({}), 'ATT_E_TCB_STATUS TCB status');
  assert.equal(await status({ pcesvn: 12 }), 'ATT_OK');
  assert.equal(await status({ pcesvn: 14 }), 'ATT_E_TCB_STATUS TCB status');
  for (const at of [0, 7, 15]) assert.equal(await status({ svns: lower(at) }), 'ATT_OK');
  const unsupported = 'ATT_E_TCB_UNSUPPORTED TCB info';
  assert.equal(await status({ pcesvn: 12 }, (info) => { info.tcbLevels.pop(); }), unsupported);
  assert.equal(await status({}, (info) => { info.tcbLevels = []; }), 'ATT_E_TCB_FORMAT TCB info');
  assert.equal(await status({}, (info) => { info.tcbLevels.reverse(); }),
    'ATT_E_TCB_FORMAT TCB info');
  assert.equal(await status({}, (info) => { info.tcbLevels[0].tcb.sgxtcbcomponents.pop(); }),
    'ATT_E_TCB_FORMAT TCB info');
});

test("each kind's evidence under the other's root, and a mixture of names", async () => {
  assert.equal(await verdict(collateral, { root: intelRoot }), 'ATT_E_ROOT_UNTRUSTED root CA');
  const other = await makePlatform();
  assert.equal(await verdict(collateral, { root: await simulatedRoot(other.rootPem) }),
    'ATT_E_ROOT_UNTRUSTED root CA');
  const forged = await makePlatform(INTEL_LIKE);
  const forgedQuote = await makeQuote(forged, { mrenclave: MRENCLAVE, reportData: REPORT_DATA });
  const forgedCollateral = await makeCollateral(forged, { issuedMs: ISSUED });
  const forgedRoot = await givenRoot(forged.rootPem);
  const judge = (verify, given) => code(verify(forgedQuote, forgedCollateral, policy(given)));
  assert.equal(await judge(verifyQuote, {}), 'ATT_E_ROOT_UNTRUSTED root CA');
  assert.equal(await judge(verifyQuote, { root: intelRoot }), 'ATT_E_ROOT_UNTRUSTED root CA');
  assert.equal(await judge(verifyQuote, { root: forgedRoot }), 'ATT_E_ROOT_UNTRUSTED root CA');
  assert.equal(await judge(checkQuote, { root: forgedRoot }), 'ATT_OK');
  await assert.rejects(simulatedRoot(forged.rootPem), { code: 'INVALID_OPTION' });
  // The simulated key behind Intel's names, and the reverse.
  assert.equal(await judge(checkQuote, { root: { ...root, point: forgedRoot.point } }),
    'ATT_E_CHAIN_CN root CA');
  assert.equal(await code(checkQuote(quote, collateral,
    { atMs: AT, root: { ...forgedRoot, point: root.point } })), 'ATT_E_CHAIN_CN root CA');
  assert.equal(await onPlatform({ vendor: INTEL_LIKE.vendor }), 'ATT_E_QE_VENDOR quote header');
  assert.equal(await onPlatform({ fmspc: INTEL_LIKE.fmspc }),
    'ATT_E_NOT_SIMULATED PCK certificate');
});

test('DEBUG: always in simulated evidence, never in the other', async () => {
  assert.equal(await onPlatform({}, { quote: { flags: 0x05 } }),
    'ATT_E_NOT_SIMULATED attributes');
  const forged = await makePlatform(INTEL_LIKE);
  const debugged = await makeQuote(forged,
    { mrenclave: MRENCLAVE, reportData: REPORT_DATA, flags: 0x07 });
  const given = { root: await givenRoot(forged.rootPem), atMs: AT };
  const error = await checkQuote(debugged, await makeCollateral(forged, { issuedMs: ISSUED }),
    given).catch((caught) => caught);
  assert.equal(error.code, 'ATT_E_DEBUG');
  // What was found out is told with it.
  assert.equal(error.status.tcbStatus, 'UpToDate');
});

test('a root is one self-signed certificate with the name of a root', async () => {
  const pems = ['', 'x', platform.chain, platform.rootPem.slice(1)];
  for (const pem of [...pems, undefined, null, 7, {}]) {
    await assert.rejects(givenRoot(pem), { code: 'INVALID_OPTION', message: /root/ });
    await assert.rejects(simulatedRoot(pem), { code: 'INVALID_OPTION', message: /simulatedRoot/ });
  }
  const [pck] = split(platform.chain);
  await assert.rejects(givenRoot(pck), { message: /does not bear the name of a root/ });
  const weak = await makePlatform({ certificates: { root: { extensions: leafExtensions } } });
  await assert.rejects(givenRoot(weak.rootPem), { message: /not signed by itself/ });
  const alien = await makePlatform({ certificates: { root: { signer: platform.keys.pck } } });
  await assert.rejects(givenRoot(alien.rootPem), { message: /not signed by itself/ });
});
