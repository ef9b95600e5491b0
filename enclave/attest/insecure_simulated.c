/* SPDX-License-Identifier: Apache-2.0 */
/*
 * insecure_simulated - real quotes of a pretend platform (docs/attestation.md, "The simulated
 * provider").
 *
 * It tests the whole protocol and protects nothing: the keys lie in a file beside the enclave.
 * The measurement means "SHA-256 of the running program's file", nothing more.
 */
#include "enclave/attest/gramine_sgx.h"
#include "enclave/attest/simulated_collateral.h"
#include "enclave/attest/simulated_state.h"

extern const struct attest_provider attest_insecure_simulated;

struct simulated {
	struct simulated_state state;
	struct simulated_collateral collateral; /* of the day it was last asked for */
	uint8_t measurement[QUOTE_MEASUREMENT_SIZE];
	uint16_t isvprodid, isvsvn;
};

static void
simulated_wipe(struct simulated *s)
{
	simulated_collateral_wipe(&s->collateral);
	simulated_state_wipe(&s->state);
}

static enum err
simulated_quote(void *self, const uint8_t report_data[ATTEST_REPORT_DATA_SIZE], struct buf *out,
    struct why *why)
{
	const struct simulated *s = self;
	struct simulated_report report = {
		.attribute_flags = SIMULATED_FLAGS,
		.isvprodid = s->isvprodid,
		.isvsvn = s->isvsvn,
	};

	(void)why;
	memcpy(report.mrenclave, s->measurement, sizeof(report.mrenclave));
	memcpy(report.report_data, report_data, sizeof(report.report_data));
	return simulated_quote_write(&s->state.keys, buf_span(&s->state.chain_pem), &report, out);
}

static enum err
simulated_collateral(void *self, int64_t now_ms, struct buf *json)
{
	struct simulated *s = self;
	struct json_writer w = json_writer_on(json);
	struct collateral view;

	if (!simulated_collateral_is_current(&s->collateral, now_ms)) {
		simulated_collateral_wipe(&s->collateral);
		TRY(simulated_collateral_issue(
		    &s->state.keys, buf_span(&s->state.root_pem), now_ms, &s->collateral));
	}
	view = simulated_collateral_view(&s->collateral);
	collateral_write(&view, &w, NULL);
	return json_write_end(&w);
}

static enum err
simulated_root(void *self, struct quote_root *out)
{
	const struct simulated *s = self;

	return quote_root_simulated(buf_span(&s->state.root_pem), out, NULL);
}

/* The files may be of different runs: see that a quote passes under the root clients get. */
static enum err
check_itself(struct simulated *s, const char *dir, struct why *why)
{
	static const uint8_t report_data[QUOTE_REPORT_DATA_SIZE] =
	    "insecure_simulated checks itself";
	struct quote_policy policy;
	AUTO(simulated_collateral) issued = { .issued_ms = 0 };
	AUTO(buf) quote = buf_new(QUOTE_SIZE_MAX);
	struct att_failure failure = { .code = ATT_OK };
	struct quote_facts facts;
	struct quote_evidence evidence;
	struct collateral collateral;
	struct quote_root root;

	quote_policy_default(&root, &policy);
	policy.at_ms = 1767225600000; /* 2026-01-01: its certificates have fixed dates */
	policy.report_data = report_data;
	TRY(quote_policy_allow(&policy, s->measurement));
	TRY(quote_root_simulated(buf_span(&s->state.root_pem), &root, why));
	TRY(simulated_quote(s, report_data, &quote, why));
	TRY(simulated_collateral_issue(
	    &s->state.keys, buf_span(&s->state.root_pem), policy.at_ms, &issued));
	collateral = simulated_collateral_view(&issued);
	evidence = (struct quote_evidence){ buf_span(&quote), &collateral };
	if (quote_verify(&evidence, &policy, &facts, &failure) != ATT_OK)
		return why_set(why, ERR_INPUT,
		    "the files insecure-simulated-* in %s do not belong together: remove them (%s)",
		    dir, att_name(failure.code));
	return OK;
}

static enum err
prepare(const struct attest_config *config, struct simulated *s, struct why *why)
{
	if (config->state_dir == NULL || config->state_dir[0] == '\0')
		return why_set(why, ERR_INPUT,
		    "insecure_simulated needs a state directory to keep its seed in");
	/* Real hardware deserves a real provider. */
	if (gramine_sgx_is_here(config->files, config->root))
		return why_set(why, ERR_REFUSED,
		    "insecure_simulated does not run where SGX quotes are available: use "
		    "gramine_sgx");
	TRY(simulated_state_open(config->state_dir, &s->state, why));
	TRY(simulated_measure("/proc/self/exe", s->measurement, why));
	s->isvprodid = config->isvprodid;
	s->isvsvn = config->isvsvn;
	return check_itself(s, config->state_dir, why);
}

static void
simulated_close(void *self)
{
	struct simulated *s = self;

	if (s == NULL)
		return;
	simulated_wipe(s);
	free(s);
}

static enum err
simulated_open(const struct attest_config *config, void **self, struct why *why)
{
	struct simulated *s = calloc(1, sizeof(*s));
	enum err e;

	ENSURE(s != NULL, ERR_NOMEM);
	e = prepare(config, s, why);
	if (e != OK) {
		simulated_close(s);
		return e;
	}
	*self = s;
	return OK;
}

static void
simulated_measurement(void *self, struct measurement *out)
{
	const struct simulated *s = self;

	measurement_set(out, SPAN_OF(s->measurement));
}

static enum err
simulated_seal_key(void *self, struct mac_key *out)
{
	const struct simulated *s = self;
	const struct span info[] = { S("insecure simulated seal key"), SPAN_OF(s->measurement) };

	return hmac_sha256(SPAN_OF(s->state.seed), info, 2, out->b);
}

const struct attest_provider attest_insecure_simulated = {
	.name = "insecure_simulated",
	.tee = QUOTE_SGX,
	.is_simulated = true,
	.open = simulated_open,
	.close = simulated_close,
	.quote = simulated_quote,
	.collateral = simulated_collateral,
	.root = simulated_root,
	.measurement = simulated_measurement,
	.seal_key = simulated_seal_key,
};
