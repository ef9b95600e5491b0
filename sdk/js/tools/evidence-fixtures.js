// SPDX-License-Identifier: Apache-2.0
// For tests: third parties' quotes and collateral beside the repository, with what to expect.
import { existsSync, readFileSync } from 'node:fs';
import { givenRoot, intelRoot } from '../verify/roots.js';
import { fixture, fixturePath } from './vectors.js';

const DAY_MS = 86_400_000;

// The first word of a fixture's error to ours.
const CODES = {
  QUOTE_TRUNCATED: 'ATT_E_QUOTE_TRUNCATED', QUOTE_VERSION: 'ATT_E_QUOTE_VERSION',
  QE_VENDOR: 'ATT_E_QE_VENDOR', QE_AUTH: 'ATT_E_QUOTE_SIZE',
  CERT_DATA_TYPE: 'ATT_E_CERT_DATA_TYPE', CERT_DATA_SIZE: 'ATT_E_CERT_DATA_SIZE',
  ROOT_UNTRUSTED: 'ATT_E_ROOT_UNTRUSTED',
  ROOT_CRL_MISSING: 'ATT_E_CRL_MISSING', PCK_CRL_MISSING: 'ATT_E_CRL_MISSING',
  ROOT_CRL_SIGNATURE: 'ATT_E_CRL_SIGNATURE', PCK_CRL_SIGNATURE: 'ATT_E_CRL_SIGNATURE',
  ROOT_CRL_EXPIRED: 'ATT_E_CRL_EXPIRED', PCK_CRL_EXPIRED: 'ATT_E_CRL_EXPIRED',
  PCK_CRL_ISSUER: 'ATT_E_CRL_ISSUER', PCK_CA_REVOKED: 'ATT_E_REVOKED_CA',
  TCB_INFO_SIGNER_CN: 'ATT_E_TCB_SIGNER_CN', TCB_INFO_SIGNATURE: 'ATT_E_TCB_SIGNATURE',
  TCB_INFO_TEE: 'ATT_E_TCB_TEE', PCEID_MISMATCH: 'ATT_E_PCEID',
  QE_IDENTITY_SIGNATURE: 'ATT_E_QEID_SIGNATURE', QE_IDENTITY_ID: 'ATT_E_QEID_TEE',
  QE_REPORT_SIGNATURE: 'ATT_E_QE_REPORT_SIGNATURE', QE_REPORT_DATA: 'ATT_E_QE_REPORT_DATA',
  QE_MRSIGNER: 'ATT_E_QE_IDENTITY', QE_ISVPRODID: 'ATT_E_QE_IDENTITY',
  QE_ATTRIBUTES: 'ATT_E_QE_IDENTITY', QUOTE_SIGNATURE: 'ATT_E_QUOTE_SIGNATURE',
  QE_TCB_NOT_SUPPORTED: 'ATT_E_QE_TCB_UNSUPPORTED', TCB_NOT_SUPPORTED: 'ATT_E_TCB_UNSUPPORTED',
  DEBUG_ENCLAVE: 'ATT_E_DEBUG',
};

// Where a fixture's word is no code of ours, and why.
const SPECIAL = {
  // Its window begins later than it is judged: the fixture has one word for both sides.
  'synthetic/tcb_info_not_yet_valid': 'ATT_E_CRL_NOT_YET_VALID',
  // Without collateral.
  'oasis-core/sgx_v3_eppid_certtype2or3': 'ATT_E_CERT_DATA_TYPE',
  'go-tdx-guest/tdx_prod_quote_SPR_E4': 'ATT_E_QUOTE_SIZE', // text follows it
};

function codeOf({ path, verdict, error }) {
  if (SPECIAL[path]) return SPECIAL[path];
  if (verdict === 'no-collateral') return 'ATT_E_CRL_MISSING';
  return error ? CODES[/^\w+/.exec(error)[0]] : 'ATT_OK';
}

async function load(about) {
  const path = (name) => fixturePath(`attestation/${about.path}/${name}`);
  const text = (name) => (existsSync(path(name)) ? readFileSync(path(name), 'latin1') : undefined);
  const root = text('trusted_root.pem');
  return {
    about,
    name: about.path,
    code: codeOf(about),
    quote: new Uint8Array(readFileSync(path('quote.bin'))),
    collateral: JSON.parse(text('collateral.json') ?? '{}'),
    root: root === undefined ? intelRoot : await givenRoot(root),
    rootPem: root,
    atMs: about.verification_time_unix ? about.verification_time_unix * 1000
      : Date.parse(about.pck?.not_before ?? '2026-01-05T00:00:00Z') + DAY_MS,
  };
}

/** Every DCAP case, or none with the running test marked as skipped. */
export async function evidenceFixtures(t) {
  const index = fixture(t, 'attestation/index.json') ?? [];
  return Promise.all(index.filter(({ path }) => !path.startsWith('sev-snp/')).map(load));
}

/** One of them; undefined, with the running test marked as skipped. */
export const evidenceFixture = async (t, name) =>
  (await evidenceFixtures(t)).find((one) => one.name === name);
