// SPDX-License-Identifier: Apache-2.0
// What a policy may say, and what each word of it refuses.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import test, { before } from 'node:test';
import { readPolicy, simulatedRoot, verifyQuote } from '../verify/index.js';
import { STATUSES, converge, relaunch } from '../verify/tcb-level.js';
import { makeCollateral, makePlatform, makeQuote } from '../tools/simulated-evidence.js';
import { repositoryPath, vectors } from '../tools/vectors.js';

const DAY_MS = 86_400_000;
const ISSUED = Date.UTC(2026, 5, 1);
const MRENCLAVE = new Uint8Array(32).fill(5);
const REPORT_DATA = new Uint8Array(64).fill(6);
const ADVISORY = 'INTEL-SA-00615';
const HEX = { mrenclave: '05'.repeat(32), mrsigner: '09'.repeat(32) };

let platform;
let quote;
let root;

before(async () => {
  platform = await makePlatform();
  root = await simulatedRoot(platform.rootPem);
  quote = await makeQuote(platform, { mrenclave: MRENCLAVE, reportData: REPORT_DATA });
});

const collateralWith = (spoil) => makeCollateral(platform, { issuedMs: ISSUED, spoil });

const judge = (collateral, changes) => verifyQuote(quote, collateral,
  { root, atMs: ISSUED, reportData: REPORT_DATA,
    releases: [{ tee: 'SGX', mrenclave: MRENCLAVE }], ...changes })
  .then(() => 'ATT_OK', ({ code, item }) => `${code} ${item}`);

test('the policy of a measurements.json', () => {
  const least = readPolicy({ version: 1, releases: [{ tee: 'SGX', mrenclave: HEX.mrenclave }] });
  assert.deepEqual(least.releases, [{ tee: 'SGX', mrenclave: MRENCLAVE }]);
  assert.deepEqual([least.statuses, least.advisories, least.minEvaluationNumber,
    least.maxCollateralAgeDays, least.platforms],
  [['UpToDate', 'SWHardeningNeeded'], [], 21, 30, []]);
  assert.deepEqual(readPolicy({ measurements: [HEX.mrenclave] }), least);
  const most = readPolicy({
    version: 1,
    releases: [
      { name: '0.1.0', tee: 'SGX', mrenclave: HEX.mrenclave.toUpperCase() },
      { tee: 'SGX', mrsigner: HEX.mrsigner, isvprodid: 1, min_isvsvn: 3 },
      { tee: 'TDX', mrtd: 'aa'.repeat(48), rtmr0: 'bb'.repeat(48), mrowner: 'cc'.repeat(48) },
      { tee: 'SEV-SNP', measurement: 'dd'.repeat(48), vmpl: 0, host_data: 'ee'.repeat(32) }],
    statuses: STATUSES.filter((one) => one !== 'Revoked'), advisories: [ADVISORY],
    min_tcb_evaluation_data_number: 22, max_collateral_age_days: 7,
    platforms: ['0b'.repeat(16)],
    snp_min_tcb: { bootloader: 4, tee: 0, snp: 24, microcode: 0 },
  });
  assert.deepEqual(most.releases.map((one) => Object.keys(one)), [['tee', 'mrenclave'],
    ['tee', 'mrsigner', 'isvProdId', 'minIsvSvn'], ['tee', 'mrtd', 'rtmr0', 'mrOwner'],
    ['tee', 'measurement', 'vmpl', 'hostData']]);
  assert.deepEqual([most.advisories, most.minEvaluationNumber, most.maxCollateralAgeDays],
    [[ADVISORY], 22, 7]);
  assert.deepEqual(most.platforms, [new Uint8Array(16).fill(0x0b)]);
  assert.deepEqual(most.snpMinTcb, { bootloader: 4, tee: 0, snp: 24, microcode: 0, fmc: 0 });
});

test('policies that all clients take or refuse alike', (t) => {
  if (!existsSync(repositoryPath('test/vectors/measurements.json'))) return t.skip('no vectors');
  const cases = vectors('measurements.json');
  for (const { name, says, policy } of cases) {
    if (says === undefined) readPolicy(policy);
    else assert.throws(() => readPolicy(policy), { name: 'EncodingError' }, name);
  }
  assert.ok(cases.length > 60);
  return undefined;
});

test('a policy that says something else is refused by name', () => {
  const release = { tee: 'SGX', mrenclave: HEX.mrenclave };
  const refused = (given, message) =>
    assert.throws(() => readPolicy(given), { name: 'EncodingError', message });
  for (const given of [null, undefined, [], 'any', 7]) refused(given, /not an object/);
  refused({}, /"releases" must say/);
  for (const releases of [[], 'any', {}, Array(17).fill(release)]) {
    refused({ releases }, /"releases"/);
  }
  for (const one of [null, 'any', {}, { tee: 'any' }, { tee: 'constructor' }]) {
    refused({ releases: [one] }, /no "tee"/);
  }
  refused({ releases: [{ tee: 'SGX' }] }, /which code it is, by mrenclave; or by mrsigner/);
  refused({ releases: [{ ...release, mrenclave: 'any' }] }, /"mrenclave"/);
  refused({ releases: [{ ...release, mrencalve: 1 }] }, /unknown member "mrencalve"/);
  refused({ releases: [{ ...release, toString: 1 }] }, /unknown member "toString"/);
  refused({ releases: [release], any: true }, /unknown member "any"/);
  refused({ releases: [release], statuses: ['Revoked'] }, /"statuses"/);
  refused({ releases: [release], statuses: ['any'] }, /"statuses"/);
  refused({ releases: [release], platforms: [] }, /"platforms" lists nothing/);
});

test('every status, allowed and not: Revoked never is', async () => {
  for (const status of STATUSES) {
    if (status.startsWith('TDRelaunch')) continue; // no level has it
    const collateral = await collateralWith(({ tcbInfo }) => {
      tcbInfo.tcbLevels[0].tcbStatus = status;
    });
    const isDefault = ['UpToDate', 'SWHardeningNeeded'].includes(status);
    const refused = 'ATT_E_TCB_STATUS TCB status';
    assert.equal(await judge(collateral), isDefault ? 'ATT_OK' : refused, status);
    assert.equal(await judge(collateral, { statuses: [] }), refused, status);
    assert.equal(await judge(collateral, { statuses: STATUSES.filter((one) => one !== status) }),
      refused, status);
    assert.equal(await judge(collateral, { statuses: [status] }),
      status === 'Revoked' ? refused : 'ATT_OK', status);
  }
});

test('a status that carries advisories needs every one of them allowed', async () => {
  const withStatus = (tcbStatus) => collateralWith(({ tcbInfo }) => {
    Object.assign(tcbInfo.tcbLevels[0], { tcbStatus, advisoryIDs: [ADVISORY, 'INTEL-SA-00657'] });
  });
  const hardening = await withStatus('SWHardeningNeeded');
  const refused = 'ATT_E_ADVISORY advisories';
  assert.equal(await judge(hardening), refused);
  assert.equal(await judge(hardening, { advisories: [ADVISORY] }), refused);
  assert.equal(await judge(hardening, { advisories: ['INTEL-SA-00657', 'X', ADVISORY] }), 'ATT_OK');
  assert.equal(await judge(await withStatus('UpToDate')), 'ATT_OK');
});

test('old and outdated collateral', async () => {
  for (const [name, item] of [['tcbInfo', 'TCB info'], ['qeIdentity', 'QE identity']]) {
    const old = await collateralWith((documents) => {
      documents[name].tcbEvaluationDataNumber = 20;
    });
    assert.equal(await judge(old), `ATT_E_EVAL_NUMBER ${item}`);
    assert.equal(await judge(old, { minEvaluationNumber: 20 }), 'ATT_OK');
    const long = await collateralWith((documents) => {
      documents[name].issueDate = '2026-05-30T00:00:00Z';
    });
    assert.equal(await judge(long, { maxCollateralAgeDays: 2 }), 'ATT_OK');
    assert.equal(await judge(long, { maxCollateralAgeDays: 1 }), `ATT_E_COLLATERAL_AGE ${item}`);
  }
  const collateral = await collateralWith(() => {});
  const at = (ms) => judge(collateral, { atMs: ISSUED + ms, maxCollateralAgeDays: 1 });
  assert.equal(await at(DAY_MS), 'ATT_OK');
  assert.equal(await at(DAY_MS + 1), 'ATT_E_COLLATERAL_AGE TCB info');
});

test('the code, or its signer, product and version', async () => {
  const collateral = await collateralWith(() => {});
  const by = (...releases) => judge(collateral, { releases: readPolicy({ releases }).releases });
  const sgx = (more) =>
    ({ tee: 'SGX', mrsigner: HEX.mrsigner, isvprodid: 1, min_isvsvn: 2, ...more });
  const other = { tee: 'SGX', mrenclave: '06'.repeat(32) };
  assert.equal(await by(sgx()), 'ATT_OK');
  assert.equal(await by(sgx({ min_isvsvn: 0 })), 'ATT_OK');
  assert.equal(await by(sgx({ min_isvsvn: 3 })), 'ATT_E_ISVSVN identity');
  assert.equal(await by(sgx({ isvprodid: 2 })), 'ATT_E_ISVPRODID identity');
  assert.equal(await by(sgx({ mrsigner: '08'.repeat(32) })), 'ATT_E_MRSIGNER identity');
  assert.equal(await by(other), 'ATT_E_MRENCLAVE identity');
  assert.equal(await by(other, sgx()), 'ATT_OK');
  // The first one of this TEE says what is wrong.
  const td = { tee: 'TDX', mrtd: 'aa'.repeat(48) };
  assert.equal(await by(td, sgx({ min_isvsvn: 3 }), other), 'ATT_E_ISVSVN identity');
  assert.equal(await by(td), 'ATT_E_MRENCLAVE identity');
});

test('a list of platforms admits these only', async () => {
  const collateral = await collateralWith(() => {});
  const ppid = new Uint8Array(16).fill(0x0b);
  assert.equal(await judge(collateral, { platforms: [new Uint8Array(16), ppid] }), 'ATT_OK');
  assert.equal(await judge(collateral, { platforms: [new Uint8Array(16)] }),
    'ATT_E_PLATFORM PPID');
});

test("Intel's table of how statuses become one", () => {
  const rows = {
    UpToDate: ['UpToDate', 'OutOfDate'],
    SWHardeningNeeded: ['SWHardeningNeeded', 'OutOfDate'],
    ConfigurationNeeded: ['ConfigurationNeeded', 'OutOfDateConfigurationNeeded'],
    ConfigurationAndSWHardeningNeeded:
      ['ConfigurationAndSWHardeningNeeded', 'OutOfDateConfigurationNeeded'],
    OutOfDate: ['OutOfDate', 'OutOfDate'],
    OutOfDateConfigurationNeeded:
      ['OutOfDateConfigurationNeeded', 'OutOfDateConfigurationNeeded'],
    Revoked: ['Revoked', 'Revoked'],
  };
  for (const [platformStatus, [upToDate, outOfDate]] of Object.entries(rows)) {
    assert.equal(converge(platformStatus, 'UpToDate'), upToDate);
    assert.equal(converge(platformStatus, 'OutOfDate'), outOfDate);
    assert.equal(converge(platformStatus, 'Revoked'), 'Revoked');
  }
});

test('a TD under a module that is better than at its launch should be launched again', () => {
  const good = ['UpToDate', 'SWHardeningNeeded'];
  const configure = ['ConfigurationNeeded', 'ConfigurationAndSWHardeningNeeded'];
  for (const current of good) {
    assert.equal(relaunch('OutOfDate', current), 'TDRelaunchAdvised');
    assert.equal(relaunch('OutOfDateConfigurationNeeded', current),
      'TDRelaunchAdvisedConfigurationNeeded');
  }
  for (const current of configure) {
    assert.equal(relaunch('OutOfDate', current), 'TDRelaunchAdvisedConfigurationNeeded');
  }
  for (const current of ['OutOfDate', 'OutOfDateConfigurationNeeded', 'Revoked']) {
    assert.equal(relaunch('OutOfDate', current), 'OutOfDate');
  }
  for (const launch of [...good, ...configure, 'Revoked']) {
    for (const current of STATUSES) assert.equal(relaunch(launch, current), launch);
  }
});
