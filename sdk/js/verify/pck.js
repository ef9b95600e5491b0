// SPDX-License-Identifier: Apache-2.0
// What a PCK certificate says about its platform: its SGX extension, checked whole.
import { hexEncode } from '../crypto/bytes.js';
import { DerReader, TAG, need } from './der.js';
import { SGX_OID } from './x509.js';

const TCB_OID = `${SGX_OID}02`;
const CONFIGURATION_OID = `${SGX_OID}07`;

// Entries of the SGX extension: an OID below `parent` each, every one exactly once.
function readEntries(reader, parent, count, read) {
  const list = reader.enter(TAG.sequence);
  const seen = new Set();
  while (!list.done) {
    const entry = list.enter(TAG.sequence);
    const oid = hexEncode(entry.take(TAG.oid));
    const number = Number.parseInt(oid.slice(-2), 16);
    need(oid === parent + oid.slice(-2));
    need(number >= 1 && number <= count && !seen.has(number));
    seen.add(number);
    read(number, entry);
    entry.end();
  }
  return seen;
}

function readTcb(entry, out) {
  out.components = [];
  const seen = readEntries(entry, TCB_OID, 18, (number, one) => {
    if (number === 18) one.octets(16); // the same as CPUSVN, which nothing is compared with
    else if (number === 17) out.pcesvn = one.number(0xffff);
    else out.components[number - 1] = one.number(0xff);
  });
  need(seen.size === 18);
}

function readConfiguration(entry, out) {
  const names = ['dynamicPlatform', 'cachedKeys', 'smt'];
  const seen = readEntries(entry, CONFIGURATION_OID, 3, (number, one) => {
    out[names[number - 1]] = one.boolean();
  });
  need(seen.size === 3);
}

const ENTRIES = [
  (entry, out) => { out.ppid = entry.octets(16); },
  readTcb,
  (entry, out) => { out.pceid = entry.octets(2); },
  (entry, out) => { out.fmspc = entry.octets(6); },
  (entry, out) => { out.sgxType = entry.number(2, TAG.enumerated); },
  (entry, out) => { out.platformInstance = entry.octets(16); },
  readConfiguration,
];

/** {ppid, components, pcesvn, pceid, fmspc, sgxType}, and the rest from a Platform CA. */
export function parsePck(value) {
  const reader = new DerReader(value);
  const out = {};
  const seen = readEntries(reader, SGX_OID, 7, (number, entry) => ENTRIES[number - 1](entry, out));
  reader.end();
  // Five entries from the Processor CA; the Platform CA adds the last two.
  need(seen.size === 7 || (seen.size === 5 && !seen.has(6) && !seen.has(7)));
  return out;
}
