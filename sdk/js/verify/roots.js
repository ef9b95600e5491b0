// SPDX-License-Identifier: Apache-2.0
// The two kinds of evidence, Intel's and simulated, and the roots: each admits its own kind only.
import { EncodingError, equal, hexDecode } from '../crypto/bytes.js';
import { p256Verify } from '../crypto/primitives.js';
import { PerfAggregatorError } from '../errors.js';
import { pemDecode } from './pem.js';
import { isCa, parseCertificate } from './x509.js';

const KINDS = [{
  simulated: false,
  organisation: 'Intel Corporation',
  names: {
    root: ['Intel SGX Root CA'],
    ca: ['Intel SGX PCK Platform CA', 'Intel SGX PCK Processor CA'],
    pck: ['Intel SGX PCK Certificate'],
    tcb: ['Intel SGX TCB Signing'],
  },
  vendor: '939a7233f79c4ca9940a0db3957f0607',
}, {
  simulated: true,
  organisation: 'Simulated',
  names: {
    root: ['INSECURE SIMULATED SGX Root CA'],
    ca: ['INSECURE SIMULATED SGX PCK Platform CA'],
    pck: ['INSECURE SIMULATED SGX PCK Certificate'],
    tcb: ['INSECURE SIMULATED SGX TCB Signing'],
  },
  // The first 16 bytes of SHA-256("simulated QE vendor").
  vendor: 'c176ff9e063a2ff5818b6b46e5348e47',
}];

/** The one FMSPC that simulated platforms have: "SIM" and three zeros. */
export const SIMULATED_FMSPC = '53494d000000';

export const kindOfVendor = (vendor) => KINDS.find((kind) => kind.vendor === vendor);

/** The kind whose names these certificates bear in these roles; undefined when they mix. */
export const kindOf = (certificates, roles) => KINDS.find(({ organisation, names }) =>
  certificates.every((one, i) =>
    one.organisation === organisation && names[roles[i]].includes(one.commonName)));

/** Intel's SGX Root CA, by its public key (two certificates with it circulate). */
export const intelRoot = Object.freeze({
  anchor: 'intel',
  simulated: false,
  kind: KINDS[0],
  point: hexDecode('0ba9c4c0c0c86193a3fe23d6b02cda10a8bbd4e88e48b4458561a36e705525f5'
    + '67918e2edc88e40d860bd0cc4ee26aacc988e505a953558c453f6b0904ae7394'),
});

const named = new WeakSet([intelRoot]);

/** May a policy trust it?  Intel's may be, and what simulatedRoot() made: nothing else, ever. */
export const isPolicyRoot = (root) => named.has(root);

const refused = (words) => new PerfAggregatorError('INVALID_OPTION', words);

async function readRoot(pem, option) {
  let root;
  try {
    [root] = pemDecode(typeof pem === 'string' ? pem : '', 1).map(parseCertificate);
  } catch (error) {
    if (!(error instanceof EncodingError)) throw error;
    throw refused(`${option} is not one PEM certificate of the SGX profile: ${error.message}`);
  }
  const kind = kindOf([root], ['root']);
  if (!kind) throw refused(`${option} does not bear the name of a root`);
  const signed = equal(root.issuer, root.subject) && isCa(root, 1)
    && await p256Verify(root.point, root.signature, root.tbs);
  if (!signed) throw refused(`${option} is not signed by itself`);
  return { kind, point: root.point };
}

/**
 * A simulated root from its PEM certificate, for who explicitly asks for it.  Intel's own, or any
 * other, cannot be slipped in this way.
 */
export async function simulatedRoot(pem) {
  const option = 'trust.simulatedRoot';
  const { kind, point } = await readRoot(pem, option);
  if (!kind.simulated) {
    throw refused(`${option} must be named "${KINDS[1].names.root[0]}": `
      + 'give the file that the simulated enclave wrote');
  }
  if (equal(point, intelRoot.point)) throw refused(`${option} has Intel's key`);
  const root = Object.freeze({ anchor: 'simulated', simulated: true, kind, point });
  named.add(root);
  return root;
}

/** Any self-signed root of the profile, for checkQuote() alone: no policy can trust it. */
export async function givenRoot(pem) {
  const { kind, point } = await readRoot(pem, 'the root');
  if (equal(point, intelRoot.point)) return intelRoot;
  return Object.freeze({ anchor: 'given', simulated: true, kind, point });
}
