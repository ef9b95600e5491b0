/* SPDX-License-Identifier: Apache-2.0 */
#include "test/host/gateway/gateway_room.h"

#include "lib/net/server_call.h"
#include "test/enclave/attest/platform.h"

static void
handle(void *self, struct server_call *call, const struct http_request *request)
{
	struct gateway_room *g = self;
	const struct server_handler h = forward_handler(&g->forward);

	(void)snprintf(call->peer.text, sizeof(call->peer.text), "%s",
	    g->peer != NULL ? g->peer : "127.0.0.1");
	h.handle(h.self, call, request);
}

static size_t
body_size_max(void *self, const struct http_request *head)
{
	struct gateway_room *g = self;
	const struct server_handler h = forward_handler(&g->forward);

	return h.body_size_max(h.self, head);
}

void
gateway_room_open(struct gateway_room *g, const struct gateway_options *options)
{
	const struct gateway_options o =
	    options != NULL ? *options : (struct gateway_options){ .rate_max = 0 };
	const struct server_config server = { .host = "127.0.0.1",
		.handler = { .self = g, .body_size_max = body_size_max, .handle = handle },
		.log = &g->log };
	struct enclave_room *r = &g->enclave;
	struct client_config client = { .answer_size_max = 32 << 20, .answer_ms = 3600000 };
	struct why why = { "" };

	memset(g, 0, sizeof(*g));
	enclave_room_open(r, &o.enclave);
	g->enclave_port = server_port(r->net.server);
	g->log = (struct log){ o.log, LOG_DEBUG, &r->net.clock };
	g->config.backend = (struct client_origin){ .host = "127.0.0.1", .port = g->enclave_port };
	g->config.root = o.expects_intel ? *quote_root_intel() : *platform_root();
	quote_policy_default(NULL, &g->config.policy);
	CHECK_OK(quote_policy_allow(&g->config.policy, platform_measurement()));
	g->config.policy.identities[0].mrenclave[0] ^= o.expects_another;
	CHECK_OK(backend_new(r->net.loop, &g->config, &g->log, &g->backend, &why));
	g->forward = (struct forward){ &r->net.clock, &g->log, g->backend, NULL };
	CHECK_OK(limiter_new(o.rate_max, 60000, &g->forward.limiter));
	CHECK_OK(server_new(r->net.loop, &server, &g->server, &why));
	client_free(r->client);
	client.origin = (struct client_origin){ .host = "127.0.0.1" };
	client.origin.port = server_port(g->server);
	CHECK_OK(client_new(r->net.loop, &client, &r->client));
}

/* As the program does it. */
void
gateway_room_close(struct gateway_room *g)
{
	backend_free(g->backend);
	server_free(g->server);
	limiter_free(g->forward.limiter);
	enclave_room_close(&g->enclave);
}

void
gateway_room_enclave_stop(struct gateway_room *g)
{
	enclave_room_stop(&g->enclave);
}

void
gateway_room_enclave_start(struct gateway_room *g, const char *config)
{
	enclave_room_start(
	    &g->enclave, &(struct enclave_options){ .port = g->enclave_port, .config = config });
}
