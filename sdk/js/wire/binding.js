// SPDX-License-Identifier: Apache-2.0
// What a quote's report_data stands for: a fixed preimage of 232 bytes, hashed with SHA-512.
import { concat, u32, utf8 } from '../crypto/bytes.js';
import { sha256, sha512 } from '../crypto/primitives.js';

export const BINDING_VERSION = 1;
export const FLAG = { tls: 1, nonce: 2, simulated: 4 };

const LABEL = concat(utf8('perf-aggregator-binding/1'), new Uint8Array(7));
const HASHES = ['nonce', 'publicKey', 'identityKey', 'tlsSpkiSha256', 'collateralSha256',
  'configSha256'];

export function bindingPreimage(binding) {
  const fields = HASHES.map((name) => {
    if (binding[name].length !== 32) throw new RangeError(`${name} is not 32 bytes`);
    return binding[name];
  });
  return concat(LABEL, u32(binding.version), u32(binding.flags), ...fields);
}

/** The 64 bytes that a quote must carry to vouch for this binding. */
export const reportData = (binding) => sha512(bindingPreimage(binding));

/** The name of an enclave's encryption key. */
export async function keyId(publicKey) {
  const hash = await sha256(concat(utf8('perf-aggregator/kid/v1'), publicKey));
  return hash.slice(0, 8);
}
