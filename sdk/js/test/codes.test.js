// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { AttestationError } from '../errors.js';
import { CODES } from '../verify/codes.js';
import { WORDS } from '../verify/words.js';
import { repositoryPath } from '../tools/vectors.js';

test('codes and words are those of the C header, in its order', (t) => {
  const path = repositoryPath('lib/quote/att_error.h');
  if (!existsSync(path)) return t.skip('not inside the repository');
  const header = readFileSync(path, 'utf8').replaceAll('\\\n', ' ');
  const rows = [...header.matchAll(/X\((ATT_\w+),\s*"(\w+)",\s*"([^"]+)"\)/g)];
  assert.deepEqual(Object.entries(CODES), rows.map(([, code, stage], n) => [code, [n, stage]]));
  assert.deepEqual(Object.entries(WORDS), rows.map(([, code, , words]) => [code, words]));
  assert.ok(rows.length > 80);
  return undefined;
});

test('an error says its code, item and detail', () => {
  const error = new AttestationError('ATT_E_CERT_EXPIRED', 'root CA', 'on 2033-05-21');
  assert.equal(error.message, 'ATT_E_CERT_EXPIRED: root CA: on 2033-05-21');
  assert.deepEqual([error.code, error.stage, error.item, error.detail, error.status],
    ['ATT_E_CERT_EXPIRED', 'pck', 'root CA', 'on 2033-05-21', undefined]);
  assert.ok(error instanceof Error);
  const short = new AttestationError('ATT_E_DEBUG', 'attributes');
  assert.deepEqual([short.message, short.detail], ['ATT_E_DEBUG: attributes', '']);
});
