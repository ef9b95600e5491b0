// SPDX-License-Identifier: Apache-2.0
// From an answer of GET /attestation/quote to keys that may be encrypted to, or a refusal.
import {
  base64Decode, base64Encode, base64urlDecode, base64urlEncode, equal, hexDecode, hexEncode, utf8,
} from '../crypto/bytes.js';
import { sha256 } from '../crypto/primitives.js';
import { BINDING_VERSION, FLAG, keyId, reportData } from '../wire/binding.js';
import { readBoolean, readBytes, readNumber, readObject, readText } from '../wire/json.js';
import { collateralSha256, readCollateral } from './collateral.js';
import { check, parsed } from './refuse.js';
import { verifySnp } from './snp.js';
import { verifyQuote } from './verify.js';

const QUOTE_MAX = 32768;
const CONFIG_MAX = 65536;
const U32_MAX = 0xffffffff;

const TYPES = {
  SGX_QUOTE: { tee: 'SGX', simulated: false },
  SGX_QUOTE_SIMULATED: { tee: 'SGX', simulated: true },
  TDX_QUOTE: { tee: 'TDX', simulated: false },
  SEV_SNP_REPORT: { tee: 'SEV-SNP', simulated: false },
};

/** The members of an answer, as they are believed to be. */
export function readAnswer(answer) {
  const bound = readObject(answer, 'binding');
  const hash = (name) => readBytes(bound, name, hexDecode, 32);
  return {
    type: readText(answer, 'attestation_type', 32),
    simulated: readBoolean(answer, 'simulated'),
    measurement: readBytes(answer, 'measurement', hexDecode, { max: 48 }),
    keyId: readBytes(answer, 'key_id', base64urlDecode, 8),
    challenge: readBytes(answer, 'challenge', base64urlDecode, { max: 64 }),
    quote: readBytes(answer, 'quote', base64Decode, { max: QUOTE_MAX }),
    collateral: readObject(answer, 'collateral'),
    config: readText(answer, 'config', CONFIG_MAX),
    binding: {
      version: readNumber(bound, 'version', U32_MAX),
      flags: readNumber(bound, 'flags', U32_MAX),
      nonce: readBytes(bound, 'nonce', base64urlDecode, 32),
      publicKey: readBytes(answer, 'public_key', base64Decode, 32),
      identityKey: readBytes(answer, 'identity_key', base64Decode, 32),
      tlsSpkiSha256: hash('tls_spki_sha256'),
      collateralSha256: hash('collateral_sha256'),
      configSha256: hash('config_sha256'),
    },
  };
}

const isZero = (bytes) => bytes.every((byte) => byte === 0);

/** A binding of a form this client does not know says nothing to it. */
function checkForm({ version, flags }) {
  const code = 'ATT_E_ANSWER';
  check(version === BINDING_VERSION, code, 'answer', `binding.version is ${version}, not 1`);
  check((flags & ~(FLAG.tls | FLAG.nonce | FLAG.simulated)) === 0, code, 'answer',
    `binding.flags is ${flags}, with bits that this client does not know`);
}

/** What is bound must be what we know ourselves. */
async function checkBound({ binding, collateral, config }, nonce) {
  const { flags } = binding;
  check((flags & FLAG.nonce) !== 0 && equal(binding.nonce, nonce), 'ATT_E_NONCE',
    'binding.nonce', 'it is not the nonce that was sent');
  check((flags & FLAG.tls) !== 0 || isZero(binding.tlsSpkiSha256), 'ATT_E_TLS',
    'binding.tls_spki_sha256', 'a key is named, and the flags say that none is bound');
  check(equal(await sha256(utf8(config)), binding.configSha256), 'ATT_E_CONFIG', 'config',
    'its hash is not the one that is bound');
  check(equal(await collateralSha256(readCollateral(collateral)), binding.collateralSha256),
    'ATT_E_COLLATERAL', 'collateral', 'its hash is not the one that is bound');
}

/** What the answer calls itself must be what the trusted root makes it. */
function checkHonesty({ type, simulated, binding }, root, facts) {
  const flagged = (binding.flags & FLAG.simulated) !== 0;
  const code = root.simulated ? 'ATT_E_NOT_SIMULATED' : 'ATT_E_SIMULATED';
  for (const [item, says] of [['binding.flags', flagged], ['simulated', simulated],
    ['attestation_type', TYPES[type]?.simulated]]) {
    check(says === root.simulated, code, item, 'it does not agree with the trusted root');
  }
  check(TYPES[type].tee === facts.tee, 'ATT_E_TEE_TYPE', 'attestation_type',
    `${type}; the quote is of ${facts.tee}`);
}

const hexOrNull = (bytes) => (bytes === undefined ? null : hexEncode(bytes));
const iso = (ms) => (ms === undefined ? null : new Date(ms).toISOString());

/** What people and programs may look at: plain, and no key to misuse. */
const describe = (facts, { config, binding }) => Object.freeze({
  tee: facts.tee,
  simulated: facts.simulated,
  measurement: hexEncode(facts.measurement),
  signer: hexOrNull(facts.mrsigner),
  isvProdId: facts.isvProdId ?? null,
  isvSvn: facts.isvSvn ?? null,
  debug: facts.debug,
  tcbStatus: facts.tcbStatus ?? null, // AMD says nothing of it
  advisories: Object.freeze([...facts.advisories ?? []]),
  tcbDate: iso(facts.tcbDate),
  evaluationNumber: facts.evaluationNumber ?? null,
  publicKey: base64Encode(binding.publicKey),
  identityKey: base64Encode(binding.identityKey),
  tlsSpkiSha256: (binding.flags & FLAG.tls) === 0 ? null : hexEncode(binding.tlsSpkiSha256),
  config,
  validUntil: iso(facts.validUntilMs),
  expiresFirst: facts.expiresFirst,
});

/** Intel's evidence, or AMD's, by what comes beside it. */
function verifyEvidence({ quote, collateral }, policy) {
  const isAmds = ['vek', 'ask', 'ark'].some((name) => collateral[name]);
  return (isAmds ? verifySnp : verifyQuote)(quote, collateral, policy);
}

/** What stands beside evidence that was believed. */
export async function acceptBeside(said, nonce, root, facts) {
  await checkBound(said, nonce);
  checkHonesty(said, root, facts);
  const { publicKey, identityKey, configSha256 } = said.binding;
  const named = await keyId(publicKey);
  check(equal(said.keyId, named), 'ATT_E_REPORT_DATA', 'key_id',
    `it is not ${base64urlEncode(named)}, the name of the bound key`);
  const { measurement } = facts;
  check(equal(said.measurement, measurement),
    facts.tee === 'SGX' ? 'ATT_E_MRENCLAVE' : 'ATT_E_MEASUREMENT', 'measurement',
    "it is not the quote's");
  return {
    facts: describe(facts, said),
    enclave: { measurement, publicKey, identityKey, configSha256, keyId: named },
    challenge: said.challenge,
  };
}

/**
 * Verify an answer (parsed JSON) for `nonce` under a policy as verifyQuote() takes it, without
 * reportData, which is computed here.  Gives {facts, enclave, challenge}: facts to show, the keys
 * to seal to, the challenge to send back.
 */
export async function verifyAttestation(answer, { nonce, ...policy }) {
  const said = parsed('ATT_E_ANSWER', 'answer', () => readAnswer(answer));
  checkForm(said.binding);
  const facts = await verifyEvidence(said,
    { ...policy, reportData: await reportData(said.binding) });
  return acceptBeside(said, nonce, policy.root, facts);
}
