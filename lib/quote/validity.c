/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/quote/validity.h"

#include "lib/base/text.h"

struct validity
validity_at(int64_t at_ms, int64_t skew_ms)
{
	return (struct validity){ at_ms, skew_ms, { INT64_MIN, INT64_MAX }, NULL };
}

enum err
validity_check(struct validity *v, struct period p, const char *item, struct validity_codes codes,
    struct att_failure *failure)
{
	char at[TEXT_TIME_SIZE], limit[TEXT_TIME_SIZE];

	text_time_write(v->at_ms, at);
	if (v->at_ms < p.from_ms - v->skew_ms) {
		text_time_write(p.from_ms, limit);
		return att_refuse(
		    failure, codes.early, item, "valid from %s, judged at %s", limit, at);
	}
	if (v->at_ms > p.until_ms) {
		text_time_write(p.until_ms, limit);
		return att_refuse(
		    failure, codes.late, item, "valid until %s, judged at %s", limit, at);
	}
	if (p.from_ms > v->all.from_ms)
		v->all.from_ms = p.from_ms;
	if (p.until_ms < v->all.until_ms) {
		v->all.until_ms = p.until_ms;
		v->ends_first = item;
	}
	return OK;
}
