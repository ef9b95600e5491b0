/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/api/monitor.h"
#include "lib/base/secret.h"
#include "test/check.h"

static const char *
method(size_t index)
{
	return index == 0 ? "GET" : "POST";
}

static const char *
path(size_t index)
{
	return index == 0 ? "/a/{id}" : "/b";
}

static const struct monitor_routes routes = { method, path, 2 };

TEST(monitor_writes_each_family_once_with_its_type)
{
	static const struct monitor_value values[] = { { "x", "gauge", "{a=\"1\"}", 7 },
		{ "x", "gauge", "{a=\"2\"}", 8 }, { "y", "counter", "", 0 } };
	struct monitor m = { .sessions_opened = 3, .envelopes_replayed = UINT64_MAX };
	AUTO(buf) out = buf_new(65536);
	const char *text, *at;

	m.requests[0][2] = 5;
	m.requests[1][4] = 6;
	m.requests[MONITOR_ROUTES_MAX][4] = 9;
	CHECK_OK(monitor_write(&m, &routes, values, 3, &out));
	CHECK_OK(buf_u8(&out, 0));
	text = (const char *)out.p;
	CHECK(strstr(text,
		  "# TYPE perf_aggregator_x gauge\nperf_aggregator_x{a=\"1\"} 7\n"
		  "perf_aggregator_x{a=\"2\"} 8\n# TYPE perf_aggregator_y counter\n") == text);
	CHECK(strstr(text, "sessions_total{result=\"opened\"} 3\n") != NULL);
	CHECK(strstr(text, "{reason=\"replayed\"} 18446744073709551615\n") != NULL);
	CHECK(strstr(text, "{method=\"GET\",route=\"/a/{id}\",code=\"2xx\"} 5\n") != NULL);
	CHECK(strstr(text, "{method=\"POST\",route=\"/b\",code=\"4xx\"} 6\n") != NULL);
	CHECK(strstr(text, "{method=\"\",route=\"other\",code=\"4xx\"} 9\n") != NULL);
	CHECK(strstr(text, "code=\"3xx\"") == NULL); /* what never happened has no line */
	for (at = text; (at = strstr(at, "# TYPE ")) != NULL; at += 7) {
		const size_t size = strcspn(at, "\n");

		CHECK(memmem(at + size, strlen(at + size), at, size + 1) == NULL);
		case_counted();
	}
	CHECK_INT(text[strlen(text) - 1], '\n');
}

TEST(monitor_says_when_it_has_no_room)
{
	const struct monitor m = { .sessions_opened = 0 };
	AUTO(buf) whole = buf_new(65536);

	CHECK_OK(monitor_write(&m, &routes, NULL, 0, &whole));
	for (size_t room = 0; room < whole.size; room += 31) {
		AUTO(buf) out = buf_new(room);

		CHECK_ERR(monitor_write(&m, &routes, NULL, 0, &out), ERR_LIMIT);
	}
}
