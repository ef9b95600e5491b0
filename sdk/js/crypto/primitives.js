// SPDX-License-Identifier: Apache-2.0
// WebCrypto, in the few shapes the rest needs, with errors that say what to do.
import { concat, hexDecode } from './bytes.js';
import { PerfAggregatorError } from '../errors.js';

const HASH_SIZE = 32;

/** crypto.subtle, or a sentence: browsers hide it from pages that did not come over https. */
export function subtle() {
  const found = globalThis.crypto?.subtle;
  if (found) return found;
  throw new PerfAggregatorError('UNSUPPORTED_ENVIRONMENT', globalThis.isSecureContext === false
    ? 'WebCrypto is hidden here because this page was loaded over plain http: '
      + 'load it over https://, or from localhost'
    : 'WebCrypto (crypto.subtle) is missing: use Node >= 20 or a current browser');
}

export function randomBytes(size) {
  return crypto.getRandomValues(new Uint8Array(size));
}

const digest = async (name, bytes) => new Uint8Array(await subtle().digest(name, bytes));
export const sha256 = (bytes) => digest('SHA-256', bytes);
export const sha512 = (bytes) => digest('SHA-512', bytes);

/** A MAC key that this page can use and nobody can read back. */
export function hmacKey(bytes) {
  // An empty HMAC key equals one of zeros (RFC 2104), and WebCrypto refuses to import none.
  const key = bytes.length === 0 ? new Uint8Array(HASH_SIZE) : bytes;
  return subtle().importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
}

export async function hmacSign(key, bytes) {
  return new Uint8Array(await subtle().sign('HMAC', key, bytes));
}

export const hmacSha256 = async (key, bytes) => hmacSign(await hmacKey(key), bytes);

/** RFC 5869 section 2.2. */
export const hkdfExtract = (salt, ikm) => hmacSha256(salt, ikm);

/** RFC 5869 section 2.3; RangeError past 255 blocks. */
export async function hkdfExpand(prk, info, size) {
  if (size > 255 * HASH_SIZE) throw new RangeError('HKDF cannot give that many bytes');
  const key = await hmacKey(prk);
  let block = new Uint8Array(0);
  let out = block;
  for (let counter = 1; out.length < size; counter++) {
    block = await hmacSign(key, concat(block, info, Uint8Array.of(counter)));
    out = concat(out, block);
  }
  return out.slice(0, size);
}

/** AES-256-GCM (and 128), 96-bit nonce, 128-bit tag at the end of the ciphertext. */
export const aeadKey = (bytes) =>
  subtle().importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);

const gcm = (nonce, aad) => ({ name: 'AES-GCM', iv: nonce, additionalData: aad, tagLength: 128 });

export async function aeadSeal(key, nonce, aad, plain) {
  return new Uint8Array(await subtle().encrypt(gcm(nonce, aad), key, plain));
}

/** Throws WebCrypto's OperationError when the tag is wrong. */
export async function aeadOpen(key, nonce, aad, sealed) {
  return new Uint8Array(await subtle().decrypt(gcm(nonce, aad), key, sealed));
}

const X25519 = { name: 'X25519' };
// PrivateKeyInfo of RFC 8410 around the 32 raw bytes, which WebCrypto does not take bare.
const PKCS8_PREFIX = hexDecode('302e020100300506032b656e04220420');

async function supported(operation) {
  try {
    return await operation();
  } catch (cause) {
    if (cause.name !== 'NotSupportedError') throw cause;
    throw new PerfAggregatorError('UNSUPPORTED_ENVIRONMENT',
      'WebCrypto here has no X25519: use Node >= 20, Chrome or Edge >= 133, '
      + 'Firefox >= 130 or Safari >= 17', { cause });
  }
}

/** {privateKey, publicKey}: a CryptoKey that cannot be read back, and 32 bytes. */
export async function x25519Generate() {
  const pair = await supported(() => subtle().generateKey(X25519, false, ['deriveBits']));
  const publicKey = new Uint8Array(await subtle().exportKey('raw', pair.publicKey));
  return { privateKey: pair.privateKey, publicKey };
}

export function x25519Private(bytes) {
  const document = concat(PKCS8_PREFIX, bytes);
  return supported(() =>
    subtle().importKey('pkcs8', document, X25519, false, ['deriveBits']));
}

/** RFC 7748 section 6.1, with its all-zero check: OperationError on a low-order point. */
export async function x25519(privateKey, publicKey) {
  const imported = await supported(() => subtle().importKey('raw', publicKey, X25519, false, []));
  const shared = new Uint8Array(
    await subtle().deriveBits({ name: 'X25519', public: imported }, privateKey, 256));
  if (shared.every((byte) => byte === 0)) {
    throw new DOMException('the public key is a low-order point', 'OperationError');
  }
  return shared;
}

async function verifyWith(format, key, algorithm, signature, bytes) {
  let imported;
  try {
    imported = await subtle().importKey(format, key, algorithm, false, ['verify']);
  } catch (error) {
    if (error.name === 'DataError') return false; // Not a point of the curve.
    throw error;
  }
  return subtle().verify(algorithm, imported, signature, bytes);
}

/** ECDSA P-256 with SHA-256: `point` is x||y, `signature` r||s, 64 bytes each. */
export const p256Verify = (point, signature, bytes) => verifyWith('raw',
  concat(Uint8Array.of(4), point), { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  signature, bytes);

/** The same on P-384 with SHA-384, 96 bytes each. */
export const p384Verify = (point, signature, bytes) => verifyWith('raw',
  concat(Uint8Array.of(4), point), { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' },
  signature, bytes);

/** RSASSA-PSS with SHA-384 and a salt of 48 bytes; the key as SubjectPublicKeyInfo. */
export const rsaPssVerify = (keyInfo, signature, bytes) => verifyWith('spki', keyInfo,
  { name: 'RSA-PSS', hash: 'SHA-384', saltLength: 48 }, signature, bytes);
