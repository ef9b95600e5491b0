/* SPDX-License-Identifier: Apache-2.0 */
/*
 * asker.h - one person with one keep-alive connection, who asks and waits.
 *
 * A blocking socket and nothing else: what is measured is the server, not a client library.
 */
#ifndef BENCH_ASKER_H
#define BENCH_ASKER_H

#include "bench/program.h"
#include "lib/exchange/exchange.h"

enum { ASKER_ID_SIZE = 80 };

struct asker {
	unsigned port;
	int fd; /* -1: not connected */
	unsigned status;
	struct buf answer; /* head and body */
	struct span body;  /* of the answer */
};

struct asker asker_new(unsigned port);
void asker_wipe(struct asker *a);

/* Ask and take the whole answer; connects when it must.  `body` may be empty. */
void asker_ask(struct asker *a, const char *method, const char *target, struct span body);

/*
 * Register the sandbox's account `demo` at the stage's enclave as our clients do: verify its
 * evidence, seal the key, send it.  The session may be read with its id alone.
 */
void asker_register(struct asker *a, const struct stage *s, char id[ASKER_ID_SIZE]);

/* The key of the sandbox's account of this name. */
void asker_key(const struct stage *s, const char *name, struct credential *out);

#endif
