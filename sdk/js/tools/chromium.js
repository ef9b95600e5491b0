// SPDX-License-Identifier: Apache-2.0
// For tests: one page in a headless Chromium of its own, ended with everything it started.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const TIMEOUT_MS = 60_000;
const CHROMIUM = process.env.CHROMIUM
  ?? ['chromium', 'google-chrome'].find((name) => spawnSync(name, ['--version']).status === 0);
const FLAGS = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic',
  '--no-first-run', '--disable-background-networking', '--disable-component-update',
  '--disable-sync', '--host-resolver-rules=MAP insecure.test 127.0.0.1'];

/** For a test's `skip`: why there is no browser, or false. */
export const noChromium = CHROMIUM ? false : 'Chromium is not installed';

/** Opens `url` until the test `t` ends; gives what `results` gives, which the page brings about. */
export async function openPage(t, url, results) {
  const profile = mkdtempSync(join(tmpdir(), 'perf-aggregator-chromium-'));
  const browser = spawn(CHROMIUM, [...FLAGS, `--user-data-dir=${profile}`, url],
    { stdio: 'ignore', detached: true });
  const exited = once(browser, 'exit');
  t.after(async () => {
    // With the processes it started: they write to the profile too.
    if (browser.exitCode === null) process.kill(-browser.pid, 'SIGKILL');
    await exited.catch(() => {});
    rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
  });
  const late = setTimeout(TIMEOUT_MS, null, { ref: false }).then(() => {
    throw new Error('the page did not report');
  });
  const gone = exited.then(([status]) => {
    throw new Error(`Chromium ended with ${status}`);
  });
  return Promise.race([results, late, gone]);
}
