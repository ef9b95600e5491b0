// SPDX-License-Identifier: Apache-2.0
// How a step says no: the first one that does ends the verification.
import { EncodingError } from '../crypto/bytes.js';
import { AttestationError } from '../errors.js';

export function check(condition, code, item, detail) {
  if (!condition) throw new AttestationError(code, item, detail);
}

/** Runs a parser; what it finds malformed is this code. */
export function parsed(code, item, parse) {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof EncodingError)) throw error;
    throw new AttestationError(code, item, error.message);
  }
}
