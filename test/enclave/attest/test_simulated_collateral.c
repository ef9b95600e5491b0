/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/attest/simulated_collateral.h"

#include "lib/base/secret.h"
#include "lib/quote/crl.h"
#include "lib/quote/kind.h"
#include "test/check.h"

static const int64_t day_ms = 86400000;

struct made {
	struct simulated_keys keys;
	struct buf root_pem, chain_pem;
	struct simulated_collateral c;
};

static void
made_wipe(struct made *m)
{
	simulated_keys_wipe(&m->keys);
	buf_wipe(&m->root_pem);
	buf_wipe(&m->chain_pem);
	simulated_collateral_wipe(&m->c);
}

static void
make(struct made *m, int64_t now_ms)
{
	*m = (struct made){ .root_pem = buf_new(SIMULATED_PEM_SIZE_MAX),
		.chain_pem = buf_new(SIMULATED_PEM_SIZE_MAX) };
	CHECK_OK(simulated_keys_derive(simulated_published_seed, &m->keys));
	CHECK_OK(simulated_chain_issue(&m->keys, &m->root_pem, &m->chain_pem));
	CHECK_OK(simulated_collateral_issue(&m->keys, buf_span(&m->root_pem), now_ms, &m->c));
}

/* Begun the day before, so that no clock of a client is too late; good for four weeks more. */
TEST(simulated_collateral_is_issued_for_thirty_days_from_the_day_before)
{
	const int64_t midnight_ms = 1767657600000; /* 2026-01-06 */
	struct crl crl;
	AUTO(made) m;

	make(&m, midnight_ms + day_ms - 1);
	CHECK(m.c.issued_ms == midnight_ms - day_ms);
	CHECK_OK(crl_parse(buf_span(&m.c.root_crl), &crl));
	CHECK(crl.valid.from_ms == midnight_ms - day_ms);
	CHECK(crl.valid.until_ms == midnight_ms + 29 * day_ms);
	CHECK_OK(crl_parse(buf_span(&m.c.pck_crl), &crl));
	CHECK_INT(crl.entries.size, 0);
}

TEST(simulated_collateral_is_current_for_its_day)
{
	const int64_t midnight_ms = 1767657600000;
	static const struct simulated_collateral nothing;
	AUTO(made) m;

	make(&m, midnight_ms);
	CHECK(simulated_collateral_is_current(&m.c, midnight_ms));
	CHECK(simulated_collateral_is_current(&m.c, midnight_ms + day_ms - 1));
	CHECK(!simulated_collateral_is_current(&m.c, midnight_ms + day_ms));
	CHECK(!simulated_collateral_is_current(&m.c, midnight_ms - 1));
	CHECK(!simulated_collateral_is_current(&nothing, midnight_ms));
	CHECK(!simulated_collateral_is_current(&nothing, 0));
}

TEST(simulated_collateral_says_simulated_and_nothing_of_intels)
{
	struct collateral view;
	AUTO(made) m;

	make(&m, 1767657600000);
	view = simulated_collateral_view(&m.c);
	CHECK(memmem(view.root_crl.p, view.root_crl.size, "INSECURE SIMULATED", 18) != NULL);
	CHECK(memmem(view.pck_crl.p, view.pck_crl.size, "INSECURE SIMULATED", 18) != NULL);
	CHECK(memmem(view.tcb_info.p, view.tcb_info.size, "53494d000000", 12) != NULL);
	CHECK(memmem(view.root_crl.p, view.root_crl.size, "Intel", 5) == NULL);
	CHECK_SPAN(view.tcb_chain, view.qe_chain); /* one signer for both, as Intel has */
	CHECK(!collateral_is_empty(&view));
}
