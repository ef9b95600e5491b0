/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/wire/binding.h"

#include <assert.h>

static uint8_t *
put(uint8_t *at, const void *bytes, size_t size)
{
	memcpy(at, bytes, size);
	return at + size;
}

static uint8_t *
put_u32(uint8_t *at, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(v >> (24 - 8 * i));
	return at + 4;
}

void
binding_preimage(const struct binding *b, uint8_t out[BINDING_SIZE])
{
	static const char label[32] = "perf-aggregator-binding/1";
	uint8_t *at = out;

	at = put(at, label, sizeof(label));
	at = put_u32(at, b->version);
	at = put_u32(at, b->flags);
	at = put(at, b->nonce, sizeof(b->nonce));
	at = put(at, b->public_key, sizeof(b->public_key));
	at = put(at, b->identity_key, sizeof(b->identity_key));
	at = put(at, b->tls_spki_sha256, sizeof(b->tls_spki_sha256));
	at = put(at, b->collateral_sha256, sizeof(b->collateral_sha256));
	at = put(at, b->config_sha256, sizeof(b->config_sha256));
	assert(at == out + BINDING_SIZE);
}

enum err
binding_report_data(const struct binding *b, uint8_t out[BINDING_REPORT_DATA_SIZE])
{
	uint8_t preimage[BINDING_SIZE];

	binding_preimage(b, preimage);
	return sha512(&SPAN_OF(preimage), 1, out);
}

enum err
key_id_of(const uint8_t public_key[KEY_PUBLIC_SIZE], uint8_t out[KEY_ID_SIZE])
{
	const struct span parts[] = { S("perf-aggregator/kid/v1"),
		{ public_key, KEY_PUBLIC_SIZE } };
	uint8_t digest[SHA256_SIZE];

	TRY(sha256(parts, 2, digest));
	memcpy(out, digest, KEY_ID_SIZE);
	return OK;
}
