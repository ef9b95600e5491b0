/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/api/monitor.h"

#define PREFIX "perf_aggregator_"

static enum err
write_type(const char *name, const char *type, const char **last, struct buf *out)
{
	if (*last != NULL && strcmp(*last, name) == 0)
		return OK;
	*last = name;
	return buf_print(out, "# TYPE " PREFIX "%s %s\n", name, type);
}

static enum err
write_counters(const struct monitor *m, struct buf *out)
{
	const char *last = NULL;

#define X(counter, name, labels)                      \
	TRY(write_type(name, "counter", &last, out)); \
	TRY(buf_print(out, PREFIX name labels " %llu\n", (unsigned long long)m->counter));
	MONITOR_TABLE(X)
#undef X
	return OK;
}

static enum err
write_requests(const struct monitor *m, const struct monitor_routes *routes, struct buf *out)
{
	const char *last = NULL;

	TRY(write_type("http_requests_total", "counter", &last, out));
	for (size_t i = 0; i <= routes->count; i++)
		for (unsigned hundreds = 1; hundreds < 6; hundreds++) {
			const size_t row = i == routes->count ? MONITOR_ROUTES_MAX : i;
			const uint64_t count = m->requests[row][hundreds];

			if (count == 0)
				continue;
			TRY(buf_print(out,
			    PREFIX
			    "http_requests_total{method=\"%s\",route=\"%s\",code=\"%uxx\"} %llu\n",
			    i == routes->count ? "" : routes->method(i),
			    i == routes->count ? "other" : routes->path(i), hundreds,
			    (unsigned long long)count));
		}
	return OK;
}

enum err
monitor_write(const struct monitor *m, const struct monitor_routes *routes,
    const struct monitor_value *values, size_t value_count, struct buf *out)
{
	const char *last = NULL;

	for (size_t i = 0; i < value_count; i++) {
		TRY(write_type(values[i].name, values[i].type, &last, out));
		TRY(buf_print(out, PREFIX "%s%s %lld\n", values[i].name, values[i].labels,
		    (long long)values[i].value));
	}
	TRY(write_counters(m, out));
	return write_requests(m, routes, out);
}
