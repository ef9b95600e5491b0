/* SPDX-License-Identifier: Apache-2.0 */
/*
 * log.h - JSON lines by allow-list.
 *
 * A log line is an event name and fields whose names are in the table below; nothing else can be
 * written, so a secret, an id or a body cannot reach a log by mistake.  Texts are either string
 * literals or values the table marks as safe.  One line per event, where it is first known.
 *
 * Room:      lib/base.
 * Never:     a session id, a user, a label, a key, a symbol, a header, a body.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdint.h>
#include <stdio.h>

#include "lib/base/clock.h"
#include "lib/base/err.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

/* X(key, name on the line): the whole allow-list. */
#define LOG_KEY_TABLE(X)                                                             \
	X(LOG_ADDRESS, "address") /* our own listening address */                    \
	X(LOG_ATTEMPT, "attempt")                                                    \
	X(LOG_BYTES, "bytes")                                                        \
	X(LOG_CODE, "code") /* our error code, a literal */                          \
	X(LOG_COUNT, "count")                                                        \
	X(LOG_DAYS_LEFT, "days_left")                                                \
	X(LOG_DURATION_US, "duration_us")                                            \
	X(LOG_ERROR_NAME, "error")  /* err_name() */                                 \
	X(LOG_EXCHANGE, "exchange") /* a connector's name, from our table */         \
	X(LOG_EXCHANGE_CODE, "exchange_code")                                        \
	X(LOG_FMSPC, "fmspc")             /* a platform's family, hex */             \
	X(LOG_ISSUER, "issuer")           /* of the platform's certificate */        \
	X(LOG_ITEM, "item")               /* of collateral, a literal */             \
	X(LOG_KEY_ID, "key_id")           /* public */                               \
	X(LOG_MEASUREMENT, "measurement") /* public, hex */                          \
	X(LOG_METHOD, "method")           /* from our route table */                 \
	X(LOG_PEER_NET, "peer_net")       /* /24 or /48 of the peer */               \
	X(LOG_PLATFORM, "platform")       /* a file of it, and the system's words */ \
	X(LOG_PROVIDER, "provider")                                                  \
	X(LOG_REASON, "reason")         /* a literal */                              \
	X(LOG_REQUEST_ID, "request_id") /* made by us, random */                     \
	X(LOG_ROUTE, "route")           /* the template, never the path */           \
	X(LOG_STATUS, "status")                                                      \
	X(LOG_TCB_STATUS, "tcb_status")                                              \
	X(LOG_WEIGHT, "weight")

enum log_key {
#define X(key, name) key,
	LOG_KEY_TABLE(X)
#undef X
	    LOG_KEY_COUNT
};

struct log_field {
	enum log_key key;
	const char *text; /* NULL: the number counts */
	int64_t number;
};

/* Fields for log_event: LOG_N(LOG_STATUS, 200), LOG_T(LOG_ROUTE, route->path). */
#define LOG_N(key_, number_) ((struct log_field){ .key = (key_), .number = (number_) })
#define LOG_T(key_, text_) ((struct log_field){ .key = (key_), .text = (text_) })

struct log {
	FILE *out;                 /* borrowed; NULL: quiet */
	enum log_level least;      /* lines below this are not written */
	const struct clock *clock; /* borrowed */
};

/*
 * Write one line: {"ts":"...Z","level":"info","event":"...", fields}.  `event` is a literal in
 * snake_case.  Cannot fail: a full disk loses lines, never requests.
 */
void log_event(const struct log *l, enum log_level level, const char *event,
    const struct log_field *fields, size_t field_count);

/* log_event with the fields written in place. */
#define LOG(l, level, event, ...)                                                   \
	log_event((l), (level), (event), (const struct log_field[]){ __VA_ARGS__ }, \
	    sizeof((const struct log_field[]){ __VA_ARGS__ }) / sizeof(struct log_field))

/* "debug", "info", "warn", "error".  ERR_INPUT for anything else. */
enum err log_level_parse(const char *text, enum log_level *out);

#endif
