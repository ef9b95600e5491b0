// SPDX-License-Identifier: Apache-2.0
// docs/measurements.schema.json says what the reader of measurements.json takes: an independent
// validator and lib/wire/measurements.c give the same verdicts on the same vectors.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';

import Ajv from 'ajv/dist/2020.js';

import { repository, run } from './program.mjs';

const read = (path) => JSON.parse(readFileSync(join(repository, path), 'utf8'));
const vectors = read('test/vectors/measurements.json');
const accepts = new Ajv({ strictTypes: false, allErrors: true })
  .compile(read('docs/measurements.schema.json'));

const directory = mkdtempSync(join(tmpdir(), 'documents-'));
after(() => rmSync(directory, { recursive: true }));

test('the schema takes and refuses the vectors of measurements.json as the reader does', (t) => {
  for (const { name, policy, says } of vectors) {
    assert.equal(accepts(policy), says === undefined, `${name}: ${says}`);
  }
  t.diagnostic(`${vectors.length} cases`);
});

// What the command line says of a policy before it asks an enclave that is not there.
async function complaint(policy) {
  const path = join(directory, 'policy.json');
  writeFileSync(path, typeof policy === 'string' ? policy : JSON.stringify(policy));
  const { code, output } = await run('perf-aggregator',
    ['attest', 'http://127.0.0.1:1', '--policy', path]);
  return { code, output: output.replaceAll(path, 'FILE') };
}

test('--policy names file and member of what it does not take, and leaves with 65', async () => {
  const refused = vectors.filter(({ says }) => says !== undefined);
  for (const { name, policy, says } of refused.filter((_, index) => index % 8 === 0)) {
    const { code, output } = await complaint(policy);
    assert.equal(code, 65, `${name}: ${output}`);
    assert.ok(output.startsWith(`perf-aggregator: --policy: FILE: ${says}`), output);
  }
});

test('what deploy/write-measurements writes is taken by the schema and by --policy', async () => {
  const text = execFileSync(join(repository, 'deploy/write-measurements'),
    ['0.1.0', 'a'.repeat(64), '0.2.0-rc_1', 'b'.repeat(64)], { encoding: 'utf8' });
  assert.ok(accepts(JSON.parse(text)), JSON.stringify(accepts.errors));
  assert.equal(JSON.parse(text).releases.length, 2);
  const { code, output } = await complaint(text);
  assert.equal(code, 5, output); // it went on to connect
});
