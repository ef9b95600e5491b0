/* SPDX-License-Identifier: Apache-2.0 */
#include "test/enclave/ingest/stub.h"

#include "lib/base/secret.h"
#include "lib/base/text.h"
#include "lib/json/json_write.h"

enum { BODY_SIZE_MAX = 4 << 20, PAGE_ROWS = 1000, HOUR_MS = 3600000, DAY_MS = 24 * HOUR_MS };

static const char instruments[] =
    "{\"symbols\":["
    "{\"symbol\":\"ETHUSDT\",\"baseAsset\":\"ETH\",\"quoteAsset\":\"USDT\",\"filters\":[]},"
    "{\"symbol\":\"BNBUSDT\",\"baseAsset\":\"BNB\",\"quoteAsset\":\"USDT\",\"filters\":[]},"
    "{\"symbol\":\"BTCUSDT\",\"baseAsset\":\"BTC\",\"quoteAsset\":\"USDT\",\"filters\":[]}]}";
static const char account[] =
    "{\"uid\":7,\"balances\":[{\"asset\":\"BTC\",\"free\":\"1\",\"locked\":\"0\"},"
    "{\"asset\":\"BNB\",\"free\":\"0\",\"locked\":\"0\"}]}";

static int64_t
now_ms(const struct stub *s)
{
	return clock_wall_ms(loop_clock(s->loop)) + s->offset_ms;
}

static int64_t
number_of(struct span query, const char *name)
{
	char text[32];
	uint64_t v = 0;

	if (http_query_get(query, name, text, sizeof(text)) != OK)
		return 0;
	CHECK_OK(text_u64_parse(span_text(text), INT64_MAX, &v));
	return (int64_t)v;
}

static void
fills_write(const struct stub_book *b, uint64_t from, struct buf *out)
{
	uint64_t at = from > b->first_id ? from - b->first_id : 0;

	for (size_t rows = 0; at < b->count && rows < PAGE_ROWS; at++, rows++)
		CHECK_OK(buf_print(out,
		    "%s{\"symbol\":\"%s\",\"id\":%llu,\"orderId\":%llu,\"price\":\"%s\",\"qty\":"
		    "\"1.0\",\"commission\":\"0.1\",\"commissionAsset\":\"%s\",\"time\":%lld,"
		    "\"isBuyer\":%s,\"isMaker\":false}",
		    rows > 0 ? "," : "", b->symbol, (unsigned long long)(b->first_id + at),
		    (unsigned long long)at, at % 2 == 0 ? "100" : "110", b->fee_asset,
		    (long long)(b->first_ms + (int64_t)at * 60000),
		    at % 2 == 0 ? "true" : "false"));
}

static void
trades_answer(const struct stub *s, struct span query, struct buf *out)
{
	const uint64_t from = s->ignores_from_id ? 0 : (uint64_t)number_of(query, "fromId");
	char symbol[64];

	CHECK_OK(http_query_get(query, "symbol", symbol, sizeof(symbol)));
	CHECK_OK(buf_u8(out, '['));
	for (size_t i = 0; i < STUB_BOOKS_MAX; i++)
		if (s->books[i].symbol != NULL && strcmp(s->books[i].symbol, symbol) == 0)
			fills_write(&s->books[i], from, out);
	CHECK_OK(buf_u8(out, ']'));
}

/* Every hour and every day closes at 600. */
static void
klines_answer(struct span query, struct buf *out)
{
	const int64_t step_ms =
	    memmem(query.p, query.size, "interval=1d", 11) != NULL ? DAY_MS : HOUR_MS;
	int64_t open_ms = (number_of(query, "startTime") + step_ms - 1) / step_ms * step_ms;

	CHECK_OK(buf_u8(out, '['));
	for (int rows = 0; open_ms <= number_of(query, "endTime") && rows < PAGE_ROWS; rows++) {
		CHECK_OK(buf_print(out, "%s[%lld,\"1\",\"1\",\"1\",\"600\",\"1\",%lld]",
		    rows > 0 ? "," : "", (long long)open_ms, (long long)(open_ms + step_ms - 1)));
		open_ms += step_ms;
	}
	CHECK_OK(buf_u8(out, ']'));
}

static void
reply(struct server_call *call, unsigned status, struct span body, const struct http_field *field)
{
	server_reply(call,
	    &(struct server_reply){ .status = status,
		.content_type = "application/json",
		.fields = field,
		.field_count = field != NULL && field->name.size > 0,
		.body = body });
}

static bool
is_off(const struct stub *s, struct span query)
{
	const int64_t off_ms = number_of(query, "timestamp") - now_ms(s);

	return s->checks_time && query.size > 0 &&
	    memmem(query.p, query.size, "timestamp=", 10) != NULL &&
	    (off_ms > 1000 || off_ms < -1000);
}

static const char *
page_of(const struct stub *s, const struct http_request *r)
{
	for (size_t i = 0; i < STUB_PAGES_MAX; i++)
		if (s->pages[i].part != NULL &&
		    memmem(r->target.p, r->target.size, s->pages[i].part,
			strlen(s->pages[i].part)) != NULL)
			return s->pages[i].body;
	return NULL;
}

static void
answer(struct stub *s, struct server_call *call, const struct http_request *r)
{
	AUTO(buf) body = buf_new(BODY_SIZE_MAX);

	if (is_off(s, r->query)) {
		reply(call, 400, S("{\"code\":-1021,\"msg\":\"Timestamp.\"}"), NULL);
		return;
	}
	if (page_of(s, r) != NULL)
		CHECK_OK(buf_append(&body, span_text(page_of(s, r))));
	else if (span_is(r->path, "/api/v3/time") || span_is(r->path, "/fapi/v1/time"))
		CHECK_OK(buf_print(&body, "{\"serverTime\":%lld}", (long long)now_ms(s)));
	else if (span_is(r->path, "/api/v3/exchangeInfo"))
		CHECK_OK(buf_append(&body, span_text(s->instruments)));
	else if (span_is(r->path, "/api/v3/account"))
		CHECK_OK(buf_append(&body, span_text(s->account)));
	else if (span_is(r->path, "/sapi/v1/account/apiRestrictions"))
		CHECK_OK(buf_append(&body, span_text(s->rights)));
	else if (span_is(r->path, "/api/v3/myTrades"))
		trades_answer(s, r->query, &body);
	else if (span_is(r->path, "/api/v3/klines"))
		klines_answer(r->query, &body);
	if (body.size > 0)
		reply(call, 200, buf_span(&body), NULL);
	else
		reply(call, 404, S("{\"code\":-5000,\"msg\":\"Path is invalid\"}"), NULL);
}

static bool
fault_takes(struct stub *s, const struct http_request *r)
{
	struct stub_fault *f = &s->fault;

	if (f->times == 0 || memmem(r->target.p, r->target.size, f->path, strlen(f->path)) == NULL)
		return false;
	if (f->skip > 0) {
		f->skip--;
		return false;
	}
	f->times--;
	return true;
}

static void
handle(void *self, struct server_call *call, const struct http_request *request)
{
	struct stub *s = self;
	char *line = s->asked[s->asked_count];
	const size_t size = request->target.size;

	assert_true(s->asked_count < STUB_ASKED_MAX);
	memcpy(line, request->target.p, size < 255 ? size : 255);
	line[size < 255 ? size : 255] = '\0';
	s->asked_count++;
	if (!fault_takes(s, request)) {
		answer(s, call, request);
	} else if (s->fault.status != 0) {
		reply(call, s->fault.status, span_text(s->fault.body), &s->fault.field);
	} else {
		assert_true(s->parked_count < STUB_PARKED_MAX);
		s->parked[s->parked_count++] = call;
	}
}

static size_t
body_size_max(void *self, const struct http_request *head)
{
	(void)self;
	(void)head;
	return 4096;
}

void
stub_go_on(struct stub *s)
{
	const struct server_config config = { .host = "127.0.0.1",
		.port = s->port,
		.handler = { .self = s, .body_size_max = body_size_max, .handle = handle } };
	struct why why = { "" };

	CHECK_OK(server_new(s->loop, &config, &s->server, &why));
	s->port = server_port(s->server);
}

void
stub_stop(struct stub *s)
{
	server_free(s->server);
	s->server = NULL;
	s->parked_count = 0;
}

void
stub_start(struct stub *s, struct loop *l)
{
	memset(s, 0, sizeof(*s));
	s->loop = l;
	s->rights = STUB_READS;
	s->instruments = instruments;
	s->account = account;
	stub_go_on(s);
}

void
stub_wipe(struct stub *s)
{
	server_free(s->server);
	memset(s, 0, sizeof(*s));
}

void
stub_release(struct stub *s)
{
	for (size_t i = 0; i < s->parked_count; i++)
		reply(s->parked[i], 503, S("{}"), NULL);
	s->parked_count = 0;
}

size_t
stub_asked(const struct stub *s, const char *part)
{
	size_t count = 0;

	for (size_t i = 0; i < s->asked_count; i++)
		count += strstr(s->asked[i], part) != NULL;
	return count;
}

const char *
stub_url(const struct stub *s)
{
	static char url[64];

	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%u", s->port);
	return url;
}
