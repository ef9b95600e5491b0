// SPDX-License-Identifier: Apache-2.0
// Types of @perf-aggregator/client/crypto: strict encodings, WebCrypto shapes, HPKE.

export class EncodingError extends Error {
  readonly name: 'EncodingError';
  constructor(message: string);
}

export function concat(...parts: Uint8Array[]): Uint8Array;
export function utf8(text: string): Uint8Array;
export function utf8Decode(bytes: Uint8Array): string;
export function u32(value: number): Uint8Array;
export function u64(value: number | bigint): Uint8Array;
export function lp(value: string | Uint8Array): Uint8Array;
export function equal(a: Uint8Array, b: Uint8Array): boolean;
export function hexEncode(bytes: Uint8Array): string;
export function hexDecode(text: string): Uint8Array;
export function base64Encode(bytes: Uint8Array): string;
export function base64Decode(text: string): Uint8Array;
export function base64urlEncode(bytes: Uint8Array): string;
export function base64urlDecode(text: string): Uint8Array;

export function subtle(): SubtleCrypto;
export function randomBytes(size: number): Uint8Array;
export function sha256(bytes: Uint8Array): Promise<Uint8Array>;
export function sha512(bytes: Uint8Array): Promise<Uint8Array>;
export function hmacKey(bytes: Uint8Array): Promise<CryptoKey>;
export function hmacSign(key: CryptoKey, bytes: Uint8Array): Promise<Uint8Array>;
export function hmacSha256(key: Uint8Array, bytes: Uint8Array): Promise<Uint8Array>;
export function hkdfExtract(salt: Uint8Array, ikm: Uint8Array): Promise<Uint8Array>;
export function hkdfExpand(prk: Uint8Array, info: Uint8Array, size: number): Promise<Uint8Array>;
export function aeadKey(bytes: Uint8Array): Promise<CryptoKey>;
export function aeadSeal(key: CryptoKey, nonce: Uint8Array, aad: Uint8Array, plain: Uint8Array):
  Promise<Uint8Array>;
export function aeadOpen(key: CryptoKey, nonce: Uint8Array, aad: Uint8Array, sealed: Uint8Array):
  Promise<Uint8Array>;
export function p256Verify(point: Uint8Array, signature: Uint8Array, bytes: Uint8Array):
  Promise<boolean>;

/** ECDSA P-384 with SHA-384: x||y, r||s, 96 bytes each. */
export function p384Verify(point: Uint8Array, signature: Uint8Array, bytes: Uint8Array):
  Promise<boolean>;

/** RSASSA-PSS with SHA-384 and a salt of 48 bytes; the key as SubjectPublicKeyInfo. */
export function rsaPssVerify(keyInfo: Uint8Array, signature: Uint8Array, bytes: Uint8Array):
  Promise<boolean>;

export interface X25519Pair {
  privateKey: CryptoKey;
  publicKey: Uint8Array;
}

export function x25519Generate(): Promise<X25519Pair>;
export function x25519Private(bytes: Uint8Array): Promise<CryptoKey>;
export function x25519(privateKey: CryptoKey, publicKey: Uint8Array): Promise<Uint8Array>;

export class HpkeContext {
  constructor(key: CryptoKey, baseNonce: Uint8Array, exporterSecret: Uint8Array);
  nextNonce(): Uint8Array;
  seal(aad: Uint8Array, plain: Uint8Array): Promise<Uint8Array>;
  open(aad: Uint8Array, sealed: Uint8Array): Promise<Uint8Array>;
  export(context: Uint8Array, size: number): Promise<Uint8Array>;
}

export function hpkeSender(publicKey: Uint8Array, info: Uint8Array, ephemeral?: X25519Pair):
  Promise<{ enc: Uint8Array; context: HpkeContext }>;
export function hpkeReceiver(mine: X25519Pair, enc: Uint8Array, info: Uint8Array):
  Promise<HpkeContext>;
