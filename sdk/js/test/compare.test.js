// SPDX-License-Identifier: Apache-2.0
// The same evidence before the command line, which is C, and before this SDK: equal in every word
// that programs read.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test from 'node:test';
import { base64Decode, hexEncode } from '../crypto/index.js';
import { checkQuote, givenRoot, intelRoot } from '../verify/index.js';
import { evidenceFixtures } from '../tools/evidence-fixtures.js';
import { quoteVectors } from '../tools/quote-vectors.js';
import { repositoryPath, vectors } from '../tools/vectors.js';

const PROGRAM = resolve(repositoryPath('.'), process.env.PERF_AGGREGATOR_BIN ?? 'build/dev',
  'perf-aggregator');
const help = existsSync(PROGRAM)
  ? spawnSync(PROGRAM, ['quote', '--help'], { encoding: 'utf8' }).stdout : '';
const skip = help.includes('--collateral') ? false
  : 'perf-aggregator quote check is not built: ./dev build, or PERF_AGGREGATOR_BIN';

const iso = (ms) => new Date(ms).toISOString();
const hexOrNull = (bytes) => (bytes === undefined ? null : hexEncode(bytes));

const statusAsJson = (status) => ({
  tcb_status: status?.tcbStatus ?? null,
  advisories: status?.advisories ?? null,
  platform_tcb_status: status?.platformTcbStatus ?? null,
  qe_tcb_status: status?.qeTcbStatus ?? null,
  tcb_date: status ? iso(status.tcbDate) : null,
  evaluation_number: status?.evaluationNumber ?? null,
});

const factsAsJson = (facts) => ({
  verdict: 'ok', code: 'ATT_OK', stage: 'ok', item: '', ...statusAsJson(facts),
  tee: facts.tee, anchor: facts.anchor, simulated: facts.simulated, debug: facts.debug,
  mrenclave: hexOrNull(facts.mrenclave), mrsigner: hexOrNull(facts.mrsigner),
  isvprodid: facts.isvProdId ?? null, isvsvn: facts.isvSvn ?? null,
  report_data: hexEncode(facts.reportData),
  valid_from: iso(facts.validFromMs), valid_until: iso(facts.validUntilMs),
  expires_first: facts.expiresFirst,
  fmspc: hexEncode(facts.fmspc), pceid: hexEncode(facts.pceid),
  ppid_sha256: hexEncode(facts.ppidSha256),
  platform_instance: hexOrNull(facts.platformInstance),
  dynamic_platform: facts.dynamicPlatform ?? null, cached_keys: facts.cachedKeys ?? null,
  smt: facts.smt ?? null,
  mrtd: hexOrNull(facts.mrtd), rtmr0: hexOrNull(facts.rtmr0), rtmr1: hexOrNull(facts.rtmr1),
  rtmr2: hexOrNull(facts.rtmr2), rtmr3: hexOrNull(facts.rtmr3), mrseam: hexOrNull(facts.mrSeam),
  mrconfigid: hexOrNull(facts.mrConfigId), mrowner: hexOrNull(facts.mrOwner),
  mrownerconfig: hexOrNull(facts.mrOwnerConfig), tee_tcb_svn: hexOrNull(facts.teeTcbSvn),
});

const refusalAsJson = ({ code, stage, item, status }) =>
  ({ verdict: 'reject', code, stage, item, ...statusAsJson(status) });

/** Asks both about files in `directory`; JSON of the one, and the same members of the other. */
async function both(directory, { quote, collateral, root, rootPem, atMs }) {
  const path = (name) => join(directory, name);
  writeFileSync(path('quote'), quote);
  writeFileSync(path('collateral'), JSON.stringify(collateral));
  const args = ['quote', 'check', '--quote', path('quote'), '--collateral', path('collateral'),
    '--at', iso(atMs), '--json'];
  if (rootPem) {
    writeFileSync(path('root'), rootPem);
    args.push('--root', path('root'));
  }
  const { stdout, stderr, status } = spawnSync(PROGRAM, args, { encoding: 'utf8' });
  assert.ok([0, 3].includes(status), stderr);
  const ours = await checkQuote(quote, collateral, { root, atMs })
    .then(factsAsJson, (error) => refusalAsJson(error));
  const said = JSON.parse(stdout);
  return { status, ours,
    theirs: Object.fromEntries(Object.keys(ours).map((name) => [name, said[name] ?? null])) };
}

async function compare(t, cases) {
  const directory = mkdtempSync(join(tmpdir(), 'perf-aggregator-compare-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const codes = new Set();
  for (const one of cases) {
    const { status, ours, theirs } = await both(directory, one);
    assert.deepEqual(theirs, ours, one.name);
    assert.equal(status, ours.verdict === 'ok' ? 0 : 3, one.name);
    codes.add(ours.code);
  }
  t.diagnostic(`${cases.length} cases, ${codes.size} codes`);
}

test('every fixture: C and JavaScript say the same', { skip }, async (t) => {
  await compare(t, await evidenceFixtures(t));
});

test('every vector: C and JavaScript say the same', { skip }, async (t) => {
  const file = vectors('quote.json');
  const cases = await quoteVectors(file);
  await compare(t, await Promise.all(cases
    // What is no collateral at all is not read by the command line.
    .filter(({ found }) => found.code !== 'ATT_E_COLLATERAL_FORMAT')
    .map(async ({ found, quote, collateral, policy: { atMs } }) => {
      const rootPem = file.roots[found.root];
      return { name: found.name, quote: base64Decode(quote), collateral, atMs, rootPem,
        root: rootPem ? await givenRoot(rootPem) : intelRoot };
    })));
});
