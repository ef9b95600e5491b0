// SPDX-License-Identifier: Apache-2.0
// peer.mjs - what the peers have in common: median CPU time of a call, as bench.h measures it.
import { readFileSync } from 'node:fs';

// Status 99 tells bench/peer.c that this Node is too old to be a fair peer.
if (Number(process.versions.node.split('.')[0]) < 20) process.exit(99);

const rounds = 25;
const roundUs = 10_000;

export const input = () => readFileSync(0, 'utf8');

function roundOf(work, calls) {
  const start = process.cpuUsage();
  for (let i = 0; i < calls; i++) work();
  const { user, system } = process.cpuUsage(start);
  return user + system;
}

// Print the median microseconds per call, after a warm-up that lets the compiler do its best.
export function report(work, divisor = 1) {
  let calls = 1;
  for (let warm = 0; warm < 3; calls *= 2) warm += roundOf(work, calls) >= roundUs ? 1 : 0;
  calls = Math.max(1, calls / 4);
  const values = Array.from({ length: rounds }, () => roundOf(work, calls) / calls / divisor);
  values.sort((a, b) => a - b);
  console.log(values[rounds >> 1]);
}
