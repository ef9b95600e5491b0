/* SPDX-License-Identifier: Apache-2.0 */
#include "test/enclave/api/enclave_room.h"

TEST(health_says_what_it_is_and_that_it_is_simulated)
{
	static const char *const doors[] = { "/health", "/health/live", "/health/ready" };
	struct enclave_room r;

	enclave_room_open(&r, NULL);
	for (size_t i = 0; i < 3; i++) {
		CHECK_INT(ask(&r, "GET", doors[i]), 200);
		CHECK_TEXT(reply_body(&r),
		    "{\"status\":\"healthy\",\"timestamp\":\"2026-11-22T00:00:00.000Z\","
		    "\"version\":\"" PERF_AGGREGATOR_VERSION
		    "\",\"attestation\":\"SGX_QUOTE_SIMULATED\",\"simulated\":true}");
	}
	enclave_room_close(&r);
}

TEST(metrics_for_operators_count_what_happened_and_name_nobody)
{
	struct enclave_room r;
	struct visitor v;

	enclave_room_open(&r, NULL);
	r.stub.books[0] = (struct stub_book){ "BTCUSDT", 1, 12, 1790000000000, "USDT" };
	enclave_register(&r, "none", &v);
	visit_until_live(&r, &v);
	CHECK_INT(ask(&r, "GET", "/nowhere"), 404);
	CHECK_INT(ask(&r, "GET", "/metrics"), 200);
	CHECK_TEXT(reply_field(&r, "Content-Type"), "text/plain; version=0.0.4");
	CHECK(reply_says(&r, "perf_aggregator_sessions_active 1\n"));
	CHECK(reply_says(&r, "perf_aggregator_credentials_held 1\n"));
	CHECK(reply_says(&r, "perf_aggregator_trades_ingested_total 12\n"));
	CHECK(reply_says(&r, "perf_aggregator_sessions_total{result=\"opened\"} 1\n"));
	CHECK(reply_says(&r, "tee=\"simulated\""));
	CHECK(reply_says(&r,
	    "perf_aggregator_http_requests_total{method=\"POST\",route=\"/enclave/submit_key\","
	    "code=\"2xx\"} 1\n"));
	CHECK(reply_says(&r, "{method=\"\",route=\"other\",code=\"4xx\"} 1\n"));
	CHECK(!reply_says(&r, "trader-1") && !reply_says(&r, "BTCUSDT"));
	CHECK(!reply_says(&r, v.id));
	enclave_room_close(&r);
}

TEST(readiness_ends_with_the_collateral_and_names_the_item)
{
	const int64_t day_ms = 86400000;
	struct enclave_room r;

	enclave_room_open(&r, NULL);
	CHECK_INT(ask(&r, "GET", "/health/ready"), 200);
	r.net.time.wall_ms += 31 * day_ms; /* and nobody fetched it anew */
	CHECK_INT(ask(&r, "GET", "/health/ready"), 503);
	CHECK_TEXT(reply_code(&r), "UNAVAILABLE");
	CHECK(reply_says(&r, "the collateral has expired: its "));
	CHECK(reply_says(&r, "was valid until 2026-12-21T00:00:00.000Z"));
	CHECK_INT(ask(&r, "GET", "/health/live"), 200);
	CHECK_INT(ask(&r, "GET", "/metrics"), 200);
	CHECK(reply_says(&r, "perf_aggregator_collateral_days_left{item=\"PCK CRL\"} -2\n"));
	clock_fake_advance_ms(&r.net.time, BUNDLE_LOOK_MS);
	bundles_look(r.api.bundles);
	CHECK_INT(ask(&r, "GET", "/health/ready"), 200);
	enclave_room_close(&r);
}

TEST(metrics_for_operators_say_when_each_item_of_the_collateral_ends)
{
	static const char *const items[] = { "root CRL", "PCK CRL", "TCB info", "QE identity" };
	struct enclave_room r;
	char line[160];

	enclave_room_open(&r, NULL);
	CHECK_INT(ask(&r, "GET", "/metrics"), 200);
	for (size_t i = 0; i < sizeof(items) / sizeof(items[0]); i++) {
		(void)snprintf(line, sizeof(line),
		    "\nperf_aggregator_collateral_expires_timestamp_seconds{item=\"%s\"} "
		    "1797811200\n",
		    items[i]);
		CHECK(reply_says(&r, line));
		(void)snprintf(line, sizeof(line),
		    "\nperf_aggregator_collateral_days_left{item=\"%s\"} 29\n", items[i]);
		CHECK(reply_says(&r, line));
		case_counted();
	}
	r.net.time.wall_ms += 1;
	CHECK_INT(ask(&r, "GET", "/metrics"), 200);
	CHECK(reply_says(&r, "perf_aggregator_collateral_days_left{item=\"root CRL\"} 28\n"));
	enclave_room_close(&r);
}
