// SPDX-License-Identifier: Apache-2.0
export { AttestationError } from '../errors.js';
export { verifyAttestation } from './attestation.js';
export { CODES } from './codes.js';
export { parseQuote } from './quote.js';
export { intelRoot, simulatedRoot } from './roots.js';
export { verifyQuote } from './verify.js';
