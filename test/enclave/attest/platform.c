/* SPDX-License-Identifier: Apache-2.0 */
#include "test/enclave/attest/platform.h"

#include <unistd.h>

#include "lib/base/secret.h"
#include "test/check.h"

static struct {
	char dir[64];
	const struct attest_provider *provider;
	void *self;
	struct quote_root root;
	struct measurement measurement;
} platform;

static const char *
path_of(const char *name)
{
	static char path[160];

	(void)snprintf(path, sizeof(path), "%s/%s", platform.dir, name);
	return path;
}

static void
platform_open(void)
{
	struct attest_config config = { .state_dir = platform.dir };
	struct why why = { "" };
	size_t size;
	char *pem;

	if (platform.self != NULL)
		return;
	(void)snprintf(platform.dir, sizeof(platform.dir), "build/platform-XXXXXX");
	assert_non_null(mkdtemp(platform.dir));
	platform.provider = attest_provider_by_name(S("insecure_simulated"));
	assert_non_null(platform.provider);
	CHECK_OK(platform.provider->open(&config, &platform.self, &why));
	platform.provider->measurement(platform.self, &platform.measurement);
	pem = fixture_read(path_of("insecure-simulated-root.pem"), &size);
	CHECK_OK(quote_root_simulated((struct span){ (uint8_t *)pem, size }, &platform.root, &why));
	free(pem);
}

__attribute__((destructor)) static void
platform_end(void)
{
	if (platform.self == NULL)
		return;
	platform.provider->close(platform.self);
	(void)remove(path_of("insecure-simulated-seed"));
	(void)remove(path_of("insecure-simulated-chain.pem"));
	(void)remove(path_of("insecure-simulated-root.pem"));
	(void)rmdir(platform.dir);
}

const struct attest_provider *
platform_provider(void)
{
	platform_open();
	return platform.provider;
}

void *
platform_self(void)
{
	platform_open();
	return platform.self;
}

const struct quote_root *
platform_root(void)
{
	platform_open();
	return &platform.root;
}

const uint8_t *
platform_measurement(void)
{
	platform_open();
	return platform.measurement.b;
}

void
platform_quote(const uint8_t report_data[ATTEST_REPORT_DATA_SIZE], struct buf *out)
{
	platform_open();
	CHECK_OK(platform.provider->quote(platform.self, report_data, out, NULL));
}

void
platform_collateral(int64_t now_ms, struct buf *store, struct collateral *out)
{
	AUTO(buf) json = buf_new(COLLATERAL_JSON_SIZE_MAX);

	platform_open();
	CHECK_OK(platform.provider->collateral(platform.self, now_ms, &json));
	CHECK_OK(collateral_parse(buf_span(&json), store, out, NULL));
}
