/* SPDX-License-Identifier: Apache-2.0 */
#include "test/lib/quote/sample.h"

#include "lib/base/secret.h"
#include "lib/base/text.h"
#include "lib/json/json.h"
#include "test/check.h"

enum { TEXT_SIZE_MAX = 20000 };

static void
load_root(struct json *j, struct sample *out)
{
	char pem[4096];
	struct span name;
	size_t size;
	bool more;

	CHECK_OK(json_enter_object(j));
	CHECK_OK(json_member(j, &name, &more));
	CHECK(more && span_is(name, "simulated"));
	CHECK_OK(json_text(j, pem, sizeof(pem), &size));
	CHECK_OK(buf_append(&out->root_pem, (struct span){ (uint8_t *)pem, size }));
	CHECK_OK(quote_root_simulated(buf_span(&out->root_pem), &out->root, NULL));
	do {
		CHECK_OK(json_member(j, &name, &more));
		if (more)
			CHECK_OK(json_skip(j, NULL));
	} while (more);
}

static void
load_case(struct json *j, struct sample *out)
{
	struct span name, value;
	bool more;

	CHECK_OK(json_enter_array(j));
	CHECK_OK(json_element(j, &more));
	CHECK_OK(json_enter_object(j));
	for (;;) {
		CHECK_OK(json_member(j, &name, &more));
		if (!more)
			return;
		if (span_is(name, "quote")) {
			CHECK_OK(json_plain(j, &value));
			CHECK_OK(text_base64_parse(TEXT_BASE64, value, &out->quote));
		} else if (span_is(name, "report_data")) {
			CHECK_OK(json_plain(j, &value));
			CHECK_OK(text_hex_parse(value, out->report_data, sizeof(out->report_data)));
		} else {
			CHECK_OK(json_skip(j, NULL));
		}
	}
}

void
sample_load(struct sample *out)
{
	struct span name;
	struct json j;
	bool more;
	size_t size;
	uint8_t measurement[QUOTE_MEASUREMENT_SIZE];
	char *text = fixture_read("test/vectors/quote.json", &size);

	*out = (struct sample){ .quote = buf_new(QUOTE_SIZE_MAX + 1), .root_pem = buf_new(4096) };
	json_init(&j, (struct span){ (uint8_t *)text, size });
	CHECK_OK(json_enter_object(&j));
	do {
		CHECK_OK(json_member(&j, &name, &more));
		CHECK(more);
		if (span_is(name, "roots"))
			load_root(&j, out);
		else if (span_is(name, "cases"))
			load_case(&j, out);
		else
			CHECK_OK(json_skip(&j, NULL));
	} while (!span_is(name, "cases"));
	free(text);
	quote_policy_default(&out->root, &out->policy);
	out->policy.at_ms = 1767657600000; /* 2026-01-06 */
	out->policy.report_data = out->report_data;
	CHECK_INT(quote_claimed_measurement(buf_span(&out->quote), measurement), ATT_OK);
	CHECK_OK(quote_policy_allow(&out->policy, measurement));
}

void
sample_wipe(struct sample *s)
{
	buf_wipe(&s->quote);
	buf_wipe(&s->root_pem);
}

void
sample_chain(const struct sample *s, struct chain *chain)
{
	struct att_failure failure = { .code = ATT_OK };
	struct quote q;

	CHECK_INT(quote_parse(buf_span(&s->quote), &q, NULL), ATT_OK);
	CHECK_OK(chain_parse(q.pem_chain, chain, &failure));
}

enum att_code
sample_verify(const struct sample *s, struct span quote)
{
	static const struct quote_facts nothing;
	struct att_failure failure;
	struct quote_facts facts;
	const struct quote_evidence evidence = { .quote = quote };
	const enum att_code code = quote_verify(&evidence, &s->policy, &facts, &failure);

	CHECK_INT(code, failure.code);
	if (code == ATT_OK)
		CHECK(facts.is_simulated);
	else
		assert_memory_equal(&facts, &nothing, sizeof(nothing));
	return code;
}
