// SPDX-License-Identifier: Apache-2.0
// For tests: a certificate chain and quotes of the simulated kind, and spoiled ones.
import { concat, hexDecode, utf8 } from '../crypto/bytes.js';
import { sha256 } from '../crypto/primitives.js';

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256' };
const SIGN = { name: 'ECDSA', hash: 'SHA-256' };
const SGX = '2a864886f84d010d01';

const u16le = (value) => Uint8Array.of(value & 255, value >> 8);
const u32le = (value) => concat(u16le(value & 0xffff), u16le(value >>> 16));

function tlv(tag, ...parts) {
  const body = concat(...parts);
  const { length } = body;
  if (length < 0x80) return concat(Uint8Array.of(tag, length), body);
  if (length < 0x100) return concat(Uint8Array.of(tag, 0x81, length), body);
  return concat(Uint8Array.of(tag, 0x82, length >> 8, length & 255), body);
}

const sequence = (...parts) => tlv(0x30, ...parts);
const oid = (hex) => tlv(0x06, hexDecode(hex));
const octets = (bytes) => tlv(0x04, bytes);
const boolean = tlv(0x01, Uint8Array.of(0xff));

function integer(bytes) {
  let at = 0;
  while (at < bytes.length - 1 && bytes[at] === 0) at += 1;
  const minimal = bytes.subarray(at);
  return tlv(0x02, minimal[0] >= 0x80 ? Uint8Array.of(0) : new Uint8Array(0), minimal);
}

const small = (value) => integer(Uint8Array.of(value));
const time = (ms) => tlv(0x18, utf8(new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, '')));

const name = (organisation, commonName) => sequence(
  tlv(0x31, sequence(oid('55040a'), tlv(0x0c, utf8(organisation)))),
  tlv(0x31, sequence(oid('550403'), tlv(0x0c, utf8(commonName)))));

const extension = (hex, critical, value) =>
  sequence(oid(hex), ...(critical ? [boolean] : []), octets(value));

const caExtensions = (pathLength) => [
  extension('551d0f', true, tlv(0x03, Uint8Array.of(1, 0x06))),
  extension('551d13', true, sequence(boolean, small(pathLength))),
];

function leafExtensions(fmspc) {
  const tcb = Array.from({ length: 17 }, (_, i) =>
    sequence(oid(`${SGX}02${hex(i + 1)}`), small(2)));
  const sgx = sequence(
    sequence(oid(`${SGX}01`), octets(new Uint8Array(16))),
    sequence(oid(`${SGX}02`),
      sequence(...tcb, sequence(oid(`${SGX}0212`), octets(new Uint8Array(16))))),
    sequence(oid(`${SGX}03`), octets(new Uint8Array(2))),
    sequence(oid(`${SGX}04`), octets(hexDecode(fmspc))),
    sequence(oid(`${SGX}05`), tlv(0x0a, Uint8Array.of(0))));
  return [
    extension('551d0f', true, tlv(0x03, Uint8Array.of(6, 0xc0))),
    extension('551d13', true, sequence()),
    extension(SGX, false, sgx),
  ];
}

const hex = (value) => value.toString(16).padStart(2, '0');

const newKey = () => crypto.subtle.generateKey(ECDSA, true, ['sign', 'verify']);
const point = async (pair) =>
  new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)).subarray(1);
const signed = async (pair, bytes) =>
  new Uint8Array(await crypto.subtle.sign(SIGN, pair.privateKey, bytes));

async function certificate({ subject, issuer, key, signer, extensions, from, until }) {
  const algorithm = sequence(oid('2a8648ce3d040302'));
  const publicKey = concat(hexDecode('3059301306072a8648ce3d020106082a8648ce3d03010703420004'),
    await point(key));
  const tbs = sequence(tlv(0xa0, small(2)), small(1), algorithm, issuer,
    sequence(time(from), time(until)), subject, publicKey,
    tlv(0xa3, sequence(...extensions)));
  const raw = await signed(signer, tbs);
  const signature = sequence(integer(raw.subarray(0, 32)), integer(raw.subarray(32)));
  return sequence(tbs, algorithm, tlv(0x03, Uint8Array.of(0), signature));
}

function pem(der) {
  const lines = Buffer.from(der).toString('base64').match(/.{1,64}/g).join('\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

export const SIMULATED = {
  organisation: 'Simulated', prefix: 'INSECURE SIMULATED', fmspc: '53494d000000',
  vendor: 'c176ff9e063a2ff5818b6b46e5348e47', flags: 0x07,
};
/** What a forger would write: Intel's names and vendor id, no key of Intel's. */
export const INTEL_LIKE = {
  organisation: 'Intel Corporation', prefix: 'Intel', fmspc: '00606a000000',
  vendor: '939a7233f79c4ca9940a0db3957f0607', flags: 0x05,
};

/** A root, CA and platform certificate of a kind, made now. */
export async function makePlatform(changes = {}) {
  const kind = { ...SIMULATED, from: Date.UTC(2025, 0), until: Date.UTC(2049, 0), ...changes };
  const [rootKey, caKey, pckKey] = [await newKey(), await newKey(), await newKey()];
  const named = (role) => name(kind.organisation, `${kind.prefix} SGX ${role}`);
  const [root, ca, pck] =
    [named('Root CA'), named('PCK Platform CA'), named('PCK Certificate')];
  const dates = { from: kind.from, until: kind.until };
  const rootPem = pem(await certificate({ subject: root, issuer: root, key: rootKey,
    signer: rootKey, extensions: caExtensions(1), ...dates }));
  const caPem = pem(await certificate({ subject: ca, issuer: root, key: caKey,
    signer: rootKey, extensions: caExtensions(0), ...dates }));
  const pckPem = pem(await certificate({ subject: pck, issuer: ca, key: pckKey,
    signer: caKey, extensions: leafExtensions(kind.fmspc), ...dates }));
  return { kind, rootPem, chain: pckPem + caPem + rootPem, pckKey };
}

const report = ({ flags, mrenclave, reportData }) => concat(
  new Uint8Array(48), Uint8Array.of(flags), new Uint8Array(7), new Uint8Array(8), mrenclave,
  new Uint8Array(32), new Uint8Array(32).fill(9), new Uint8Array(96), u16le(1), u16le(2),
  new Uint8Array(60), reportData);

/** A quote v3 by that platform. */
export async function makeQuote({ kind, chain, pckKey }, { mrenclave, reportData, flags }) {
  const attestationKey = await newKey();
  const keyBytes = await point(attestationKey);
  const header = concat(u16le(3), u16le(2), u32le(0), u32le(0), hexDecode(kind.vendor),
    new Uint8Array(20));
  const said = concat(header, report({ flags: flags ?? kind.flags, mrenclave, reportData }));
  const qeAuth = new Uint8Array(32).fill(3);
  const qeReport = report({ flags: 0x05, mrenclave: new Uint8Array(32),
    reportData: concat(await sha256(concat(keyBytes, qeAuth)), new Uint8Array(32)) });
  const chainBytes = utf8(`${chain}\0`);
  const auth = concat(await signed(attestationKey, said), keyBytes, qeReport,
    await signed(pckKey, qeReport), u16le(qeAuth.length), qeAuth, u16le(5),
    u32le(chainBytes.length), chainBytes);
  return concat(said, u32le(auth.length), auth);
}
