// SPDX-License-Identifier: Apache-2.0
// program.mjs - one of our programs as a child process: its JSON lines, its ending, its words.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('../../', import.meta.url));
const bin = resolve(repository, process.env.PERF_AGGREGATOR_BIN ?? 'build/dev');
const READY_MS = 20_000;
const STOP_MS = 20_000;

// Nothing of the developer's own settings reaches a program under test.
const environment = (more) => ({ PATH: process.env.PATH, LC_ALL: 'C.UTF-8', ...more });

const sanitizer = /runtime error:|ERROR: (Address|Leak|UndefinedBehavior)Sanitizer/;

function late(milliseconds, words) {
  let timer;
  const promise = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(words())), milliseconds);
  });
  return { promise, cancel: () => clearTimeout(timer) };
}

export class Program {
  lines = []; // what it printed, line by line; JSON lines parsed
  #listeners = new Set();
  #rest = '';
  #printed = [];

  constructor(name, args, env, input) {
    this.name = name;
    this.child = spawn(join(bin, name), args,
      { env: environment(env), stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] });
    this.ended = once(this.child, 'close').then(([code, signal]) => code ?? signal);
    this.ended.catch(() => {});
    this.child.stdout.on('data', (chunk) => this.#read(chunk));
    this.child.stderr.on('data', (chunk) => this.#printed.push(chunk));
    if (input !== undefined) this.child.stdin.end(input);
  }

  get pid() {
    return this.child.pid;
  }

  // Everything it wrote, on both streams.
  get output() {
    return Buffer.concat(this.#printed);
  }

  #read(chunk) {
    this.#printed.push(chunk);
    const parts = (this.#rest + chunk).split('\n');
    this.#rest = parts.pop();
    for (const text of parts) {
      const line = text.startsWith('{') ? JSON.parse(text) : text;
      this.lines.push(line);
      for (const listener of this.#listeners) listener(line);
    }
  }

  // The first line with that event, among those from index `from` on.
  async event(name, from = 0) {
    const found = this.lines.slice(from).find((line) => line.event === name);
    if (found) return found;
    const waiting = late(READY_MS, () => `${this.name}: no "${name}" line\n${this.output}`);
    let listener;
    const told = new Promise((done) => {
      listener = (line) => { if (line.event === name) done(line); };
      this.#listeners.add(listener);
    });
    const gone = this.ended.then((code) => {
      throw new Error(`${this.name} ended with ${code}\n${this.output}`);
    });
    gone.catch(() => {});
    try {
      return await Promise.race([told, gone, waiting.promise]);
    } finally {
      waiting.cancel();
      this.#listeners.delete(listener);
    }
  }

  // Ask it to end; its exit code.  A sanitizer's finding is an error whatever the code.
  async stop(signal = 'SIGTERM') {
    this.child.kill(signal);
    const waiting = late(STOP_MS, () => `${this.name} does not end\n${this.output}`);
    try {
      const code = await Promise.race([this.ended, waiting.promise]);
      if (sanitizer.test(this.output)) throw new Error(`${this.name}:\n${this.output}`);
      return code;
    } finally {
      waiting.cancel();
      this.child.kill('SIGKILL');
    }
  }
}

// Run to the end: { code, stdout, stderr are one text: output }.
export async function run(name, args, { env, input } = {}) {
  const program = new Program(name, args, env, input);
  const waiting = late(STOP_MS, () => `${name} does not end\n${program.output}`);
  try {
    const code = await Promise.race([program.ended, waiting.promise]);
    return { code, output: program.output.toString(), lines: program.lines };
  } finally {
    waiting.cancel();
    program.child.kill('SIGKILL');
  }
}
