// SPDX-License-Identifier: Apache-2.0
// The one revocation list profile of SGX provisioning (RFC 5280 section 5): whole lists only.
import { equal } from '../crypto/bytes.js';
import { DerReader, TAG, need } from './der.js';
import { IGNORED, readAlgorithm, readExtensions, readSigned } from './x509.js';

const SERIAL_MAX = 21;

const refuse = () => need(false);
const FORBIDDEN = {
  '551d1b': refuse, // delta CRL indicator
  '551d1c': refuse, // issuing distribution point
  '551d1d': refuse, // certificate issuer
};
const REASON = '551d15';
const INVALIDITY_DATE = '551d18';
const CRL_NUMBER = '551d14';
const AUTHORITY_KEY = '551d23';

function readNumber(value) {
  const reader = new DerReader(value);
  need(reader.unsigned().length <= SERIAL_MAX);
  reader.end();
}

// RFC 5280 section 5.3.1; 7 is not used, and 8 takes an entry back, which no whole list does.
function readReason(value) {
  const reader = new DerReader(value);
  need(![7, 8].includes(reader.number(10, TAG.enumerated)));
  reader.end();
}

const LIST_EXTENSIONS = { ...FORBIDDEN, [REASON]: refuse, [INVALIDITY_DATE]: refuse,
  [CRL_NUMBER]: readNumber, [AUTHORITY_KEY]: IGNORED };
const ENTRY_EXTENSIONS = { ...FORBIDDEN, [CRL_NUMBER]: refuse, [AUTHORITY_KEY]: refuse,
  [REASON]: readReason, [INVALIDITY_DATE]: IGNORED };

function readEntry(list) {
  const entry = list.enter(TAG.sequence);
  const serial = entry.unsigned();
  need(serial.length <= SERIAL_MAX);
  entry.time();
  if (!entry.done) readExtensions(entry.enter(TAG.sequence), ENTRY_EXTENSIONS);
  entry.end();
  return serial;
}

function readTbs(whole, out) {
  const reader = new DerReader(whole).enter(TAG.sequence);
  need(reader.number(255) === 1);
  out.algorithm = readAlgorithm(reader);
  out.issuer = reader.whole(TAG.sequence);
  out.from = reader.time();
  out.until = reader.time();
  out.revoked = [];
  if (reader.nextIs(TAG.sequence)) {
    const list = reader.enter(TAG.sequence);
    need(!list.done);
    while (!list.done) out.revoked.push(readEntry(list));
  }
  const wrapper = reader.enter(TAG.context0);
  const seen = readExtensions(wrapper.enter(TAG.sequence), LIST_EXTENSIONS);
  need(seen.has(CRL_NUMBER) && seen.has(AUTHORITY_KEY));
  wrapper.end();
  reader.end();
}

/** Reads one list: no signature or date is judged here.  EncodingError. */
export const parseCrl = (der) => readSigned(der, readTbs);

export const isRevoked = (crl, { serial }) => crl.revoked.some((one) => equal(one, serial));
