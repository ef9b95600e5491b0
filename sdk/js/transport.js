// SPDX-License-Identifier: Apache-2.0
// One request to the enclave: bounded in time and size, its problem documents turned to errors.
import { EncodingError, concat, utf8Decode } from './crypto/bytes.js';
import { PerfAggregatorError } from './errors.js';
import { parseObject } from './wire/json.js';

const ANSWER_MAX = 16 * 1024 * 1024;

const HINTS = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed: name it in NODE_EXTRA_CA_CERTS',
  SELF_SIGNED_CERT_IN_CHAIN: 'its authority is not known here: name it in NODE_EXTRA_CA_CERTS',
};

function networkError(url, error) {
  const { code, message } = error.cause ?? error;
  return new PerfAggregatorError('NETWORK_ERROR',
    `${new URL(url).origin} cannot be reached: ${HINTS[code] ?? message ?? error.message}`,
    { cause: error });
}

/** Runs `task` with a signal that fires after `timeoutMs` or with the caller's own. */
async function withDeadline({ signal, timeoutMs }, task) {
  signal?.throwIfAborted();
  const controller = new AbortController();
  const late = new PerfAggregatorError('TIMEOUT', `no answer within ${timeoutMs} ms`);
  const timer = setTimeout(() => controller.abort(late), timeoutMs);
  const follow = () => controller.abort(signal.reason);
  signal?.addEventListener('abort', follow);
  try {
    return await task(controller.signal);
  } catch (error) {
    if (controller.signal.aborted) throw controller.signal.reason;
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', follow);
  }
}

async function readBody(response) {
  const parts = [];
  let size = 0;
  const reader = response.body?.getReader();
  while (reader) {
    const { value, done } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > ANSWER_MAX) {
      await reader.cancel();
      throw new PerfAggregatorError('INVALID_REPLY',
        `the answer is larger than ${ANSWER_MAX} bytes`);
    }
    parts.push(value);
  }
  return concat(...parts);
}

/** Retry-After as seconds (RFC 9110 section 10.2.3); undefined when there is none. */
function retryAfter(response) {
  const value = response.headers.get('retry-after');
  if (value === null) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value);
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - Date.now()) / 1000));
}

function readJson(body) {
  try {
    return parseObject(utf8Decode(body));
  } catch (cause) {
    if (!(cause instanceof EncodingError)) throw cause;
    throw new PerfAggregatorError('INVALID_REPLY', `the answer: ${cause.message}`, { cause });
  }
}

const mediaType = (response) =>
  (response.headers.get('content-type') ?? '').split(';')[0].trim().toLowerCase();

function problemError(response, body) {
  const { status } = response;
  if (mediaType(response) !== 'application/problem+json') {
    return new PerfAggregatorError('HTTP_ERROR',
      `HTTP ${status} without a problem document: is this the address of an enclave?`,
      { status, retryAfter: retryAfter(response) });
  }
  const problem = readJson(body);
  const code = typeof problem.code === 'string' ? problem.code : 'HTTP_ERROR';
  const words = [problem.detail, problem.title].find((one) => typeof one === 'string');
  return new PerfAggregatorError(code, `${code}: ${words ?? `HTTP ${status}`}`,
    { status, problem, retryAfter: retryAfter(response) });
}

/** The answer's JSON object; null when it has no content.  `options`: fetch, signal, timeoutMs. */
export function request(options, url, init) {
  return withDeadline(options, async (signal) => {
    let response;
    let body;
    try {
      response = await options.fetch(url, {
        ...init,
        headers: { accept: 'application/json', ...init.headers },
        signal,
        cache: 'no-store',
        credentials: 'omit',
        redirect: 'error',
        referrerPolicy: 'no-referrer',
      });
      body = await readBody(response);
    } catch (error) {
      if (signal.aborted || error instanceof PerfAggregatorError) throw error;
      throw networkError(url, error);
    }
    if (!response.ok) throw problemError(response, body);
    if (response.status === 204) return null;
    if (mediaType(response) !== 'application/json') {
      throw new PerfAggregatorError('INVALID_REPLY',
        'the answer is not application/json: is this the address of an enclave?');
    }
    return readJson(body);
  });
}
