// SPDX-License-Identifier: Apache-2.0
// measurements.json: what a release, or who trusts it, lets a client accept.
import { EncodingError } from '../crypto/bytes.js';
import { isObject, readHex, readList, readNumber, readObject, readText } from '../wire/json.js';
import { DEFAULTS } from './policy.js';
import { ADVISORY, STATUSES } from './tcb-level.js';

const RELEASES_MAX = 16;
const ADVISORIES_MAX = 64;
const NAME_MAX = 64;

function need(condition, words) {
  if (!condition) throw new EncodingError(words);
}

/** The members that are there, none of them unknown; null is as good as absent. */
function membersOf(from, known, what) {
  need(isObject(from), `${what} is not an object`);
  const given = Object.entries(from).filter(([, value]) => value !== null && value !== undefined);
  for (const [name] of given) {
    need(Object.hasOwn(known, name), `${what} has the unknown member "${name}"`);
  }
  return Object.fromEntries(given);
}

const hex = (size) => (from, name) => readHex(from, name, size);
const number = (min, max) => (from, name) => {
  const value = readNumber(from, name, max);
  need(value >= min, `"${name}" is below ${min}`);
  return value;
};

const NAMING = { name: (from, name) => readText(from, name, NAME_MAX), tee: () => undefined };
// Of each TEE: its members, and which of them together say what code it is.
const TEES = {
  SGX: {
    members: { mrenclave: hex(32), mrsigner: hex(32), isvprodid: number(0, 0xffff),
      min_isvsvn: number(0, 0xffff) },
    code: [['mrenclave'], ['mrsigner', 'isvprodid', 'min_isvsvn']],
  },
  TDX: {
    members: { mrtd: hex(48), rtmr0: hex(48), rtmr1: hex(48), rtmr2: hex(48), rtmr3: hex(48),
      mrconfigid: hex(48), mrowner: hex(48), mrownerconfig: hex(48) },
    code: [['mrtd']],
  },
  'SEV-SNP': {
    members: { measurement: hex(48), vmpl: number(0, 3), host_data: hex(32),
      min_guest_svn: number(0, 0xffffffff) },
    code: [['measurement']],
  },
};
// What a report calls it, where that is not the same.
const NAMES = { isvprodid: 'isvProdId', min_isvsvn: 'minIsvSvn', mrconfigid: 'mrConfigId',
  mrowner: 'mrOwner', mrownerconfig: 'mrOwnerConfig', host_data: 'hostData',
  min_guest_svn: 'minGuestSvn' };

function readRelease(from) {
  need(isObject(from) && Object.hasOwn(TEES, from.tee),
    'a release has no "tee" of SGX, TDX or SEV-SNP');
  const { members, code } = TEES[from.tee];
  const known = { ...members, ...NAMING };
  const given = membersOf(from, known, 'a release');
  const [said, ...more] = code.filter((names) => names.some((name) => name in given));
  need(said?.every((name) => name in given) && more.length === 0,
    `a release of ${from.tee} does not say which code it is, by `
    + code.map((names) => names.join(', ')).join('; or by '));
  const out = { tee: from.tee };
  for (const name of Object.keys(given)) {
    const value = known[name](given, name);
    if (!(name in NAMING)) out[NAMES[name] ?? name] = value;
  }
  return out;
}

const texts = (max, isAllowed) => (from, name) => {
  const list = readList(from, name, max);
  need(list.every((one) => typeof one === 'string' && isAllowed(one)),
    `"${name}" lists what cannot be listed`);
  need(new Set(list).size === list.length, `"${name}" lists something twice`);
  return [...list];
};

const notEmpty = (read) => (from, name) => {
  const list = read(from, name);
  need(list.length > 0, `"${name}" lists nothing: there is no "any"`);
  return list;
};

const each = (read) => (from, name) => readList(from, name, RELEASES_MAX).map(read);

function snpTcb(from, name) {
  const byte = number(0, 0xff);
  const known = { bootloader: byte, tee: byte, snp: byte, microcode: byte, fmc: byte };
  const given = { fmc: 0, ...membersOf(readObject(from, name), known, `"${name}"`) }; // Turin's
  return Object.fromEntries(Object.keys(known).map((one) => [one, byte(given, one)]));
}

const MEMBERS = {
  version: ['version', number(1, 1)],
  releases: ['releases', notEmpty(each(readRelease))],
  // The older form: MRENCLAVE values.
  measurements: ['releases', notEmpty((from, name) => readList(from, name, RELEASES_MAX)
    .map((one) => ({ tee: 'SGX', mrenclave: readHex({ [name]: one }, name, 32) })))],
  statuses: ['statuses', notEmpty(texts(STATUSES.length,
    (one) => STATUSES.includes(one) && one !== 'Revoked'))],
  advisories: ['advisories', texts(ADVISORIES_MAX, (one) => ADVISORY.test(one))],
  min_tcb_evaluation_data_number: ['minEvaluationNumber', number(0, 0xffff)],
  max_collateral_age_days: ['maxCollateralAgeDays', number(1, 365)],
  platforms: ['platforms', notEmpty((from, name) => readList(from, name, RELEASES_MAX)
    .map((one) => readHex({ [name]: one }, name, 16)))],
  snp_min_tcb: ['snpMinTcb', snpTcb],
};

/** The policy of a measurements.json (its parsed object).  EncodingError says what is wrong. */
export function readPolicy(object) {
  const given = membersOf(object, MEMBERS, 'it');
  need('releases' in given !== 'measurements' in given,
    '"releases" must say which code is trusted (or "measurements", the older way; not both)');
  const { version, ...out } = Object.fromEntries(Object.keys(given).map((name) => {
    const [as, read] = MEMBERS[name];
    return [as, read(given, name)];
  }));
  return Object.freeze({ ...DEFAULTS, ...out });
}
