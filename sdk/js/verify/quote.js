// SPDX-License-Identifier: Apache-2.0
// The layout of an ECDSA quote of version 3, 4 or 5, of an SGX enclave or a TD (Intel's Quote
// Library Reference, appendix A): read, not believed.  Integers in a quote are little-endian.
import { hexEncode } from '../crypto/bytes.js';
import { check } from './refuse.js';
import { kindOfVendor } from './roots.js';

const HEADER_SIZE = 48;
const AUTH_SIZE_MAX = 1024;
const QE_REPORT_DATA = 6;
const SIZE_MAX = { 3: 16384, 4: 32768, 5: 32768 };
const TEES = { 0x00: 'SGX', 0x81: 'TDX' };
const SECTION = 'quote signature section';
const CERTIFICATION = 'quote certification data';

// Names and sizes in their order; what has no name is reserved.
const SGX_REPORT = [['cpusvn', 16], ['miscselect', 4], ['', 28], ['attributes', 16],
  ['mrenclave', 32], ['', 32], ['mrsigner', 32], ['', 96], ['isvProdId', 2], ['isvSvn', 2],
  ['', 60], ['reportData', 64]];
const TD_REPORT = [['teeTcbSvn', 16], ['mrSeam', 48], ['mrSignerSeam', 48], ['seamAttributes', 8],
  ['tdAttributes', 8], ['xfam', 8], ['mrtd', 48], ['mrConfigId', 48], ['mrOwner', 48],
  ['mrOwnerConfig', 48], ['rtmr0', 48], ['rtmr1', 48], ['rtmr2', 48], ['rtmr3', 48],
  ['reportData', 64]];
const TD15_REPORT = [...TD_REPORT, ['teeTcbSvn2', 16], ['mrServiceTd', 48]];
const BODIES = [undefined, SGX_REPORT, TD_REPORT, TD15_REPORT]; // by body type

const numberOf = (bytes) => bytes.reduceRight((value, byte) => value * 256 + byte, 0);

class Cursor {
  #bytes;
  #at = 0;
  #code;
  #item;

  // Running out of bytes is this code.
  constructor(bytes, code, item) {
    this.#bytes = bytes;
    this.#code = code;
    this.#item = item;
  }

  get left() {
    return this.#bytes.length - this.#at;
  }

  take(size) {
    check(size <= this.left, this.#code, this.#item, `it ends after ${this.#bytes.length} bytes`);
    this.#at += size;
    return this.#bytes.subarray(this.#at - size, this.#at);
  }

  number(size) {
    return numberOf(this.take(size));
  }

  fields(layout) {
    const out = {};
    for (const [name, size] of layout) out[name] = this.take(size);
    return out;
  }

  /** A size and that many bytes up to the end. */
  rest() {
    const size = this.number(4);
    check(size === this.left, 'ATT_E_CERT_DATA_SIZE', CERTIFICATION,
      `it says ${size} bytes, and ${this.left} are there`);
    return this.take(size);
  }
}

function readHeader(header) {
  const item = 'quote header';
  const version = header.number(2);
  check(SIZE_MAX[version], 'ATT_E_QUOTE_VERSION', item, `version ${version}, not 3, 4 or 5`);
  const keyType = header.number(2);
  check(keyType === 2, 'ATT_E_AK_TYPE', item, `attestation key type ${keyType}, not 2`);
  const teeType = header.number(4);
  const tee = TEES[teeType];
  check(tee && (version > 3 || tee === 'SGX'), 'ATT_E_TEE_TYPE', item, `TEE type ${teeType}`);
  header.take(4); // QE SVN, PCE SVN
  const vendor = hexEncode(header.take(16));
  check(kindOfVendor(vendor), 'ATT_E_QE_VENDOR', item);
  return { version, tee, vendor };
}

/** Version 5 says what its body is. */
function readBody(cursor, { version, tee }) {
  if (version < 5) return cursor.fields(tee === 'SGX' ? SGX_REPORT : TD_REPORT);
  const type = cursor.number(2);
  const size = cursor.number(4);
  check(BODIES[type] && (type === 1) === (tee === 'SGX'), 'ATT_E_TEE_TYPE', 'quote body',
    `body type ${type}`);
  const wanted = BODIES[type].reduce((sum, [, one]) => sum + one, 0);
  check(size === wanted, 'ATT_E_QUOTE_SIZE', 'quote body', `${size} bytes, not ${wanted}`);
  return cursor.fields(BODIES[type]);
}

function readReport(report) {
  if (!report.mrenclave) return report;
  return { ...report, isvProdId: numberOf(report.isvProdId), isvSvn: numberOf(report.isvSvn) };
}

export const checkType = (type, wanted) =>
  check(type === wanted, 'ATT_E_CERT_DATA_TYPE', CERTIFICATION, `type ${type}, not ${wanted}`);

function readSignatures(bytes, version) {
  const section = new Cursor(bytes, 'ATT_E_QUOTE_SIZE', SECTION);
  const out = { signature: section.take(64), attestationKey: section.take(64) };
  let inner = section;
  if (version > 3) {
    checkType(section.number(2), QE_REPORT_DATA);
    inner = new Cursor(section.rest(), 'ATT_E_QUOTE_SIZE', SECTION);
  }
  out.qeReport = inner.take(384);
  out.qeSignature = inner.take(64);
  const size = inner.number(2);
  check(size <= AUTH_SIZE_MAX, 'ATT_E_QUOTE_SIZE', SECTION, `${size} bytes of QE data`);
  out.qeAuth = inner.take(size);
  out.qe = readReport(new Cursor(out.qeReport).fields(SGX_REPORT));
  return { ...out, certificationType: inner.number(2), pemChain: inner.rest() };
}

// A
/** Views into the quote; AttestationError of stage "quote" when the layout is wrong. */
export function parseQuote(bytes) {
  const cursor = new Cursor(bytes, 'ATT_E_QUOTE_TRUNCATED', 'quote');
  check(bytes.length <= SIZE_MAX[5], 'ATT_E_QUOTE_SIZE', 'quote', `${bytes.length} bytes`);
  const head = readHeader(new Cursor(cursor.take(HEADER_SIZE)));
  check(bytes.length <= SIZE_MAX[head.version], 'ATT_E_QUOTE_SIZE', 'quote',
    `${bytes.length} bytes; at most ${SIZE_MAX[head.version]} are read`);
  const report = readReport(readBody(cursor, head));
  const signed = bytes.subarray(0, bytes.length - cursor.left);
  const section = cursor.take(cursor.number(4));
  // Some hosts pad with zeros.
  check(cursor.take(cursor.left).every((byte) => byte === 0), 'ATT_E_QUOTE_SIZE', 'quote');
  return { ...head, report, signed, ...readSignatures(section, head.version) };
}
