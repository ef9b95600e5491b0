// SPDX-License-Identifier: Apache-2.0
export { SecureClient } from './client.js';
export { AttestationError, PerfAggregatorError } from './errors.js';
