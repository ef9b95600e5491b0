/* SPDX-License-Identifier: Apache-2.0 */
/* GET /health, /health/live, /health/ready, /metrics. */
#include "enclave/api/api.h"
#include "lib/json/json_write.h"

static enum err
health_write(struct call *c, struct buf *out)
{
	struct json_writer w = json_writer_on(out);

	json_write_object(&w, NULL);
	json_write_text(&w, "status", "healthy");
	json_write_time(&w, "timestamp", clock_wall_ms(c->api->clock));
	json_write_text(&w, "version", PERF_AGGREGATOR_VERSION);
	json_write_text(
	    &w, "attestation", attestation_type_text(c->api->provider->tee, c->api->is_simulated));
	json_write_bool(&w, "simulated", c->api->is_simulated);
	json_write_close_object(&w);
	return json_write_end(&w);
}

void
api_health_get(struct call *c)
{
	api_reply_written(c, health_write);
}

/* Ready means: somebody could attest and register now. */
void
api_ready_get(struct call *c)
{
	struct why why = { "" };

	if (bundles_check(c->api->bundles, &why) != OK)
		api_reply_kind(c, PROBLEM_UNAVAILABLE, why.text);
	else if (api_quote_probe(c->api) != OK)
		api_reply_kind(c, PROBLEM_UNAVAILABLE, "the attestation provider gives no quote");
	else
		api_reply_written(c, health_write);
}

static const char *
route_method(size_t i)
{
	return api_routes[i].method;
}

static const char *
route_path(size_t i)
{
	return api_routes[i].path;
}

/* What is known elsewhere: each item of the collateral twice, and a few more. */
struct values {
	struct monitor_value all[8 + 2 * COLLATERAL_ITEMS_MAX];
	char labels[COLLATERAL_ITEMS_MAX][64];
	size_t count;
};

static void
gauge_add(struct values *v, const char *name, const char *labels, int64_t value)
{
	v->all[v->count++] = (struct monitor_value){ name, "gauge", labels, value };
}

/* Whole days, rounded down: 0 on the last one, -1 as soon as it is over. */
static int64_t
days_until(int64_t until_ms, int64_t now_ms)
{
	const int64_t day_ms = 86400000, left_ms = until_ms - now_ms;

	return left_ms >= 0 ? left_ms / day_ms : -((day_ms - 1 - left_ms) / day_ms);
}

static void
collateral_add(struct values *v, const struct api *a)
{
	const struct collateral_report *r = &bundles_borrow(a->bundles)->report;
	const int64_t now_ms = clock_wall_ms(a->clock);

	for (size_t i = 0; i < r->count; i++) {
		(void)snprintf(
		    v->labels[i], sizeof(v->labels[i]), "{item=\"%s\"}", r->items[i].name);
		gauge_add(v, "collateral_expires_timestamp_seconds", v->labels[i],
		    r->items[i].until_ms / 1000);
	}
	for (size_t i = 0; i < r->count; i++)
		gauge_add(v, "collateral_days_left", v->labels[i],
		    days_until(r->items[i].until_ms, now_ms));
}

static const char *
build_labels(const struct api *a, char *out, size_t room)
{
	static const char *const tees[] = { "sgx", "tdx", "snp" };

	(void)snprintf(out, room, "{version=\"" PERF_AGGREGATOR_VERSION "\",tee=\"%s\"}",
	    a->is_simulated ? "simulated" : tees[a->provider->tee]);
	return out;
}

void
api_monitor_get(struct call *c)
{
	const struct api *a = c->api;
	const struct monitor_routes routes = { route_method, route_path, api_route_count };
	struct values v = { .count = 0 };
	AUTO(buf) body = buf_new(65536);
	char build[64];

	gauge_add(&v, "build_info", build_labels(a, build, sizeof(build)), 1);
	gauge_add(&v, "sessions_active", "", (int64_t)sessions_count(a->sessions));
	gauge_add(&v, "credentials_held", "", (int64_t)vault_count(a->vault));
	gauge_add(&v, "attestation_quotes_waiting", "", (int64_t)a->waiting_count);
	collateral_add(&v, a);
	v.all[v.count++] = (struct monitor_value){ "trades_ingested_total", "counter", "",
		(int64_t)ingest_fill_count(a->ingest) };
	if (monitor_write(&a->monitor, &routes, v.all, v.count, &body) != OK) {
		api_reply_kind(c, PROBLEM_INTERNAL_ERROR, NULL);
		return;
	}
	api_reply_text(c, "text/plain; version=0.0.4", buf_span(&body));
}
