/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/collateral.h"

#include "lib/base/secret.h"
#include "lib/base/text.h"
#include "test/check.h"

static enum err
parse(const char *json, struct buf *store, struct collateral *out, struct why *why)
{
	*store = buf_new(COLLATERAL_JSON_SIZE_MAX + 1);
	return collateral_parse(span_text(json), store, out, why);
}

static void
check_digest(const struct collateral *c, const char *hex)
{
	uint8_t digest[SHA256_SIZE], want[SHA256_SIZE];

	CHECK_OK(collateral_sha256(c, digest));
	CHECK_OK(text_hex_parse(span_text(hex), want, sizeof(want)));
	CHECK_SPAN(SPAN_OF(digest), SPAN_OF(want));
}

/* attestation.md 4.2 of the specifications; JavaScript's suite has the same numbers. */
TEST(collateral_sha256_is_that_of_the_published_vector)
{
	static const char signature[] =
	    "8888888888888888888888888888888888888888888888888888888888888888";
	const struct collateral c = {
		.root_crl = S("1"),
		.pck_crl = S("22"),
		.tcb_chain = S("333"),
		.tcb_info = S(""),
		.tcb_signature = S("5"),
		.qe_chain = S("66"),
		.qe_identity = S("777"),
		.qe_signature = { (const uint8_t *)signature, 64 },
	};

	check_digest(&c, "017ec16eb7c7b84aaa12afc2e40fb9a95dfbdf4920aedc0d046407d7b9dff174");
}

TEST(collateral_sha256_is_zero_for_nothing_and_different_for_every_item)
{
	uint8_t digests[12][SHA256_SIZE];
	struct collateral c = { .vek = { NULL, 0 } };
	struct span *const items[] = { &c.root_crl, &c.pck_crl, &c.tcb_chain, &c.tcb_info,
		&c.tcb_signature, &c.qe_chain, &c.qe_identity, &c.qe_signature, &c.vek };

	CHECK(collateral_is_empty(&c));
	check_digest(&c, "0000000000000000000000000000000000000000000000000000000000000000");
	for (size_t i = 0; i < 9; i++) {
		*items[i] = S("x");
		CHECK(!collateral_is_empty(&c));
		CHECK_OK(collateral_sha256(&c, digests[i]));
		for (size_t k = 0; k < i; k++)
			CHECK(!bytes_equal_ct(digests[i], digests[k], SHA256_SIZE));
		*items[i] = S("");
	}
	c.ask = S("x"); /* without a VEK nothing of AMD's counts */
	check_digest(&c, "0000000000000000000000000000000000000000000000000000000000000000");
	c.vek = S("v");
	c.ark = S("y");
	CHECK_OK(collateral_sha256(&c, digests[0]));
	c.root_crl = S("x"); /* and with one nothing of Intel's */
	CHECK_OK(collateral_sha256(&c, digests[1]));
	CHECK_SPAN(SPAN_OF(digests[0]), SPAN_OF(digests[1]));
	c.ark = S("z");
	CHECK_OK(collateral_sha256(&c, digests[1]));
	CHECK(!bytes_equal_ct(digests[0], digests[1], SHA256_SIZE));
}

TEST(collateral_parse_reads_every_member_and_collateral_write_writes_it_again)
{
	static const char json[] =
	    "{\"root_ca_crl\":\"01aB\",\"pck_crl\":\"02\",\"tcb_info_issuer_chain\":\"a\\nb\","
	    "\"tcb_info\":\"{\\\"id\\\":1}\",\"tcb_info_signature\":\"03\","
	    "\"qe_identity_issuer_chain\":\"c\",\"qe_identity\":\"\\u00e9\","
	    "\"qe_identity_signature\":\"04\",\"vek\":\"05\",\"ask\":\"d\",\"ark\":\"e\","
	    "\"pck_certificate_chain\":\"f\"}";
	struct collateral c;
	AUTO(buf) store = { 0 };
	AUTO(buf) again = buf_new(1024);
	struct json_writer w = json_writer_on(&again);
	AUTO(buf) store2 = { 0 };
	struct collateral c2;
	uint8_t one[SHA256_SIZE], two[SHA256_SIZE];

	CHECK_OK(parse(json, &store, &c, NULL));
	CHECK_SPAN(c.root_crl, S("\x01\xab"));
	CHECK_SPAN(c.pck_crl, S("\x02"));
	CHECK_SPAN(c.tcb_chain, S("a\nb"));
	CHECK_SPAN(c.tcb_info, S("{\"id\":1}"));
	CHECK_SPAN(c.tcb_signature, S("\x03"));
	CHECK_SPAN(c.qe_chain, S("c"));
	CHECK_SPAN(c.qe_identity, S("\xc3\xa9"));
	CHECK_SPAN(c.qe_signature, S("\x04"));
	CHECK_SPAN(c.vek, S("\x05"));
	CHECK_SPAN(c.ask, S("d"));
	CHECK_SPAN(c.ark, S("e"));
	CHECK_SPAN(c.pck_chain, S("f"));

	collateral_write(&c, &w, NULL);
	CHECK_OK(json_write_end(&w));
	CHECK_OK(buf_u8(&again, 0));
	CHECK_OK(parse((const char *)again.p, &store2, &c2, NULL));
	CHECK_OK(collateral_sha256(&c, one));
	CHECK_OK(collateral_sha256(&c2, two));
	CHECK_SPAN(SPAN_OF(one), SPAN_OF(two));
	CHECK_SPAN(c2.pck_chain, c.pck_chain);
}

TEST(collateral_parse_takes_an_empty_object_and_empty_members_for_nothing)
{
	static const char *const empty[] = { "{}", " { } ", "{\"pck_crl\":\"\",\"tcb_info\":\"\"}",
		"{\"pck_crl_issuer_chain\":\"ignored\"}" };

	for (size_t i = 0; i < 4; i++) {
		AUTO(buf) store = { 0 };
		AUTO(buf) again = buf_new(1024);
		struct json_writer w = json_writer_on(&again);
		struct collateral c;

		CHECK_OK(parse(empty[i], &store, &c, NULL));
		CHECK(collateral_is_empty(&c));
		collateral_write(&c, &w, NULL);
		CHECK_OK(json_write_end(&w));
		CHECK_SPAN(buf_span(&again), S("{}"));
	}
}

TEST(collateral_parse_refuses_another_shape_and_names_the_member)
{
	static const struct {
		const char *json, *word;
	} bad[] = {
		{ "", "collateral" },
		{ "[]", "collateral" },
		{ "null", "collateral" },
		{ "{} x", "collateral" },
		{ "{\"tcb_info\":{}}", "tcb_info" },
		{ "{\"tcb_info\":null}", "tcb_info" },
		{ "{\"tcb_info\":1}", "tcb_info" },
		{ "{\"tcb_info\":\"a\\u0000b\"}", "tcb_info" },
		{ "{\"pck_crl\":\"0\"}", "pck_crl" },
		{ "{\"pck_crl\":\"0g\"}", "pck_crl" },
		{ "{\"pck_crl\":\"\\u0030\\u0030\"}", "pck_crl" },
		{ "{\"pck_crl\":[]}", "pck_crl" },
		{ "{\"other\":\"\"}", "other" },
		{ "{\"ask\":\"\",\"ask\":\"\"}", "twice" },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct why why = { .text = "" };
		struct collateral c;
		AUTO(buf) store = { 0 };

		CHECK_ERR(parse(bad[i].json, &store, &c, &why), ERR_INPUT);
		if (strstr(why.text, bad[i].word) == NULL && strcmp(bad[i].word, "twice") != 0)
			fail_msg("%s: %s", bad[i].json, why.text);
		CHECK(collateral_is_empty(&c));
	}
}

/* One member with `size` bytes of it, hexadecimal or not. */
static enum err
parse_sized(const char *name, bool is_hex, size_t size, struct buf *store, struct why *why)
{
	static char json[COLLATERAL_JSON_SIZE_MAX + 100];
	const size_t count = is_hex ? 2 * size : size;
	struct collateral c;
	const int at = snprintf(json, sizeof(json), "{\"%s\":\"", name);

	memset(json + at, '0', count);
	memcpy(json + (size_t)at + count, "\"}", 3);
	return parse(json, store, &c, why);
}

TEST(collateral_parse_takes_each_member_up_to_its_limit)
{
	static const struct {
		const char *name;
		bool is_hex;
		size_t max;
	} limits[] = {
		{ "root_ca_crl", true, 32768 },
		{ "pck_crl", true, 32768 },
		{ "tcb_info_issuer_chain", false, 16384 },
		{ "tcb_info", false, 65536 },
		{ "tcb_info_signature", true, 64 },
		{ "qe_identity_issuer_chain", false, 16384 },
		{ "qe_identity", false, 65536 },
		{ "qe_identity_signature", true, 64 },
		{ "vek", true, 4096 },
		{ "ask", false, 16384 },
		{ "ark", false, 16384 },
		{ "pck_certificate_chain", false, 16384 },
	};

	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		struct why why = { .text = "" };
		AUTO(buf) store = { 0 };
		AUTO(buf) store2 = { 0 };

		CHECK_OK(
		    parse_sized(limits[i].name, limits[i].is_hex, limits[i].max, &store, &why));
		CHECK_ERR(
		    parse_sized(limits[i].name, limits[i].is_hex, limits[i].max + 1, &store2, &why),
		    ERR_LIMIT);
		CHECK(strstr(why.text, limits[i].name) != NULL);
	}
}

TEST(collateral_parse_refuses_a_text_over_the_limit_before_reading_it)
{
	static uint8_t spaces[1 << 20];
	struct why why = { .text = "" };
	struct collateral c;
	AUTO(buf) store = buf_new(COLLATERAL_JSON_SIZE_MAX + 1);

	memset(spaces, ' ', sizeof(spaces));
	CHECK_ERR(collateral_parse(SPAN_OF(spaces), &store, &c, &why), ERR_LIMIT);
	CHECK_INT(store.room, 0);
	CHECK_ERR(collateral_parse(
		      (struct span){ spaces, COLLATERAL_JSON_SIZE_MAX + 1 }, &store, &c, &why),
	    ERR_LIMIT);
	CHECK_ERR(
	    collateral_parse((struct span){ spaces, COLLATERAL_JSON_SIZE_MAX }, &store, &c, &why),
	    ERR_INPUT);
}
