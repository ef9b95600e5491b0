/* SPDX-License-Identifier: Apache-2.0 */
/*
 * queue.h - who is next, when many want more than there is.
 *
 * Start-time fair queueing: each entry has a tag, its owner's earlier work counted in weight, and
 * the least tag is next.  Who asks for much waits behind who asks for little, however many entries
 * either has; who was away has saved nothing up and lost nothing.
 *
 * Room:      enclave/outbound.
 * Promises:  to take an entry off, or to put in one that comes after most others, costs the same
 *            however many wait.
 */
#ifndef INGEST_QUEUE_H
#define INGEST_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Embedded in whatever waits. */
struct queue_entry {
	struct queue_entry *next, *before;
	uint64_t tag;
};

struct queue {
	struct queue_entry *first, *last; /* by tag */
	uint64_t now;                     /* the tag of what was served last */
};

/* `*finish` is the owner's: where its last entry ends; 0 at first.  `cost` is its weight. */
void queue_put(struct queue *q, struct queue_entry *e, uint64_t *finish, uint64_t cost);

/* Before everybody. */
void queue_put_first(struct queue *q, struct queue_entry *e);

/* With the tag it has already: it was served, and has to come back. */
void queue_put_again(struct queue *q, struct queue_entry *e);

/* It is served: off the queue, and time goes on. */
void queue_serve(struct queue *q, struct queue_entry *e);

/* It does not want to any more. */
void queue_remove(struct queue *q, struct queue_entry *e);

#endif
