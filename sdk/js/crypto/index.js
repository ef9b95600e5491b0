// SPDX-License-Identifier: Apache-2.0
export * from './bytes.js';
export * from './primitives.js';
export * from './hpke.js';
