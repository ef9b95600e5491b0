// SPDX-License-Identifier: Apache-2.0
// Bytes and their texts.  Every decoder is strict: exactly one text per value, or EncodingError.

export class EncodingError extends Error {
  constructor(message) {
    super(message);
    this.name = 'EncodingError';
  }
}

export function concat(...parts) {
  const out = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Text to UTF-8; a lone surrogate, which has no UTF-8, is refused rather than replaced. */
export function utf8(text) {
  if (!text.isWellFormed()) throw new EncodingError('not well-formed Unicode');
  return new TextEncoder().encode(text);
}

export function utf8Decode(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new EncodingError('not UTF-8');
  }
}

/** Unsigned big-endian integers. */
export function u32(value) {
  const out = new Uint8Array(4);
  new DataView(out.buffer).setUint32(0, value);
  return out;
}

export function u64(value) {
  const out = new Uint8Array(8);
  new DataView(out.buffer).setBigUint64(0, BigInt(value));
  return out;
}

/** Length-prefixed: u32 length, then the bytes (or the text's UTF-8). */
export function lp(value) {
  const bytes = typeof value === 'string' ? utf8(value) : value;
  return concat(u32(bytes.length), bytes);
}

/** Equal in a time that depends on the sizes only. */
export function equal(a, b) {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a[i] ^ b[i];
  return difference === 0;
}

export function hexEncode(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Lower case only: the form the protocol writes. */
export function hexDecode(text) {
  if (typeof text !== 'string' || !/^(?:[0-9a-f]{2})*$/.test(text)) {
    throw new EncodingError('not lower-case hexadecimal');
  }
  return Uint8Array.from({ length: text.length / 2 }, (_, i) =>
    Number.parseInt(text.slice(2 * i, 2 * i + 2), 16));
}

export function base64Encode(bytes) {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** Standard alphabet, padded, no spaces, unused bits zero. */
export function base64Decode(text) {
  let bytes = null;
  try {
    bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    // Answered below, with the other forms that are refused.
  }
  if (typeof text !== 'string' || bytes === null || base64Encode(bytes) !== text) {
    throw new EncodingError('not canonical base64');
  }
  return bytes;
}

export function base64urlEncode(bytes) {
  return base64Encode(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** URL alphabet, no padding, unused bits zero. */
export function base64urlDecode(text) {
  if (typeof text !== 'string' || !/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) {
    throw new EncodingError('not canonical base64url');
  }
  const standard = text.replaceAll('-', '+').replaceAll('_', '/');
  try {
    return base64Decode(standard.padEnd(Math.ceil(text.length / 4) * 4, '='));
  } catch {
    throw new EncodingError('not canonical base64url');
  }
}
