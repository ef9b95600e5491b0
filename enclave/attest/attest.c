/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/attest/attest.h"

#ifdef INSECURE_BUILD /* the only #if in this room */
extern const struct attest_provider attest_insecure_simulated;
#endif

/* The order is the preference; the list ends with NULL. */
static const struct attest_provider *const providers[] = {
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
