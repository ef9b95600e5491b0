/* SPDX-License-Identifier: Apache-2.0 */
/* /sandbox/clock: what no exchange has.  For programs on this machine only. */
#include "host/sandbox/venue.h"

static bool
is_loopback(const char *peer)
{
	return strncmp(peer, "127.", 4) == 0 || strcmp(peer, "::1") == 0 ||
	    strncmp(peer, "::ffff:127.", 11) == 0;
}

static enum err
clock_move(struct venue_call *c)
{
	int64_t advance_ms = 0, rate = c->hands->rate, now_ms = c->now_ms;
	bool has_now, has_advance, has_rate;
	char now[64];

	TRY(venue_text(c, "now", now, sizeof(now), &has_now));
	TRY(venue_number(c, "advance", &advance_ms, &has_advance));
	TRY(venue_number(c, "rate", &rate, &has_rate));
	if (has_now && hands_time_parse(span_text(now), &now_ms) != OK)
		return venue_refuse(c, 400, -1130, "Data sent for parameter 'now' is not valid.");
	if (rate > HANDS_RATE_MAX || advance_ms > HANDS_LAST_MS - now_ms)
		return venue_refuse(c, 400, -1130, "Data sent for parameter '%s' is not valid.",
		    rate > HANDS_RATE_MAX ? "rate" : "advance");
	if (has_now || has_advance || has_rate)
		hands_set(c->hands, now_ms + advance_ms, rate);
	c->now_ms = now_ms + advance_ms;
	return OK;
}

enum err
venue_clock(struct venue_call *c)
{
	if (c->hands == NULL || !is_loopback(c->peer))
		return venue_refuse(c, 403, -1002, "The clock is for programs on this machine.");
	TRY(clock_move(c));
	json_write_object(&c->json, NULL);
	json_write_i64(&c->json, "now", c->now_ms);
	json_write_time(&c->json, "time", c->now_ms);
	json_write_i64(&c->json, "rate", c->hands->rate);
	json_write_close_object(&c->json);
	return OK;
}
