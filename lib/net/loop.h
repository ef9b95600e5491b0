/* SPDX-License-Identifier: Apache-2.0 */
/*
 * loop.h - one thread waits here for sockets and timers.
 *
 * Level-triggered epoll; timers in a heap that sets the wait.  No timerfd and no signalfd: Gramine
 * lacks them (docs/adr/0001-own-loop-and-http.md); a pipe wakes it.  Callbacks run to completion
 * and may add or remove anything, themselves included.
 *
 * Whoever owns the clock can ask what there is to wait for, and move the clock there instead of
 * waiting: test/simulation runs hours of both sides of a connection so.
 *
 * Room:      lib/net.  Calls: lib/base.
 * Threads:   the thread that runs it.
 */
#ifndef NET_LOOP_H
#define NET_LOOP_H

#include "lib/base/bytes.h"
#include "lib/base/clock.h"

enum { LOOP_READ = 1, LOOP_WRITE = 2 };
enum { LOOP_WATCHES_MAX = 4096, LOOP_TIMERS_MAX = 16384 };

struct loop; /* opaque */

/* Called with the LOOP_* events that hold; an error or hang-up shows as both. */
typedef void loop_watch_fn(void *self, unsigned events);
typedef void loop_timer_fn(void *self);

/* A timer, embedded in whatever it belongs to; all zero means not armed. */
struct loop_timer {
	loop_timer_fn *fire;
	void *self;
	int64_t due_us;
	size_t heap_index; /* 1-based; 0: not armed */
};

/* ERR_NOMEM, ERR_IO.  `clock` is borrowed.  SIGPIPE is ignored in this process from now on. */
enum err loop_new(const struct clock *clock, struct loop **out);
void loop_free(struct loop *l); /* takes NULL */

/* The clock it was made with. */
const struct clock *loop_clock(const struct loop *l);

/* Watch `fd` for `events`; replaces what was asked before.  ERR_LIMIT, ERR_IO. */
enum err loop_watch(struct loop *l, int fd, unsigned events, loop_watch_fn *call, void *self);

/* Forget `fd` (before it is closed).  No callback for it runs after this returns. */
void loop_unwatch(struct loop *l, int fd);

/*
 * Fire once, `delay_ms` from now; an armed timer is moved.  Without a delay it fires at the end of
 * the round that runs, but one that keeps arming itself does not keep the sockets waiting.
 * ERR_LIMIT; `t` must stay put.
 */
enum err loop_timer_set(
    struct loop *l, struct loop_timer *t, int64_t delay_ms, loop_timer_fn *fire, void *self);
void loop_timer_cancel(struct loop *l, struct loop_timer *t);

/* Run until loop_stop().  ERR_IO. */
enum err loop_run(struct loop *l);

/* One round: wait at most `wait_ms`, run what is due. */
enum err loop_step(struct loop *l, int64_t wait_ms);

/* When the earliest timer is due, on the monotonic clock; INT64_MAX: there is none. */
int64_t loop_next_due_us(const struct loop *l);

/* Is no socket ready, nor becomes so within `wait_ms` of real time?  Runs nothing. */
bool loop_is_quiet(const struct loop *l, int wait_ms);

/* Make loop_run() return after the current callbacks.  Safe from a signal handler. */
void loop_stop(struct loop *l);

#endif
