// SPDX-License-Identifier: Apache-2.0
// QE identity: which quoting enclave may sign, and which of its versions are good.
import { equal } from '../crypto/bytes.js';
import { readHex, readList, readNumber, readText } from '../wire/json.js';
import { check } from './refuse.js';
import { QE_IDENTITY, reading } from './signed-json.js';
import { findEnclaveLevel, readTime } from './tcb-level.js';

const DEBUG = 0x02;
const IDS = { SGX: 'QE', TDX: 'TD_QE' };
const { item: ITEM } = QE_IDENTITY;

/** All of it but the levels; of another version nothing means anything but the dates. */
export const parseQeIdentity = (json) => {
  readList(json, 'tcbLevels', Infinity);
  return {
    json,
    id: readText(json, 'id', 64),
    version: readNumber(json, 'version', Number.MAX_SAFE_INTEGER),
    from: readTime(json, 'issueDate'),
    until: readTime(json, 'nextUpdate'),
    evaluationNumber: readNumber(json, 'tcbEvaluationDataNumber', 0xffffffff),
    miscselect: readHex(json, 'miscselect', 4),
    miscselectMask: readHex(json, 'miscselectMask', 4),
    attributes: readHex(json, 'attributes', 16),
    attributesMask: readHex(json, 'attributesMask', 16),
    mrsigner: readHex(json, 'mrsigner', 32),
    isvProdId: readNumber(json, 'isvprodid', 0xffff),
  };
};

/** D: it must be for this TEE, in our version. */
export function checkQeIdentity({ version, id }, tee) {
  check(id === IDS[tee] && version === 2, 'ATT_E_QEID_TEE', ITEM,
    `id ${id}, version ${version}; the quote is of ${tee}`);
}

const masked = (bytes, mask) => bytes.map((byte, i) => byte & mask[i]);

/** G: the quoting enclave is the one described, and nobody debugs it. */
export function matchQe(identity, qe) {
  const same = {
    MRSIGNER: equal(qe.mrsigner, identity.mrsigner),
    ISVPRODID: qe.isvProdId === identity.isvProdId,
    MISCSELECT: equal(masked(qe.miscselect, identity.miscselectMask), identity.miscselect),
    ATTRIBUTES: equal(masked(qe.attributes, identity.attributesMask), identity.attributes)
      && (qe.attributes[0] & DEBUG) === 0,
  };
  for (const [field, holds] of Object.entries(same)) {
    check(holds, 'ATT_E_QE_IDENTITY', field);
  }
}

/** I */
export function matchQeLevel({ json }, { isvSvn }) {
  const level = reading(QE_IDENTITY, () => findEnclaveLevel(json, isvSvn));
  check(level, 'ATT_E_QE_TCB_UNSUPPORTED', ITEM, `ISVSVN ${isvSvn} is below every TCB level`);
  return level;
}
