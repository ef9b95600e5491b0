// SPDX-License-Identifier: Apache-2.0
// deploy/fetch-collateral against a service that answers as Intel's does: what it fetched is
// checked before it replaces what is there.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync,
  writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { once } from 'node:events';
import test, { after, before } from 'node:test';

import { repository } from './program.mjs';

const fixtures = resolve(repository, process.env.PERF_AGGREGATOR_FIXTURES ?? '../shared/fixtures');
const source = join(fixtures, 'attestation/teepot/sw_hardening/collateral.json');
const skip = existsSync(source) ? false : 'third-party vectors are not here';
const collateral = skip ? {} : JSON.parse(readFileSync(source, 'utf8'));

const directory = mkdtempSync(join(tmpdir(), 'fetching-'));
const bin = join(directory, 'bin');
const place = join(directory, 'collateral');
let server;
let url;
let spoil = () => {}; // changes an answer: { status, headers, body }
let asked = [];

const der = (hex) => Buffer.from(hex, 'hex');
const chain = (pem) => encodeURIComponent(pem);
const ANSWERS = {
  '/root.crl': () => ({ body: der(collateral.root_ca_crl) }),
  '/sgx/certification/v4/rootcacrl': () => ({ body: collateral.root_ca_crl }),
  '/sgx/certification/v4/pckcrl?ca=platform&encoding=der':
    () => ({ body: der(collateral.pck_crl) }),
  '/sgx/certification/v4/tcb?fmspc=00606a000000': () => ({
    headers: { 'TCB-Info-Issuer-Chain': chain(collateral.tcb_info_issuer_chain) },
    body: `{"tcbInfo":${collateral.tcb_info},"signature":"${collateral.tcb_info_signature}"}`,
  }),
  '/sgx/certification/v4/qe/identity': () => ({
    headers: { 'SGX-Enclave-Identity-Issuer-Chain': chain(collateral.qe_identity_issuer_chain) },
    body: `{"enclaveIdentity":${collateral.qe_identity},` +
      `"signature":"${collateral.qe_identity_signature}"}`,
  }),
};

before(async () => {
  server = createServer((request, response) => {
    asked.push(request.url);
    const answer = { status: ANSWERS[request.url] ? 200 : 404, headers: {}, body: '',
      ...ANSWERS[request.url]?.() };
    spoil(request.url, answer);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${server.address().port}`;
  mkdirSync(bin);
});
after(() => {
  server.close();
  rmSync(directory, { recursive: true });
});

// The command line, judging as of the fixture's time, by its number.
function judgeAt(time) {
  const policy = join(directory, 'policy.json');
  const program = resolve(repository, process.env.PERF_AGGREGATOR_BIN ?? 'build/dev',
    'perf-aggregator');
  writeFileSync(policy, JSON.stringify(
    { measurements: ['a'.repeat(64)], min_tcb_evaluation_data_number: 15 }));
  writeFileSync(join(bin, 'perf-aggregator'),
    `#!/bin/sh\nexec ${program} "$@" --at ${time} --policy ${policy}\n`);
  chmodSync(join(bin, 'perf-aggregator'), 0o755);
}

const GOOD = '2023-05-15T15:41:43Z';

function fetch(args = ['--pcs', url, '--root-crl', `${url}/root.crl`]) {
  asked = [];
  return new Promise((done) => {
    execFile(join(repository, 'deploy/fetch-collateral'), ['--fmspc', '00606a000000', '--ca',
      'platform', '--directory', place, ...args],
    { env: { PATH: `${bin}:${process.env.PATH}`, LC_ALL: 'C.UTF-8' } },
    (error, stdout, stderr) => done({ code: error ? error.code : 0, output: stdout + stderr }));
  });
}

// Changes the answers of paths with that in them.
const of = (part, change) => (path, answer) => {
  if (path.includes(part)) Object.assign(answer, change(answer));
};

const FILES = ['pck.crl', 'qe-identity-chain.pem', 'qe-identity.json', 'root-ca.crl',
  'tcb-info.json', 'tcb-signing-chain.pem'];

test('what Intel\'s service answers is fetched, checked and put in place', { skip }, async () => {
  judgeAt(GOOD);
  const { code, output } = await fetch();
  assert.equal(code, 0, output);
  assert.deepEqual(readdirSync(place).sort(), FILES);
  assert.match(output, /collateral for SGX, FMSPC 00606a000000, evaluation number 15/);
  assert.deepEqual(asked, Object.keys(ANSWERS).filter((path) => !path.endsWith('rootcacrl')));
  assert.equal(readFileSync(join(place, 'tcb-signing-chain.pem'), 'latin1'),
    collateral.tcb_info_issuer_chain);
  assert.deepEqual(readFileSync(join(place, 'root-ca.crl')), der(collateral.root_ca_crl));
});

test('a PCCS does as well, also one that answers lists in hexadecimal', { skip }, async () => {
  judgeAt(GOOD);
  rmSync(place, { recursive: true, force: true });
  const { code, output } = await fetch(['--pccs', url]);
  assert.equal(code, 0, output);
  assert.deepEqual(readFileSync(join(place, 'root-ca.crl')), der(collateral.root_ca_crl));
});

test('what is stale, forged or not there replaces nothing', { skip }, async () => {
  const marks = () => FILES.map((name) => readFileSync(join(place, name), 'latin1')).join();
  judgeAt(GOOD);
  assert.equal((await fetch()).code, 0);
  const whole = marks();
  for (const [wanted, time, change] of [
    [4, '2023-06-09T00:00:00Z', () => {}],
    [3, GOOD, of('tcb?', (answer) => ({ body: answer.body.replace('0', '1') }))],
    [3, GOOD, of('/root.crl', () => ({ body: 'no list' }))],
    [5, GOOD, of('pckcrl', () => ({ status: 503 }))],
    [5, GOOD, of('identity', () => ({ headers: {} }))],
    [65, GOOD, of('tcb?', () => ({ body: '<html>' }))],
  ]) {
    spoil = change;
    judgeAt(time);
    const { code, output } = await fetch();
    assert.equal(code, wanted, output);
    assert.equal(marks(), whole);
    assert.deepEqual(readdirSync(place).sort(), FILES, 'nothing is left behind');
  }
  spoil = () => {};
  const gone = await fetch(['--pcs', 'http://127.0.0.1:1', '--root-crl', `${url}/root.crl`]);
  assert.equal(gone.code, 5, gone.output);
});
