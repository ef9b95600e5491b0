// SPDX-License-Identifier: Apache-2.0
// sealing.mjs - the steps of a registration one by one, for tests that spoil what is between them.
import { base64urlEncode, randomBytes } from '../../sdk/js/crypto/index.js';
import { signRequest } from '../../sdk/js/http-signature.js';
import { readPolicy, simulatedRoot, verifyAttestation } from '../../sdk/js/verify/index.js';
import { popKey, sealEnvelope } from '../../sdk/js/wire/envelope.js';
import { askJson, postJson } from './ask.mjs';

export const METADATA = { exchange: 'binance', label: 'main-account', ttl: 86_400, proof: 'hmac' };

// A verified enclave: { enclave (keys), challenge, facts }.
export async function attest(inside, url = inside.url) {
  const nonce = randomBytes(32);
  const { json } = await askJson(`${url}/attestation/quote?nonce=${base64urlEncode(nonce)}`);
  return verifyAttestation(json, { nonce, root: await simulatedRoot(inside.root),
    ...readPolicy({ measurements: [inside.measurement] }), atMs: Date.now() });
}

const seconds = () => Math.floor(Date.now() / 1000);

export const credentialsOf = ({ apiKey, secret }) =>
  ({ userId: 'trader-1', exchange: 'binance', apiKey, secret, accountType: 'spot', sandbox: true });

// { request, context }: a registration sealed to an enclave attested just now (or before).
async function sealed(inside, account, { metadata, attested, issuedAt } = {}) {
  const { enclave, challenge } = attested ?? await attest(inside);
  return sealEnvelope({ enclave, challenge, issuedAt: issuedAt ?? seconds(),
    metadata: { ...METADATA, ...metadata }, credentials: credentialsOf(account) });
}

export const seal = async (...given) => (await sealed(...given)).request;

// Registered: { id, expiresAt, sign(method, url, [created, nonce]) gives the proof's headers }.
export async function register(inside, account, metadata) {
  const { request, context } = await sealed(inside, account, { metadata });
  const { status, json } = await postJson(`${inside.url}/enclave/submit_key`, request);
  if (status !== 201) throw new Error(`${status} ${json.detail}`);
  const key = await popKey(context);
  return { id: json.session_id, expiresAt: json.expires_at,
    sign: (method, url, { createdS = seconds(), nonce } = {}) =>
      signRequest(key, { method, url, createdS, nonce }) };
}
