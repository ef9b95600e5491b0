// SPDX-License-Identifier: Apache-2.0
// proxies.mjs - somebody in the middle: one who only listens, one who changes answers.
import { once } from 'node:events';
import http from 'node:http';
import { connect, createServer } from 'node:net';

import { ask } from './ask.mjs';

async function listening(server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${server.address().port}`;
}

// Passes bytes to `target` and back; `crossed()` is all of them, both ways.
export async function recordingProxy(stage, target) {
  const crossed = [];
  const sockets = new Set();
  const { port, hostname } = new URL(target);
  const pass = (from, to) => {
    sockets.add(from);
    from.on('data', (chunk) => { crossed.push(chunk); });
    from.on('error', () => to.destroy());
    from.on('close', () => sockets.delete(from));
    from.pipe(to);
  };
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    pass(near, far);
    pass(far, near);
  });
  const url = await listening(server);
  stage.defer(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { url, crossed: () => Buffer.concat(crossed) };
}

async function bodyOf(message) {
  const parts = [];
  for await (const part of message) parts.push(part);
  return Buffer.concat(parts);
}

// Passes requests to `target`.  `proxy.requests` is what came: "METHOD /path".  Evidence on its way
// back goes through `proxy.spoil`, and the nonce on its way there through `proxy.spoilNonce`.
export async function tamperingProxy(stage, target) {
  const proxy = { requests: [], spoil: null, spoilNonce: null };
  const answer = async (request, response) => {
    const { pathname, search } = new URL(request.url, target);
    const isEvidence = pathname === '/attestation/quote';
    proxy.requests.push(`${request.method} ${pathname}`);
    const there = isEvidence && proxy.spoilNonce ? proxy.spoilNonce(search) : search;
    const { host: _, connection: __, ...headers } = request.headers;
    const found = await ask(target + pathname + there,
      { method: request.method, headers, body: await bodyOf(request) });
    let { text } = found;
    if (isEvidence && proxy.spoil) {
      const evidence = JSON.parse(text);
      text = JSON.stringify(proxy.spoil(evidence, new URLSearchParams(search)) ?? evidence);
    }
    response.writeHead(found.status, { 'content-type': found.headers['content-type'],
      'content-length': Buffer.byteLength(text) });
    response.end(text);
  };
  const server = http.createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  proxy.url = await listening(server);
  stage.defer(() => {
    server.close();
    server.closeAllConnections();
  });
  return proxy;
}
