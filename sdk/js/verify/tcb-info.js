// SPDX-License-Identifier: Apache-2.0
// TCB info: which levels of a platform family are good, and which of them a platform has reached.
import { equal, hexEncode } from '../crypto/bytes.js';
import { readHex, readList, readNumber, readObject, readText } from '../wire/json.js';
import { check } from './refuse.js';
import { TCB_INFO, reading } from './signed-json.js';
import { converge, findEnclaveLevel, findLevel, need, readTime } from './tcb-level.js';

const COMPONENTS = 16;
const MODULES_MAX = 256;
const { item: ITEM } = TCB_INFO;

/** All of it but the levels; of another version nothing means anything but the dates. */
export const parseTcbInfo = (json) => {
  need(readNumber(json, 'tcbType', 0xff) === 0, '"tcbType" is not 0');
  readList(json, 'tcbLevels', Infinity);
  return {
    json,
    id: json.id === undefined ? '' : readText(json, 'id', 64),
    version: readNumber(json, 'version', Number.MAX_SAFE_INTEGER),
    from: readTime(json, 'issueDate'),
    until: readTime(json, 'nextUpdate'),
    fmspc: readHex(json, 'fmspc', 6),
    pceid: readHex(json, 'pceId', 2),
    evaluationNumber: readNumber(json, 'tcbEvaluationDataNumber', 0xffffffff),
  };
};

/**
 * C: it must be for this TEE, in a version of ours, and for this platform.  Version 2 (of SGX,
 * before 2022) is in archives only: no policy of today takes its evaluation number.
 */
export function checkTcbInfo({ version, id, fmspc, pceid }, tee, platform) {
  check((version === 3 && id === tee) || (version === 2 && id === '' && tee === 'SGX'),
    'ATT_E_TCB_TEE', ITEM, `id ${id}, version ${version}; the quote is of ${tee}`);
  check(equal(fmspc, platform.fmspc), 'ATT_E_FMSPC', ITEM,
    `FMSPC ${hexEncode(fmspc)}; the platform has ${hexEncode(platform.fmspc)}`);
  check(equal(pceid, platform.pceid), 'ATT_E_PCEID', ITEM,
    `PCEID ${hexEncode(pceid)}; the platform has ${hexEncode(platform.pceid)}`);
}

function readComponents(tcb, name) {
  const list = readList(tcb, name, COMPONENTS);
  need(list.length === COMPONENTS, `"${name}" has not ${COMPONENTS} elements`);
  return list.map((one) => readNumber(Object(one), 'svn', 0xff));
}

// Version 2 has a member for each component.
const readOldComponents = (tcb) => Array.from({ length: COMPONENTS }, (_, i) =>
  readNumber(tcb, `sgxtcbcomp${String(i + 1).padStart(2, '0')}svn`, 0xff));

// J: the first level that the platform, and its TDX module, reach in every number.
function matchNumbers({ json, version }, { components, pcesvn }, teeTcbSvn) {
  const module = [...teeTcbSvn ?? []];
  // A module with a version of its own has levels of its own for the first two numbers.
  if (module[1] > 0) module.fill(255, 0, 2);
  const level = reading(TCB_INFO, () => findLevel(json, (tcb) => [
    ...(version === 2 ? readOldComponents(tcb) : readComponents(tcb, 'sgxtcbcomponents')),
    ...(teeTcbSvn ? readComponents(tcb, 'tdxtcbcomponents') : []),
    readNumber(tcb, 'pcesvn', 0xffff),
  ], [...components, ...module, pcesvn]));
  check(level, 'ATT_E_TCB_UNSUPPORTED', ITEM);
  return level;
}

const readModule = (from) => {
  readHex(from, 'attributesMask', 8);
  return { from, mrsigner: readHex(from, 'mrsigner', 48),
    attributes: readHex(from, 'attributes', 8) };
};

// Whose module a TD ran on; its level, where its version has levels of its own.
function matchModule({ json }, { mrSignerSeam, seamAttributes }, [svn, version]) {
  const item = 'TDX module';
  const inModule = { ...TCB_INFO, item };
  const id = `TDX_${version.toString(16).toUpperCase().padStart(2, '0')}`;
  const module = reading(inModule, () => {
    if (version === 0) return readModule(readObject(json, 'tdxModule'));
    const all = json.tdxModuleIdentities === undefined ? []
      : readList(json, 'tdxModuleIdentities', MODULES_MAX);
    const found = all.find((one) => Object(one).id === id);
    return found && readModule(found);
  });
  check(module, 'ATT_E_TDX_MODULE', item, `the TCB info has no identity "${id}"`);
  const level = version === 0 ? undefined
    : reading(inModule, () => findEnclaveLevel(module.from, svn));
  check(version === 0 || level, 'ATT_E_TCB_UNSUPPORTED', item);
  check(equal(module.mrsigner, mrSignerSeam), 'ATT_E_TDX_MODULE', item);
  check(equal(module.attributes, seamAttributes) && seamAttributes.every((byte) => byte === 0),
    'ATT_E_TDX_MODULE', item);
  return level;
}

/**
 * J: where the platform stands, with these numbers of a TD's module (none for SGX): {status, date,
 * advisories}.
 */
export function matchPlatform(tcbInfo, platform, report, teeTcbSvn) {
  const level = matchNumbers(tcbInfo, platform, teeTcbSvn);
  const module = teeTcbSvn && matchModule(tcbInfo, report, teeTcbSvn);
  if (!module) return level;
  return { status: converge(level.status, module.status), date: level.date,
    advisories: [...level.advisories, ...module.advisories] };
}
