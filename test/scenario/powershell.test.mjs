// SPDX-License-Identifier: Apache-2.0
// The PowerShell script as its users run it, in the real engine, against the running programs; then
// the session's id is enough for a plain GET.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import test from 'node:test';

import { askJson } from './ask.mjs';
import { repository } from './program.mjs';
import { tamperingProxy } from './proxies.mjs';
import { raise, until } from './stage.mjs';

const HOST = join(repository, 'test/powershell/host');
const SCRIPT = join(repository, 'sdk/powershell/register-user.ps1');
const hasDotnet = spawnSync('dotnet', ['--version']).status === 0;
const skip = hasDotnet ? false : 'the .NET SDK is not installed';

function build() {
  const { status, stdout } = spawnSync('dotnet', ['build', HOST, '--nologo', '-v', 'quiet']);
  assert.equal(status, 0, `the test host does not build: ${stdout}`);
}

// Key and secret are asked for, and answered on standard input.
async function registerUser({ inside, url, account, more = [] }) {
  const child = spawn(join(HOST, 'bin/Debug/net10.0/host'), [SCRIPT, '-UserId', 'trader-1',
    '-Exchange', 'binance', '-Sandbox', '-ServiceUrl', url, '-Measurement', inside.measurement,
    '-InsecureSimulatedRoot', inside.rootPath, ...more]);
  const output = [];
  child.stdout.on('data', (chunk) => output.push(chunk));
  child.stderr.on('data', (chunk) => output.push(chunk));
  child.stdin.on('error', () => {}); // It may refuse before it asks.
  child.stdin.end(`${account.apiKey}\n${account.secret}\n`);
  const [code] = await once(child, 'close');
  return { code, output: Buffer.concat(output).toString() };
}

const SECURE = ['-Secure', '-AllowSecretsToSimulated'];

test('register-user.ps1 and the enclave', { skip }, async (t) => {
  build();
  const stage = await raise(t);
  const { inside, front } = stage;
  const account = stage.exchange.account('small');

  await t.test('it registers through the gateway, and the id alone reads the truth', async () => {
    const { code, output } = await registerUser({ inside, url: front.url, account, more: SECURE });
    assert.equal(code, 0, output);
    assert.ok(!output.includes(account.secret));
    const [id] = /session_\d+_[A-Za-z0-9_-]{43}/.exec(output);
    const summary = await until('the whole account', async () => {
      const { status, json } = await askJson(`${front.url}/enclave/summary/${id}`);
      assert.equal(status, 200);
      return json.progress.complete && json.summary;
    });
    assert.equal(summary.trades, account.totals.trades);
    assert.equal(summary.realizedPnl, account.totals.netRealizedPnl);
  });

  await t.test('evidence that is wrong, or no word of consent: it sends nothing', async () => {
    const proxy = await tamperingProxy(stage, inside.url);
    proxy.spoil = (evidence) => { evidence.config += 'more=1'; };
    const tries = [[SECURE, {}, /ATT_E_CONFIG/], [['-Secure'], {}, /AllowSecretsToSimulated/],
      [SECURE, { measurement: 'ab'.repeat(32) }, /ATT_E_MRENCLAVE/]];
    await Promise.all(tries.map(async ([more, wrong, said]) => {
      const { code, output } = await registerUser(
        { inside: { ...inside, ...wrong }, url: proxy.url, account, more });
      assert.equal(code, 1);
      assert.match(output, said);
    }));
    assert.deepEqual(proxy.requests.filter((one) => one !== 'GET /attestation/quote'), []);
  });
});
