// SPDX-License-Identifier: Apache-2.0
// RFC 9421 signatures with hmac-sha256: each request proves that its sender registered the session.
import { base64Encode, base64urlEncode, utf8 } from './crypto/bytes.js';
import { hmacSign, randomBytes } from './crypto/primitives.js';

/** Section 2.5: `components` is [[identifier, value], ...], `params` the text after the list. */
export function signatureBase(components, params) {
  const list = components.map(([identifier]) => `"${identifier}"`).join(' ');
  const input = `(${list})${params}`;
  const lines = components.map(([identifier, value]) => `"${identifier}": ${value}\n`);
  return { input, base: `${lines.join('')}"@signature-params": ${input}` };
}

/** The two headers for a request without a body.  `path` and `query` are as sent. */
export async function signRequest(key, { method, url, createdS, nonce = randomBytes(16) }) {
  const { pathname, search } = new URL(url);
  const params = `;created=${createdS};nonce="${base64urlEncode(nonce)}";alg="hmac-sha256"`;
  const { input, base } = signatureBase(
    [['@method', method], ['@path', pathname], ['@query', search || '?']], params);
  const signature = base64Encode(await hmacSign(key, utf8(base)));
  return { 'signature-input': `sig1=${input}`, signature: `sig1=:${signature}:` };
}
