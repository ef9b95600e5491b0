// SPDX-License-Identifier: Apache-2.0
// The two kinds of evidence, Intel's and simulated.  A root admits its own kind only.
import { EncodingError, equal, hexDecode } from '../crypto/bytes.js';
import { p256Verify } from '../crypto/primitives.js';
import { PerfAggregatorError } from '../errors.js';
import { pemDecode } from './pem.js';
import { USE, parseCertificate } from './x509.js';

const KINDS = [{
  simulated: false,
  organisation: 'Intel Corporation',
  root: 'Intel SGX Root CA',
  cas: ['Intel SGX PCK Platform CA', 'Intel SGX PCK Processor CA'],
  pck: 'Intel SGX PCK Certificate',
  vendor: '939a7233f79c4ca9940a0db3957f0607',
}, {
  simulated: true,
  organisation: 'Simulated',
  root: 'INSECURE SIMULATED SGX Root CA',
  cas: ['INSECURE SIMULATED SGX PCK Platform CA'],
  pck: 'INSECURE SIMULATED SGX PCK Certificate',
  // The first 16 bytes of SHA-256("simulated QE vendor").
  vendor: 'c176ff9e063a2ff5818b6b46e5348e47',
}];

/** The one FMSPC that simulated platforms have: "SIM" and three zeros. */
export const SIMULATED_FMSPC = '53494d000000';

export const kindOfVendor = (vendor) => KINDS.find((kind) => kind.vendor === vendor);

const named = (kind, certificate, names) =>
  certificate.organisation === kind.organisation && names.includes(certificate.commonName);

/** The kind whose names all three bear; undefined when they are not all of one kind. */
export const kindOfChain = ({ pck, ca, root }) => KINDS.find((kind) =>
  named(kind, pck, [kind.pck]) && named(kind, ca, kind.cas) && named(kind, root, [kind.root]));

/** Intel's SGX Root CA, by its public key (two certificates with it circulate). */
export const intelRoot = Object.freeze({
  simulated: false,
  point: hexDecode('0ba9c4c0c0c86193a3fe23d6b02cda10a8bbd4e88e48b4458561a36e705525f5'
    + '67918e2edc88e40d860bd0cc4ee26aacc988e505a953558c453f6b0904ae7394'),
});

export const isCa = (certificate, pathLength) => certificate.isCa
  && certificate.pathLength === pathLength && certificate.keyUses === USE.ca;

const refused = (words) =>
  new PerfAggregatorError('INVALID_OPTION', `trust.simulatedRoot ${words}`);

function readRoot(pem) {
  try {
    return parseCertificate(pemDecode(pem, 1)[0]);
  } catch (error) {
    if (!(error instanceof EncodingError)) throw error;
    throw refused(`is not one PEM certificate of the SGX profile: ${error.message}`);
  }
}

/**
 * A simulated root from its PEM certificate, for who explicitly asks for it.  Intel's own, or any
 * other, cannot be slipped in this way.
 */
export async function simulatedRoot(pem) {
  if (typeof pem !== 'string') throw refused('is not a PEM text');
  const root = readRoot(pem);
  const [, kind] = KINDS;
  if (!named(kind, root, [kind.root])) {
    throw refused(`must be named "${kind.root}": give the file that the simulated enclave wrote`);
  }
  const signed = equal(root.issuer, root.subject) && isCa(root, 1)
    && await p256Verify(root.point, root.signature, root.tbs);
  if (!signed) throw refused('is not signed by itself');
  if (equal(root.point, intelRoot.point)) throw refused("has Intel's key");
  return Object.freeze({ simulated: true, point: root.point });
}
