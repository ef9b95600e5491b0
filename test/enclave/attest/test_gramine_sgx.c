/* SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

#include "enclave/attest/gramine_sgx.h"
#include "lib/base/secret.h"
#include "lib/quote/quote.h"
#include "test/check.h"
#include "test/enclave/attest/fake_platform.h"

static const struct attest_provider *const gramine = &attest_gramine_sgx;
static const uint8_t one[ATTEST_REPORT_DATA_SIZE] = { 1 };

static enum err
open_on(struct fake_platform *f, void **self, struct why *why)
{
	const struct attest_config config = { .files = &f->files, .root = "/dev/attestation" };

	why->text[0] = '\0';
	*self = NULL;
	return gramine->open(&config, self, why);
}

static enum err
quote_soon(void *self, const uint8_t *report_data, struct buf *out, struct why *why)
{
	why->text[0] = '\0';
	return attest_quote_wait(gramine, self, report_data, out, why);
}

TEST(gramine_sgx_gives_quotes_over_what_is_asked_and_knows_its_measurement)
{
	struct fake_platform f;
	struct measurement m;
	struct why why;
	void *self;

	fake_platform_init(&f, FAKE_GRAMINE);
	CHECK_OK(open_on(&f, &self, &why));
	gramine->measurement(self, &m);
	CHECK_INT(m.size, 32);
	CHECK_INT(m.b[0], 0xaa);
	CHECK_INT(m.b[31], 0xaa);
	for (uint8_t i = 0; i < 3; i++) {
		const uint8_t report_data[ATTEST_REPORT_DATA_SIZE] = { [63] = i };
		AUTO(buf) out = buf_new(QUOTE_SIZE_MAX);
		struct quote q;

		CHECK_OK(quote_soon(self, report_data, &out, &why));
		CHECK_INT(quote_parse(buf_span(&out), &q, NULL), ATT_OK);
		CHECK_SPAN(q.report_data, SPAN_OF(report_data));
	}
	CHECK(gramine->tee == QUOTE_SGX && !gramine->is_simulated);
	gramine->close(self);
	gramine->close(NULL);
	fake_platform_wipe(&f);
}

TEST(gramine_sgx_answers_busy_at_once_and_can_be_told_to_forget)
{
	AUTO(buf) out = buf_new(QUOTE_SIZE_MAX);
	struct fake_platform f;
	struct why why;
	void *self;

	fake_platform_init(&f, FAKE_GRAMINE);
	CHECK_OK(open_on(&f, &self, &why));
	CHECK_ERR(gramine->quote(self, one, &out, &why), ERR_BUSY);
	gramine->drop(self, one);
	CHECK_ERR(gramine->quote(self, one, &out, &why), ERR_BUSY); /* begun anew */
	CHECK_OK(quote_soon(self, one, &out, &why));
	gramine->close(self);
	fake_platform_wipe(&f);
}

TEST(gramine_sgx_runs_under_gramine_with_dcap_only)
{
	static const struct {
		const char *type, *fails_at, *words;
		enum err e;
	} cases[] = {
		{ "none", NULL, "is \"none\": put sgx.remote_attestation = \"dcap\"", ERR_REFUSED },
		{ "epid", NULL, "is \"epid\"", ERR_REFUSED },
		{ "", NULL, "is \"\"", ERR_REFUSED },
		{ "dcap-but-much-longer", NULL, "attestation_type", ERR_LIMIT },
		{ NULL, "/attestation_type", "it runs under gramine-sgx only", ERR_REFUSED },
		{ NULL, "/keys/_sgx_mrenclave", "keys/_sgx_mrenclave", ERR_ABSENT },
		{ NULL, "/user_report_data", "user_report_data", ERR_ABSENT },
		{ NULL, "/quote", "/quote", ERR_ABSENT },
	};
	struct why why;
	void *self;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fake_platform f;

		fake_platform_init(&f, FAKE_GRAMINE);
		f.type = cases[i].type;
		f.fails_at = cases[i].fails_at;
		f.fails_with = ERR_ABSENT;
		CHECK_ERR(open_on(&f, &self, &why), cases[i].e);
		if (strstr(why.text, cases[i].words) == NULL)
			fail_msg("%s", why.text);
		fake_platform_wipe(&f);
		case_counted();
	}
}

TEST(gramine_sgx_hands_out_no_quote_that_is_stale_mixed_up_cut_or_unprotected)
{
	enum { STALE, DEBUGGED, OTHER, VERSION, CUT, EMPTY, COUNT };
	static const char *const words[COUNT] = { "other report data", "sgx.debug = false",
		"another MRENCLAVE", "holds no quote", "holds no quote", "holds no quote" };
	struct why why;
	void *self;

	for (int i = 0; i < COUNT; i++) {
		AUTO(buf) out = buf_new(QUOTE_SIZE_MAX);
		struct fake_platform f;

		fake_platform_init(&f, FAKE_GRAMINE);
		CHECK_OK(open_on(&f, &self, &why));
		f.is_stale = i == STALE;
		f.is_debug = i == DEBUGGED;
		f.measurement_byte = i == OTHER ? 0xbb : 0xaa;
		f.version = i == VERSION ? 2 : 0;
		f.cut = i == CUT ? 1 : i == EMPTY ? SIZE_MAX : 0;
		CHECK_ERR(
		    quote_soon(self, one, &out, &why), i == DEBUGGED ? ERR_REFUSED : ERR_UPSTREAM);
		if (strstr(why.text, words[i]) == NULL)
			fail_msg("%s", why.text);
		CHECK_INT(out.size, 0);
		gramine->close(self);
		fake_platform_wipe(&f);
		case_counted();
	}
}

TEST(gramine_sgx_refuses_every_cut_of_a_quote)
{
	struct fake_platform f;
	AUTO(buf) whole = buf_new(QUOTE_SIZE_MAX);
	struct why why;
	void *self;

	fake_platform_init(&f, FAKE_GRAMINE);
	fake_quote_write(&f, one, &whole);
	CHECK(whole.size >= 1020);
	CHECK_OK(open_on(&f, &self, &why));
	for (f.cut = 1; f.cut <= whole.size; f.cut += 7) {
		AUTO(buf) out = buf_new(QUOTE_SIZE_MAX);

		CHECK_ERR(quote_soon(self, one, &out, &why), ERR_UPSTREAM);
	}
	gramine->close(self);
	fake_platform_wipe(&f);
}

TEST(gramine_sgx_says_which_file_refused_and_goes_on_when_it_works_again)
{
	AUTO(buf) out = buf_new(QUOTE_SIZE_MAX);
	struct fake_platform f;
	struct why why;
	void *self;

	fake_platform_init(&f, FAKE_GRAMINE);
	CHECK_OK(open_on(&f, &self, &why));
	f.fail_count = 1;
	f.fails_with = ERR_IO; /* EACCES is all that Gramine says when quoting fails */
	f.fails_at = "/quote";
	CHECK_ERR(quote_soon(self, one, &out, &why), ERR_IO);
	CHECK(strstr(why.text, "/dev/attestation/quote") != NULL);
	CHECK_OK(quote_soon(self, one, &out, &why));
	gramine->close(self);
	fake_platform_wipe(&f);
}

TEST(gramine_sgx_derives_its_seal_key_and_takes_no_odd_one)
{
	static const uint8_t zero[16], other[16] = { 9 }, longer[17] = { 1 };
	static const struct span bad[] = { SPAN_OF(zero), SPAN_OF(longer), { other, 15 },
		{ NULL, 0 } };
	struct fake_platform f;
	struct mac_key first, second;
	struct why why;
	void *self;

	fake_platform_init(&f, FAKE_GRAMINE);
	CHECK_OK(open_on(&f, &self, &why));
	CHECK_OK(gramine->seal_key(self, &first));
	gramine->close(self);
	CHECK_OK(open_on(&f, &self, &why)); /* the same over restarts */
	CHECK_OK(gramine->seal_key(self, &second));
	gramine->close(self);
	assert_memory_equal(first.b, second.b, sizeof(first.b));
	assert_memory_not_equal(first.b, f.key.p, f.key.size); /* never the platform's itself */
	f.key = SPAN_OF(other);
	CHECK_OK(open_on(&f, &self, &why));
	CHECK_OK(gramine->seal_key(self, &second));
	gramine->close(self);
	assert_memory_not_equal(first.b, second.b, sizeof(first.b));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		f.key = bad[i];
		CHECK_ERR(open_on(&f, &self, &why), ERR_UPSTREAM);
		CHECK(strstr(why.text, "is no key of 16 bytes") != NULL);
		case_counted();
	}
	fake_platform_wipe(&f);
}

TEST(gramine_sgx_is_here_when_there_are_a_quote_file_and_dcap)
{
	struct fake_platform f;

	fake_platform_init(&f, FAKE_GRAMINE);
	CHECK(gramine_sgx_is_here(&f.files, "/r"));
	f.fails_at = "/quote";
	f.fails_with = ERR_IO; /* it is there, and will not work: still real hardware */
	CHECK(gramine_sgx_is_here(&f.files, "/r"));
	f.fails_with = ERR_ABSENT;
	CHECK(!gramine_sgx_is_here(&f.files, "/r"));
	f.fails_at = NULL;
	f.type = "none";
	CHECK(!gramine_sgx_is_here(&f.files, "/r"));
	f.type = NULL;
	f.fails_at = "/attestation_type";
	CHECK(!gramine_sgx_is_here(&f.files, "/r"));
	CHECK_INT(setenv("SGX", "1", 1), 0); /* nothing in the environment counts */
	CHECK(!gramine_sgx_is_here(&f.files, "/r"));
	CHECK_INT(unsetenv("SGX"), 0);
	fake_platform_wipe(&f);
}

TEST(gramine_sgx_is_closed_while_the_platform_hangs)
{
	static struct fake_platform f; /* the stuck thread looks at it until it ends */
	struct clock_fake time = { .mono_us = 1 };
	static struct clock clock;
	AUTO(buf) out = buf_new(QUOTE_SIZE_MAX);
	struct attest_config config = { .files = &f.files, .root = "/r", .deadline_ms = 100 };
	struct why why = { "" };
	void *self;

	clock = clock_fake(&time);
	config.clock = &clock;
	fake_platform_init(&f, FAKE_GRAMINE);
	CHECK_OK(gramine->open(&config, &self, &why));
	f.hangs_at = "/quote";
	CHECK_ERR(gramine->quote(self, one, &out, &why), ERR_BUSY);
	fake_platform_await(&f);
	clock_fake_advance_ms(&time, 101);
	CHECK_ERR(gramine->quote(self, one, &out, &why), ERR_UPSTREAM);
	CHECK(strstr(why.text, "no quote within 100 ms") != NULL);
	gramine->close(self);
	fake_platform_release(&f);
}

/* ---- on real files ---- */

static const char *const names[] = { "attestation_type", "user_report_data", "quote",
	"keys/_sgx_mrenclave", "keys", "" };

struct tree {
	char root[64];
	pthread_t host;
	struct fake_platform layout;
};

static const char *
path_in(const struct tree *t, const char *name)
{
	static _Thread_local char path[128];

	(void)snprintf(path, sizeof(path), "%s/%s", t->root, name);
	return path;
}

static void
put(const struct tree *t, const char *name, struct span bytes)
{
	const int fd = open(path_in(t, name), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	CHECK(fd >= 0 && write(fd, bytes.p, bytes.size) == (ssize_t)bytes.size);
	(void)close(fd);
}

static void
tree_make(struct tree *t)
{
	static const uint8_t key[16] = { 5 }, nothing[ATTEST_REPORT_DATA_SIZE];

	(void)snprintf(t->root, sizeof(t->root), "%s", "build/gramine-XXXXXX");
	assert_non_null(mkdtemp(t->root));
	CHECK_INT(mkdir(path_in(t, "keys"), 0700), 0);
	put(t, "keys/_sgx_mrenclave", SPAN_OF(key));
	put(t, "attestation_type", S("dcap"));
	put(t, "user_report_data", SPAN_OF(nothing));
	CHECK_INT(mkfifo(path_in(t, "quote"), 0600), 0);
	fake_platform_init(&t->layout, FAKE_GRAMINE);
}

static void
tree_wipe(struct tree *t)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		(void)remove(path_in(t, names[i]));
	fake_platform_wipe(&t->layout);
}

/* As Gramine does it: a quote over user_report_data is made when the quote is opened. */
static void *
host_serve(void *self)
{
	struct tree *t = self;
	AUTO(buf) report_data = buf_new(ATTEST_REPORT_DATA_SIZE);
	AUTO(buf) quote = buf_new(QUOTE_SIZE_MAX);
	const int fd = open(path_in(t, "quote"), O_WRONLY | O_CLOEXEC);

	CHECK(fd >= 0);
	CHECK_OK(
	    platform_files_system.read(NULL, path_in(t, "user_report_data"), &report_data, NULL));
	fake_quote_write(&t->layout, report_data.p, &quote);
	CHECK_INT(write(fd, quote.p, quote.size), quote.size);
	(void)close(fd);
	return NULL;
}

TEST(gramine_sgx_works_on_real_files_and_waits_for_none_that_hangs)
{
	AUTO(tree) t;
	AUTO(buf) out = buf_new(QUOTE_SIZE_MAX);
	struct clock_fake time = { .mono_us = 1 };
	struct clock clock = clock_fake(&time);
	struct attest_config config = { .clock = &clock };
	struct why why = { "" };
	void *self;
	int fd;

	tree_make(&t);
	config.root = t.root;
	CHECK_INT(pthread_create(&t.host, NULL, host_serve, &t), 0);
	CHECK_OK(gramine->open(&config, &self, &why));
	CHECK_INT(pthread_join(t.host, NULL), 0);
	CHECK_ERR(gramine->quote(self, one, &out, &why), ERR_BUSY);
	fd = open(path_in(&t, "quote"), O_WRONLY | O_CLOEXEC); /* now the thread reads ... */
	CHECK(fd >= 0);
	CHECK_ERR(gramine->quote(self, one, &out, &why), ERR_BUSY); /* ... and the loop does not */
	clock_fake_advance_ms(&time, 30001);
	CHECK_ERR(gramine->quote(self, one, &out, &why), ERR_UPSTREAM);
	(void)close(fd);
	gramine->close(self);
}
