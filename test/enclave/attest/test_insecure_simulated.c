/* SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "enclave/attest/attest.h"
#include "enclave/attest/simulated_state.h"
#include "lib/base/secret.h"
#include "test/check.h"
#include "test/enclave/attest/fake_platform.h"

/* A state directory of its own, removed with what is in it. */
struct place {
	char dir[64], state[80];
};

static const char *const names[] = { "insecure-simulated-seed", "insecure-simulated-chain.pem",
	"insecure-simulated-root.pem", "" };

static void
place_wipe(struct place *p)
{
	char path[160];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", p->state, names[i]);
		(void)remove(path);
	}
	(void)remove(p->dir);
}

static void
place_make(struct place *p)
{
	(void)snprintf(p->dir, sizeof(p->dir), "%s", "build/attest-XXXXXX");
	assert_non_null(mkdtemp(p->dir));
	(void)snprintf(p->state, sizeof(p->state), "%s/state", p->dir);
}

static const char *
path_in(const struct place *p, const char *name)
{
	static char path[160];

	(void)snprintf(path, sizeof(path), "%s/%s", p->state, name);
	return path;
}

static void
put(const struct place *p, const char *name, struct span bytes, mode_t mode)
{
	const int fd = open(path_in(p, name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);

	CHECK(fd >= 0 && write(fd, bytes.p, bytes.size) == (ssize_t)bytes.size);
	CHECK_INT(fchmod(fd, mode), 0);
	(void)close(fd);
}

static const struct attest_provider *
provider(void)
{
	const struct attest_provider *p = attest_provider_by_name(S("insecure_simulated"));

	assert_non_null(p);
	return p;
}

static enum err
open_at(const struct place *p, void **self, struct why *why)
{
	const struct attest_config config = { .state_dir = p->state, .isvprodid = 5, .isvsvn = 6 };

	return provider()->open(&config, self, why);
}

/* Verify a fresh quote of `self` as a client would: with the root file, now. */
static enum att_code
verdict(const struct place *p, void *self, struct quote_facts *facts)
{
	static const uint8_t report_data[ATTEST_REPORT_DATA_SIZE] = { 0xaa, 1 };
	struct quote_evidence evidence;
	struct quote_policy policy;
	AUTO(buf) quote = buf_new(QUOTE_SIZE_MAX);
	AUTO(buf) json = buf_new(COLLATERAL_JSON_SIZE_MAX);
	AUTO(buf) store = buf_new(COLLATERAL_JSON_SIZE_MAX + 1);
	struct collateral collateral;
	struct measurement measured;
	struct quote_root root;
	size_t size;
	char *pem = fixture_read(path_in(p, names[2]), &size);

	CHECK_OK(quote_root_simulated((struct span){ (uint8_t *)pem, size }, &root, NULL));
	free(pem);
	quote_policy_default(&root, &policy);
	policy.at_ms = 1767657600000;
	policy.report_data = report_data;
	provider()->measurement(self, &measured);
	CHECK_OK(quote_policy_allow(&policy, measured.b));
	CHECK_OK(provider()->quote(self, report_data, &quote, NULL));
	CHECK_OK(provider()->collateral(self, policy.at_ms, &json));
	CHECK_OK(collateral_parse(buf_span(&json), &store, &collateral, NULL));
	evidence = (struct quote_evidence){ buf_span(&quote), &collateral };
	return quote_verify(&evidence, &policy, facts, NULL);
}

TEST(insecure_simulated_makes_its_files_and_quotes_that_verify)
{
	AUTO(place) p;
	struct quote_facts facts;
	struct why why = { .text = "" };
	struct stat st;
	void *self = NULL;

	place_make(&p);
	CHECK_OK(open_at(&p, &self, &why));
	CHECK_TEXT(why.text, "");
	CHECK_INT(stat(path_in(&p, names[0]), &st), 0);
	CHECK_INT(st.st_mode & 0777, 0600);
	CHECK_INT(st.st_size, SIMULATED_SEED_SIZE);
	CHECK_INT(stat(p.state, &st), 0);
	CHECK_INT(st.st_mode & 0777, 0700);
	CHECK_INT(verdict(&p, self, &facts), ATT_OK);
	CHECK(facts.is_simulated && facts.is_debug);
	CHECK_INT(facts.isvprodid, 5);
	CHECK_INT(facts.isvsvn, 6);
	provider()->close(self);
	provider()->close(NULL);
}

TEST(insecure_simulated_stays_the_same_platform_over_restarts)
{
	AUTO(place) p;
	struct quote_facts facts;
	struct mac_key seal[2];
	size_t size, again;
	char *chain, *chain_again;
	void *self = NULL;

	place_make(&p);
	CHECK_OK(open_at(&p, &self, NULL));
	CHECK_OK(provider()->seal_key(self, &seal[0]));
	provider()->close(self);
	chain = fixture_read(path_in(&p, names[1]), &size);

	CHECK_OK(open_at(&p, &self, NULL));
	CHECK_OK(provider()->seal_key(self, &seal[1]));
	CHECK_INT(verdict(&p, self, &facts), ATT_OK);
	provider()->close(self);
	chain_again = fixture_read(path_in(&p, names[1]), &again);
	CHECK_INT(size, again);
	assert_memory_equal(chain, chain_again, size);
	assert_memory_equal(&seal[0], &seal[1], sizeof(seal[0]));
	free(chain);
	free(chain_again);

	/* another seed, another platform */
	CHECK_INT(remove(path_in(&p, names[0])), 0);
	CHECK_INT(remove(path_in(&p, names[1])), 0);
	CHECK_OK(open_at(&p, &self, NULL));
	CHECK_OK(provider()->seal_key(self, &seal[1]));
	assert_memory_not_equal(&seal[0], &seal[1], sizeof(seal[0]));
	provider()->close(self);
}

TEST(insecure_simulated_measures_the_running_program)
{
	AUTO(place) p;
	struct measurement found;
	uint8_t want[32];
	size_t size;
	char *exe = fixture_read("/proc/self/exe", &size);
	void *self = NULL;

	place_make(&p);
	CHECK_OK(open_at(&p, &self, NULL));
	provider()->measurement(self, &found);
	CHECK_OK(sha256_of((struct span){ (uint8_t *)exe, size }, want));
	CHECK_SPAN(measurement_span(&found), SPAN_OF(want));
	provider()->close(self);
	free(exe);
}

TEST(insecure_simulated_does_not_run_where_real_quotes_are_available)
{
	AUTO(place) p;
	struct attest_config config = { .root = "/dev/attestation" };
	struct fake_platform f;
	struct why why = { .text = "" };
	void *self = NULL;

	place_make(&p);
	config.state_dir = p.state;
	fake_platform_init(&f, FAKE_GRAMINE);
	config.files = &f.files;
	CHECK_ERR(provider()->open(&config, &self, &why), ERR_REFUSED);
	CHECK(strstr(why.text, "use gramine_sgx") != NULL);
	f.type = "none"; /* gramine-sgx without attestation, or gramine-direct */
	CHECK_OK(provider()->open(&config, &self, &why));
	provider()->close(self);
	fake_platform_wipe(&f);
}

TEST(insecure_simulated_needs_a_state_directory_it_can_write)
{
	static const char *const dirs[] = { NULL, "", "build/no/such/place", "/dev/null/state" };

	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++) {
		const struct attest_config config = { .state_dir = dirs[i] };
		struct why why = { .text = "" };
		void *self = NULL;

		assert_int_equal(
		    provider()->open(&config, &self, &why), i < 2 ? ERR_INPUT : ERR_IO);
		CHECK(self == NULL && why.text[0] != '\0');
		CHECK(i < 2 || strstr(why.text, dirs[i]) != NULL);
	}
}

/* Open with one file spoilt; nothing may come up, and the sentence names the file. */
static void
check_refused(const struct place *p, enum err want, const char *word)
{
	struct why why = { .text = "" };
	void *self = NULL;

	assert_int_equal(open_at(p, &self, &why), want);
	CHECK(self == NULL);
	if (strstr(why.text, word) == NULL || strstr(why.text, p->state) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", why.text, word);
}

TEST(insecure_simulated_refuses_a_seed_it_should_not_use)
{
	AUTO(place) p;
	uint8_t seed[SIMULATED_SEED_SIZE + 1] = { 1 };
	void *self = NULL;

	place_make(&p);
	CHECK_OK(open_at(&p, &self, NULL));
	provider()->close(self);

	put(&p, names[0], SPAN_OF(simulated_published_seed), 0600);
	check_refused(&p, ERR_REFUSED, "published test vectors");
	put(&p, names[0], span_first(SPAN_OF(seed), SIMULATED_SEED_SIZE), 0640);
	check_refused(&p, ERR_INPUT, "chmod 600");
	put(&p, names[0], span_first(SPAN_OF(seed), SIMULATED_SEED_SIZE - 1), 0600);
	check_refused(&p, ERR_INPUT, "not 32 bytes");
	put(&p, names[0], SPAN_OF(seed), 0600);
	check_refused(&p, ERR_INPUT, "not 32 bytes");
	/* a good seed, but not the one of the certificates */
	put(&p, names[0], span_first(SPAN_OF(seed), SIMULATED_SEED_SIZE), 0600);
	check_refused(&p, ERR_INPUT, "do not belong together");
}

TEST(insecure_simulated_refuses_spoilt_certificates_and_makes_missing_ones)
{
	AUTO(place) p;
	struct quote_facts facts;
	void *self = NULL;

	place_make(&p);
	CHECK_OK(open_at(&p, &self, NULL));
	provider()->close(self);
	put(&p, names[1], S("no certificates\n"), 0644);
	check_refused(&p, ERR_INPUT, "do not belong together");
	CHECK_INT(remove(path_in(&p, names[1])), 0);
	CHECK_OK(open_at(&p, &self, NULL));
	CHECK_INT(verdict(&p, self, &facts), ATT_OK);
	provider()->close(self);
	CHECK_INT(remove(path_in(&p, names[2])), 0);
	CHECK_OK(open_at(&p, &self, NULL));
	CHECK_INT(verdict(&p, self, &facts), ATT_OK);
	provider()->close(self);
}

TEST(insecure_simulated_refuses_files_that_are_far_too_large)
{
	static uint8_t much[65536];
	AUTO(place) p;
	void *self = NULL;

	place_make(&p);
	CHECK_OK(open_at(&p, &self, NULL));
	provider()->close(self);
	put(&p, names[2], SPAN_OF(much), 0644);
	check_refused(&p, ERR_INPUT, "too large");
}

TEST(simulated_measure_names_a_file_it_cannot_read)
{
	uint8_t out[QUOTE_MEASUREMENT_SIZE];
	struct why why = { .text = "" };

	CHECK_ERR(simulated_measure("build/no-such-program", out, &why), ERR_IO);
	CHECK(strstr(why.text, "build/no-such-program") != NULL);
	why.text[0] = '\0';
	CHECK_ERR(simulated_measure("/dev/null", out, &why), ERR_IO);
	CHECK(strstr(why.text, "/dev/null") != NULL);
}
