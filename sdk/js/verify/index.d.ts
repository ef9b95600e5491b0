// SPDX-License-Identifier: Apache-2.0
// Types of @perf-aggregator/client/verify.
import type { AttestationFacts, AttestationStage, Measurements, TcbStatus } from '../index.js';

export { AttestationError } from '../index.js';

/** Each code's number and stage: docs/errors.md. */
export const CODES: Readonly<Record<string, readonly [number, AttestationStage]>>;

/** Each code in words. */
export const WORDS: Readonly<Record<string, string>>;

export type Tee = 'SGX' | 'TDX' | 'SEV-SNP';

/** A trust anchor: a root's P-256 public key, x||y, and whose names are admitted under it. */
export interface Root {
  readonly anchor: 'intel' | 'simulated' | 'given';
  /** Not Intel's. */
  readonly simulated: boolean;
  readonly point: Uint8Array;
}

/** Intel's SGX Root CA. */
export const intelRoot: Root;

/** A simulated root from its PEM certificate; no other is accepted. */
export function simulatedRoot(pem: string): Promise<Root>;

/** Any root of the profile, to look at evidence with checkQuote(): no policy trusts it. */
export function givenRoot(pem: string): Promise<Root>;

/** The collateral as it travels beside a quote; what is absent refuses. */
export interface Collateral {
  /** DER, as hexadecimal. */
  root_ca_crl?: string;
  pck_crl?: string;
  /** Not looked at: the CA of the quote's own chain must have signed the list. */
  pck_crl_issuer_chain?: string;
  pck_certificate_chain?: string;
  /** PEM, signer first. */
  tcb_info_issuer_chain?: string;
  /** The exact text that was signed. */
  tcb_info?: string;
  /** r||s, as hexadecimal. */
  tcb_info_signature?: string;
  qe_identity_issuer_chain?: string;
  qe_identity?: string;
  qe_identity_signature?: string;
  vek?: string;
  ask?: string;
  ark?: string;
}

/** One enclave or guest that is allowed; what is not said is not looked at. */
export type Release =
  | { tee: 'SGX'; mrenclave: Uint8Array }
  | { tee: 'SGX'; mrsigner: Uint8Array; isvProdId: number; minIsvSvn: number }
  | { tee: 'TDX'; mrtd: Uint8Array; rtmr0?: Uint8Array; rtmr1?: Uint8Array; rtmr2?: Uint8Array;
    rtmr3?: Uint8Array; mrConfigId?: Uint8Array; mrOwner?: Uint8Array;
    mrOwnerConfig?: Uint8Array }
  | { tee: 'SEV-SNP'; measurement: Uint8Array; vmpl?: number; hostData?: Uint8Array;
    minGuestSvn?: number };

/** What is demanded of genuine evidence; what is not said is the default, never more. */
export interface Policy {
  /** One of them is enough; an empty list allows nothing. */
  releases: readonly Release[];
  /** Default: UpToDate and SWHardeningNeeded.  Revoked never counts. */
  statuses?: readonly TcbStatus[];
  /** What a status other than UpToDate may carry.  Default: none. */
  advisories?: readonly string[];
  /** Of TCB info and QE identity.  Default: 21. */
  minEvaluationNumber?: number;
  /** Of the same, since they were issued.  Default: 30. */
  maxCollateralAgeDays?: number;
  /** PPIDs or platform instance ids, 16 bytes each.  Default: any. */
  platforms?: readonly Uint8Array[];
  snpMinTcb?: { bootloader: number; tee: number; snp: number; microcode: number; fmc: number };
}

/** The policy of a measurements.json (its parsed object); EncodingError names what is wrong. */
export function readPolicy(measurements: Measurements): Readonly<Policy>;

export interface QuotePolicy extends Policy {
  /** intelRoot, or what simulatedRoot() gave: nothing else is ever trusted. */
  root: Root;
  /** The time to judge by, Unix milliseconds. */
  atMs: number;
  /** What may lie in the future, by a clock that is not exact; nothing expires later.  Default:
   * 0. */
  skewMs?: number;
  /** The 64 bytes the quote must carry. */
  reportData: Uint8Array;
}

export interface QuoteFacts {
  tee: Tee;
  anchor: Root['anchor'];
  simulated: boolean;
  debug: boolean;
  /** MRENCLAVE (32 bytes), MRTD (48). */
  measurement: Uint8Array;
  reportData: Uint8Array;
  /** Of platform, TDX module and quoting enclave together; of the first two; of the last. */
  tcbStatus: TcbStatus;
  platformTcbStatus: TcbStatus;
  qeTcbStatus: TcbStatus;
  advisories: string[];
  /** Unix milliseconds. */
  tcbDate: number;
  evaluationNumber: number;
  /** When certificates, lists and signed documents are all valid, and which of them ends first. */
  validFromMs: number;
  validUntilMs: number;
  expiresFirst: string;
  /** SGX. */
  mrenclave?: Uint8Array;
  mrsigner?: Uint8Array;
  attributes?: Uint8Array;
  miscselect?: Uint8Array;
  isvProdId?: number;
  isvSvn?: number;
  cpusvn?: Uint8Array;
  /** TDX. */
  mrtd?: Uint8Array;
  rtmr0?: Uint8Array;
  rtmr1?: Uint8Array;
  rtmr2?: Uint8Array;
  rtmr3?: Uint8Array;
  mrConfigId?: Uint8Array;
  mrOwner?: Uint8Array;
  mrOwnerConfig?: Uint8Array;
  mrSeam?: Uint8Array;
  mrSignerSeam?: Uint8Array;
  seamAttributes?: Uint8Array;
  tdAttributes?: Uint8Array;
  xfam?: Uint8Array;
  teeTcbSvn?: Uint8Array;
  teeTcbSvn2?: Uint8Array;
  mrServiceTd?: Uint8Array;
  /** The platform, from its PCK certificate. */
  fmspc: Uint8Array;
  pceid: Uint8Array;
  ppidSha256: Uint8Array;
  components: number[];
  pcesvn: number;
  sgxType: 0 | 1 | 2;
  platformInstance?: Uint8Array;
  dynamicPlatform?: boolean;
  cachedKeys?: boolean;
  smt?: boolean;
}

/**
 * Verify an ECDSA quote (SGX of version 3 to 5, TDX of version 4 and 5) with its collateral, or
 * throw AttestationError with the first failed step.
 */
export function verifyQuote(quote: Uint8Array, collateral: Collateral, policy: QuotePolicy):
  Promise<QuoteFacts>;

/**
 * Is it genuine at that time, and not in debug mode?  Reports, and decides nothing: only
 * verifyQuote() is a reason to trust.
 */
export function checkQuote(quote: Uint8Array, collateral: Collateral,
  how: { root: Root; atMs: number }): Promise<QuoteFacts>;

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
  version: 3 | 4 | 5;
  tee: 'SGX' | 'TDX';
  vendor: string;
  /** Registers by their names in QuoteFacts. */
  report: Record<string, Uint8Array | number>;
  signed: Uint8Array;
  signature: Uint8Array;
  attestationKey: Uint8Array;
  qe: Record<string, Uint8Array | number>;
  qeReport: Uint8Array;
  qeSignature: Uint8Array;
  qeAuth: Uint8Array;
  /** 5: what follows is PEM. */
  certificationType: number;
  pemChain: Uint8Array;
};
