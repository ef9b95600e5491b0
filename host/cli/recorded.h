/* SPDX-License-Identifier: Apache-2.0 */
/*
 * recorded.h - one object of a recorded answer, whatever members it has, and writing some of them
 * under other names.
 *
 * The connectors read strictly; this reads what is there, as people who debug want it.  A member
 * that is null or an empty text counts as absent.  Names are looked up in turn: "tradeId id".
 *
 * Room:      host/cli.  Calls: lib/json, lib/decimal, lib/base.
 */
#ifndef CLI_RECORDED_H
#define CLI_RECORDED_H

#include "lib/base/why.h"
#include "lib/decimal/decimal.h"
#include "lib/json/json_write.h"

struct recorded {
	struct span names[JSON_MEMBERS_MAX], values[JSON_MEMBERS_MAX]; /* views into the text */
	size_t count;
};

/* Read one object.  ERR_INPUT, ERR_LIMIT with `why`. */
enum err recorded_read(struct span object, struct recorded *out, struct why *why);

/* The exact text of the first of these members that is there; else p is NULL. */
struct span recorded_raw(const struct recorded *r, const char *names);

/* The same without its quotes. */
struct span recorded_bare(const struct recorded *r, const char *names);

/* Is one of them there, even null? */
bool recorded_has(const struct recorded *r, const char *names);

/* Does the first that is there say exactly this? */
bool recorded_is(const struct recorded *r, const char *names, const char *text);

/* A decimal; *is_there false when there is none.  ERR_INPUT, ERR_LIMIT naming the member. */
enum err recorded_decimal(const struct recorded *r, const char *names, struct decimal *out,
    bool *is_there, struct why *why);

/* A time in milliseconds, or UTC text like "2021-04-15 12:09:16"; *out is -1 when there is none. */
enum err recorded_ms(const struct recorded *r, const char *names, int64_t *out, struct why *why);

/* ---- writing members; nothing when there is nothing to write ---- */

/* As a text, numbers too; in lower case. */
void recorded_put_text(
    const struct recorded *r, const char *names, const char *name, struct json_writer *w);
void recorded_put_lower(
    const struct recorded *r, const char *names, const char *name, struct json_writer *w);

/* As a text that holds a decimal in its shortest form.  Errors as recorded_decimal. */
enum err recorded_put_decimal(const struct recorded *r, const char *names, const char *name,
    struct json_writer *w, struct why *why);

/* "timestamp" and "datetime". */
void recorded_put_time(int64_t ms, struct json_writer *w);

/* A decimal of our own. */
void decimal_put(struct decimal d, const char *name, struct json_writer *w);

#endif
