/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/attest/simulated_pki.h"

#include "enclave/attest/simulated_certificate.h"
#include "lib/quote/kind.h"
#include "lib/quote/pem.h"

const uint8_t simulated_published_seed[SIMULATED_SEED_SIZE] = "perf-aggregator published seed 1";

void
simulated_keys_wipe(struct simulated_keys *k)
{
	bytes_wipe(k, sizeof(*k));
}

/* HKDF-Expand(seed, "label" || counter), taking the first counter whose bytes are a scalar. */
static enum err
derive_key(const uint8_t seed[SIMULATED_SEED_SIZE], const char *label, struct p256_private *out)
{
	uint8_t point[P256_POINT_SIZE];
	enum err e = ERR_INPUT;

	for (uint8_t counter = 0; e == ERR_INPUT && counter < UINT8_MAX; counter++) {
		AUTO(buf) info = buf_new(64);

		TRY(buf_append(&info, span_text(label)));
		TRY(buf_u8(&info, counter));
		TRY(hkdf_sha256_expand(seed, buf_span(&info), out->b, sizeof(out->b)));
		e = p256_public_of(out, point);
	}
	return e;
}

enum err
simulated_keys_derive(const uint8_t seed[SIMULATED_SEED_SIZE], struct simulated_keys *out)
{
	TRY(derive_key(seed, "simulated root", &out->root));
	TRY(derive_key(seed, "simulated ca", &out->ca));
	TRY(derive_key(seed, "simulated pck", &out->pck));
	TRY(derive_key(seed, "simulated attestation", &out->attestation));
	TRY(derive_key(seed, "simulated tcb signer", &out->tcb_signer));
	return hkdf_sha256_expand(seed, S("simulated qe id"), out->qe_id, sizeof(out->qe_id));
}

static enum err
subject_of(const struct p256_private *key, const char *common_name, int path_length,
    struct simulated_subject *out)
{
	uint8_t digest[SHA256_SIZE];

	*out = (struct simulated_subject){ .common_name = common_name, .path_length = path_length };
	TRY(p256_public_of(key, out->point));
	TRY(sha256_of(SPAN_OF(out->point), digest));
	memcpy(out->serial, digest, sizeof(out->serial));
	out->serial[0] |= 0x01; /* 20 bytes, whatever the digest */
	return OK;
}

static enum err
issue(const struct simulated_subject *subject, const struct simulated_subject *issuer,
    const struct p256_private *issuer_key, struct buf *pem)
{
	AUTO(buf) der = buf_new(SIMULATED_CERTIFICATE_SIZE_MAX);

	TRY(simulated_certificate(subject, issuer, issuer_key, &der));
	return pem_write(buf_span(&der), pem);
}

enum err
simulated_chain_issue(
    const struct simulated_keys *keys, struct buf *root_pem, struct buf *chain_pem)
{
	struct simulated_subject root, ca, pck;
	AUTO(buf) sgx = buf_new(1024);

	TRY(subject_of(&keys->root, kind_simulated.names[KIND_ROOT], 1, &root));
	TRY(subject_of(&keys->ca, kind_simulated.names[KIND_CA], 0, &ca));
	TRY(subject_of(&keys->pck, kind_simulated.names[KIND_PCK], X509_PATH_LENGTH_NONE, &pck));
	TRY(simulated_sgx_extension(&sgx));
	pck.sgx = buf_span(&sgx);
	TRY(issue(&root, &root, &keys->root, root_pem));
	TRY(issue(&pck, &ca, &keys->ca, chain_pem));
	TRY(issue(&ca, &root, &keys->root, chain_pem));
	return buf_append(chain_pem, buf_span(root_pem));
}

enum err
simulated_tcb_signer_issue(const struct simulated_keys *keys, struct buf *pem)
{
	struct simulated_subject root, signer;

	TRY(subject_of(&keys->root, kind_simulated.names[KIND_ROOT], 1, &root));
	TRY(subject_of(&keys->tcb_signer, kind_simulated.names[KIND_TCB_SIGNER],
	    X509_PATH_LENGTH_NONE, &signer));
	return issue(&signer, &root, &keys->root, pem);
}

static enum err
zeros(struct buf *out, size_t size)
{
	uint8_t *p;

	TRY(buf_reserve(out, size, &p));
	memset(p, 0, size);
	out->size += size;
	return OK;
}

static enum err
header(const struct simulated_keys *keys, struct buf *out)
{
	TRY(buf_u16le(out, 3));  /* version */
	TRY(buf_u16le(out, 2));  /* ECDSA P-256 */
	TRY(buf_u32le(out, 0));  /* SGX */
	TRY(buf_u16le(out, 8));  /* QE SVN */
	TRY(buf_u16le(out, 13)); /* PCE SVN */
	TRY(buf_append(out, SPAN_OF(kind_simulated.vendor)));
	TRY(buf_append(out, SPAN_OF(keys->qe_id)));
	return zeros(out, 4);
}

/* The 384 bytes of a report; `signer` is hashed to MRSIGNER. */
static enum err
report(const struct simulated_report *r, const char *signer, struct buf *out)
{
	static const uint8_t cpusvn[16] = { 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8 };
	uint8_t mrsigner[SHA256_SIZE];

	TRY(sha256_of(span_text(signer), mrsigner));
	TRY(buf_append(out, SPAN_OF(cpusvn)));
	TRY(zeros(out, 32)); /* MISCSELECT, reserved, ISVEXTPRODID */
	TRY(buf_u32le(out, (uint32_t)r->attribute_flags));
	TRY(buf_u32le(out, (uint32_t)(r->attribute_flags >> 32)));
	TRY(buf_u32le(out, 0xe7)); /* XFRM */
	TRY(buf_u32le(out, 0));
	TRY(buf_append(out, SPAN_OF(r->mrenclave)));
	TRY(zeros(out, 32));
	TRY(buf_append(out, SPAN_OF(mrsigner)));
	TRY(zeros(out, 96)); /* reserved, CONFIGID */
	TRY(buf_u16le(out, r->isvprodid));
	TRY(buf_u16le(out, r->isvsvn));
	TRY(zeros(out, 60)); /* CONFIGSVN, reserved, ISVFAMILYID */
	return buf_append(out, SPAN_OF(r->report_data));
}

/* The quoting enclave's report over the attestation key, and the PCK key's signature on it. */
static enum err
qe_report(const struct simulated_keys *keys, struct span attestation_key, struct span auth,
    struct buf *out)
{
	/* INIT, MODE64BIT, PROVISION_KEY: what Intel's quoting enclave has */
	struct simulated_report r = {
		.attribute_flags = 0x15, .isvprodid = SIMULATED_QE_PRODUCT, .isvsvn = SIMULATED_SVN
	};
	const struct span parts[] = { attestation_key, auth };
	AUTO(buf) bytes = buf_new(512);
	uint8_t signature[SIGNATURE_SIZE];

	TRY(sha256_of(S("simulated quoting enclave"), r.mrenclave));
	TRY(sha256(parts, 2, r.report_data));
	TRY(report(&r, SIMULATED_QE_SIGNER, &bytes));
	TRY(p256_sign(&keys->pck, buf_span(&bytes), signature));
	TRY(buf_append(out, buf_span(&bytes)));
	return buf_append(out, SPAN_OF(signature));
}

static enum err
signature_section(const struct simulated_keys *keys, struct span chain_pem, struct span signed_part,
    struct buf *out)
{
	enum { PEM_CHAIN = 5 };
	uint8_t auth[32], point[P256_POINT_SIZE], signature[SIGNATURE_SIZE];

	for (size_t i = 0; i < sizeof(auth); i++)
		auth[i] = (uint8_t)i; /* as Intel's quoting enclave fills it */
	TRY(p256_public_of(&keys->attestation, point));
	TRY(p256_sign(&keys->attestation, signed_part, signature));
	TRY(buf_append(out, SPAN_OF(signature)));
	TRY(buf_append(out, SPAN_OF(point)));
	TRY(qe_report(keys, SPAN_OF(point), SPAN_OF(auth), out));
	TRY(buf_u16le(out, sizeof(auth)));
	TRY(buf_append(out, SPAN_OF(auth)));
	TRY(buf_u16le(out, PEM_CHAIN));
	TRY(buf_u32le(out, (uint32_t)chain_pem.size + 1));
	TRY(buf_append(out, chain_pem));
	return buf_u8(out, 0); /* as Intel's does */
}

enum err
simulated_quote_write(const struct simulated_keys *keys, struct span chain_pem,
    const struct simulated_report *r, struct buf *out)
{
	AUTO(buf) signed_part = buf_new(512);
	AUTO(buf) section = buf_new(QUOTE_SIZE_MAX);

	TRY(header(keys, &signed_part));
	TRY(report(r, "SIMULATED", &signed_part));
	TRY(signature_section(keys, chain_pem, buf_span(&signed_part), &section));
	TRY(buf_append(out, buf_span(&signed_part)));
	TRY(buf_u32le(out, (uint32_t)section.size));
	return buf_append(out, buf_span(&section));
}
