// SPDX-License-Identifier: Apache-2.0
// Writes test/vectors/envelope.json with fresh keys.  On node:crypto alone, with its own key
// schedule: it shares nothing with the SDK, which is then tested against what this wrote.
//
//   node sdk/js/tools/make-envelope-vectors.mjs > test/vectors/envelope.json
import {
  createCipheriv, createHash, createHmac, diffieHellman, generateKeyPairSync, randomBytes,
} from 'node:crypto';

const hash = (name, bytes) => createHash(name).update(bytes).digest();
const hmac = (key, bytes) => createHmac('sha256', key).update(bytes).digest();
const text = (value) => Buffer.from(value, 'utf8');
const raw = (key, member) => Buffer.from(key.export({ format: 'jwk' })[member], 'base64url');

function u(size, value) {
  const out = Buffer.alloc(8);
  out.writeBigUInt64BE(BigInt(value));
  return out.subarray(8 - size);
}

const lp = (value) => {
  const bytes = Buffer.isBuffer(value) ? value : text(value);
  return Buffer.concat([u(4, bytes.length), bytes]);
};

// RFC 9180, for messages of one block: every output here is at most 32 bytes.
const KEM = Buffer.from('KEM\x00\x20', 'latin1');
const SUITE = Buffer.from('HPKE\x00\x20\x00\x01\x00\x02', 'latin1');
const extract = (suite, salt, label, ikm) =>
  hmac(salt, Buffer.concat([text('HPKE-v1'), suite, text(label), ikm]));
const expand = (suite, prk, label, info, size) =>
  hmac(prk, Buffer.concat([u(2, size), text('HPKE-v1'), suite, text(label), info, u(1, 1)]))
    .subarray(0, size);
const EMPTY = Buffer.alloc(0);

function keySchedule(ephemeral, enclave, info) {
  const dh = diffieHellman({ privateKey: ephemeral.privateKey, publicKey: enclave.publicKey });
  const kemContext = Buffer.concat([raw(ephemeral.publicKey, 'x'), raw(enclave.publicKey, 'x')]);
  const shared = expand(KEM, extract(KEM, EMPTY, 'eae_prk', dh), 'shared_secret', kemContext, 32);
  const context = Buffer.concat([u(1, 0), extract(SUITE, EMPTY, 'psk_id_hash', EMPTY),
    extract(SUITE, EMPTY, 'info_hash', info)]);
  const secret = extract(SUITE, shared, 'secret', EMPTY);
  const exporter = expand(SUITE, secret, 'exp', context, 32);
  const exported = (label) => expand(SUITE, exporter, 'sec', text(label), 32);
  return {
    shared,
    key: expand(SUITE, secret, 'key', context, 32),
    baseNonce: expand(SUITE, secret, 'base_nonce', context, 12),
    kPop: exported('perf-aggregator/pop/v1'),
    kAudit: exported('perf-aggregator/audit/v1'),
  };
}

function padded(credentials) {
  const json = text(JSON.stringify(credentials));
  return Buffer.concat([json, Buffer.alloc((256 - json.length % 256) % 256, ' ')]);
}

function makeEnclave(config) {
  const hpke = generateKeyPairSync('x25519');
  const identity = generateKeyPairSync('ed25519');
  const publicKey = raw(hpke.publicKey, 'x');
  const keyId = hash('sha256', Buffer.concat([text('perf-aggregator/kid/v1'), publicKey]));
  return {
    hpke,
    publicKey,
    identitySeed: raw(identity.privateKey, 'd'),
    identityKey: raw(identity.publicKey, 'x'),
    measurement: randomBytes(32),
    config,
    configHash: hash('sha256', text(config)),
    keyId: keyId.subarray(0, 8),
  };
}

function makeBinding(enclave, { flags, collateral }) {
  const nonce = randomBytes(32);
  const spki = flags & 1 ? randomBytes(32) : Buffer.alloc(32);
  const bundle = collateral ? randomBytes(32) : Buffer.alloc(32);
  const label = Buffer.concat([text('perf-aggregator-binding/1'), Buffer.alloc(7)]);
  const preimage = Buffer.concat([label, u(4, 1), u(4, flags), nonce, enclave.publicKey,
    enclave.identityKey, spki, bundle, enclave.configHash]);
  return {
    version: 1,
    flags,
    nonce: nonce.toString('base64url'),
    tls_spki_sha256: spki.toString('hex'),
    collateral_sha256: bundle.toString('hex'),
    preimage: preimage.toString('hex'),
    report_data: hash('sha512', preimage).toString('hex'),
  };
}

function makeVector({ name, flags, collateral, issuedAt, metadata, credentials }) {
  const enclave = makeEnclave(`perf-aggregator-config/1\ncase=${name}\n`);
  const binding = makeBinding(enclave, { flags, collateral });
  const ephemeral = generateKeyPairSync('x25519');
  const challenge = randomBytes(24);
  const info = Buffer.concat([lp('perf-aggregator/submit_key/v1'), lp(enclave.measurement),
    lp(enclave.publicKey), lp(enclave.identityKey), lp(enclave.configHash)]);
  const aad = Buffer.concat([lp('perf-aggregator/submit_key/aad/v1'), lp(enclave.keyId),
    lp(challenge), lp(metadata.exchange), lp(metadata.label), lp(u(4, metadata.ttl)),
    lp(u(8, issuedAt)), lp(metadata.proof)]);
  const keys = keySchedule(ephemeral, enclave.hpke, info);
  const plaintext = padded(credentials);
  const cipher = createCipheriv('aes-256-gcm', keys.key, keys.baseNonce).setAAD(aad);
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const ephemeralPub = raw(ephemeral.publicKey, 'x');
  const sessionId = `session_${issuedAt}_${randomBytes(32).toString('base64url')}`;
  const expiresAt = new Date((issuedAt + metadata.ttl) * 1000).toISOString();
  const receipt = hmac(keys.kPop,
    Buffer.concat([lp('receipt/v1'), lp(ephemeralPub), lp(sessionId), lp(expiresAt)]));
  return {
    name,
    enclave: {
      hpke_private_key: raw(enclave.hpke.privateKey, 'd').toString('hex'),
      hpke_public_key: enclave.publicKey.toString('hex'),
      identity_seed: enclave.identitySeed.toString('hex'),
      identity_key: enclave.identityKey.toString('hex'),
      measurement: enclave.measurement.toString('hex'),
      config: enclave.config,
      config_sha256: enclave.configHash.toString('hex'),
      key_id: enclave.keyId.toString('base64url'),
    },
    binding,
    hpke: {
      ephemeral_private_key: raw(ephemeral.privateKey, 'd').toString('hex'),
      info: info.toString('hex'),
      aad: aad.toString('hex'),
      shared_secret: keys.shared.toString('hex'),
      key: keys.key.toString('hex'),
      base_nonce: keys.baseNonce.toString('hex'),
      k_pop: keys.kPop.toString('hex'),
      k_audit: keys.kAudit.toString('hex'),
    },
    plaintext: plaintext.toString('utf8'),
    request: {
      key_id: enclave.keyId.toString('base64url'),
      challenge: challenge.toString('base64url'),
      issued_at: issuedAt,
      ephemeral_pub: ephemeralPub.toString('base64'),
      nonce: keys.baseNonce.toString('base64'),
      ciphertext: ciphertext.toString('base64'),
      tag: cipher.getAuthTag().toString('base64'),
      metadata,
    },
    reply: { session_id: sessionId, expires_at: expiresAt, receipt: receipt.toString('base64') },
  };
}

// JSON of exactly 256 bytes: then there is no padding at all.
function exactBlock(credentials) {
  const size = text(JSON.stringify({ ...credentials, secret: '' })).length;
  return { ...credentials, secret: 's'.repeat(256 - size) };
}

const pretend = (userId, exchange, more) =>
  ({ userId, exchange, apiKey: 'pretend-api-key', secret: 'pretend-secret', ...more });

const vectors = [
  {
    name: 'simulated, without TLS and collateral, bearer',
    flags: 6,
    collateral: false,
    issuedAt: 1790000120,
    metadata: { exchange: 'binance', label: '', ttl: 86400, proof: 'none' },
    credentials: pretend('demo-trader', 'binance', { accountType: 'spot', sandbox: true }),
  },
  {
    name: 'passphrase, symbols and text that JSON escapes',
    flags: 3,
    collateral: true,
    issuedAt: 1790000121,
    metadata: { exchange: 'okx', label: 'München – 口座 😀', ttl: 604800, proof: 'hmac' },
    credentials: pretend('a.b_c-d', 'okx', {
      passphrase: 'tab\t quote" back\\slash / é \u2028 😀',
      accountType: 'all',
      sandbox: false,
      symbols: ['BTC-USDT', 'ETH-USDT'],
    }),
  },
  {
    name: 'plaintext of exactly one block',
    flags: 7,
    collateral: false,
    issuedAt: 1790000122,
    metadata: { exchange: 'binance', label: 'x', ttl: 300, proof: 'hmac' },
    credentials: exactBlock(pretend('t', 'binance', { accountType: 'futures', sandbox: false })),
  },
  {
    name: 'everything at its limit, time beyond 32 bits',
    flags: 2,
    collateral: true,
    issuedAt: 4294967297,
    metadata: { exchange: 'kraken', label: 'é'.repeat(32), ttl: 604800, proof: 'hmac' },
    credentials: pretend('u'.repeat(64), 'kraken', {
      accountType: 'margin',
      sandbox: false,
      symbols: Array.from({ length: 60 }, (_, i) => `SYM${i}USDT`),
    }),
  },
];

console.log(JSON.stringify({
  note: 'Envelope and binding vectors. Written by sdk/js/tools/make-envelope-vectors.mjs.',
  vectors: vectors.map(makeVector),
}, null, 1));
