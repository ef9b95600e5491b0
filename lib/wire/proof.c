/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/wire/proof.h"

#include "lib/base/text.h"

#define COMPONENTS "(\"@method\" \"@path\" \"@query\")"

/* RFC 9421 section 2.5: one line per component, then the parameters. */
static enum err
mac(const struct pop_key *pop, const struct proof_request *r, const char *params,
    uint8_t out[SHA256_SIZE])
{
	const struct span parts[] = {
		S("\"@method\": "),
		r->method,
		S("\n\"@path\": "),
		r->path,
		S("\n\"@query\": ?"),
		r->query,
		S("\n\"@signature-params\": "),
		span_text(params),
	};

	return hmac_sha256(SPAN_OF(pop->b), parts, sizeof(parts) / sizeof(parts[0]), out);
}

/* Take `literal`, or say so. */
static bool
take_literal(struct reader *r, const char *literal)
{
	if (!span_starts(r->rest, literal))
		return false;
	r->rest = span_from(r->rest, strlen(literal));
	return true;
}

/* Everything up to `end`, which is taken too. */
static bool
take_until(struct reader *r, char end, struct span *out)
{
	const uint8_t *at = r->rest.size == 0 ? NULL : memchr(r->rest.p, end, r->rest.size);

	if (at == NULL)
		return false;
	*out = span_first(r->rest, (size_t)(at - r->rest.p));
	r->rest = span_from(r->rest, out->size + 1);
	return true;
}

static bool
params_parse(struct span params, struct proof *out)
{
	struct reader r = reader_over(params);
	struct span created, nonce;
	uint64_t seconds;

	if (!take_literal(&r, COMPONENTS ";created=") || !take_until(&r, ';', &created) ||
	    !take_literal(&r, "nonce=\"") || !take_until(&r, '"', &nonce) ||
	    !take_literal(&r, ";alg=\"hmac-sha256\"") || r.rest.size != 0)
		return false;
	if (text_u64_parse(created, INT64_MAX / 1000, &seconds) != OK)
		return false;
	out->created = (int64_t)seconds;
	return text_base64_parse_fixed(TEXT_BASE64URL, nonce, out->nonce, PROOF_NONCE_SIZE) == OK;
}

enum err
proof_parse(struct span signature_input, struct span signature, struct proof *out, struct why *why)
{
	struct reader input = reader_over(signature_input), value = reader_over(signature);
	struct span encoded;

	*out = (struct proof){ 0 };
	if (!take_literal(&input, "sig1=") || !params_parse(input.rest, out) ||
	    span_to_text(input.rest, out->params, sizeof(out->params)) != OK)
		return why_set(why, ERR_INPUT,
		    "Signature-Input: expected sig1=" COMPONENTS
		    ";created=<seconds>;nonce=\"<16 bytes, base64url>\";alg=\"hmac-sha256\"");
	if (!take_literal(&value, "sig1=:") || !take_until(&value, ':', &encoded) ||
	    value.rest.size != 0 ||
	    text_base64_parse_fixed(TEXT_BASE64, encoded, out->signature, SHA256_SIZE) != OK)
		return why_set(why, ERR_INPUT, "Signature: expected sig1=:<base64 of 32 bytes>:");
	return OK;
}

enum err
proof_verify(const struct proof *p, const struct pop_key *pop, const struct proof_request *request)
{
	uint8_t expected[SHA256_SIZE];

	TRY(mac(pop, request, p->params, expected));
	ENSURE(bytes_equal_ct(expected, p->signature, sizeof(expected)), ERR_AUTH);
	return OK;
}

enum err
proof_make(const struct pop_key *pop, const struct proof_request *request, int64_t created,
    char signature_input[PROOF_FIELD_SIZE_MAX], char signature[PROOF_FIELD_SIZE_MAX])
{
	AUTO(buf) text = buf_new(PROOF_FIELD_SIZE_MAX);
	uint8_t nonce[PROOF_NONCE_SIZE], digest[SHA256_SIZE];

	TRY(random_bytes(nonce, sizeof(nonce)));
	TRY(buf_print(&text, "sig1=" COMPONENTS ";created=%lld;nonce=\"", (long long)created));
	TRY(text_base64_write(TEXT_BASE64URL, SPAN_OF(nonce), &text));
	TRY(buf_append(&text, S("\";alg=\"hmac-sha256\"")));
	TRY(span_to_text(buf_span(&text), signature_input, PROOF_FIELD_SIZE_MAX));
	TRY(mac(pop, request, signature_input + strlen("sig1="), digest));
	buf_clear(&text);
	TRY(buf_append(&text, S("sig1=:")));
	TRY(text_base64_write(TEXT_BASE64, SPAN_OF(digest), &text));
	TRY(buf_append(&text, S(":")));
	return span_to_text(buf_span(&text), signature, PROOF_FIELD_SIZE_MAX);
}
