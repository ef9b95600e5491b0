/* SPDX-License-Identifier: Apache-2.0 */
#include "host/gateway/config.h"

#include <errno.h>

#include "lib/base/text.h"
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

static const struct listener_names listener_names = { "HOST", "PORT", "GATEWAY_TLS",
	"GATEWAY_TLS_CERT", "GATEWAY_TLS_KEY", "GATEWAY_TLS_OFF_ANYWHERE" };

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

enum err
gateway_config_load(struct gateway_config *c, int argc, char **argv, struct why *why)
{
	*c = (struct gateway_config){ 0 };
	TRY(settings_load(&c->settings, table, COUNT, argc, argv, why));
	if (c->settings.wants_help || c->settings.wants_version)
		return OK;
	TRY(settings_number(&c->settings, "RATE_LIMIT_MAX", 0, UINT32_MAX, &c->rate_max, why));
	TRY(settings_number(
	    &c->settings, "RATE_LIMIT_WINDOW", 1000, 86400000, &c->rate_window_ms, why));
	if (client_origin_parse(text(c, "BACKEND_URL"), &c->backend, why) != OK) {
		why_prefix(why, "BACKEND_URL (--backend-url)");
		return ERR_INPUT;
	}
	TRY(listener_load(&c->listener, &c->settings, &listener_names, why));
	TRY(policy_load(c, why));
	TRY(measurements_load(c, why));
	TRY(root_load(c, why));
	if (log_level_parse(text(c, "LOG_LEVEL"), &c->log_level) != OK)
		return why_set(
		    why, ERR_INPUT, "LOG_LEVEL (--log-level): expected debug, info, warn or error");
	return OK;
}
