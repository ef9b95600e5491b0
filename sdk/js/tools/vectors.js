// SPDX-License-Identifier: Apache-2.0
// Where the tests find vectors: our own in test/vectors, third parties' beside the repository.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../../../', import.meta.url);
const fixtures = process.env.PERF_AGGREGATOR_FIXTURES
  ?? fileURLToPath(new URL('../shared/fixtures', root));

export const repositoryPath = (relative) => fileURLToPath(new URL(relative, root));
export const fixturePath = (relative) => `${fixtures}/${relative}`;

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** A file of third-party vectors, or null with the running test marked as skipped. */
export function fixture(t, relative) {
  if (existsSync(fixturePath(relative))) return readJson(fixturePath(relative));
  t.skip(`fixtures are not on this machine: ${relative}`);
  return null;
}

/** Vectors of this repository: they are always there. */
export const vectors = (name) => readJson(repositoryPath(`test/vectors/${name}`));
