/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/collateral.h"

#include "lib/base/secret.h"
#include "lib/base/text.h"
#include "lib/json/json.h"

enum form { TEXT, HEX };

/* The members of the object in the order they are written and hashed. */
static const struct member {
	const char *name;
	enum form form;
	size_t size_max;
	size_t offset; /* of the span in struct collateral */
} members[] = {
#define MEMBER(name, form, size_max, field)                                    \
	{                                                                      \
		(name), (form), (size_max), offsetof(struct collateral, field) \
	}
	MEMBER("root_ca_crl", HEX, COLLATERAL_CRL_SIZE_MAX, root_crl),
	MEMBER("pck_crl", HEX, COLLATERAL_CRL_SIZE_MAX, pck_crl),
	MEMBER("tcb_info_issuer_chain", TEXT, COLLATERAL_CHAIN_SIZE_MAX, tcb_chain),
	MEMBER("tcb_info", TEXT, COLLATERAL_TEXT_SIZE_MAX, tcb_info),
	MEMBER("tcb_info_signature", HEX, SIGNATURE_SIZE, tcb_signature),
	MEMBER("qe_identity_issuer_chain", TEXT, COLLATERAL_CHAIN_SIZE_MAX, qe_chain),
	MEMBER("qe_identity", TEXT, COLLATERAL_TEXT_SIZE_MAX, qe_identity),
	MEMBER("qe_identity_signature", HEX, SIGNATURE_SIZE, qe_signature),
	MEMBER("vek", HEX, COLLATERAL_VEK_SIZE_MAX, vek),
	MEMBER("ask", TEXT, COLLATERAL_CHAIN_SIZE_MAX, ask),
	MEMBER("ark", TEXT, COLLATERAL_CHAIN_SIZE_MAX, ark),
	/* Not in the hash: it travels for quotes that carry none. */
	MEMBER("pck_certificate_chain", TEXT, COLLATERAL_CHAIN_SIZE_MAX, pck_chain),
#undef MEMBER
};

enum {
	MEMBER_COUNT = sizeof(members) / sizeof(members[0]),
	INTEL_FROM = 0,
	INTEL_COUNT = 8,
	AMD_FROM = 8,
	AMD_COUNT = 3,
};

/* Intel's service sends it; who issued the PCK CRL is read from the quote's own chain instead. */
static const char ignored[] = "pck_crl_issuer_chain";

static struct span *
slot(struct collateral *c, const struct member *m)
{
	return (struct span *)(void *)((char *)c + m->offset);
}

static struct span
item(const struct collateral *c, const struct member *m)
{
	return *(const struct span *)(const void *)((const char *)c + m->offset);
}

static const struct member *
member_of(struct span name)
{
	for (size_t i = 0; i < MEMBER_COUNT; i++)
		if (span_is(name, members[i].name))
			return &members[i];
	return NULL;
}

/* Append the text's bytes.  There is room: the store was made as large as the JSON. */
static enum err
text_read(struct json *j, const struct member *m, struct buf *store)
{
	const size_t left = store->room - store->size;
	size_t size;

	TRY(json_text(j, (char *)store->p + store->size,
	    left <= m->size_max ? left : m->size_max + 1, &size));
	store->size += size;
	return OK;
}

static enum err
hex_read(struct json *j, const struct member *m, struct buf *store)
{
	struct span text;

	TRY(json_plain(j, &text));
	ENSURE(text.size / 2 <= m->size_max, ERR_LIMIT);
	TRY(text_hex_parse(text, store->p + store->size, text.size / 2));
	store->size += text.size / 2;
	return OK;
}

static enum err
member_read(
    struct json *j, struct span name, struct buf *store, struct collateral *out, struct why *why)
{
	const struct member *m = member_of(name);
	const size_t before = store->size;
	enum err e;

	if (m == NULL && span_is(name, ignored))
		return json_skip(j, NULL);
	if (m == NULL)
		return why_set(why, ERR_INPUT, "collateral.%.*s: unknown member", (int)name.size,
		    (const char *)name.p);
	e = m->form == HEX ? hex_read(j, m, store) : text_read(j, m, store);
	if (e != OK)
		return why_set(why, e, "collateral.%s: expected %s of at most %zu bytes", m->name,
		    m->form == HEX ? "hexadecimal" : "a text", m->size_max);
	*slot(out, m) = (struct span){ store->p + before, store->size - before };
	return OK;
}

static enum err
object_read(struct json *j, struct buf *store, struct collateral *out, struct why *why)
{
	struct span name;
	bool more;

	TRY(json_enter_object(j));
	for (;;) {
		TRY(json_member(j, &name, &more));
		if (!more)
			return json_end(j);
		TRY(member_read(j, name, store, out, why));
	}
}

enum err
collateral_parse(struct span json, struct buf *store, struct collateral *out, struct why *why)
{
	struct json j;
	uint8_t *p;
	enum err e;

	*out = (struct collateral){ .root_crl = { NULL, 0 } };
	if (json.size > COLLATERAL_JSON_SIZE_MAX)
		return why_set(why, ERR_LIMIT, "collateral: %zu bytes; at most %d are read",
		    json.size, COLLATERAL_JSON_SIZE_MAX);
	TRY(buf_reserve(store, json.size + 1, &p)); /* once: the views must not move */
	json_init(&j, json);
	e = object_read(&j, store, out, why);
	if (e != OK) {
		*out = (struct collateral){ .root_crl = { NULL, 0 } };
		return why_set(
		    why, e, "collateral: %s at byte %zu", json_fault(&j), json_where(&j));
	}
	return OK;
}

void
collateral_write(const struct collateral *c, struct json_writer *w, const char *name)
{
	json_write_object(w, name);
	for (size_t i = 0; i < MEMBER_COUNT; i++) {
		const struct span bytes = item(c, &members[i]);

		if (bytes.size > 0 && members[i].form == HEX)
			json_write_hex(w, members[i].name, bytes);
		else if (bytes.size > 0)
			json_write_span(w, members[i].name, bytes);
	}
	json_write_close_object(w);
}

static bool
has_any(const struct collateral *c, size_t from, size_t count)
{
	for (size_t i = from; i < from + count; i++)
		if (item(c, &members[i]).size > 0)
			return true;
	return false;
}

bool
collateral_is_empty(const struct collateral *c)
{
	return !has_any(c, 0, MEMBER_COUNT);
}

enum err
collateral_sha256(const struct collateral *c, uint8_t out[SHA256_SIZE])
{
	const bool is_amd = c->vek.size > 0;
	const size_t from = is_amd ? AMD_FROM : INTEL_FROM;
	const size_t count = is_amd ? AMD_COUNT : INTEL_COUNT;
	AUTO(buf) sizes = buf_new(INTEL_COUNT * sizeof(uint64_t));
	struct span parts[1 + 2 * INTEL_COUNT] = { S("tee-collateral/1") };

	memset(out, 0, SHA256_SIZE);
	if (!has_any(c, from, count))
		return OK;
	for (size_t i = 0; i < count; i++)
		TRY(buf_u64be(&sizes, item(c, &members[from + i]).size));
	for (size_t i = 0; i < count; i++) {
		parts[1 + 2 * i] =
		    (struct span){ sizes.p + i * sizeof(uint64_t), sizeof(uint64_t) };
		parts[2 + 2 * i] = item(c, &members[from + i]);
	}
	return sha256(parts, 1 + 2 * count, out);
}
