// SPDX-License-Identifier: Apache-2.0
// SecureClient: verify the enclave, encrypt an exchange key to it, read what it computes.
import { EncodingError, base64Decode, base64urlEncode, utf8 } from './crypto/bytes.js';
import { randomBytes, subtle } from './crypto/primitives.js';
import { AttestationError, PerfAggregatorError } from './errors.js';
import { signRequest } from './http-signature.js';
import { checkOptions } from './options.js';
import { request } from './transport.js';
import { verifyAttestation } from './verify/attestation.js';
import { intelRoot, simulatedRoot } from './verify/roots.js';
import { popKey, receiptHolds, sealEnvelope } from './wire/envelope.js';
import { readBytes, readText } from './wire/json.js';

const EVIDENCE_AGE_MAX_MS = 60_000;
const CLOCK_SKEW_MS = 300_000; // of what may lie in the future; nothing expires later
const ENVELOPE_SIZE_MAX = 8192;
const SESSION_ID = /^session_\d{1,20}_[A-Za-z0-9_-]{43}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;
const REDACTED = '[redacted]';
const WARNING = 'perf-aggregator: SIMULATED - NOT PROTECTED: this enclave runs on no secure '
  + 'hardware, and whoever runs it can read what you send to it';

const seconds = () => Math.floor(Date.now() / 1000);

function refuseStale(startedMs) {
  const ageMs = performance.now() - startedMs;
  if (ageMs > EVIDENCE_AGE_MAX_MS) {
    throw new AttestationError('ATT_E_STALE', 'attestation',
      `${Math.round(ageMs / 1000)} s passed since its nonce was sent: attest again`);
  }
}

function readRegistration(answer) {
  try {
    return {
      sessionId: readText(answer, 'session_id', 128),
      expiresAt: readText(answer, 'expires_at', 32),
      receipt: readBytes(answer, 'receipt', base64Decode, 32),
    };
  } catch (cause) {
    if (!(cause instanceof EncodingError)) throw cause;
    throw new PerfAggregatorError('INVALID_REPLY', `the answer: ${cause.message}`, { cause });
  }
}

/** See README.md and index.d.ts for the options. */
export class SecureClient {
  #options;
  #session = null; // {id, expiresAt, key}
  #warned = false;

  constructor(options) {
    this.#options = checkOptions(options);
  }

  /** Verifies the enclave with a fresh nonce and sends nothing else.  Gives the facts. */
  async attest() {
    const { facts } = await this.#attest();
    return facts;
  }

  /** Verifies, encrypts, registers.  Gives the session's id. */
  async register() {
    const { trust, allowSecretsToSimulated, onProgress } = this.#options;
    if (trust.simulatedRoot !== undefined && !allowSecretsToSimulated) {
      throw new PerfAggregatorError('SIMULATED_NOT_ALLOWED',
        'trust.simulatedRoot accepts an enclave that protects nothing, so no key is sent to it: '
        + 'set allowSecretsToSimulated: true if the key is a pretend one');
    }
    const startedMs = performance.now();
    const verified = await this.#attest();
    const sealed = await this.#seal(verified);
    const body = JSON.stringify(sealed.request);
    if (utf8(body).length > ENVELOPE_SIZE_MAX) {
      throw new PerfAggregatorError('INVALID_OPTION',
        `the registration has more than ${ENVELOPE_SIZE_MAX} bytes: list fewer symbols`);
    }
    const key = await popKey(sealed.context);
    refuseStale(startedMs);
    onProgress({ step: 'submit' });
    const answer = await this.#send('POST', '/enclave/submit_key',
      { body, headers: { 'content-type': 'application/json' } });
    this.#session = await this.#accept(answer, sealed.ephemeralPub, key);
    onProgress({ step: 'registered', sessionId: this.#session.id });
    return this.#session.id;
  }

  /** Everything the enclave computed.  `query`: from, to, method. */
  getMetrics(query = {}) {
    return this.#read('metrics', query);
  }

  /** One record for the whole account. */
  getSummary() {
    return this.#read('summary');
  }

  /** Day by day: realised, open, and their sum.  `query`: method. */
  getEquity(query = {}) {
    return this.#read('equity', query);
  }

  /** A page of fills.  `query`: symbol, limit, cursor, from, to, method. */
  getTrades(query = {}) {
    return this.#read('trades', query);
  }

  /** Status, progress of the collection, permissions, expiry. */
  getSession() {
    return this.#read('session');
  }

  /** Ends the session: the enclave wipes the key before it answers. */
  async revoke() {
    const answer = await this.#signed('DELETE', 'session');
    this.#session = null;
    return answer;
  }

  /** The session's id, or null before register(). */
  getSessionId() {
    return this.#session?.id ?? null;
  }

  /** Is there a session that has not expired by this machine's clock? */
  isRegistered() {
    return this.#session !== null && Date.now() < this.#session.expiresAt;
  }

  /** What may be printed: never the keys. */
  toJSON() {
    const { enclaveUrl, userId, exchange, accountType, sandbox, ttl, label, proof } = this.#options;
    return { enclaveUrl, userId, exchange, accountType, sandbox, ttl, label, proof,
      apiKey: REDACTED, secret: REDACTED, registered: this.isRegistered() };
  }

  [Symbol.for('nodejs.util.inspect.custom')](_depth, options, inspect) {
    return `SecureClient ${inspect(this.toJSON(), options)}`;
  }

  async #root() {
    const { simulatedRoot: pem } = this.#options.trust;
    if (pem === undefined) return intelRoot;
    const root = await simulatedRoot(pem);
    if (!this.#warned) console.warn(WARNING);
    this.#warned = true;
    return root;
  }

  async #attest() {
    const { policy, onProgress } = this.#options;
    subtle(); // Says what is missing before anything is asked for.
    const root = await this.#root();
    const nonce = randomBytes(32);
    const startedMs = performance.now();
    onProgress({ step: 'attest' });
    const answer = await this.#send('GET',
      `/attestation/quote?nonce=${base64urlEncode(nonce)}`);
    const verified = await verifyAttestation(answer,
      { ...policy, nonce, root, atMs: Date.now(), skewMs: CLOCK_SKEW_MS });
    refuseStale(startedMs);
    onProgress({ step: 'verified', facts: verified.facts });
    return verified;
  }

  #seal({ enclave, challenge }) {
    const { exchange, label, ttl, proof } = this.#options;
    return sealEnvelope({ enclave, challenge, issuedAt: seconds(),
      metadata: { exchange, label, ttl, proof }, credentials: this.#options });
  }

  async #accept(answer, ephemeralPub, key) {
    const { sessionId, expiresAt, receipt } = readRegistration(answer);
    const holds = await receiptHolds(key, { ephemeralPub, sessionId, expiresAt, receipt });
    if (!holds) {
      throw new PerfAggregatorError('RECEIPT_MISMATCH',
        'the registration was answered by somebody other than the enclave: nothing was disclosed, '
        + 'and the session it names is not used');
    }
    if (!SESSION_ID.test(sessionId) || !TIME.test(expiresAt)) {
      throw new PerfAggregatorError('INVALID_REPLY',
        'the answer\'s "session_id" or "expires_at" is malformed');
    }
    return { id: sessionId, expiresAt: Date.parse(expiresAt), key };
  }

  #read(what, query = {}) {
    const given = Object.entries(query).filter(([, value]) => value !== undefined);
    const search = new URLSearchParams(given).toString();
    return this.#signed('GET', what, search && `?${search}`);
  }

  async #signed(method, what, search = '') {
    if (this.#session === null) {
      throw new PerfAggregatorError('NOT_REGISTERED', 'there is no session: call register() first');
    }
    const { id, key } = this.#session;
    const path = `/enclave/${what}/${id}${search}`;
    if (this.#options.proof === 'none') return this.#send(method, path);
    const url = this.#options.enclaveUrl + path;
    const headers = await signRequest(key, { method, url, createdS: seconds() });
    return this.#send(method, path, { headers });
  }

  #send(method, path, init = {}) {
    return request(this.#options, this.#options.enclaveUrl + path, { method, ...init });
  }
}
