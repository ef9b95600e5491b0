// SPDX-License-Identifier: Apache-2.0
// Runs in the browser: the SDK's modules as they are published, against vectors and a server.
import { SecureClient } from '/sdk/index.js';
import {
  base64Decode, base64urlDecode, hexDecode, x25519Private,
} from '/sdk/crypto/index.js';
import { intelRoot, simulatedRoot, verifyQuote } from '/sdk/verify/index.js';
import { popKey, receiptHolds, sealEnvelope } from '/sdk/wire/envelope.js';

const results = { passed: 0, failed: [] };

async function check(name, run) {
  try {
    if (await run() !== true) throw new Error('not as expected');
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

// The file has collateral; what is not about it is judged here.
const isJudged = ({ collateral, policy, code, name }) => collateral === 'good' && !policy
  && !name.startsWith('version 4') && code !== 'ATT_E_CRL_MISSING';

async function verdictHolds(found, anchors, good) {
  const code = await verifyQuote(base64Decode(found.quote ?? good), {
    root: anchors[found.root],
    measurements: found.measurements.map(hexDecode),
    reportData: hexDecode(found.report_data),
    atMs: Date.parse(found.at),
  }).then(() => 'ATT_OK', (error) => error.code);
  return code === found.code;
}

async function vectors() {
  for (const vector of (await getJson('/vectors/envelope.json')).vectors) {
    await check(vector.name, () => envelopeHolds(vector));
  }
  const { roots, cases, quote } = await getJson('/vectors/quote.json');
  const anchors = { intel: intelRoot };
  for (const [name, pem] of Object.entries(roots)) anchors[name] = await simulatedRoot(pem);
  for (const found of cases.filter(isJudged)) {
    await check(found.name, () => verdictHolds(found, anchors, quote));
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

try {
  await (isSecureContext ? vectors().then(registration) : insecureContext());
} catch (error) {
  results.failed.push(error.stack);
}
await fetch('/result', { method: 'POST', body: JSON.stringify(results) });
