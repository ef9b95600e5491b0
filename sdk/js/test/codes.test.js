// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { AttestationError } from '../errors.js';
import { CODES } from '../verify/codes.js';
import { repositoryPath } from '../tools/vectors.js';

test('the codes are those of the C header, in its order and words', (t) => {
  const path = repositoryPath('lib/quote/att_error.h');
  if (!existsSync(path)) return t.skip('not inside the repository');
  const header = readFileSync(path, 'utf8').replaceAll('\\\n', ' ');
  const rows = header.matchAll(/X\((ATT_\w+),\s*"(\w+)",\s*"([^"]+)"\)/g);
  const expected = [...rows].map(([, code, stage, words], n) => [code, [n, stage, words]]);
  assert.deepEqual(Object.entries(CODES), expected);
  return undefined;
});

test('an error says its code, words, item and detail', () => {
  const error = new AttestationError('ATT_E_CERT_EXPIRED', 'root CA', 'on 2033-05-21');
  assert.equal(error.message,
    'ATT_E_CERT_EXPIRED: a certificate has expired - root CA - on 2033-05-21');
  assert.deepEqual([error.code, error.stage, error.item, error.detail],
    ['ATT_E_CERT_EXPIRED', 'pck', 'root CA', 'on 2033-05-21']);
  assert.ok(error instanceof Error);
  assert.equal(new AttestationError('ATT_E_NONCE').message,
    'ATT_E_NONCE: the answer is not for this request');
});
