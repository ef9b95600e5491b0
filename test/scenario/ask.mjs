// SPDX-License-Identifier: Apache-2.0
// ask.mjs - one HTTP request, exactly as said; the answer, whatever its status.
import http from 'node:http';
import https from 'node:https';

const TIMEOUT_MS = 30_000;

// `agent` keeps connections; without one each request has its own.
export function ask(url, { method = 'GET', headers = {}, body, agent = false } = {}) {
  const { request } = url.startsWith('https:') ? https : http;
  return new Promise((done, failed) => {
    const asked = request(url, { method, headers, agent, rejectUnauthorized: false,
      timeout: TIMEOUT_MS }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('error', failed);
      answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers,
        text: Buffer.concat(parts).toString() }));
    });
    asked.on('timeout', () => asked.destroy(new Error(`${method} ${url}: no answer`)));
    asked.on('error', failed);
    asked.end(body);
  });
}

// The same, with the answer's JSON as `json`.
export async function askJson(url, options) {
  const answer = await ask(url, options);
  return { ...answer, json: JSON.parse(answer.text) };
}

export const postJson = (url, value, options) => askJson(url, { method: 'POST', ...options,
  headers: { 'content-type': 'application/json', ...options?.headers },
  body: typeof value === 'string' || Buffer.isBuffer(value) ? value : JSON.stringify(value) });

// One value of the enclave's /metrics, summed over its labels.
export async function gauge(enclaveUrl, name) {
  const { text } = await ask(`${enclaveUrl}/metrics`);
  const lines = text.split('\n').filter((line) => line.startsWith(`perf_aggregator_${name}`));
  if (lines.length === 0) throw new Error(`no metric ${name}`);
  return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

// How many POSTs the enclave has been sent so far.  (Its log may be read later than its answer.)
export async function posts(enclaveUrl) {
  const { text } = await ask(`${enclaveUrl}/metrics`);
  const counts = text.matchAll(/^perf_aggregator_http_requests_total\{method="POST".* (\d+)$/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}
