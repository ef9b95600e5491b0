// SPDX-License-Identifier: Apache-2.0
// The real providers where their platforms are not, and collateral as an operator keeps it.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { run } from './program.mjs';
import { Stage } from './stage.mjs';

const CANNOT_START = 78;
const ENCLAVE = ['--tls', 'off', '--host', '127.0.0.1', '--port', '0'];

// Ends before it serves, and says why.
async function refusal(flags) {
  const { code, output } = await run('perf-aggregator-enclave', [...ENCLAVE, ...flags]);
  assert.equal(code, CANNOT_START, output);
  assert.doesNotMatch(output, /"event":"ready"/);
  return output;
}

const has = {
  gramine_sgx: '/dev/attestation/quote',
  tsm_tdx: '/sys/kernel/config/tsm/report',
  tsm_snp: '/sys/kernel/config/tsm/report',
};
const words = {
  gramine_sgx: /attestation_type.*it runs under gramine-sgx only/,
  tsm_tdx: /tsm_tdx: cannot make the directory .*mount configfs/,
  tsm_snp: /tsm_snp: cannot make the directory .*mount configfs/,
};

for (const [provider, path] of Object.entries(has)) {
  test(`${provider} does not start where there is no such platform, and says what is missing`,
    { skip: existsSync(path) && `${path} is here` }, async (t) => {
      const { directory } = new Stage(t);
      assert.match(await refusal(['--attestation', provider, '--data-dir', directory]),
        words[provider]);
    });
}

const metrics = async (url) => (await fetch(`${url}/metrics`)).text();
const evidence = async (url) => (await fetch(`${url}/attestation/quote`)).json();
const collateralOf = async (url) => (await evidence(url)).collateral;

test('the enclave serves the collateral of its directory, and says how long each item is good',
  async (t) => {
    const stage = new Stage(t);
    const { url: exchange } = await stage.sandbox();
    const own = await stage.enclave(exchange);
    const served = await collateralOf(own.url);
    const directory = join(stage.directory, 'collateral');
    mkdirSync(directory);
    writeFileSync(join(directory, 'collateral.json'), JSON.stringify(served));
    const given = await stage.enclave(exchange, ['--collateral-dir', directory]);
    assert.deepEqual(await collateralOf(given.url), served);
    const text = await metrics(given.url);
    for (const item of ['root CRL', 'PCK CRL', 'TCB info', 'QE identity']) {
      const days = text.match(new RegExp(`collateral_days_left\\{item="${item}"\\} (-?\\d+)\n`));
      assert.ok(days && Number(days[1]) >= 28 && Number(days[1]) < 30, item);
    }
    assert.equal((await fetch(`${given.url}/health/ready`)).status, 200);
    await stage.gateway(given, given.url).then(({ program }) => program.event('enclave_verified'));
  });

test('collateral of another platform, or none, is refused before anybody is served', async (t) => {
  const stage = new Stage(t);
  const { url: exchange } = await stage.sandbox();
  const other = await stage.enclave(exchange);
  const directory = join(stage.directory, 'collateral');
  mkdirSync(directory);
  const flags = ['--attestation', 'insecure_simulated', '--collateral-dir', directory,
    '--data-dir', join(stage.directory, 'another')];
  assert.match(await refusal(flags), new RegExp(`${directory}: `));
  writeFileSync(join(directory, 'collateral.json'), JSON.stringify(await collateralOf(other.url)));
  const foreign = await refusal(flags);
  assert.match(foreign, /collateral in .*collateral: .*ATT_E_/);
  assert.match(foreign, /"event":"platform"[^\n]*"fmspc":"53494d000000"/);
});
