// SPDX-License-Identifier: Apache-2.0
// AMD's certificates (AMD 57230, VCEK Certificate and KDS Interface Specification).
import { hexEncode } from '../crypto/bytes.js';
import { DerReader, TAG, need } from './der.js';
import { certificateReader } from './x509.js';

// id-RSASSA-PSS with SHA-384, MGF1 over SHA-384 and a salt of 48 bytes (RFC 4055 section 3.1), as
// DER wants it, and with the trailer field, which is a default, spelt out: AMD writes both.
const PARAMETERS = 'a00f300d06096086480165030402020500'
  + 'a11c301a06092a864886f70d010108300d06096086480165030402020500a203020130';
const PSS = [`304106092a864886f70d01010a3034${PARAMETERS}`,
  `304606092a864886f70d01010a3039${PARAMETERS}a303020101`];

// SubjectPublicKeyInfo up to the key: RSA of 4096 bits (and what follows it), P-384 uncompressed.
const RSA_KEY = '30820222300d06092a864886f70d01010105000382020f003082020a0282020100';
const RSA_EXPONENT = '0203010001';
const P384_KEY = '3076301006072a8648ce3d020106052b8104002203620004';

function readKey(reader, out) {
  out.keyInfo = reader.whole(TAG.sequence);
  const inside = new DerReader(out.keyInfo);
  out.isRsa = hexEncode(out.keyInfo).startsWith(RSA_KEY);
  inside.exact(out.isRsa ? RSA_KEY : P384_KEY);
  out.key = inside.bytes(out.isRsa ? 512 : 96);
  if (out.isRsa) {
    need(out.key[0] >= 0x80);
    inside.exact(RSA_EXPONENT);
  }
  inside.end();
}

function readSignature(bits) {
  need(bits.length === 512);
  return bits;
}

/** Reads one certificate: no signature, date or chain is judged here.  EncodingError. */
export const parseAmdCertificate = certificateReader({ algorithms: PSS, readKey, readSignature,
  strict: false });

const AMD = '2b060104019c7801'; // 1.3.6.1.4.1.3704.1
const IA5_STRING = 0x16;

// Which part each byte of a TCB version is: the number that ends its OID; and its name.
const LAYOUTS = [[1, 2, 4, 5, 6, 7, 3, 8], [9, 1, 2, 3, 5, 6, 7, 8]];
const PARTS = { bootloader: 1, tee: 2, snp: 3, microcode: 8, fmc: 9 };
const CHIP_ID_SIZES = [64, 8];

function small(value) {
  const reader = new DerReader(value);
  const number = reader.number(255);
  reader.end();
  return number;
}

function ia5(value) {
  const reader = new DerReader(value);
  const text = reader.take(IA5_STRING);
  reader.end();
  need(text.length > 0);
  return String.fromCharCode(...text);
}

const READERS = {
  '01': ['layout', small],
  '02': ['product', ia5],
  '04': ['chipId', (value) => value],
  '05': ['provider', ia5],
};
for (let part = 1; part <= 9; part++) READERS[`030${part}`] = [part, small];

/**
 * What a VEK certificate says of its chip and firmware: {layout (0, or 1 for Turin), product, tcb
 * (8 bytes as a report has them), chipId or provider}.  EncodingError unless every entry is there,
 * and none that is not known.
 */
export function parseVek({ extensions }) {
  const found = {};
  for (const [oid, { value }] of extensions) {
    if (!oid.startsWith(AMD)) continue;
    const [name, read] = READERS[oid.slice(AMD.length)] ?? [];
    need(name);
    found[name] = read(value);
  }
  const { layout, product, chipId, provider } = found;
  need(layout <= 1 && product);
  need(provider ? !chipId : chipId?.length === CHIP_ID_SIZES[layout]);
  const numbers = Object.keys(found).filter((name) => name <= '9');
  need(numbers.length === 8 && LAYOUTS[layout].every((part) => found[part] !== undefined));
  const tcb = Uint8Array.from(LAYOUTS[layout], (part) => found[part]);
  return { layout, product, chipId, provider, tcb };
}

/** The parts of a report's TCB version by name; FMC is 0 where there is none. */
export const tcbParts = (version, layout) => Object.fromEntries(Object.entries(PARTS)
  .map(([name, part]) => [name, version[LAYOUTS[layout].indexOf(part)] ?? 0]));
