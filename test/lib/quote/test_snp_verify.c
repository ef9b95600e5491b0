/* SPDX-License-Identifier: Apache-2.0 */
/* What a policy makes of facts; the steps before have their cases in test/vectors/snp.json. */
#include "lib/quote/snp_verify.h"

#include "lib/quote/snp.h"
#include "test/check.h"

static struct quote_facts
facts_of_a_guest(void)
{
	struct quote_facts f = { .tee = QUOTE_SNP, .measurement = { { 0 }, 48 } };

	memset(f.measurement.b, 0xaa, 48);
	memset(f.snp.host_data, 0xbb, 32);
	memset(f.snp.chip_id, 0xcc, 64);
	f.snp.vmpl = 2;
	f.snp.guest_svn = 7;
	f.snp.policy = 0x30000;
	f.snp.reported_tcb = (struct quote_snp_tcb){ 3, 1, 8, 115, 2 };
	f.snp.launch_tcb = f.snp.reported_tcb;
	return f;
}

static struct quote_policy
policy_for_it(void)
{
	struct quote_policy p;

	quote_policy_default(quote_root_intel(), &p);
	p.identity_count = 1;
	p.identities[0].tee = QUOTE_SNP;
	memset(p.identities[0].measurement, 0xaa, 48);
	return p;
}

static enum att_code
judge(const struct quote_facts *f, const struct quote_policy *p, const char *item)
{
	struct att_failure failure = { .code = ATT_OK };

	if (snp_verify_policy(f, p, &failure) == OK)
		return ATT_OK;
	CHECK_TEXT(failure.item, item);
	return failure.code;
}

TEST(snp_verify_is_for_collateral_with_amds_certificates)
{
	static const struct span some = { (const uint8_t *)"x", 1 };
	struct collateral c = { .root_crl = some };

	CHECK(!snp_verify_is_for(NULL) && !snp_verify_is_for(&c));
	c.vek = some;
	CHECK(snp_verify_is_for(&c));
	c = (struct collateral){ .ask = some };
	CHECK(snp_verify_is_for(&c));
	c = (struct collateral){ .ark = some };
	CHECK(snp_verify_is_for(&c));
}

TEST(snp_verify_policy_accepts_the_guest_it_names)
{
	const struct quote_facts f = facts_of_a_guest();
	struct quote_policy p = policy_for_it();

	CHECK_INT(judge(&f, &p, ""), ATT_OK);
	p.identities[0].has_vmpl = p.identities[0].has_host_data = true;
	p.identities[0].vmpl = 2;
	p.identities[0].min_guest_svn = 7;
	memset(p.identities[0].host_data, 0xbb, 32);
	p.snp_min_tcb = f.snp.reported_tcb;
	CHECK_INT(judge(&f, &p, ""), ATT_OK);
}

TEST(snp_verify_policy_refuses_a_guest_that_a_migration_agent_can_move)
{
	struct quote_facts f = facts_of_a_guest();
	const struct quote_policy p = policy_for_it();

	f.snp.policy |= SNP_POLICY_MIGRATE_MA;
	CHECK_INT(judge(&f, &p, "guest policy"), ATT_E_GUEST_POLICY);
}

TEST(snp_verify_policy_says_in_what_the_nearest_guest_differs)
{
	const struct quote_facts f = facts_of_a_guest();
	struct quote_policy p = policy_for_it();
	struct quote_identity *near = &p.identities[1];

	p.identities[0].measurement[0] ^= 1;
	CHECK_INT(judge(&f, &p, "measurement"), ATT_E_MEASUREMENT);
	p.identity_count = 2;
	*near = policy_for_it().identities[0];
	near->has_vmpl = true;
	CHECK_INT(judge(&f, &p, "VMPL"), ATT_E_MEASUREMENT);
	near->vmpl = 2;
	near->has_host_data = true;
	CHECK_INT(judge(&f, &p, "host data"), ATT_E_MEASUREMENT);
	near->has_host_data = false;
	near->min_guest_svn = 8;
	CHECK_INT(judge(&f, &p, "guest SVN"), ATT_E_ISVSVN);
	near->min_guest_svn = 7;
	CHECK_INT(judge(&f, &p, ""), ATT_OK);
}

TEST(snp_verify_policy_looks_at_every_allowed_guest_and_no_further)
{
	const struct quote_facts f = facts_of_a_guest();
	struct quote_policy p = policy_for_it();

	p.identities[QUOTE_ALLOWED_MAX - 1] = p.identities[0];
	p.identities[0].tee = QUOTE_SGX;
	p.identity_count = QUOTE_ALLOWED_MAX;
	CHECK_INT(judge(&f, &p, ""), ATT_OK);
	p.identity_count = QUOTE_ALLOWED_MAX - 1;
	CHECK_INT(judge(&f, &p, "measurement"), ATT_E_MEASUREMENT);
	p.identity_count = 0;
	CHECK_INT(judge(&f, &p, "measurement"), ATT_E_MEASUREMENT);
}

TEST(snp_verify_policy_holds_firmware_now_and_at_launch_to_the_minimum)
{
	const struct quote_policy p = policy_for_it();

	for (size_t part = 0; part < sizeof(struct quote_snp_tcb); part++) {
		struct quote_facts f = facts_of_a_guest();
		struct quote_policy strict = p;

		strict.snp_min_tcb = f.snp.reported_tcb;
		CHECK_INT(judge(&f, &strict, ""), ATT_OK);
		((uint8_t *)&f.snp.reported_tcb)[part]--;
		CHECK_INT(judge(&f, &strict, "reported TCB"), ATT_E_TCB_MINIMUM);
		f = facts_of_a_guest();
		((uint8_t *)&f.snp.launch_tcb)[part]--;
		CHECK_INT(judge(&f, &strict, "launch TCB"), ATT_E_TCB_MINIMUM);
		CHECK_INT(judge(&f, &p, ""), ATT_OK);
	}
}

TEST(snp_verify_policy_lists_chips_not_providers)
{
	struct quote_facts f = facts_of_a_guest();
	struct quote_policy p = policy_for_it();

	p.platform_count = 2;
	memset(p.platforms[0], 0xdd, 16);
	CHECK_INT(judge(&f, &p, "chip id"), ATT_E_PLATFORM);
	memset(p.platforms[1], 0xcc, 16);
	CHECK_INT(judge(&f, &p, ""), ATT_OK);
	p.platforms[1][15] ^= 1;
	CHECK_INT(judge(&f, &p, "chip id"), ATT_E_PLATFORM);
	memset(p.platforms[1], 0, 16);
	memset(f.snp.chip_id, 0, 64);
	f.snp.is_vlek = true;
	CHECK_INT(judge(&f, &p, "chip id"), ATT_E_PLATFORM);
}
