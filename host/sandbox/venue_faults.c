/* SPDX-License-Identifier: Apache-2.0 */
/* What goes wrong with a call, at the exchange; what goes wrong on the way is front.c's. */
#include "host/sandbox/spoil.h"
#include "host/sandbox/venue.h"

static const char page[] =
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    "<center><h1>Something went wrong</h1></center>\r\n</body>\r\n</html>\r\n";

/* As often as a skew was asked for, it has grown. */
static int64_t
skew_ms(const struct fault_rule *r)
{
	return r->value + r->step * (r->seen - r->first);
}

static enum err
ban(struct venue_call *c, int64_t seconds)
{
	return venue_refuse(c, 418, -1003,
	    "Way too much request weight used; IP banned until %lld. Please use WebSocket Streams "
	    "for live updates to avoid bans.",
	    (long long)(c->now_ms + seconds * 1000));
}

enum err
venue_fault_before(struct venue_call *c, const struct http_request *request)
{
	const struct fault_rule *skew = faults_hit(c->hits, FAULT_SKEW);
	const struct fault_rule *banned = faults_hit(c->hits, FAULT_BAN);
	const struct fault_rule *status = faults_hit(c->hits, FAULT_STATUS);
	const bool has_key = http_request_field(request, "X-MBX-APIKEY") != NULL;

	if (skew != NULL)
		c->now_ms += skew_ms(skew);
	if (banned != NULL)
		return ban(c, banned->value);
	/* What tells of maintenance answers in it. */
	if (faults_hit(c->hits, FAULT_MAINTENANCE) != NULL &&
	    !span_is(request->path, "/sapi/v1/system/status"))
		return venue_refuse(c, 503, -1016, "System is under maintenance.");
	if (status != NULL)
		return venue_refuse(c, (unsigned)status->value, -1000,
		    "An unknown error occurred while processing the request.");
	if (has_key && faults_hit(c->hits, FAULT_REVOKE) != NULL)
		return venue_refuse(
		    c, 401, -2015, "Invalid API-key, IP, or permissions for action.");
	if (has_key && faults_hit(c->hits, FAULT_ADDRESS) != NULL)
		return venue_refuse(c, 401, -2015,
		    "Invalid API-key, IP, or permissions for action, request ip: %s", c->peer);
	return OK;
}

void
venue_fault_after(struct venue_call *c, struct venue_answer *out)
{
	/* Only memory can be missing; then the answer is as it should be. */
	if (spoil_body(c->hits, &out->body) != OK)
		return;
	if (faults_hit(c->hits, FAULT_HTML) == NULL)
		return;
	buf_clear(&out->body);
	out->content_type = "text/html";
	if (buf_append(&out->body, span_text(page)) != OK)
		buf_clear(&out->body);
}

bool
venue_is_unlisted(const struct venue_call *c, const struct listing *l)
{
	for (size_t i = 0; i < c->hits->count; i++)
		if (c->hits->all[i].kind == FAULT_UNLIST &&
		    strcmp(c->hits->all[i].text, l->symbol) == 0)
			return true;
	return false;
}
