// SPDX-License-Identifier: Apache-2.0
// RFC 9180 base mode, one suite: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.
import { concat, hexDecode, utf8 } from './bytes.js';
import {
  aeadKey, aeadOpen, aeadSeal, hkdfExpand, hkdfExtract, x25519, x25519Generate,
} from './primitives.js';

const NONE = new Uint8Array(0);
const VERSION = utf8('HPKE-v1');
const KEM = concat(utf8('KEM'), hexDecode('0020'));
const SUITE = concat(utf8('HPKE'), hexDecode('002000010002'));
const SIZE = { secret: 32, key: 32, nonce: 12 };

// Section 4: every HKDF call carries the suite and a label.
const labeledExtract = (suite, salt, label, ikm) =>
  hkdfExtract(salt, concat(VERSION, suite, utf8(label), ikm));
const labeledExpand = (suite, prk, label, info, size) =>
  hkdfExpand(prk, concat(Uint8Array.of(size >> 8, size & 255), VERSION, suite, utf8(label), info),
    size);

// Section 4.1, ExtractAndExpand.
async function kemSecret(dh, enc, publicKey) {
  const prk = await labeledExtract(KEM, NONE, 'eae_prk', dh);
  return labeledExpand(KEM, prk, 'shared_secret', concat(enc, publicKey), SIZE.secret);
}

// Section 5.1, KeySchedule with mode 0 (base): no psk.
async function keySchedule(sharedSecret, info) {
  const context = concat(Uint8Array.of(0),
    await labeledExtract(SUITE, NONE, 'psk_id_hash', NONE),
    await labeledExtract(SUITE, NONE, 'info_hash', info));
  const secret = await labeledExtract(SUITE, sharedSecret, 'secret', NONE);
  const expand = (label, size) => labeledExpand(SUITE, secret, label, context, size);
  const key = await expand('key', SIZE.key);
  const baseNonce = await expand('base_nonce', SIZE.nonce);
  return new HpkeContext(await aeadKey(key), baseNonce, await expand('exp', SIZE.secret));
}

/** What two parties share: messages in order, and keys that never crossed the wire. */
export class HpkeContext {
  #key;
  #baseNonce;
  #exporterSecret;
  #sequence = 0;

  constructor(key, baseNonce, exporterSecret) {
    this.#key = key;
    this.#baseNonce = baseNonce;
    this.#exporterSecret = exporterSecret;
  }

  /** The nonce the next message uses: base_nonce XOR sequence, big-endian. */
  nextNonce() {
    const nonce = this.#baseNonce.slice();
    for (let left = this.#sequence, i = nonce.length - 1; left > 0; i--) {
      nonce[i] ^= left % 256;
      left = Math.floor(left / 256);
    }
    return nonce;
  }

  /** Ciphertext with its 16-byte tag at the end. */
  seal(aad, plain) {
    const nonce = this.nextNonce();
    this.#sequence += 1; // Before the first await: two seals never share a nonce.
    return aeadSeal(this.#key, nonce, aad, plain);
  }

  /** Throws OperationError when the message is not authentic; the sequence then stays. */
  async open(aad, sealed) {
    const plain = await aeadOpen(this.#key, this.nextNonce(), aad, sealed);
    this.#sequence += 1;
    return plain;
  }

  /** Section 5.3. */
  export(context, size) {
    return labeledExpand(SUITE, this.#exporterSecret, 'sec', context, size);
  }
}

/**
 * Section 5.1.1, SetupBaseS.  `ephemeral` {privateKey, publicKey} is for test vectors only; without
 * it a fresh pair is made.
 */
export async function hpkeSender(publicKey, info, ephemeral) {
  const pair = ephemeral ?? await x25519Generate();
  const dh = await x25519(pair.privateKey, publicKey);
  const secret = await kemSecret(dh, pair.publicKey, publicKey);
  return { enc: pair.publicKey, context: await keySchedule(secret, info) };
}

/** Section 5.1.1, SetupBaseR. */
export async function hpkeReceiver({ privateKey, publicKey }, enc, info) {
  const dh = await x25519(privateKey, enc);
  return keySchedule(await kemSecret(dh, enc, publicKey), info);
}
