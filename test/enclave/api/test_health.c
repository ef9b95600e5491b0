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
