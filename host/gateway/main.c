/* SPDX-License-Identifier: Apache-2.0 */
/*
 * perf-aggregator-gateway - a public front that can read nothing secret.
 *
 * Verifies the enclave, forwards what its table allows, logs by allow-list.
 */
#include "host/gateway/forward.h"
#include "lib/base/secret.h"
#include "lib/net/service.h"

struct program {
	struct gateway_config config;
	struct service service;
	struct tls_server *tls;
	struct backend *backend;
	struct forward forward;
};

static enum err
server_make(struct program *p, struct why *why)
{
	const struct gateway_config *c = &p->config;

	TRY(listener_tls_new(&c->listener, &p->tls, why));
	return server_new(p->service.loop,
	    &(struct server_config){ .host = c->listener.host,
		.port = c->listener.port,
		.tls = p->tls,
		.handler = forward_handler(&p->forward),
		.log = &p->service.log },
	    &p->service.server, why);
}

static enum err
start(void *self, struct why *why)
{
	struct program *p = self;
	char address[LISTENER_ADDRESS_SIZE];

	p->service.log = (struct log){ stdout, p->config.log_level, clock_system() };
	TRY(loop_new(clock_system(), &p->service.loop));
	TRY(backend_new(p->service.loop, &p->config, &p->service.log, &p->backend, why));
	p->forward = (struct forward){ clock_system(), &p->service.log, p->backend, NULL };
	TRY(limiter_new(
	    (uint32_t)p->config.rate_max, p->config.rate_window_ms, &p->forward.limiter));
	TRY(server_make(p, why));
	service_take_signals(p->service.loop);
	listener_address(&p->config.listener, server_port(p->service.server), address);
	if (p->config.root.anchor == QUOTE_ANCHOR_SIMULATED)
		(void)fprintf(
		    stderr, "SIMULATED - NOT PROTECTED: a simulated enclave is accepted\n");
	LOG(&p->service.log, LOG_INFO, "ready", LOG_T(LOG_ADDRESS, address));
	backend_probe(p->backend);
	return OK;
}

/* In the order of dependence; every free takes what was never made. */
static void
program_wipe(struct program *p)
{
	backend_free(p->backend);
	server_free(p->service.server);
	limiter_free(p->forward.limiter);
	tls_server_free(p->tls);
	loop_free(p->service.loop);
	gateway_config_wipe(&p->config);
}

static enum err
load(void *self, int argc, char **argv, struct why *why)
{
	struct program *p = self;

	return gateway_config_load(&p->config, argc, argv, why);
}

int
main(int argc, char **argv)
{
	AUTO(program) p = { 0 };

	p.service = (struct service){
		.name = "perf-aggregator-gateway",
		.about = "verifies the enclave, forwards, reads nothing secret",
		.self = &p,
		.load = load,
		.settings = &p.config.settings,
		.help = gateway_config_help,
		.start = start,
	};
	process_harden();
	return service_main(&p.service, argc, argv);
}
