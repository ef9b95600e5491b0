// SPDX-License-Identifier: Apache-2.0
// For tests: DER written as the SGX profile wants it, certificates and revocation lists.
import { concat, hexDecode, utf8 } from '../crypto/bytes.js';

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256' };
const SIGN = { name: 'ECDSA', hash: 'SHA-256' };
const SGX = '2a864886f84d010d01';

export function tlv(tag, ...parts) {
  const body = concat(...parts);
  const { length } = body;
  if (length < 0x80) return concat(Uint8Array.of(tag, length), body);
  if (length < 0x100) return concat(Uint8Array.of(tag, 0x81, length), body);
  return concat(Uint8Array.of(tag, 0x82, length >> 8, length & 255), body);
}

export const sequence = (...parts) => tlv(0x30, ...parts);
export const oid = (text) => tlv(0x06, hexDecode(text));
export const octets = (bytes) => tlv(0x04, bytes);
const boolean = tlv(0x01, Uint8Array.of(0xff));

export function integer(bytes) {
  let at = 0;
  while (at < bytes.length - 1 && bytes[at] === 0) at += 1;
  const minimal = bytes.subarray(at);
  return tlv(0x02, minimal[0] >= 0x80 ? Uint8Array.of(0) : new Uint8Array(0), minimal);
}

export const small = (value) => integer(Uint8Array.of(value >> 8, value & 255));
export const time = (ms) =>
  tlv(0x18, utf8(new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, '')));

export const name = (organisation, commonName) => sequence(
  tlv(0x31, sequence(oid('55040a'), tlv(0x0c, utf8(organisation)))),
  tlv(0x31, sequence(oid('550403'), tlv(0x0c, utf8(commonName)))));

export const extension = (hex, critical, value) =>
  sequence(oid(hex), ...(critical ? [boolean] : []), octets(value));

export const caExtensions = (pathLength) => [
  extension('551d0f', true, tlv(0x03, Uint8Array.of(1, 0x06))),
  extension('551d13', true, sequence(boolean, small(pathLength))),
];

export const leafExtensions = [
  extension('551d0f', true, tlv(0x03, Uint8Array.of(6, 0xc0))),
  extension('551d13', true, sequence()),
];

const byte = (value) => value.toString(16).padStart(2, '0');

/** The SGX extension of a Processor CA's certificate. */
export function sgxExtension({ fmspc, pceid, svns, pcesvn }) {
  const tcb = svns.map((svn, i) => sequence(oid(`${SGX}02${byte(i + 1)}`), small(svn)));
  return extension(SGX, false, sequence(
    sequence(oid(`${SGX}01`), octets(new Uint8Array(16).fill(0x0b))),
    sequence(oid(`${SGX}02`), sequence(...tcb, sequence(oid(`${SGX}0211`), small(pcesvn)),
      sequence(oid(`${SGX}0212`), octets(new Uint8Array(16))))),
    sequence(oid(`${SGX}03`), octets(hexDecode(pceid))),
    sequence(oid(`${SGX}04`), octets(hexDecode(fmspc))),
    sequence(oid(`${SGX}05`), tlv(0x0a, Uint8Array.of(0)))));
}

export const newKey = () => crypto.subtle.generateKey(ECDSA, true, ['sign', 'verify']);
export const pointOf = async (pair) =>
  new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)).subarray(1);
export const sign = async (pair, bytes) =>
  new Uint8Array(await crypto.subtle.sign(SIGN, pair.privateKey, bytes));

const ALGORITHM = sequence(oid('2a8648ce3d040302'));

async function signed(signer, tbs) {
  const raw = await sign(signer, tbs);
  const signature = sequence(integer(raw.subarray(0, 32)), integer(raw.subarray(32)));
  return sequence(tbs, ALGORITHM, tlv(0x03, Uint8Array.of(0), signature));
}

export async function certificate({ subject, issuer, key, signer, extensions, from, until,
  serial = 1 }) {
  const publicKey = concat(hexDecode('3059301306072a8648ce3d020106082a8648ce3d03010703420004'),
    await pointOf(key));
  return signed(signer, sequence(tlv(0xa0, small(2)), small(serial), ALGORITHM, issuer,
    sequence(time(from), time(until)), subject, publicKey, tlv(0xa3, sequence(...extensions))));
}

/** `serials` of what is revoked; `entry`, `list`: extensions of each entry, and of the list. */
export function crl({ issuer, signer, from, until, serials = [], entry = [], list }) {
  const revoked = serials.map((serial) => sequence(small(serial), time(from),
    ...(entry.length > 0 ? [sequence(...entry)] : [])));
  const extensions = list ?? [extension('551d14', false, small(1)),
    extension('551d23', false, sequence())];
  return signed(signer, sequence(small(1), ALGORITHM, issuer, time(from), time(until),
    ...(revoked.length > 0 ? [sequence(...revoked)] : []),
    tlv(0xa0, sequence(...extensions))));
}

export function pem(der) {
  const lines = Buffer.from(der).toString('base64').match(/.{1,64}/g).join('\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}
