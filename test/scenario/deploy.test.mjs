// SPDX-License-Identifier: Apache-2.0
// What deploy/ holds: the manifest keeps closed what must be, the signing script says what it did
// and what it could not, units are understood by systemd.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync,
  symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';

import { repository, run } from './program.mjs';

const deploy = join(repository, 'deploy');
const template = readFileSync(
  join(deploy, 'gramine/perf-aggregator-enclave.manifest.template'), 'utf8');
const lines = template.split('\n').filter((line) => !line.startsWith('#'));

const directory = mkdtempSync(join(tmpdir(), 'deploy-'));
after(() => rmSync(directory, { recursive: true }));

// A script of ours with nothing on its PATH but what is named; { code, output, stdout }.
function script(name, args, path) {
  return new Promise((done) => {
    execFile(join(deploy, name), args, { cwd: directory, env: { PATH: path, LC_ALL: 'C.UTF-8' } },
      (error, stdout, stderr) => done(
        { code: error ? error.code : 0, stdout, output: stdout + stderr }));
  });
}

// A directory with these programs of the system, and scripts.
function pathOf(name, tools, scripts = {}) {
  const at = join(directory, name);
  mkdirSync(at);
  for (const tool of tools) {
    const found = ['/usr/bin', '/bin'].map((bin) => join(bin, tool)).find(existsSync);
    symlinkSync(found, join(at, tool));
  }
  for (const [tool, text] of Object.entries(scripts)) {
    writeFileSync(join(at, tool), `#!/bin/sh\n${text}`);
    chmodSync(join(at, tool), 0o755);
  }
  return at;
}

const value = (key) => lines.find((line) => line.startsWith(`${key} = `))?.slice(key.length + 3);

function list(key) {
  const [, inside] = template.split(`\n${key} = [\n`)[1].match(/^([^\]]*)\]/);
  return inside.match(/"[^"]*"/g).map((text) => text.slice(1, -1));
}

test('the manifest is for production: no debugging, DCAP, errors only, nothing insecure', () => {
  assert.equal(value('sgx.debug'), 'false');
  assert.equal(value('sgx.remote_attestation'), '"dcap"');
  assert.equal(value('loader.log_level'), '"error"');
  assert.equal(value('sgx.file_check_policy'), '"strict"');
  for (const word of ['insecure__', 'passthrough', 'src_file', 'allow_all_but_log', 'experimental',
    'profile', 'enable_stats']) {
    assert.ok(!lines.some((line) => line.includes(word)), word);
  }
  // Whatever sgx.debug may be elsewhere, it is said once.
  assert.equal(lines.filter((line) => line.startsWith('sgx.debug')).length, 1);
});

test('the manifest measures code and roots, and believes nothing it leaves open', () => {
  assert.deepEqual(list('sgx.trusted_files'), ['file:{{ gramine.runtimedir() }}/',
    'file:perf-aggregator-enclave', 'file:ca-certificates.crt']);
  assert.deepEqual(list('sgx.allowed_files'), ['file:/etc/perf-aggregator/enclave.conf',
    'file:/var/lib/perf-aggregator/collateral/', 'file:/var/lib/perf-aggregator/public/']);
  assert.equal(value('fs.root.type'), '"tmpfs"');
  const sealed = lines.find((line) => line.includes('type = "encrypted"'));
  assert.match(sealed, /path = "\/data".*key_name = "_sgx_mrenclave"/);
});

test('the manifest gives the enclave no argument that it does not know', async () => {
  const { output } = await run('perf-aggregator-enclave', ['--help']);
  const argv = list('loader.argv');
  const flags = argv.filter((word) => word.startsWith('--'));
  for (const flag of flags) assert.ok(output.includes(`${flag} `), flag);
  assert.equal(argv[argv.indexOf('--attestation') + 1], 'gramine_sgx');
  assert.equal(argv[argv.indexOf('--data-dir') + 1], '/data');
});

// A SIGSTRUCT with the fields the script reads, and a signer that writes it.
function sigstruct(flags) {
  const bytes = Buffer.alloc(1808);
  bytes.fill(0x5a, 128, 512);
  bytes[928] = flags;
  bytes.fill(0xe1, 960, 992);
  bytes.writeUInt16LE(1, 1024);
  bytes.writeUInt16LE(7, 1026);
  return bytes;
}

const tools = ['sh', 'dirname', 'basename', 'grep', 'mkdir', 'cp', 'cat', 'od', 'tr', 'tail',
  'head', 'sha256sum', 'cut', 'wc', 'sed'];
const gramine = (sig) => ({
  'gramine-manifest': 'cp "$1" "$2"\n',
  'gramine-sgx-sign': `echo "a stub, not Gramine"; cp ${sig} perf-aggregator-enclave.sig\n` +
    'cp perf-aggregator-enclave.manifest perf-aggregator-enclave.manifest.sgx\n',
});

function signable(name, text = 'echo perf-aggregator-enclave 9.8.7\n') {
  const binary = join(directory, `${name}.bin`);
  writeFileSync(binary, `#!/bin/sh\n${text}`);
  chmodSync(binary, 0o755);
  writeFileSync(join(directory, 'key.pem'), 'no key: the signer is a stub');
  writeFileSync(join(directory, 'roots.pem'), 'no roots');
  return ['--binary', binary, '--key', 'key.pem', '--roots', 'roots.pem', '--output', name];
}

test('without Gramine the signing script says so, signs nothing and leaves with 69', async () => {
  const { code, output } = await script('gramine/sign', signable('none'), pathOf('bare', tools));
  assert.equal(code, 69);
  assert.match(output, /Gramine is not installed here: there is no gramine-manifest/);
  assert.match(output, /Nothing was signed/);
  assert.ok(!existsSync(join(directory, 'none')));
});

test('the signing script prints what the signature holds, and users can trust it', async () => {
  writeFileSync(join(directory, 'good.sig'), sigstruct(0x04));
  const path = pathOf('stub', tools, gramine(join(directory, 'good.sig')));
  const { code, output } = await script('gramine/sign', signable('signed'), path);
  assert.equal(code, 0, output);
  const signer = createHash('sha256').update(Buffer.alloc(384, 0x5a)).digest('hex');
  assert.ok(output.includes(`MRENCLAVE  ${'e1'.repeat(32)}\nMRSIGNER   ${signer}\n` +
    'ISVPRODID  1\nISVSVN     7\n'), output);
  assert.match(output, /[0-9a-f]{64} {2}perf-aggregator-enclave.manifest.sgx/);
  const policy = join(directory, 'signed/measurements.json');
  assert.deepEqual(JSON.parse(readFileSync(policy, 'utf8')).releases,
    [{ name: '9.8.7', tee: 'SGX', mrenclave: 'e1'.repeat(32) }]);
});

test('the signing script refuses what would protect nobody', async () => {
  writeFileSync(join(directory, 'debug.sig'), sigstruct(0x06));
  const path = pathOf('debugging', tools, gramine(join(directory, 'debug.sig')));
  const debug = await script('gramine/sign', signable('debug'), path);
  assert.equal(debug.code, 65);
  assert.match(debug.output, /would allow debugging/);
  assert.ok(!existsSync(join(directory, 'debug/measurements.json')));
  const pretender = await script(
    'gramine/sign', signable('pretend', '# insecure_simulated\n'), path);
  assert.equal(pretender.code, 65);
  assert.match(pretender.output, /contains the simulated provider/);
  for (const [word, mended] of [['loader.insecure__use_cmdline_argv = true', 0],
    ['loader.env.HOME = { passthrough = true }', 0], ['sgx.debug = true', 'sgx.debug = false']]) {
    const edit = mended === 0 ? `{ cat "$1"; echo '${word}'; } >"$2"\n` :
      `sed 's/^${mended}$/${word}/' "$1" >"$2"\n`;
    const opened = pathOf(`opened ${word.slice(0, 15)}`, tools,
      { ...gramine(join(directory, 'good.sig')), 'gramine-manifest': edit });
    const { code, output } = await script('gramine/sign', signable('opened'), opened);
    assert.equal(code, 65, output);
    assert.match(output, /must stay closed|does not say sgx.debug/);
  }
});

test('wrong usage of the scripts is named and leaves with 64, a missing file with 66', async () => {
  const bin = pathOf('all', [...tools, 'mktemp', 'rm', 'mv', 'awk', 'chmod']);
  for (const [name, args, words] of [
    ['gramine/sign', ['--key', 'k'], '--binary'], ['gramine/sign', ['--binary', 'b'], '--key'],
    ['gramine/sign', ['--key'], '--key: needs a value'], ['gramine/sign', ['-x'], '-x: unknown'],
    ['write-measurements', [], 'usage'], ['write-measurements', ['1.0'], 'usage'],
    ['write-measurements', ['1.0', 'ab'], '64 lower-case'],
    ['write-measurements', ['1 0', 'a'.repeat(64)], 'a name has'],
    ['write-measurements', ['1.0', 'A'.repeat(64)], '64 lower-case'],
    ['fetch-collateral', [], '--fmspc'], ['fetch-collateral', ['--fmspc', '00'], '--fmspc'],
    ['fetch-collateral', ['--fmspc', '00606a000000', '--ca', 'x'], '--ca'],
    ['fetch-collateral', ['--fmspc', '00606a000000', '--ca', 'platform'], '--directory'],
    ['fetch-collateral', ['--tee', 'snp', '--fmspc', '00606a000000', '--ca', 'platform'], '--tee'],
  ]) {
    const { code, output } = await script(name, args, bin);
    assert.equal(code, 64, `${name} ${args}: ${output}`);
    assert.ok(output.includes(words), `${name} ${args}: ${output}`);
  }
  const missing = await script('gramine/sign', ['--binary', 'no', '--key', 'no'], bin);
  assert.equal(missing.code, 66);
  for (const name of ['gramine/sign', 'fetch-collateral']) {
    assert.equal((await script(name, ['--help'], bin)).code, 0);
  }
});

test('systemd understands the units, and they leave little open', (t) => {
  const analyze = '/usr/bin/systemd-analyze';
  if (!existsSync(analyze)) return t.skip('there is no systemd-analyze here');
  const units = readdirSync(join(deploy, 'systemd')).map((name) => join(deploy, 'systemd', name));
  const ran = (args) => new Promise((done) => {
    execFile(analyze, args, (error, stdout, stderr) => done({ error, output: stdout + stderr }));
  });
  return Promise.all(units.map(async (unit) => {
    // The programs are not installed on this machine; nothing else may be said.
    const { output } = await ran(['verify', '--man=no', '--recursive-errors=no', unit]);
    const said = output.split('\n').filter((line) => line && !/is not executable/.test(line));
    assert.deepEqual(said, []);
    if (!unit.endsWith('.service')) return;
    const { error, output: table } = await ran(
      ['security', '--offline=true', '--no-pager', '--threshold=45', unit]);
    assert.equal(error, null, table);
  }));
});
