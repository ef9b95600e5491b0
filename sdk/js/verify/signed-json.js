// SPDX-License-Identifier: Apache-2.0
// A JSON document that Intel signed as the bytes it is: verified first, and read afterwards.
import { utf8 } from '../crypto/bytes.js';
import { p256Verify } from '../crypto/primitives.js';
import { parseObject } from '../wire/json.js';
import { QE_CHAIN, TCB_CHAIN, checkChain, checkDates, readChain } from './chain.js';
import { isRevoked } from './crl.js';
import { check, parsed } from './refuse.js';

const LIMITS = { depthMax: 8, integersOnly: true };

const documentOf = (code, item, chain) => ({
  code, item, chain, early: `${code}_NOT_YET_VALID`, late: `${code}_EXPIRED`,
});
export const TCB_INFO = documentOf('ATT_E_TCB', 'TCB info', TCB_CHAIN);
export const QE_IDENTITY = documentOf('ATT_E_QEID', 'QE identity', QE_CHAIN);

/** What is malformed in the document is its _FORMAT. */
export const reading = ({ code, item }, read) => parsed(`${code}_FORMAT`, item, read);

/**
 * Who signed the text, that they did, what `parse` makes of it, and whether it is valid now.
 * `under`: root, rootCrl, clock.
 */
export async function readSigned(document, { pem, text, signature, parse }, under) {
  const { code, item, chain: spec } = document;
  const [signer, ...above] = readChain({ pem: () => pem, isBeside: true }, spec, under.root);
  await checkChain([signer, ...above], spec, under.clock);
  check(!isRevoked(under.rootCrl, signer), `${code}_SIGNER_REVOKED`, spec.items[0]);
  check(text.length > 0 && signature.length === 64, `${code}_FORMAT`, item);
  check(await p256Verify(signer.point, signature, utf8(text)), `${code}_SIGNATURE`, item);
  const out = reading(document, () => parse(parseObject(text, LIMITS)));
  checkDates(out, under.clock, document, item);
  return out;
}
