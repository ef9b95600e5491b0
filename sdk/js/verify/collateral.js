// SPDX-License-Identifier: Apache-2.0
// What comes beside a quote so that it can be judged: revocation lists, TCB info, QE identity.
import { concat, u64, utf8 } from '../crypto/bytes.js';
import { sha256 } from '../crypto/primitives.js';
import { isObject, readHex, readText } from '../wire/json.js';
import { check, parsed } from './refuse.js';

const PEM_MAX = 16384;
const JSON_MAX = 65536;

const bytes = (max) => (from, name) => readHex(from, name, { max });
const text = (max) => (from, name) => readText(from, name, max);

// In the order in which they are hashed.
const INTEL = {
  root_ca_crl: bytes(32768),
  pck_crl: bytes(32768),
  tcb_info_issuer_chain: text(PEM_MAX),
  tcb_info: text(JSON_MAX),
  tcb_info_signature: bytes(64),
  qe_identity_issuer_chain: text(PEM_MAX),
  qe_identity: text(JSON_MAX),
  qe_identity_signature: bytes(64),
};
const AMD = { vek: bytes(4096), ask: text(PEM_MAX), ark: text(PEM_MAX) };
// Not in the hash: it is there for quotes that have no chain.
const MEMBERS = { ...INTEL, ...AMD, pck_certificate_chain: text(PEM_MAX) };
// Who issued the PCK CRL is read from the platform's own chain instead.
const IGNORED = ['pck_crl_issuer_chain'];

/** Only the form is judged; what is absent comes out empty, and the step that needs it refuses. */
export function readCollateral(object) {
  const code = 'ATT_E_COLLATERAL_FORMAT';
  const item = 'collateral';
  check(isObject(object), code, item, 'it is not a JSON object');
  for (const name of Object.keys(object)) {
    check(Object.hasOwn(MEMBERS, name) || IGNORED.includes(name), code, item,
      `"${name}" is an unknown member`);
  }
  const out = {};
  for (const [name, read] of Object.entries(MEMBERS)) {
    const { [name]: value = '' } = object;
    out[name] = parsed(code, item, () => read({ [name]: value }, name));
  }
  return out;
}

export const isEmpty = (collateral) =>
  Object.values(collateral).every(({ length }) => length === 0);

/** The hash that a quote's binding names; zeros when there is nothing. */
export async function collateralSha256(collateral) {
  const names = Object.keys(collateral.vek.length > 0 ? AMD : INTEL);
  if (names.every((name) => collateral[name].length === 0)) return new Uint8Array(32);
  const items = names.map((name) => {
    const value = collateral[name];
    const item = typeof value === 'string' ? utf8(value) : value;
    return concat(u64(item.length), item);
  });
  return sha256(concat(utf8('tee-collateral/1'), ...items));
}
