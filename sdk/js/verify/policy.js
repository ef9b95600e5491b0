// SPDX-License-Identifier: Apache-2.0
// What a client demands beyond genuineness (step L): closed unless opened by name.
import { equal, hexEncode } from '../crypto/bytes.js';
import { check } from './refuse.js';

const DAY_MS = 86_400_000;

/** What is not said is this: never more. */
export const DEFAULTS = Object.freeze({
  releases: [],
  statuses: ['UpToDate', 'SWHardeningNeeded'],
  advisories: [],
  minEvaluationNumber: 21,
  maxCollateralAgeDays: 30,
  platforms: [],
  skewMs: 0,
});

export const withDefaults = (given) => ({ ...DEFAULTS,
  ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) });

const DEBUG = 0x02;
const SGX_FLAGS = { set: 0x05, clear: 0x30 }; // INIT, MODE64BIT; PROVISION_KEY, EINITTOKEN_KEY
const TD_ATTRIBUTES = '0000001000000000'; // SEPT_VE_DISABLE, and nothing else

/** Of an enclave one bit; of a TD the byte of bits under which it is not to be trusted. */
export const isDebug = ({ attributes, tdAttributes }) =>
  (attributes ? attributes[0] & DEBUG : tdAttributes[0]) !== 0;

/** Simulated evidence is always DEBUG, Intel's never: the two exclude each other. */
export function checkDebug(report, { kind }) {
  const item = 'attributes';
  check(!isDebug(report) || kind.simulated, 'ATT_E_DEBUG', item);
  check(isDebug(report) || !kind.simulated, 'ATT_E_NOT_SIMULATED', item);
}

function checkStatus({ tcbStatus, advisories }, policy) {
  check(tcbStatus !== 'Revoked' && policy.statuses.includes(tcbStatus), 'ATT_E_TCB_STATUS',
    'TCB status', `it is ${tcbStatus}, which is not allowed`);
  const other = tcbStatus === 'UpToDate' ? undefined
    : advisories.find((one) => !policy.advisories.includes(one));
  check(other === undefined, 'ATT_E_ADVISORY', 'advisories',
    `${other} applies, and is not among the ${policy.advisories.length} that are allowed`);
}

function checkAge(documents, { minEvaluationNumber, maxCollateralAgeDays, atMs }) {
  for (const [item, { evaluationNumber }] of documents) {
    check(evaluationNumber >= minEvaluationNumber, 'ATT_E_EVAL_NUMBER', item,
      `its TCB evaluation data number is ${evaluationNumber}; at least ${minEvaluationNumber} `
      + 'is demanded');
  }
  for (const [item, { from }] of documents) {
    check(atMs - from <= maxCollateralAgeDays * DAY_MS, 'ATT_E_COLLATERAL_AGE', item,
      `it was issued at ${new Date(from).toISOString()}, more than ${maxCollateralAgeDays} days `
      + 'before');
  }
}

function checkAttributes({ attributes, tdAttributes }) {
  if (tdAttributes) {
    check(hexEncode(tdAttributes) === TD_ATTRIBUTES, 'ATT_E_ATTRIBUTES', 'TD attributes');
  } else {
    check((attributes[0] & (SGX_FLAGS.set | SGX_FLAGS.clear)) === SGX_FLAGS.set,
      'ATT_E_ATTRIBUTES', 'attributes');
  }
}

const SGX_CODES = { mrenclave: 'ATT_E_MRENCLAVE', mrsigner: 'ATT_E_MRSIGNER',
  isvProdId: 'ATT_E_ISVPRODID', isvSvn: 'ATT_E_ISVSVN' };

// In what this report is not the release's; undefined when it is.
function codeOfDifference({ tee, minIsvSvn = 0, ...registers }, report) {
  const other = Object.keys(registers).find((name) => (typeof registers[name] === 'number'
    ? registers[name] !== report[name] : !equal(registers[name], report[name])));
  const name = other ?? (report.isvSvn < minIsvSvn ? 'isvSvn' : undefined);
  return name && (SGX_CODES[name] ?? 'ATT_E_MEASUREMENT');
}

// One release is enough; when none fits, the first of this TEE says what is wrong.
function checkIdentity({ tee, report }, releases) {
  const codes = releases.filter((one) => one.tee === tee)
    .map((one) => codeOfDifference(one, report));
  const none = tee === 'SGX' ? 'ATT_E_MRENCLAVE' : 'ATT_E_MEASUREMENT';
  check(codes.includes(undefined), codes[0] ?? none, 'identity',
    `${hexEncode(report.mrenclave ?? report.mrtd)} is none of the ${releases.length} that are `
    + 'allowed');
}

function checkPlatform({ ppid, platformInstance = ppid }, { platforms }) {
  check(platforms.length === 0
    || platforms.some((one) => equal(one, ppid) || equal(one, platformInstance)),
  'ATT_E_PLATFORM', 'PPID', 'neither it nor the platform instance id is among the '
    + `${platforms.length} that are allowed`);
}

/** L, in its order. */
export function checkPolicy({ quote, status, platform, documents }, policy) {
  checkStatus(status, policy);
  checkAge(documents, policy);
  checkAttributes(quote.report);
  checkIdentity(quote, policy.releases);
  checkPlatform(platform, policy);
}

/** M */
export function checkReportData({ reportData }, expected = new Uint8Array(0)) {
  check(expected.some((byte) => byte !== 0) && equal(reportData, expected), 'ATT_E_REPORT_DATA',
    'report_data');
}
