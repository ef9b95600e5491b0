/* SPDX-License-Identifier: Apache-2.0 */
/*
 * perf-aggregator-gateway - a public front that can read nothing secret.
 *
 * Verifies the enclave, forwards what its table allows, logs by allow-list.
 */
#include "host/gateway/forward.h"
#include "lib/base/secret.h"
#include "lib/net/service.h"

enum { EXIT_USAGE = 64, EXIT_START = 78 };

struct program {
	struct gateway_config config;
	struct log log;
	struct loop *loop;
	struct tls_server *tls;
	struct server *server;
	struct backend *backend;
	struct forward forward;
};

static enum err
server_make(struct program *p, struct why *why)
{
	const struct gateway_config *c = &p->config;

	if (c->tls == GATEWAY_TLS_SELF)
		TRY(tls_server_new_self(&p->tls));
	if (c->tls == GATEWAY_TLS_FILES)
		TRY(tls_server_new_files(c->tls_certificate, c->tls_key, &p->tls, why));
	return server_new(p->loop,
	    &(struct server_config){ .host = c->host,
		.port = c->port,
		.tls = p->tls,
		.handler = forward_handler(&p->forward),
		.log = &p->log },
	    &p->server, why);
}

static enum err
start(struct program *p, struct why *why)
{
	char address[128];

	p->log = (struct log){ stdout, p->config.log_level, clock_system() };
	TRY(loop_new(clock_system(), &p->loop));
	TRY(backend_new(p->loop, &p->config, &p->log, &p->backend, why));
	p->forward = (struct forward){ clock_system(), &p->log, p->backend, NULL };
	TRY(limiter_new(
	    (uint32_t)p->config.rate_max, p->config.rate_window_ms, &p->forward.limiter));
	TRY(server_make(p, why));
	service_take_signals(p->loop);
	(void)snprintf(address, sizeof(address), "%s://%s:%u", p->tls != NULL ? "https" : "http",
	    p->config.host, (unsigned)server_port(p->server));
	if (p->config.root.anchor == QUOTE_ANCHOR_SIMULATED)
		(void)fprintf(
		    stderr, "SIMULATED - NOT PROTECTED: a simulated enclave is accepted\n");
	LOG(&p->log, LOG_INFO, "ready", LOG_T(LOG_ADDRESS, address));
	backend_probe(p->backend);
	return OK;
}

/* In the order of dependence; every free takes what was never made. */
static void
program_wipe(struct program *p)
{
	backend_free(p->backend);
	server_free(p->server);
	limiter_free(p->forward.limiter);
	tls_server_free(p->tls);
	loop_free(p->loop);
	gateway_config_wipe(&p->config);
}

static int
run(struct program *p)
{
	struct why why = { "" };
	enum err e = start(p, &why);

	if (e != OK) {
		(void)fprintf(stderr, "perf-aggregator-gateway: %s\n",
		    why.text[0] != '\0' ? why.text : err_words(e));
		return EXIT_START;
	}
	return service_run(p->loop, p->server, &p->log) == OK ? 0 : 1;
}

int
main(int argc, char **argv)
{
	AUTO(program) p = { 0 };
	struct why why = { "" };

	process_harden();
	if (crypto_start() != OK) {
		(void)fputs("perf-aggregator-gateway: libcrypto does not start\n", stderr);
		return EXIT_START;
	}
	if (gateway_config_load(&p.config, argc, argv, &why) != OK) {
		(void)fprintf(stderr, "perf-aggregator-gateway: %s\n", why.text);
		return EXIT_USAGE;
	}
	if (p.config.settings.wants_version) {
		(void)printf("perf-aggregator-gateway %s\n", PERF_AGGREGATOR_VERSION);
		return 0;
	}
	if (p.config.settings.wants_help) {
		(void)printf("perf-aggregator-gateway: verifies the enclave, forwards, reads "
			     "nothing secret\n\n");
		gateway_config_help(stdout);
		return 0;
	}
	return run(&p);
}
