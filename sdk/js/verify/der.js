// SPDX-License-Identifier: Apache-2.0
// Reading DER (X.690 sections 10 and 11) and nothing laxer: one encoding per value.
import { EncodingError, equal, hexDecode } from '../crypto/bytes.js';

export const TAG = {
  boolean: 0x01, integer: 0x02, bitString: 0x03, octetString: 0x04, oid: 0x06, enumerated: 0x0a,
  utf8String: 0x0c, printableString: 0x13, utcTime: 0x17, generalizedTime: 0x18,
  sequence: 0x30, set: 0x31, context0: 0xa0, context3: 0xa3,
};

export function need(condition) {
  if (!condition) throw new EncodingError('not DER of this profile');
}

/** Takes one element after the other; what it gives are views. */
export class DerReader {
  #bytes;
  #at = 0;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  get done() {
    return this.#at === this.#bytes.length;
  }

  end() {
    need(this.done);
  }

  nextIs(tag) {
    return this.#bytes[this.#at] === tag;
  }

  bytes(size) {
    need(size <= this.#bytes.length - this.#at);
    this.#at += size;
    return this.#bytes.subarray(this.#at - size, this.#at);
  }

  // Section 10.1: the shortest form, the indefinite one never; two bytes are enough here.
  #length() {
    const [first] = this.bytes(1);
    if (first < 0x80) return first;
    need(first === 0x81 || first === 0x82);
    const [high, low] = first === 0x81 ? [0, ...this.bytes(1)] : this.bytes(2);
    const size = high * 256 + low;
    need(size >= (first === 0x81 ? 0x80 : 0x100));
    return size;
  }

  take(tag) {
    need(this.bytes(1)[0] === tag);
    return this.bytes(this.#length());
  }

  /** The element with its tag and length: for what is compared or signed as bytes. */
  whole(tag) {
    const start = this.#at;
    this.take(tag);
    return this.#bytes.subarray(start, this.#at);
  }

  enter(tag) {
    return new DerReader(this.take(tag));
  }

  /** The next bytes must be exactly these. */
  exact(hex) {
    const want = hexDecode(hex);
    need(equal(this.bytes(want.length), want));
  }

  unsigned(tag = TAG.integer) {
    const bytes = this.take(tag);
    need(bytes.length > 0 && bytes[0] < 0x80);
    need(bytes.length === 1 || bytes[0] !== 0 || bytes[1] >= 0x80);
    return bytes;
  }

  number(max, tag = TAG.integer) {
    const bytes = this.unsigned(tag);
    const value = bytes.length > 5 ? Infinity : bytes.reduce((sum, byte) => sum * 256 + byte, 0);
    need(value <= max);
    return value;
  }

  /** A number as exactly `size` big-endian bytes, zeros in front. */
  numberBytes(size) {
    let bytes = this.unsigned();
    if (bytes[0] === 0) bytes = bytes.subarray(1);
    need(bytes.length <= size);
    const out = new Uint8Array(size);
    out.set(bytes, size - bytes.length);
    return out;
  }

  boolean() {
    const bytes = this.take(TAG.boolean);
    need(bytes.length === 1 && (bytes[0] === 0 || bytes[0] === 0xff));
    return bytes[0] === 0xff;
  }

  octets(size) {
    const bytes = this.take(TAG.octetString);
    need(bytes.length === size);
    return bytes;
  }

  /** UTCTime or GeneralizedTime of RFC 5280 section 4.1.2.5, in Unix milliseconds. */
  time() {
    const isUtc = this.nextIs(TAG.utcTime);
    const text = String.fromCharCode(...this.take(isUtc ? TAG.utcTime : TAG.generalizedTime));
    const full = isUtc ? (text[0] < '5' ? '20' : '19') + text : text;
    const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(full);
    need(parts);
    const [, year, month, day, hour, minute, second] = parts;
    const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
    const at = Date.parse(iso);
    // A date that does not exist either fails or comes back as another one.
    need(at >= 0 && new Date(at).toISOString() === iso);
    return at;
  }
}
