/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/compute_real.h"

#include <math.h>

#include "lib/base/text.h"
#include "lib/ratio/digits.h"

enum { NUMBER_SIZE_MAX = 64, DAY_MS = 86400000 };

enum err
compute_real_read(struct span text, const char *name, double *out, struct why *why)
{
	char copy[NUMBER_SIZE_MAX + 1];
	double value;

	if (text.p == NULL)
		return OK;
	if (span_to_text(text, copy, sizeof(copy)) != OK)
		return why_set(
		    why, ERR_INPUT, "%s: longer than %d characters", name, NUMBER_SIZE_MAX);
	value = strtod(copy, NULL); /* the grammar is checked: JSON's own */
	if (!(fabs(value) <= COMPUTE_REAL_MAX))
		return why_set(why, ERR_INPUT, "%s: out of range (1e12)", name);
	*out = value;
	return OK;
}

void
compute_reals_wipe(struct compute_reals *r)
{
	free(r->all);
	*r = (struct compute_reals){ 0 };
}

void
compute_days_wipe(struct compute_days *d)
{
	free(d->all);
	*d = (struct compute_days){ 0 };
}

/* Room for one more of `size` bytes. */
static enum err
grow(void **all, size_t count, size_t *room, size_t size)
{
	void *grown;

	if (count < *room)
		return OK;
	grown = realloc(*all, (*room == 0 ? 64 : *room * 2) * size);
	ENSURE(grown != NULL, ERR_NOMEM);
	*all = grown;
	*room = *room == 0 ? 64 : *room * 2;
	return OK;
}

/* Walk over an array; `take` reads the next element. */
static enum err
array_walk(struct span array, const char *name, void *list,
    enum err (*take)(void *list, struct json *j, struct why *why), struct why *why)
{
	char context[80];
	struct json j;
	bool more;
	size_t index = 0;
	enum err e;

	json_init(&j, array);
	e = json_enter_array(&j);
	if (e != OK)
		return why_set(why, e, "%s: expected an array", name);
	for (; (e = json_element(&j, &more)) == OK && more; index++) {
		e = take(list, &j, why);
		if (e != OK)
			break;
	}
	if (e == OK)
		return OK;
	(void)snprintf(context, sizeof(context), "%s[%zu]", name, index);
	(void)why_set(why, e, "%s", err_words(e));
	why_prefix(why, context);
	return e;
}

static enum err
real_take(void *list, struct json *j, struct why *why)
{
	struct compute_reals *r = list;
	void *all = r->all;
	struct span number;
	bool is_null;

	TRY(grow(&all, r->count, &r->room, sizeof(*r->all)));
	r->all = all;
	r->all[r->count] = (double)NAN;
	TRY(json_null(j, &is_null));
	if (!is_null) {
		if (json_any_number(j, &number) != OK)
			return why_set(why, ERR_INPUT, "expected a number or null");
		TRY(compute_real_read(number, "a number", &r->all[r->count], why));
	}
	r->count++;
	return OK;
}

enum err
compute_reals_read(struct span array, const char *name, struct compute_reals *out, struct why *why)
{
	return array_walk(array, name, out, real_take, why);
}

static enum err
day_take(void *list, struct json *j, struct why *why)
{
	struct compute_days *d = list;
	void *all = d->all;
	char text[TEXT_TIME_SIZE] = "", *at = text;
	struct span date = { NULL, 0 };
	int64_t ms;

	TRY(grow(&all, d->count, &d->room, sizeof(*d->all)));
	d->all = all;
	if (json_plain(j, &date) != OK || date.size != strlen("2024-02-29"))
		return why_set(why, ERR_INPUT, "expected a date like \"2024-02-29\"");
	memcpy(at, date.p, date.size);
	memcpy(at + date.size, "T00:00:00Z", sizeof("T00:00:00Z"));
	if (text_time_parse(span_text(text), &ms) != OK)
		return why_set(why, ERR_INPUT, "expected a date from 1970 on that exists");
	d->all[d->count] = (int32_t)(ms / DAY_MS);
	if (d->count > 0 && d->all[d->count] <= d->all[d->count - 1])
		return why_set(why, ERR_INPUT, "expected a date after the one before");
	d->count++;
	return OK;
}

enum err
compute_days_read(struct span array, const char *name, struct compute_days *out, struct why *why)
{
	return array_walk(array, name, out, day_take, why);
}

void
compute_real_write(struct json_writer *w, const char *name, double x)
{
	char text[DIGITS_TEXT_SIZE];

	digits_write(x, DIGITS_ALL, text);
	json_write_text(w, name, text);
}

void
compute_known_write(struct json_writer *w, const char *name, struct known k)
{
	if (k.why == KNOWN)
		compute_real_write(w, name, k.value);
	else
		json_write_null(w, name);
}
