/* SPDX-License-Identifier: Apache-2.0 */
/*
 * worker.h - the one thread of an enclave: it waits for the platform's quotes.
 *
 * A platform makes one quote at a time, in its own time, and may hang (docs/adr/0002).  The loop
 * must not wait for that, so it leaves report data here and asks again; a thread takes the
 * oldest, has the platform work, and puts down what came.  Whoever asks after the deadline is told
 * that nothing came, whatever the thread is stuck in.
 *
 * Room:      enclave/attest.  Calls: lib/base, POSIX threads.
 * Promises:  the platform is asked by one thread and one question at a time; a result goes to who
 *            asked for that report data, once; nothing here waits for the platform.
 * Threads:   all functions on the loop's thread; only worker_platform.quote runs on its own.
 */
#ifndef ATTEST_WORKER_H
#define ATTEST_WORKER_H

#include "enclave/attest/attest.h"

enum {
	WORKER_JOBS_MAX = 64,
	WORKER_DEADLINE_MS = 20000, /* clients wait longer (ATTESTATION_WAIT_MS): they hear of it */
	WORKER_EXTRA_SIZE_MAX = 65536,
};

struct worker; /* opaque */

/* What does the work.  `self` is touched by the thread alone. */
struct worker_platform {
	void *self;
	/* Append a quote over `report_data`, and what else the platform says to `extra`. */
	enum err (*quote)(void *self, const uint8_t report_data[ATTEST_REPORT_DATA_SIZE],
	    struct buf *out, struct buf *extra, struct why *why);
	void (*free)(void *self); /* when nobody uses it any more; also when worker_new() fails */
};

/*
 * Start the thread.  `clock` is borrowed.  `deadline_ms` 0: WORKER_DEADLINE_MS.
 * ERR_NOMEM; ERR_IO when the system gives no thread.
 */
enum err worker_new(const struct worker_platform *platform, const struct clock *clock,
    int64_t deadline_ms, struct worker **out);

/*
 * Never waits for the platform: a thread that is stuck in it frees everything when it comes back,
 * if it ever does.
 */
void worker_free(struct worker *w);

/*
 * The quote over this report data, appended to `out`, and what came with it to `extra` (NULL: not
 * wanted).
 * ERR_BUSY      it is being made: ask again with the same report data
 * ERR_LIMIT     WORKER_JOBS_MAX are being made already, and this one is not; or no room in `out`
 * ERR_UPSTREAM  the deadline is over; the thread's answer, if there ever is one, is thrown away
 * or what the platform's own function said, with its `why`.
 */
enum err worker_quote(struct worker *w, const uint8_t report_data[ATTEST_REPORT_DATA_SIZE],
    struct buf *out, struct buf *extra, struct why *why);

/* Nobody will ask for it any more. */
void worker_drop(struct worker *w, const uint8_t report_data[ATTEST_REPORT_DATA_SIZE]);

#endif
