// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import test from 'node:test';
import { hexEncode } from '../crypto/index.js';
import { collateralSha256, readCollateral } from '../verify/collateral.js';

const hash = async (object) => hexEncode(await collateralSha256(readCollateral(object)));

test('the hash covers its eight items in order, each with its length', async () => {
  const collateral = {
    root_ca_crl: '31', pck_crl: '3232', tcb_info_issuer_chain: '333', tcb_info: '',
    tcb_info_signature: '35', qe_identity_issuer_chain: '66', qe_identity: '777',
    qe_identity_signature: '38'.repeat(64), pck_crl_issuer_chain: 'not hashed',
  };
  const good = await hash(collateral);
  assert.equal(good, '017ec16eb7c7b84aaa12afc2e40fb9a95dfbdf4920aedc0d046407d7b9dff174');
  assert.equal(await hash({ ...collateral, pck_crl_issuer_chain: undefined }), good);
  for (const name of Object.keys(collateral).slice(0, 7)) {
    assert.notEqual(await hash({ ...collateral, [name]: `${collateral[name]}30` }), good);
  }
  assert.notEqual(await hash({ ...collateral, root_ca_crl: '3132', pck_crl: '32' }), good);
});

test('nothing hashes to zeros', async () => {
  const zeros = '00'.repeat(32);
  assert.equal(await hash({}), zeros);
  assert.equal(await hash({ root_ca_crl: '' }), zeros);
  assert.notEqual(await hash({ root_ca_crl: '00' }), zeros);
});

test('with a VEK it is the three items of AMD that count', async () => {
  const amd = { vek: '31', ask: '22', ark: '333' };
  const good = await hash(amd);
  assert.equal(await hash({ ...amd, root_ca_crl: '31' }), good);
  for (const name of ['vek', 'ask', 'ark']) {
    assert.notEqual(await hash({ ...amd, [name]: '3130' }), good);
  }
});
