/* SPDX-License-Identifier: Apache-2.0 */
/* The third-party SEV-SNP cases: what their expected.json says, and every way to spoil them. */
#include <stdlib.h>

#include "lib/base/secret.h"
#include "lib/base/text.h"
#include "lib/quote/snp.h"
#include "test/check.h"
#include "test/lib/quote/snp_fixture.h"

static enum att_code
code_of(const struct snp_fixture *f)
{
	return snp_fixture_verify(f, NULL, NULL);
}

static void
check_facts(const struct snp_fixture *f, const struct quote_facts *facts)
{
	uint8_t bytes[64];

	CHECK_INT(facts->tee, QUOTE_SNP);
	CHECK_INT(facts->anchor, QUOTE_ANCHOR_AMD);
	CHECK(!facts->is_simulated && !facts->is_debug && !facts->tcb.is_known);
	CHECK_INT(facts->measurement.size, 48);
	CHECK_OK(text_hex_parse(f->said.measurement, bytes, 48));
	assert_memory_equal(facts->measurement.b, bytes, 48);
	assert_memory_equal(facts->report_data, f->report_data, 64);
	CHECK_OK(text_hex_parse(f->said.host_data, bytes, 32));
	assert_memory_equal(facts->snp.host_data, bytes, 32);
	CHECK_OK(text_hex_parse(f->said.chip_id, bytes, 64));
	assert_memory_equal(facts->snp.chip_id, bytes, 64);
	CHECK_TEXT(facts->snp.product, "Milan");
	CHECK_INT(facts->snp.version, f->said.version);
	CHECK_INT(facts->snp.guest_svn, f->said.guest_svn);
	CHECK_INT(facts->snp.vmpl, f->said.vmpl);
	/* big-endian there: microcode, SNP, four reserved, TEE, boot loader */
	CHECK_OK(text_hex_parse(f->said.reported_tcb, bytes, 8));
	CHECK_INT(facts->snp.reported_tcb.microcode, bytes[0]);
	CHECK_INT(facts->snp.reported_tcb.snp, bytes[1]);
	CHECK_INT(facts->snp.reported_tcb.tee, bytes[6]);
	CHECK_INT(facts->snp.reported_tcb.bootloader, bytes[7]);
	CHECK_INT(facts->snp.reported_tcb.fmc, 0);
	CHECK(facts->valid_from_ms == f->from_ms);
	CHECK(facts->valid_until_ms == f->until_ms);
	CHECK_TEXT(facts->expires_first, "VEK certificate");
}

TEST(snp_fixtures_have_the_verdicts_their_sources_say)
{
	for (size_t i = 0; i < SNP_FIXTURE_COUNT; i++) {
		struct att_failure failure;
		struct quote_facts facts;
		AUTO(snp_fixture) f = { 0 };
		enum att_code code;

		snp_fixture_load(&f, snp_fixture_names[i]);
		code = snp_fixture_verify(&f, &facts, &failure);
		if (f.said.debug) {
			CHECK_TEXT(att_name(code), "ATT_E_DEBUG");
			CHECK_TEXT(failure.item, "guest policy");
		} else {
			CHECK_TEXT(att_name(code), "ATT_OK");
			check_facts(&f, &facts);
			CHECK_INT(
			    facts.snp.is_vlek, strcmp(snp_fixture_names[i], "trustee_vlek") == 0);
		}
		case_counted();
	}
}

/*
 * Every bit of a report means something: the firmware signs 672 bytes, the rest is the signature
 * and zeros.  Each flip is refused, none is listed as an exception.  All of them take half a
 * minute: with PERF_AGGREGATOR_EVERY_BIT set; else every 41st, so that each bit of a byte has its
 * turn.
 */
TEST(a_flipped_bit_of_a_genuine_snp_report_is_refused)
{
	const size_t step = getenv("PERF_AGGREGATOR_EVERY_BIT") != NULL ? 1 : 41;

	for (size_t i = 0; i < SNP_FIXTURE_COUNT; i++) {
		AUTO(snp_fixture) f = { 0 };
		uint8_t *bytes;

		snp_fixture_load(&f, snp_fixture_names[i]);
		bytes = (uint8_t *)f.files[0];
		for (size_t bit = i; bit < 8 * f.report.size; bit += step) {
			bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
			CHECK(code_of(&f) != ATT_OK);
			bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
		}
	}
}

/* The same of a VEK certificate. */
TEST(a_flipped_bit_of_a_genuine_vek_certificate_is_refused)
{
	const size_t step = getenv("PERF_AGGREGATOR_EVERY_BIT") != NULL ? 1 : 41;

	for (size_t i = 0; i < SNP_FIXTURE_COUNT; i++) {
		AUTO(snp_fixture) f = { 0 };
		uint8_t *bytes;

		snp_fixture_load(&f, snp_fixture_names[i]);
		bytes = (uint8_t *)f.files[1];
		for (size_t bit = i; bit < 8 * f.collateral.vek.size; bit += step) {
			bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
			CHECK(code_of(&f) != ATT_OK);
			bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
		}
	}
}

TEST(every_truncation_of_a_genuine_snp_report_is_refused_and_a_byte_more)
{
	AUTO(snp_fixture) f = { 0 };
	uint8_t longer[SNP_REPORT_SIZE + 1] = { 0 };

	snp_fixture_load(&f, "dstack");
	memcpy(longer, f.report.p, SNP_REPORT_SIZE);
	for (f.report.size = 0; f.report.size < SNP_REPORT_SIZE; f.report.size++)
		CHECK_INT(code_of(&f), ATT_E_QUOTE_TRUNCATED);
	f.report = SPAN_OF(longer);
	CHECK_INT(code_of(&f), ATT_E_QUOTE_SIZE);
}

TEST(every_truncation_of_genuine_snp_certificates_is_refused)
{
	AUTO(snp_fixture) f = { 0 };
	struct span *parts[] = { &f.collateral.vek, &f.collateral.ask, &f.collateral.ark };

	snp_fixture_load(&f, "trustee_vlek");
	for (size_t i = 0; i < 3; i++) {
		const size_t size = parts[i]->size;

		/* without the line end after the last line a certificate is still whole */
		for (parts[i]->size = 0; parts[i]->size + (i > 0) < size; parts[i]->size++)
			CHECK_INT(code_of(&f), ATT_E_CERT_FORMAT);
		parts[i]->size = size;
		CHECK(code_of(&f) == ATT_OK);
	}
}

TEST(snp_certificates_are_valid_from_their_first_to_their_last_second)
{
	for (size_t i = 0; i < SNP_FIXTURE_COUNT; i++) {
		AUTO(snp_fixture) f = { 0 };
		struct att_failure failure;
		struct quote_facts facts;
		int64_t from, until;
		enum att_code good;

		snp_fixture_load(&f, snp_fixture_names[i]);
		good = f.said.debug ? ATT_E_DEBUG : ATT_OK;
		from = f.from_ms;
		until = f.until_ms;
		f.policy.at_ms = from - 1000;
		CHECK_INT(snp_fixture_verify(&f, &facts, &failure), ATT_E_CERT_NOT_YET_VALID);
		CHECK_TEXT(failure.item, "VEK certificate");
		f.policy.at_ms = from;
		CHECK_INT(code_of(&f), good);
		f.policy.at_ms = from + 1000;
		CHECK_INT(code_of(&f), good);
		f.policy.at_ms = until - 1000;
		CHECK_INT(code_of(&f), good);
		f.policy.at_ms = until;
		CHECK_INT(code_of(&f), good);
		f.policy.at_ms = until + 1000;
		CHECK_INT(snp_fixture_verify(&f, &facts, &failure), ATT_E_CERT_EXPIRED);
		CHECK_TEXT(failure.item, "VEK certificate");
		/* skew forgives a beginning, never an end */
		f.policy.skew_ms = QUOTE_SKEW_MS;
		CHECK_INT(code_of(&f), ATT_E_CERT_EXPIRED);
		f.policy.at_ms = from - QUOTE_SKEW_MS;
		CHECK_INT(code_of(&f), good);
		f.policy.at_ms--;
		CHECK_INT(code_of(&f), ATT_E_CERT_NOT_YET_VALID);
	}
}

/* Every part of one case in the place of another's: only what is the same everywhere passes. */
TEST(mixed_snp_evidence_is_refused)
{
	AUTO(snp_fixture) one = { 0 };
	AUTO(snp_fixture) other = { 0 };
	AUTO(snp_fixture) vlek = { 0 };
	struct snp_fixture mixed;

	snp_fixture_load(&one, "virtee_milan");
	snp_fixture_load(&other, "trustee_vcek");
	snp_fixture_load(&vlek, "trustee_vlek");

	mixed = one; /* another chip's certificate */
	mixed.collateral.vek = other.collateral.vek;
	CHECK_TEXT(att_name(code_of(&mixed)), "ATT_E_QUOTE_SIGNATURE");

	mixed = one; /* another guest's report */
	mixed.report = other.report;
	CHECK_TEXT(att_name(code_of(&mixed)), "ATT_E_QUOTE_SIGNATURE");

	mixed = one; /* the intermediate of providers' keys */
	mixed.collateral.ask = vlek.collateral.ask;
	CHECK_TEXT(att_name(code_of(&mixed)), "ATT_E_CHAIN_LINK");

	mixed = vlek; /* a chip's key under it */
	mixed.collateral.vek = one.collateral.vek;
	CHECK_TEXT(att_name(code_of(&mixed)), "ATT_E_CHAIN_LINK");

	mixed = vlek; /* a report that names the other kind of key */
	mixed.report = one.report;
	CHECK_TEXT(att_name(code_of(&mixed)), "ATT_E_SNP_REPORT");

	mixed = one; /* certificates in each other's places */
	mixed.collateral.ask = one.collateral.ark;
	CHECK_TEXT(att_name(code_of(&mixed)), "ATT_E_CHAIN_LINK");
	mixed.collateral.ask = one.collateral.ask;
	mixed.collateral.ark = one.collateral.ask;
	CHECK_TEXT(att_name(code_of(&mixed)), "ATT_E_CHAIN_LINK");

	mixed = one; /* all of them are the same Milan */
	mixed.collateral.ask = other.collateral.ask;
	mixed.collateral.ark = vlek.collateral.ark;
	CHECK_TEXT(att_name(code_of(&mixed)), "ATT_OK");
}

TEST(missing_snp_certificates_are_refused)
{
	AUTO(snp_fixture) f = { 0 };
	struct span *parts[] = { &f.collateral.vek, &f.collateral.ask, &f.collateral.ark };
	static const char *const items[] = { "VEK certificate", "ASK", "ARK" };

	snp_fixture_load(&f, "dstack");
	for (size_t i = 0; i < 3; i++) {
		const struct span kept = *parts[i];
		struct att_failure failure;
		struct quote_facts facts;

		*parts[i] = (struct span){ NULL, 0 };
		CHECK_INT(snp_fixture_verify(&f, &facts, &failure), ATT_E_CERT_FORMAT);
		CHECK_TEXT(failure.item, items[i]);
		*parts[i] = kept;
	}
}

TEST(amds_certificates_beside_intels_documents_are_refused)
{
	AUTO(snp_fixture) f = { 0 };
	struct span *intels[] = { &f.collateral.root_crl, &f.collateral.pck_crl,
		&f.collateral.tcb_chain, &f.collateral.tcb_info, &f.collateral.tcb_signature,
		&f.collateral.qe_chain, &f.collateral.qe_identity, &f.collateral.qe_signature };

	snp_fixture_load(&f, "dstack");
	for (size_t i = 0; i < sizeof(intels) / sizeof(intels[0]); i++) {
		*intels[i] = f.collateral.ark;
		CHECK_TEXT(att_name(code_of(&f)), "ATT_E_COLLATERAL_FORMAT");
		*intels[i] = (struct span){ NULL, 0 };
	}
	CHECK_TEXT(att_name(code_of(&f)), "ATT_OK");
}

TEST(the_measurement_a_genuine_snp_report_claims_can_be_looked_at)
{
	struct measurement claimed;
	AUTO(snp_fixture) f = { 0 };

	snp_fixture_load(&f, "google_milan");
	CHECK_INT(quote_claimed_measurement(f.report, &claimed), ATT_OK);
	CHECK_SPAN(measurement_span(&claimed), SPAN_OF(f.policy.identities[0].measurement));
	f.report.size--;
	CHECK(quote_claimed_measurement(f.report, &claimed) != ATT_OK);
	CHECK_INT(claimed.size, 0);
}

TEST(oversized_snp_evidence_costs_a_refusal)
{
	enum { HOSTILE_SIZE = 1 << 20 };
	AUTO(snp_fixture) f = { 0 };
	struct span *parts[] = { &f.report, &f.collateral.vek, &f.collateral.ask,
		&f.collateral.ark };
	uint8_t *hostile;

	snp_fixture_load(&f, "dstack"); /* or skip: before anything is to be freed */
	hostile = malloc(HOSTILE_SIZE);
	assert_non_null(hostile);
	for (size_t i = 0; i < 4; i++) {
		const struct span kept = *parts[i];

		memset(hostile, '\n', HOSTILE_SIZE);
		memcpy(hostile, kept.p, kept.size);
		*parts[i] = (struct span){ hostile, HOSTILE_SIZE };
		CHECK_INT(code_of(&f), i == 0 ? ATT_E_QUOTE_SIZE : ATT_E_CERT_FORMAT);
		*parts[i] = kept;
	}
	free(hostile);
}

TEST(a_simulated_or_given_root_admits_no_genuine_snp)
{
	AUTO(snp_fixture) f = { 0 };
	struct quote_root root = { .anchor = QUOTE_ANCHOR_SIMULATED };
	struct quote_facts facts;
	const struct quote_evidence *evidence;

	snp_fixture_load(&f, "dstack");
	f.policy.root = &root;
	CHECK_TEXT(att_name(code_of(&f)), "ATT_E_ROOT_UNTRUSTED");
	root.anchor = QUOTE_ANCHOR_GIVEN;
	CHECK_TEXT(att_name(code_of(&f)), "ATT_E_ROOT_UNTRUSTED");
	evidence = &(struct quote_evidence){ f.report, &f.collateral };
	CHECK_INT(quote_check(evidence, &root, f.policy.at_ms, &facts, NULL), ATT_E_ROOT_UNTRUSTED);
	CHECK_OK(quote_root_given(f.collateral.ark, &root, NULL)); /* AMD's own */
	CHECK_INT(root.anchor, QUOTE_ANCHOR_AMD);
	CHECK_TEXT(att_name(code_of(&f)), "ATT_OK");
	CHECK_INT(quote_check(evidence, &root, f.policy.at_ms, &facts, NULL), ATT_OK);
	CHECK_INT(facts.anchor, QUOTE_ANCHOR_AMD);
	CHECK_INT(quote_check(evidence, quote_root_intel(), f.policy.at_ms, &facts, NULL), ATT_OK);
	check_facts(&f, &facts);
}

TEST(an_snp_report_without_amds_certificates_is_no_quote)
{
	AUTO(snp_fixture) f = { 0 };

	snp_fixture_load(&f, "dstack"); /* version 3: as a quote's header its key type is 0 */
	f.collateral = (struct collateral){ 0 };
	CHECK_TEXT(att_name(code_of(&f)), "ATT_E_AK_TYPE");
	snp_fixture_load(&f, "virtee_milan");
	f.collateral = (struct collateral){ 0 };
	CHECK_TEXT(att_name(code_of(&f)), "ATT_E_QUOTE_VERSION");
}
