// SPDX-License-Identifier: Apache-2.0
// How the programs start, restart and stop: settings from flags, environment and file; wrong ones
// named; what is under way finished; a new enclave verified anew.
import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import test from 'node:test';

import { ask, askJson, postJson } from './ask.mjs';
import { run } from './program.mjs';
import { attest, register, seal } from './sealing.mjs';
import { Stage, clientFor, raise, until } from './stage.mjs';

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

// [flags, environment, what the complaint must name]; each leaves with 64.
const WRONG = {
  'perf-aggregator-sandbox': [[['--port', '70000'], {}, '--port'], [['--prot', '1'], {}, '--prot'],
    [['--seed'], {}, '--seed'], [['--latency-ms', 'x'], {}, '--latency-ms']],
  'perf-aggregator-enclave': [[[], {}, '--attestation'],
    [['--attestation', 'magic'], {}, '--attestation'], [['--prot', '1'], {}, '--prot'],
    [['--attestation', 'insecure_simulated', '--port', '70000'], {}, '--port'],
    [['--attestation', 'insecure_simulated', '--port'], {}, '--port'],
    [['--attestation', 'insecure_simulated', '--tls', 'off'], {}, '--tls'],
    [['--attestation', 'insecure_simulated'], { ENCLAVE_PORT: 'http' }, 'ENCLAVE_PORT'],
    [['--attestation', 'insecure_simulated'], { RATE_LIMIT_MAX: '-1' }, 'RATE_LIMIT_MAX'],
    [['--attestation', 'insecure_simulated', '--sandbox-exchange', 'http://192.0.2.1:1'], {},
      '--sandbox-exchange'],
    [['--attestation', 'insecure_simulated', '--config', '/nowhere'], {}, '/nowhere']],
  'perf-aggregator-gateway': [[[], {}, '--measurement'], [['--prot', '1'], {}, '--prot'],
    [['--measurement', 'abc'], {}, '--measurement'],
    [['--measurement', 'ab'.repeat(32), '--backend-url', 'ftp://x'], {}, '--backend-url'],
    [['--measurement', 'ab'.repeat(32)], { PORT: 'x' }, 'PORT'],
    [['--measurement', 'ab'.repeat(32), '--insecure-simulated-root', '/nowhere'], {}, '/nowhere']],
  'perf-aggregator': [[[], {}, 'help'], [['regsiter'], {}, 'register'],
    [['attest', '--measurment', 'x'], {}, '--measurment'],
    [['register', '--secret', 'hunter2'], {}, '--secret'],
    [['attest', '--url', 'ftp://x', '--measurement', 'ab'.repeat(32)], {}, '--url']],
};

for (const [name, tries] of Object.entries(WRONG)) {
  test(`${name} names the setting at fault and leaves with 64`, async () => {
    for (const [flags, env, named] of tries) {
      const { code, output } = await run(name, flags, { env });
      assert.equal(code, 64, `${flags} ${JSON.stringify(env)}: ${code} ${output}`);
      assert.ok(output.includes(named), output);
      assert.ok(!output.includes('hunter2'));
    }
  });

  test(`${name} explains itself`, async () => {
    const help = await run(name, ['--help']);
    assert.equal(help.code, 0);
    assert.match(help.output, /--\w/);
    const version = await run(name, ['--version']);
    assert.equal(version.code, 0);
    assert.match(version.output, /\d+\.\d+/);
  });
}

test('the variables of the original contract set both servers up', async (t) => {
  const stage = new Stage(t);
  const exchange = await stage.sandbox();
  const [enclavePort, gatewayPort] = [await freePort(), await freePort()];
  const files = { ENCLAVE_PRIVATE_KEY: join(stage.directory, 'mine.sealed'),
    ENCLAVE_PUBLIC_KEY: join(stage.directory, 'mine.pem') };
  const enclave = stage.start('perf-aggregator-enclave', [], { ...files,
    ENCLAVE_PORT: String(enclavePort), ENCLAVE_HOST: '127.0.0.1', ENCLAVE_TLS: 'off',
    ENCLAVE_ATTESTATION: 'insecure_simulated', ENCLAVE_DATA_DIR: stage.directory,
    ENCLAVE_SANDBOX_EXCHANGE: exchange.url });
  const { address, measurement } = await enclave.event('ready');
  assert.equal(address, `http://127.0.0.1:${enclavePort}`);
  const { json } = await askJson(`${address}/attestation/quote`);
  const published = createPublicKey(readFileSync(files.ENCLAVE_PUBLIC_KEY, 'utf8'));
  assert.equal(published.asymmetricKeyType, 'ed25519');
  assert.equal(published.export({ format: 'jwk' }).x,
    Buffer.from(json.identity_key, 'base64').toString('base64url'));
  assert.ok(existsSync(files.ENCLAVE_PRIVATE_KEY));
  assert.ok(!existsSync(join(stage.directory, 'identity.sealed')));

  const gateway = stage.start('perf-aggregator-gateway', [], { PORT: String(gatewayPort),
    HOST: '127.0.0.1', BACKEND_URL: address, GATEWAY_TLS: 'off',
    GATEWAY_MEASUREMENTS: `${'ab'.repeat(32)},${measurement}`,
    GATEWAY_SIMULATED_ROOT: join(stage.directory, 'insecure-simulated-root.pem') });
  await gateway.event('enclave_verified');
  const health = await askJson(`http://127.0.0.1:${gatewayPort}/health`);
  assert.deepEqual([health.status, health.json.status], [200, 'healthy']);
});

test('a flag beats the environment, which beats the file', async (t) => {
  const stage = new Stage(t);
  const file = join(stage.directory, 'enclave.conf');
  writeFileSync(file, '# mine\nENCLAVE_HOST=192.0.2.1\nENCLAVE_PORT=1\nENCLAVE_TLS=off\n'
    + 'ENCLAVE_ATTESTATION=insecure_simulated\n');
  const port = await freePort();
  const program = stage.start('perf-aggregator-enclave',
    ['--config', file, '--host', '127.0.0.1', '--data-dir', stage.directory],
    { ENCLAVE_HOST: '192.0.2.2', ENCLAVE_PORT: String(port) });
  assert.equal((await program.event('ready')).address, `http://127.0.0.1:${port}`);
});

test('a port that is taken is said, and the program leaves with 78', async (t) => {
  const stage = new Stage(t);
  const { url } = await stage.sandbox();
  const { port } = new URL(url);
  const { code, output } = await run('perf-aggregator-enclave', ['--attestation',
    'insecure_simulated', '--tls', 'off', '--host', '127.0.0.1', '--port', port,
    '--data-dir', stage.directory]);
  assert.equal(code, 78);
  assert.ok(output.includes(port), output);
});

test('told to stop, the servers answer what is under way and leave with 0', async (t) => {
  const stage = new Stage(t);
  const exchange = await stage.sandbox('--latency-ms', '1500');
  const inside = await stage.enclave(exchange.url);
  const front = await stage.gateway(inside, inside.url);
  await front.program.event('enclave_verified');
  const request = await seal(inside, exchange.account('small'));
  const answer = postJson(`${front.url}/enclave/submit_key`, request);
  // Once its key is held, it waits for the exchange.
  await until('the key to be held', async () =>
    /credentials_held 1/.test((await ask(`${inside.url}/metrics`)).text));
  const stopped = [front.program.stop(), inside.program.stop()];
  const { status } = await answer;
  assert.equal(status, 201);
  assert.deepEqual(await Promise.all(stopped), [0, 0]);
  for (const { program } of [front, inside]) await program.event('stopping');
});

test('a restarted enclave has new keys: the gateway verifies it, old sessions are nobody\'s',
  async (t) => {
    const stage = await raise(t);
    const { exchange, front } = stage;
    const port = new URL(stage.inside.url).port;
    const old = await register(stage.inside, exchange.account('small'), { proof: 'none' });
    const oldKeys = (await attest(stage.inside)).facts;
    const url = `${front.url}/enclave/session/${old.id}`;
    assert.equal((await ask(url)).status, 200);
    assert.equal(await stage.inside.program.stop(), 0);
    const down = await askJson(url);
    assert.deepEqual([down.status, down.json.code], [503, 'UNAVAILABLE']);
    assert.ok(Number(down.headers['retry-after']) > 0);

    const inside = await stage.enclave(exchange.url, ['--port', port]);
    const { facts } = await attest(inside, front.url);
    assert.notEqual(facts.publicKey, oldKeys.publicKey);
    assert.equal(facts.identityKey, oldKeys.identityKey, 'the identity outlives the restart');
    assert.equal((await ask(url)).status, 401);
    const client = clientFor({ ...inside, url: front.url }, exchange.account('small'));
    await client.register();
    assert.equal((await client.getSession()).proof, 'hmac');
  });

test('an enclave of another identity is refused by the gateway that knew the first', async (t) => {
  const stage = await raise(t);
  const { exchange, front } = stage;
  const { port } = new URL(stage.inside.url);
  await stage.inside.program.stop();
  const from = front.program.lines.length;
  await stage.enclave(exchange.url, ['--port', port], join(stage.directory, 'other'));
  const { status, json } = await askJson(`${front.url}/health`);
  assert.equal(status, 503);
  assert.match(json.detail, /ATT_E_ROOT_UNTRUSTED/);
  await front.program.event('enclave_refused', from);
});

test('a restarted gateway needs nothing but its settings', async (t) => {
  const stage = await raise(t);
  const session = await register(stage.inside, stage.exchange.account('small'), { proof: 'none' });
  await stage.front.program.stop();
  const front = await stage.gateway(stage.inside, stage.inside.url);
  assert.equal((await ask(`${front.url}/enclave/session/${session.id}`)).status, 200);
});
