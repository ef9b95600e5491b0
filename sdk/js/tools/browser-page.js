// SPDX-License-Identifier: Apache-2.0
// Runs in the browser: the SDK's modules as they are published, against vectors and a server.
import { SecureClient } from '/sdk/index.js';
import {
  base64Decode, base64urlDecode, hexDecode, hexEncode, x25519Private,
} from '/sdk/crypto/index.js';
import { quoteVectors } from '/sdk/tools/quote-vectors.js';
import { checkQuote, intelRoot, verifyQuote } from '/sdk/verify/index.js';
import { popKey, receiptHolds, sealEnvelope } from '/sdk/wire/envelope.js';

const results = { passed: 0, failed: [] };

async function check(name, run) {
  try {
    const outcome = await run();
    if (outcome !== true) throw new Error(`not as expected: ${outcome}`);
    results.passed += 1;
  } catch (error) {
    results.failed.push(`${name}: ${error.stack}`);
  }
}

const getJson = async (path) => (await fetch(path)).json();

async function envelopeHolds({ enclave, hpke, plaintext, request, reply }) {
  const sealed = await sealEnvelope({
    enclave: {
      measurement: hexDecode(enclave.measurement), publicKey: hexDecode(enclave.hpke_public_key),
      identityKey: hexDecode(enclave.identity_key), keyId: base64urlDecode(request.key_id),
      configSha256: hexDecode(enclave.config_sha256),
    },
    challenge: base64urlDecode(request.challenge),
    issuedAt: request.issued_at,
    metadata: request.metadata,
    credentials: JSON.parse(plaintext),
    ephemeral: {
      privateKey: await x25519Private(hexDecode(hpke.ephemeral_private_key)),
      publicKey: base64Decode(request.ephemeral_pub),
    },
  });
  const receipt = { ephemeralPub: sealed.ephemeralPub, sessionId: reply.session_id,
    expiresAt: reply.expires_at, receipt: base64Decode(reply.receipt) };
  return JSON.stringify(sealed.request) === JSON.stringify(request)
    && receiptHolds(await popKey(sealed.context), receipt);
}

async function verdictHolds({ found, quote, collateral, policy }) {
  const code = await verifyQuote(base64Decode(quote), collateral, policy)
    .then(() => 'ATT_OK', (error) => error.code);
  return code === found.code || code;
}

async function vectors() {
  for (const vector of (await getJson('/vectors/envelope.json')).vectors) {
    await check(vector.name, () => envelopeHolds(vector));
  }
  for (const one of await quoteVectors(await getJson('/vectors/quote.json'))) {
    await check(one.found.name, () => verdictHolds(one));
  }
}

/** Intel's own evidence, and what becomes of it when a bit flips somewhere. */
async function genuine(evidence) {
  const { collateral, atMs, tcbStatus, mrenclave } = evidence;
  const quote = base64Decode(evidence.quote);
  const how = { root: intelRoot, atMs };
  await check('a genuine quote', async () => {
    const facts = await checkQuote(quote, collateral, how);
    return facts.tcbStatus === tcbStatus && hexEncode(facts.mrenclave) === mrenclave;
  });
  for (const [at, code] of [[112, 'ATT_E_QUOTE_SIGNATURE'], [900, 'ATT_E_QE_REPORT_SIGNATURE'],
    [2000, 'ATT_E_CHAIN_SIGNATURE']]) {
    await check(`a genuine quote, byte ${at} flipped`, async () => {
      const flipped = quote.slice();
      flipped[at] ^= 1;
      const error = await checkQuote(flipped, collateral, how).catch((caught) => caught);
      return error.code === code || `${error}`;
    });
  }
}

const clientOf = (enclaveUrl, { measurement, root }) => new SecureClient({
  enclaveUrl, userId: 'browser', exchange: 'binance', apiKey: 'planted-key',
  secret: 'planted-secret', policy: { measurements: [measurement] },
  trust: { simulatedRoot: root }, allowSecretsToSimulated: true,
});

async function registration() {
  await check('a whole registration, and a signed reading', async () => {
    const client = clientOf(location.origin, await getJson('/enclave.json'));
    const id = await client.register();
    const summary = await client.getSummary();
    return summary.proof === true && summary.path === `/enclave/summary/${id}`;
  });
}

async function insecureContext() {
  await check('plain http is told what to do', async () => {
    const client = clientOf('https://perf.example', await getJson('/enclave.json'));
    const error = await client.register().catch((caught) => caught);
    return error.code === 'UNSUPPORTED_ENVIRONMENT' && /https:\/\//.test(error.message);
  });
}

async function everything() {
  const evidence = await fetch('/evidence.json');
  if (evidence.ok) return genuine(await evidence.json());
  await vectors();
  return registration();
}

try {
  await (isSecureContext ? everything() : insecureContext());
} catch (error) {
  results.failed.push(error.stack);
}
await fetch('/result', { method: 'POST', body: JSON.stringify(results) });
