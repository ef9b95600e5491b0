// SPDX-License-Identifier: Apache-2.0
// Strict JSON: no member twice, bounded depth; and typed reading of members.  Whatever is wrong is
// an EncodingError that names the member; who called knows which code that is.
import { EncodingError, hexDecode } from '../crypto/bytes.js';

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|-?\d[\d.eE+-]*/g;
const INTEGER = /^-?\d{1,15}$/;

function need(condition, words) {
  if (!condition) throw new EncodingError(words);
}

/** JSON.parse keeps the last of two equal names without a word; here that is an error. */
function checkTokens(text, { depthMax, integersOnly }) {
  const open = []; // One Set of names per open object, null per open array.
  let string = null;
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === ':') {
      const name = JSON.parse(string);
      need(!open.at(-1).has(name), `it has the member "${name}" twice`);
      open.at(-1).add(name);
    } else if (token === '{' || token === '[') {
      open.push(token === '{' ? new Set() : null);
      need(open.length <= depthMax, `it nests deeper than ${depthMax}`);
    } else if (token === '}' || token === ']') {
      open.pop();
    } else if (token[0] === '"') {
      string = token;
    } else if (token !== ',') {
      need(!integersOnly || INTEGER.test(token), `${token} is not a whole number`);
    }
  }
}

export const isObject = (value) =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** One JSON object from its text, to be stricter than JSON.parse in what `limits` say. */
export function parseObject(text, limits = { depthMax: 32 }) {
  let value;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new EncodingError(`it is not JSON: ${cause.message}`);
  }
  checkTokens(text, limits);
  need(isObject(value), 'it is not a JSON object');
  return value;
}

export function readObject(from, name) {
  need(isObject(from[name]), `"${name}" is not a JSON object`);
  return from[name];
}

/** At most `max` elements. */
export function readList(from, name, max) {
  const value = from[name];
  need(Array.isArray(value) && value.length <= max, `"${name}" is not a list of at most ${max}`);
  return value;
}

/** A string of at most `max` UTF-16 units. */
export function readText(from, name, max) {
  const value = from[name];
  need(typeof value === 'string', `"${name}" is not a string`);
  need(value.isWellFormed(), `"${name}" is not well-formed Unicode`);
  need(value.length <= max, `"${name}" is longer than ${max}`);
  return value;
}

export function readBoolean(from, name) {
  need(typeof from[name] === 'boolean', `"${name}" is not true or false`);
  return from[name];
}

export function readNumber(from, name, max) {
  const value = from[name];
  need(Number.isInteger(value) && value >= 0 && value <= max,
    `"${name}" is not a whole number up to ${max}`);
  return value;
}

/** Bytes in the given encoding; `size` is exact, or {max}. */
export function readBytes(from, name, decode, size) {
  const max = size.max ?? size;
  const text = readText(from, name, 2 * max + 4);
  let bytes;
  try {
    bytes = decode(text);
  } catch (error) {
    throw error instanceof EncodingError ? new EncodingError(`"${name}" is ${error.message}`)
      : error;
  }
  need(bytes.length === size || bytes.length <= size.max, `"${name}" has ${bytes.length} bytes `
    + `instead of ${size.max === undefined ? '' : 'at most '}${max}`);
  return bytes;
}

/** Hex as others write it: in either case. */
export const readHex = (from, name, size) =>
  readBytes(from, name, (text) => hexDecode(text.toLowerCase()), size);
