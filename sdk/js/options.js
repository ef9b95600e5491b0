// SPDX-License-Identifier: Apache-2.0
// What a caller may say to SecureClient, checked before anything else happens.
import { EncodingError, utf8 } from './crypto/bytes.js';
import { PerfAggregatorError } from './errors.js';
import { readPolicy } from './verify/measurements.js';

const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/;
const SYMBOLS_MAX = 64;

const refuse = (words) => {
  throw new PerfAggregatorError('INVALID_OPTION', words);
};

const matching = (pattern, words) => (value, name) =>
  (typeof value === 'string' && pattern.test(value) ? value : refuse(`${name} must be ${words}`));

// What the enclave accepts: it goes into header fields of the exchange's API.
const key = (min) => matching(new RegExp(`^[!-~]{${min},255}$`),
  `${min} to 255 visible ASCII characters, without spaces or line ends: copy it again`);

// A secret is text like a key, or a private key in PEM (Ed25519, RSA), which has its own lines.
const PEM_MAX = 3583;
const pemKey = /^-----BEGIN [\t\r\n -~]+$/;
const secret = (value, name) => (typeof value === 'string' && value.length <= PEM_MAX
  && pemKey.test(value) ? value : key(10)(value, name));

const oneOf = (...allowed) => (value, name) =>
  (allowed.includes(value) ? value : refuse(`${name} must be one of ${allowed.join(', ')}`));

const ofType = (type) => (value, name) =>
  (typeof value === type ? value : refuse(`${name} must be a ${type}`));

const integer = (min, max) => (value, name) =>
  (Number.isInteger(value) && value >= min && value <= max
    ? value : refuse(`${name} must be a whole number from ${min} to ${max}`));

function label(value, name) {
  if (typeof value !== 'string' || CONTROLS.test(value)) {
    refuse(`${name} must be a text without control characters`);
  }
  try {
    if (utf8(value).length <= 64) return value;
  } catch (error) {
    if (!(error instanceof EncodingError)) throw error;
  }
  return refuse(`${name} must be at most 64 bytes of UTF-8`);
}

const symbol = matching(/^[A-Z0-9_-]{1,39}$/, "a symbol in the exchange's spelling, like BTCUSDT");

function symbols(value, name) {
  if (!Array.isArray(value) || value.length === 0 || value.length > SYMBOLS_MAX) {
    refuse(`${name} must be a list of 1 to ${SYMBOLS_MAX} symbols, or left out`);
  }
  return value.map((one, i) => symbol(one, `${name}[${i}]`));
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** The origin only: requests are signed over their path as the enclave sees it. */
function enclaveUrl(value, name) {
  const url = URL.canParse(value) ? new URL(value) : refuse(`${name} is not a URL: ${value}`);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.test(url.hostname))) {
    refuse(`${name} must begin with https:// (http:// is for this machine only: ${url.hostname})`);
  }
  if (url.username || url.password) refuse(`${name} must not carry a user or password`);
  if (url.pathname !== '/' || url.search || url.hash) {
    refuse(`${name} must end after the host and port: ${url.origin}`);
  }
  return url.origin;
}

/** An object with no other members than these. */
function members(value, name, allowed) {
  const known = value !== null && typeof value === 'object'
    && Object.keys(value).every((key) => allowed.includes(key));
  return known ? value : refuse(`${name} may only be an object with ${allowed.join(', ')}`);
}

function policy(value, name) {
  try {
    return readPolicy(value);
  } catch (error) {
    if (!(error instanceof EncodingError)) throw error;
    return refuse(`${name}: ${error.message} (take it from the release you trust)`);
  }
}

const trust = (value, name) => ({ ...members(value, name, ['simulatedRoot']) });

function signal(value, name) {
  return value instanceof AbortSignal ? value : refuse(`${name} must be an AbortSignal`);
}

const REQUIRED = {
  enclaveUrl,
  userId: matching(/^[A-Za-z0-9._-]{1,64}$/, '1 to 64 letters, digits, dots, "_" or "-"'),
  exchange: matching(/^[a-z0-9_-]{2,32}$/, "an exchange's name in lower case, like binance"),
  apiKey: key(10),
  secret,
  policy,
};

const OPTIONAL = {
  passphrase: [undefined, key(1)],
  accountType: ['spot', oneOf('spot', 'margin', 'futures', 'all')],
  sandbox: [false, ofType('boolean')],
  ttl: [86_400, integer(300, 604_800)],
  label: ['', label],
  symbols: [undefined, symbols],
  proof: ['hmac', oneOf('hmac', 'none')],
  trust: [{}, trust],
  allowSecretsToSimulated: [false, ofType('boolean')],
  fetch: [(...request) => globalThis.fetch(...request), ofType('function')],
  signal: [undefined, signal],
  timeoutMs: [30_000, integer(1, 600_000)],
  onProgress: [() => {}, ofType('function')],
};

/** A frozen copy with defaults; PerfAggregatorError INVALID_OPTION names what is wrong. */
export function checkOptions(given) {
  if (given === null || typeof given !== 'object') refuse('SecureClient needs an options object');
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(REQUIRED, name) && !Object.hasOwn(OPTIONAL, name)) {
      refuse(`${name} is not an option of SecureClient`);
    }
  }
  const out = {};
  for (const [name, check] of Object.entries(REQUIRED)) {
    if (given[name] === undefined) refuse(`${name} is missing`);
    out[name] = check(given[name], name);
  }
  for (const [name, [standard, check]] of Object.entries(OPTIONAL)) {
    out[name] = given[name] === undefined ? standard : check(given[name], name);
  }
  return Object.freeze(out);
}
