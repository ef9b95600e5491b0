// SPDX-License-Identifier: Apache-2.0
// The sealed registration: what POST /enclave/submit_key carries, and its receipt.
import {
  base64Encode, base64urlEncode, concat, equal, lp, u32, u64, utf8,
} from '../crypto/bytes.js';
import { hmacKey, hmacSign } from '../crypto/primitives.js';
import { hpkeSender } from '../crypto/hpke.js';

const BLOCK = 256;
const TAG_SIZE = 16;
export const POP_LABEL = utf8('perf-aggregator/pop/v1');

/** Binds the ciphertext to the very code, keys and configuration that were verified. */
export const envelopeInfo = ({ measurement, publicKey, identityKey, configSha256 }) =>
  concat(lp('perf-aggregator/submit_key/v1'), lp(measurement), lp(publicKey), lp(identityKey),
    lp(configSha256));

/** Over decoded values, so that whoever re-serialises the JSON on the way breaks nothing. */
export const envelopeAad = ({ keyId, challenge, issuedAt, metadata }) =>
  concat(lp('perf-aggregator/submit_key/aad/v1'), lp(keyId), lp(challenge), lp(metadata.exchange),
    lp(metadata.label), lp(u32(metadata.ttl)), lp(u64(issuedAt)), lp(metadata.proof));

/** JSON padded with spaces to a multiple of 256 bytes: its length tells nothing of the key's. */
export function envelopePlaintext(credentials) {
  const { userId, exchange, apiKey, secret, passphrase, accountType, sandbox, symbols } =
    credentials;
  const json = utf8(JSON.stringify(
    { userId, exchange, apiKey, secret, passphrase, accountType, sandbox, symbols }));
  const out = new Uint8Array(Math.ceil(json.length / BLOCK) * BLOCK).fill(0x20);
  out.set(json);
  return out;
}

/**
 * Seal `credentials` to `enclave` (verified: measurement, publicKey, identityKey, configSha256,
 * keyId).  Gives the request's JSON object, the ephemeral public key, and the HPKE context, which
 * exports the proof key.  `ephemeral` is for test vectors only.
 */
export async function sealEnvelope({
  enclave, challenge, issuedAt, metadata, credentials, ephemeral,
}) {
  const { enc, context } = await hpkeSender(enclave.publicKey, envelopeInfo(enclave), ephemeral);
  const nonce = context.nextNonce();
  const plain = envelopePlaintext(credentials);
  const aad = envelopeAad({ keyId: enclave.keyId, challenge, issuedAt, metadata });
  const sealed = await context.seal(aad, plain);
  plain.fill(0);
  const request = {
    key_id: base64urlEncode(enclave.keyId),
    challenge: base64urlEncode(challenge),
    issued_at: issuedAt,
    ephemeral_pub: base64Encode(enc),
    nonce: base64Encode(nonce),
    ciphertext: base64Encode(sealed.subarray(0, -TAG_SIZE)),
    tag: base64Encode(sealed.subarray(-TAG_SIZE)),
    metadata,
  };
  return { request, ephemeralPub: enc, context };
}

/** k_pop as a key that can sign and cannot be read back. */
export async function popKey(context) {
  const bytes = await context.export(POP_LABEL, 32);
  const key = await hmacKey(bytes);
  bytes.fill(0);
  return key;
}

/** Only who opened the envelope can have made this receipt for this session. */
export async function receiptHolds(kPop, { ephemeralPub, sessionId, expiresAt, receipt }) {
  const said = concat(lp('receipt/v1'), lp(ephemeralPub), lp(sessionId), lp(expiresAt));
  return equal(await hmacSign(kPop, said), receipt);
}
