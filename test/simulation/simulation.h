/* SPDX-License-Identifier: Apache-2.0 */
/*
 * simulation.h - the real sandbox and the real collecting of the enclave on one loop, whose clock
 * the test owns: hours of an account's life in milliseconds, the same every time.
 *
 * Both sides talk over real sockets.  Whenever neither has anything to do at this moment, the
 * clock goes on to the next timer: a ban of two minutes, a stalled answer, an hour between turns
 * cost nothing.  What goes wrong is a plan of the sandbox's (host/sandbox/faults.h).
 *
 * README.md has how to add a case, and how to run one seed alone.
 */
#ifndef TEST_SIMULATION_SIMULATION_H
#define TEST_SIMULATION_SIMULATION_H

#include "enclave/ingest/collection.h"
#include "host/sandbox/front.h"
#include "test/check.h"

enum {
	SIMULATION_POLL_MIN_MS = 30000,
	SIMULATION_POLL_MAX_MS = 300000,
	/* What goes wrong does so through the first turn that asks everything again, at an hour. */
	SIMULATION_FAULTS_MS = 70 * 60000,
	/* Then comes another, with time to look once more for what balances say is missing. */
	SIMULATION_CALM_MS = 80 * 60000,
	SIMULATION_SOON_MS = 10 * 60000, /* by then most of what goes wrong is over */
};

#define SIMULATION_FROM_MS 1795868400000LL /* 2026-11-28T12:20:00Z */

/* Both ends of TLS. */
struct simulation_tls {
	struct tls_server *server;
	struct tls_client *client;
};

/* One account, and what it is collected as. */
struct simulation_account {
	const char *name, *type;          /* "small", "spot" */
	bool is_whole;                    /* of the whole world; else of the demo world */
	int64_t from_ms;                  /* when it starts; 0: SIMULATION_FROM_MS */
	const struct simulation_tls *tls; /* NULL: plain HTTP; borrowed */
};

struct simulation {
	struct simulation_account account;
	struct clock_fake time;
	struct clock clock;
	struct loop *loop;
	struct front *front;
	struct faults faults; /* of the sandbox; may be changed at any moment */
	struct vault *vault;
	vault_handle credential;
	struct log log; /* quiet */
	char url[64];
	struct host *host;
	struct bourse bourse;
	struct collection *c;
	size_t steps;         /* of the loop */
	size_t stalled_count; /* requests that nothing comes for any more */
	int64_t began_ms;     /* wall clock */
};

/* The worlds of seed 1, made once. */
const struct world *simulation_world(bool is_whole);

/* Everything, and the collection begun.  `plan` is copied; NULL: nothing goes wrong. */
void simulation_open(
    struct simulation *s, const struct simulation_account *account, const struct faults *plan);
void simulation_close(struct simulation *s);

/*
 * The enclave dies as by kill -9, whatever is under way, and another one begins from nothing with
 * the same key; the exchange goes on.
 */
void simulation_kill(struct simulation *s);

/* Go on for so long by the clock. */
void simulation_run_ms(struct simulation *s, int64_t ms);

/* Go on until the stage is reached, or for so long; was it reached? */
bool simulation_reaches(struct simulation *s, enum collection_stage stage, int64_t within_ms);

/* Go on until a rule of `faults` has seen so many requests, or for so long; has it? */
bool simulation_is_asked(
    struct simulation *s, const int64_t *seen, int64_t count, int64_t within_ms);

/* Shorthand. */
struct collection_progress simulation_progress(const struct simulation *s);

/*
 * Append everything the account came to, in an order of its own, so that two runs that ended alike
 * give the same bytes: rows, books, figures, flows, balances, gaps, symbols, what is unread.
 */
void simulation_state_write(struct simulation *s, struct buf *out);

/* Go on for the whole span, the last part of it calm, and close; the state at its end, to be freed
 * by the caller. */
char *simulation_end(struct simulation *s);

/* The same of a simulation of its own. */
char *simulation_state_of(const struct simulation_account *account, const struct faults *plan);

/* The state after so long, whether anything still goes wrong or not; to be freed. */
char *simulation_soon(
    const struct simulation_account *account, const struct faults *plan, int64_t ms);

/* What simulation_state_of() gives when nothing goes wrong; computed once for each account, and
 * kept. */
const char *simulation_expected(const struct simulation_account *account);

/*
 * Is it after some minutes what it is when nothing goes wrong, or, when not by then, after the
 * whole span?  Says where not, after `what`; counts a case.
 */
bool simulation_ends_alike(
    const struct simulation_account *account, const struct faults *plan, const char *what);

/* Print the first lines in which they differ, after `what`; true when there is none. */
bool simulation_is_equal(const char *what, const char *expected, const char *got);

#endif
