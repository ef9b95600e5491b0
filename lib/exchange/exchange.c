/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/exchange/exchange.h"

static const struct exchange *const exchanges[] = {
	&exchange_binance,
};

const struct exchange *
exchange_by_name(const char *name)
{
	if (name == NULL)
		return NULL;
	for (size_t i = 0; i < sizeof(exchanges) / sizeof(exchanges[0]); i++)
		if (strcmp(exchanges[i]->name, name) == 0)
			return exchanges[i];
	return NULL;
}

const char *
exchange_names(void)
{
	return "binance";
}

void
credential_wipe(struct credential *c)
{
	bytes_wipe(c, sizeof(*c));
}

void
exchange_request_wipe(struct exchange_request *r)
{
	buf_wipe(&r->target);
	bytes_wipe(r, sizeof(*r));
}
