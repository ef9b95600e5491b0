/* SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/base/secret.h"
#include "lib/net/loop.h"
#include "test/check.h"

/* A loop on a clock that stands still, and a pair of sockets. */
struct loop_test {
	struct clock_fake time;
	struct clock clock;
	struct loop *loop;
	int fds[2];
	unsigned events;
	size_t calls;
};

static void
loop_test_wipe(struct loop_test *t)
{
	loop_free(t->loop);
	(void)close(t->fds[0]);
	(void)close(t->fds[1]);
}

static void
loop_test_start(struct loop_test *t)
{
	t->time = (struct clock_fake){ 1790000000000, 7000000 };
	t->clock = clock_fake(&t->time);
	CHECK_OK(loop_new(&t->clock, &t->loop));
	CHECK_INT(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, t->fds), 0);
}

static void
on_event(void *self, unsigned events)
{
	struct loop_test *t = self;

	t->events = events;
	t->calls++;
}

TEST(loop_reports_what_was_asked_for_as_long_as_it_holds)
{
	AUTO(loop_test) t = { 0 };

	loop_test_start(&t);
	CHECK_OK(loop_watch(t.loop, t.fds[0], LOOP_READ, on_event, &t));
	CHECK_OK(loop_step(t.loop, 0));
	CHECK_INT(t.calls, 0);
	CHECK_INT(send(t.fds[1], "x", 1, 0), 1);
	CHECK_OK(loop_step(t.loop, 0));
	CHECK_OK(loop_step(t.loop, 0));
	CHECK_INT(t.calls, 2); /* level-triggered: nobody read it */
	CHECK_INT(t.events, LOOP_READ);
	CHECK_OK(loop_watch(t.loop, t.fds[0], LOOP_READ | LOOP_WRITE, on_event, &t));
	CHECK_OK(loop_step(t.loop, 0));
	CHECK_INT(t.events, LOOP_READ | LOOP_WRITE);
	CHECK_OK(loop_watch(t.loop, t.fds[0], 0, on_event, &t));
	CHECK_OK(loop_step(t.loop, 0));
	CHECK_INT(t.calls, 3);
	(void)close(t.fds[1]);
	t.fds[1] = -1;
	CHECK_OK(loop_step(t.loop, 0));
	CHECK_INT(t.calls, 4); /* a hang-up is told even to who asked for nothing */
	CHECK_INT(t.events, LOOP_READ | LOOP_WRITE);
	loop_unwatch(t.loop, t.fds[0]);
	loop_unwatch(t.loop, t.fds[0]);
	loop_unwatch(t.loop, -1);
	CHECK_OK(loop_step(t.loop, 0));
	CHECK_INT(t.calls, 4);
}

/* Two watches are ready in one round; the first to run forgets the other. */
struct rivals {
	struct loop *loop;
	int fds[2];
	size_t calls;
};

static void
on_rival(void *self, unsigned events)
{
	struct rivals *r = self;

	(void)events;
	r->calls++;
	loop_unwatch(r->loop, r->fds[0]);
	loop_unwatch(r->loop, r->fds[1]);
	/* Even a new watch of the same descriptor is not told the old one's event. */
	CHECK_OK(loop_watch(r->loop, r->fds[0], 0, on_rival, r));
	CHECK_OK(loop_watch(r->loop, r->fds[1], 0, on_rival, r));
}

TEST(loop_calls_nobody_after_unwatch_not_even_in_the_same_round)
{
	AUTO(loop_test) t = { 0 };
	struct rivals r;

	loop_test_start(&t);
	r = (struct rivals){ t.loop, { t.fds[0], t.fds[1] }, 0 };
	CHECK_INT(send(t.fds[0], "x", 1, 0), 1);
	CHECK_INT(send(t.fds[1], "x", 1, 0), 1);
	CHECK_OK(loop_watch(t.loop, t.fds[0], LOOP_READ, on_rival, &r));
	CHECK_OK(loop_watch(t.loop, t.fds[1], LOOP_READ, on_rival, &r));
	CHECK_OK(loop_step(t.loop, 0));
	CHECK_INT(r.calls, 1);
}

TEST(loop_watch_refuses_bad_and_too_many_descriptors)
{
	AUTO(loop_test) t = { 0 };

	loop_test_start(&t);
	CHECK_ERR(loop_watch(t.loop, -1, LOOP_READ, on_event, &t), ERR_LIMIT);
	CHECK_ERR(loop_watch(t.loop, 1 << 20, LOOP_READ, on_event, &t), ERR_LIMIT);
	(void)close(t.fds[1]);
	CHECK_ERR(loop_watch(t.loop, t.fds[1], LOOP_READ, on_event, &t), ERR_IO);
	t.fds[1] = -1;
}

/* Timers that write down the order they fired in. */
struct tick {
	struct loop_timer timer;
	struct ticks *all;
	int64_t delay_ms;
};

struct ticks {
	struct loop *loop;
	struct tick tick[200];
	size_t order[200], count;
};

static void
on_tick(void *self)
{
	struct tick *t = self;

	t->all->order[t->all->count++] = (size_t)(t - t->all->tick);
}

TEST(timers_fire_once_each_in_the_order_of_their_time)
{
	AUTO(loop_test) t = { 0 };
	static struct ticks all;
	unsigned seed = 1;

	loop_test_start(&t);
	all = (struct ticks){ .loop = t.loop };
	for (size_t i = 0; i < 200; i++) {
		struct tick *one = &all.tick[i];

		seed = seed * 1103515245 + 12345;
		one->all = &all;
		one->delay_ms = 1 + seed / 65536 % 1000;
		CHECK_OK(loop_timer_set(t.loop, &one->timer, 5, on_tick, one));
		CHECK_OK(loop_timer_set(t.loop, &one->timer, one->delay_ms, on_tick, one));
	}
	for (size_t i = 0; i < 200; i += 5) {
		loop_timer_cancel(t.loop, &all.tick[i].timer);
		loop_timer_cancel(t.loop, &all.tick[i].timer);
	}
	for (int64_t ms = 1; ms <= 1001; ms++) {
		clock_fake_advance_ms(&t.time, 1);
		CHECK_OK(loop_step(t.loop, 0));
		for (size_t i = 0; i < 200; i++) {
			const struct tick *one = &all.tick[i];

			CHECK((one->timer.heap_index == 0) == (one->delay_ms <= ms || i % 5 == 0));
		}
	}
	CHECK_INT(all.count, 160);
	for (size_t i = 1; i < all.count; i++)
		CHECK(all.tick[all.order[i - 1]].delay_ms <= all.tick[all.order[i]].delay_ms);
}

static void
on_restless(void *self)
{
	struct tick *t = self;

	t->all->count++;
	CHECK_OK(loop_timer_set(t->all->loop, &t->timer, 0, on_restless, t));
}

TEST(a_timer_that_rearms_itself_does_not_hold_the_round)
{
	AUTO(loop_test) t = { 0 };
	static struct ticks all;

	loop_test_start(&t);
	all = (struct ticks){ .loop = t.loop };
	all.tick[0].all = &all;
	CHECK_OK(loop_timer_set(t.loop, &all.tick[0].timer, -5, on_restless, &all.tick[0]));
	CHECK_OK(loop_step(t.loop, 1000));
	CHECK_INT(all.count, 1);
	CHECK_OK(loop_step(t.loop, 1000));
	CHECK_INT(all.count, 2);
}

TEST(timers_end_at_their_limit)
{
	AUTO(loop_test) t = { 0 };
	static struct loop_timer timers[LOOP_TIMERS_MAX + 1];

	loop_test_start(&t);
	for (size_t i = 0; i < LOOP_TIMERS_MAX; i++)
		CHECK_OK(loop_timer_set(t.loop, &timers[i], 1000, on_tick, NULL));
	CHECK_ERR(loop_timer_set(t.loop, &timers[LOOP_TIMERS_MAX], 1, on_tick, NULL), ERR_LIMIT);
	CHECK_OK(loop_timer_set(t.loop, &timers[7], 2000, on_tick, NULL)); /* moving is free */
	loop_timer_cancel(t.loop, &timers[0]);
	CHECK_OK(loop_timer_set(t.loop, &timers[LOOP_TIMERS_MAX], 1, on_tick, NULL));
}

static struct loop *signalled;

static void
on_signal(int number)
{
	(void)number;
	loop_stop(signalled);
}

static void
on_raise(void *self)
{
	(void)self;
	(void)raise(SIGUSR1);
}

TEST(loop_stop_from_a_signal_handler_ends_the_run)
{
	AUTO(loop_test) t = { 0 };
	struct loop_timer timer = { 0 };
	void (*before)(int) = signal(SIGUSR1, on_signal);

	loop_test_start(&t);
	signalled = t.loop;
	CHECK_OK(loop_timer_set(t.loop, &timer, 0, on_raise, NULL));
	CHECK_OK(loop_run(t.loop));
	/* Stopped before it began: it returns at once, and the next step does not wait. */
	loop_stop(t.loop);
	CHECK_OK(loop_run(t.loop));
	for (int i = 0; i < 100000; i++)
		loop_stop(t.loop); /* far more than the pipe holds: it must not block */
	CHECK_OK(loop_run(t.loop));
	CHECK_OK(loop_step(t.loop, 1000));
	(void)signal(SIGUSR1, before);
}

TEST(loop_wait_ends_when_the_next_timer_is_due)
{
	struct loop *loop;
	static struct ticks all;
	const int64_t before_us = clock_mono_us(clock_system());
	int64_t took_us;

	CHECK_OK(loop_new(clock_system(), &loop));
	all = (struct ticks){ .loop = loop };
	all.tick[0].all = &all;
	CHECK_OK(loop_timer_set(loop, &all.tick[0].timer, 20, on_tick, &all.tick[0]));
	CHECK_OK(loop_step(loop, 60000));
	took_us = clock_mono_us(clock_system()) - before_us;
	CHECK_INT(all.count, 1); /* one wait, rounded up, is enough */
	CHECK(took_us >= 20000 && took_us < 10000000);
	loop_free(loop);
	loop_free(NULL);
}

static void
count_fired(void *self)
{
	struct loop_test *t = self;

	t->calls++;
}

TEST(loop_says_what_there_is_to_wait_for)
{
	AUTO(loop_test) t = { 0 };
	struct loop_timer soon = { 0 }, late = { 0 };
	uint8_t byte;

	loop_test_start(&t);
	CHECK(loop_next_due_us(t.loop) == INT64_MAX);
	CHECK_OK(loop_timer_set(t.loop, &late, 3600000, count_fired, &t));
	CHECK_OK(loop_timer_set(t.loop, &soon, 40, count_fired, &t));
	CHECK(loop_next_due_us(t.loop) == t.time.mono_us + 40000);
	clock_fake_advance_ms(&t.time, 40);
	CHECK_OK(loop_step(t.loop, 0));
	CHECK_INT(t.calls, 1);
	CHECK(loop_next_due_us(t.loop) == t.time.mono_us + 3599960000);
	loop_timer_cancel(t.loop, &late);
	CHECK(loop_next_due_us(t.loop) == INT64_MAX);
	CHECK_OK(loop_watch(t.loop, t.fds[0], LOOP_READ, on_event, &t));
	CHECK(loop_is_quiet(t.loop, 0));
	CHECK_INT(send(t.fds[1], "x", 1, 0), 1);
	CHECK(!loop_is_quiet(t.loop, 1000));
	CHECK_INT(t.calls, 1); /* it runs nothing */
	CHECK_INT(recv(t.fds[0], &byte, 1, 0), 1);
	CHECK(loop_is_quiet(t.loop, 0));
}

/* Timers of which each sets the next one, without a delay. */
struct chain {
	struct loop *loop;
	struct clock_fake *time;
	struct loop_timer timers[4], late;
	size_t fired;
};

static void
on_late(void *self)
{
	(void)self;
}

static void
on_link(void *self)
{
	struct chain *c = self;

	c->fired++;
	clock_fake_advance_ms(c->time, 1); /* it took its time */
	if (c->fired < 4)
		CHECK_OK(loop_timer_set(c->loop, &c->timers[c->fired], 0, on_link, c));
}

TEST(loop_fires_what_has_no_delay_in_the_round_that_runs_whatever_the_clock_says)
{
	AUTO(loop_test) t = { 0 };
	struct chain c = { 0 };

	loop_test_start(&t);
	c.loop = t.loop;
	c.time = &t.time;
	/* Of as many as were armed when the round began: there are others. */
	for (size_t i = 1; i < 4; i++)
		CHECK_OK(loop_timer_set(t.loop, &c.timers[i], 1000, on_late, &c));
	CHECK_OK(loop_timer_set(t.loop, &c.late, 5, on_late, &c));
	CHECK_OK(loop_timer_set(t.loop, &c.timers[0], 0, on_link, &c));
	CHECK(loop_next_due_us(t.loop) <= t.time.mono_us);
	CHECK_OK(loop_step(t.loop, 1000));
	CHECK_INT(c.fired, 4);
	CHECK(c.late.heap_index != 0); /* its time has not come */
	loop_timer_cancel(t.loop, &c.late);
}
