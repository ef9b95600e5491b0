// SPDX-License-Identifier: Apache-2.0
// peer_envelope.mjs - what opening an envelope costs with node:crypto, synchronously: importing
// the sender's key, one X25519, eleven HMACs, one AES-256-GCM of the same size.
import {
  createCipheriv, createDecipheriv, createHmac, createPublicKey, diffieHellman,
  generateKeyPairSync, randomBytes,
} from 'node:crypto';
import { input, report } from './peer.mjs';

const size = Number(input());
const mine = generateKeyPairSync('x25519');
const theirs = generateKeyPairSync('x25519').publicKey.export({ type: 'spki', format: 'der' });
const nonce = randomBytes(12);
const aad = randomBytes(160);

function keyFor(der) {
  const publicKey = createPublicKey({ key: der, type: 'spki', format: 'der' });
  let key = diffieHellman({ privateKey: mine.privateKey, publicKey });
  for (let i = 0; i < 11; i++) key = createHmac('sha256', key).update(aad).digest();
  return key;
}

const seal = createCipheriv('aes-256-gcm', keyFor(theirs), nonce).setAAD(aad);
const sealed = Buffer.concat([seal.update(Buffer.alloc(size, 32)), seal.final()]);
const tag = seal.getAuthTag();

report(() => {
  const open = createDecipheriv('aes-256-gcm', keyFor(theirs), nonce);
  open.setAAD(aad).setAuthTag(tag);
  const plain = Buffer.concat([open.update(sealed), open.final()]);
  if (plain.length !== size) throw new Error('it does not open');
});
