/* SPDX-License-Identifier: Apache-2.0 */
/* Revocation lists that are missing, malformed, another's, out of time, or name somebody. */
#include "enclave/attest/simulated_crl.h"
#include "lib/quote/kind.h"
#include "lib/quote/pem.h"
#include "lib/quote/x509.h"
#include "test/vectors/maker.h"

/* Which list of the collateral a case replaces. */
enum which { ROOT, PCK };

static void
crl_case(struct maker *m, struct case_plan plan, enum which which, struct span der)
{
	struct collateral c = simulated_collateral_view(&m->good);

	if (which == ROOT)
		c.root_crl = der;
	else
		c.pck_crl = der;
	maker_collateral(m, plan.name, &c);
	plan.collateral = plan.name;
	maker_case(m, plan);
}

/* A list of that issuer, good but for what `change` says. */
static void
issued_case(struct maker *m, struct case_plan plan, enum which which, struct simulated_crl crl,
    const struct p256_private *key)
{
	AUTO(buf) der = buf_new(COLLATERAL_CRL_SIZE_MAX);

	if (crl.issuer == NULL)
		crl.issuer = kind_simulated.names[which == ROOT ? KIND_ROOT : KIND_CA];
	if (crl.from_ms == 0)
		crl.from_ms = maker_at_ms - MAKER_DAY_MS;
	if (crl.until_ms == 0)
		crl.until_ms = maker_at_ms + MAKER_DAY_MS;
	if (key == NULL)
		key = which == ROOT ? &m->keys.root : &m->keys.ca;
	must(simulated_crl_write(&crl, key, &der));
	crl_case(m, plan, which, buf_span(&der));
}

static void
form_cases(struct maker *m, enum which which, const char *const names[4])
{
	const struct collateral good = simulated_collateral_view(&m->good);
	const struct span der = which == ROOT ? good.root_crl : good.pck_crl;
	AUTO(buf) longer = buf_new(COLLATERAL_CRL_SIZE_MAX);

	crl_case(m, maker_plain(names[0], "ATT_E_CRL_MISSING"), which, S(""));
	crl_case(
	    m, maker_plain(names[1], "ATT_E_CRL_FORMAT"), which, span_first(der, der.size - 1));
	must(buf_append(&longer, der));
	must(buf_u8(&longer, 0));
	crl_case(m, maker_plain(names[2], "ATT_E_CRL_FORMAT"), which, buf_span(&longer));
	crl_case(m, maker_plain(names[3], "ATT_E_CRL_ISSUER"), which,
	    which == ROOT ? good.pck_crl : good.root_crl);
}

/* What is bad with any list is called so; without one, that comes before any policy. */
static void
missing_cases(struct maker *m)
{
	struct collateral c = simulated_collateral_view(&m->good);

	c.root_crl = S("");
	c.tcb_signature = c.qe_signature;
	maker_collateral(m, "no root CRL, and another's signature", &c);
	maker_case(m,
	    (struct case_plan){ "no root CRL, and a TCB info that is not signed",
		"ATT_E_TCB_SIGNATURE", .collateral = "no root CRL, and another's signature" });
	maker_case(m,
	    (struct case_plan){ "no PCK CRL, and a policy for nobody", "ATT_E_CRL_MISSING",
		.collateral = "no PCK CRL",
		.policy = "{\"measurements\":[\""
			  "00000000000000000000000000000000000000000000000000000000000000ff\"]}" });
}

static void
date_cases(struct maker *m, enum which which, const char *const names[5])
{
	static const struct {
		int64_t from_ms, until_ms;
		const char *code, *valid_from, *valid_until;
	} dates[] = {
		{ maker_at_ms, 0, "ATT_OK", "2026-01-06T00:00:00.000Z",
		    "2026-01-07T00:00:00.000Z" },
		{ maker_at_ms + 1000, 0, "ATT_E_CRL_NOT_YET_VALID", NULL, NULL },
		{ 0, maker_at_ms, "ATT_OK", NULL, "2026-01-06T00:00:00.000Z" },
		{ 0, maker_at_ms - 1000, "ATT_E_CRL_EXPIRED", NULL, NULL },
	};

	for (size_t i = 0; i < sizeof(dates) / sizeof(dates[0]); i++)
		issued_case(m,
		    (struct case_plan){ names[i], dates[i].code, .valid_from = dates[i].valid_from,
			.valid_until = dates[i].valid_until },
		    which,
		    (struct simulated_crl){
			.from_ms = dates[i].from_ms, .until_ms = dates[i].until_ms },
		    NULL);
	issued_case(m,
	    (struct case_plan){ names[4], "ATT_OK", .skew_ms = QUOTE_SKEW_MS,
		.valid_from = "2026-01-06T00:05:00.000Z",
		.valid_until = "2026-01-07T00:00:00.000Z" },
	    which, (struct simulated_crl){ .from_ms = maker_at_ms + QUOTE_SKEW_MS }, NULL);
}

/* The serial numbers of the certificates in a quote, as they stand there. */
static void
revocation_cases(struct maker *m)
{
	AUTO(buf) der = buf_new(PEM_SIZE_MAX);
	struct certificate pck, ca;
	struct span views[3], serials[3];

	must(pem_parse(buf_span(&m->chain_pem), 3, &der, views));
	must(x509_parse(views[0], &pck));
	must(x509_parse(views[1], &ca));
	serials[0] = S("\x01");
	serials[1] = ca.serial;
	serials[2] = pck.serial;
	issued_case(m, maker_plain("the CA revoked", "ATT_E_REVOKED_CA"), ROOT,
	    (struct simulated_crl){ .serials = serials, .serial_count = 3 }, NULL);
	issued_case(m,
	    (struct case_plan){
		"another CA revoked", "ATT_OK", .valid_until = "2026-01-07T00:00:00.000Z" },
	    ROOT, (struct simulated_crl){ .serials = serials, .serial_count = 1 }, NULL);
	issued_case(m, maker_plain("the PCK certificate revoked", "ATT_E_REVOKED_PCK"), PCK,
	    (struct simulated_crl){ .serials = serials, .serial_count = 3 }, NULL);
	issued_case(m,
	    (struct case_plan){ "another PCK certificate revoked", "ATT_OK",
		.valid_until = "2026-01-07T00:00:00.000Z" },
	    PCK, (struct simulated_crl){ .serials = serials, .serial_count = 2 }, NULL);
}

void
maker_crl_cases(struct maker *m)
{
	static const char *const root_forms[] = { "no root CRL", "a truncated root CRL",
		"a byte after the root CRL", "the PCK CRL for the root CRL" };
	static const char *const pck_forms[] = { "no PCK CRL", "a truncated PCK CRL",
		"a byte after the PCK CRL", "the root CRL for the PCK CRL" };
	static const char *const root_dates[] = { "the root CRL's first second",
		"the second before the root CRL's first", "the root CRL's last second",
		"the second after the root CRL's last",
		"a root CRL from as far in the future as clocks may differ" };
	static const char *const pck_dates[] = { "the PCK CRL's first second",
		"the second before the PCK CRL's first", "the PCK CRL's last second",
		"the second after the PCK CRL's last",
		"a PCK CRL from as far in the future as clocks may differ" };

	maker_collateral_json(m, "none", "{}");
	maker_case(
	    m, (struct case_plan){ "no collateral", "ATT_E_CRL_MISSING", .collateral = "none" });
	form_cases(m, ROOT, root_forms);
	form_cases(m, PCK, pck_forms);
	missing_cases(m);
	date_cases(m, ROOT, root_dates);
	date_cases(m, PCK, pck_dates);
	issued_case(m, maker_plain("a delta CRL of the root", "ATT_E_CRL_FORMAT"), ROOT,
	    (struct simulated_crl){ .is_delta = true }, NULL);
	issued_case(m, maker_plain("a delta CRL of the CA", "ATT_E_CRL_FORMAT"), PCK,
	    (struct simulated_crl){ .is_delta = true }, NULL);
	issued_case(m, maker_plain("a root CRL signed by another root", "ATT_E_CRL_SIGNATURE"),
	    ROOT, (struct simulated_crl){ .issuer = NULL }, &m->other_keys.root);
	issued_case(m, maker_plain("a PCK CRL signed by another CA", "ATT_E_CRL_SIGNATURE"), PCK,
	    (struct simulated_crl){ .issuer = NULL }, &m->other_keys.ca);
	revocation_cases(m);
}
