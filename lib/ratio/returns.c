/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/ratio/returns.h"

const char *
returns_kind_name(enum returns_kind k)
{
	static const char *const names[] = {
#define X(kind, name, has_return) [kind] = (name),
		RETURNS_TABLE(X)
#undef X
	};

	return k < RETURNS_KIND_COUNT ? names[k] : "unknown";
}

static bool
has_return(enum returns_kind k)
{
	static const bool has[] = {
#define X(kind, name, has_return_) [kind] = (has_return_),
		RETURNS_TABLE(X)
#undef X
	};

	return has[k];
}

/* A stretch of time with what was there at its ends and what came and went in between. */
struct stretch {
	int64_t from_ms, to_ms;
	struct decimal first, last;
	const struct returns_flow *flows;
	size_t count;
};

/* Its flows, summed up. */
struct weighed {
	struct decimal in, out, net;
	struct decimal capital; /* first + each flow by the share of the time it was there */
};

static enum err
weigh(const struct stretch *s, struct weighed *out)
{
	const int64_t span_ms = s->to_ms - s->from_ms;

	*out = (struct weighed){ .capital = s->first };
	for (size_t i = 0; i < s->count; i++) {
		const struct decimal a = s->flows[i].amount;
		struct decimal part = { 0 };

		TRY(decimal_add(out->net, a, &out->net));
		if (decimal_sign(a) > 0)
			TRY(decimal_add(out->in, a, &out->in));
		else
			TRY(decimal_sub(out->out, a, &out->out));
		if (span_ms > 0)
			TRY(decimal_muldiv(a, decimal_of(s->to_ms - s->flows[i].ts_ms),
			    decimal_of(span_ms), &part));
		TRY(decimal_add(out->capital, part, &out->capital));
	}
	return OK;
}

/* (a - b) / by, the difference taken exactly. */
static enum err
quotient(struct decimal a, struct decimal b, struct decimal by, double *out)
{
	TRY(decimal_sub(a, b, &a));
	*out = pair_real_of_decimal(a) / pair_real_of_decimal(by);
	return OK;
}

/* The product over the parts between flows; false when a part has no capital to divide by. */
static enum err
chain(const struct stretch *s, bool *is_given, double *r)
{
	struct pair wealth = { 1, 0 };
	struct decimal base = s->first;

	*is_given = false;
	for (size_t i = 0; i <= s->count; i++) {
		const struct decimal at = i < s->count ? s->flows[i].value : s->last;
		double part = 0;

		if (i < s->count && !s->flows[i].has_value)
			return OK;
		if (decimal_sign(base) < 0 || (decimal_sign(base) == 0 && decimal_sign(at) != 0))
			return OK;
		if (decimal_sign(base) > 0)
			TRY(quotient(at, base, base, &part));
		wealth = part <= -1 || wealth.hi <= 0 ? (struct pair){ 0, 0 }
						      : pair_multiply(wealth, pair_sum(1, part));
		if (i < s->count)
			TRY(decimal_add(at, s->flows[i].amount, &base));
	}
	*is_given = true;
	*r = pair_real(pair_add_real(wealth, -1));
	return OK;
}

/* part >= whole / 10, for whole >= 0 */
static bool
is_tenth(struct decimal part, struct decimal whole)
{
	return part.e18 >= whole.e18 / 10 + (whole.e18 % 10 != 0);
}

/* Is it above a tenth of what was there? */
static enum err
flow_weigh(struct decimal flow, struct decimal first, struct returns_day *day)
{
	if (decimal_sign(flow) < 0)
		TRY(decimal_negate(flow, &flow));
	day->is_large_flow_unvalued |= flow.e18 > first.e18 / 10;
	return OK;
}

/* Without values: Modified Dietz, or else deposits at the start and withdrawals at the end. */
static enum err
weighed_return(const struct stretch *s, struct returns_day *day)
{
	struct decimal start, end;
	struct weighed w;

	TRY(weigh(s, &w));
	TRY(decimal_add(s->first, w.in, &start));
	TRY(decimal_add(s->last, w.out, &end));
	for (size_t i = 0; i < s->count; i++)
		TRY(flow_weigh(s->flows[i].amount, s->first, day));
	if (decimal_sign(w.capital) > 0 && s->to_ms > s->from_ms && is_tenth(w.capital, start)) {
		struct decimal gain;

		day->kind = RETURNS_DIETZ;
		TRY(decimal_sub(s->last, s->first, &gain));
		return quotient(gain, w.net, w.capital, &day->r);
	}
	day->kind = RETURNS_GAP;
	if (decimal_sign(start) <= 0)
		return OK;
	day->kind = RETURNS_IN_OUT;
	return quotient(end, start, start, &day->r);
}

/* A day that begins empty begins at its first deposit; likewise at its end. */
static enum err
stretch_trim(struct stretch *s)
{
	if (s->count > 0 && decimal_sign(s->first) == 0 && decimal_sign(s->flows[0].amount) > 0) {
		s->first = s->flows[0].amount;
		s->from_ms = s->flows[0].ts_ms;
		s->flows++;
		s->count--;
	}
	if (s->count > 0 && decimal_sign(s->last) == 0 &&
	    decimal_sign(s->flows[s->count - 1].amount) < 0) {
		s->count--;
		s->to_ms = s->flows[s->count].ts_ms;
		TRY(decimal_negate(s->flows[s->count].amount, &s->last));
	}
	return OK;
}

static enum err
day_return(struct stretch s, struct returns_day *day)
{
	bool is_chain;

	day->kind = RETURNS_NEGATIVE_START;
	if (decimal_sign(s.first) < 0)
		return OK;
	TRY(stretch_trim(&s));
	if (s.count == 0) {
		day->kind = decimal_sign(s.first) == 0 ? RETURNS_IDLE : RETURNS_SIMPLE;
		return day->kind == RETURNS_IDLE ? OK : quotient(s.last, s.first, s.first, &day->r);
	}
	day->kind = RETURNS_CHAIN;
	TRY(chain(&s, &is_chain, &day->r));
	return is_chain ? OK : weighed_return(&s, day);
}

static enum err
day_of(const struct returns_ask *a, size_t index, const struct returns_flow *flows, size_t count,
    struct returns_day *day)
{
	const struct returns_equity *first = &a->equity[index], *last = first + 1;
	const int64_t from_ms = a->start_ms + (int64_t)index * a->day_ms;

	*day = (struct returns_day){ .kind = RETURNS_GAP };
	for (size_t i = 0; i < count; i++)
		TRY(decimal_add(day->flows, flows[i].amount, &day->flows));
	if (first->is_known && last->is_known)
		TRY(day_return((struct stretch){ from_ms, from_ms + a->day_ms, first->value,
				   last->value, flows, count },
		    day));
	day->has_return = has_return(day->kind);
	if (day->has_return && day->r <= -1) {
		day->kind = RETURNS_RUIN;
		day->r = -1;
	}
	if (!day->has_return)
		day->r = 0;
	return OK;
}

static void
total_count(const struct returns_day *day, struct pair *wealth, struct returns_total *out)
{
	out->idle_count += day->kind == RETURNS_IDLE;
	out->gap_count += day->kind == RETURNS_GAP || day->kind == RETURNS_NEGATIVE_START;
	out->is_ruined |= day->kind == RETURNS_RUIN;
	out->large_flow_count += day->is_large_flow_unvalued;
	if (!day->has_return)
		return;
	out->observation_count++;
	*wealth =
	    day->r <= -1 ? (struct pair){ 0, 0 } : pair_multiply(*wealth, pair_sum(1, day->r));
}

/* The flows as the investor sees them, with the equity at both ends, into one rate. */
static enum err
rate_of(const struct stretch *s, struct mwr *out)
{
	struct mwr_flow *flows = calloc(s->count + 2, sizeof(*flows));
	enum err e = OK;

	ENSURE(flows != NULL, ERR_NOMEM);
	flows[0].ts_ms = s->from_ms;
	e = decimal_negate(s->first, &flows[0].amount);
	for (size_t i = 0; i < s->count && e == OK; i++) {
		flows[i + 1].ts_ms = s->flows[i].ts_ms;
		e = decimal_negate(s->flows[i].amount, &flows[i + 1].amount);
	}
	flows[s->count + 1] = (struct mwr_flow){ s->to_ms, s->last };
	if (e == OK)
		e = mwr_of(flows, s->count + 2, out);
	free(flows);
	return e;
}

/* What is said of the whole time at once. */
static enum err
whole(const struct returns_ask *a, struct returns_total *out)
{
	const struct returns_equity *last = &a->equity[a->day_count];
	const struct stretch s = { a->start_ms, a->start_ms + (int64_t)a->day_count * a->day_ms,
		a->equity[0].value, last->value, a->flows, a->flow_count };
	struct weighed w;
	double r;

	TRY(weigh(&s, &w));
	out->net_flows = w.net;
	out->deposits = w.in;
	out->withdrawals = w.out;
	out->is_whole = a->equity[0].is_known && last->is_known;
	out->modified_dietz = known_not(KNOWN_NO_OBSERVATIONS);
	if (!out->is_whole)
		return OK;
	TRY(decimal_sub(s.last, s.first, &out->pnl));
	TRY(decimal_sub(out->pnl, w.net, &out->pnl));
	out->modified_dietz = known_not(KNOWN_NO_CAPITAL);
	if (decimal_sign(w.capital) > 0) {
		TRY(quotient(out->pnl, (struct decimal){ 0 }, w.capital, &r));
		out->modified_dietz = known_value(r);
	}
	return rate_of(&s, &out->mwr);
}

enum err
returns_of(const struct returns_ask *a, struct returns_day *days, struct returns_total *out)
{
	struct pair wealth = { 1, 0 };
	int64_t last_ms = a->start_ms;
	size_t at = 0;

	*out = (struct returns_total){ 0 };
	for (size_t i = 0; i < a->day_count; i++) {
		const int64_t end_ms = a->start_ms + (int64_t)(i + 1) * a->day_ms;
		const size_t from = at;

		for (; at < a->flow_count && a->flows[at].ts_ms < end_ms; at++) {
			ENSURE(a->flows[at].ts_ms >= last_ms, ERR_INPUT);
			last_ms = a->flows[at].ts_ms;
		}
		TRY(day_of(a, i, from > 0 ? a->flows + from : a->flows, at - from, &days[i]));
		total_count(&days[i], &wealth, out);
	}
	ENSURE(at == a->flow_count, ERR_INPUT);
	out->twr = out->observation_count == 0 ? known_not(KNOWN_NO_OBSERVATIONS)
					       : known_value(pair_real(pair_add_real(wealth, -1)));
	return whole(a, out);
}
