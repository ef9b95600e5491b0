/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/attest/tsm.h"
#include "lib/base/secret.h"
#include "lib/base/text.h"
#include "lib/quote/quote.h"
#include "test/check.h"
#include "test/enclave/attest/fake_platform.h"

static const uint8_t one[ATTEST_REPORT_DATA_SIZE] = { 1 };

/* Both kinds of machine, each under its own provider. */
static const struct {
	enum fake_kind kind;
	const struct attest_provider *provider;
	enum quote_tee tee;
} machines[] = { { FAKE_TDX, &attest_tsm_tdx, QUOTE_TDX },
	{ FAKE_SNP, &attest_tsm_snp, QUOTE_SNP } };

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
		CHECK_INT(p->tee, machines[i].tee);
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
		f.cut = 1;
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

/* ---- the host's certificates ---- */

static void
entry(struct buf *out, const char *guid, uint32_t offset, uint32_t size)
{
	uint8_t bytes[16];

	CHECK_OK(text_hex_parse(span_text(guid), bytes, sizeof(bytes)));
	CHECK_OK(buf_append(out, SPAN_OF(bytes)));
	CHECK_OK(buf_u32le(out, offset));
	CHECK_OK(buf_u32le(out, size));
}

/* VCEK and ASK as DER, ARK as PEM, which is what hosts do. */
static void
table_write(struct buf *out, struct span ark)
{
	static const uint8_t end[24];

	entry(out, "63da758de6644564adc5f4b93be8accd", 96, 5);
	entry(out, "4ab7b379bbac4fe4a02f05aef327c782", 101, 5);
	entry(out, "c0b406a4a803495297433fb6014cd0ae", 106, (uint32_t)ark.size);
	CHECK_OK(buf_append(out, SPAN_OF(end)));
	CHECK_OK(buf_append(out, S("\x30\x03\x02\x01\x07\x30\x03\x02\x01\x08")));
	CHECK_OK(buf_append(out, ark));
}

TEST(tsm_snp_hands_on_the_host_s_certificates_as_collateral)
{
	static const uint8_t vcek[] = { 0x30, 3, 2, 1, 7 };
	AUTO(buf) table = buf_new(4096);
	AUTO(buf) json = buf_new(4096);
	AUTO(buf) store = buf_new(8192);
	struct collateral c;
	struct fake_platform f;
	struct why why;
	void *self;

	fake_platform_init(&f, FAKE_SNP);
	CHECK_OK(open_on(&f, &self, &why)); /* none at all */
	CHECK_ERR(attest_tsm_snp.collateral(self, 0, &json), ERR_ABSENT);
	attest_tsm_snp.close(self);

	table_write(
	    &table, S("-----BEGIN CERTIFICATE-----\nMAMCAQk=\n-----END CERTIFICATE-----\n"));
	f.extra = buf_span(&table);
	CHECK_OK(open_on(&f, &self, &why));
	CHECK_OK(attest_tsm_snp.collateral(self, 0, &json));
	CHECK_OK(collateral_parse(buf_span(&json), &store, &c, &why));
	CHECK_SPAN(c.vek, SPAN_OF(vcek));
	CHECK_SPAN(c.ask, S("-----BEGIN CERTIFICATE-----\nMAMCAQg=\n-----END CERTIFICATE-----\n"));
	CHECK_SPAN(c.ark, S("-----BEGIN CERTIFICATE-----\nMAMCAQk=\n-----END CERTIFICATE-----\n"));
	attest_tsm_snp.close(self);
	fake_platform_wipe(&f);
	CHECK(attest_tsm_tdx.collateral == NULL);
}

TEST(tsm_snp_does_not_start_on_a_table_that_is_none)
{
	AUTO(buf) table = buf_new(4096);

	struct fake_platform f;
	struct why why;
	void *self;

	fake_platform_init(&f, FAKE_SNP);
	table_write(&table, S("no certificate"));
	f.extra = buf_span(&table);
	CHECK_ERR(open_on(&f, &self, &why), ERR_INPUT);
	CHECK_TEXT(why.text, "auxblob: a certificate is neither DER nor PEM");
	f.extra = span_first(buf_span(&table), 50);
	CHECK_ERR(open_on(&f, &self, &why), ERR_INPUT);
	CHECK_TEXT(why.text, "auxblob: the certificate table has no end");
	CHECK_INT(f.made_count, f.removed_count);
	fake_platform_wipe(&f);
}
