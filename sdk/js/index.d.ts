// SPDX-License-Identifier: Apache-2.0
// Types of @perf-aggregator/client.  README.md says what each option means.

/** Intel's words, and its library's for a TD that should be launched again; from best to worst. */
export type TcbStatus = 'UpToDate' | 'SWHardeningNeeded' | 'ConfigurationNeeded'
  | 'ConfigurationAndSWHardeningNeeded' | 'TDRelaunchAdvised'
  | 'TDRelaunchAdvisedConfigurationNeeded' | 'OutOfDate' | 'OutOfDateConfigurationNeeded'
  | 'Revoked';

/** measurements.json: docs/attestation.md; numbers are hexadecimal texts. */
export type Measurements = {
  version?: 1;
  releases: (
    | { name?: string; tee: 'SGX'; mrenclave: string }
    | { name?: string; tee: 'SGX'; mrsigner: string; isvprodid: number; min_isvsvn: number }
    | { name?: string; tee: 'TDX'; mrtd: string; rtmr0?: string; rtmr1?: string; rtmr2?: string;
      rtmr3?: string; mrconfigid?: string; mrowner?: string; mrownerconfig?: string }
    | { name?: string; tee: 'SEV-SNP'; measurement: string; vmpl?: number; host_data?: string;
      min_guest_svn?: number })[];
} & MeasurementsLimits | {
  version?: 1;
  /** The older form: MRENCLAVE values. */
  measurements: string[];
} & MeasurementsLimits;

export interface MeasurementsLimits {
  /** Default: UpToDate and SWHardeningNeeded. */
  statuses?: Exclude<TcbStatus, 'Revoked'>[];
  /** Those a status other than UpToDate may carry.  Default: none. */
  advisories?: string[];
  /** Default: 21. */
  min_tcb_evaluation_data_number?: number;
  /** Default: 30. */
  max_collateral_age_days?: number;
  /** PPIDs or platform instance ids.  Default: any. */
  platforms?: string[];
  /** Only Turin has an FMC.  Default: 0. */
  snp_min_tcb?: { bootloader: number; tee: number; snp: number; microcode: number; fmc?: number };
}

/** The facts of a verified enclave.  Everything in here was signed, or bound by what was. */
export interface AttestationFacts {
  readonly tee: 'SGX' | 'TDX' | 'SEV-SNP';
  /** True under a simulated root: then nothing protects what is sent. */
  readonly simulated: boolean;
  /** MRENCLAVE, 64 hexadecimal digits; MRTD, or the measurement of SEV-SNP, 96. */
  readonly measurement: string;
  /** MRSIGNER, 64 hexadecimal digits; null where there is none. */
  readonly signer: string | null;
  readonly isvProdId: number | null;
  readonly isvSvn: number | null;
  readonly debug: boolean;
  /** Null, with the two below, for SEV-SNP: AMD signs no status. */
  readonly tcbStatus: TcbStatus | null;
  readonly advisories: readonly string[];
  /** ISO 8601. */
  readonly tcbDate: string | null;
  readonly evaluationNumber: number | null;
  /** The X25519 key that registrations are sealed to, base64. */
  readonly publicKey: string;
  /** The Ed25519 key that signs reports, base64. */
  readonly identityKey: string;
  /** The TLS key the enclave says it uses; null when it binds none.  Not compared here: fetch
   * shows no certificate. */
  readonly tlsSpkiSha256: string | null;
  /** What the enclave will do with a key, as its operator configured it. */
  readonly config: string;
  /** When the first certificate, revocation list or document expires, ISO 8601; which it is. */
  readonly validUntil: string;
  readonly expiresFirst: string;
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
  policy: Measurements;
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
  /** The original contract's names instead of ours. */
  names?: 'original';
}

export interface TradesQuery extends Omit<MetricsQuery, 'names'> {
  symbol?: string;
  limit?: number;
  cursor?: string;
}

/** An exact decimal, or a ratio of nine significant digits, as text; null: see `unavailable`. */
export type Figure = string | null;

/** What a summary, a symbol and a total have in common. */
export interface Sums {
  trades: number;
  volume: string;
  grossRealizedPnl: string;
  totalFees: string;
  fundingFees: string;
  realizedPnl: string;
  matchedCost: string;
  returnOnMatchedCostPct: Figure;
  coverage: Figure;
  openValue: string;
  unmatchedNotional: string;
  feeRateMissing: number;
  roundTrips: number;
  winningTrades: number;
  losingTrades: number;
  winRatePct: Figure;
  profitFactor: Figure;
  payoffRatio: Figure;
  expectancy: Figure;
}

/** What daily profits say, where capital does not matter. */
export interface ProfitRatios {
  observations: number;
  unrealizedPnl: Figure;
  sharpeRatio: Figure;
  sharpeRatioStdError: Figure;
  sortinoRatio: Figure;
  omegaRatio: Figure;
  gainToPainRatio: Figure;
  skewness: Figure;
  kurtosis: Figure;
  winningDaysPct: Figure;
  maxDrawdownAbs: Figure;
  currentDrawdownAbs: Figure;
  maxDrawdownStart: string | null;
  maxDrawdownEnd: string | null;
  maxDrawdownRecovered: string | null;
}

/** A row of /enclave/equity. */
export interface EquityDay {
  date: string;
  equity: Figure;
  realizedPnl: string;
  unrealizedPnl: Figure;
  pnl: Figure;
  cumulativePnl: Figure;
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
  getEquity(query?: Pick<MetricsQuery, 'method'>): Promise<Answer>;
  /** A page of fills; the answer's `cursor` asks for the next one, null: there is none. */
  getTrades(query?: TradesQuery): Promise<Answer>;
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

export type AttestationStage =
  'ok' | 'quote' | 'pck' | 'crl' | 'tcb' | 'qe' | 'sig' | 'policy' | 'binding';

/** Evidence was refused: the first failed step, and nothing was sent. */
export class AttestationError extends Error {
  readonly name: 'AttestationError';
  readonly code: string;
  readonly stage: AttestationStage;
  readonly item: string;
  /** The values that do not fit, or empty: WORDS of ./verify has what a code means. */
  readonly detail: string;
  /** What was found out about the platform, when only the policy refused. */
  readonly status?: {
    tcbStatus: TcbStatus; platformTcbStatus: TcbStatus; qeTcbStatus: TcbStatus;
    advisories: string[]; tcbDate: number; evaluationNumber: number;
  };
  constructor(code: string, item: string, detail?: string);
}
