/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/attest/attest.h"

#include <time.h>

#include "enclave/attest/gramine_sgx.h"
#include "enclave/attest/tsm.h"

#ifdef INSECURE_BUILD /* the only #if in this room */
extern const struct attest_provider attest_insecure_simulated;
#endif

/* The order is the preference; the list ends with NULL. */
static const struct attest_provider *const providers[] = {
	&attest_gramine_sgx,
	&attest_tsm_tdx,
	&attest_tsm_snp,
#ifdef INSECURE_BUILD
	&attest_insecure_simulated,
#endif
	NULL,
};

const struct attest_provider *
attest_provider_at(size_t index)
{
	return index < sizeof(providers) / sizeof(providers[0]) ? providers[index] : NULL;
}

const struct attest_provider *
attest_provider_by_name(struct span name)
{
	for (size_t i = 0; providers[i] != NULL; i++)
		if (span_is(name, providers[i]->name))
			return providers[i];
	return NULL;
}

bool
attest_wait(void)
{
	const struct timespec moment = { .tv_nsec = 2000000 };

	(void)nanosleep(&moment, NULL);
	return true;
}

enum err
attest_quote_wait(const struct attest_provider *provider, void *self,
    const uint8_t report_data[ATTEST_REPORT_DATA_SIZE], struct buf *out, struct why *why)
{
	enum err e;

	do
		e = provider->quote(self, report_data, out, why);
	while (e == ERR_BUSY && attest_wait());
	return e;
}
