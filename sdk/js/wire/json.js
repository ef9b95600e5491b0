// SPDX-License-Identifier: Apache-2.0
// Strict JSON: UTF-8, no member twice, bounded depth; and typed reading of an answer's members.
import { EncodingError, utf8Decode } from '../crypto/bytes.js';
import { PerfAggregatorError } from '../errors.js';

const DEPTH_MAX = 32;
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/g;

const invalid = (words, cause) => new PerfAggregatorError('INVALID_REPLY', words, { cause });

/** JSON.parse keeps the last of two equal names without a word; here that is an error. */
function refuseDuplicates(text) {
  const open = []; // One Set of names per open object, null per open array.
  let string = null;
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === ':') {
      const name = JSON.parse(string);
      if (open.at(-1).has(name)) throw invalid(`the answer has the member "${name}" twice`);
      open.at(-1).add(name);
    } else if (token === '{' || token === '[') {
      if (open.push(token === '{' ? new Set() : null) > DEPTH_MAX) {
        throw invalid(`the answer nests deeper than ${DEPTH_MAX}`);
      }
    } else if (token === '}' || token === ']') {
      open.pop();
    } else {
      string = token;
    }
  }
}

/** One JSON object from an answer's bytes. */
export function parseObject(bytes) {
  let text;
  let value;
  try {
    text = utf8Decode(bytes);
    value = JSON.parse(text);
  } catch (cause) {
    throw invalid(`the answer is not JSON: ${cause.message}`, cause);
  }
  refuseDuplicates(text);
  return asObject(value, 'the answer');
}

function asObject(value, name) {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value;
  throw invalid(`${name} is not a JSON object`);
}

export const readObject = (from, name) => asObject(from[name], `the answer's "${name}"`);

/** A string of at most `max` UTF-16 units. */
export function readText(from, name, max) {
  const value = from[name];
  if (typeof value !== 'string') throw invalid(`the answer's "${name}" is not a string`);
  if (!value.isWellFormed()) throw invalid(`the answer's "${name}" is not well-formed Unicode`);
  if (value.length > max) throw invalid(`the answer's "${name}" is longer than ${max}`);
  return value;
}

export function readBoolean(from, name) {
  if (typeof from[name] === 'boolean') return from[name];
  throw invalid(`the answer's "${name}" is not true or false`);
}

export function readU32(from, name) {
  const value = from[name];
  if (Number.isInteger(value) && value >= 0 && value <= 0xffffffff) return value;
  throw invalid(`the answer's "${name}" is not an unsigned 32-bit integer`);
}

/** Bytes in the given encoding; `size` is exact, or {max}. */
export function readBytes(from, name, decode, size) {
  const max = size.max ?? size;
  let bytes;
  try {
    bytes = decode(readText(from, name, 2 * max + 4));
  } catch (cause) {
    if (!(cause instanceof EncodingError)) throw cause;
    throw invalid(`the answer's "${name}" is ${cause.message}`, cause);
  }
  if (size.max === undefined ? bytes.length === size : bytes.length <= max) return bytes;
  throw invalid(`the answer's "${name}" has ${bytes.length} bytes instead of `
    + (size.max === undefined ? size : `at most ${max}`));
}
