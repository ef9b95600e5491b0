// SPDX-License-Identifier: Apache-2.0
// The certificate profile of SGX provisioning (Intel's PCK certificate profile; RFC 5280), and what
// it has in common with AMD's.
import { concat, hexEncode } from '../crypto/bytes.js';
import { DerReader, TAG, need } from './der.js';

const SEQUENCE = TAG.sequence;
const ECDSA_WITH_SHA256 = '300a06082a8648ce3d040302';
// SubjectPublicKeyInfo up to the point's x: P-256, uncompressed (RFC 5480 section 2).
const P256_KEY = '3059301306072a8648ce3d020106082a8648ce3d03010703420004';
const EXTENSIONS_MAX = 16;

/** The SGX extension: 1.2.840.113741.1.13.1. */
export const SGX_OID = '2a864886f84d010d01';

/** KeyUsage, as bits of its first byte. */
export const USE = { leaf: 0xc0, ca: 0x06 };

export const isCa = (certificate, pathLength) => certificate.isCa
  && certificate.pathLength === pathLength && certificate.keyUses === USE.ca;

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
    need(out[name] === undefined && text.length > 0);
    out[name] = String.fromCharCode(...text); // Compared with ASCII names only.
  }
  return whole;
}

function readValidity(reader, out) {
  const validity = reader.enter(SEQUENCE);
  out.from = validity.time();
  out.until = validity.time();
  validity.end();
}

function readConstraints(value, out) {
  const whole = new DerReader(value);
  const inside = whole.enter(SEQUENCE);
  whole.end();
  out.isCa = inside.nextIs(TAG.boolean);
  if (out.isCa) need(inside.boolean());
  if (out.isCa && inside.nextIs(TAG.integer)) out.pathLength = inside.number(255);
  inside.end();
}

function readKeyUsage(value, out) {
  const reader = new DerReader(value);
  const [unused, uses, ...more] = reader.take(TAG.bitString);
  reader.end();
  // Section 11.2.2: no zero bits at the end.  AMD's intermediates have one: it is for the profile.
  const zeros = 31 - Math.clz32(uses & -uses);
  need(more.length === 0 && uses > 0 && unused <= zeros);
  out.keyUses = uses;
  out.paddedUses = unused < zeros;
}

/** Bound by the signature, used by nobody: keys are compared themselves. */
export const IGNORED = () => {};

const EXTENSIONS = {
  '551d0e': IGNORED, // subject key identifier
  '551d23': IGNORED, // authority key identifier
  '551d1f': IGNORED, // CRL distribution points
  '551d0f': readKeyUsage,
  '551d13': readConstraints,
  [SGX_OID]: (value, out) => {
    need(value.length > 0);
    out.sgx = value;
  },
};
const CRITICAL = ['551d0f', '551d13'];

/**
 * A list of extensions, none twice, through the reader of each; an unknown one must not be
 * critical.  Gives what was seen by OID: {isCritical, value}.
 */
export function readExtensions(list, readers, out) {
  const seen = new Map();
  while (!list.done) {
    const inside = list.enter(SEQUENCE);
    const oid = hexEncode(inside.take(TAG.oid));
    const isCritical = inside.nextIs(TAG.boolean);
    if (isCritical) need(inside.boolean());
    const value = inside.take(TAG.octetString);
    inside.end();
    need(!seen.has(oid) && seen.size < EXTENSIONS_MAX);
    seen.set(oid, { isCritical, value });
    need(readers[oid] || !isCritical);
    readers[oid]?.(value, out);
  }
  return seen;
}

function readTbs(whole, out, { algorithms, readKey, strict }) {
  const reader = new DerReader(whole).enter(SEQUENCE);
  const version = reader.enter(TAG.context0);
  need(version.number(255) === 2);
  version.end();
  out.serial = reader.unsigned();
  need(out.serial.length <= 21);
  out.algorithm = readAlgorithm(reader, algorithms);
  out.issuer = reader.whole(SEQUENCE);
  readValidity(reader, out);
  out.subject = readSubject(reader, out);
  readKey(reader, out);
  const wrapper = reader.enter(TAG.context3);
  const list = wrapper.enter(SEQUENCE);
  wrapper.end();
  out.extensions = readExtensions(list, EXTENSIONS, out);
  const found = CRITICAL.map((oid) => out.extensions.get(oid)?.isCritical);
  need(!found.includes(false));
  need(!strict || (found.every(Boolean) && !out.paddedUses));
  reader.end();
}

function readPoint(reader, out) {
  reader.exact(P256_KEY);
  out.point = reader.bytes(64);
}

function readPair(bits) {
  const inside = new DerReader(bits);
  const pair = inside.enter(SEQUENCE);
  inside.end();
  const signature = concat(pair.numberBytes(32), pair.numberBytes(32));
  pair.end();
  return signature;
}

const SGX = { algorithms: [ECDSA_WITH_SHA256], readKey: readPoint, readSignature: readPair,
  strict: true };

/** The signature algorithm inside; it must be the one outside. */
export function readAlgorithm(reader, algorithms = SGX.algorithms) {
  const found = hexEncode(reader.whole(SEQUENCE));
  need(algorithms.includes(found));
  return found;
}

/** What certificates and CRLs are on the outside: something signed, and its signature. */
export function readSigned(der, readInside, { readSignature } = SGX) {
  const file = new DerReader(der);
  const outer = file.enter(SEQUENCE);
  file.end();
  const out = { tbs: outer.whole(SEQUENCE) };
  readInside(out.tbs, out);
  outer.exact(out.algorithm);
  const bits = outer.take(TAG.bitString);
  need(bits[0] === 0);
  out.signature = readSignature(bits.subarray(1));
  outer.end();
  return out;
}

/** A reader of one certificate of such a profile.  Nothing is judged there.  EncodingError. */
export const certificateReader = (profile) => (der) =>
  readSigned(der, (whole, out) => readTbs(whole, out, profile), profile);

/** One of SGX. */
export const parseCertificate = /* @__PURE__ */ certificateReader(SGX);
