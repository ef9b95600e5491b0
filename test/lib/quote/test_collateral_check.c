/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/collateral_check.h"

#include "enclave/attest/simulated_collateral.h"
#include "lib/base/text.h"
#include "test/check.h"

static const int64_t now_ms = 1790000000000;

/* A simulated platform and its collateral, to be changed. */
struct platform {
	struct simulated_keys keys;
	struct buf root_pem, chain_pem;
	struct simulated_collateral issued;
	struct collateral c;
	struct quote_root root;
};

static void
platform_wipe(struct platform *p)
{
	simulated_keys_wipe(&p->keys);
	buf_wipe(&p->root_pem);
	buf_wipe(&p->chain_pem);
	simulated_collateral_wipe(&p->issued);
}

static void
platform_make(struct platform *p, uint8_t seed_byte)
{
	uint8_t seed[SIMULATED_SEED_SIZE];

	memset(seed, seed_byte, sizeof(seed));
	p->root_pem = buf_new(SIMULATED_PEM_SIZE_MAX);
	p->chain_pem = buf_new(SIMULATED_PEM_SIZE_MAX);
	CHECK_OK(simulated_keys_derive(seed, &p->keys));
	CHECK_OK(simulated_chain_issue(&p->keys, &p->root_pem, &p->chain_pem));
	CHECK_OK(simulated_collateral_issue(&p->keys, buf_span(&p->root_pem), now_ms, &p->issued));
	p->c = simulated_collateral_view(&p->issued);
	CHECK_OK(quote_root_simulated(buf_span(&p->root_pem), &p->root, NULL));
}

static enum att_code
check(const struct platform *p, bool with_platform, struct collateral_report *out,
    struct att_failure *f)
{
	return collateral_check(&p->c,
	    with_platform ? buf_span(&p->chain_pem) : (struct span){ NULL, 0 }, &p->root, out, f);
}

static const struct collateral_item *
item(const struct collateral_report *r, const char *name)
{
	for (size_t i = 0; i < r->count; i++)
		if (strcmp(r->items[i].name, name) == 0)
			return &r->items[i];
	return NULL;
}

TEST(collateral_check_lists_each_item_once_with_its_dates)
{
	AUTO(platform) p = { .root = { .anchor = QUOTE_ANCHOR_INTEL } };
	struct collateral_report r;
	struct att_failure f;

	platform_make(&p, 7);
	CHECK_INT(check(&p, false, &r, &f), ATT_OK);
	CHECK_INT(r.tee, QUOTE_SGX);
	CHECK_INT(r.tcb_evaluation_number, QUOTE_EVALUATION_NUMBER_DEFAULT);
	CHECK_INT(r.qe_evaluation_number, QUOTE_EVALUATION_NUMBER_DEFAULT);
	CHECK_INT(memcmp(r.fmspc, "SIM", 3), 0);
	CHECK(!r.is_pck_crl_verified);
	CHECK_INT(r.count, 7);
	for (size_t i = 0; i < r.count; i++) {
		CHECK(item(&r, r.items[i].name) == &r.items[i]);
		CHECK(r.items[i].from_ms <= now_ms && now_ms <= r.items[i].until_ms);
	}
	CHECK(item(&r, "TCB info")->is_aged && item(&r, "QE identity")->is_aged);
	CHECK(!item(&r, "root CRL")->is_aged && !item(&r, "PCK CRL")->is_aged);
}

TEST(collateral_check_with_a_platforms_chain_checks_the_pck_crl_too)
{
	AUTO(platform) p = { .root = { .anchor = QUOTE_ANCHOR_INTEL } };
	struct collateral_report r;
	struct att_failure f;

	platform_make(&p, 7);
	CHECK_INT(check(&p, true, &r, &f), ATT_OK);
	CHECK(r.is_pck_crl_verified);
	CHECK_INT(r.count, 9);
	CHECK(item(&r, "PCK certificate") != NULL && item(&r, "PCK CA") != NULL);
}

TEST(collateral_check_names_what_is_missing)
{
	AUTO(platform) p = { .root = { .anchor = QUOTE_ANCHOR_INTEL } };
	struct collateral_report r;
	struct att_failure f;

	platform_make(&p, 7);
	struct {
		struct span *item;
		enum att_code code;
	} cases[] = {
		{ &p.c.root_crl, ATT_E_CRL_MISSING },
		{ &p.c.pck_crl, ATT_E_CRL_MISSING },
		{ &p.c.tcb_chain, ATT_E_TCB_SIGNER_FORMAT },
		{ &p.c.tcb_info, ATT_E_TCB_FORMAT },
		{ &p.c.tcb_signature, ATT_E_TCB_FORMAT },
		{ &p.c.qe_chain, ATT_E_QEID_SIGNER_FORMAT },
		{ &p.c.qe_identity, ATT_E_QEID_FORMAT },
		{ &p.c.qe_signature, ATT_E_QEID_FORMAT },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct span whole = *cases[i].item;

		*cases[i].item = (struct span){ NULL, 0 };
		CHECK_INT(check(&p, false, &r, &f), cases[i].code);
		CHECK(f.item[0] != '\0' && f.detail[0] != '\0');
		*cases[i].item = whole;
		case_counted();
	}
	CHECK_INT(check(&p, false, &r, &f), ATT_OK);
}

TEST(collateral_check_refuses_every_flipped_bit_that_is_signed)
{
	AUTO(platform) p = { .root = { .anchor = QUOTE_ANCHOR_INTEL } };
	struct collateral_report r;
	struct att_failure f;

	platform_make(&p, 7);
	struct buf *const signed_items[] = { &p.issued.root_crl, &p.issued.pck_crl,
		&p.issued.tcb_info, &p.issued.qe_identity };

	for (size_t i = 0; i < 4; i++)
		for (size_t at = 0; at < signed_items[i]->size; at += 11) {
			signed_items[i]->p[at] ^= 1;
			CHECK(check(&p, true, &r, &f) != ATT_OK);
			signed_items[i]->p[at] ^= 1;
		}
	p.issued.tcb_signature[5] ^= 1;
	CHECK_INT(check(&p, true, &r, &f), ATT_E_TCB_SIGNATURE);
	p.issued.tcb_signature[5] ^= 1;
	p.issued.qe_signature[5] ^= 1;
	CHECK_INT(check(&p, true, &r, &f), ATT_E_QEID_SIGNATURE);
}

TEST(collateral_check_takes_nothing_of_another_root)
{
	AUTO(platform) p = { .root = { .anchor = QUOTE_ANCHOR_INTEL } };
	AUTO(platform) other = { .root = { .anchor = QUOTE_ANCHOR_INTEL } };
	struct collateral_report r;
	struct att_failure f;

	platform_make(&p, 7);
	platform_make(&other, 8);
	CHECK_INT(collateral_check(&p.c, (struct span){ NULL, 0 }, quote_root_intel(), &r, &f),
	    ATT_E_ROOT_UNTRUSTED);
	CHECK_INT(collateral_check(&p.c, (struct span){ NULL, 0 }, &other.root, &r, &f),
	    ATT_E_ROOT_UNTRUSTED);
	CHECK_INT(collateral_check(&p.c, buf_span(&other.chain_pem), &p.root, &r, &f),
	    ATT_E_ROOT_UNTRUSTED);
	p.c.root_crl = other.c.root_crl;
	CHECK_INT(check(&p, false, &r, &f), ATT_E_CRL_SIGNATURE);
	p.c.root_crl = simulated_collateral_view(&p.issued).root_crl;
	p.c.pck_crl = other.c.pck_crl;
	CHECK_INT(check(&p, false, &r, &f), ATT_OK); /* nobody to ask */
	CHECK_INT(check(&p, true, &r, &f), ATT_E_CRL_SIGNATURE);
	p.c.pck_crl = p.c.root_crl;
	CHECK_INT(check(&p, true, &r, &f), ATT_E_CRL_ISSUER);
}

/* Third parties' collateral, long stale: genuine all the same. */
TEST(collateral_check_finds_genuine_collateral_of_any_age_genuine)
{
	static const char *const cases[] = { "teepot/sw_hardening", "teepot/tdx_1",
		"phala-dcap-qvl/sgx_v3_conf_and_swhardening" };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		AUTO(buf) store = buf_new(COLLATERAL_JSON_SIZE_MAX + 1);
		struct collateral_report r;
		struct att_failure f;
		struct collateral c;
		char path[128], *json;
		size_t size;

		(void)snprintf(path, sizeof(path), "attestation/%s/collateral.json", cases[i]);
		if (fixture_path(path) == NULL)
			fixture_skip();
		json = fixture_read(fixture_path(path), &size);
		CHECK_OK(
		    collateral_parse((struct span){ (uint8_t *)json, size }, &store, &c, NULL));
		CHECK_INT(
		    collateral_check(&c, (struct span){ NULL, 0 }, quote_root_intel(), &r, &f),
		    ATT_OK);
		CHECK(r.tcb_evaluation_number > 10 && r.count == 7);
		CHECK_INT(r.tee, i == 1 ? QUOTE_TDX : QUOTE_SGX);
		free(json);
		case_counted();
	}
}
