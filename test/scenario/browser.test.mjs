// SPDX-License-Identifier: Apache-2.0
// A web page of another origin than the enclave's: allowed, it registers and shows the metrics;
// not allowed, the browser keeps it away.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import test, { after } from 'node:test';

import { noChromium, openPage } from '../../sdk/js/tools/chromium.js';
import { ask, posts } from './ask.mjs';
import { repository } from './program.mjs';
import { raise } from './stage.mjs';

const PAGE = '<!doctype html><title>Page</title><script type="module" src="/page.js"></script>';

// Serves the page, the SDK and the client's options; `shown` is what the page said it shows.
async function servePage(options) {
  let report;
  const shown = new Promise((resolve) => { report = resolve; });
  const script = (path) => ['text/javascript', readFileSync(join(repository, path))];
  const find = (path) => {
    if (path === '/') return ['text/html', PAGE];
    if (path === '/page.js') return script('test/scenario/browser-page.js');
    if (path === '/options.json') return ['application/json', JSON.stringify({ options })];
    return /^\/sdk\/[a-z0-9/-]+\.js$/.test(path) ? script(`sdk/js/${path.slice(5)}`) : null;
  };
  const server = createServer(async (request, response) => {
    if (request.url === '/result') {
      const parts = [];
      for await (const part of request) parts.push(part);
      report(Buffer.concat(parts).toString());
    }
    const [type, body] = find(request.url) ?? ['text/plain', ''];
    response.writeHead(200, { 'content-type': type });
    response.end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { shown, port: server.address().port, close: () => server.close() };
}

const options = {}; // filled in once there is an enclave that allows the page's origin
const server = await servePage(options);
after(() => server.close());
const origin = `http://127.0.0.1:${server.port}`;
const stage = await raise({ after },
  { enclave: ['--allowed-origins', `https://perf.example,${origin}`] });
const { inside, front, exchange } = stage;
const small = exchange.account('small');

Object.assign(options, { enclaveUrl: front.url, userId: 'browser', exchange: 'binance',
  apiKey: small.apiKey, secret: small.secret, sandbox: true, allowSecretsToSimulated: true,
  policy: { measurements: [inside.measurement] }, trust: { simulatedRoot: inside.root } });

test('a page of an allowed origin registers and shows the metrics', { skip: noChromium },
  async (t) => {
    const { trades, volume, netRealizedPnl } = small.totals;
    assert.equal(await openPage(t, `${origin}/`, server.shown),
      `${trades} trades, volume ${volume}, result ${netRealizedPnl}`);
  });

test('a page of another origin is kept away by the browser', { skip: noChromium }, async (t) => {
  const other = await servePage(options);
  t.after(() => other.close());
  const before = await posts(inside.url);
  assert.equal(await openPage(t, `http://127.0.0.1:${other.port}/`, other.shown), 'NETWORK_ERROR');
  assert.equal(await posts(inside.url), before);
});

for (const [side, url] of [['the enclave', inside.url], ['the gateway', front.url]]) {
  const preflight = (path, from, method) => ask(url + path, { method: 'OPTIONS', headers: {
    origin: from, 'access-control-request-method': method,
    'access-control-request-headers': 'content-type,signature,signature-input' } });

  test(`a preflight of an allowed origin is answered (${side})`, async () => {
    for (const [path, method] of [['/enclave/submit_key', 'POST'], ['/enclave/summary/x', 'GET'],
      ['/enclave/session/x', 'DELETE']]) {
      const { status, headers } = await preflight(path, origin, method);
      assert.equal(status, 204, path);
      assert.equal(headers['access-control-allow-origin'], origin);
      assert.ok(headers['access-control-allow-methods'].split(', ').includes(method));
      assert.match(headers['access-control-allow-headers'], /Signature-Input/);
      assert.match(headers.vary, /Origin/);
    }
  });

  test(`an origin that is not allowed gets no word of permission (${side})`, async () => {
    for (const from of ['http://evil.example', 'null', `${origin}0`, 'https://perf.example.org']) {
      for (const answer of [await preflight('/enclave/submit_key', from, 'POST'),
        await ask(`${url}/health`, { headers: { origin: from } })]) {
        assert.equal(answer.headers['access-control-allow-origin'], undefined, from);
      }
    }
  });

  test(`a page may read when to come again (${side})`, async () => {
    const { status, headers } = await ask(`${url}/health`, { headers: { origin } });
    assert.equal(status, 200);
    assert.equal(headers['access-control-allow-origin'], origin);
    assert.match(headers['access-control-expose-headers'], /Retry-After/);
  });
}
