// SPDX-License-Identifier: Apache-2.0
// The two things that go wrong: a request (PerfAggregatorError) and evidence (AttestationError).
import { CODES } from './verify/codes.js';

/**
 * A request, an option or the environment is at fault.  `code` is the service's own code when it
 * answered with a problem document, otherwise one of ours: see the README's table.
 */
export class PerfAggregatorError extends Error {
  constructor(code, message, { status, problem, retryAfter, cause } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'PerfAggregatorError';
    this.code = code;
    this.status = status;
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

/**
 * Evidence was refused: the first failed step, and nothing was sent.  `status`: what was found out
 * about the platform, when only the policy refused.  `detail`: the values that do not fit, where
 * there are any; what a code means is in verify/words.js, which nobody must load to verify.
 */
export class AttestationError extends Error {
  constructor(code, item, detail = '') {
    super([code, item, detail].filter(Boolean).join(': '));
    this.name = 'AttestationError';
    this.code = code;
    [, this.stage] = CODES[code];
    this.item = item;
    this.detail = detail;
    this.status = undefined;
  }
}
