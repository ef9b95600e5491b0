// SPDX-License-Identifier: Apache-2.0
// Believe a quote, or refuse it: the steps of docs/attestation.md, each with its letter there.
import {
  EncodingError, concat, equal, hexEncode, utf8Decode,
} from '../crypto/bytes.js';
import { p256Verify, sha256 } from '../crypto/primitives.js';
import { AttestationError } from '../errors.js';
import { pemDecode } from './pem.js';
import { parseQuote } from './quote.js';
import { SIMULATED_FMSPC, isCa, kindOfChain, kindOfVendor } from './roots.js';
import { USE, parseCertificate, parseSgxExtension } from './x509.js';

const FLAG = { debug: 0x02, set: 0x05, clear: 0x30 }; // set: INIT, MODE64BIT; clear: both keys
const ITEM = { root: 'root CA', ca: 'PCK CA', pck: 'PCK certificate' };

function check(condition, code, item, detail) {
  if (!condition) throw new AttestationError(code, item, detail);
}

/** Runs a parser; what it finds malformed is this code. */
function parsed(code, item, parse) {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof EncodingError)) throw error;
    throw new AttestationError(code, item, error.message);
  }
}

// B1, B2
function readChain(pemChain) {
  const ders = parsed('ATT_E_CERT_FORMAT', 'certificate chain',
    () => pemDecode(utf8Decode(pemChain), 3));
  const [pck, ca, root] = ['pck', 'ca', 'root'].map((name, i) =>
    parsed('ATT_E_CERT_FORMAT', ITEM[name], () => parseCertificate(ders[i])));
  for (const [name, certificate, issuer] of [['pck', pck, ca], ['ca', ca, root],
    ['root', root, root]]) {
    check(equal(certificate.issuer, issuer.subject), 'ATT_E_CHAIN_LINK', ITEM[name],
      'its issuer is not the subject of the next certificate');
  }
  const chain = { pck, ca, root };
  chain.kind = kindOfChain(chain);
  check(chain.kind, 'ATT_E_CHAIN_CN', 'certificate chain',
    'its names are not those of an SGX chain');
  return chain;
}

// B3
function checkAnchor(chain, anchor) {
  check(equal(chain.root.point, anchor.point), 'ATT_E_ROOT_UNTRUSTED', ITEM.root,
    `${chain.kind.simulated ? 'a SIMULATED one' : 'its key is another one'}, and `
    + `${anchor.simulated ? 'a simulated one' : "Intel's"} is the root to trust here`);
  check(chain.kind.simulated === anchor.simulated, 'ATT_E_CHAIN_CN', ITEM.root,
    'this root may not issue certificates with these names');
}

// B4
async function checkSignatures({ pck, ca, root }) {
  for (const [name, certificate, issuer] of [['root', root, root], ['ca', ca, root],
    ['pck', pck, ca]]) {
    check(await p256Verify(issuer.point, certificate.signature, certificate.tbs),
      'ATT_E_CHAIN_SIGNATURE', ITEM[name], 'it is not signed by the key of its issuer');
  }
  check(isCa(root, 1), 'ATT_E_CHAIN_CONSTRAINT', ITEM.root, 'not a CA of path length 1');
  check(isCa(ca, 0), 'ATT_E_CHAIN_CONSTRAINT', ITEM.ca, 'not a CA of path length 0');
  check(!pck.isCa && pck.keyUses === USE.leaf, 'ATT_E_CHAIN_CONSTRAINT', ITEM.pck,
    'not a certificate for signatures only');
}

// B5
function checkDates(chain, atMs) {
  for (const name of ['root', 'ca', 'pck']) {
    const { notBefore, notAfter } = chain[name];
    const judged = `judged at ${new Date(atMs).toISOString()}`;
    check(atMs >= notBefore, 'ATT_E_CERT_NOT_YET_VALID', ITEM[name],
      `valid from ${new Date(notBefore).toISOString()}, ${judged}`);
    check(atMs <= notAfter, 'ATT_E_CERT_EXPIRED', ITEM[name],
      `valid until ${new Date(notAfter).toISOString()}, ${judged}`);
  }
}

// B8
function checkPlatform({ pck, kind }) {
  const platform = parsed('ATT_E_PCK_EXTENSION', ITEM.pck,
    () => parseSgxExtension(pck.sgx ?? new Uint8Array(0)));
  check(!kind.simulated || hexEncode(platform.fmspc) === SIMULATED_FMSPC, 'ATT_E_NOT_SIMULATED',
    ITEM.pck, `its FMSPC is not the one of simulated platforms, ${SIMULATED_FMSPC}`);
}

// E, F, H
async function checkReports(quote, pck) {
  check(await p256Verify(pck.point, quote.qeSignature, quote.qeReport),
    'ATT_E_QE_REPORT_SIGNATURE', 'QE report', "it is not signed by the PCK certificate's key");
  const vouched = await sha256(concat(quote.attestationKey, quote.qeAuth));
  check(equal(quote.qeReport.subarray(320), concat(vouched, new Uint8Array(32))),
    'ATT_E_QE_REPORT_DATA', 'QE report',
    'its report data is not the hash of the attestation key');
  check(await p256Verify(quote.attestationKey, quote.signature, quote.signed),
    'ATT_E_QUOTE_SIGNATURE', 'quote', 'it is not signed by the attestation key');
}

// L: simulated evidence is always DEBUG, Intel's never: the two exclude each other.
function checkPolicy({ flags, mrenclave }, { root, measurements }) {
  const item = 'enclave attributes';
  const isDebug = (flags & FLAG.debug) !== 0;
  check(!isDebug || root.simulated, 'ATT_E_DEBUG', item,
    'DEBUG is set: the host can read this enclave');
  check(isDebug || !root.simulated, 'ATT_E_NOT_SIMULATED', item,
    'DEBUG is clear, and simulated evidence must set it');
  check((flags & FLAG.set) === FLAG.set && (flags & FLAG.clear) === 0, 'ATT_E_ATTRIBUTES', item,
    'INIT and MODE64BIT must be set, PROVISION_KEY and EINITTOKEN_KEY clear');
  check(measurements.some((allowed) => equal(allowed, mrenclave)), 'ATT_E_MRENCLAVE', 'MRENCLAVE',
    `${hexEncode(mrenclave)} is none of the ${measurements.length} allowed measurements`);
}

// M
function checkReportData({ reportData }, expected) {
  check(expected.some((byte) => byte !== 0) && equal(reportData, expected), 'ATT_E_REPORT_DATA',
    'report_data', "it is not the hash of this answer's keys, nonce and configuration");
}

const factsOf = ({ flags, mrenclave, mrsigner, isvProdId, isvSvn, reportData }, chain) => {
  const all = [chain.pck, chain.ca, chain.root];
  return {
    simulated: chain.kind.simulated,
    debug: (flags & FLAG.debug) !== 0,
    mrenclave: mrenclave.slice(),
    mrsigner: mrsigner.slice(),
    isvProdId,
    isvSvn,
    reportData: reportData.slice(),
    validFromMs: Math.max(...all.map(({ notBefore }) => notBefore)),
    validUntilMs: Math.min(...all.map(({ notAfter }) => notAfter)),
  };
};

/**
 * Verify a quote.  `policy`: root (intelRoot, or what simulatedRoot() gave), measurements (1..n
 * Uint8Array of 32: there is no "any"), atMs (the time to judge by), reportData (64 bytes).
 * AttestationError with the first failed step; facts only when there is none.
 */
export async function verifyQuote(bytes, policy) {
  const quote = parseQuote(bytes); // A
  const chain = readChain(quote.pemChain);
  checkAnchor(chain, policy.root);
  check(kindOfVendor(quote.vendor) === chain.kind, 'ATT_E_QE_VENDOR', 'quote header',
    'the vendor id is not the one of this chain');
  await checkSignatures(chain);
  checkDates(chain, policy.atMs);
  checkPlatform(chain);
  await checkReports(quote, chain.pck);
  checkPolicy(quote.report, policy);
  checkReportData(quote.report, policy.reportData);
  return factsOf(quote.report, chain);
}
