// SPDX-License-Identifier: Apache-2.0
// `quote check` over everybody's evidence: the verdict, status, advisories and reason that each
// fixture's expected.json names, and the exit code that goes with it.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test, { after } from 'node:test';

import { repository, run } from './program.mjs';

const fixtures = resolve(repository, process.env.PERF_AGGREGATOR_FIXTURES ?? '../shared/fixtures');
const index = join(fixtures, 'attestation/index.json');
const skip = existsSync(index) ? false : 'third-party vectors are not here';
const cases = skip ? [] : JSON.parse(readFileSync(index, 'utf8'));

const directory = mkdtempSync(join(tmpdir(), 'evidence-'));
after(() => rmSync(directory, { recursive: true }));
const nothing = join(directory, 'nothing.json');
writeFileSync(nothing, '{}');

// The first word of a fixture's reason, and ours.
const REASONS = {
  CERT_DATA_SIZE: 'CERT_DATA_SIZE', CERT_DATA_TYPE: 'CERT_DATA_TYPE', DEBUG_ENCLAVE: 'DEBUG',
  PCEID_MISMATCH: 'PCEID', PCK_CA_REVOKED: 'REVOKED_CA', PCK_CRL_EXPIRED: 'CRL_EXPIRED',
  PCK_CRL_ISSUER: 'CRL_ISSUER', PCK_CRL_MISSING: 'CRL_MISSING',
  PCK_CRL_SIGNATURE: 'CRL_SIGNATURE', QE_ATTRIBUTES: 'QE_IDENTITY', QE_AUTH: 'QUOTE_SIZE',
  QE_IDENTITY_ID: 'QEID_TEE', QE_IDENTITY_SIGNATURE: 'QEID_SIGNATURE',
  QE_ISVPRODID: 'QE_IDENTITY', QE_MRSIGNER: 'QE_IDENTITY', QE_REPORT_DATA: 'QE_REPORT_DATA',
  QE_REPORT_SIGNATURE: 'QE_REPORT_SIGNATURE', QE_TCB_NOT_SUPPORTED: 'QE_TCB_UNSUPPORTED',
  QE_VENDOR: 'QE_VENDOR', QUOTE_SIGNATURE: 'QUOTE_SIGNATURE', QUOTE_TRUNCATED: 'QUOTE_TRUNCATED',
  QUOTE_VERSION: 'QUOTE_VERSION', ROOT_CRL_EXPIRED: 'CRL_EXPIRED',
  ROOT_CRL_MISSING: 'CRL_MISSING', ROOT_CRL_SIGNATURE: 'CRL_SIGNATURE',
  ROOT_UNTRUSTED: 'ROOT_UNTRUSTED', TCB_INFO_SIGNATURE: 'TCB_SIGNATURE',
  TCB_INFO_SIGNER_CN: 'TCB_SIGNER_CN', TCB_INFO_TEE: 'TCB_TEE',
  TCB_NOT_SUPPORTED: 'TCB_UNSUPPORTED',
};

// Where a fixture's word is no code of ours, and why.
const OTHERWISE = {
  'synthetic/tcb_info_not_yet_valid': 'CRL_NOT_YET_VALID', // one word for early and late
  'oasis-core/sgx_v3_eppid_certtype2or3': 'CERT_DATA_TYPE',
  'go-tdx-guest/tdx_prod_quote_SPR_E4': 'QUOTE_SIZE', // text follows the quote
};

function expectedCode({ path, verdict, error }) {
  if (OTHERWISE[path]) return `ATT_E_${OTHERWISE[path]}`;
  if (verdict === 'no-collateral') return 'ATT_E_CRL_MISSING';
  return error ? `ATT_E_${REASONS[/^\w+/.exec(error)[0]]}` : 'ATT_OK';
}

async function check(about, more = []) {
  const file = (name) => join(fixtures, 'attestation', about.path, name);
  const at = about.verification_time ?? about.pck?.not_before ?? '2026-01-05T00:00:00Z';
  const root = existsSync(file('trusted_root.pem')) ? ['--root', file('trusted_root.pem')] : [];
  const collateral = existsSync(file('collateral.json')) ? file('collateral.json') : nothing;
  const { code, lines } = await run('perf-aggregator', ['quote', 'check', '--json', '--quote',
    file('quote.bin'), '--collateral', collateral, '--at', at, ...root, ...more]);
  return { exit: code, seen: lines.find((line) => typeof line === 'object') };
}

const intel = cases.filter(({ path }) => !path.startsWith('sev-snp/'));

test('quote check gives every verdict of the third-party vectors', { skip }, async (t) => {
  for (const about of intel) {
    const { exit, seen } = await check(about);
    const isGenuine = expectedCode(about) === 'ATT_OK';
    assert.equal(seen.code, expectedCode(about), `${about.path}: ${seen.item}: ${seen.detail}`);
    assert.equal(exit, isGenuine ? 0 : 3, about.path);
    assert.equal(seen.verdict, isGenuine ? 'ok' : 'reject', about.path);
    if (!isGenuine && seen.code !== 'ATT_E_DEBUG') {
      assert.equal(seen.tcb_status, null, about.path);
      continue;
    }
    assert.equal(seen.tcb_status, about.tcb_status, about.path);
    assert.equal(seen.platform_tcb_status, about.platform_tcb_status, about.path);
    assert.equal(seen.qe_tcb_status, about.qe_tcb_status, about.path);
    assert.deepEqual([...seen.advisories].sort(), [...about.advisories].sort(), about.path);
  }
  t.diagnostic(`${intel.length} cases`);
});

test('quote check reports what the vectors say is in genuine evidence', { skip }, async () => {
  for (const about of intel.filter((one) => expectedCode(one) === 'ATT_OK')) {
    const { seen } = await check(about);
    const { report, pck } = about;
    assert.equal(seen.report_data, report.report_data, about.path);
    assert.equal(seen.fmspc, pck.fmspc, about.path);
    if (seen.tee === 'SGX') {
      assert.equal(seen.mrenclave, report.mrenclave, about.path);
      assert.equal(seen.mrsigner, report.mrsigner, about.path);
      assert.equal(seen.isvprodid, report.isvprodid, about.path);
      assert.equal(seen.mrtd, null, about.path);
    } else {
      assert.equal(seen.mrtd, report.mrtd, about.path);
      assert.equal(seen.mrenclave, null, about.path);
    }
    const isGiven = /^(synthetic|intel-qvl)\//.test(about.path); // with a root beside it
    assert.equal(seen.anchor, isGiven ? 'given' : 'intel', about.path);
    assert.equal(seen.simulated, isGiven, about.path);
    assert.equal(seen.valid_until.slice(0, 19), about.validity_window.not_after.slice(0, 19));
  }
});

const reports = cases.filter(({ path }) => path.startsWith('sev-snp/'));

test('quote check judges SEV-SNP reports by the certificates beside them', { skip }, async (t) => {
  for (const about of reports) {
    const place = join(fixtures, 'attestation', about.path);
    const expected = JSON.parse(readFileSync(join(place, 'expected.json'), 'utf8'));
    const { code, lines } = await run('perf-aggregator', ['quote', 'check', '--json',
      '--quote', join(place, 'report.bin'), '--collateral', place, '--at',
      expected.vek_not_before.slice(0, 19).replace(' ', 'T') + 'Z']);
    const [seen] = lines;
    if (expected.report.debug) {
      assert.deepEqual([code, seen.code, seen.tee], [3, 'ATT_E_DEBUG', null], about.path);
      continue;
    }
    assert.equal(code, 0, `${about.path}: ${seen.code}: ${seen.detail}`);
    assert.equal(seen.tee, 'SEV-SNP');
    assert.equal(seen.anchor, 'amd');
    assert.equal(seen.measurement, expected.report.measurement);
    assert.equal(seen.report_data, expected.report.report_data);
    assert.equal(seen.host_data, expected.report.host_data);
    assert.equal(seen.vmpl, expected.report.vmpl);
    assert.equal(seen.tcb_status, null);
  }
  t.diagnostic(`${reports.length} cases`);
});

test('quote show opens every quote that can be read, and prints text only', { skip }, async (t) => {
  let shown = 0;
  for (const about of cases) {
    const name = about.path.startsWith('sev-snp/') ? 'report.bin' : 'quote.bin';
    const path = join(fixtures, 'attestation', about.path, name);
    const { code, output } = await run('perf-aggregator', ['quote', 'show', path]);
    assert.ok(code === 0 || code === 65, `${about.path}: ${code}`);
    assert.match(output, /^[\n\x20-\x7e]*$/, about.path);
    if (code !== 0) continue;
    shown += 1;
    assert.match(output, /^NOT VERIFIED: /, about.path);
  }
  t.diagnostic(`${shown} cases`);
  assert.ok(shown > 60);
});

test('quote check says it in lines for people, for each TEE', { skip }, async () => {
  const lines = async (path, quote, collateral, at) => {
    const place = join(fixtures, 'attestation', path);
    const { code, output } = await run('perf-aggregator', ['quote', 'check',
      '--quote', join(place, quote), '--collateral', join(place, collateral), '--at', at]);
    assert.equal(code, 0, output);
    return output;
  };
  const td = await lines('teepot/tdx_1', 'quote.bin', 'collateral.json', '2024-12-05T13:55:35Z');
  assert.match(td, /^verdict {7}genuine\ntee {11}TDX\nmeasurement {3}[0-9a-f]{96}\nRTMR0 /);
  assert.match(td, /\nstatus {8}UpToDate \(platform UpToDate, quoting enclave UpToDate\)\n/);
  assert.match(td, /\nends first {4}[\w ]+, \d+ days? after this check\n$/);
  const guest = await lines('sev-snp/dstack', 'report.bin', '.', '1790000000');
  assert.match(guest, /\ntee {11}SEV-SNP\n/);
  assert.match(guest, /\nfirmware {6}Milan: boot loader 4, .*AMD gives no status\n/);
});
