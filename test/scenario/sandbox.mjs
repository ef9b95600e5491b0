// SPDX-License-Identifier: Apache-2.0
// sandbox.mjs - starts perf-aggregator-sandbox for one test file and reads its truth.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const bin = process.env.PERF_AGGREGATOR_BIN ?? 'build/dev';

// The first line a program prints, or an error when it ends before.
function firstLine(program) {
  return new Promise((resolve, reject) => {
    let text = '';
    program.stdout.on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
    });
    program.on('error', reject);
    program.on('exit', (code) => reject(new Error(`the sandbox ended with ${code}`)));
  });
}

// { url, truth, account(name), stop() }
export async function startSandbox({ seed = 1, flags = [] } = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'sandbox-'));
  const truthPath = join(directory, 'truth.json');
  const program = spawn(join(bin, 'perf-aggregator-sandbox'),
    ['--port', '0', '--seed', String(seed), '--truth', truthPath, ...flags],
    { stdio: ['ignore', 'pipe', 'inherit'] });
  const ready = JSON.parse(await firstLine(program));
  const truth = JSON.parse(readFileSync(truthPath, 'utf8'));
  const ended = new Promise((resolve) => program.on('exit', resolve));
  return {
    url: ready.url,
    truth,
    account: (name) => truth.accounts.find((account) => account.name === name),
    async stop() {
      program.kill('SIGTERM');
      const code = await ended;
      rmSync(directory, { recursive: true });
      return code;
    },
  };
}
