// SPDX-License-Identifier: Apache-2.0
// What is different about trust domains, on a platform of our own.
import assert from 'node:assert/strict';
import test, { before } from 'node:test';
import { hexEncode } from '../crypto/index.js';
import { checkQuote, readPolicy, simulatedRoot, verifyQuote } from '../verify/index.js';
import { checkPolicy } from '../verify/policy.js';
import {
  makeCollateral, makePlatform, makeQuote, makeTdQuote, ofTdx,
} from '../tools/simulated-evidence.js';

const AT = Date.UTC(2026, 5, 1);
const REPORT_DATA = new Uint8Array(64).fill(6);
const MRTD = '5d'.repeat(48);

let platform;
let root;
let collateral;

before(async () => {
  platform = await makePlatform();
  root = await simulatedRoot(platform.rootPem);
  collateral = await makeCollateral(platform, { issuedMs: AT, spoil: ofTdx });
});

async function check({ quote, documents } = {}) {
  const said = await makeTdQuote(platform, { reportData: REPORT_DATA, ...quote });
  const given = documents === undefined ? collateral : await makeCollateral(platform,
    { issuedMs: AT, spoil(all) { ofTdx(all); documents(all); } });
  return checkQuote(said, given, { root, atMs: AT });
}

const codeOf = (error) => {
  assert.equal(error.name, 'AttestationError', error.stack);
  return `${error.code} ${error.item}`;
};

const verdict = (given) => check(given).then(
  ({ tcbStatus, advisories }) => [tcbStatus, ...advisories].join(' '), codeOf);

test('a TD is verified in versions 4 and 5, with its registers', async () => {
  for (const quote of [{}, { version: 5 }]) {
    const facts = await check({ quote });
    assert.deepEqual([facts.tee, facts.tcbStatus, facts.debug, facts.simulated],
      ['TDX', 'UpToDate', true, true]);
    assert.equal(facts.measurement, facts.mrtd);
    assert.equal(hexEncode(facts.mrtd), MRTD);
    assert.equal(hexEncode(facts.rtmr3), '00'.repeat(48));
    assert.equal(facts.mrenclave, undefined);
  }
});

test('version 5 says what its body is, and must be right', async () => {
  assert.equal(await verdict({ quote: { version: 5, bodyType: 1 } }),
    'ATT_E_TEE_TYPE quote body');
  assert.equal(await verdict({ quote: { version: 5, bodyType: 4 } }),
    'ATT_E_TEE_TYPE quote body');
  assert.equal(await verdict({ quote: { version: 5, bodyType: 2 } }),
    'ATT_E_QUOTE_SIZE quote body');
});

test('documents of the other TEE are refused, both ways', async () => {
  assert.equal(await verdict({ documents: ({ tcbInfo }) => { tcbInfo.id = 'SGX'; } }),
    'ATT_E_TCB_TEE TCB info');
  assert.equal(await verdict({ documents: ({ qeIdentity }) => { qeIdentity.id = 'QE'; } }),
    'ATT_E_QEID_TEE QE identity');
  const sgx = await makeQuote(platform,
    { mrenclave: new Uint8Array(32), reportData: REPORT_DATA });
  await assert.rejects(checkQuote(sgx, collateral, { root, atMs: AT }),
    { code: 'ATT_E_TCB_TEE' });
});

test('the module: its signer, attributes and level', async () => {
  const svn = (...bytes) => ({ quote: { change: { 0: bytes } } });
  assert.equal(await verdict(svn(4, 1, 2)), 'UpToDate');
  assert.equal(await verdict(svn(2, 1, 2)), 'OutOfDate INTEL-SA-00999');
  assert.equal(await verdict(svn(1, 1, 2)), 'ATT_E_TCB_UNSUPPORTED TDX module');
  assert.equal(await verdict(svn(3, 2, 2)), 'ATT_E_TDX_MODULE TDX module');
  assert.equal(await verdict(svn(3, 1, 1)), 'OutOfDate INTEL-SA-00615');
  assert.equal(await verdict(svn(2, 1, 1)), 'OutOfDate INTEL-SA-00615 INTEL-SA-00999');
  // Version 0 is judged by the platform's levels.
  assert.equal(await verdict(svn(3, 0, 2)), 'UpToDate');
  assert.equal(await verdict(svn(2, 0, 2)), 'OutOfDate INTEL-SA-00615');
  assert.equal(await verdict({ quote: { change: { 64: [1] } } }), 'ATT_E_TDX_MODULE TDX module');
  assert.equal(await verdict({ quote: { change: { 112: [1] } } }),
    'ATT_E_TDX_MODULE TDX module');
  const without = (name) => ({ documents: ({ tcbInfo }) => { delete tcbInfo[name]; } });
  assert.equal(await verdict(without('tdxModuleIdentities')), 'ATT_E_TDX_MODULE TDX module');
  assert.equal(await verdict({ ...without('tdxModule'), ...svn(3, 0, 2) }),
    'ATT_E_TCB_FORMAT TDX module');
  assert.equal(await verdict(without('tdxModule')), 'UpToDate');
});

test('TDX 1.5: the module that runs now may be better', async () => {
  const svns = (launch, now) => verdict({ quote: { version: 5,
    change: { 0: launch, 584: now } } });
  assert.equal(await svns([3, 1, 2], [3, 1, 2]), 'UpToDate');
  assert.equal(await svns([2, 1, 2], [2, 1, 2]), 'OutOfDate INTEL-SA-00999');
  assert.equal(await svns([2, 1, 2], [3, 1, 2]), 'TDRelaunchAdvised INTEL-SA-00999');
  assert.equal(await svns([3, 1, 2], [2, 1, 2]), 'UpToDate');
  assert.equal(await svns([3, 1, 2], [1, 1, 2]), 'ATT_E_TCB_UNSUPPORTED TDX module');
});

test('simulated TDs are looked at, and never trusted', async () => {
  assert.equal(await verdict({ quote: { change: { 120: [0] } } }),
    'ATT_E_NOT_SIMULATED attributes');
  const quote = await makeTdQuote(platform, { reportData: REPORT_DATA });
  await assert.rejects(verifyQuote(quote, collateral, { root, atMs: AT, reportData: REPORT_DATA,
    ...readPolicy({ releases: [{ tee: 'TDX', mrtd: MRTD }] }) }), { code: 'ATT_E_ATTRIBUTES' });
});

const REGISTERS = ['rtmr0', 'rtmr1', 'rtmr2', 'rtmr3', 'mrConfigId', 'mrOwner', 'mrOwnerConfig'];

/** The policy's part alone, on a TD with good attributes. */
function judge(releases, attributes = [0, 0, 0, 0x10]) {
  const report = { mrtd: new Uint8Array(48).fill(0x5d), tdAttributes: new Uint8Array(8) };
  report.tdAttributes.set(attributes);
  for (const name of REGISTERS) report[name] = new Uint8Array(48);
  try {
    checkPolicy({ quote: { tee: 'TDX', report }, platform: {}, documents: [],
      status: { tcbStatus: 'UpToDate', advisories: [] } }, readPolicy({ releases }));
  } catch (error) {
    return codeOf(error);
  }
  return 'ATT_OK';
}

test('TD attributes: the CPU reports every violation, and nothing else is on', () => {
  const attributes = (...bytes) => judge([{ tee: 'TDX', mrtd: MRTD }], bytes);
  assert.equal(attributes(0, 0, 0, 0x10), 'ATT_OK');
  for (const bad of [[0, 0, 0, 0], [2, 0, 0, 0x10], [0, 1, 0, 0x10], [0, 0, 0, 0x50],
    [0, 0, 0, 0x90], [0, 0, 0, 0x10, 0, 0, 0, 0x80]]) {
    assert.equal(attributes(...bad), 'ATT_E_ATTRIBUTES TD attributes');
  }
});

test('a policy names MRTD, and any other register it wants', () => {
  const zeros = '00'.repeat(48);
  const other = 'ATT_E_MEASUREMENT identity';
  const td = (more) => ({ tee: 'TDX', mrtd: MRTD, ...more });
  const all = Object.fromEntries(REGISTERS.map((name) => [name.toLowerCase(), zeros]));
  assert.equal(judge([td(all)]), 'ATT_OK');
  assert.equal(judge([td({ mrtd: zeros })]), other);
  for (const name of Object.keys(all)) assert.equal(judge([td({ [name]: MRTD })]), other, name);
  assert.equal(judge([td({ mrtd: zeros }), td()]), 'ATT_OK');
  assert.equal(judge([{ tee: 'SGX', mrenclave: '00'.repeat(32) }]), other);
});
