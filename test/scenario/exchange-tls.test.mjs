// SPDX-License-Identifier: Apache-2.0
// TLS to the exchange, with whole programs: the enclave reads the sandbox over https when it trusts
// its certificate, and takes no key for a server that it does not trust.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';

import { Stage, clientFor, collected } from './stage.mjs';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const skip = hasOpenssl ? false : 'there is no openssl here to make certificates with';

// As the sandbox's documentation says.
function certificate(directory, { name = 'IP:127.0.0.1', days = '30', file = 'exchange' } = {}) {
  const [cert, key] = [join(directory, `${file}.pem`), join(directory, `${file}.key`)];
  const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt',
    'ec_paramgen_curve:P-256', '-nodes', '-days', days, '-subj', '/CN=sandbox', '-addext',
    `subjectAltName=${name}`, '-keyout', key, '-out', cert], { encoding: 'utf8' });
  assert.equal(made.status, 0, made.stderr);
  return { cert, key };
}

// The account `small`, of a sandbox with this certificate, for an enclave that trusts `roots`.
async function raise(t, own, roots) {
  const stage = new Stage(t);
  const { cert, key } = certificate(stage.directory, own);
  const exchange = await stage.sandbox('--tls-cert', cert, '--tls-key', key);
  const trusted = roots === undefined ? cert : roots(stage.directory);
  const inside = await stage.enclave(exchange.url, ['--exchange-roots', trusted]);
  const truth = exchange.account('small');
  return { url: exchange.url, truth, client: clientFor(inside, truth) };
}

test('an account is read over TLS to the last digit', { skip }, async (t) => {
  const { url, truth, client } = await raise(t);
  assert.match(url, /^https:\/\/127\.0\.0\.1:/);
  await client.register();
  const session = await collected(client);
  assert.equal(session.progress.fills, truth.totals.trades);
  assert.ok(session.completeness.balances.every(({ residual }) => residual === '0'));
  const { summary } = await client.getMetrics();
  assert.equal(summary.totalVolume, truth.totals.volume);
});

test('an exchange whose certificate is of another name or issuer is no exchange', { skip },
  async (t) => {
    const wrong = [
      [{ name: 'DNS:api.binance.com' }],
      [{}, (directory) => certificate(directory, { file: 'another' }).cert],
    ];
    for (const [own, roots] of wrong) {
      const { client } = await raise(t, own, roots);
      await assert.rejects(client.register(), ({ code, message }) =>
        code === 'EXCHANGE_ERROR' && /its certificate has another name, issuer/.test(message));
    }
  });
