/* SPDX-License-Identifier: Apache-2.0 */
/* Genuine evidence of every status, under policies that do or do not take it. */
#include "test/vectors/maker.h"

#define THIS "{\"version\":1,\"releases\":[{\"tee\":\"SGX\",\"mrenclave\":\"%s\"}]%s}"

struct status_case {
	const char *status;
	bool is_default; /* a policy that says nothing takes it */
};

static const struct status_case statuses[] = {
	{ "UpToDate", true },
	{ "SWHardeningNeeded", true },
	{ "ConfigurationNeeded", false },
	{ "ConfigurationAndSWHardeningNeeded", false },
	{ "OutOfDate", false },
	{ "OutOfDateConfigurationNeeded", false },
	{ "Revoked", false },
};

enum { STATUS_COUNT = sizeof(statuses) / sizeof(statuses[0]) };

/* A policy for this program with these other members (", \"statuses\": ..."). */
static const char *
policy_of(const struct maker *m, const char *more)
{
	static char text[1024];
	char hex[2 * QUOTE_MEASUREMENT_SIZE + 1];

	for (size_t i = 0; i < QUOTE_MEASUREMENT_SIZE; i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", m->report.mrenclave[i]);
	(void)snprintf(text, sizeof(text), THIS, hex, more);
	return text;
}

#define ALL_STATUSES                                                                 \
	",\"statuses\":[\"UpToDate\",\"SWHardeningNeeded\",\"ConfigurationNeeded\"," \
	"\"ConfigurationAndSWHardeningNeeded\",\"OutOfDate\",\"OutOfDateConfigurationNeeded\"]"

/* What Intel's table makes of a platform of this status with a quoting enclave of that one. */
static const char *
converged(const char *platform, const char *qe)
{
	const bool needs_configuration = strstr(platform, "Configuration") != NULL;

	if (strcmp(platform, "Revoked") == 0 || strcmp(qe, "Revoked") == 0)
		return "Revoked";
	if (strcmp(qe, "UpToDate") == 0)
		return platform;
	return needs_configuration ? "OutOfDateConfigurationNeeded" : "OutOfDate";
}

/* Every status of a platform with every one of a quoting enclave, taken by all that can be. */
static void
convergence_cases(struct maker *m)
{
	static const char *const qe[] = { "UpToDate", "OutOfDate", "Revoked" };

	for (size_t i = 0; i < STATUS_COUNT; i++)
		for (size_t k = 0; k < 3; k++) {
			const char *status = converged(statuses[i].status, qe[k]);
			char name[96], platform[64], enclave[64];
			const struct maker_change changes[] = {
				{ TCB_INFO, "\"tcbStatus\":\"UpToDate\"", platform },
				{ QE_IDENTITY, "\"tcbStatus\":\"UpToDate\"", enclave },
			};

			(void)snprintf(name, sizeof(name), "a platform %s, a quoting enclave %s",
			    statuses[i].status, qe[k]);
			(void)snprintf(
			    platform, sizeof(platform), "\"tcbStatus\":\"%s\"", statuses[i].status);
			(void)snprintf(enclave, sizeof(enclave), "\"tcbStatus\":\"%s\"", qe[k]);
			maker_signed_case(m,
			    (struct case_plan){ name,
				strcmp(status, "Revoked") == 0 ? "ATT_E_TCB_STATUS" : "ATT_OK",
				.policy = policy_of(m, ALL_STATUSES), .status = status },
			    changes, 2);
		}
}

/* Every status under a policy that says nothing of statuses, and one that takes another only. */
static void
status_cases(struct maker *m)
{
	for (size_t i = 0; i < STATUS_COUNT; i++) {
		const char *status = statuses[i].status;
		const bool is_first = i == 0;
		char name[96], to[64];
		const struct maker_change change = { TCB_INFO, "\"tcbStatus\":\"UpToDate\"", to };

		(void)snprintf(to, sizeof(to), "\"tcbStatus\":\"%s\"", status);
		(void)snprintf(name, sizeof(name), "%s, and nothing said of statuses", status);
		maker_signed_case(m,
		    (struct case_plan){ name,
			statuses[i].is_default ? "ATT_OK" : "ATT_E_TCB_STATUS", .status = status },
		    &change, 1);
		(void)snprintf(name, sizeof(name), "%s, and another status is allowed", status);
		maker_signed_case(m,
		    (struct case_plan){ name, "ATT_E_TCB_STATUS",
			.policy = policy_of(m,
			    is_first ? ",\"statuses\":[\"OutOfDate\"]"
				     : ",\"statuses\":[\"UpToDate\"]") },
		    &change, 1);
	}
}

static void
advisory_cases(struct maker *m)
{
	static const char two[] = ",\"advisoryIDs\":[\"INTEL-SA-00615\",\"INTEL-SA-00657\"]";
	static const struct {
		const char *name, *code, *status, *more;
	} cases[] = {
		{ "advisories of an UpToDate platform", "ATT_OK", "UpToDate", "" },
		{ "advisories, and none is allowed", "ATT_E_ADVISORY", "SWHardeningNeeded", "" },
		{ "advisories, and one of two is allowed", "ATT_E_ADVISORY", "SWHardeningNeeded",
		    ",\"advisories\":[\"INTEL-SA-00615\"]" },
		{ "advisories, and all are allowed", "ATT_OK", "SWHardeningNeeded",
		    ",\"advisories\":[\"INTEL-SA-00657\",\"INTEL-SA-00615\"]" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char to[160];
		const struct maker_change change = { TCB_INFO, "\"tcbStatus\":\"UpToDate\"", to };

		(void)snprintf(to, sizeof(to), "\"tcbStatus\":\"%s\"%s", cases[i].status, two);
		maker_signed_case(m,
		    (struct case_plan){ cases[i].name, cases[i].code,
			.policy = policy_of(m, cases[i].more), .status = cases[i].status },
		    &change, 1);
	}
}

static void
age_cases(struct maker *m)
{
	static const struct maker_change older_tcb = { TCB_INFO, "DataNumber\":21",
		"DataNumber\":20" };
	static const struct maker_change older_qe = { QE_IDENTITY, "DataNumber\":21",
		"DataNumber\":20" };
	static const struct maker_change long_ago_tcb = { TCB_INFO, "2026-01-05T00:00:00Z",
		"2025-12-06T23:59:59Z" };
	static const struct maker_change long_ago_qe = { QE_IDENTITY, "2026-01-05T00:00:00Z",
		"2025-12-06T23:59:59Z" };
	static const struct maker_change month_ago = { TCB_INFO, "2026-01-05T00:00:00Z",
		"2025-12-07T00:00:00Z" };

	maker_signed_case(
	    m, maker_plain("a TCB info of an older number", "ATT_E_EVAL_NUMBER"), &older_tcb, 1);
	maker_signed_case(
	    m, maker_plain("a QE identity of an older number", "ATT_E_EVAL_NUMBER"), &older_qe, 1);
	maker_signed_case(m,
	    (struct case_plan){ "an older number, which is allowed", "ATT_OK",
		.policy = policy_of(m, ",\"min_tcb_evaluation_data_number\":20") },
	    &older_tcb, 1);
	maker_case(m,
	    (struct case_plan){ "a newer number demanded", "ATT_E_EVAL_NUMBER",
		.policy = policy_of(m, ",\"min_tcb_evaluation_data_number\":22") });
	maker_signed_case(m,
	    maker_plain("a TCB info of a month and a second ago", "ATT_E_COLLATERAL_AGE"),
	    &long_ago_tcb, 1);
	maker_signed_case(m,
	    maker_plain("a QE identity of a month and a second ago", "ATT_E_COLLATERAL_AGE"),
	    &long_ago_qe, 1);
	maker_signed_case(m, maker_plain("a TCB info of a month ago", "ATT_OK"), &month_ago, 1);
	maker_case(m,
	    (struct case_plan){ "collateral of a day ago, and a day is allowed", "ATT_OK",
		.policy = policy_of(m, ",\"max_collateral_age_days\":1") });
}

/* Who is allowed, in other ways than by the measurement. */
static void
identity_cases(struct maker *m)
{
	static const struct {
		const char *name, *code, *release;
	} cases[] = {
		{ "the signer's product", "ATT_OK", "\"isvprodid\":7,\"min_isvsvn\":3" },
		{ "an older version of the product than allowed", "ATT_E_ISVSVN",
		    "\"isvprodid\":7,\"min_isvsvn\":4" },
		{ "another product of the signer", "ATT_E_ISVPRODID",
		    "\"isvprodid\":8,\"min_isvsvn\":0" },
	};
	char policy[512], hex[2 * SHA256_SIZE + 1];
	uint8_t mrsigner[SHA256_SIZE];

	must(sha256_of(S("SIMULATED"), mrsigner));
	for (size_t i = 0; i < SHA256_SIZE; i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", mrsigner[i]);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		(void)snprintf(policy, sizeof(policy),
		    "{\"version\":1,\"releases\":[{\"tee\":\"SGX\",\"mrsigner\":\"%s\",%s}]}", hex,
		    cases[i].release);
		maker_case(m, (struct case_plan){ cases[i].name, cases[i].code, .policy = policy });
	}
	(void)snprintf(policy, sizeof(policy),
	    "{\"version\":1,\"releases\":[{\"tee\":\"SGX\",\"mrsigner\":\"%064d\","
	    "\"isvprodid\":7,\"min_isvsvn\":0}]}",
	    0);
	maker_case(m, (struct case_plan){ "another signer", "ATT_E_MRSIGNER", .policy = policy });
	(void)snprintf(policy, sizeof(policy),
	    "{\"version\":1,\"releases\":[{\"tee\":\"TDX\",\"mrtd\":\"%096d\"}]}", 0);
	maker_case(
	    m, (struct case_plan){ "trust domains only", "ATT_E_MRENCLAVE", .policy = policy });
}

static void
platform_cases(struct maker *m)
{
	/* "SIMULATED-PPID" and "SIMULATED-HOST", with zeros behind */
	static const struct {
		const char *name, *code, *more;
	} cases[] = {
		{ "the platform's PPID allowed", "ATT_OK",
		    ",\"platforms\":[\"53494d554c415445442d505049440000\"]" },
		{ "the platform's instance allowed", "ATT_OK",
		    ",\"platforms\":[\"00000000000000000000000000000000\","
		    "\"53494d554c415445442d484f53540000\"]" },
		{ "other platforms allowed", "ATT_E_PLATFORM",
		    ",\"platforms\":[\"53494d554c415445442d505049440001\"]" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		maker_case(m,
		    (struct case_plan){
			cases[i].name, cases[i].code, .policy = policy_of(m, cases[i].more) });
}

void
maker_policy_cases(struct maker *m)
{
	convergence_cases(m);
	status_cases(m);
	advisory_cases(m);
	age_cases(m);
	identity_cases(m);
	platform_cases(m);
}
