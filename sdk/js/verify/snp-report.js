// SPDX-License-Identifier: Apache-2.0
// The layout of an SEV-SNP attestation report, versions 2 to 5 (AMD 56860, "ATTESTATION_REPORT"):
// read, not believed.  Integers are little-endian.
import { concat } from '../crypto/bytes.js';
import { check } from './refuse.js';

export const REPORT = 'SEV-SNP report';

const SIZE = 1184;
const SIGNED_SIZE = 0x2a0;
const SIGNERS = ['VCEK', 'VLEK'];

// What nobody has defined, by the last version that reserves it: first byte, one behind the last.
const RESERVED = [[0x4c, 0x50], [0x188, 0x18b, 2], [0x18b, 0x1a0], [0x1eb, 0x1ec], [0x1ef, 0x1f0],
  [0x1f8, 0x208, 3], [0x208, SIGNED_SIZE],
  // r and s have 72 bytes each, of which 48 are used
  [0x2d0, 0x2e8], [0x318, 0x330], [0x330, SIZE]];

function checkHead(bytes, number) {
  check(bytes.length >= SIZE, 'ATT_E_QUOTE_TRUNCATED', REPORT,
    `it ends after ${bytes.length} of ${SIZE} bytes`);
  check(bytes.length === SIZE, 'ATT_E_QUOTE_SIZE', REPORT, `${bytes.length} bytes, not ${SIZE}`);
  const version = number(0, 4);
  check(version >= 2 && version <= 5, 'ATT_E_QUOTE_VERSION', REPORT,
    `version ${version}; this program reads 2 to 5`);
  return version;
}

// Bit 17 of the policy is always one, from 26 on nothing is defined; of the platform from 8 on.
function checkBits({ policy, platformInfo, vmpl, algorithm, keys }) {
  const need = (condition, words) => check(condition, 'ATT_E_SNP_REPORT', REPORT, words);
  need((policy & 0x20000) !== 0 && policy < 2 ** 26,
    'its guest policy has bits that nobody has defined');
  need(vmpl <= 3, 'its VMPL is not 0 to 3');
  check(algorithm === 1, 'ATT_E_AK_TYPE', REPORT,
    `signature algorithm ${algorithm}, not 1 (ECDSA P-384)`);
  need(platformInfo < 2 ** 8, 'its platform info has bits that nobody has defined');
  // Whether there is an author key; whether the chip's key is masked; who signs.
  need(keys < 32 && (keys & 2) === 0 && SIGNERS[keys >>> 2],
    'it is signed by neither a VCEK nor a VLEK');
}

/** Views into the report.  AttestationError of stage "quote" when the layout is wrong. */
export function parseReport(bytes) {
  const part = (at, size) => bytes.subarray(at, at + size);
  const number = (at, size) => part(at, size).reduceRight((sum, byte) => sum * 256 + byte, 0);
  const version = checkHead(bytes, number);
  const keys = number(0x48, 4);
  const out = { version, guestSvn: number(0x04, 4), policy: number(0x08, 8), vmpl: number(0x30, 4),
    platformInfo: number(0x40, 8) };
  checkBits({ ...out, algorithm: number(0x34, 4), keys });
  for (const [from, to, untilVersion = 5] of RESERVED) {
    check(version > untilVersion || bytes.subarray(from, to).every((byte) => byte === 0),
      'ATT_E_SNP_REPORT', REPORT);
  }
  return {
    ...out,
    signer: SIGNERS[keys >>> 2],
    reportData: part(0x50, 64),
    measurement: part(0x90, 48),
    hostData: part(0xc0, 32),
    reportedTcb: part(0x180, 8),
    cpuFamily: number(0x188, 1),
    chipId: part(0x1a0, 64),
    launchTcb: part(0x1f0, 8),
    signed: part(0, SIGNED_SIZE),
    signature: concat(part(0x2a0, 48).slice().reverse(), part(0x2e8, 48).slice().reverse()),
  };
}
