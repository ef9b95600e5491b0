// SPDX-License-Identifier: Apache-2.0
// Certificates from a leaf up to a trusted root: the PCK chain (steps B1 to B5), and the same for
// who signs TCB info and QE identity.
import { equal } from '../crypto/bytes.js';
import { p256Verify } from '../crypto/primitives.js';
import { pemDecode } from './pem.js';
import { check, parsed } from './refuse.js';
import { kindOf } from './roots.js';
import { USE, isCa, parseCertificate } from './x509.js';

/** The chain in a quote. */
export const PCK_CHAIN = {
  item: 'certificate chain',
  roles: ['pck', 'ca', 'root'],
  items: ['PCK certificate', 'PCK CA', 'root CA'],
  codes: {
    format: 'ATT_E_CERT_FORMAT',
    link: 'ATT_E_CHAIN_LINK',
    name: 'ATT_E_CHAIN_CN',
    signature: 'ATT_E_CHAIN_SIGNATURE',
    constraint: 'ATT_E_CHAIN_CONSTRAINT',
    early: 'ATT_E_CERT_NOT_YET_VALID',
    late: 'ATT_E_CERT_EXPIRED',
  },
};

const signerChain = (code, item, signer) => ({
  item,
  roles: ['tcb', 'root'],
  items: [signer, 'TCB signing root'],
  codes: {
    format: `${code}_SIGNER_FORMAT`,
    link: `${code}_SIGNER_LINK`,
    name: `${code}_SIGNER_CN`,
    signature: `${code}_SIGNER_SIGNATURE`,
    constraint: `${code}_SIGNER_CONSTRAINT`,
    early: `${code}_SIGNER_NOT_YET_VALID`,
    late: `${code}_SIGNER_EXPIRED`,
  },
});

export const TCB_CHAIN =
  signerChain('ATT_E_TCB', 'TCB info issuer chain', 'TCB signing certificate');
export const QE_CHAIN =
  signerChain('ATT_E_QEID', 'QE identity issuer chain', 'QE identity signing certificate');

const ANCHORS = { intel: "Intel's", simulated: 'a simulated one', given: 'the given one' };

const issuedItself = ({ issuer, subject }) => equal(issuer, subject);

// The root goes to the end, where it belongs.
function rootLast(chain) {
  const i = chain.findIndex(issuedItself);
  if (i >= 0 && !issuedItself(chain.at(-1))) chain.push(...chain.splice(i, 1));
}

// B1, B2, B3: the certificates, leaf first.  A quote has them in order; beside it, in collateral,
// the root may stand anywhere.
export function readChain({ pem, isBeside }, { item, roles, items, codes }, trusted) {
  const ders = parsed(codes.format, item, () => pemDecode(pem(), roles.length));
  const chain = ders.map((der, i) => parsed(codes.format, items[i], () => parseCertificate(der)));
  if (isBeside) rootLast(chain);
  chain.forEach(({ issuer }, i) => {
    check(equal(issuer, (chain[i + 1] ?? chain[i]).subject), codes.link, items[i]);
  });
  const kind = kindOf(chain, roles);
  check(kind, codes.name, item);
  const top = items.at(-1);
  check(equal(chain.at(-1).point, trusted.point), 'ATT_E_ROOT_UNTRUSTED', top,
    `${kind.simulated ? 'a SIMULATED one' : 'its key is another one'}, and `
    + `${ANCHORS[trusted.anchor]} is the root to trust here`);
  check(kind === trusted.kind, codes.name, top);
  return chain;
}

const iso = (ms) => new Date(ms).toISOString();

/**
 * Is it valid now?  Only the beginning may lie ahead, by as much as clocks differ.  The clock keeps
 * what was valid when.
 */
export function checkDates({ from, until }, { atMs, skewMs, windows }, { early, late }, item) {
  check(atMs + skewMs >= from, early, item, `valid from ${iso(from)}, judged at ${iso(atMs)}`);
  check(atMs <= until, late, item, `valid until ${iso(until)}, judged at ${iso(atMs)}`);
  windows.push({ item, from, until });
}

/** When everything that the clock saw is valid, and what ends first. */
export function validityOf({ windows }) {
  const first = windows.reduce((a, b) => (b.until < a.until ? b : a));
  return { validFromMs: Math.max(...windows.map(({ from }) => from)), validUntilMs: first.until,
    expiresFirst: first.item };
}

// B4, B5: from the root down.
export async function checkChain(chain, { items, codes }, clock) {
  const last = chain.length - 1;
  for (let i = last; i >= 0; i--) {
    const { signature, tbs } = chain[i];
    check(await p256Verify(chain[Math.min(i + 1, last)].point, signature, tbs),
      codes.signature, items[i]);
  }
  for (let i = last; i > 0; i--) {
    check(isCa(chain[i], i - chain.length + 2), codes.constraint, items[i],
      `not a CA of path length ${i - chain.length + 2} for certificates and CRLs`);
  }
  check(!chain[0].isCa && chain[0].keyUses === USE.leaf, codes.constraint, items[0]);
  for (let i = last; i >= 0; i--) checkDates(chain[i], clock, codes, items[i]);
}
