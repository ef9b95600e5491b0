// SPDX-License-Identifier: Apache-2.0
// From an answer of GET /attestation/quote to keys that may be encrypted to, or a refusal.
import {
  base64Decode, base64Encode, base64urlDecode, base64urlEncode, equal, hexDecode, hexEncode, utf8,
} from '../crypto/bytes.js';
import { sha256 } from '../crypto/primitives.js';
import { AttestationError } from '../errors.js';
import {
  BINDING_VERSION, FLAG, collateralSha256, keyId, reportData,
} from '../wire/binding.js';
import { readBoolean, readBytes, readObject, readText, readU32 } from '../wire/json.js';
import { verifyQuote } from './verify.js';

const QUOTE_MAX = 16384;
const CONFIG_MAX = 65536;
const KINDS = { SGX_QUOTE: false, SGX_QUOTE_SIMULATED: true };

function check(condition, code, item, detail) {
  if (!condition) throw new AttestationError(code, item, detail);
}

function read(answer) {
  const bound = readObject(answer, 'binding');
  const hash = (name) => readBytes(bound, name, hexDecode, 32);
  return {
    type: readText(answer, 'attestation_type', 32),
    simulated: readBoolean(answer, 'simulated'),
    measurement: readBytes(answer, 'measurement', hexDecode, 32),
    keyId: readBytes(answer, 'key_id', base64urlDecode, 8),
    challenge: readBytes(answer, 'challenge', base64urlDecode, { max: 64 }),
    quote: readBytes(answer, 'quote', base64Decode, { max: QUOTE_MAX }),
    collateral: readObject(answer, 'collateral'),
    config: readText(answer, 'config', CONFIG_MAX),
    binding: {
      version: readU32(bound, 'version'),
      flags: readU32(bound, 'flags'),
      nonce: readBytes(bound, 'nonce', base64urlDecode, 32),
      publicKey: readBytes(answer, 'public_key', base64Decode, 32),
      identityKey: readBytes(answer, 'identity_key', base64Decode, 32),
      tlsSpkiSha256: hash('tls_spki_sha256'),
      collateralSha256: hash('collateral_sha256'),
      configSha256: hash('config_sha256'),
    },
  };
}

async function hashOfCollateral(collateral) {
  try {
    return await collateralSha256(collateral);
  } catch (error) {
    throw new AttestationError('ATT_E_COLLATERAL', 'collateral', error.message);
  }
}

const isZero = (bytes) => bytes.every((byte) => byte === 0);

/** A binding of a form this client does not know says nothing to it. */
function checkForm({ version, flags }) {
  check(version === BINDING_VERSION, 'ATT_E_REPORT_DATA', 'binding.version', `${version}, not 1`);
  check((flags & ~(FLAG.tls | FLAG.nonce | FLAG.simulated)) === 0, 'ATT_E_REPORT_DATA',
    'binding.flags', `${flags} has bits that this client does not know`);
}

/** What is bound must be what we know ourselves. */
async function checkBound({ binding, collateral, config }, nonce) {
  const { flags } = binding;
  check((flags & FLAG.nonce) !== 0 && equal(binding.nonce, nonce), 'ATT_E_NONCE',
    'binding.nonce', 'it is not the nonce that was sent');
  check((flags & FLAG.tls) !== 0 || isZero(binding.tlsSpkiSha256), 'ATT_E_TLS',
    'binding.tls_spki_sha256', 'a key is named, and the flags say that none is bound');
  check(equal(await sha256(utf8(config)), binding.configSha256), 'ATT_E_CONFIG', 'config');
  check(equal(await hashOfCollateral(collateral), binding.collateralSha256), 'ATT_E_COLLATERAL',
    'collateral');
}

/** What the answer calls itself must be what the trusted root makes it. */
function checkHonesty({ type, simulated, binding }, root) {
  const flagged = (binding.flags & FLAG.simulated) !== 0;
  const code = root.simulated ? 'ATT_E_NOT_SIMULATED' : 'ATT_E_SIMULATED';
  for (const [item, says] of [['binding.flags', flagged], ['simulated', simulated],
    ['attestation_type', KINDS[type]]]) {
    check(says === root.simulated, code, item, 'it does not agree with the trusted root');
  }
}

/** What people and programs may look at: plain, and no key to misuse. */
const describe = (facts, { config, binding }) => Object.freeze({
  simulated: facts.simulated,
  measurement: hexEncode(facts.mrenclave),
  signer: hexEncode(facts.mrsigner),
  isvProdId: facts.isvProdId,
  isvSvn: facts.isvSvn,
  debug: facts.debug,
  publicKey: base64Encode(binding.publicKey),
  identityKey: base64Encode(binding.identityKey),
  tlsSpkiSha256: (binding.flags & FLAG.tls) === 0 ? null : hexEncode(binding.tlsSpkiSha256),
  config,
  validUntil: new Date(facts.validUntilMs).toISOString(),
});

/**
 * Verify an answer (parsed JSON) for `nonce` under a policy as verifyQuote() takes it, without
 * reportData, which is computed here.  Gives {facts, enclave, challenge}: facts to show, the keys
 * to seal to, the challenge to send back.
 */
export async function verifyAttestation(answer, { nonce, root, measurements, atMs }) {
  const said = read(answer);
  checkForm(said.binding);
  const facts = await verifyQuote(said.quote,
    { root, measurements, atMs, reportData: await reportData(said.binding) });
  await checkBound(said, nonce);
  checkHonesty(said, root);
  const { publicKey, identityKey, configSha256 } = said.binding;
  const named = await keyId(publicKey);
  check(equal(said.keyId, named), 'ATT_E_REPORT_DATA', 'key_id',
    `it is not ${base64urlEncode(named)}, the name of the bound key`);
  check(equal(said.measurement, facts.mrenclave), 'ATT_E_MRENCLAVE', 'measurement',
    "it is not the quote's");
  return {
    facts: describe(facts, said),
    enclave: { measurement: facts.mrenclave, publicKey, identityKey, configSha256, keyId: named },
    challenge: said.challenge,
  };
}
