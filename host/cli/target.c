/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/target.h"

#include <errno.h>
#include <limits.h>

#include "lib/net/limiter.h"
#include "lib/wire/measurements.h"

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

static enum err
policy_load(const char *path, struct target *t, struct complaint *c)
{
	AUTO(buf) text = buf_new(MEASUREMENTS_SIZE_MAX);
	struct why why = { "" };
	enum err e;

	TRY(file_read("--policy", path, FILE_FOR_ALL, &text, c));
	e = measurements_parse(buf_span(&text), &t->policy, &why);
	if (e == OK)
		return OK;
	why_prefix(&why, path);
	why_prefix(&why, "--policy");
	return complain_why(c, LEAVE_DATA, e, &why);
}

static enum err
policy_from_arguments(const struct arguments *o, struct target *out, struct complaint *c)
{
	if (o->policy_path != NULL)
		TRY(policy_load(o->policy_path, out, c));
	for (size_t i = 0; i < o->measurement_count; i++)
		if (quote_policy_allow(&out->policy, o->measurements[i]) != OK)
			return complain(c, LEAVE_USAGE, ERR_LIMIT,
			    "--measurement: with those of --policy more than %d are trusted",
			    QUOTE_ALLOWED_MAX);
	return OK;
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
	quote_policy_default(NULL, &out->policy);
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
	TRY(policy_from_arguments(o, out, c));
	if (o->simulated_root_path != NULL)
		TRY(simulated_root_load(o->simulated_root_path, &out->root, c));
	return OK;
}

enum err
target_check(const struct target *t, struct complaint *c)
{
	if (t->policy.identity_count == 0)
		return complain(c, LEAVE_USAGE, ERR_INPUT,
		    "--measurement: say which code you trust (or --policy FILE).  "
		    "`perf-aggregator attest %s` shows what this enclave claims; compare it with "
		    "the release's published one",
		    t->url);
	return OK;
}

void
target_policy(const struct target *t, int64_t at_ms, struct quote_policy *out)
{
	*out = t->policy;
	out->root = &t->root;
	out->at_ms = at_ms;
	out->skew_ms = QUOTE_SKEW_MS;
}

void
target_pin(struct target *t, const struct quote_facts *facts)
{
	struct quote_policy *p = &t->policy;
	size_t kept = 0;

	for (size_t i = 0; i < p->identity_count; i++)
		if (facts->tee != QUOTE_SGX && p->identities[i].tee == facts->tee &&
		    span_equal(SPAN_OF(p->identities[i].measurement),
			measurement_span(&facts->measurement)))
			p->identities[kept++] = p->identities[i];
	p->identity_count = kept;
	if (facts->tee == QUOTE_SGX)
		(void)quote_policy_allow(p, facts->mrenclave);
}
