// SPDX-License-Identifier: Apache-2.0
// The package as it is published: what it exports, what it types, what it weighs.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import test from 'node:test';
import { gzipSync } from 'node:zlib';
import { repositoryPath } from '../tools/vectors.js';

const HOME = repositoryPath('sdk/js');
const manifest = JSON.parse(readFileSync(join(HOME, 'package.json'), 'utf8'));
const read = (path) => readFileSync(join(HOME, path), 'utf8');

/** Every module that `entry` reaches, as paths below the package. */
function reached(entry, found = new Set()) {
  if (found.has(entry)) return found;
  found.add(entry);
  for (const [, target] of read(entry).matchAll(/from '([^']+)'/g)) {
    assert.match(target, /^\.\.?\//, `${entry} imports ${target}: no dependency is allowed`);
    reached(relative(HOME, join(HOME, dirname(entry), target)), found);
  }
  return found;
}

test('there are no dependencies, no side effects, no CommonJS', () => {
  assert.equal(manifest.type, 'module');
  assert.equal(manifest.sideEffects, false);
  assert.equal(manifest.engines.node, '>=20');
  for (const kind of ['dependencies', 'peerDependencies', 'devDependencies']) {
    assert.equal(manifest[kind], undefined);
  }
});

for (const [name, { types, default: entry }] of Object.entries(manifest.exports)) {
  test(`"${name}" exports what its types say, and nothing else`, async () => {
    const exported = Object.keys(await import(join(HOME, entry)));
    const declared = [...read(types).matchAll(
      /^export (?:class|function|const) (\w+)|^export \{ (\w+) \}/gm)].map(([, a, b]) => a ?? b);
    assert.deepEqual(exported.sort(), declared.sort());
  });

  test(`"${name}" finds all it needs in the published files`, () => {
    const isPublished = (path) => manifest.files.some((one) =>
      one === path || (!one.includes('.') && path.startsWith(`${one}/`)));
    for (const path of [...reached(entry.slice(2)), types.slice(2)]) {
      assert.ok(existsSync(join(HOME, path)), path);
      assert.ok(isPublished(path), `${path} is not in package.json's "files"`);
    }
  });
}

test('nothing is published that no entry reaches', () => {
  const all = new Set(Object.values(manifest.exports)
    .flatMap(({ default: entry }) => [...reached(entry.slice(2))]));
  const published = manifest.files.flatMap((one) => (statSync(join(HOME, one)).isDirectory()
    ? readdirSync(join(HOME, one)).map((file) => `${one}/${file}`) : [one]));
  for (const path of published.filter((one) => one.endsWith('.js'))) {
    assert.ok(all.has(path), path);
  }
});

// What a bundler makes of an entry: its size, and compressed, in bytes.
async function bundled(t, names, entry) {
  const esbuild = await import('esbuild').catch(() => null);
  if (!esbuild) {
    t.skip('esbuild is not installed: npm ci --prefix sdk/js/test');
    return null;
  }
  const { outputFiles: [{ contents }] } = await esbuild.build({ bundle: true, minify: true,
    format: 'esm', write: false, stdin: { resolveDir: HOME,
      contents: `export { ${names} } from '${entry}';` } });
  const sizes = { minified: contents.length, compressed: gzipSync(contents).length };
  t.diagnostic(`${names}: ${sizes.minified} bytes minified, ${sizes.compressed} compressed`);
  return { ...sizes, text: Buffer.from(contents).toString() };
}

test('verification alone: what is not used stays out', async (t) => {
  const bundle = await bundled(t, 'verifyQuote, intelRoot', './verify/index.js');
  if (!bundle) return;
  // About 12 kB as it travels.
  assert.ok(bundle.compressed <= 12_288 && bundle.minified <= 29_000);
  // Words for people, the older ways in, HPKE: not needed to verify.
  assert.doesNotMatch(bundle.text, /the quote ends too early|"measurements"|X25519|BEGIN PUBLIC/);
  assert.doesNotMatch(bundle.text, /Advanced Micro Devices|RSA-PSS|P-384/);
});

test('SEV-SNP alone: what is for Intel\'s evidence stays out', async (t) => {
  const bundle = await bundled(t, 'verifySnp, amdRoot', './verify/snp.js');
  if (!bundle) return;
  assert.ok(bundle.compressed <= 9_000 && bundle.minified <= 19_000);
  assert.doesNotMatch(bundle.text, /Intel Corporation|OutOfDate|X25519/);
});

test('the whole client', async (t) => {
  const bundle = await bundled(t, 'SecureClient', './index.js');
  if (bundle) assert.ok(bundle.compressed <= 24_000);
});
