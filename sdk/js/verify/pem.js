// SPDX-License-Identifier: Apache-2.0
// Certificates as text (RFC 7468, strict form), a known number of them.
import { EncodingError, base64Decode } from '../crypto/bytes.js';

const SIZE_MAX = 16384;
// Lines of 64 characters, only the last one shorter; between blocks nothing but white space.
const LINES = '((?:[A-Za-z0-9+/=]{64}\\r?\\n)*(?:[A-Za-z0-9+/=]{1,63}\\r?\\n)?)';
const BLOCK = new RegExp(
  `[ \\t\\r\\n]*-----BEGIN CERTIFICATE-----\\r?\\n${LINES}-----END CERTIFICATE-----`, 'y');
const TAIL = /^[ \t\r\n]*\0?$/;

/** The DER of exactly `count` certificates; one NUL may end the text (quoting enclaves add one). */
export function pemDecode(text, count) {
  if (text.length > SIZE_MAX) throw new EncodingError('PEM text is too long');
  const ders = [];
  BLOCK.lastIndex = 0;
  for (let i = 0; i < count; i++) {
    const at = BLOCK.lastIndex;
    const found = BLOCK.exec(text);
    if (!found) throw new EncodingError(`no PEM certificate at character ${at}`);
    ders.push(base64Decode(found[1].replace(/\r?\n/g, '')));
  }
  const tail = text.slice(BLOCK.lastIndex);
  if (!TAIL.test(tail)) throw new EncodingError('text after the last PEM certificate');
  return ders;
}
