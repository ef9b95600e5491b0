// SPDX-License-Identifier: Apache-2.0
// The SDK in headless Chromium, served as files from this machine under a strict policy.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import test from 'node:test';
import { hexEncode } from '../../crypto/index.js';
import { noChromium, openPage } from '../../tools/chromium.js';
import { evidenceFixture } from '../../tools/evidence-fixtures.js';
import { FakeEnclave } from '../../tools/fake-enclave.js';
import { repositoryPath } from '../../tools/vectors.js';

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

/** A server of the page, modules, vectors, documents and a fake enclave; `results` of the page. */
async function serve(enclave, documents) {
  let report;
  const results = new Promise((resolve) => { report = resolve; });
  const about = { measurement: hexEncode(enclave.measurement), root: enclave.platform.rootPem };
  const served = { 'enclave.json': about, ...documents };

  async function answer(request, response) {
    const path = request.url.split('?')[0];
    const send = (status, type, body) => {
      response.writeHead(status, { 'content-type': type, 'content-security-policy': CSP });
      response.end(body);
    };
    if (path === '/') return send(200, 'text/html', PAGE);
    const document = served[path.slice(1)];
    if (document) return send(200, 'application/json', JSON.stringify(document));
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

async function runPage(t, host, documents) {
  const server = await serve(await FakeEnclave.make(), documents);
  t.after(() => server.close());
  const results = await openPage(t, `http://${host}:${server.port}/`, server.results);
  assert.deepEqual(results.failed, []);
  return results.passed;
}

const skip = noChromium;

test('a genuine quote is verified in Chromium, and one with a flipped bit refused', { skip },
  async (t) => {
    const found = await evidenceFixture(t, 'teepot/azure');
    if (!found) return;
    const { quote, collateral, atMs, about } = found;
    const evidence = { quote: Buffer.from(quote).toString('base64'), collateral, atMs,
      tcbStatus: about.tcb_status, mrenclave: about.report.mrenclave };
    assert.equal(await runPage(t, '127.0.0.1', { 'evidence.json': evidence }), 4);
  });

test('every vector and a whole registration, in Chromium', { skip }, async (t) => {
  const passed = await runPage(t, '127.0.0.1', {});
  assert.ok(passed > 200);
  t.diagnostic(`${passed} cases`);
});

test('a page over plain http is told what to do', { skip }, async (t) => {
  assert.equal(await runPage(t, 'insecure.test', {}), 1);
});
