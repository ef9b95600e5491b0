/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/attest/bundle.h"

#include <fcntl.h>
#include <unistd.h>

#include "lib/base/secret.h"
#include "lib/base/text.h"
#include "test/check.h"
#include "test/enclave/attest/platform.h"

static const int64_t day_ms = 86400000, start_ms = 1795305600000; /* 2026-11-22 */

/* A directory with the simulated platform's collateral in it, and an enclave's look at it. */
struct desk {
	char dir[64], path[96], other[96];
	struct clock_fake time;
	struct clock clock;
	FILE *log_file;
	struct log log;
	struct attest_provider provider;
	struct bundles_config config;
	struct bundles *bundles;
};

static void
put(const char *path, struct span bytes)
{
	const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	CHECK(fd >= 0 && write(fd, bytes.p, bytes.size) == (ssize_t)bytes.size);
	(void)close(fd);
}

/* As a fetcher does: a new file in place of the old one. */
static void
replace(const struct desk *d, struct span bytes)
{
	put(d->other, bytes);
	CHECK_INT(rename(d->other, d->path), 0);
}

static void
issue(const struct desk *d, int64_t at_ms)
{
	AUTO(buf) json = buf_new(COLLATERAL_JSON_SIZE_MAX);

	CHECK_OK(platform_provider()->collateral(platform_self(), at_ms, &json));
	replace(d, buf_span(&json));
}

static void
desk_make(struct desk *d)
{
	*d = (struct desk){ .time = { .wall_ms = start_ms, .mono_us = 1000000 } };
	(void)snprintf(d->dir, sizeof(d->dir), "%s", "build/bundle-XXXXXX");
	assert_non_null(mkdtemp(d->dir));
	(void)snprintf(d->path, sizeof(d->path), "%s/collateral.json", d->dir);
	(void)snprintf(d->other, sizeof(d->other), "%s/new", d->dir);
	d->clock = clock_fake(&d->time);
	d->log_file = tmpfile();
	CHECK(d->log_file != NULL);
	d->log = (struct log){ d->log_file, LOG_DEBUG, &d->clock };
	d->provider = *platform_provider();
	d->config = (struct bundles_config){ .provider = &d->provider,
		.provider_self = platform_self(),
		.dir = d->dir,
		.clock = &d->clock,
		.log = &d->log };
}

static void
desk_wipe(struct desk *d)
{
	bundles_free(d->bundles);
	(void)fclose(d->log_file);
	(void)remove(d->path);
	(void)remove(d->other);
	(void)remove(d->dir);
}

static enum err
open_it(struct desk *d, struct why *why)
{
	why->text[0] = '\0';
	return bundles_new(&d->config, &d->bundles, why);
}

static void
pass(struct desk *d, int64_t ms)
{
	clock_fake_advance_ms(&d->time, ms);
	bundles_look(d->bundles);
}

/* How many lines of the log have this in them. */
static size_t
told(struct desk *d, const char *part)
{
	char line[2048];
	size_t count = 0;

	rewind(d->log_file);
	while (fgets(line, sizeof(line), d->log_file) != NULL)
		count += strstr(line, part) != NULL;
	return count;
}

TEST(bundle_from_a_directory_is_verified_with_a_quote_of_our_own_and_dated)
{
	AUTO(desk) d;
	const struct bundle *b;
	struct why why;
	uint8_t want[SHA256_SIZE];

	desk_make(&d);
	issue(&d, start_ms);
	CHECK_OK(open_it(&d, &why));
	b = bundles_borrow(d.bundles);
	CHECK_OK(collateral_sha256(&b->collateral, want));
	assert_memory_equal(b->sha256, want, sizeof(want));
	CHECK_INT(b->status, TCB_UP_TO_DATE);
	CHECK_INT(b->valid_until_ms, start_ms + 29 * day_ms); /* 30 days from yesterday */
	CHECK(b->ends_first != NULL && b->report.count >= 4);
	for (size_t i = 0; i < b->report.count; i++)
		CHECK(b->report.items[i].until_ms >= b->valid_until_ms);
	CHECK_OK(bundles_check(d.bundles, &why));
	CHECK_INT(told(&d, "\"event\":\"collateral_taken\""), 1);
	CHECK_INT(told(&d, "\"fmspc\":\"53494d000000\""), 1);
	CHECK_INT(told(&d, "\"issuer\":\"INSECURE SIMULATED"), 1);
	CHECK_INT(told(&d, "\"tcb_status\":\"UpToDate\""), 1);
}

TEST(bundle_is_read_anew_when_its_files_change_and_at_most_once_a_minute)
{
	AUTO(desk) d;
	const struct bundle *held;
	uint8_t first[SHA256_SIZE];
	struct why why;

	desk_make(&d);
	issue(&d, start_ms);
	CHECK_OK(open_it(&d, &why));
	held = bundles_hold(d.bundles);
	memcpy(first, held->sha256, sizeof(first));
	d.time.wall_ms += day_ms;
	issue(&d, start_ms + day_ms);
	pass(&d, BUNDLE_LOOK_MS - 1);
	CHECK(bundles_borrow(d.bundles) == held);
	pass(&d, 1);
	CHECK(bundles_borrow(d.bundles) != held);
	assert_memory_not_equal(bundles_borrow(d.bundles)->sha256, first, sizeof(first));
	CHECK_INT(told(&d, "collateral_taken"), 2);
	/* who answers with the old one still can */
	assert_memory_equal(held->sha256, first, sizeof(first));
	CHECK(held->collateral.root_crl.size > 0 && held->collateral.root_crl.p[0] == 0x30);
	bundle_release(held);
	bundle_release(NULL);
	/* the same again is no news */
	issue(&d, start_ms + day_ms);
	held = bundles_borrow(d.bundles);
	pass(&d, BUNDLE_LOOK_MS);
	CHECK(bundles_borrow(d.bundles) == held);
	CHECK_INT(told(&d, "collateral_taken"), 2);
}

TEST(bundle_stays_when_the_new_one_is_no_good_and_the_log_says_so_once)
{
	static const struct {
		const char *text, *words;
	} bad[] = { { "{", "collateral.json" }, { "{\"root_crl\":\"zz\"}", "root_crl" },
		{ "{}", "ATT_E_CRL_MISSING" } };
	AUTO(desk) d;
	const struct bundle *first;
	struct why why;

	desk_make(&d);
	issue(&d, start_ms);
	CHECK_OK(open_it(&d, &why));
	first = bundles_borrow(d.bundles);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		replace(&d, span_text(bad[i].text));
		pass(&d, BUNDLE_LOOK_MS);
		pass(&d, BUNDLE_LOOK_MS); /* it did not change again */
		CHECK(bundles_borrow(d.bundles) == first);
		CHECK_INT(told(&d, "collateral_refused"), i + 1);
		CHECK(told(&d, bad[i].words) > 0);
		case_counted();
	}
	CHECK_OK(bundles_check(d.bundles, &why));
	CHECK_INT(remove(d.path), 0); /* nothing is worse than something bad */
	pass(&d, BUNDLE_LOOK_MS);
	CHECK(bundles_borrow(d.bundles) == first);
	issue(&d, start_ms);
	pass(&d, BUNDLE_LOOK_MS); /* good again, and the same */
	CHECK(bundles_borrow(d.bundles) == first);
}

TEST(bundle_that_is_stale_is_not_begun_with_and_the_item_is_named)
{
	AUTO(desk) d;
	struct why why;

	desk_make(&d);
	issue(&d, start_ms - 40 * day_ms);
	CHECK_ERR(open_it(&d, &why), ERR_REFUSED);
	if (strstr(why.text, "_EXPIRED") == NULL ||
	    strstr(why.text, "valid until 2026-11-") == NULL || strstr(why.text, d.dir) == NULL ||
	    strstr(why.text, "fetch it anew") == NULL)
		fail_msg("%s", why.text);
	issue(&d, start_ms + 2 * day_ms); /* of the future */
	CHECK_ERR(open_it(&d, &why), ERR_REFUSED);
	CHECK(strstr(why.text, "_NOT_YET_VALID") != NULL);
}

TEST(bundle_that_expires_while_it_is_served_makes_the_enclave_unready)
{
	AUTO(desk) d;
	struct why why;
	int64_t until_ms;

	desk_make(&d);
	issue(&d, start_ms);
	CHECK_OK(open_it(&d, &why));
	until_ms = bundles_borrow(d.bundles)->valid_until_ms;
	d.time.wall_ms = until_ms; /* the last moment counts */
	pass(&d, 0);
	CHECK_OK(bundles_check(d.bundles, &why));
	d.time.wall_ms = until_ms + 1;
	pass(&d, 0);
	CHECK_ERR(bundles_check(d.bundles, &why), ERR_REFUSED);
	CHECK(strstr(why.text, bundles_borrow(d.bundles)->ends_first) != NULL);
	CHECK(strstr(why.text, "was valid until 2026-12-2") != NULL);
	for (int i = 0; i < 3; i++)
		pass(&d, BUNDLE_LOOK_MS);
	CHECK_INT(told(&d, "collateral_expired"), 1);
	issue(&d, d.time.wall_ms);
	pass(&d, BUNDLE_LOOK_MS);
	why.text[0] = '\0';
	CHECK_OK(bundles_check(d.bundles, &why));
}

TEST(bundle_needs_collateral_from_somewhere)
{
	AUTO(desk) d;
	struct why why;

	desk_make(&d);
	CHECK_ERR(open_it(&d, &why), ERR_ABSENT); /* an empty directory */
	CHECK(strstr(why.text, d.dir) != NULL);
	d.config.dir = "build/no/such/directory";
	CHECK_ERR(open_it(&d, &why), ERR_ABSENT);
	CHECK(strstr(why.text, "build/no/such/directory") != NULL);
	d.config.dir = NULL;
	d.provider.collateral = NULL;
	CHECK_ERR(open_it(&d, &why), ERR_ABSENT);
	CHECK(strstr(why.text, "ENCLAVE_COLLATERAL_DIR (--collateral-dir)") != NULL);
}

static enum err
no_quote(void *self, const uint8_t report_data[ATTEST_REPORT_DATA_SIZE], struct buf *out,
    struct why *why)
{
	(void)self;
	(void)report_data;
	(void)out;
	return why_set(why, ERR_UPSTREAM, "the platform is asleep");
}

TEST(bundle_needs_a_quote_of_our_own_and_the_root_it_is_under)
{
	AUTO(desk) d;
	struct why why;

	desk_make(&d);
	issue(&d, start_ms);
	d.provider.root = NULL; /* the vendor's, under which nothing simulated passes */
	CHECK_ERR(open_it(&d, &why), ERR_REFUSED);
	CHECK(strstr(why.text, "ATT_E_ROOT_UNTRUSTED") != NULL);
	d.provider.quote = no_quote;
	CHECK_ERR(open_it(&d, &why), ERR_UPSTREAM);
	CHECK_TEXT(why.text, "the platform is asleep");
}

TEST(bundle_of_the_provider_s_own_is_renewed_as_time_goes_by)
{
	AUTO(desk) d;
	struct why why;

	desk_make(&d);
	d.config.dir = NULL;
	CHECK_OK(open_it(&d, &why));
	for (int day = 0; day < 60; day++) {
		d.time.wall_ms += day_ms;
		pass(&d, BUNDLE_LOOK_MS);
		CHECK_OK(bundles_check(d.bundles, &why));
	}
	CHECK(told(&d, "collateral_taken") > 30);
	CHECK_INT(told(&d, "collateral_refused"), 0);
}
