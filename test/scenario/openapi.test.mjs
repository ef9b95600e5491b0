// SPDX-License-Identifier: Apache-2.0
// docs/openapi.json against real answers, of accounts that have everything: each is as its schema
// has it, and has no member that is not there.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after } from 'node:test';

import Ajv from 'ajv/dist/2020.js';

import { askJson } from './ask.mjs';
import { repository } from './program.mjs';
import { Stage, clientFor, collected } from './stage.mjs';

const openapi = JSON.parse(readFileSync(join(repository, 'docs/openapi.json'), 'utf8'));
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false })
  .addSchema(openapi, 'openapi');

const stage = new Stage({ after });
const exchange = await stage.sandbox('--world', 'whole', '--now', '2026-11-28T12:00:00Z');
const inside = await stage.enclave(exchange.url);

const at = (pointer) => pointer.slice(2).split('/')
  .reduce((tree, name) => tree[name.replaceAll('~1', '/').replaceAll('~0', '~')], openapi);

// Members of `value` that no part of its schema names.
function unnamed(schema, value, where) {
  const parts = [];
  for (const queue = [schema]; queue.length > 0;) {
    const one = queue.pop();
    if (one.$ref) queue.push(at(one.$ref));
    parts.push(one);
    for (const many of ['allOf', 'anyOf', 'oneOf']) queue.push(...one[many] ?? []);
  }
  const items = parts.find(({ items: found }) => found)?.items;
  if (Array.isArray(value))
    return items ? value.flatMap((one, i) => unnamed(items, one, `${where}[${i}]`)) : [];
  if (value === null || typeof value !== 'object') return [];
  const properties = Object.assign({}, ...parts.map((one) => one.properties ?? {}));
  const others = parts.find(({ additionalProperties }) => additionalProperties)
    ?.additionalProperties;
  return Object.entries(value).flatMap(([name, inner]) => {
    const found = properties[name] ?? others;
    if (!found) return [`${where}.${name}`];
    return found === true ? [] : unnamed(found, inner, `${where}.${name}`);
  });
}

function check(method, path, status, json) {
  const { content } = openapi.paths[path][method].responses[status];
  const { schema } = Object.values(content)[0];
  const type = Object.keys(content)[0].replace('/', '~1');
  const pointer = `#/paths/${path.replaceAll('/', '~1')}/${method}/responses/${status}`;
  const validate = ajv.getSchema(`openapi${pointer}/content/${type}/schema`);
  assert.ok(validate(json), `${path}: ${JSON.stringify(validate.errors, null, 1)}`);
  assert.deepEqual([...new Set(unnamed(schema, json, path)
    .map((name) => name.replaceAll(/\[\d+\]/g, '[]')))], [], 'members that are not documented');
}

const READS = { summary: '', metrics: '', equity: '', trades: '?limit=5', session: '' };

for (const [name, accountType] of [['margin', 'all'], ['hedge', 'all'], ['ghost', 'spot'],
  ['earn', 'spot']])
  test(`what is read of ${name} is as documented`, async () => {
    const client = clientFor(inside, exchange.account(name), { accountType, proof: 'none' });
    const id = await client.register();
    for (const [read, query] of Object.entries(READS)) { // while it is collected
      const { status, json } = await askJson(`${inside.url}/enclave/${read}/${id}${query}`);
      check('get', `/enclave/${read}/{id}`, status, json);
    }
    const session = await collected(client);
    check('get', '/enclave/session/{id}', 200, session);
    for (const [read, query] of Object.entries(READS)) {
      const { status, json } = await askJson(`${inside.url}/enclave/${read}/${id}${query}`);
      assert.equal(status, 200);
      check('get', `/enclave/${read}/{id}`, status, json);
    }
  });

test('health, evidence and refusals are as documented', async () => {
  for (const path of ['/health', '/health/live', '/health/ready']) {
    const { status, json } = await askJson(`${inside.url}${path}`);
    check('get', path, status, json);
  }
  const nonce = 'A'.repeat(43);
  const evidence = await askJson(`${inside.url}/attestation/quote?nonce=${nonce}`);
  check('get', '/attestation/quote', evidence.status, evidence.json);
  const unknown = await askJson(`${inside.url}/enclave/summary/s1_${'A'.repeat(43)}`);
  check('get', '/enclave/summary/{id}', unknown.status, unknown.json);
  const bad = await askJson(`${inside.url}/attestation/quote?nonce=!`);
  check('get', '/attestation/quote', bad.status, bad.json);
});
