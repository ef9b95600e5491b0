/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gateway_room.h - a gateway before an enclave, both on one loop whose clock stands still; or
 * before an enclave of the test's own making.
 */
#ifndef TEST_HOST_GATEWAY_GATEWAY_ROOM_H
#define TEST_HOST_GATEWAY_GATEWAY_ROOM_H

#include "host/gateway/forward.h"
#include "test/enclave/api/enclave_room.h"

struct gateway_options {
	struct enclave_options enclave;
	uint32_t rate_max;
	bool expects_another; /* measurement than the enclave's */
	bool expects_intel;   /* no simulated root */
	FILE *log;
};

struct gateway_room {
	struct enclave_room enclave; /* its client talks to the gateway */
	struct gateway_config config;
	struct log log;
	struct backend *backend;
	struct forward forward;
	struct server *server;
	uint16_t enclave_port;
	const char *peer; /* callers seem to come from here */
};

void gateway_room_open(struct gateway_room *g, const struct gateway_options *options);
void gateway_room_close(struct gateway_room *g);

/* Stop the enclave; start another one on the same port. */
void gateway_room_enclave_stop(struct gateway_room *g);
void gateway_room_enclave_start(struct gateway_room *g, const char *config);

#endif
