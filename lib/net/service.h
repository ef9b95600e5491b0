/* SPDX-License-Identifier: Apache-2.0 */
/*
 * service.h - a server's whole life: run until SIGINT or SIGTERM, then finish what is under way.
 *
 * Room:      lib/net.  Calls: lib/base.
 */
#ifndef NET_SERVICE_H
#define NET_SERVICE_H

#include "lib/net/server.h"

enum { SERVICE_DRAIN_MS = 10000 };

/* From now on SIGINT and SIGTERM end service_run() on this loop.  One per process. */
void service_take_signals(struct loop *l);

/*
 * Serve until a signal or loop_stop(); then stop accepting and finish what is in flight, for at
 * most SERVICE_DRAIN_MS.  ERR_IO as loop_run.
 */
enum err service_run(struct loop *l, struct server *s, const struct log *log);

#endif
