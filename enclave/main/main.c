/* SPDX-License-Identifier: Apache-2.0 */
/*
 * perf-aggregator-enclave - the program inside the boundary.
 *
 * Reads its configuration, makes each room and hands it the pointers it may use, serves until it
 * is told to stop.  Nothing here decides anything: it is the wiring.
 */
#include "enclave/api/api.h"
#include "enclave/main/config.h"
#include "lib/base/memory.h"
#include "lib/base/text.h"
#include "lib/net/service.h"

enum { TICK_MS = 20000 };

struct program {
	struct config config;
	struct service service;
	struct tls_client *tls_client;
	struct tls_server *tls_server;
	struct api api;
	struct loop_timer tick;
	int64_t swept_ms;
};

/* Every 20 s: let go of what expired, rotate the receive key; every hour: forget. */
static void
tick(void *self)
{
	struct program *p = self;
	const int64_t now_ms = clock_mono_ms(clock_system());

	p->api.monitor.sessions_expired += sessions_release_expired(p->api.sessions);
	bundles_look(p->api.bundles);
	if (now_ms - p->swept_ms >= p->config.cleanup_ms) {
		(void)sessions_sweep(p->api.sessions);
		p->swept_ms = now_ms;
	}
	if (keyring_tick(p->api.keyring) != OK ||
	    loop_timer_set(p->service.loop, &p->tick, TICK_MS, tick, p) != OK) {
		LOG(&p->service.log, LOG_ERROR, "tick_failed", LOG_N(LOG_COUNT, 1));
		loop_stop(p->service.loop); /* without it sessions would outlive their time */
	}
}

/* The platform, and that what it gives would be believed. */
static enum err
evidence_make(struct program *p, struct why *why)
{
	struct api *a = &p->api;
	const struct attest_config config = { .state_dir = p->config.data_dir };

	a->provider = p->config.provider;
	a->is_simulated = a->provider->is_simulated;
	TRY(a->provider->open(&config, &a->provider_self, why));
	a->provider->measurement(a->provider_self, &a->measurement);
	return bundles_new(&(struct bundles_config){ .provider = a->provider,
			       .provider_self = a->provider_self,
			       .dir = p->config.collateral_dir,
			       .clock = clock_system(),
			       .log = &p->service.log },
	    &a->bundles, why);
}

/* The configuration that is bound, and the keys: kept where the platform has a key to seal with. */
static enum err
identity_make(struct program *p, struct why *why)
{
	struct api *a = &p->api;
	AUTO(buf) text = buf_new(ATTESTATION_CONFIG_SIZE_MAX);
	AUTO(mac_key) from_tee = { 0 };
	AUTO(seal_key) seal = { 0 };
	struct keyring_config config = { .clock = clock_system(),
		.public_path = p->config.public_path };
	const enum err sealed = a->provider->seal_key(a->provider_self, &from_tee);

	TRY(config_text(&p->config, &text));
	TRY(span_to_text(buf_span(&text), a->config, sizeof(a->config)));
	TRY(sha256_of(buf_span(&text), a->config_sha256));
	if (sealed == ERR_ABSENT) {
		LOG(&p->service.log, LOG_WARN, "identity_not_kept",
		    LOG_T(LOG_REASON, "this platform has no key to seal it with"));
	} else {
		TRY(sealed);
		memcpy(seal.b, from_tee.b, sizeof(seal.b));
		config.seal = &seal;
		config.private_path = p->config.private_path;
	}
	return keyring_new(&config, &a->keyring, why);
}

static enum err
rooms_make(struct program *p, struct why *why)
{
	struct api *a = &p->api;
	const struct config *c = &p->config;

	a->loop = p->service.loop;
	a->clock = clock_system();
	a->log = &p->service.log;
	a->allowed_origins = c->allowed_origins;
	a->default_ttl_s = c->default_ttl_s;
	a->max_ttl_s = c->max_ttl_s;
	TRY(random_hex(a->enclave_id, sizeof(a->enclave_id)));
	TRY(vault_new((size_t)c->sessions_max + API_PENDING_MAX, &a->vault));
	TRY(limiter_new((uint32_t)c->rate_max, c->rate_window_ms, &a->limiter));
	TRY(tls_client_new(TLS_TRUST_ROOTS, c->exchange_roots, &p->tls_client, why));
	TRY(ingest_new(&(struct ingest_config){ .loop = p->service.loop,
			   .vault = a->vault,
			   .log = &p->service.log,
			   .tls = p->tls_client,
			   .hosts = c->hosts,
			   .host_count = c->host_count,
			   .poll_min_ms = c->poll_min_ms,
			   .poll_max_ms = c->poll_max_ms },
	    &a->ingest, why));
	return sessions_new(&(struct sessions_config){ .clock = clock_system(),
				.keyring = a->keyring,
				.count_max = (size_t)c->sessions_max,
				.release = api_release,
				.self = a },
	    &a->sessions);
}

static enum err
server_make(struct program *p, struct why *why)
{
	const struct config *c = &p->config;

	TRY(listener_tls_new(&c->listener, &p->tls_server, why));
	p->api.has_tls = p->tls_server != NULL;
	if (p->api.has_tls)
		tls_server_spki(p->tls_server, p->api.tls_spki_sha256);
	return server_new(p->service.loop,
	    &(struct server_config){ .host = c->listener.host,
		.port = c->listener.port,
		.tls = p->tls_server,
		.handler = api_handler(&p->api),
		.log = &p->service.log },
	    &p->service.server, why);
}

static void
announce(const struct program *p)
{
	AUTO(buf) measurement = buf_new(128);
	char address[LISTENER_ADDRESS_SIZE];

	if (text_hex_write(measurement_span(&p->api.measurement), &measurement) != OK ||
	    buf_u8(&measurement, 0) != OK)
		return;
	listener_address(&p->config.listener, server_port(p->service.server), address);
	if (p->api.is_simulated)
		(void)fprintf(stderr,
		    "SIMULATED - NOT PROTECTED: quotes are signed by a key in %s; this "
		    "machine's operator can read everything. For demos and tests only.\n",
		    p->config.data_dir);
	LOG(&p->service.log, p->api.is_simulated ? LOG_WARN : LOG_INFO, "ready",
	    LOG_T(LOG_ADDRESS, address), LOG_T(LOG_PROVIDER, p->api.provider->name),
	    LOG_T(LOG_MEASUREMENT, (const char *)measurement.p));
}

static enum err
start(void *self, struct why *why)
{
	struct program *p = self;

	p->service.log = (struct log){ stdout, p->config.log_level, clock_system() };
	TRY(loop_new(clock_system(), &p->service.loop));
	TRY(evidence_make(p, why));
	TRY(identity_make(p, why));
	TRY(rooms_make(p, why));
	TRY(server_make(p, why));
	p->swept_ms = clock_mono_ms(clock_system());
	TRY(loop_timer_set(p->service.loop, &p->tick, TICK_MS, tick, p));
	service_take_signals(p->service.loop);
	announce(p);
	return OK;
}

/* In the order of dependence; every free takes what was never made. */
static void
program_wipe(struct program *p)
{
	server_free(p->service.server);
	api_drop_waiting(&p->api);
	sessions_free(p->api.sessions);
	ingest_free(p->api.ingest);
	api_drop_pending(&p->api);
	vault_free(p->api.vault);
	keyring_free(p->api.keyring);
	limiter_free(p->api.limiter);
	bundles_free(p->api.bundles);
	if (p->api.provider != NULL)
		p->api.provider->close(p->api.provider_self);
	tls_server_free(p->tls_server);
	tls_client_free(p->tls_client);
	loop_free(p->service.loop);
	config_wipe(&p->config);
}

static enum err
load(void *self, int argc, char **argv, struct why *why)
{
	struct program *p = self;

	return config_load(&p->config, argc, argv, why);
}

int
main(int argc, char **argv)
{
	AUTO(program) p = { 0 };

	p.service = (struct service){
		.name = "perf-aggregator-enclave",
		.about = "collects trades behind attestation, serves metrics",
		.self = &p,
		.load = load,
		.settings = &p.config.settings,
		.help = config_help,
		.start = start,
	};
	process_harden();
	memory_reserve(MEMORY_HEAP_SIZE);
	return service_main(&p.service, argc, argv);
}
