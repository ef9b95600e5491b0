// SPDX-License-Identifier: Apache-2.0
// For tests: a platform of the simulated kind, its collateral and its quotes, and spoiled ones.
import { concat, hexDecode, hexEncode, utf8 } from '../crypto/bytes.js';
import { sha256 } from '../crypto/primitives.js';
import {
  caExtensions, certificate, crl, leafExtensions, name, newKey, pem, pointOf, sgxExtension, sign,
} from './simulated-pki.js';

const DAY_MS = 86_400_000;

const u16le = (value) => Uint8Array.of(value & 255, value >> 8);
const u32le = (value) => concat(u16le(value & 0xffff), u16le(value >>> 16));

export const SIMULATED = {
  organisation: 'Simulated', prefix: 'INSECURE SIMULATED', fmspc: '53494d000000',
  vendor: 'c176ff9e063a2ff5818b6b46e5348e47', flags: 0x07,
};
/** What a forger would write: Intel's names and vendor id, no key of Intel's. */
export const INTEL_LIKE = {
  organisation: 'Intel Corporation', prefix: 'Intel', fmspc: '00606a000000',
  vendor: '939a7233f79c4ca9940a0db3957f0607', flags: 0x05,
};

export const SERIAL = { root: 0x01, ca: 0x11, pck: 0x22, tcb: 0x33 };
const QE = { mrsigner: '51'.repeat(32), isvProdId: 1, isvSvn: 8 };
const LEVEL_DATE = '2026-01-01T00:00:00Z';

/**
 * A root, CA, platform certificate and signer of TCB documents, of a kind, made now.
 * `certificates`: by role (root, ca, pck, tcb), what is different about one.
 */
export async function makePlatform(changes = {}) {
  const kind = { ...SIMULATED, pceid: '0000', svns: Array(16).fill(8), pcesvn: 13,
    from: Date.UTC(2025, 0), until: Date.UTC(2049, 0), ...changes };
  const keys = { root: await newKey(), ca: await newKey(), pck: await newKey(),
    tcb: await newKey() };
  const named = (role) => name(kind.organisation, `${kind.prefix} SGX ${role}`);
  const names = { root: named('Root CA'), ca: named('PCK Platform CA'),
    pck: named('PCK Certificate'), tcb: named('TCB Signing') };
  const certify = async (role, by, extensions) => pem(await certificate({
    subject: names[role], issuer: names[by], key: keys[role], signer: keys[by], extensions,
    serial: SERIAL[role], from: kind.from, until: kind.until, ...kind.certificates?.[role] }));
  const rootPem = await certify('root', 'root', caExtensions(1));
  const caPem = await certify('ca', 'root', caExtensions(0));
  const pckPem = await certify('pck', 'ca', [...leafExtensions, sgxExtension(kind)]);
  const tcbPem = await certify('tcb', 'root', leafExtensions);
  return { kind, keys, names, rootPem, chain: pckPem + caPem + rootPem,
    signerChain: tcbPem + rootPem };
}

const second = (ms) => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** TCB info and QE identity of this platform, to be changed before they are signed. */
export function documentsOf({ kind }, issuedMs) {
  const times = { issueDate: second(issuedMs), nextUpdate: second(issuedMs + 30 * DAY_MS) };
  const level = (tcb, tcbStatus, more) => ({ tcb, tcbDate: LEVEL_DATE, tcbStatus, ...more });
  const components = (svns) => svns.map((svn) => ({ svn }));
  return {
    tcbInfo: { id: 'SGX', version: 3, ...times, fmspc: kind.fmspc, pceId: kind.pceid, tcbType: 0,
      tcbEvaluationDataNumber: 21, tcbLevels: [
        level({ sgxtcbcomponents: components(kind.svns), pcesvn: kind.pcesvn }, 'UpToDate'),
        level({ sgxtcbcomponents: components(Array(16).fill(0)), pcesvn: 0 }, 'OutOfDate',
          { advisoryIDs: ['INTEL-SA-00615'] })] },
    qeIdentity: { id: 'QE', version: 2, ...times, tcbEvaluationDataNumber: 21,
      miscselect: '00000000', miscselectMask: 'FFFFFFFF', attributes: `01${'00'.repeat(15)}`,
      attributesMask: `FB${'FF'.repeat(7)}${'00'.repeat(8)}`, mrsigner: QE.mrsigner,
      isvprodid: QE.isvProdId, tcbLevels: [level({ isvsvn: QE.isvSvn }, 'UpToDate'),
        level({ isvsvn: 1 }, 'OutOfDate')] },
  };
}

/**
 * The collateral as the wire has it.  `changes`: issuedMs; rootCrl, pckCrl (arguments of crl());
 * spoil(documents); tcbInfo, qeIdentity (texts, to be signed instead of the documents).
 */
export async function makeCollateral(platform, changes = {}) {
  const { keys, names, signerChain } = platform;
  const from = changes.issuedMs ?? Math.floor(Date.now() / 1000) * 1000 - 1000;
  const documents = documentsOf(platform, from);
  changes.spoil?.(documents);
  const list = async (role, given) => hexEncode(await crl({ issuer: names[role],
    signer: keys[role], from, until: from + 30 * DAY_MS, ...given }));
  const tcbInfo = changes.tcbInfo ?? JSON.stringify(documents.tcbInfo);
  const qeIdentity = changes.qeIdentity ?? JSON.stringify(documents.qeIdentity);
  return {
    root_ca_crl: await list('root', changes.rootCrl),
    pck_crl: await list('ca', changes.pckCrl),
    tcb_info_issuer_chain: signerChain,
    tcb_info: tcbInfo,
    tcb_info_signature: hexEncode(await sign(keys.tcb, utf8(tcbInfo))),
    qe_identity_issuer_chain: signerChain,
    qe_identity: qeIdentity,
    qe_identity_signature: hexEncode(await sign(keys.tcb, utf8(qeIdentity))),
  };
}

const report = ({ flags, mrenclave, mrsigner, isvProdId, isvSvn, reportData }) => concat(
  new Uint8Array(48), Uint8Array.of(flags), new Uint8Array(15), mrenclave, new Uint8Array(32),
  mrsigner, new Uint8Array(96), u16le(isvProdId), u16le(isvSvn), new Uint8Array(60), reportData);

/** Header, body, and everything signed, of a version. */
async function assemble({ kind, chain, keys }, { version, tee, body, qe, attestationKey }) {
  const keyBytes = await pointOf(attestationKey);
  const header = concat(u16le(version), u16le(2), u32le(tee), u32le(0), hexDecode(kind.vendor),
    new Uint8Array(20));
  const said = concat(header, body);
  const qeAuth = new Uint8Array(32).fill(3);
  const qeReport = report({ flags: 0x05, mrenclave: new Uint8Array(32), ...QE,
    ...qe, mrsigner: hexDecode(qe?.mrsigner ?? QE.mrsigner),
    reportData: concat(await sha256(concat(keyBytes, qeAuth)), new Uint8Array(32)) });
  const chainBytes = utf8(`${chain}\0`);
  const certified = concat(qeReport, await sign(keys.pck, qeReport), u16le(qeAuth.length), qeAuth,
    u16le(5), u32le(chainBytes.length), chainBytes);
  const auth = concat(await sign(attestationKey, said), keyBytes,
    ...(version === 3 ? [] : [u16le(6), u32le(certified.length)]), certified);
  return concat(said, u32le(auth.length), auth);
}

/** A quote v3 by that platform. */
export async function makeQuote(platform, { mrenclave, reportData, flags, qe }) {
  return assemble(platform, { version: 3, tee: 0, qe, attestationKey: await newKey(),
    body: report({ flags: flags ?? platform.kind.flags, mrenclave, reportData,
      mrsigner: new Uint8Array(32).fill(9), isvProdId: 1, isvSvn: 2 }) });
}

/** A quote of a TD: `report` by offset in its body; version 5 as TDX 1.5. */
export async function makeTdQuote(platform, { version = 4, bodyType = 3, reportData, qe,
  change = {} }) {
  const body = new Uint8Array(version === 4 ? 584 : 648);
  body.set([3, 1, 2], 0); // TEE TCB SVN
  body.set([0x01, 0, 0, 0x10], 120); // attributes: DEBUG, as all simulated evidence
  body.fill(0x5d, 136, 184); // MRTD
  body.set(reportData, 520);
  for (const [at, bytes] of Object.entries(change)) body.set(bytes, Number(at));
  return assemble(platform, { version, tee: 0x81, qe, attestationKey: await newKey(),
    body: version === 4 ? body : concat(u16le(bodyType), u32le(body.length), body) });
}

/** Turns the documents into those of TDX, for a module of version 1. */
export function ofTdx({ tcbInfo, qeIdentity }) {
  const module = { mrsigner: '00'.repeat(48), attributes: '00'.repeat(8),
    attributesMask: 'FF'.repeat(8) };
  const level = (isvsvn, tcbStatus, more) =>
    ({ tcb: { isvsvn }, tcbDate: LEVEL_DATE, tcbStatus, ...more });
  tcbInfo.id = 'TDX';
  tcbInfo.tdxModule = module;
  tcbInfo.tdxModuleIdentities = [{ id: 'TDX_03', ...module, tcbLevels: [level(1, 'UpToDate')] },
    { id: 'TDX_01', ...module, tcbLevels: [level(3, 'UpToDate'),
      level(2, 'OutOfDate', { advisoryIDs: ['INTEL-SA-00999'] })] }];
  tcbInfo.tcbLevels.forEach(({ tcb }, i) => {
    tcb.tdxtcbcomponents = Array.from({ length: 16 }, (_, at) =>
      ({ svn: i === 0 && at < 3 ? [3, 0, 2][at] : 0 }));
  });
  qeIdentity.id = 'TD_QE';
}
