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
	json_write_text(&w, "attestation", c->api->provider->attestation_type);
	json_write_bool(&w, "simulated", c->api->is_simulated);
	json_write_close_object(&w);
	return json_write_end(&w);
}

void
api_health_get(struct call *c)
{
	api_reply_written(c, health_write);
}

void
api_ready_get(struct call *c)
{
	/* Ready means: somebody could attest and register now. */
	if (api_quote_probe(c->api) != OK)
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

void
api_monitor_get(struct call *c)
{
	const struct api *a = c->api;
	const struct monitor_routes routes = { route_method, route_path, api_route_count };
	const char *build = a->is_simulated
	    ? "{version=\"" PERF_AGGREGATOR_VERSION "\",tee=\"simulated\"}"
	    : "{version=\"" PERF_AGGREGATOR_VERSION "\",tee=\"sgx\"}";
	const struct monitor_value values[] = {
		{ "build_info", "gauge", build, 1 },
		{ "sessions_active", "gauge", "", sessions_count(a->sessions) },
		{ "credentials_held", "gauge", "", vault_count(a->vault) },
		{ "trades_ingested_total", "counter", "", ingest_fill_count(a->ingest) },
	};
	AUTO(buf) body = buf_new(65536);

	if (monitor_write(
		&a->monitor, &routes, values, sizeof(values) / sizeof(values[0]), &body) != OK) {
		api_reply_kind(c, PROBLEM_INTERNAL_ERROR, NULL);
		return;
	}
	api_reply_text(c, "text/plain; version=0.0.4", buf_span(&body));
}
