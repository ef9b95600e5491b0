// SPDX-License-Identifier: Apache-2.0
// Types of @perf-aggregator/client.  README.md says what each option means.

/** The facts of a verified enclave.  Everything in here was signed, or bound by what was. */
export interface AttestationFacts {
  /** True under a simulated root: then nothing protects what is sent. */
  readonly simulated: boolean;
  /** MRENCLAVE, 64 hexadecimal digits. */
  readonly measurement: string;
  /** MRSIGNER, 64 hexadecimal digits. */
  readonly signer: string;
  readonly isvProdId: number;
  readonly isvSvn: number;
  readonly debug: boolean;
  /** The X25519 key that registrations are sealed to, base64. */
  readonly publicKey: string;
  /** The Ed25519 key that signs reports, base64. */
  readonly identityKey: string;
  /** The TLS key the enclave says it uses; null when it binds none.  Not compared here: fetch
   * shows no certificate. */
  readonly tlsSpkiSha256: string | null;
  /** What the enclave will do with a key, as its operator configured it. */
  readonly config: string;
  /** When the first certificate of the chain expires, ISO 8601. */
  readonly validUntil: string;
}

export type Progress =
  | { step: 'attest' }
  | { step: 'verified'; facts: AttestationFacts }
  | { step: 'submit' }
  | { step: 'registered'; sessionId: string };

export interface SecureClientOptions {
  enclaveUrl: string;
  userId: string;
  exchange: string;
  apiKey: string;
  secret: string;
  passphrase?: string;
  accountType?: 'spot' | 'margin' | 'futures' | 'all';
  sandbox?: boolean;
  /** Seconds, 300 to 604800. */
  ttl?: number;
  label?: string;
  symbols?: string[];
  proof?: 'hmac' | 'none';
  policy: { measurements: string[] };
  trust?: { simulatedRoot?: string };
  allowSecretsToSimulated?: boolean;
  fetch?: typeof globalThis.fetch;
  signal?: AbortSignal;
  timeoutMs?: number;
  onProgress?: (progress: Progress) => void;
}

export interface MetricsQuery {
  from?: string;
  to?: string;
  method?: 'fifo' | 'lifo' | 'hifo' | 'average';
}

/** An answer as the enclave gave it; docs/openapi.json describes the members. */
export type Answer = Record<string, unknown>;

export class SecureClient {
  constructor(options: SecureClientOptions);
  /** Verifies the enclave with a fresh nonce and sends nothing else. */
  attest(): Promise<AttestationFacts>;
  /** Verifies, encrypts, registers.  Gives the session's id. */
  register(): Promise<string>;
  getMetrics(query?: MetricsQuery): Promise<Answer>;
  getSummary(): Promise<Answer>;
  getSession(): Promise<Answer>;
  /** Ends the session: the enclave wipes the key before it answers. */
  revoke(): Promise<Answer | null>;
  getSessionId(): string | null;
  isRegistered(): boolean;
  /** What may be printed: never the keys. */
  toJSON(): Record<string, unknown>;
}

/** A problem document (RFC 9457) of the service. */
export interface Problem {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  instance?: string;
  code?: string;
  request_id?: string;
  [member: string]: unknown;
}

/** A request, an option or the environment is at fault. */
export class PerfAggregatorError extends Error {
  readonly name: 'PerfAggregatorError';
  readonly code: string;
  readonly status?: number;
  readonly problem?: Problem;
  /** Seconds. */
  readonly retryAfter?: number;
  constructor(code: string, message: string, more?: {
    status?: number; problem?: Problem; retryAfter?: number; cause?: unknown;
  });
}

export type AttestationStage = 'ok' | 'quote' | 'pck' | 'sig' | 'policy' | 'binding';

/** Evidence was refused: the first failed step, and nothing was sent. */
export class AttestationError extends Error {
  readonly name: 'AttestationError';
  readonly code: string;
  readonly stage: AttestationStage;
  readonly item: string;
  readonly detail: string;
  constructor(code: string, item?: string, detail?: string);
}
