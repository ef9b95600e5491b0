/* SPDX-License-Identifier: Apache-2.0 */
#include "enclave/main/config.h"

#include "enclave/api/api.h"
#include "lib/net/client.h"
#include "lib/net/limiter.h"
#include "lib/wire/envelope.h"

static const struct setting table[] = {
	{ "ENCLAVE_HOST", "--host", "0.0.0.0", "numeric address to listen on" },
	{ "ENCLAVE_PORT", "--port", "3000", "port to listen on; 0: any free one" },
	{ "ENCLAVE_ATTESTATION", "--attestation", NULL, "provider of quotes; must be named" },
	{ "ENCLAVE_COLLATERAL_DIR", "--collateral-dir", NULL,
	    "revocation lists and TCB information, kept fresh by the host" },
	{ "ENCLAVE_DATA_DIR", "--data-dir", "/var/lib/perf-aggregator",
	    "sealed identity, dev PKI" },
	{ "ENCLAVE_PRIVATE_KEY", "--private-key", NULL,
	    "sealed identity [DATA_DIR/identity.sealed]" },
	{ "ENCLAVE_PUBLIC_KEY", "--public-key", NULL,
	    "public identity, PEM [DATA_DIR/identity.pem]" },
	{ "ENCLAVE_TLS", "--tls", "self", "self, files, or off (on loopback only)" },
	{ "ENCLAVE_TLS_CERT", "--tls-cert", NULL, "PEM file, with --tls files" },
	{ "ENCLAVE_TLS_KEY", "--tls-key", NULL, "PEM file, with --tls files" },
	{ "ENCLAVE_TLS_OFF_ANYWHERE", "--tls-off-anywhere", "0",
	    "1: allow --tls off on any address" },
	{ "ENCLAVE_SANDBOX_EXCHANGE", "--sandbox-exchange", NULL,
	    "http://127.0.0.1:PORT of a sandbox; simulated provider only" },
	{ "ENCLAVE_EXCHANGE_ROOTS", "--exchange-roots", NULL, "PEM bundle [the system's]" },
	{ "DEFAULT_SESSION_TTL", "--default-session-ttl", "86400", "seconds" },
	{ "MAX_SESSION_TTL", "--max-session-ttl", "604800", "seconds" },
	{ "SESSION_CLEANUP_INTERVAL", "--session-cleanup-interval", "3600000", "milliseconds" },
	{ "SESSIONS_MAX", "--sessions-max", "10000", "sessions at a time" },
	{ "DATA_RETENTION_DAYS", "--data-retention-days", "0", "0: nothing outlives its session" },
	{ "RATE_LIMIT_MAX", "--rate-limit-max", "100", "costly requests per address and window" },
	{ "RATE_LIMIT_WINDOW", "--rate-limit-window", "900000", "milliseconds" },
	{ "ALLOWED_ORIGINS", "--allowed-origins", NULL, "comma-separated origins for browsers" },
	{ "POLL_MIN_MS", "--poll-min-ms", "30000", "quickest look for new fills" },
	{ "POLL_MAX_MS", "--poll-max-ms", "300000", "slowest look for new fills" },
	{ "LOG_LEVEL", "--log-level", "info", "debug, info, warn, error" },
};
enum { COUNT = sizeof(table) / sizeof(table[0]) };

static const struct listener_names listener_names = { "ENCLAVE_HOST", "ENCLAVE_PORT", "ENCLAVE_TLS",
	"ENCLAVE_TLS_CERT", "ENCLAVE_TLS_KEY", "ENCLAVE_TLS_OFF_ANYWHERE" };

void
config_wipe(struct config *c)
{
	settings_wipe(&c->settings);
}

void
config_help(FILE *out)
{
	settings_help(table, COUNT, out);
}

static const char *
text(const struct config *c, const char *name)
{
	return settings_text(&c->settings, name);
}

static enum err
numbers_load(struct config *c, struct why *why)
{
	const struct settings *s = &c->settings;

	TRY(settings_number(
	    s, "MAX_SESSION_TTL", ENVELOPE_TTL_MIN, ENVELOPE_TTL_MAX, &c->max_ttl_s, why));
	TRY(settings_number(
	    s, "DEFAULT_SESSION_TTL", ENVELOPE_TTL_MIN, c->max_ttl_s, &c->default_ttl_s, why));
	TRY(settings_number(s, "SESSION_CLEANUP_INTERVAL", 1000, 86400000, &c->cleanup_ms, why));
	TRY(settings_number(
	    s, "SESSIONS_MAX", 1, VAULT_COUNT_MAX - API_PENDING_MAX, &c->sessions_max, why));
	TRY(settings_number(s, "DATA_RETENTION_DAYS", 0, 0, &c->retention_days, why));
	TRY(settings_number(s, "RATE_LIMIT_MAX", 0, UINT32_MAX, &c->rate_max, why));
	TRY(settings_number(s, "RATE_LIMIT_WINDOW", 1000, 86400000, &c->rate_window_ms, why));
	TRY(settings_number(s, "POLL_MIN_MS", 100, 3600000, &c->poll_min_ms, why));
	return settings_number(s, "POLL_MAX_MS", c->poll_min_ms, 86400000, &c->poll_max_ms, why);
}

static enum err
provider_load(struct config *c, struct why *why)
{
	const char *name = text(c, "ENCLAVE_ATTESTATION");
	char known[256] = "";

	c->provider = name == NULL ? NULL : attest_provider_by_name(span_text(name));
	if (c->provider != NULL)
		return OK;
	for (size_t i = 0; attest_provider_at(i) != NULL; i++) {
		const size_t used = strlen(known);

		(void)snprintf(known + used, sizeof(known) - used, "%s%s", used > 0 ? ", " : "",
		    attest_provider_at(i)->name);
	}
	return why_set(why, ERR_INPUT,
	    "ENCLAVE_ATTESTATION (--attestation): name a provider; this build "
	    "has %s",
	    known[0] != '\0' ? known : "none");
}

/* The build's list; a sandbox on this machine only for an enclave that protects nothing anyway. */
static enum err
hosts_load(struct config *c, struct why *why)
{
	const char *sandbox = text(c, "ENCLAVE_SANDBOX_EXCHANGE");
	struct client_origin origin;

	c->hosts[c->host_count++] = (struct ingest_host){ "binance", false, NULL };
	if (sandbox == NULL)
		return OK;
	if (!c->provider->is_simulated)
		return why_set(why, ERR_INPUT,
		    "ENCLAVE_SANDBOX_EXCHANGE (--sandbox-exchange): only with the "
		    "simulated provider");
	if (client_origin_parse(sandbox, &origin, why) != OK) {
		why_prefix(why, "ENCLAVE_SANDBOX_EXCHANGE (--sandbox-exchange)");
		return ERR_INPUT;
	}
	if (!limiter_is_loopback(origin.host))
		return why_set(why, ERR_INPUT,
		    "ENCLAVE_SANDBOX_EXCHANGE (--sandbox-exchange): %s is not an "
		    "address of this machine (127.0.0.1)",
		    origin.host);
	c->hosts[c->host_count++] = (struct ingest_host){ "binance", true, sandbox };
	return OK;
}

static enum err
path_load(const struct config *c, const char *name, const char *file, char *out, size_t room,
    struct why *why)
{
	const char *given = text(c, name);
	const int size = given != NULL ? snprintf(out, room, "%s", given)
				       : snprintf(out, room, "%s/%s", c->data_dir, file);

	if (size < 0 || (size_t)size >= room)
		return why_set(why, ERR_LIMIT, "%s: the path is too long", name);
	return OK;
}

enum err
config_load(struct config *c, int argc, char **argv, struct why *why)
{
	*c = (struct config){ 0 };
	TRY(settings_load(&c->settings, table, COUNT, argc, argv, why));
	if (c->settings.wants_help || c->settings.wants_version)
		return OK;
	c->data_dir = text(c, "ENCLAVE_DATA_DIR");
	c->allowed_origins = text(c, "ALLOWED_ORIGINS");
	c->collateral_dir = text(c, "ENCLAVE_COLLATERAL_DIR");
	c->exchange_roots = text(c, "ENCLAVE_EXCHANGE_ROOTS");
	TRY(numbers_load(c, why));
	TRY(provider_load(c, why));
	TRY(listener_load(&c->listener, &c->settings, &listener_names, why));
	TRY(hosts_load(c, why));
	TRY(path_load(c, "ENCLAVE_PRIVATE_KEY", "identity.sealed", c->private_path,
	    sizeof(c->private_path), why));
	TRY(path_load(
	    c, "ENCLAVE_PUBLIC_KEY", "identity.pem", c->public_path, sizeof(c->public_path), why));
	if (log_level_parse(text(c, "LOG_LEVEL"), &c->log_level) != OK)
		return why_set(
		    why, ERR_INPUT, "LOG_LEVEL (--log-level): expected debug, info, warn or error");
	return OK;
}

/* "exchange.binance.live=https://api.binance.com https://fapi.binance.com": each origin once. */
static enum err
host_text(const struct ingest_host *h, struct buf *out)
{
	const struct exchange *x = exchange_by_name(h->exchange);
	const char *last = "";

	if (h->is_sandbox)
		return buf_print(out, "exchange.%s.sandbox=%s\n", h->exchange, h->url);
	TRY(buf_print(out, "exchange.%s.live=", h->exchange));
	for (size_t i = 0; i < x->family_count; i++) {
		const char *url = x->families[i].live;

		if (url == NULL || strcmp(url, last) == 0)
			continue;
		TRY(buf_print(out, "%s%s", *last == '\0' ? "" : " ", url));
		last = url;
	}
	return buf_u8(out, '\n');
}

enum err
config_text(const struct config *c, struct buf *out)
{
	TRY(buf_append(out, S("perf-aggregator-config/1\n")));
	TRY(buf_append(out, S("version=" PERF_AGGREGATOR_VERSION "\n")));
	TRY(buf_print(out, "attestation=%s\n", c->provider->name));
	TRY(buf_append(out, S("credentials=memory\n")));
	for (size_t i = 0; i < c->host_count; i++)
		TRY(host_text(&c->hosts[i], out));
	TRY(buf_print(out, "exchange.roots=%s\n", c->exchange_roots == NULL ? "system" : "given"));
	TRY(buf_print(out, "session.ttl=%d..%lld\n", ENVELOPE_TTL_MIN, (long long)c->max_ttl_s));
	return buf_print(out, "retention.days=%lld\n", (long long)c->retention_days);
}
