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

const struct exchange_feed *
exchange_feed_by_name(const struct exchange *x, const char *name)
{
	for (size_t i = 0; i < x->feed_count; i++)
		if (strcmp(x->feeds[i].name, name) == 0)
			return &x->feeds[i];
	return NULL;
}

uint64_t
exchange_variant_count(const struct exchange_feed *feed)
{
	uint64_t count = 0;

	while (feed->variants != NULL && feed->variants[count] != NULL)
		count++;
	return count > 0 ? count : 1;
}

const struct exchange_feed *
exchange_feed_first(const struct exchange *x, enum exchange_kind kind)
{
	for (size_t i = 0; i < x->feed_count; i++)
		if (x->feeds[i].kind == kind)
			return &x->feeds[i];
	return NULL;
}

const char *
exchange_origin(const struct exchange *x, const struct exchange_feed *feed,
    enum exchange_environment environment, const char *sandbox)
{
	const struct exchange_family *family = &x->families[feed->family];

	switch (environment) {
	case EXCHANGE_LIVE:
		return family->live;
	case EXCHANGE_TESTNET:
		return family->testnet;
	case EXCHANGE_SANDBOX:
		return sandbox;
	}
	return NULL;
}

enum err
key_permissions_check(const struct key_permissions *p, struct why *why)
{
	if (p->trades || p->withdraws || p->too_many[0] != '\0')
		return why_set(why, ERR_REFUSED,
		    "only read-only keys are taken; switch off at the exchange: %s",
		    p->too_many[0] != '\0' ? p->too_many : "trading and withdrawals");
	if (!p->reads)
		return why_set(why, ERR_ABSENT,
		    "the key may not even read; switch on reading for it at the exchange (Binance: "
		    "enableReading)");
	return OK;
}

const char *
exchange_wallet_name(enum exchange_wallet w)
{
	static const char *const names[EXCHANGE_WALLET_COUNT] = {
		[EXCHANGE_WALLET_SPOT] = "spot",
		[EXCHANGE_WALLET_FUNDING] = "funding",
		[EXCHANGE_WALLET_MARGIN] = "margin",
		[EXCHANGE_WALLET_ISOLATED] = "isolated",
		[EXCHANGE_WALLET_LINEAR] = "linear",
		[EXCHANGE_WALLET_INVERSE] = "inverse",
		[EXCHANGE_WALLET_OPTION] = "option",
		[EXCHANGE_WALLET_UNIFIED] = "unified",
		[EXCHANGE_WALLET_OTHER] = "other",
	};

	return w < EXCHANGE_WALLET_COUNT ? names[w] : "other";
}

const char *
exchange_flow_kind_name(enum exchange_flow_kind k)
{
	static const char *const names[EXCHANGE_FLOW_KIND_COUNT] = {
		[EXCHANGE_FLOW_DEPOSIT] = "deposit",
		[EXCHANGE_FLOW_WITHDRAWAL] = "withdrawal",
		[EXCHANGE_FLOW_TRANSFER] = "transfer",
		[EXCHANGE_FLOW_FUNDING] = "funding",
		[EXCHANGE_FLOW_INTEREST] = "interest",
		[EXCHANGE_FLOW_INCOME] = "income",
		[EXCHANGE_FLOW_FEE] = "fee",
		[EXCHANGE_FLOW_LOAN] = "loan",
		[EXCHANGE_FLOW_ECHO] = "echo",
		[EXCHANGE_FLOW_OTHER] = "other",
	};

	return k < EXCHANGE_FLOW_KIND_COUNT ? names[k] : "other";
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
	buf_wipe(&r->body);
	bytes_wipe(r, sizeof(*r));
}
