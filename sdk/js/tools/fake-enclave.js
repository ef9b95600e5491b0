// SPDX-License-Identifier: Apache-2.0
// For tests: the enclave's side of the protocol as a fetch function that records what it was
// sent.  `spoil` changes an answer before it leaves.
import { createHmac } from 'node:crypto';
import {
  base64Decode, base64Encode, base64urlDecode, base64urlEncode, concat, hexEncode, lp, utf8,
  utf8Decode,
} from '../crypto/bytes.js';
import { hpkeReceiver } from '../crypto/hpke.js';
import { randomBytes, sha256, x25519Generate } from '../crypto/primitives.js';
import { collateralSha256, readCollateral } from '../verify/collateral.js';
import { FLAG, keyId, reportData } from '../wire/binding.js';
import { POP_LABEL, envelopeAad, envelopeInfo } from '../wire/envelope.js';
import { makeCollateral, makePlatform, makeQuote } from './simulated-evidence.js';

const json = (status, value, type = 'application/json', headers = {}) =>
  new Response(JSON.stringify(value), { status, headers: { 'content-type': type, ...headers } });

export const problem = (status, code, headers) =>
  json(status, { type: 'about:blank', title: code, status, detail: `because ${code}`, code },
    'application/problem+json', headers);

export class FakeEnclave {
  sent = []; // {method, path, headers, body}
  opened = []; // credentials
  spoil = {}; // {evidence(evidence), quote(answer), submit(answer), answer(request)}

  static async make(kind) {
    const out = new FakeEnclave();
    out.platform = await makePlatform(kind);
    out.collateral = await makeCollateral(out.platform);
    out.measurement = await sha256(utf8('fake enclave'));
    out.hpke = await x25519Generate();
    out.identityKey = randomBytes(32);
    out.config = 'perf-aggregator-config/1\nmode=fake\n';
    return out;
  }

  fetch = async (url, init) => {
    const { pathname, search, searchParams } = new URL(url);
    this.sent.push({ method: init.method, path: pathname + search, headers: init.headers,
      body: init.body });
    const forced = this.spoil.answer?.({ pathname, init });
    if (forced) return forced;
    if (pathname === '/attestation/quote') return this.#quote(searchParams.get('nonce'));
    if (pathname === '/enclave/submit_key') return this.#submit(JSON.parse(init.body));
    return this.#read(init, pathname, search);
  };

  async #evidence(nonce) {
    const evidence = {
      version: 1,
      flags: FLAG.nonce | (this.platform.kind.vendor.startsWith('c176') ? FLAG.simulated : 0),
      nonce,
      publicKey: this.hpke.publicKey,
      identityKey: this.identityKey,
      tlsSpkiSha256: new Uint8Array(32),
      collateralSha256: await collateralSha256(readCollateral(this.collateral)),
      configSha256: await sha256(utf8(this.config)),
      mrenclave: this.measurement,
    };
    this.spoil.evidence?.(evidence);
    return evidence;
  }

  async #quote(nonceText) {
    const evidence = await this.#evidence(base64urlDecode(nonceText));
    const quote = await makeQuote(this.platform,
      { mrenclave: evidence.mrenclave, reportData: await reportData(evidence),
        flags: evidence.attributes });
    const simulated = (evidence.flags & FLAG.simulated) !== 0;
    const answer = {
      enclave_id: '00112233445566778899aabbccddeeff',
      attestation_type: simulated ? 'SGX_QUOTE_SIMULATED' : 'SGX_QUOTE',
      version: '1.0.0',
      timestamp: new Date().toISOString(),
      measurement: hexEncode(evidence.mrenclave),
      simulated,
      public_key: base64Encode(evidence.publicKey),
      identity_key: base64Encode(evidence.identityKey),
      key_id: base64urlEncode(await keyId(evidence.publicKey)),
      challenge: base64urlEncode(randomBytes(24)),
      quote: base64Encode(quote),
      collateral: { ...this.collateral },
      binding: {
        version: evidence.version,
        flags: evidence.flags,
        nonce: base64urlEncode(evidence.nonce),
        tls_spki_sha256: hexEncode(evidence.tlsSpkiSha256),
        collateral_sha256: hexEncode(evidence.collateralSha256),
        config_sha256: hexEncode(evidence.configSha256),
      },
      config: this.config,
    };
    this.spoil.quote?.(answer);
    return json(200, answer);
  }

  async #submit(body) {
    const enclave = { measurement: this.measurement, publicKey: this.hpke.publicKey,
      identityKey: this.identityKey, configSha256: await sha256(utf8(this.config)) };
    const ephemeralPub = base64Decode(body.ephemeral_pub);
    const context = await hpkeReceiver(this.hpke, ephemeralPub, envelopeInfo(enclave));
    const aad = envelopeAad({ keyId: base64urlDecode(body.key_id),
      challenge: base64urlDecode(body.challenge), issuedAt: body.issued_at,
      metadata: body.metadata });
    const plain = await context.open(aad,
      concat(base64Decode(body.ciphertext), base64Decode(body.tag)));
    this.opened.push(JSON.parse(utf8Decode(plain)));
    this.popKey = await context.export(POP_LABEL, 32);
    this.sessionId = `session_${body.issued_at}_${base64urlEncode(randomBytes(32))}`;
    const expiresAt = new Date((body.issued_at + body.metadata.ttl) * 1000).toISOString();
    const said = concat(lp('receipt/v1'), lp(ephemeralPub), lp(this.sessionId), lp(expiresAt));
    const answer = {
      session_id: this.sessionId, expires_at: expiresAt, status: 'active',
      permissions: { read: true, trade: false, withdraw: false },
      receipt: createHmac('sha256', this.popKey).update(said).digest('base64'),
    };
    this.spoil.submit?.(answer);
    return json(201, answer);
  }

  #read(init, path, search) {
    const input = init.headers['signature-input']?.slice('sig1='.length);
    const base = `"@method": ${init.method}\n"@path": ${path}\n"@query": ${search || '?'}\n`
      + `"@signature-params": ${input}`;
    const mac = createHmac('sha256', this.popKey).update(base).digest('base64');
    const proof = input === undefined ? 'none' : init.headers.signature === `sig1=:${mac}:`;
    return json(200, { proof, path, search, method: init.method });
  }
}
