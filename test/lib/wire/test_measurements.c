/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/wire/measurements.h"

#include "lib/json/json_shape.h"
#include "test/check.h"

static struct quote_policy
fresh(void)
{
	struct quote_policy p;

	quote_policy_default(NULL, &p);
	return p;
}

/* ---- the shared vectors ---- */

struct vector {
	char name[80], says[120];
	struct span policy;
};

static const struct json_field vector_fields[] = {
	JSON_FIELD_TEXT(struct vector, name, JSON_REQUIRED),
	JSON_FIELD_TEXT(struct vector, says, JSON_OPTIONAL),
	JSON_FIELD_RAW(struct vector, policy, JSON_REQUIRED),
};
static const struct json_shape vector_shape = JSON_SHAPE(vector_fields, JSON_UNKNOWN_REFUSED);

/* What was read can be written, and reads the same. */
static void
reads_back(const struct quote_policy *p)
{
	AUTO(buf) text = buf_new(MEASUREMENTS_SIZE_MAX);
	AUTO(buf) again = buf_new(MEASUREMENTS_SIZE_MAX);
	struct json_writer w = json_writer_on(&text), v = json_writer_on(&again);
	struct quote_policy second = fresh();

	measurements_write(p, &w, NULL);
	CHECK_OK(json_write_end(&w));
	CHECK_OK(measurements_parse(buf_span(&text), &second, NULL));
	measurements_write(&second, &v, NULL);
	CHECK_SPAN(buf_span(&again), buf_span(&text));
	CHECK_INT(second.identity_count, p->identity_count);
	CHECK(memcmp(second.identities, p->identities, sizeof(p->identities)) == 0);
	CHECK(memcmp(&second.snp_min_tcb, &p->snp_min_tcb, sizeof(p->snp_min_tcb)) == 0);
}

static void
vector_check(const struct vector *v)
{
	struct quote_policy p = fresh();
	struct why why = { "" };
	const enum err e = measurements_parse(v->policy, &p, &why);

	if (v->says[0] == '\0') {
		if (e != OK)
			fail_msg("%s: refused: %s", v->name, why.text);
		reads_back(&p);
	} else {
		if (e != ERR_INPUT && e != ERR_LIMIT)
			fail_msg("%s: not refused", v->name);
		if (strncmp(why.text, v->says, strlen(v->says)) != 0)
			fail_msg("%s: \"%s\", not \"%s\"", v->name, why.text, v->says);
	}
	case_counted();
}

TEST(measurements_parse_takes_and_refuses_the_shared_vectors)
{
	size_t size, count = 0;
	char *text = fixture_read("test/vectors/measurements.json", &size);
	struct json j;
	bool more;

	json_init(&j, (struct span){ (const uint8_t *)text, size });
	CHECK_OK(json_enter_array(&j));
	for (;; count++) {
		struct vector v = { .says = "" };
		struct why why = { "" };

		CHECK_OK(json_element(&j, &more));
		if (!more)
			break;
		CHECK_OK(json_read_shape(&j, &vector_shape, &v, &why));
		vector_check(&v);
	}
	CHECK_OK(json_end(&j));
	CHECK(count >= 70);
	free(text);
}

/* ---- what is read ---- */

static const char whole[] =
    "{\"version\":1,\"releases\":["
    "{\"name\":\"a\",\"tee\":\"SGX\",\"mrsigner\":\"%s\",\"isvprodid\":7,\"min_isvsvn\":3},"
    "{\"tee\":\"SEV-SNP\",\"measurement\":\"%s%s\",\"vmpl\":0,\"min_guest_svn\":5}],"
    "\"statuses\":[\"OutOfDate\"],\"advisories\":[\"INTEL-SA-00615\"],"
    "\"min_tcb_evaluation_data_number\":22,\"max_collateral_age_days\":7,"
    "\"platforms\":[\"000102030405060708090a0b0c0d0e0f\"],"
    "\"snp_min_tcb\":{\"bootloader\":1,\"tee\":2,\"snp\":3,\"microcode\":4,"
    "\"fmc\":5}}";

#define HALF "abababababababababababababababababababababababab" /* of 48 bytes */

TEST(measurements_parse_fills_the_policy_with_what_was_said)
{
	struct quote_policy p = fresh();
	char text[2000];

	(void)snprintf(text, sizeof(text), whole, HALF "0123456789abcdef", HALF, HALF);
	CHECK_OK(measurements_parse(span_text(text), &p, NULL));
	CHECK_INT(p.identity_count, 2);
	CHECK(p.identities[0].tee == QUOTE_SGX && !p.identities[0].has_mrenclave);
	CHECK_INT(p.identities[0].mrsigner[0], 0xab);
	CHECK_INT(p.identities[0].mrsigner[31], 0xef);
	CHECK_INT(p.identities[0].isvprodid, 7);
	CHECK_INT(p.identities[0].min_isvsvn, 3);
	CHECK(p.identities[1].tee == QUOTE_SNP && p.identities[1].has_vmpl);
	CHECK_INT(p.identities[1].vmpl, 0);
	CHECK_INT(p.identities[1].min_guest_svn, 5);
	CHECK_INT(p.identities[1].measurement[47], 0xab);
	CHECK(!p.identities[1].has_host_data);
	CHECK_INT(p.statuses, TCB_STATUS_BIT(TCB_OUT_OF_DATE));
	CHECK_INT(p.advisories.count, 1);
	CHECK_INT(p.min_evaluation_number, 22);
	CHECK_INT(p.collateral_age_days_max, 7);
	CHECK_INT(p.platform_count, 1);
	CHECK_INT(p.platforms[0][15], 0x0f);
	CHECK(p.snp_min_tcb.bootloader == 1 && p.snp_min_tcb.tee == 2 && p.snp_min_tcb.snp == 3 &&
	    p.snp_min_tcb.microcode == 4 && p.snp_min_tcb.fmc == 5);
}

TEST(measurements_parse_leaves_the_defaults_of_what_was_not_said)
{
	static const struct quote_root root;
	struct quote_policy p, plain;

	quote_policy_default(&root, &p);
	p.at_ms = 5;
	plain = p;
	CHECK_OK(
	    measurements_parse(S("{\"measurements\":[\"" HALF "0123456789abcdef\"]}"), &p, NULL));
	CHECK_INT(p.identity_count, 1);
	CHECK(p.identities[0].tee == QUOTE_SGX && p.identities[0].has_mrenclave);
	p.identity_count = 0;
	p.identities[0] = plain.identities[0];
	CHECK(memcmp(&p, &plain, sizeof(p)) == 0);
}

TEST(measurements_parse_adds_to_the_identities_that_are_there)
{
	const uint8_t mrenclave[QUOTE_MEASUREMENT_SIZE] = { 1 };
	struct quote_policy p = fresh();
	struct why why = { "" };

	for (size_t i = 0; i < QUOTE_ALLOWED_MAX; i++)
		CHECK_OK(quote_policy_allow(&p, mrenclave));
	p.identity_count--;
	CHECK_OK(
	    measurements_parse(S("{\"measurements\":[\"" HALF "0123456789abcdef\"]}"), &p, NULL));
	CHECK_INT(p.identity_count, QUOTE_ALLOWED_MAX);
	CHECK_ERR(
	    measurements_parse(S("{\"measurements\":[\"" HALF "0123456789abcdef\"]}"), &p, &why),
	    ERR_LIMIT);
	CHECK_TEXT(why.text, "measurements[0]: more than 16 are trusted");
}

/* ---- what is no JSON of this shape ---- */

TEST(measurements_parse_refuses_every_truncation_and_a_second_member)
{
	struct quote_policy p = fresh();
	struct why why = { "" };
	char text[2000];
	size_t size;

	(void)snprintf(text, sizeof(text), whole, HALF "0123456789abcdef", HALF, HALF);
	size = strlen(text);
	for (size_t i = 0; i < size; i++) {
		struct why each = { "" };

		p = fresh();
		CHECK_ERR(measurements_parse((struct span){ (const uint8_t *)text, i }, &p, &each),
		    ERR_INPUT);
		CHECK(each.text[0] != '\0');
	}
	CHECK_ERR(measurements_parse(S("{\"version\":1,\"version\":1}"), &p, &why), ERR_INPUT);
	CHECK(strncmp(why.text, "version: ", 9) == 0);
}

TEST(measurements_parse_has_a_limit_of_bytes)
{
	struct quote_policy p = fresh();
	AUTO(buf) text = buf_new(MEASUREMENTS_SIZE_MAX + 1);
	struct why why = { "" };

	CHECK_OK(buf_append(&text, S("{\"measurements\":[\"" HALF "0123456789abcdef\"]}")));
	while (text.size < MEASUREMENTS_SIZE_MAX)
		CHECK_OK(buf_u8(&text, ' '));
	CHECK_OK(measurements_parse(buf_span(&text), &p, NULL));
	CHECK_OK(buf_u8(&text, ' '));
	CHECK_ERR(measurements_parse(buf_span(&text), &p, &why), ERR_LIMIT);
	CHECK_TEXT(why.text, "larger than 65536 bytes");
}
