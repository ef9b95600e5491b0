/* SPDX-License-Identifier: Apache-2.0 */
#include "host/gateway/backend.h"

#include "lib/base/text.h"

enum { PROBE_MS = 5000, IN_FLIGHT_MAX = 32 };

struct backend {
	struct loop *loop;
	const struct gateway_config *config;
	const struct log *log;
	struct tls_client *tls;
	struct client *client;
	struct loop_timer probe;
	bool is_verified;
	enum att_code refused;
};

static enum err
greet(void *self, struct client_greeting_nonce *nonce, struct buf *target)
{
	(void)self;
	TRY(random_bytes(nonce->b, sizeof(nonce->b)));
	TRY(buf_append(target, S("/attestation/quote?nonce=")));
	return text_base64_write(TEXT_BASE64URL, SPAN_OF(nonce->b), target);
}

static void
note(struct backend *b, enum att_code code, const struct att_failure *failure)
{
	if (code == ATT_OK && !b->is_verified)
		LOG(b->log, LOG_INFO, "enclave_verified", LOG_T(LOG_CODE, att_name(code)));
	if (code != ATT_OK) {
		LOG(b->log, LOG_ERROR, "enclave_refused", LOG_T(LOG_CODE, att_name(code)));
		(void)fprintf(stderr,
		    "perf-aggregator-gateway: the enclave is refused: %s (%s: %s)\n",
		    att_words(code), failure->item, failure->detail);
	}
	b->is_verified = code == ATT_OK;
	b->refused = code;
}

static enum err
judge(void *self, const struct client_greeting_nonce *nonce, const struct client_answer *answer)
{
	struct backend *b = self;
	struct attestation_expect expect = { .has_spki = answer->has_spki };
	struct att_failure failure = { 0 };
	struct attested attested;
	enum att_code code = ATT_E_ANSWER; /* no attestation at all */

	expect.policy = b->config->policy;
	expect.policy.root = &b->config->root;
	expect.policy.at_ms = clock_wall_ms(loop_clock(b->loop));
	expect.policy.skew_ms = QUOTE_SKEW_MS;
	memcpy(expect.nonce, nonce->b, sizeof(expect.nonce));
	memcpy(expect.spki_sha256, answer->spki_sha256, sizeof(expect.spki_sha256));
	if (answer->response->status == 200)
		code = attestation_accept(answer->response->body, &expect, &attested, &failure);
	note(b, code, &failure);
	return code == ATT_OK ? OK : ERR_AUTH;
}

enum err
backend_new(struct loop *l, const struct gateway_config *config, const struct log *log,
    struct backend **out, struct why *why)
{
	struct backend *b = calloc(1, sizeof(*b));
	enum err e;

	ENSURE(b != NULL, ERR_NOMEM);
	*b = (struct backend){ .loop = l, .config = config, .log = log, .refused = ATT_E_STALE };
	e = tls_client_new(TLS_TRUST_BINDING, NULL, &b->tls, why);
	if (e == OK)
		e = client_new(l,
		    &(struct client_config){ .origin = config->backend,
			.tls = b->tls,
			.in_flight_max = IN_FLIGHT_MAX,
			.answer_size_max = 32 << 20,
			.answer_ms = ATTESTATION_WAIT_MS,
			.greeting = { greet, judge, b } },
		    &b->client);
	if (e != OK) {
		backend_free(b);
		return e;
	}
	*out = b;
	return OK;
}

void
backend_free(struct backend *b)
{
	if (b == NULL)
		return;
	client_free(b->client); /* a probe under way comes back and arms the timer */
	loop_timer_cancel(b->loop, &b->probe);
	tls_client_free(b->tls);
	free(b);
}

struct client *
backend_client(struct backend *b)
{
	return b->client;
}

bool
backend_is_verified(const struct backend *b, enum att_code *refused)
{
	*refused = b->refused;
	return b->is_verified;
}

static void
probe_again(void *self)
{
	backend_probe(self);
}

static void
probed(void *self, const struct client_answer *answer)
{
	struct backend *b = self;

	if (answer->error == OK)
		return;
	LOG(b->log, LOG_WARN, "enclave_unreachable", LOG_T(LOG_REASON, answer->reason));
	if (loop_timer_set(b->loop, &b->probe, PROBE_MS, probe_again, b) != OK)
		LOG(b->log, LOG_ERROR, "probe_failed", LOG_N(LOG_COUNT, 1));
}

void
backend_probe(struct backend *b)
{
	const struct client_request health = { .method = "GET", .target = "/health" };

	if (client_send(b->client, &health, probed, b) != OK)
		LOG(b->log, LOG_ERROR, "probe_failed", LOG_N(LOG_COUNT, 1));
}
