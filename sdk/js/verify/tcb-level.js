// SPDX-License-Identifier: Apache-2.0
// TCB levels: what a status may be, how a level is read, and how statuses become one.
import { EncodingError } from '../crypto/bytes.js';
import { isObject, readList, readNumber, readObject, readText } from '../wire/json.js';

const LEVELS_MAX = 1024;
const ADVISORIES_MAX = 64;
export const ADVISORY = /^[A-Za-z0-9-]{1,31}$/;

/** From best to worst. */
export const STATUSES = ['UpToDate', 'SWHardeningNeeded', 'ConfigurationNeeded',
  'ConfigurationAndSWHardeningNeeded', 'TDRelaunchAdvised', 'TDRelaunchAdvisedConfigurationNeeded',
  'OutOfDate', 'OutOfDateConfigurationNeeded', 'Revoked'];
// The words for a TD that should be started again are ours: no level has them.
const PLATFORM_STATUSES = STATUSES.filter((one) => !one.startsWith('TDRelaunch'));
// What a quoting enclave or a TDX module can be.
const ENCLAVE_STATUSES = ['UpToDate', 'OutOfDate', 'Revoked'];

export function need(condition, words) {
  if (!condition) throw new EncodingError(words);
}

/** "2026-01-31T00:00:00Z", maybe with milliseconds, as Unix milliseconds. */
export function readTime(from, name) {
  const text = readText(from, name, 24);
  const full = text.replace(/(:\d\d)Z$/, '$1.000Z');
  const at = Date.parse(full);
  // A date that does not exist either fails or comes back as another one.
  need(at >= 0 && new Date(at).toISOString() === full, `"${name}" is no time`);
  return at;
}

function readAdvisories(from) {
  const list = from.advisoryIDs === undefined ? [] : readList(from, 'advisoryIDs', ADVISORIES_MAX);
  need(list.every((one) => typeof one === 'string' && ADVISORY.test(one)), 'an advisory');
  return list;
}

// Negative when a is below b, by the first number that differs.
const compare = (a, b) => {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at < 0 ? 0 : a[at] - b[at];
};

function readLevel(level, statuses, readSvns) {
  need(isObject(level), 'a level is not a JSON object');
  const status = readText(level, 'tcbStatus', 64);
  need(statuses.includes(status), `unknown status ${status}`);
  return { svns: readSvns(readObject(level, 'tcb')), date: readTime(level, 'tcbDate'), status,
    advisories: readAdvisories(level) };
}

function readLevels(from, statuses, readSvns) {
  const levels = readList(from, 'tcbLevels', LEVELS_MAX)
    .map((level) => readLevel(level, statuses, readSvns));
  need(levels.length > 0, 'it has no levels');
  need(levels.every(({ svns }, i) => i === 0 || compare(levels[i - 1].svns, svns) > 0),
    'its levels are not in descending order');
  return levels;
}

/**
 * The first level of `from` whose numbers have all been reached: {date, status, advisories};
 * undefined below all.  `readSvns` takes the numbers out of a level, the heaviest first.
 */
export const findLevel = (from, readSvns, svns) => readLevels(from, PLATFORM_STATUSES, readSvns)
  .find((level) => level.svns.every((svn, i) => svns[i] >= svn));

/** The same where a level has one number. */
export const findEnclaveLevel = (from, isvSvn) =>
  readLevels(from, ENCLAVE_STATUSES, (tcb) => [readNumber(tcb, 'isvsvn', 0xffff)])
    .find(({ svns: [svn] }) => isvSvn >= svn);

const needsConfiguration = (status) => status.includes('Configuration');

/** Intel's table: what the platform's status becomes beside the one of an enclave of its. */
export function converge(platform, enclave) {
  if (platform === 'Revoked' || enclave === 'Revoked') return 'Revoked';
  if (enclave === 'UpToDate') return platform;
  return needsConfiguration(platform) ? 'OutOfDateConfigurationNeeded' : 'OutOfDate';
}

/**
 * TDX 1.5, where the module may be newer than when the TD was launched: an out of date launch
 * under a current module that is not means that the TD should be launched again.
 */
export function relaunch(launch, current) {
  const isBad = (status) => /^(OutOfDate|Revoked)/.test(status);
  if (!launch.startsWith('OutOfDate') || isBad(current)) return launch;
  return [launch, current].some(needsConfiguration) ? 'TDRelaunchAdvisedConfigurationNeeded'
    : 'TDRelaunchAdvised';
}
