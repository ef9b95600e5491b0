// SPDX-License-Identifier: Apache-2.0
// The one certificate profile of SGX provisioning (Intel's PCK certificate profile; RFC 5280).
import { concat, hexEncode } from '../crypto/bytes.js';
import { DerReader, TAG, need } from './der.js';

const SEQUENCE = TAG.sequence;
const ECDSA_WITH_SHA256 = '300a06082a8648ce3d040302';
// SubjectPublicKeyInfo up to the point's x: P-256, uncompressed (RFC 5480 section 2).
const P256_KEY = '3059301306072a8648ce3d020106082a8648ce3d03010703420004';
const SGX = '2a864886f84d010d01'; // 1.2.840.113741.1.13.1
const EXTENSIONS_MAX = 16;

/** KeyUsage, as bits of its first byte. */
export const USE = { leaf: 0xc0, ca: 0x06 };

const NAMES = { 550403: 'commonName', '55040a': 'organisation' };

function readSubject(reader, out) {
  const whole = reader.whole(SEQUENCE);
  const parts = new DerReader(whole).enter(SEQUENCE);
  while (!parts.done) {
    const set = parts.enter(TAG.set);
    const pair = set.enter(SEQUENCE);
    set.end();
    const name = NAMES[hexEncode(pair.take(TAG.oid))];
    const isUtf8 = pair.nextIs(TAG.utf8String);
    const text = pair.take(isUtf8 ? TAG.utf8String : TAG.printableString);
    pair.end();
    if (!name) continue;
    need(out[name] === undefined && text.length > 0, `${name} is empty or twice`);
    out[name] = String.fromCharCode(...text); // Compared with ASCII names only.
  }
  return whole;
}

function readValidity(reader) {
  const validity = reader.enter(SEQUENCE);
  const times = { notBefore: validity.time(), notAfter: validity.time() };
  validity.end();
  return times;
}

function readConstraints(value, out) {
  const whole = new DerReader(value);
  const inside = whole.enter(SEQUENCE);
  whole.end();
  out.isCa = inside.nextIs(TAG.boolean);
  if (out.isCa) need(inside.boolean(), 'DER does not write a default');
  if (out.isCa && inside.nextIs(TAG.integer)) out.pathLength = inside.number(255);
  inside.end();
}

function readKeyUsage(value, out) {
  const reader = new DerReader(value);
  const [unused, uses, ...more] = reader.take(TAG.bitString);
  reader.end();
  // Section 11.2.2: no zero bits at the end.
  need(more.length === 0 && uses > 0 && unused === 31 - Math.clz32(uses & -uses), 'key usage');
  out.keyUses = uses;
}

const IGNORED = () => {}; // Bound by the signature, used by nobody: keys are compared themselves.
const EXTENSIONS = {
  '551d0e': IGNORED, // subject key identifier
  '551d23': IGNORED, // authority key identifier
  '551d1f': IGNORED, // CRL distribution points
  '551d0f': readKeyUsage,
  '551d13': readConstraints,
  [SGX]: (value, out) => {
    need(value.length > 0, 'SGX extension');
    out.sgx = value;
  },
};
const CRITICAL = new Set(['551d0f', '551d13']);

function readExtension(list, seen, out) {
  const inside = list.enter(SEQUENCE);
  const oid = hexEncode(inside.take(TAG.oid));
  const isCritical = inside.nextIs(TAG.boolean);
  if (isCritical) need(inside.boolean(), 'DER does not write a default');
  const value = inside.take(TAG.octetString);
  inside.end();
  need(!seen.has(oid) && seen.size < EXTENSIONS_MAX, 'an extension twice, or too many');
  seen.add(oid);
  const read = EXTENSIONS[oid];
  need(read ? isCritical || !CRITICAL.has(oid) : !isCritical, 'criticality of an extension');
  read?.(value, out);
}

function readExtensions(reader, out) {
  const wrapper = reader.enter(TAG.context3);
  const list = wrapper.enter(SEQUENCE);
  wrapper.end();
  const seen = new Set();
  while (!list.done) readExtension(list, seen, out);
  need([...CRITICAL].every((oid) => seen.has(oid)), 'key usage and constraints are required');
}

function readTbs(whole) {
  const reader = new DerReader(whole).enter(SEQUENCE);
  const version = reader.enter(TAG.context0);
  need(version.number(255) === 2, 'version');
  version.end();
  const out = { tbs: whole, serial: reader.unsigned() };
  need(out.serial.length <= 21, 'serial number');
  reader.exact(ECDSA_WITH_SHA256);
  out.issuer = reader.whole(SEQUENCE);
  Object.assign(out, readValidity(reader));
  out.subject = readSubject(reader, out);
  reader.exact(P256_KEY);
  out.point = reader.bytes(64);
  readExtensions(reader, out);
  reader.end();
  return out;
}

function readSignature(reader) {
  const [unused, ...bytes] = reader.take(TAG.bitString);
  need(unused === 0, 'signature');
  const inside = new DerReader(Uint8Array.from(bytes));
  const pair = inside.enter(SEQUENCE);
  inside.end();
  const signature = concat(pair.numberBytes(32), pair.numberBytes(32));
  pair.end();
  return signature;
}

/** Reads one certificate: no signature, date or chain is judged here.  EncodingError. */
export function parseCertificate(der) {
  const file = new DerReader(der);
  const certificate = file.enter(SEQUENCE);
  file.end();
  const out = readTbs(certificate.whole(SEQUENCE));
  certificate.exact(ECDSA_WITH_SHA256);
  out.signature = readSignature(certificate);
  certificate.end();
  return out;
}

// Entries of the SGX extension: an OID below SGX each, every one exactly once.
function readEntries(reader, parent, count, read) {
  const list = reader.enter(SEQUENCE);
  const seen = new Set();
  while (!list.done) {
    const entry = list.enter(SEQUENCE);
    const oid = hexEncode(entry.take(TAG.oid));
    const number = Number.parseInt(oid.slice(-2), 16);
    need(oid === parent + oid.slice(-2), 'OID');
    need(number >= 1 && number <= count && !seen.has(number), 'entry');
    seen.add(number);
    read(number, entry);
    entry.end();
  }
  return seen;
}

function readTcbEntry(number, entry) {
  if (number === 18) entry.octets(16);
  else entry.number(number === 17 ? 0xffff : 0xff);
}

/** The PCK certificate's SGX extension: checked whole; its FMSPC is what is needed here. */
export function parseSgxExtension(value) {
  const reader = new DerReader(value);
  let fmspc;
  const seen = readEntries(reader, SGX, 7, (number, entry) => {
    const readers = {
      1: () => entry.octets(16), // PPID
      2: () => need(readEntries(entry, `${SGX}02`, 18, readTcbEntry).size === 18, 'TCB'),
      3: () => entry.octets(2), // PCEID
      4: () => { fmspc = entry.octets(6); },
      5: () => entry.number(2, TAG.enumerated), // SGX type
      6: () => entry.octets(16), // platform instance
      7: () => need(readEntries(entry, `${SGX}07`, 3, (_, e) => e.boolean()).size === 3,
        'configuration'),
    };
    readers[number]();
  });
  reader.end();
  // Five entries from the Processor CA; the Platform CA adds the last two.
  need(seen.size === 7 || (seen.size === 5 && !seen.has(6) && !seen.has(7)), 'entries');
  return { fmspc };
}
