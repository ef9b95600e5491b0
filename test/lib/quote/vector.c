/* SPDX-License-Identifier: Apache-2.0 */
#include "test/lib/quote/vector.h"

#include "lib/base/secret.h"
#include "lib/base/text.h"
#include "lib/json/json_shape.h"
#include "lib/wire/measurements.h"
#include "test/check.h"

struct seen_file {
	struct span about, roots, quote, cases, collaterals;
};

static const struct json_field file_fields[] = {
	JSON_FIELD_SPAN(struct seen_file, about, JSON_REQUIRED),
	JSON_FIELD_RAW(struct seen_file, roots, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct seen_file, quote, JSON_REQUIRED),
	JSON_FIELD_RAW(struct seen_file, cases, JSON_REQUIRED),
	JSON_FIELD_RAW(struct seen_file, collaterals, JSON_REQUIRED),
};
static const struct json_shape file_shape = JSON_SHAPE(file_fields, JSON_UNKNOWN_REFUSED);

static const struct json_field vector_fields[] = {
	JSON_FIELD_SPAN(struct vector, name, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct vector, root, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct vector, at, JSON_REQUIRED),
	JSON_FIELD_RAW(struct vector, measurements, JSON_REQUIRED),
	JSON_FIELD_RAW(struct vector, policy, JSON_OPTIONAL),
	JSON_FIELD_I64(struct vector, skew_ms, JSON_OPTIONAL),
	JSON_FIELD_SPAN(struct vector, report_data, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct vector, code, JSON_REQUIRED),
	JSON_FIELD_RAW(struct vector, facts, JSON_OPTIONAL),
	JSON_FIELD_SPAN(struct vector, collateral, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct vector, quote, JSON_OPTIONAL),
};
static const struct json_shape vector_shape = JSON_SHAPE(vector_fields, JSON_UNKNOWN_REFUSED);

void
vector_file_load(struct vector_file *f)
{
	struct seen_file seen = { .about = { NULL, 0 } };
	struct why why = { .text = "" };
	size_t size;

	f->text = fixture_read("test/vectors/quote.json", &size);
	if (json_parse_shape((struct span){ (uint8_t *)f->text, size }, &file_shape, &seen, &why) !=
	    OK)
		fail_msg("quote.json: %s", why.text);
	f->roots = seen.roots;
	f->quote = seen.quote;
	f->cases = seen.cases;
	f->collaterals = seen.collaterals;
}

void
vector_file_wipe(struct vector_file *f)
{
	free(f->text);
	*f = (struct vector_file){ .text = NULL };
}

/* The next case, or false behind the last. */
static bool
vector_next(struct json *j, struct vector *out)
{
	struct why why = { .text = "" };
	bool more;

	*out = (struct vector){ .skew_ms = 0 };
	CHECK_OK(json_element(j, &more));
	if (more && json_read_shape(j, &vector_shape, out, &why) != OK)
		fail_msg("quote.json: %s", why.text);
	return more;
}

void
vector_each(
    const struct vector_file *f, void (*run)(const struct vector_file *f, const struct vector *v))
{
	struct vector v;
	struct json j;

	json_init(&j, f->cases);
	CHECK_OK(json_enter_array(&j));
	while (vector_next(&j, &v))
		run(f, &v);
}

void
vector_first(const struct vector_file *f, struct vector *out)
{
	struct json j;

	json_init(&j, f->cases);
	CHECK_OK(json_enter_array(&j));
	CHECK(vector_next(&j, out));
}

/* The value of a member that must be there. */
static void
member_enter(struct span object, struct span name, struct json *j)
{
	struct span found;
	bool more;

	json_init(j, object);
	CHECK_OK(json_enter_object(j));
	for (;;) {
		CHECK_OK(json_member(j, &found, &more));
		if (!more)
			fail_msg("quote.json: no \"%.*s\"", (int)name.size, (const char *)name.p);
		if (span_equal(found, name))
			return;
		CHECK_OK(json_skip(j, NULL));
	}
}

void
vector_root_pem(const struct vector_file *f, struct span name, struct buf *out)
{
	struct json j;
	char pem[4096];
	size_t size;

	member_enter(f->roots, name, &j);
	CHECK_OK(json_text(&j, pem, sizeof(pem), &size));
	CHECK_OK(buf_append(out, (struct span){ (uint8_t *)pem, size }));
}

void
vector_root(const struct vector_file *f, struct span name, struct quote_root *out)
{
	AUTO(buf) pem = buf_new(4096);

	*out = *quote_root_intel();
	if (span_is(name, "intel"))
		return;
	vector_root_pem(f, name, &pem);
	CHECK_OK(quote_root_simulated(buf_span(&pem), out, NULL));
}

struct named {
	struct span name, collateral, changes;
};

static const struct json_field named_fields[] = {
	JSON_FIELD_SPAN(struct named, name, JSON_REQUIRED),
	JSON_FIELD_RAW(struct named, collateral, JSON_OPTIONAL),
	JSON_FIELD_RAW(struct named, changes, JSON_OPTIONAL),
};
static const struct json_shape named_shape = JSON_SHAPE(named_fields, JSON_UNKNOWN_REFUSED);

static struct named
named_find(const struct vector_file *f, struct span name)
{
	struct named found;
	struct json j;
	bool more;

	json_init(&j, f->collaterals);
	CHECK_OK(json_enter_array(&j));
	do {
		found = (struct named){ .name = { NULL, 0 } };
		CHECK_OK(json_element(&j, &more));
		if (!more)
			fail_msg("quote.json: no \"%.*s\"", (int)name.size, (const char *)name.p);
		CHECK_OK(json_read_shape(&j, &named_shape, &found, NULL));
	} while (!span_equal(found.name, name));
	return found;
}

/* The items that are there replace those of `out`; an empty one takes it away. */
static void
changes_apply(const struct collateral *changes, struct collateral *out)
{
	const struct span from[] = { changes->root_crl, changes->pck_crl, changes->tcb_chain,
		changes->tcb_info, changes->tcb_signature, changes->qe_chain, changes->qe_identity,
		changes->qe_signature, changes->pck_chain };
	struct span *const to[] = { &out->root_crl, &out->pck_crl, &out->tcb_chain, &out->tcb_info,
		&out->tcb_signature, &out->qe_chain, &out->qe_identity, &out->qe_signature,
		&out->pck_chain };

	for (size_t i = 0; i < sizeof(to) / sizeof(to[0]); i++)
		if (from[i].p != NULL)
			*to[i] = from[i];
}

enum err
vector_collateral(const struct vector_file *f, struct span name, struct vector_collateral *out)
{
	const struct named found = named_find(f, name);
	struct collateral changes;

	out->store = buf_new(COLLATERAL_JSON_SIZE_MAX + 1);
	out->changes = buf_new(COLLATERAL_JSON_SIZE_MAX + 1);
	if (found.collateral.size > 0)
		return collateral_parse(found.collateral, &out->store, &out->items, NULL);
	TRY(collateral_parse(named_find(f, S("good")).collateral, &out->store, &out->items, NULL));
	TRY(collateral_parse(found.changes, &out->changes, &changes, NULL));
	changes_apply(&changes, &out->items);
	return OK;
}

void
vector_collateral_wipe(struct vector_collateral *c)
{
	buf_wipe(&c->store);
	buf_wipe(&c->changes);
}

void
vector_quote(const struct vector_file *f, const struct vector *v, struct buf *out)
{
	CHECK_OK(text_base64_parse(TEXT_BASE64, v->quote.p != NULL ? v->quote : f->quote, out));
}

static void
read_measurements(struct span raw, struct quote_policy *out)
{
	uint8_t mrenclave[QUOTE_MEASUREMENT_SIZE];
	struct span hex;
	struct json j;
	bool more;

	json_init(&j, raw);
	CHECK_OK(json_enter_array(&j));
	for (;;) {
		CHECK_OK(json_element(&j, &more));
		if (!more)
			return;
		CHECK_OK(json_plain(&j, &hex));
		CHECK_OK(text_hex_parse(hex, mrenclave, sizeof(mrenclave)));
		CHECK_OK(quote_policy_allow(out, mrenclave));
	}
}

void
vector_policy(const struct vector_file *f, const struct vector *v, struct quote_root *root,
    uint8_t *report_data, struct quote_policy *out)
{
	struct why why = { .text = "" };

	vector_root(f, v->root, root);
	quote_policy_default(root, out);
	if (v->policy.size == 0)
		read_measurements(v->measurements, out);
	else if (measurements_parse(v->policy, out, &why) != OK)
		fail_msg("%.*s: %s", (int)v->name.size, (const char *)v->name.p, why.text);
	out->skew_ms = v->skew_ms;
	CHECK_OK(text_time_parse(v->at, &out->at_ms));
	CHECK_OK(text_hex_parse(v->report_data, report_data, QUOTE_REPORT_DATA_SIZE));
	out->report_data = report_data;
}
