/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/net/loop.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/epoll.h>
#include <unistd.h>

enum {
	FD_MAX = 65536,
	EVENTS_PER_ROUND = 256,
	DELAY_MS_MAX = 1000 * 86400 * 7,
};

struct watch {
	loop_watch_fn *call; /* NULL: not watched */
	void *self;
	unsigned events;
	uint32_t generation; /* tells an event fetched before loop_unwatch from one after */
};

struct loop {
	const struct clock *clock;
	int epoll_fd;
	int wake_fds[2]; /* a pipe: loop_stop() writes, the wait ends */
	atomic_bool is_stopped;
	struct watch *watches; /* by descriptor */
	size_t watch_room, watch_count;
	struct loop_timer **heap; /* [1..timer_count], the earliest first */
	size_t timer_room, timer_count;
};

static void
wake_drain(void *self, unsigned events)
{
	const struct loop *l = self;
	uint8_t scrap[64];

	(void)events;
	while (read(l->wake_fds[0], scrap, sizeof(scrap)) > 0)
		continue;
}

enum err
loop_new(const struct clock *clock, struct loop **out)
{
	struct loop *l = calloc(1, sizeof(*l));

	ENSURE(l != NULL, ERR_NOMEM);
	*l = (struct loop){ .clock = clock, .wake_fds = { -1, -1 } };
	l->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (l->epoll_fd < 0 || pipe2(l->wake_fds, O_NONBLOCK | O_CLOEXEC) != 0 ||
	    loop_watch(l, l->wake_fds[0], LOOP_READ, wake_drain, l) != OK) {
		loop_free(l);
		return ERR_IO;
	}
	/* A peer that leaves while we write is an error of that write, not the end of us. */
	(void)signal(SIGPIPE, SIG_IGN);
	*out = l;
	return OK;
}

void
loop_free(struct loop *l)
{
	if (l == NULL)
		return;
	for (size_t i = 0; i < 2; i++) {
		if (l->wake_fds[i] >= 0)
			(void)close(l->wake_fds[i]);
	}
	if (l->epoll_fd >= 0)
		(void)close(l->epoll_fd);
	for (size_t i = 1; i <= l->timer_count; i++)
		l->heap[i]->heap_index = 0;
	free(l->heap);
	free(l->watches);
	free(l);
}

const struct clock *
loop_clock(const struct loop *l)
{
	return l->clock;
}

/* Watches. */

static enum err
watches_cover(struct loop *l, size_t fd)
{
	size_t room = l->watch_room == 0 ? 64 : l->watch_room;
	struct watch *moved;

	if (fd < l->watch_room)
		return OK;
	while (room <= fd)
		room *= 2;
	moved = realloc(l->watches, room * sizeof(*moved));
	ENSURE(moved != NULL, ERR_LIMIT);
	memset(moved + l->watch_room, 0, (room - l->watch_room) * sizeof(*moved));
	l->watches = moved;
	l->watch_room = room;
	return OK;
}

static enum err
epoll_tell(const struct loop *l, int operation, int fd, const struct watch *w)
{
	struct epoll_event e = { 0 };

	e.events = ((w->events & LOOP_READ) != 0 ? (uint32_t)EPOLLIN : 0) |
	    ((w->events & LOOP_WRITE) != 0 ? (uint32_t)EPOLLOUT : 0);
	e.data.u64 = (uint64_t)w->generation << 32 | (uint32_t)fd;
	ENSURE(epoll_ctl(l->epoll_fd, operation, fd, &e) == 0, ERR_IO);
	return OK;
}

enum err
loop_watch(struct loop *l, int fd, unsigned events, loop_watch_fn *call, void *self)
{
	struct watch *w;
	bool is_new;

	ENSURE(fd >= 0 && fd < FD_MAX, ERR_LIMIT);
	TRY(watches_cover(l, (size_t)fd));
	w = &l->watches[fd];
	is_new = w->call == NULL;
	if (!is_new && w->events == events) {
		w->call = call;
		w->self = self;
		return OK;
	}
	ENSURE(!is_new || l->watch_count < LOOP_WATCHES_MAX, ERR_LIMIT);
	w->events = events;
	TRY(epoll_tell(l, is_new ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, fd, w));
	w->call = call;
	w->self = self;
	l->watch_count += is_new ? 1 : 0;
	return OK;
}

void
loop_unwatch(struct loop *l, int fd)
{
	struct watch *w;

	if (fd < 0 || (size_t)fd >= l->watch_room || l->watches[fd].call == NULL)
		return;
	w = &l->watches[fd];
	(void)epoll_ctl(l->epoll_fd, EPOLL_CTL_DEL, fd, NULL);
	*w = (struct watch){ .generation = w->generation + 1 };
	l->watch_count--;
}

static void
watch_run(struct loop *l, const struct epoll_event *e)
{
	const size_t fd = (uint32_t)e->data.u64;
	const struct watch w = l->watches[fd];
	unsigned events = 0;

	if (w.call == NULL || w.generation != e->data.u64 >> 32)
		return;
	if ((e->events & (EPOLLIN | EPOLLERR | EPOLLHUP)) != 0)
		events |= LOOP_READ;
	if ((e->events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) != 0)
		events |= LOOP_WRITE;
	w.call(w.self, events);
}

/* Timers: a binary heap of pointers, each timer knowing its place. */

static void
heap_put(struct loop *l, size_t i, struct loop_timer *t)
{
	l->heap[i] = t;
	t->heap_index = i;
}

static void
heap_settle(struct loop *l, size_t i)
{
	struct loop_timer *t = l->heap[i];
	size_t child;

	for (; i > 1 && t->due_us < l->heap[i / 2]->due_us; i /= 2)
		heap_put(l, i, l->heap[i / 2]);
	while ((child = 2 * i) <= l->timer_count) {
		if (child < l->timer_count && l->heap[child + 1]->due_us < l->heap[child]->due_us)
			child++;
		if (t->due_us <= l->heap[child]->due_us)
			break;
		heap_put(l, i, l->heap[child]);
		i = child;
	}
	heap_put(l, i, t);
}

static enum err
heap_grow(struct loop *l)
{
	const size_t room = l->timer_room == 0 ? 64 : 2 * l->timer_room;
	struct loop_timer **moved;

	ENSURE(l->timer_count < LOOP_TIMERS_MAX, ERR_LIMIT);
	if (l->timer_count + 1 < l->timer_room)
		return OK;
	moved = realloc(l->heap, room * sizeof(struct loop_timer *));
	ENSURE(moved != NULL, ERR_LIMIT);
	l->heap = moved;
	l->timer_room = room;
	return OK;
}

enum err
loop_timer_set(
    struct loop *l, struct loop_timer *t, int64_t delay_ms, loop_timer_fn *fire, void *self)
{
	int64_t delay = delay_ms < 0 ? 0 : delay_ms;

	if (t->heap_index == 0) {
		TRY(heap_grow(l));
		heap_put(l, ++l->timer_count, t);
	}
	if (delay > DELAY_MS_MAX)
		delay = DELAY_MS_MAX;
	t->fire = fire;
	t->self = self;
	t->due_us = clock_mono_us(l->clock) + delay * 1000;
	heap_settle(l, t->heap_index);
	return OK;
}

void
loop_timer_cancel(struct loop *l, struct loop_timer *t)
{
	const size_t i = t->heap_index;
	struct loop_timer *last;

	if (i == 0)
		return;
	t->heap_index = 0;
	last = l->heap[l->timer_count--];
	if (last == t)
		return;
	heap_put(l, i, last);
	heap_settle(l, i);
}

/*
 * At most as many as were armed when the round began: a timer that arms itself again with no delay
 * must not keep the sockets waiting.  What is armed with no delay by another one is due in the same
 * round: so the clock is read again.
 */
static void
timers_run(struct loop *l)
{
	int64_t now_us = clock_mono_us(l->clock);

	for (size_t left = l->timer_count; left > 0 && l->timer_count > 0; left--) {
		struct loop_timer *t = l->heap[1];

		if (t->due_us > now_us)
			now_us = clock_mono_us(l->clock);
		if (t->due_us > now_us)
			return;
		loop_timer_cancel(l, t);
		t->fire(t->self);
	}
}

static int
wait_of(const struct loop *l, int64_t wait_ms)
{
	int64_t wait = wait_ms, due_ms;

	if (l->timer_count > 0) {
		/* Rounded up: waking early would only wait again. */
		due_ms = (l->heap[1]->due_us - clock_mono_us(l->clock) + 999) / 1000;
		if (due_ms < wait)
			wait = due_ms;
	}
	return wait < 0 ? 0 : wait > INT_MAX ? INT_MAX : (int)wait;
}

enum err
loop_step(struct loop *l, int64_t wait_ms)
{
	struct epoll_event events[EVENTS_PER_ROUND];
	const int wait = wait_of(l, wait_ms);
	const int count = epoll_wait(l->epoll_fd, events, EVENTS_PER_ROUND, wait);

	ENSURE(count >= 0 || errno == EINTR, ERR_IO);
	for (int i = 0; i < count; i++)
		watch_run(l, &events[i]);
	timers_run(l);
	return OK;
}

int64_t
loop_next_due_us(const struct loop *l)
{
	return l->timer_count > 0 ? l->heap[1]->due_us : INT64_MAX;
}

bool
loop_is_quiet(const struct loop *l, int wait_ms)
{
	struct pollfd all = { .fd = l->epoll_fd, .events = POLLIN };

	return poll(&all, 1, wait_ms) == 0;
}

enum err
loop_run(struct loop *l)
{
	while (!atomic_load(&l->is_stopped))
		TRY(loop_step(l, DELAY_MS_MAX));
	atomic_store(&l->is_stopped, false);
	return OK;
}

void
loop_stop(struct loop *l)
{
	const int was = errno;

	atomic_store(&l->is_stopped, true);
	/* A full pipe is as good a wake-up as one more byte. */
	if (write(l->wake_fds[1], "", 1) < 0)
		errno = was;
}
