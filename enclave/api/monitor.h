/* SPDX-License-Identifier: Apache-2.0 */
/*
 * monitor.h - counters for the operator, in Prometheus' text format.
 *
 * Room:      enclave/api.  Calls: lib/base.
 * Never:     a user, a session or a symbol in a label.
 */
#ifndef API_MONITOR_H
#define API_MONITOR_H

#include "lib/base/bytes.h"

enum { MONITOR_ROUTES_MAX = 32 };

/* X(counter, metric name, labels) */
#define MONITOR_TABLE(X)                                                          \
	X(sessions_opened, "sessions_total", "{result=\"opened\"}")               \
	X(sessions_refused, "sessions_total", "{result=\"refused\"}")             \
	X(sessions_revoked, "sessions_total", "{result=\"revoked\"}")             \
	X(sessions_expired, "sessions_total", "{result=\"expired\"}")             \
	X(envelopes_unopened, "envelope_failures_total", "{reason=\"unopened\"}") \
	X(envelopes_replayed, "envelope_failures_total", "{reason=\"replayed\"}") \
	X(envelopes_expired, "envelope_failures_total", "{reason=\"expired\"}")   \
	X(quotes, "attestation_quotes_total", "")                                 \
	X(quotes_failed, "attestation_failures_total", "")                        \
	X(rate_limited, "rate_limited_total", "")                                 \
	X(refused_by_server, "http_malformed_total", "")

struct monitor {
#define X(counter, name, labels) uint64_t counter;
	MONITOR_TABLE(X)
#undef X
	/* by route (the last one: no route) and hundreds of the status */
	uint64_t requests[MONITOR_ROUTES_MAX + 1][6];
};

/* A gauge or counter whose value is known elsewhere. */
struct monitor_value {
	const char *name, *type, *labels;
	int64_t value;
};

struct monitor_routes {
	const char *(*method)(size_t index);
	const char *(*path)(size_t index);
	size_t count;
};

/* Append everything in the text exposition format 0.0.4.  Errors as buf_append. */
enum err monitor_write(const struct monitor *m, const struct monitor_routes *routes,
    const struct monitor_value *values, size_t value_count, struct buf *out);

#endif
