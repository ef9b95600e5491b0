// SPDX-License-Identifier: Apache-2.0
export { AttestationError } from '../errors.js';
export { verifyAttestation } from './attestation.js';
export { CODES } from './codes.js';
export { readPolicy } from './measurements.js';
export { parseQuote } from './quote.js';
export { givenRoot, intelRoot, simulatedRoot } from './roots.js';
export { checkQuote, verifyQuote } from './verify.js';
export { WORDS } from './words.js';
