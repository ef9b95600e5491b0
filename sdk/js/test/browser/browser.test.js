// SPDX-License-Identifier: Apache-2.0
// The SDK in headless Chromium, served as files from this machine under a strict policy.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import test from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { hexEncode } from '../../crypto/index.js';
import { FakeEnclave } from '../../tools/fake-enclave.js';
import { repositoryPath } from '../../tools/vectors.js';

const TIMEOUT_MS = 60_000;
const CHROMIUM = process.env.CHROMIUM
  ?? ['chromium', 'google-chrome'].find((name) => spawnSync(name, ['--version']).status === 0);
const FLAGS = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic',
  '--no-first-run', '--disable-background-networking', '--disable-component-update',
  '--disable-sync', '--host-resolver-rules=MAP insecure.test 127.0.0.1'];

const PAGE = '<!doctype html><title>SDK</title><script type="module" src="/page.js"></script>';
const CSP = "default-src 'none'; script-src 'self'; connect-src 'self'";
const TYPES = { '.js': 'text/javascript', '.json': 'application/json' };
const PLACES = [
  [/^\/page\.js$/, () => 'sdk/js/tools/browser-page.js'],
  [/^\/sdk\/([a-z0-9/-]+\.js)$/, (name) => `sdk/js/${name}`],
  [/^\/vectors\/([a-z]+\.json)$/, (name) => `test/vectors/${name}`],
];

function fileFor(path) {
  for (const [pattern, place] of PLACES) {
    const found = pattern.exec(path);
    if (found) return repositoryPath(place(found[1]));
  }
  return null;
}

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
}

/** A server of the page, the modules, the vectors and a fake enclave; `results` of the page. */
async function serve(enclave) {
  let report;
  const results = new Promise((resolve) => { report = resolve; });
  const about = JSON.stringify(
    { measurement: hexEncode(enclave.measurement), root: enclave.platform.rootPem });

  async function answer(request, response) {
    const path = request.url.split('?')[0];
    const send = (status, type, body) => {
      response.writeHead(status, { 'content-type': type, 'content-security-policy': CSP });
      response.end(body);
    };
    if (path === '/') return send(200, 'text/html', PAGE);
    if (path === '/enclave.json') return send(200, 'application/json', about);
    if (path === '/result') {
      report(JSON.parse(await bodyOf(request)));
      return send(204);
    }
    if (/^\/(attestation|enclave)\//.test(path)) {
      const reply = await enclave.fetch(`http://${request.headers.host}${request.url}`,
        { method: request.method, headers: request.headers, body: await bodyOf(request) });
      return send(reply.status, reply.headers.get('content-type'), await reply.text());
    }
    const file = fileFor(path);
    return file ? send(200, TYPES[extname(file)], readFileSync(file)) : send(404, 'text/plain', '');
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error) => {
      response.writeHead(500);
      response.end(error.stack);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { results, port: server.address().port, close: () => server.close() };
}

async function runPage(t, host) {
  const server = await serve(await FakeEnclave.make());
  const profile = mkdtempSync(join(tmpdir(), 'perf-aggregator-chromium-'));
  const browser = spawn(CHROMIUM,
    [...FLAGS, `--user-data-dir=${profile}`, `http://${host}:${server.port}/`],
    { stdio: 'ignore', detached: true });
  const exited = once(browser, 'exit');
  t.after(async () => {
    // With the processes it started: they write to the profile too.
    if (browser.exitCode === null) process.kill(-browser.pid, 'SIGKILL');
    await exited.catch(() => {});
    server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
  });
  const late = setTimeout(TIMEOUT_MS, null, { ref: false }).then(() => {
    throw new Error('the page did not report');
  });
  const gone = exited.then(([status]) => {
    throw new Error(`Chromium ended with ${status}`);
  });
  const results = await Promise.race([server.results, late, gone]);
  assert.deepEqual(results.failed, []);
  return results.passed;
}

const skip = CHROMIUM ? false : 'Chromium is not installed';

test('every vector and a whole registration, in Chromium', { skip }, async (t) => {
  const passed = await runPage(t, '127.0.0.1');
  assert.ok(passed > 50);
  t.diagnostic(`${passed} cases`);
});

test('a page over plain http is told what to do', { skip }, async (t) => {
  assert.equal(await runPage(t, 'insecure.test'), 1);
});
