/* SPDX-License-Identifier: Apache-2.0 */
/* What Intel signed, spoilt, cut, and judged at the edges of its time. */
#include "lib/base/secret.h"
#include "lib/quote/chain.h"
#include "lib/quote/crl.h"
#include "lib/quote/qe_identity.h"
#include "lib/quote/tcb_info.h"
#include "test/check.h"
#include "test/lib/quote/fixture.h"
#include "test/lib/quote/spoil.h"

/* A Processor CA's, a Platform CA's, and a trust domain; all genuine, two with a trailing NUL. */
static const char *const genuine[] = {
	"phala-dcap-qvl/sgx_v3_conf_and_swhardening",
	"teepot/azure",
	"phala-dcap-qvl/tdx_v4_uptodate",
};

enum { GENUINE_COUNT = sizeof(genuine) / sizeof(genuine[0]) };

struct genuine {
	struct fixture_case c;
	struct quote_policy policy;
	uint8_t report_data[QUOTE_REPORT_DATA_SIZE];
};

static void
genuine_wipe(struct genuine *g)
{
	fixture_case_wipe(&g->c);
}

static void
genuine_load(struct genuine *g, const char *path)
{
	struct quote_facts facts;

	if (!fixture_case_load(&g->c, path))
		fixture_skip();
	fixture_case_policy(&g->c, &g->policy, g->report_data);
	CHECK_INT(quote_check(&g->c.evidence, &g->c.root, g->c.at_ms, &facts, NULL), ATT_OK);
	g->policy.advisories = facts.tcb.advisories;
	CHECK_INT(quote_verify(&g->c.evidence, &g->policy, &facts, NULL), ATT_OK);
}

TEST(quote_verify_refuses_flipped_bits_of_genuine_evidence)
{
	for (size_t i = 0; i < GENUINE_COUNT; i++) {
		AUTO(genuine) g;

		genuine_load(&g, genuine[i]);
		spoil_quote(&g.c.quote, &g.c.collateral, &g.policy);
		spoil_collateral(buf_span(&g.c.quote), &g.c.collateral, &g.policy);
		case_counted();
	}
}

TEST(quote_verify_refuses_every_truncation_of_a_genuine_quote)
{
	for (size_t i = 0; i < GENUINE_COUNT; i++) {
		AUTO(genuine) g;
		struct quote_evidence shorter;
		struct quote_facts facts;
		struct quote q;
		size_t whole;

		genuine_load(&g, genuine[i]);
		CHECK_INT(quote_parse(buf_span(&g.c.quote), &q, NULL), ATT_OK);
		whole = (size_t)(q.pem_chain.p + q.pem_chain.size - g.c.quote.p);
		shorter = g.c.evidence;
		for (shorter.quote.size = 0; shorter.quote.size < whole; shorter.quote.size++)
			CHECK_INT(
			    quote_verify(&shorter, &g.policy, &facts, NULL), ATT_E_QUOTE_TRUNCATED);
		case_counted();
	}
}

/* Everything with a first and a last second, in the order it is looked at. */
struct dated {
	struct period valid;
	struct validity_codes codes;
};

struct dated_list {
	struct dated items[16];
	size_t count;
};

static void
add(struct dated_list *l, struct period valid, enum att_code early, enum att_code late)
{
	CHECK(l->count < sizeof(l->items) / sizeof(l->items[0]));
	l->items[l->count++] = (struct dated){ valid, { early, late } };
}

static void
add_chain(struct dated_list *l, struct span pem, const struct chain_form *form)
{
	struct att_failure failure = { .code = ATT_OK };
	AUTO(chain) chain = { .kind = NULL };

	CHECK_OK(chain_parse(pem, CHAIN_BESIDE, form, &chain, &failure));
	for (size_t i = form->count; i-- > 0;)
		add(l, chain.certificates[i].valid, form->dates.early, form->dates.late);
}

static void
list_dated(const struct fixture_case *c, struct dated_list *l)
{
	struct tcb_info info;
	struct qe_identity qe;
	struct quote q;
	struct crl crl;

	l->count = 0;
	CHECK_INT(quote_parse(buf_span(&c->quote), &q, NULL), ATT_OK);
	add_chain(l, q.pem_chain, &chain_of_platform);
	CHECK_OK(crl_parse(c->collateral.root_crl, &crl));
	add(l, crl.valid, ATT_E_CRL_NOT_YET_VALID, ATT_E_CRL_EXPIRED);
	CHECK_OK(crl_parse(c->collateral.pck_crl, &crl));
	add(l, crl.valid, ATT_E_CRL_NOT_YET_VALID, ATT_E_CRL_EXPIRED);
	add_chain(l, c->collateral.tcb_chain, &chain_of_tcb_signer);
	CHECK_OK(tcb_info_parse(c->collateral.tcb_info, &info, NULL));
	add(l, info.valid, ATT_E_TCB_NOT_YET_VALID, ATT_E_TCB_EXPIRED);
	add_chain(l, c->collateral.qe_chain, &chain_of_qe_signer);
	CHECK_OK(qe_identity_parse(c->collateral.qe_identity, &qe, NULL));
	add(l, qe.valid, ATT_E_QEID_NOT_YET_VALID, ATT_E_QEID_EXPIRED);
}

/* The first of the list that is not valid then says no. */
static enum att_code
code_at(const struct dated_list *l, int64_t at_ms)
{
	for (size_t i = 0; i < l->count; i++) {
		if (at_ms < l->items[i].valid.from_ms)
			return l->items[i].codes.early;
		if (at_ms > l->items[i].valid.until_ms)
			return l->items[i].codes.late;
	}
	return ATT_OK;
}

static void
check_at(const struct fixture_case *c, const struct dated_list *l, int64_t at_ms)
{
	struct quote_facts facts;
	const enum att_code code = quote_check(&c->evidence, &c->root, at_ms, &facts, NULL);

	if (code != code_at(l, at_ms))
		fail_msg("%s at %lld: %s, expected %s", c->expected.path, (long long)at_ms,
		    att_name(code), att_name(code_at(l, at_ms)));
}

static void
check_edges(const struct fixture_case *c)
{
	static const int64_t around_ms[] = { -1000, 0, 1000 };
	struct dated_list l;

	if (strcmp(c->expected.verdict, "ok") != 0 || c->expected.cert_data_type != 5)
		return;
	list_dated(c, &l);
	for (size_t i = 0; i < l.count; i++)
		for (size_t k = 0; k < 3; k++) {
			check_at(c, &l, l.items[i].valid.from_ms + around_ms[k]);
			check_at(c, &l, l.items[i].valid.until_ms + around_ms[k]);
		}
	case_counted();
}

TEST(everything_with_a_date_is_valid_from_its_first_second_to_its_last)
{
	fixture_case_each(check_edges);
}

/* Clocks differ: what begins may lie a little ahead, what has ended has ended. */
TEST(skew_is_forgiven_at_the_beginning_and_not_at_the_end)
{
	AUTO(genuine) g;
	struct quote_facts facts;
	int64_t from_ms, until_ms;

	genuine_load(&g, genuine[1]);
	CHECK_INT(quote_check(&g.c.evidence, &g.c.root, g.c.at_ms, &facts, NULL), ATT_OK);
	from_ms = facts.valid_from_ms;
	until_ms = facts.valid_until_ms;
	g.policy.skew_ms = QUOTE_SKEW_MS;
	g.policy.at_ms = from_ms - QUOTE_SKEW_MS;
	CHECK_INT(quote_verify(&g.c.evidence, &g.policy, &facts, NULL), ATT_OK);
	g.policy.at_ms--;
	CHECK(quote_verify(&g.c.evidence, &g.policy, &facts, NULL) != ATT_OK);
	g.policy.at_ms = until_ms;
	CHECK_INT(quote_verify(&g.c.evidence, &g.policy, &facts, NULL), ATT_OK);
	g.policy.at_ms++;
	CHECK(quote_verify(&g.c.evidence, &g.policy, &facts, NULL) != ATT_OK);
}
