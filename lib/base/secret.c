/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/secret.h"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

void
bytes_wipe(void *p, size_t size)
{
	if (p != NULL && size > 0)
		explicit_bzero(p, size);
}

bool
bytes_equal_ct(const void *a, const void *b, size_t size)
{
	const volatile uint8_t *x = a, *y = b;
	uint8_t difference = 0;

	for (size_t i = 0; i < size; i++)
		difference = (uint8_t)(difference | (x[i] ^ y[i]));
	return difference == 0;
}

void
process_harden(void)
{
	const struct rlimit none = { 0, 0 };

	(void)setrlimit(RLIMIT_CORE, &none);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	(void)mlockall(MCL_CURRENT | MCL_ONFAULT);
}
