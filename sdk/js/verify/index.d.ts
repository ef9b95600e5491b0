// SPDX-License-Identifier: Apache-2.0
// Types of @perf-aggregator/client/verify.
import type { AttestationFacts, AttestationStage } from '../index.js';

export { AttestationError } from '../index.js';

/** Each code's number, stage and words: docs/errors.md. */
export const CODES: Readonly<Record<string, readonly [number, AttestationStage, string]>>;

/** A trust anchor: the root's P-256 public key, x||y. */
export interface Root {
  readonly simulated: boolean;
  readonly point: Uint8Array;
}

/** Intel's SGX Root CA. */
export const intelRoot: Root;

/** A simulated root from its PEM certificate; no other is accepted. */
export function simulatedRoot(pem: string): Promise<Root>;

export interface QuotePolicy {
  root: Root;
  /** Allowed MRENCLAVE values, 32 bytes each; an empty list allows nothing. */
  measurements: Uint8Array[];
  /** The time to judge by, Unix milliseconds. */
  atMs: number;
  /** The 64 bytes the quote must carry. */
  reportData: Uint8Array;
}

export interface QuoteFacts {
  simulated: boolean;
  debug: boolean;
  mrenclave: Uint8Array;
  mrsigner: Uint8Array;
  isvProdId: number;
  isvSvn: number;
  reportData: Uint8Array;
  validFromMs: number;
  validUntilMs: number;
}

/** Verify an SGX quote v3, or throw AttestationError with the first failed step. */
export function verifyQuote(quote: Uint8Array, policy: QuotePolicy): Promise<QuoteFacts>;

/** Verify an answer of GET /attestation/quote for this nonce. */
export function verifyAttestation(answer: object, policy: Omit<QuotePolicy, 'reportData'> & {
  nonce: Uint8Array;
}): Promise<{
  facts: AttestationFacts;
  /** What an envelope is sealed to. */
  enclave: {
    measurement: Uint8Array; publicKey: Uint8Array; identityKey: Uint8Array;
    configSha256: Uint8Array; keyId: Uint8Array;
  };
  challenge: Uint8Array;
}>;

/** The layout of a quote, views into it: read, not believed. */
export function parseQuote(quote: Uint8Array): {
  vendor: string;
  report: {
    flags: number; mrenclave: Uint8Array; mrsigner: Uint8Array; isvProdId: number;
    isvSvn: number; reportData: Uint8Array;
  };
  signed: Uint8Array;
  signature: Uint8Array;
  attestationKey: Uint8Array;
  qeReport: Uint8Array;
  qeSignature: Uint8Array;
  qeAuth: Uint8Array;
  pemChain: Uint8Array;
};
