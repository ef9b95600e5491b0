// SPDX-License-Identifier: Apache-2.0
// Believe an SEV-SNP report, or refuse it: the steps of docs/attestation.md, each with its letter
// there.  An entry of its own, so that who has SGX alone does not load it.
import { equal, hexEncode } from '../crypto/bytes.js';
import { p384Verify, rsaPssVerify, sha256 } from '../crypto/primitives.js';
import { PerfAggregatorError } from '../errors.js';
import { checkDates, validityOf } from './chain.js';
import { isEmpty, readCollateral } from './collateral.js';
import { pemDecode } from './pem.js';
import { checkReportData, withDefaults } from './policy.js';
import { check, parsed } from './refuse.js';
import { parseAmdCertificate, parseVek, tcbParts } from './snp-certificate.js';
import { REPORT, parseReport } from './snp-report.js';

export { AttestationError } from '../errors.js';

const VEK = 'VEK certificate';
const ASK = 'ASK';
const ARK = 'ARK';
const AMD = 'Advanced Micro Devices';

// AMD's root keys, by SHA-256 of their SubjectPublicKeyInfo; the processor family as CPUID has it.
const PRODUCTS = [
  ['Milan', 0x19, 0, '9f056bee44377e29308cb5ffa895bdfb62d18881fa6bed8d6f075b0204089cb9'],
  ['Genoa', 0x19, 0, '429a69c9422aa258ee4d8db5fcda9c6470ef15f8cd5a9cebd6cbc7d90b863831'],
  ['Turin', 0x1a, 1, '4f125410563a2ab9a50356f9243f6fe0b6f73de98603f53f90339c70e9d7ad08'],
].map(([name, family, layout, pin]) => ({ name, family, layout, pin }));

const ASK_BEFORE = { VCEK: 'SEV-', VLEK: 'SEV-VLEK-' };

/** AMD's own root keys, one for each product. */
export const amdRoot = Object.freeze({ anchor: 'amd', simulated: false });

const pinOf = async ({ keyInfo }) => hexEncode(await sha256(keyInfo));
const isPinned = (pin) => PRODUCTS.some((product) => product.pin === pin);

const isArk = ({ isCa, pathLength, keyUses }) => isCa && pathLength === undefined
  && keyUses === 0x06;
const isSigned = async ({ tbs, signature }, issuer) => issuer.isRsa
  && rsaPssVerify(issuer.keyInfo, signature, tbs);

/** One self-signed ARK (PEM), to look at evidence with checkSnp(); only AMD's own is trusted. */
export async function givenArk(pem) {
  const refuse = (words) => {
    throw new PerfAggregatorError('INVALID_OPTION', `the root ${words}`);
  };
  let ark;
  try {
    [ark] = pemDecode(typeof pem === 'string' ? pem : '', 1).map(parseAmdCertificate);
  } catch (error) {
    if (error.name !== 'EncodingError') throw error;
    refuse(`is not one PEM certificate of AMD's profile: ${error.message}`);
  }
  if (!equal(ark.issuer, ark.subject) || ark.organisation !== AMD
    || !ark.commonName?.startsWith('ARK-') || !isArk(ark) || !await isSigned(ark, ark)) {
    refuse('is not an ARK, signed by itself');
  }
  const pin = await pinOf(ark);
  return isPinned(pin) ? amdRoot : Object.freeze({ anchor: 'given', simulated: true, pin });
}

const parseCertificate = (der, item) =>
  parsed('ATT_E_CERT_FORMAT', item, () => parseAmdCertificate(der()));

// One vendor's, or the other's: what is not looked at would only look as if it were.
function readCertificates(collateral) {
  const { vek, ask, ark, ...intels } = readCollateral(collateral);
  check(isEmpty(intels), 'ATT_E_COLLATERAL_FORMAT', 'collateral');
  return { vek, ask, ark };
}

// B1, B2
function readChain({ vek: vekDer, ask: askPem, ark: arkPem }) {
  const vek = parseCertificate(() => vekDer, VEK);
  const ask = parseCertificate(() => pemDecode(askPem, 1)[0], ASK);
  const ark = parseCertificate(() => pemDecode(arkPem, 1)[0], ARK);
  for (const [item, one, issuer] of [[VEK, vek, ask], [ASK, ask, ark], [ARK, ark, ark]]) {
    check(equal(one.issuer, issuer.subject), 'ATT_E_CHAIN_LINK', item);
  }
  const signer = /^SEV-(VCEK|VLEK)$/.exec(vek.commonName ?? '')?.[1];
  check(signer && [vek, ask, ark].every(({ organisation }) => organisation === AMD),
    'ATT_E_CHAIN_CN', VEK, `it is named neither "SEV-VCEK" nor "SEV-VLEK" of ${AMD}`);
  const product = PRODUCTS.find(({ name }) => ark.commonName === `ARK-${name}`
    && ask.commonName === ASK_BEFORE[signer] + name);
  check(product, 'ATT_E_CHAIN_CN', ASK);
  return { vek, ask, ark, signer, product };
}

// B3: AMD's keys where the makers' are trusted, the given one, or nothing.
async function checkAnchor({ ark, product }, root) {
  const makers = root.anchor === 'amd' || root.anchor === 'intel';
  const pin = await pinOf(ark);
  check(pin === (makers ? product.pin : root.pin), 'ATT_E_ROOT_UNTRUSTED', ARK, makers
    ? `its key is not AMD's for ${product.name}` : 'its key is not that of the given root');
  return isPinned(pin) ? amdRoot : root;
}

// B4, B5
async function checkChain({ vek, ask, ark }, clock) {
  for (const [item, one, issuer] of [[ARK, ark, ark], [ASK, ask, ark], [VEK, vek, ask]]) {
    check(await isSigned(one, issuer), 'ATT_E_CHAIN_SIGNATURE', item);
  }
  const constrain = (condition, item, words) =>
    check(condition, 'ATT_E_CHAIN_CONSTRAINT', item, words);
  constrain(isArk(ark), ARK);
  constrain(ask.isCa && ask.pathLength === 0 && ask.keyUses === 0x04, ASK);
  constrain(!vek.isCa && !vek.isRsa && [undefined, 0x80].includes(vek.keyUses), VEK);
  const codes = { early: 'ATT_E_CERT_NOT_YET_VALID', late: 'ATT_E_CERT_EXPIRED' };
  for (const [item, one] of [[ARK, ark], [ASK, ask], [VEK, vek]]) {
    checkDates(one, clock, codes, item);
  }
}

// B8
function readVek({ vek: certificate, signer, product: { name, layout } }) {
  const vek = parsed('ATT_E_VEK_EXTENSION', VEK, () => parseVek(certificate));
  const need = (condition, words) => check(condition, 'ATT_E_VEK_EXTENSION', VEK, words);
  need(vek.layout === layout && vek.product.startsWith(name)
    && /^(-[A-Z][0-9])?$/.test(vek.product.slice(name.length)),
    `it is for another product than ${name}, whose root it has`);
  need((signer === 'VLEK') === Boolean(vek.provider),
    "a VCEK's names a chip, a VLEK's a provider; this one is called the other");
  return vek;
}

// J
function checkPlatform(report, { chipId = new Uint8Array(0), tcb }, { name, family }) {
  check(equal(report.reportedTcb, tcb), 'ATT_E_VEK_TCB', 'reported TCB');
  const chip = new Uint8Array(64);
  chip.set(chipId);
  check(equal(report.chipId, chip), 'ATT_E_CHIP_ID', 'chip id');
  check(report.version < 3 || report.cpuFamily === family, 'ATT_E_CHIP_ID', 'CPUID',
    `family ${report.cpuFamily} is not ${name}'s, ${family}`);
}

// A to L without a policy: everything that makes a report genuine, and that nobody can debug it.
async function findGenuine(bytes, collateral, root, { atMs, skewMs }) {
  const clock = { atMs, skewMs, windows: [] };
  const given = readCertificates(collateral);
  const report = parseReport(bytes); // A
  const chain = readChain(given);
  const { signer, product, vek: { key } } = chain;
  const anchor = await checkAnchor(chain, root);
  check(report.signer === signer, 'ATT_E_SNP_REPORT', REPORT,
    `it says a ${report.signer} signed it, and the certificate is a ${signer}'s`);
  await checkChain(chain, clock);
  const vek = readVek(chain);
  check(await p384Verify(key, report.signature, report.signed), 'ATT_E_QUOTE_SIGNATURE', // H
    REPORT);
  checkPlatform(report, vek, product);
  check((report.policy & 0x80000) === 0, 'ATT_E_DEBUG', 'guest policy');
  return {
    tee: 'SEV-SNP',
    anchor: anchor.anchor,
    simulated: anchor.simulated,
    debug: false,
    measurement: report.measurement,
    reportData: report.reportData,
    product: product.name,
    vlek: signer === 'VLEK',
    version: report.version,
    vmpl: report.vmpl,
    guestSvn: report.guestSvn,
    guestPolicy: report.policy,
    platformInfo: report.platformInfo,
    reportedTcb: tcbParts(report.reportedTcb, vek.layout),
    launchTcb: tcbParts(report.launchTcb, vek.layout),
    hostData: report.hostData,
    chipId: report.chipId,
    ...validityOf(clock),
  };
}

/**
 * Is this report genuine under `root` (amdRoot, or what givenArk() gave) at `atMs`, and its guest
 * not open to debugging?  It reports and decides nothing: only verifySnp() is a reason to trust.
 */
export const checkSnp = (report, collateral, { root = amdRoot, atMs }) =>
  findGenuine(report, collateral, root, { atMs, skewMs: 0 });

// How far a guest agrees with one that is allowed; the furthest is worth telling.
const UNLIKE = [['ATT_E_MEASUREMENT', 'measurement'], ['ATT_E_MEASUREMENT', 'VMPL'],
  ['ATT_E_MEASUREMENT', 'host data'], ['ATT_E_ISVSVN', 'guest SVN']];

function likeness(facts, { tee, measurement, vmpl, hostData, minGuestSvn = 0 }) {
  const same = [tee === 'SEV-SNP' && equal(facts.measurement, measurement),
    vmpl === undefined || facts.vmpl === vmpl,
    hostData === undefined || equal(facts.hostData, hostData),
    facts.guestSvn >= minGuestSvn];
  return same.includes(false) ? same.indexOf(false) : same.length;
}

// L
function checkPolicy(facts, { releases, snpMinTcb = {}, platforms }) {
  check((facts.guestPolicy & 0x40000) === 0, 'ATT_E_GUEST_POLICY', 'guest policy');
  const best = Math.max(0, ...releases.map((release) => likeness(facts, release)));
  const [code, item] = UNLIKE[best] ?? [];
  check(!code, code, item);
  const { reportedTcb, launchTcb } = facts;
  for (const [name, parts] of [['reported TCB', reportedTcb], ['launch TCB', launchTcb]]) {
    check(Object.entries(snpMinTcb).every(([part, least]) => parts[part] >= least),
      'ATT_E_TCB_MINIMUM', name);
  }
  // A chip is known by the first 16 bytes of its id; a VLEK names none.
  check(platforms.length === 0 || (!facts.vlek
    && platforms.some((one) => equal(one, facts.chipId.subarray(0, 16)))), 'ATT_E_PLATFORM',
    'chip id');
}

/**
 * Verify a report with its collateral (the object of the wire: vek, ask, ark).  `given`: as
 * verifyQuote() takes it; its root may be left out, and is AMD's.  AttestationError with the first
 * failed step; facts only when there is none.
 */
export async function verifySnp(report, collateral, given) {
  const { root = amdRoot, ...policy } = withDefaults(given);
  check(root.anchor !== 'given', 'ATT_E_ROOT_UNTRUSTED', 'root CA');
  const facts = await findGenuine(report, collateral, root, policy);
  checkPolicy(facts, policy);
  checkReportData(facts, policy.reportData);
  return facts;
}
