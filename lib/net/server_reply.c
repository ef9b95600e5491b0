/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/net/http_problem.h"
#include "lib/net/server_call.h"

static bool
reply_has(const struct server_reply *r, const char *name)
{
	for (size_t i = 0; i < r->field_count; i++) {
		if (span_is_nocase(r->fields[i].name, name))
			return true;
	}
	return false;
}

static enum err
put_field(struct buf *out, struct span name, struct span value)
{
	TRY(buf_append(out, name));
	TRY(buf_append(out, S(": ")));
	TRY(buf_append(out, value));
	return buf_append(out, S("\r\n"));
}

/* The handler's own fields: well-formed, and none that frames the message. */
static enum err
put_own_fields(struct buf *out, const struct server_reply *r)
{
	static const char *const ours[] = { "Content-Length", "Transfer-Encoding", "Connection",
		"Content-Type" };

	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		ENSURE(!reply_has(r, ours[i]), ERR_BUG);
	for (size_t i = 0; i < r->field_count; i++) {
		ENSURE(http_is_token(r->fields[i].name), ERR_BUG);
		ENSURE(http_is_field_value(r->fields[i].value), ERR_BUG);
		TRY(put_field(out, r->fields[i].name, r->fields[i].value));
	}
	return OK;
}

static enum err
put_head(struct buf *out, const struct server_reply *r, bool closes)
{
	TRY(buf_print(out, "HTTP/1.1 %u %s\r\n", r->status, http_status_words(r->status)));
	if (r->content_type != NULL) {
		const struct span type = span_text(r->content_type);

		ENSURE(http_is_field_value(type), ERR_BUG);
		TRY(put_field(out, S("Content-Type"), type));
	}
	/* RFC 9110 8.6: 204 has no Content-Length; 304 would need that of the 200 it stands for. */
	if (r->status != 204 && r->status != 304)
		TRY(buf_print(out, "Content-Length: %zu\r\n", r->body.size));
	if (!reply_has(r, "Cache-Control"))
		TRY(buf_append(out, S("Cache-Control: no-store\r\n")));
	if (!reply_has(r, "X-Content-Type-Options"))
		TRY(buf_append(out, S("X-Content-Type-Options: nosniff\r\n")));
	TRY(put_own_fields(out, r));
	if (closes)
		TRY(buf_append(out, S("Connection: close\r\n")));
	return buf_append(out, S("\r\n"));
}

static enum err
put_reply(struct server_call *c, const struct server_reply *r)
{
	const bool has_body = !c->is_head && r->status != 204 && r->status != 304;
	uint8_t *at;

	buf_clear(&c->out);
	c->out_written = 0;
	if (r->is_raw)
		return buf_append(&c->out, r->body);
	ENSURE(r->status >= 200 && r->status <= 599, ERR_BUG);
	/* One allocation for all of it, if any. */
	TRY(buf_reserve(&c->out, 512 + r->body.size, &at));
	TRY(put_head(&c->out, r, c->closes));
	return has_body ? buf_append(&c->out, r->body) : OK;
}

void
call_compose(struct server_call *c, const struct server_reply *reply)
{
	static const char body[] = "{\"type\":\"about:blank\",\"title\":\"Internal Server Error\","
				   "\"status\":500,\"detail\":\"the answer could not be written\","
				   "\"code\":\"UNAVAILABLE\"}";
	const struct server_reply failed = {
		.status = 500, .content_type = HTTP_PROBLEM_TYPE, .body = span_text(body)
	};
	enum err e = put_reply(c, reply);

	if (e != OK) {
		LOG(c->server->config.log, LOG_ERROR, "reply_failed",
		    LOG_T(LOG_ERROR_NAME, err_name(e)));
		c->closes = true;
		e = put_reply(c, &failed);
	}
	if (e != OK)
		buf_clear(&c->out); /* not even that: the connection closes without an answer */
	c->next = c->closes ? CALL_NEXT_CLOSE : CALL_NEXT_REQUEST;
	c->state = CALL_WRITING;
	c->is_deadline_set = false;
}

void
call_refuse(struct server_call *c, const struct http_refusal *no)
{
	struct server *s = c->server;
	struct buf body = buf_new(1024);
	const char *code = no->status == 413 ? "PAYLOAD_TOO_LARGE" : "INVALID_REQUEST";
	struct server_reply reply = { .status = no->status, .content_type = HTTP_PROBLEM_TYPE };

	LOG(s->config.log, LOG_DEBUG, "request_refused", LOG_N(LOG_STATUS, no->status),
	    LOG_T(LOG_REASON, no->reason));
	if (s->config.handler.refused != NULL)
		s->config.handler.refused(s->config.handler.self, no->status);
	c->closes = true;
	if (http_problem_write(no->status, code, no->reason, &body) != OK)
		reply.content_type = NULL;
	reply.body = buf_span(&body);
	call_compose(c, &reply);
	buf_wipe(&body);
}

void
server_reply(struct server_call *call, const struct server_reply *reply)
{
	struct server *s = call->server;

	if (call->is_gone) {
		call_close(call);
		return;
	}
	call->closes = call->closes || reply->closes || s->is_draining;
	call_compose(call, reply);
	if (!call->is_in_handler)
		call_run(call);
}
