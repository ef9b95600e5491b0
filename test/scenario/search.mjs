// SPDX-License-Identifier: Apache-2.0
// search.mjs - is a secret in these bytes, in any of the forms that bytes are written in?
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

// A sanitizer's shadow spans terabytes and says only which addresses may be used.
const MAP_SIZE_MAX = 64n << 30n;
const CHUNK = 16 << 20;
const OVERLAP = 4096; // more than any form's length

// The characters that depend on the secret alone when it stands `offset` bytes into base64.
function base64Middle(secret, offset) {
  const text = Buffer.concat([Buffer.alloc(offset), secret]).toString('base64');
  return text.slice(Math.ceil(offset * 8 / 6), Math.floor((offset + secret.length) * 8 / 6));
}

// [form's name, its bytes]
export function formsOf(text) {
  const secret = Buffer.from(text);
  const hex = secret.toString('hex');
  const wide = Buffer.from(text, 'utf16le');
  const forms = [['raw', secret], ['hex', Buffer.from(hex)],
    ['HEX', Buffer.from(hex.toUpperCase())], ['UTF-16LE', wide],
    ['UTF-16BE', Buffer.from(wide).swap16()]];
  for (const offset of [0, 1, 2]) {
    const middle = base64Middle(secret, offset);
    forms.push([`base64 at ${offset}`, Buffer.from(middle)]);
    forms.push([`base64url at ${offset}`,
      Buffer.from(middle.replaceAll('+', '-').replaceAll('/', '_'))]);
  }
  return forms;
}

// Looks for all forms of all secrets in one pass: by their first two bytes, then whole.
export class Search {
  #byPair = new Array(65_536);
  #isBegun = new Uint8Array(65_536); // what the loop below looks at

  constructor(secrets) {
    secrets.forEach((secret, i) => {
      for (const [name, bytes] of formsOf(secret)) {
        const pair = bytes.readUInt16BE(0);
        this.#isBegun[pair] = 1;
        (this.#byPair[pair] ??= []).push([`${name} of secret ${i}`, bytes]);
      }
    });
  }

  // "FORM of secret N" for each that `bytes` hold.
  in(bytes) {
    const found = new Set();
    const isBegun = this.#isBegun;
    for (let at = 1, pair = bytes[0]; at < bytes.length; at += 1) {
      pair = ((pair << 8) & 0xff00) | bytes[at];
      if (isBegun[pair] === 0) continue;
      for (const [name, form] of this.#byPair[pair]) {
        if (bytes.subarray(at - 1, at - 1 + form.length).equals(form)) found.add(name);
      }
    }
    return [...found];
  }

  // The same for what a core dump of a process would hold.
  inMemory(pid) {
    const found = new Set();
    const file = openSync(`/proc/${pid}/mem`, 'r');
    try {
      for (const [start, end] of resident(pid)) {
        for (let at = start; at < end; at += BigInt(CHUNK - OVERLAP)) {
          const left = end - at;
          const out = Buffer.alloc(left < CHUNK ? Number(left) : CHUNK);
          const size = readSome(file, out, at);
          for (const one of this.in(out.subarray(0, size))) found.add(one);
        }
      }
    } finally {
      closeSync(file);
    }
    return [...found];
  }
}

function* resident(pid) {
  const text = readFileSync(`/proc/${pid}/smaps`, 'latin1');
  for (const map of text.matchAll(/^([0-9a-f]+)-([0-9a-f]+) (r...) .*\n(?:[A-Z]\w+:.*\n)+/gm)) {
    const [whole, from, to] = map;
    const isHeld = /^(Rss|Swap): +[1-9]/m.test(whole);
    const [start, end] = [BigInt(`0x${from}`), BigInt(`0x${to}`)];
    if (isHeld && end - start <= MAP_SIZE_MAX) yield [start, end];
  }
}

function readSome(file, out, position) {
  try {
    return readSync(file, out, 0, out.length, position);
  } catch (error) {
    if (error.code === 'EIO' || error.code === 'EFAULT') return 0; // [vvar], or gone meanwhile
    throw error;
  }
}
