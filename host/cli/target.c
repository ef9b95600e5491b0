/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/target.h"

#include <errno.h>
#include <limits.h>

#include "lib/base/text.h"
#include "lib/json/json_shape.h"
#include "lib/net/limiter.h"

enum err
target_set_url(struct target *t, const char *what, const char *url, struct complaint *c)
{
	struct why why = { "" };
	enum err e = span_to_text(span_text(url), t->url, sizeof(t->url));

	if (e != OK)
		return complain(c, LEAVE_USAGE, ERR_INPUT, "%s: longer than %d bytes", what,
		    TARGET_URL_SIZE - 1);
	e = client_origin_parse(url, &t->origin, &why);
	if (e != OK) {
		why_prefix(&why, what);
		return complain_why(c, LEAVE_USAGE, e, &why);
	}
	if (t->url[strlen(t->url) - 1] == '/')
		t->url[strlen(t->url) - 1] = '\0';
	if (!t->origin.is_tls && strcmp(t->origin.host, "localhost") != 0 &&
	    !limiter_is_loopback(t->origin.host))
		return complain(c, LEAVE_USAGE, ERR_INPUT,
		    "%s: http:// is for this machine only; write https://%s", what, t->origin.host);
	return OK;
}

struct policy {
	struct span measurements;
};

static const struct json_field policy_fields[] = {
	JSON_FIELD_RAW(struct policy, measurements, JSON_REQUIRED),
};
static const struct json_shape policy_shape = JSON_SHAPE(policy_fields, JSON_UNKNOWN_REFUSED);

static enum err
measurement_add(struct span hex, struct target *t, struct why *why)
{
	if (t->measurement_count == QUOTE_ALLOWED_MAX)
		return why_set(why, ERR_LIMIT, "measurements: more than %d", QUOTE_ALLOWED_MAX);
	if (text_hex_parse(hex, t->measurements[t->measurement_count], QUOTE_MEASUREMENT_SIZE) !=
	    OK)
		return why_set(why, ERR_INPUT, "measurements[%zu]: expected 64 hexadecimal digits",
		    t->measurement_count);
	t->measurement_count++;
	return OK;
}

enum err
target_read_policy(struct span json, struct target *t, struct why *why)
{
	struct policy p = { 0 };
	struct json j;
	bool more;

	TRY(json_parse_shape(json, &policy_shape, &p, why));
	json_init(&j, p.measurements);
	if (json_enter_array(&j) != OK)
		return why_set(why, ERR_INPUT, "measurements: expected an array of texts");
	for (;;) {
		struct span hex = { 0 };

		TRY(json_element(&j, &more));
		if (!more)
			break;
		if (json_plain(&j, &hex) != OK)
			return why_set(why, ERR_INPUT, "measurements: expected an array of texts");
		TRY(measurement_add(hex, t, why));
	}
	if (t->measurement_count == 0)
		return why_set(why, ERR_INPUT,
		    "measurements: names none; list the ones of the releases you trust");
	return OK;
}

static enum err
policy_load(const char *path, struct target *t, struct complaint *c)
{
	AUTO(buf) text = buf_new(TARGET_POLICY_SIZE_MAX);
	struct why why = { "" };
	enum err e;

	TRY(file_read("--policy", path, FILE_FOR_ALL, &text, c));
	e = target_read_policy(buf_span(&text), t, &why);
	if (e == OK)
		return OK;
	why_prefix(&why, path);
	why_prefix(&why, "--policy");
	return complain_why(c, LEAVE_DATA, e, &why);
}

static enum err
simulated_root_load(const char *path, struct quote_root *out, struct complaint *c)
{
	AUTO(buf) pem = buf_new(16384);
	struct why why = { "" };
	enum err e;

	TRY(file_read("--insecure-simulated-root", path, FILE_FOR_ALL, &pem, c));
	e = quote_root_simulated(buf_span(&pem), out, &why);
	if (e == OK)
		return OK;
	why_prefix(&why, path);
	why_prefix(&why, "--insecure-simulated-root");
	return complain_why(c, LEAVE_DATA, e, &why);
}

enum err
target_from_arguments(const struct arguments *o, struct target *out, struct complaint *c)
{
	const char *url = o->url != NULL ? o->url : o->usual_url;
	char real[PATH_MAX];

	*out = (struct target){ .root = *quote_root_intel() };
	if (url == NULL)
		return complain(c, LEAVE_USAGE, ERR_INPUT,
		    "--url: name the enclave (https://HOST[:PORT]), here or in "
		    "PERF_AGGREGATOR_URL");
	TRY(target_set_url(out, o->url != NULL ? "--url" : "PERF_AGGREGATOR_URL", url, c));
	out->is_gateway = o->is_gateway;
	if (o->ca_path != NULL && !o->is_gateway)
		return complain(c, LEAVE_USAGE, ERR_INPUT,
		    "--ca: only with --gateway; without it the key in the enclave's evidence is "
		    "what counts");
	/* Absolute, for the session file may be read from elsewhere. */
	if (o->ca_path != NULL &&
	    (strlen(o->ca_path) >= FILE_PATH_SIZE || realpath(o->ca_path, real) == NULL ||
		span_to_text(span_text(real), out->ca, FILE_PATH_SIZE) != OK))
		return complain(
		    c, LEAVE_NO_INPUT, ERR_ABSENT, "--ca %.500s: %s", o->ca_path, strerror(errno));
	out->measurement_count = o->measurement_count;
	memcpy(out->measurements, o->measurements, sizeof(out->measurements));
	if (o->policy_path != NULL)
		TRY(policy_load(o->policy_path, out, c));
	if (o->simulated_root_path != NULL)
		TRY(simulated_root_load(o->simulated_root_path, &out->root, c));
	return OK;
}

enum err
target_check(const struct target *t, struct complaint *c)
{
	if (t->measurement_count == 0)
		return complain(c, LEAVE_USAGE, ERR_INPUT,
		    "--measurement: say which code you trust (or --policy FILE).  "
		    "`perf-aggregator attest %s` shows what this enclave claims; compare it with "
		    "the release's published one",
		    t->url);
	return OK;
}
