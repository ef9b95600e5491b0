/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/attest/tsm.h"
#include "lib/base/secret.h"
#include "lib/quote/quote.h"
#include "test/check.h"
#include "test/enclave/attest/fake_platform.h"

static const uint8_t one[ATTEST_REPORT_DATA_SIZE] = { 1 };

/* Both kinds of machine, each under its own provider. */
static const struct {
	enum fake_kind kind;
	const struct attest_provider *provider;
	const char *type;
} machines[] = { { FAKE_TDX, &attest_tsm_tdx, "TDX_QUOTE" },
	{ FAKE_SNP, &attest_tsm_snp, "SEV_SNP_REPORT" } };

static enum err
open_on(struct fake_platform *f, void **self, struct why *why)
{
	const struct attest_config config = { .files = &f->files, .root = "/tsm" };

	why->text[0] = '\0';
	*self = NULL;
	return machines[f->kind == FAKE_SNP].provider->open(&config, self, why);
}

static enum err
quote_soon(struct fake_platform *f, void *self, struct buf *out, struct why *why)
{
	why->text[0] = '\0';
	return attest_quote_wait(machines[f->kind == FAKE_SNP].provider, self, one, out, why);
}

TEST(tsm_gives_quotes_and_measurements_of_both_kinds_of_machine)
{
	for (size_t i = 0; i < 2; i++) {
		const struct attest_provider *p = machines[i].provider;
		AUTO(buf) out = buf_new(QUOTE_SIZE_MAX);
		AUTO(buf) want = buf_new(QUOTE_SIZE_MAX);
		struct fake_platform f;
		struct measurement m;
		struct why why;
		void *self;

		fake_platform_init(&f, machines[i].kind);
		CHECK_OK(open_on(&f, &self, &why));
		p->measurement(self, &m);
		CHECK_INT(m.size, 48);
		CHECK_INT(m.b[0], 0xaa);
		CHECK_INT(m.b[47], 0xaa);
		CHECK_OK(quote_soon(&f, self, &out, &why));
		fake_quote_write(&f, one, &want);
		CHECK_SPAN(buf_span(&out), buf_span(&want));
		CHECK_INT(f.made_count, 2);
		CHECK_INT(f.removed_count, 2);
		CHECK_INT(f.wait_count, 0);
		CHECK_TEXT(p->attestation_type, machines[i].type);
		CHECK(!p->is_simulated);
		p->close(self);
		p->close(NULL);
		fake_platform_wipe(&f);
	}
}

TEST(tsm_has_no_key_to_seal_with_and_says_so)
{
	struct fake_platform f;
	struct mac_key key = { { 1 } };
	struct why why;
	void *self;

	fake_platform_init(&f, FAKE_TDX);
	CHECK_OK(open_on(&f, &self, &why));
	CHECK_ERR(attest_tsm_tdx.seal_key(self, &key), ERR_ABSENT);
	CHECK_INT(key.b[0], 0);
	attest_tsm_tdx.close(self);
	fake_platform_wipe(&f);
}

TEST(tsm_tdx_reads_quotes_v5_too)
{
	struct fake_platform f;
	struct measurement m;
	struct why why;
	void *self;

	fake_platform_init(&f, FAKE_TDX);
	f.version = 5;
	CHECK_OK(open_on(&f, &self, &why));
	attest_tsm_tdx.measurement(self, &m);
	CHECK_INT(m.b[0], 0xaa);
	CHECK_INT(m.b[47], 0xaa);
	attest_tsm_tdx.close(self);
	f.version = 3;
	CHECK_ERR(open_on(&f, &self, &why), ERR_UPSTREAM);
	fake_platform_wipe(&f);
}

TEST(tsm_runs_on_its_own_kind_of_machine_only)
{
	static const char *const types[] = { "sev_guest", "tdx_guest", "arm_cca_guest", "" };
	struct why why;
	void *self;

	for (size_t i = 0; i < 2; i++)
		for (size_t k = 0; k < sizeof(types) / sizeof(types[0]); k++) {
			struct fake_platform f;

			if (k == 1 - i)
				continue; /* that is the right one */
			fake_platform_init(&f, machines[i].kind);
			f.type = types[k];
			CHECK_ERR(open_on(&f, &self, &why), ERR_REFUSED);
			CHECK(strstr(why.text, machines[i].provider->name) != NULL);
			CHECK_INT(f.made_count, f.removed_count);
			fake_platform_wipe(&f);
			case_counted();
		}
}

TEST(tsm_says_which_file_failed_and_leaves_no_directory_behind)
{
	static const char *const at[] = { "/provider", "/generation", "/inblob", "/outblob",
		"/auxblob" };
	struct why why;
	void *self;

	for (size_t i = 0; i < sizeof(at) / sizeof(at[0]); i++) {
		struct fake_platform f;

		fake_platform_init(&f, FAKE_SNP);
		f.fails_at = at[i];
		f.fails_with = ERR_IO; /* EACCES: not root */
		CHECK_ERR(open_on(&f, &self, &why), ERR_IO);
		if (strstr(why.text, at[i]) == NULL || strstr(why.text, "/tsm/perf-") == NULL)
			fail_msg("%s", why.text);
		CHECK_INT(f.made_count, 1);
		CHECK_INT(f.removed_count, 1);
		fake_platform_wipe(&f);
		case_counted();
	}
}

TEST(tsm_says_when_there_is_no_configfs)
{
	struct fake_platform f;
	struct why why;
	void *self;

	fake_platform_init(&f, FAKE_TDX);
	f.fails_at = "mkdir";
	f.fails_with = ERR_ABSENT;
	CHECK_ERR(open_on(&f, &self, &why), ERR_REFUSED);
	CHECK(strstr(why.text, "configfs") != NULL);
	f.fails_with = ERR_IO;
	CHECK_ERR(open_on(&f, &self, &why), ERR_IO);
	f.fails_at = "rmdir";
	CHECK_ERR(open_on(&f, &self, &why), ERR_IO); /* what stays there is told */
	CHECK(strstr(why.text, "rmdir") != NULL);
	fake_platform_wipe(&f);
}

TEST(tsm_waits_for_a_busy_kernel_ever_longer_and_not_for_ever)
{
	static const char *const at[] = { "/inblob", "/outblob", "/auxblob" };
	struct why why;
	void *self;

	for (size_t i = 0; i < sizeof(at) / sizeof(at[0]); i++) {
		struct fake_platform f;

		fake_platform_init(&f, FAKE_SNP);
		f.fails_at = at[i];
		f.fails_with = ERR_BUSY;
		f.fail_count = 3;
		CHECK_OK(open_on(&f, &self, &why));
		CHECK_INT(f.wait_count, 3);
		CHECK_INT(f.waited_ms, 10 + 20 + 40);
		attest_tsm_snp.close(self);
		f.fails_at = at[i];
		f.fail_count = 0;
		f.waited_ms = 0;
		CHECK_ERR(open_on(&f, &self, &why), ERR_UPSTREAM);
		CHECK(strstr(why.text, at[i]) != NULL);
		CHECK(f.waited_ms >= TSM_BUSY_MAX_MS);
		CHECK(f.waited_ms < TSM_BUSY_MAX_MS + TSM_POLL_MAX_MS);
		CHECK_INT(f.made_count, f.removed_count);
		fake_platform_wipe(&f);
		case_counted();
	}
}

TEST(tsm_throws_away_what_another_writer_had_a_hand_in)
{
	static const uint64_t meddled[] = { 1, 2, 1000000 };
	struct why why;
	void *self;

	for (size_t i = 0; i < sizeof(meddled) / sizeof(meddled[0]); i++) {
		struct fake_platform f;

		fake_platform_init(&f, FAKE_TDX);
		f.meddled = meddled[i];
		CHECK_ERR(open_on(&f, &self, &why), ERR_CONFLICT);
		CHECK(strstr(why.text, "another program writes there") != NULL);
		CHECK_INT(f.made_count, f.removed_count);
		fake_platform_wipe(&f);
		case_counted();
	}
}

TEST(tsm_waits_five_seconds_for_the_generation_to_move)
{
	struct fake_platform f;
	struct why why;
	void *self;

	fake_platform_init(&f, FAKE_TDX);
	f.late_ms = 100;
	CHECK_OK(open_on(&f, &self, &why));
	CHECK_INT(f.waited_ms, 10 + 20 + 40 + 80);
	attest_tsm_tdx.close(self);
	fake_platform_wipe(&f);
	fake_platform_init(&f, FAKE_TDX);
	f.late_ms = 1000000;
	CHECK_ERR(open_on(&f, &self, &why), ERR_UPSTREAM);
	CHECK(strstr(why.text, "generation did not move within 5000 ms") != NULL);
	CHECK(f.waited_ms >= TSM_GENERATION_MAX_MS && f.waited_ms < 2 * TSM_GENERATION_MAX_MS);
	fake_platform_wipe(&f);
}

TEST(tsm_hands_out_nothing_stale_or_cut)
{
	struct why why;
	void *self;

	for (size_t i = 0; i < 2; i++) {
		const struct attest_provider *p = machines[i].provider;
		AUTO(buf) out = buf_new(QUOTE_SIZE_MAX);
		struct fake_platform f;

		fake_platform_init(&f, machines[i].kind);
		CHECK_OK(open_on(&f, &self, &why));
		f.is_stale = true;
		CHECK_ERR(quote_soon(&f, self, &out, &why), ERR_UPSTREAM);
		CHECK(strstr(why.text, "other report data") != NULL);
		f.is_stale = false;
		f.cut = i == 0 ? 4001 : 1; /* what follows a TDX quote is its signature's */
		CHECK_ERR(quote_soon(&f, self, &out, &why), ERR_UPSTREAM);
		CHECK(strstr(why.text, "no quote of") != NULL);
		f.cut = SIZE_MAX;
		CHECK_ERR(quote_soon(&f, self, &out, &why), ERR_UPSTREAM);
		CHECK_INT(out.size, 0);
		CHECK_INT(f.made_count, f.removed_count);
		p->close(self);
		fake_platform_wipe(&f);
	}
}

TEST(tsm_asks_for_its_own_privilege_level_where_it_may_not_have_the_highest)
{
	struct fake_platform f;
	struct why why;
	void *self;

	fake_platform_init(&f, FAKE_SNP);
	f.floor = "0\n";
	CHECK_OK(open_on(&f, &self, &why));
	CHECK_TEXT(f.privilege, "");
	attest_tsm_snp.close(self);
	f.floor = "2\n";
	CHECK_OK(open_on(&f, &self, &why));
	CHECK_TEXT(f.privilege, "2");
	attest_tsm_snp.close(self);
	fake_platform_wipe(&f);
}
