/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Oracle: a key is called verified only when the answer was read to its end, and whatever says it
 * may trade or withdraw also names a right that must be off.
 */
#include "fuzz/fuzz.h"
#include "lib/exchange/exchange.h"

FUZZ(binance_permissions, data, size)
{
	const struct exchange_ask ask = { .call = EXCHANGE_PERMISSIONS };
	const struct exchange_answer answer = { 200, { data, size } };
	const struct exchange_sink sink = { 0 };
	struct exchange_result out;
	struct why why = { 0 };
	const enum err e = exchange_binance.parse(&ask, &answer, &sink, &out, &why);
	const struct key_permissions *p = &out.permissions;

	assert((e == OK) == (why.text[0] == '\0'));
	assert((e == OK) == p->is_verified);
	assert(strlen(p->too_many) < sizeof(p->too_many));
	assert(!(p->trades || p->withdraws) || p->too_many[0] != '\0');
}
