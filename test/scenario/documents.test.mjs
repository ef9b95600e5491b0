// SPDX-License-Identifier: Apache-2.0
// The schemas in docs/ say what our readers take: an independent validator and the programs give
// the same verdicts on the same files.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
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

const compute = read('docs/compute.schema.json');
const kinds = Object.keys(compute.$defs).filter((name) =>
  compute.anyOf.some(({ $ref }) => $ref === `#/$defs/${name}`));

test('compute has a schema for each KIND, and no other', async () => {
  const { output } = await run('perf-aggregator', ['compute', 'no-such-kind', '/dev/null']);
  assert.deepEqual(kinds.filter((kind) => !output.includes(kind)), []);
  assert.deepEqual(kinds.toSorted(),
    ['flows', 'pipeline', 'reporting', 'series', 'trades', 'xirr']);
});

for (const kind of kinds) {
  const fits = new Ajv({ strictTypes: false, validateFormats: false })
    .compile({ $defs: compute.$defs, $ref: `#/$defs/${kind}` });
  const folder = join(repository, 'fuzz/corpus', `compute_${kind}`);

  test(`the schema of compute ${kind} takes what the program takes`, async (t) => {
    let taken = 0;
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      const { code, output } = await run('perf-aggregator', ['compute', kind, path]);
      if (code === 0) {
        assert.ok(fits(JSON.parse(readFileSync(path, 'utf8'))),
          `${name}: ${JSON.stringify(fits.errors)}`);
        taken++;
      } else {
        assert.equal(code, 65, `${name}: ${output}`);
      }
    }
    assert.ok(taken > 0, 'the corpus has files that are taken');
    t.diagnostic(`${taken} files`);
  });

  test(`a member that compute ${kind} does not know is refused by both`, async () => {
    const name = readdirSync(folder).find((each) =>
      fits(JSON.parse(readFileSync(join(folder, each), 'utf8'))));
    const spoilt = { ...JSON.parse(readFileSync(join(folder, name), 'utf8')), nobodyKnows: 1 };
    const path = join(directory, `${kind}.json`);
    writeFileSync(path, JSON.stringify(spoilt));
    const { code, output } = await run('perf-aggregator', ['compute', kind, path]);
    assert.equal(code, 65, output);
    assert.match(output, /nobodyKnows/);
    assert.ok(!fits(spoilt), 'the schema takes it');
  });
}
