// SPDX-License-Identifier: Apache-2.0
// The enclave as a quote measures it, built twice by tools/dev/build.sh: here, and from a copy of
// the sources in another place, by somebody with another umask, time zone and language.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'node:test';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const here = `${repository}build/measured/perf-aggregator-enclave`;
const elsewhere = `${repository}build/again/a/out/perf-aggregator-enclave`;

const sha256 = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');
const program = readFileSync(here);
const readelf = (...args) => execFileSync('readelf', ['--wide', ...args, here],
  { encoding: 'utf8', maxBuffer: 1 << 26 });

test('two builds in two places give the same program, to the byte', (t) => {
  assert.equal(sha256(here), sha256(elsewhere));
  t.diagnostic(`SHA-256 ${sha256(here)}`);
});

test('the measured program does not say where it was built', () => {
  for (const place of [repository, '/deeper/', 'build/measured']) {
    assert.equal(program.indexOf(place), -1, place);
  }
  // What an assertion prints is the file's name from the top of the tree.
  assert.notEqual(program.indexOf('\0enclave/main/main.c\0'), -1);
});

// What only a simulated provider has: the functions of its files, the names of its own files.
function simulatedMarks() {
  const room = `${repository}enclave/attest/`;
  const sources = readdirSync(room).filter((name) => /simulated.*\.c$/.test(name));
  assert.ok(sources.length >= 3, sources.join());
  const text = sources.map((name) => readFileSync(room + name, 'utf8')).join('');
  const functions = text.match(/^simulated_\w+(?=\()/gm);
  const files = text.match(/insecure-simulated-[a-z]+/g);
  return { functions: [...new Set(functions)], files: [...new Set(files)] };
}

test('there is no simulated provider in the measured program', () => {
  const { functions, files } = simulatedMarks();
  assert.ok(functions.length > 5 && files.length >= 3, 'the marks are found in the sources');
  const symbols = new Set(readelf('--syms').split('\n').map((line) => line.split(/\s+/).at(-1)));
  assert.ok(symbols.has('attest_provider_by_name'), 'symbols are there to be looked at');
  for (const name of [...functions, 'attest_insecure_simulated']) {
    assert.ok(!symbols.has(name), name);
  }
  for (const name of [...files, 'insecure_simulated\0']) {
    assert.equal(program.indexOf(name), -1, name);
  }
});

test('the measured program takes nothing from the machine but the C library', () => {
  const needed = [...readelf('--dynamic').matchAll(/\(NEEDED\).*\[(.*)\]/g)].map((m) => m[1]);
  assert.ok(needed.every((name) => /^(libc|ld-linux-x86-64)\.so\.\d$/.test(name)), needed.join());
  assert.doesNotMatch(readelf('--dynamic'), /RPATH|RUNPATH/);
});

test('the measured program is hardened: PIE, RELRO at once, no executable stack', () => {
  assert.match(readelf('--file-header'), /Type:\s+DYN/);
  assert.match(readelf('--dynamic'), /BIND_NOW/);
  const segments = readelf('--segments');
  assert.match(segments, /GNU_RELRO/);
  assert.match(segments, /GNU_STACK.*\sRW\s/);
  assert.match(readelf('--syms'), /__stack_chk_fail/);
});

// It is looked at while it waits for the rest of a configuration file.
async function mapsOfRunning() {
  const directory = mkdtempSync(join(tmpdir(), 'release-'));
  const pipe = join(directory, 'enclave.conf');
  execFileSync('mkfifo', [pipe]);
  const child = spawn(here, ['--config', pipe], { stdio: 'ignore' });
  const writer = await open(pipe, 'w');
  try {
    return readFileSync(`/proc/${child.pid}/smaps`, 'latin1');
  } finally {
    await writer.close();
    child.kill();
    rmSync(directory, { recursive: true });
  }
}

test('the heap of the measured program may use large pages', async (t) => {
  if (!existsSync('/sys/kernel/mm/transparent_hugepage')) {
    t.skip('this kernel has no large pages');
    return;
  }
  let maps;
  try {
    maps = await mapsOfRunning();
  } catch (error) {
    if (error.code !== 'EACCES') throw error;
    t.skip('another process cannot be looked at here');
    return;
  }
  const heaps = [...maps.matchAll(/\[heap\]\nSize: +(\d+) kB\n((?:[A-Z]\w+:.*\n)+)/g)];
  assert.ok(heaps.some(([, size, rest]) => Number(size) >= 1 << 20 && / hg\b/.test(rest)), maps);
});
