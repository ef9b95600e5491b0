// SPDX-License-Identifier: Apache-2.0
// The layout of an SGX ECDSA quote v3 (Intel's Quote Library Reference, appendix A): read, not
// believed.  Integers in a quote are little-endian.
import { hexEncode } from '../crypto/bytes.js';
import { AttestationError } from '../errors.js';
import { kindOfVendor } from './roots.js';

const SIZE_MAX = 16384;
const AUTH_SIZE_MAX = 1024;
const HEADER_SIZE = 48;
const REPORT_SIZE = 384;
const PEM_CHAIN = 5;

const refuse = (code, item, detail) => {
  throw new AttestationError(code, item, detail);
};

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
    if (size > this.left) {
      refuse(this.#code, this.#item, `it ends after ${this.#bytes.length} bytes`);
    }
    this.#at += size;
    return this.#bytes.subarray(this.#at - size, this.#at);
  }

  number(size) {
    return this.take(size).reduceRight((value, byte) => value * 256 + byte, 0);
  }
}

function checkHeader(bytes) {
  const item = 'quote header';
  const header = new Cursor(bytes, 'ATT_E_QUOTE_TRUNCATED', item);
  const version = header.number(2);
  if (version !== 3) refuse('ATT_E_QUOTE_VERSION', item, `version ${version}, not 3`);
  const keyType = header.number(2);
  if (keyType !== 2) refuse('ATT_E_AK_TYPE', item, `attestation key type ${keyType}, not 2`);
  const teeType = header.number(4);
  if (teeType !== 0) refuse('ATT_E_TEE_TYPE', item, `TEE type ${teeType}, not 0 (SGX)`);
  header.take(4); // QE SVN, PCE SVN
  const vendor = hexEncode(header.take(16));
  if (!kindOfVendor(vendor)) {
    refuse('ATT_E_QE_VENDOR', item, 'nobody known here has this vendor id');
  }
  return vendor;
}

/** Both reports of a quote have this layout. */
function readReport(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return {
    flags: view.getUint32(48, true), // the upper half of ATTRIBUTES.FLAGS holds nothing we judge
    mrenclave: bytes.subarray(64, 96),
    mrsigner: bytes.subarray(128, 160),
    isvProdId: view.getUint16(256, true),
    isvSvn: view.getUint16(258, true),
    reportData: bytes.subarray(320, 384),
  };
}

function readSignatures(bytes) {
  const cursor = new Cursor(bytes, 'ATT_E_QUOTE_SIZE', 'quote signature section');
  const out = {
    signature: cursor.take(64),
    attestationKey: cursor.take(64),
    qeReport: cursor.take(REPORT_SIZE),
    qeSignature: cursor.take(64),
  };
  const authSize = cursor.number(2);
  if (authSize > AUTH_SIZE_MAX) {
    refuse('ATT_E_QUOTE_SIZE', 'quote signature section', `${authSize} bytes of QE data`);
  }
  out.qeAuth = cursor.take(authSize);
  const item = 'quote certification data';
  const type = cursor.number(2);
  if (type !== PEM_CHAIN) refuse('ATT_E_CERT_DATA_TYPE', item, `type ${type}, not ${PEM_CHAIN}`);
  const size = cursor.number(4);
  if (size !== cursor.left) {
    refuse('ATT_E_CERT_DATA_SIZE', item, `it says ${size} bytes, and ${cursor.left} are there`);
  }
  return { ...out, pemChain: cursor.take(size) };
}

/** Views into the quote; AttestationError of stage "quote" when the layout is wrong. */
export function parseQuote(bytes) {
  if (bytes.length > SIZE_MAX) refuse('ATT_E_QUOTE_SIZE', 'quote', `more than ${SIZE_MAX} bytes`);
  const cursor = new Cursor(bytes, 'ATT_E_QUOTE_TRUNCATED', 'quote');
  const vendor = checkHeader(cursor.take(HEADER_SIZE));
  const report = readReport(cursor.take(REPORT_SIZE));
  const auth = cursor.take(cursor.number(4));
  // Some hosts pad with zeros.
  if (cursor.take(cursor.left).some((byte) => byte !== 0)) {
    refuse('ATT_E_QUOTE_SIZE', 'quote', 'bytes follow it that are not zero');
  }
  const signed = bytes.subarray(0, HEADER_SIZE + REPORT_SIZE);
  return { vendor, report, signed, ...readSignatures(auth) };
}
