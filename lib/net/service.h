/* SPDX-License-Identifier: Apache-2.0 */
/*
 * service.h - a server's whole life: read the settings, start, run until SIGINT or SIGTERM, then
 * finish what is under way.
 *
 * Room:      lib/net.  Calls: lib/crypto, lib/base.
 */
#ifndef NET_SERVICE_H
#define NET_SERVICE_H

#include "lib/base/settings.h"
#include "lib/net/server.h"

enum { SERVICE_DRAIN_MS = 10000 };

/* How a program ends that never served. */
enum { SERVICE_EXIT_USAGE = 64, SERVICE_EXIT_START = 78 };

struct service {
	const char *name;  /* of the program */
	const char *about; /* one line, for --help */
	void *self;
	/* Read and check the settings.  Errors with `why`. */
	enum err (*load)(void *self, int argc, char **argv, struct why *why);
	const struct settings *settings; /* that were loaded */
	void (*help)(FILE *out);         /* print the table of settings */
	/* Make what is needed to serve, with the three below, and take the signals.  Errors with or
	 * without `why`. */
	enum err (*start)(void *self, struct why *why);
	struct loop *loop;
	struct server *server;
	struct log log;
};

/*
 * A server's main(), behind process_harden().  What main() returns: 0 after a signal, --help or
 * --version; SERVICE_EXIT_USAGE; SERVICE_EXIT_START; 1 when the loop failed.  What `start` made is
 * still the caller's.
 */
int service_main(struct service *s, int argc, char **argv);

/* From now on SIGINT and SIGTERM end service_run() on this loop.  One per process. */
void service_take_signals(struct loop *l);

/*
 * Serve until a signal or loop_stop(); then stop accepting and finish what is in flight, for at
 * most SERVICE_DRAIN_MS.  ERR_IO as loop_run.
 */
enum err service_run(struct loop *l, struct server *s, const struct log *log);

#endif
