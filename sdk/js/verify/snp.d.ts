// SPDX-License-Identifier: Apache-2.0
// Types of @perf-aggregator/client/verify/snp.
import type { Collateral, QuotePolicy, Root } from './index.js';

export { AttestationError } from '../index.js';

/** AMD's root key of a product, or one that was given. */
export interface ArkRoot {
  readonly anchor: 'amd' | 'given';
  /** Not AMD's. */
  readonly simulated: boolean;
}

/** AMD's own root keys, one for each product: Milan, Genoa, Turin. */
export const amdRoot: ArkRoot;

/** One self-signed ARK (PEM), to look at evidence with checkSnp(); only AMD's own is trusted. */
export function givenArk(pem: string): Promise<ArkRoot>;

/** Security version numbers; only Turin has an FMC. */
export interface SnpTcb {
  bootloader: number; tee: number; snp: number; microcode: number; fmc: number;
}

export interface SnpFacts {
  tee: 'SEV-SNP';
  anchor: ArkRoot['anchor'];
  simulated: boolean;
  debug: false;
  measurement: Uint8Array;
  reportData: Uint8Array;
  /** "Milan", "Genoa", "Turin". */
  product: string;
  /** Signed with a cloud provider's key, not the chip's. */
  vlek: boolean;
  /** Of the report. */
  version: 2 | 3 | 4 | 5;
  vmpl: 0 | 1 | 2 | 3;
  guestSvn: number;
  guestPolicy: number;
  platformInfo: number;
  /** What the firmware is now, and what it was when the guest was launched. */
  reportedTcb: SnpTcb;
  launchTcb: SnpTcb;
  hostData: Uint8Array;
  chipId: Uint8Array;
  /** When all three certificates are valid, and which of them ends first. */
  validFromMs: number;
  validUntilMs: number;
  expiresFirst: string;
}

/**
 * Verify an SEV-SNP report with its collateral (vek, ask, ark), or throw AttestationError with the
 * first failed step.  The root may be left out: it is AMD's.
 */
export function verifySnp(report: Uint8Array, collateral: Collateral,
  policy: Omit<QuotePolicy, 'root'> & { root?: ArkRoot | Root }): Promise<SnpFacts>;

/**
 * Is it genuine at that time, and its guest not open to debugging?  Reports, and decides nothing:
 * only verifySnp() is a reason to trust.
 */
export function checkSnp(report: Uint8Array, collateral: Collateral,
  how: { root?: ArkRoot | Root; atMs: number }): Promise<SnpFacts>;
