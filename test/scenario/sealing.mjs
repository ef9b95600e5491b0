// SPDX-License-Identifier: Apache-2.0
// sealing.mjs - the steps of a registration one by one, for tests that spoil what is between them.
import {
  base64urlEncode, hexDecode, randomBytes,
} from '../../sdk/js/crypto/index.js';
import { simulatedRoot, verifyAttestation } from '../../sdk/js/verify/index.js';
import { sealEnvelope } from '../../sdk/js/wire/envelope.js';
import { askJson } from './ask.mjs';

export const METADATA = { exchange: 'binance', label: 'main-account', ttl: 86_400, proof: 'hmac' };

// A verified enclave: { enclave (keys), challenge, facts }.
export async function attest(inside, url = inside.url) {
  const nonce = randomBytes(32);
  const { json } = await askJson(`${url}/attestation/quote?nonce=${base64urlEncode(nonce)}`);
  return verifyAttestation(json, { nonce, root: await simulatedRoot(inside.root),
    measurements: [hexDecode(inside.measurement)], atMs: Date.now() });
}

export const credentialsOf = ({ apiKey, secret }) =>
  ({ userId: 'trader-1', exchange: 'binance', apiKey, secret, accountType: 'spot', sandbox: true });

// The request of a registration, sealed to an enclave attested just now (or before).
export async function seal(inside, account, { metadata, attested, issuedAt } = {}) {
  const { enclave, challenge } = attested ?? await attest(inside);
  const { request } = await sealEnvelope({ enclave, challenge,
    issuedAt: issuedAt ?? Math.floor(Date.now() / 1000),
    metadata: { ...METADATA, ...metadata }, credentials: credentialsOf(account) });
  return request;
}
