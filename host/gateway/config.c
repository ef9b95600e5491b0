/* SPDX-License-Identifier: Apache-2.0 */
#include "host/gateway/config.h"

#include <errno.h>

#include "lib/base/text.h"
#include "lib/net/limiter.h"
#include "lib/wire/measurements.h"

enum { PEM_SIZE_MAX = 16384 };

static const struct setting table[] = {
	{ "HOST", "--host", "0.0.0.0", "numeric address to listen on" },
	{ "PORT", "--port", "5000", "port to listen on; 0: any free one" },
	{ "BACKEND_URL", "--backend-url", "http://127.0.0.1:3000", "the enclave" },
	{ "GATEWAY_MEASUREMENTS", "--measurement", NULL,
	    "allowed MRENCLAVE values, comma-separated" },
	{ "GATEWAY_POLICY", "--policy", NULL,
	    "whom to trust, as a release publishes it: measurements.json" },
	{ "GATEWAY_SIMULATED_ROOT", "--insecure-simulated-root", NULL,
	    "PEM of a simulated root: demos and tests only" },
	{ "GATEWAY_TLS", "--tls", "self", "self, files, or off (on loopback only)" },
	{ "GATEWAY_TLS_CERT", "--tls-cert", NULL, "PEM file, with --tls files" },
	{ "GATEWAY_TLS_KEY", "--tls-key", NULL, "PEM file, with --tls files" },
	{ "GATEWAY_TLS_OFF_ANYWHERE", "--tls-off-anywhere", "0",
	    "1: allow --tls off on any address" },
	{ "RATE_LIMIT_MAX", "--rate-limit-max", "100", "costly requests per address and window" },
	{ "RATE_LIMIT_WINDOW", "--rate-limit-window", "900000", "milliseconds" },
	{ "LOG_LEVEL", "--log-level", "info", "debug, info, warn, error" },
};
enum { COUNT = sizeof(table) / sizeof(table[0]) };

void
gateway_config_wipe(struct gateway_config *c)
{
	settings_wipe(&c->settings);
}

void
gateway_config_help(FILE *out)
{
	settings_help(table, COUNT, out);
}

static const char *
text(const struct gateway_config *c, const char *name)
{
	return settings_text(&c->settings, name);
}

static enum err
measurements_load(struct gateway_config *c, struct why *why)
{
	const char *list = text(c, "GATEWAY_MEASUREMENTS");

	while (list != NULL && *list != '\0') {
		const size_t size = strcspn(list, ",");
		uint8_t mrenclave[QUOTE_MEASUREMENT_SIZE];

		if (text_hex_parse((struct span){ (const uint8_t *)list, size }, mrenclave,
			sizeof(mrenclave)) != OK)
			return why_set(why, ERR_INPUT,
			    "GATEWAY_MEASUREMENTS (--measurement): expected 64 hex digits each");
		if (quote_policy_allow(&c->policy, mrenclave) != OK)
			return why_set(why, ERR_LIMIT,
			    "GATEWAY_MEASUREMENTS (--measurement): more than %d",
			    QUOTE_ALLOWED_MAX);
		list += size + (list[size] == ',');
	}
	if (c->policy.identity_count == 0)
		return why_set(why, ERR_INPUT,
		    "GATEWAY_MEASUREMENTS (--measurement), GATEWAY_POLICY (--policy): name the "
		    "enclave to trust; there is no \"any\"");
	return OK;
}

/* Append a small file.  ERR_IO, ERR_LIMIT with `why` naming the flag. */
static enum err
file_load(const char *flag, const char *path, struct buf *out, struct why *why)
{
	uint8_t *p;
	FILE *f;

	TRY(buf_reserve(out, out->max, &p));
	f = fopen(path, "re");
	if (f == NULL)
		return why_set(why, ERR_IO, "%s %s: %s", flag, path, strerror(errno));
	out->size = fread(p, 1, out->max, f);
	(void)fclose(f);
	if (out->size == out->max)
		return why_set(
		    why, ERR_LIMIT, "%s %s: larger than %zu bytes", flag, path, out->max - 1);
	return OK;
}

static enum err
policy_load(struct gateway_config *c, struct why *why)
{
	const char *path = text(c, "GATEWAY_POLICY");
	AUTO(buf) json = buf_new(MEASUREMENTS_SIZE_MAX + 1);

	quote_policy_default(NULL, &c->policy);
	if (path == NULL)
		return OK;
	TRY(file_load("--policy", path, &json, why));
	if (measurements_parse(buf_span(&json), &c->policy, why) != OK) {
		why_prefix(why, path);
		why_prefix(why, "GATEWAY_POLICY (--policy)");
		return ERR_INPUT;
	}
	return OK;
}

static enum err
root_load(struct gateway_config *c, struct why *why)
{
	const char *path = text(c, "GATEWAY_SIMULATED_ROOT");
	AUTO(buf) pem = buf_new(PEM_SIZE_MAX);

	c->root = *quote_root_intel();
	if (path == NULL)
		return OK;
	TRY(file_load("--insecure-simulated-root", path, &pem, why));
	if (quote_root_simulated(buf_span(&pem), &c->root, why) != OK) {
		why_prefix(why, path);
		return ERR_INPUT;
	}
	return OK;
}

static enum err
tls_load(struct gateway_config *c, struct why *why)
{
	const char *mode = text(c, "GATEWAY_TLS");
	bool is_forced;

	TRY(settings_flag(&c->settings, "GATEWAY_TLS_OFF_ANYWHERE", &is_forced, why));
	c->tls_certificate = text(c, "GATEWAY_TLS_CERT");
	c->tls_key = text(c, "GATEWAY_TLS_KEY");
	if (strcmp(mode, "self") == 0)
		c->tls = GATEWAY_TLS_SELF;
	else if (strcmp(mode, "files") == 0)
		c->tls = GATEWAY_TLS_FILES;
	else if (strcmp(mode, "off") == 0)
		c->tls = GATEWAY_TLS_OFF;
	else
		return why_set(why, ERR_INPUT, "GATEWAY_TLS (--tls): expected self, files or off");
	if (c->tls == GATEWAY_TLS_OFF && !is_forced && !limiter_is_loopback(c->host))
		return why_set(why, ERR_INPUT,
		    "GATEWAY_TLS (--tls): off is for loopback only; %s is not", c->host);
	if (c->tls == GATEWAY_TLS_FILES && (c->tls_certificate == NULL || c->tls_key == NULL))
		return why_set(why, ERR_INPUT,
		    "GATEWAY_TLS=files needs GATEWAY_TLS_CERT (--tls-cert) and "
		    "GATEWAY_TLS_KEY (--tls-key)");
	return OK;
}

enum err
gateway_config_load(struct gateway_config *c, int argc, char **argv, struct why *why)
{
	int64_t port;

	*c = (struct gateway_config){ 0 };
	TRY(settings_load(&c->settings, table, COUNT, argc, argv, why));
	if (c->settings.wants_help || c->settings.wants_version)
		return OK;
	c->host = text(c, "HOST");
	TRY(settings_number(&c->settings, "PORT", 0, 65535, &port, why));
	c->port = (uint16_t)port;
	TRY(settings_number(&c->settings, "RATE_LIMIT_MAX", 0, UINT32_MAX, &c->rate_max, why));
	TRY(settings_number(
	    &c->settings, "RATE_LIMIT_WINDOW", 1000, 86400000, &c->rate_window_ms, why));
	if (client_origin_parse(text(c, "BACKEND_URL"), &c->backend, why) != OK) {
		why_prefix(why, "BACKEND_URL (--backend-url)");
		return ERR_INPUT;
	}
	TRY(tls_load(c, why));
	TRY(policy_load(c, why));
	TRY(measurements_load(c, why));
	TRY(root_load(c, why));
	if (log_level_parse(text(c, "LOG_LEVEL"), &c->log_level) != OK)
		return why_set(
		    why, ERR_INPUT, "LOG_LEVEL (--log-level): expected debug, info, warn or error");
	return OK;
}
