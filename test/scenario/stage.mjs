// SPDX-License-Identifier: Apache-2.0
// stage.mjs - sandbox, enclave and gateway on free ports, as a test file wants them; all end with
// it.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import { SecureClient } from '../../sdk/js/index.js';
import { Program } from './program.mjs';

// Every client warns once that it trusts a simulated enclave: here all do.
const { warn } = console;
console.warn = (...words) => { if (!/SIMULATED/.test(words[0])) warn(...words); };

const COLLECT_MS = 90_000;
const LOOPBACK = ['--host', '127.0.0.1', '--port', '0'];

// What was begun last ends first.  `owner` has after(): a test's context, or node:test itself.
export class Stage {
  #closers = [];

  constructor(owner) {
    owner.after(() => this.close());
    this.directory = mkdtempSync(join(tmpdir(), 'perf-aggregator-scenario-'));
    this.defer(() => rmSync(this.directory, { recursive: true }));
  }

  defer(closer) {
    this.#closers.unshift(closer);
  }

  async close() {
    for (const closer of this.#closers.splice(0)) await closer();
  }

  // A program that must end with 0 when it is told to.
  start(name, args, env) {
    const program = new Program(name, args, env);
    program.expected = 0;
    this.defer(async () => assert.equal(await program.stop(), program.expected, `${name} ends`));
    return program;
  }

  // { program, url, truth, account(name) }
  async sandbox(...flags) {
    const truthPath = join(this.directory, 'truth.json');
    const program = this.start('perf-aggregator-sandbox',
      ['--port', '0', '--seed', '1', '--truth', truthPath, ...flags]);
    const { url } = await program.event('ready');
    const truth = JSON.parse(readFileSync(truthPath, 'utf8'));
    const account = (name) => truth.accounts.find((one) => one.name === name);
    return { program, url, truth, account };
  }

  // { program, url, measurement, root (PEM), rootPath }.  Flags given here beat the standard ones.
  async enclave(exchangeUrl, flags = [], directory = join(this.directory, 'enclave')) {
    const program = this.start('perf-aggregator-enclave',
      ['--attestation', 'insecure_simulated', '--tls', 'off', ...LOOPBACK, '--data-dir', directory,
        '--sandbox-exchange', exchangeUrl, ...flags]);
    const { address, measurement } = await program.event('ready');
    const rootPath = join(directory, 'insecure-simulated-root.pem');
    return { program, url: address, measurement, rootPath, root: readFileSync(rootPath, 'utf8') };
  }

  // { program, url }, once it has verified the enclave behind `backendUrl`.
  async gateway({ measurement, rootPath }, backendUrl, flags = []) {
    const program = this.start('perf-aggregator-gateway',
      ['--tls', 'off', ...LOOPBACK, '--backend-url', backendUrl, '--measurement', measurement,
        '--insecure-simulated-root', rootPath, ...flags]);
    const { address } = await program.event('ready');
    return { program, url: address };
  }
}

// All three, plain: what most tests need.
export async function raise(owner, { sandbox = [], enclave = [], gateway = [] } = {}) {
  const stage = new Stage(owner);
  stage.exchange = await stage.sandbox(...sandbox);
  stage.inside = await stage.enclave(stage.exchange.url, enclave);
  stage.front = await stage.gateway(stage.inside, stage.inside.url, gateway);
  await stage.front.program.event('enclave_verified');
  return stage;
}

// A SecureClient with the keys of `account`; `more` are options that differ.
export function clientFor(inside, account, more = {}) {
  return new SecureClient({ enclaveUrl: inside.url, userId: 'trader-1', exchange: 'binance',
    apiKey: account.apiKey, secret: account.secret, sandbox: true, label: 'main-account',
    policy: { measurements: [inside.measurement] }, trust: { simulatedRoot: inside.root },
    allowSecretsToSimulated: true, ...more });
}

// Ask until `read` gives something true, and give that.
export async function until(what, read) {
  const deadline = performance.now() + COLLECT_MS;
  for (;;) {
    const found = await read();
    if (found) return found;
    if (performance.now() > deadline) throw new Error(`it did not come: ${what}`);
    await setTimeout(100);
  }
}

// Wait until a registered client's account is read to its end; gives the session's document.
export const collected = (client) => until('the whole account', async () => {
  const session = await client.getSession();
  return session.progress.complete && session;
});
