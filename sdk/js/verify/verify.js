// SPDX-License-Identifier: Apache-2.0
// Believe a quote, or refuse it: the steps of docs/attestation.md, each with its letter there.
import { concat, equal, hexEncode, utf8Decode } from '../crypto/bytes.js';
import { p256Verify, sha256 } from '../crypto/primitives.js';
import { PCK_CHAIN, checkChain, checkDates, readChain, validityOf } from './chain.js';
import { isEmpty, readCollateral } from './collateral.js';
import { isRevoked, parseCrl } from './crl.js';
import { parsePck } from './pck.js';
import { checkDebug, checkPolicy, checkReportData, isDebug, withDefaults } from './policy.js';
import { checkQeIdentity, matchQe, matchQeLevel, parseQeIdentity } from './qe-identity.js';
import { checkType, parseQuote } from './quote.js';
import { check, parsed } from './refuse.js';
import { SIMULATED_FMSPC, isPolicyRoot, kindOfVendor } from './roots.js';
import { QE_IDENTITY, TCB_INFO, readSigned } from './signed-json.js';
import { checkTcbInfo, matchPlatform, parseTcbInfo } from './tcb-info.js';
import { converge, relaunch } from './tcb-level.js';

const [PCK, CA, ROOT] = PCK_CHAIN.items;
const CRL_DATES = { early: 'ATT_E_CRL_NOT_YET_VALID', late: 'ATT_E_CRL_EXPIRED' };

const PEM_CHAIN = 5;

/** The platform's certificates: the collateral's, if it has them; else the quote's own. */
function chooseChain({ certificationType, pemChain }, { pck_certificate_chain: beside }) {
  if (beside) return { pem: () => beside, isBeside: true };
  checkType(certificationType, PEM_CHAIN);
  return { pem: () => utf8Decode(pemChain) };
}

// B6, B7, the end of it: said only after all that can be found out without a list, so that
// evidence that is bad with any list is called so.
function checkListsAreThere(given) {
  for (const [name, item] of [['root_ca_crl', 'root CRL'], ['pck_crl', 'PCK CRL']]) {
    check(given[name].length > 0, 'ATT_E_CRL_MISSING', item);
  }
}

// B6, B7
async function readCrl(der, issuer, item, clock) {
  if (der.length === 0) return { revoked: [] }; // until checkListsAreThere()
  const crl = parsed('ATT_E_CRL_FORMAT', item, () => parseCrl(der));
  check(equal(crl.issuer, issuer.subject), 'ATT_E_CRL_ISSUER', item);
  check(await p256Verify(issuer.point, crl.signature, crl.tbs), 'ATT_E_CRL_SIGNATURE', item);
  checkDates(crl, clock, CRL_DATES, item);
  return crl;
}

// B8
function readPlatform({ sgx }, { kind }) {
  check(sgx, 'ATT_E_PCK_EXTENSION', PCK);
  const platform = parsed('ATT_E_PCK_EXTENSION', PCK, () => parsePck(sgx));
  check(!kind.simulated || hexEncode(platform.fmspc) === SIMULATED_FMSPC, 'ATT_E_NOT_SIMULATED',
    PCK, `its FMSPC is not the one of simulated platforms, ${SIMULATED_FMSPC}`);
  return platform;
}

// E, F
async function checkQeReport(quote, pck) {
  check(await p256Verify(pck.point, quote.qeSignature, quote.qeReport),
    'ATT_E_QE_REPORT_SIGNATURE', 'QE report');
  const vouched = await sha256(concat(quote.attestationKey, quote.qeAuth));
  check(equal(quote.qe.reportData, concat(vouched, new Uint8Array(32))),
    'ATT_E_QE_REPORT_DATA', 'QE report');
}

// I, J, K
function statusOf({ report, qe }, platform, tcbInfo, qeIdentity) {
  const { status: qeTcbStatus, advisories } = matchQeLevel(qeIdentity, qe);
  const match = (teeTcbSvn) => matchPlatform(tcbInfo, platform, report, teeTcbSvn);
  const launch = match(report.teeTcbSvn);
  const current = report.teeTcbSvn2 ? match(report.teeTcbSvn2) : launch;
  return {
    tcbStatus: relaunch(converge(launch.status, qeTcbStatus),
      converge(current.status, qeTcbStatus)),
    platformTcbStatus: launch.status,
    qeTcbStatus,
    advisories: [...new Set([...launch.advisories, ...advisories])],
    tcbDate: launch.date,
    evaluationNumber: tcbInfo.evaluationNumber,
  };
}

/** A to K: everything that makes a quote genuine, and the status it then has. */
async function findGenuine(bytes, collateral, root, { atMs, skewMs }) {
  const clock = { atMs, skewMs, windows: [] };
  const given = readCollateral(collateral);
  const quote = parseQuote(bytes); // A
  const chain = readChain(chooseChain(quote, given), PCK_CHAIN, root); // B1 to B3
  const [pck, ca, top] = chain;
  check(kindOfVendor(quote.vendor) === root.kind, 'ATT_E_QE_VENDOR', 'quote header');
  await checkChain(chain, PCK_CHAIN, clock); // B4, B5
  if (isEmpty(given)) checkListsAreThere(given);
  const rootCrl = await readCrl(given.root_ca_crl, top, 'root CRL', clock); // B6
  check(!isRevoked(rootCrl, ca), 'ATT_E_REVOKED_CA', CA);
  const pckCrl = await readCrl(given.pck_crl, ca, 'PCK CRL', clock); // B7
  check(!isRevoked(pckCrl, pck), 'ATT_E_REVOKED_PCK', PCK);
  const platform = readPlatform(pck, root); // B8
  const under = { root, rootCrl, clock };
  const tcbInfo = await readSigned(TCB_INFO, { pem: given.tcb_info_issuer_chain, // C
    text: given.tcb_info, signature: given.tcb_info_signature, parse: parseTcbInfo }, under);
  checkTcbInfo(tcbInfo, quote.tee, platform);
  const qeIdentity = await readSigned(QE_IDENTITY, { pem: given.qe_identity_issuer_chain, // D
    text: given.qe_identity, signature: given.qe_identity_signature,
    parse: parseQeIdentity }, under);
  checkQeIdentity(qeIdentity, quote.tee);
  await checkQeReport(quote, pck); // E, F
  matchQe(qeIdentity, quote.qe); // G
  check(await p256Verify(quote.attestationKey, quote.signature, quote.signed), // H
    'ATT_E_QUOTE_SIGNATURE', 'quote');
  const status = statusOf(quote, platform, tcbInfo, qeIdentity); // I, J, K
  checkListsAreThere(given); // B6, B7
  return { quote, root, platform, status, windows: clock.windows,
    documents: [[TCB_INFO.item, tcbInfo], [QE_IDENTITY.item, qeIdentity]] };
}

/** What is believed now. */
async function factsOf({ quote: { tee, report }, root, platform, status, windows }) {
  const { ppid, ...about } = platform;
  return {
    tee,
    anchor: root.anchor,
    simulated: root.simulated,
    debug: isDebug(report),
    measurement: report.mrenclave ?? report.mrtd,
    ...report,
    ...status,
    ...validityOf({ windows }),
    ...about,
    ppidSha256: await sha256(ppid),
  };
}

/** Where a policy refuses what is genuine, people want to know the status it has. */
function judging(evidence, judge) {
  try {
    judge();
  } catch (error) {
    error.status = evidence.status;
    throw error;
  }
}

/**
 * Is it genuine under `root` at `atMs`, and not in debug mode?  It reports and decides nothing:
 * only verifyQuote() is a reason to trust.
 */
export async function checkQuote(quote, collateral, { root, atMs }) {
  const evidence = await findGenuine(quote, collateral, root, { atMs, skewMs: 0 });
  judging(evidence, () => checkDebug(evidence.quote.report, root));
  return factsOf(evidence);
}

/**
 * Verify a quote with its collateral (the object of the wire).  `given`: what readPolicy() gave,
 * with root (intelRoot, or what simulatedRoot() gave), atMs (the time to judge by), reportData (64
 * bytes), and skewMs (what may lie in the future).  AttestationError with the first failed step;
 * facts only when there is none.
 */
export async function verifyQuote(quote, collateral, given) {
  const policy = withDefaults(given);
  check(isPolicyRoot(policy.root), 'ATT_E_ROOT_UNTRUSTED', ROOT);
  const evidence = await findGenuine(quote, collateral, policy.root, policy);
  judging(evidence, () => {
    checkDebug(evidence.quote.report, policy.root);
    checkPolicy(evidence, policy); // L
    checkReportData(evidence.quote.report, policy.reportData);
  });
  return factsOf(evidence);
}
