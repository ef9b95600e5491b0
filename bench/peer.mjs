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

function print(values) {
  values.sort((a, b) => a - b);
  console.log(values[values.length >> 1]);
}

// Print the median microseconds per call, after a warm-up that lets the compiler do its best.
export function report(work, divisor = 1) {
  let calls = 1;
  for (let warm = 0; warm < 3; calls *= 2) warm += roundOf(work, calls) >= roundUs ? 1 : 0;
  calls = Math.max(1, calls / 4);
  print(Array.from({ length: rounds }, () => roundOf(work, calls) / calls / divisor));
}

// The same for work that waits, one call a round.
export async function reportAsync(work) {
  for (let warm = 0; warm < rounds; warm += 1) await work();
  const values = [];
  while (values.length < 4 * rounds) {
    const start = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(start);
    values.push(user + system);
  }
  print(values);
}
