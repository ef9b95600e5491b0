/* SPDX-License-Identifier: Apache-2.0 */
#include "test/enclave/api/enclave_room.h"

#include "lib/net/server_call.h"
#include "test/enclave/attest/platform.h"
#include "test/host/sandbox/ask.h"

enum { START_MS = 60000, BODY_SIZE_MAX = 32 << 20 };

/* ---- the enclave ---- */

/* The server's own handler, but the caller may seem to come from elsewhere. */
static void
handle(void *self, struct server_call *call, const struct http_request *request)
{
	struct enclave_room *r = self;
	const struct server_handler h = api_handler(&r->api);

	(void)snprintf(call->peer.text, sizeof(call->peer.text), "%s",
	    r->peer != NULL ? r->peer : "127.0.0.1");
	(void)snprintf(
	    r->seen, sizeof(r->seen), "%.*s", (int)request->raw_head.size, request->raw_head.p);
	if (r->odd != NULL && !span_is(request->path, "/attestation/quote"))
		server_reply(call, r->odd);
	else
		h.handle(h.self, call, request);
}

static size_t
body_size_max(void *self, const struct http_request *head)
{
	struct enclave_room *r = self;
	const struct server_handler h = api_handler(&r->api);

	return h.body_size_max(h.self, head);
}

static void
refused(void *self, unsigned status)
{
	struct enclave_room *r = self;
	const struct server_handler h = api_handler(&r->api);

	h.refused(h.self, status);
}

static void
rooms_make(struct enclave_room *r, const struct enclave_options *o)
{
	const struct seal_key seal = { { 1 } };
	const struct ingest_host host = { "binance", true, r->url };
	struct api *a = &r->api;
	struct why why = { "" };

	CHECK_OK(keyring_new(
	    &(struct keyring_config){ .clock = &r->net.clock, .seal = &seal }, &a->keyring, &why));
	CHECK_OK(bundles_new(&(struct bundles_config){ .provider = a->provider,
				 .provider_self = a->provider_self,
				 .dir = o->collateral_dir,
				 .clock = &r->net.clock,
				 .log = &r->log },
	    &a->bundles, &why));
	CHECK_OK(
	    vault_new((o->sessions_max != 0 ? o->sessions_max : 16) + API_PENDING_MAX, &a->vault));
	CHECK_OK(limiter_new(o->rate_max, 60000, &a->limiter));
	CHECK_OK(ingest_new(&(struct ingest_config){ .loop = r->net.loop,
				.vault = a->vault,
				.log = &r->log,
				.hosts = &host,
				.host_count = 1,
				.poll_min_ms = 30000,
				.poll_max_ms = 120000 },
	    &a->ingest, &why));
	CHECK_OK(sessions_new(&(struct sessions_config){ .clock = &r->net.clock,
				  .keyring = a->keyring,
				  .count_max = o->sessions_max != 0 ? o->sessions_max : 16,
				  .release = api_release,
				  .self = a },
	    &a->sessions));
}

void
enclave_room_start(struct enclave_room *r, const struct enclave_options *o)
{
	const struct server_config server = { .host = "127.0.0.1",
		.port = o->port,
		.handler = { r, body_size_max, handle, refused },
		.log = &r->log };
	struct api *a = &r->api;
	struct why why = { "" };

	r->log = (struct log){ o->log, LOG_DEBUG, &r->net.clock };
	*a = (struct api){ .loop = r->net.loop,
		.clock = &r->net.clock,
		.log = &r->log,
		.provider = platform_provider(),
		.provider_self = platform_self(),
		.is_simulated = true,
		.enclave_id = "00112233445566778899aabbccddeeff",
		.allowed_origins = o->origins,
		.default_ttl_s = 3600,
		.max_ttl_s = 86400 };
	measurement_set(&a->measurement, (struct span){ platform_measurement(), 32 });
	(void)snprintf(a->config, sizeof(a->config), "%s",
	    o->config != NULL ? o->config : "perf-aggregator-config/1\n");
	CHECK_OK(sha256_of(span_text(a->config), a->config_sha256));
	rooms_make(r, o);
	CHECK_OK(server_new(r->net.loop, &server, &r->net.server, &why));
}

/* As the program does it. */
void
enclave_room_stop(struct enclave_room *r)
{
	server_free(r->net.server);
	r->net.server = NULL;
	api_drop_waiting(&r->api);
	CHECK_INT(r->api.waiting_count, 0);
	sessions_free(r->api.sessions);
	ingest_free(r->api.ingest);
	api_drop_pending(&r->api);
	CHECK_INT(r->api.pending_count, 0);
	CHECK_INT(vault_count(r->api.vault), 0);
	vault_free(r->api.vault);
	keyring_free(r->api.keyring);
	limiter_free(r->api.limiter);
	bundles_free(r->api.bundles);
}

void
enclave_room_open(struct enclave_room *r, const struct enclave_options *options)
{
	const struct enclave_options o =
	    options != NULL ? *options : (struct enclave_options){ .rate_max = 0 };
	struct client_config client = { .answer_size_max = BODY_SIZE_MAX, .answer_ms = 3600000 };
	struct why why = { "" };

	memset(r, 0, sizeof(*r));
	r->net.time = (struct clock_fake){ .wall_ms = 1795305600000, .mono_us = 1000000000 };
	r->net.clock = clock_fake(&r->net.time);
	CHECK_OK(loop_new(&r->net.clock, &r->net.loop));
	if (o.has_sandbox) {
		const struct front_config front = { .world = ask_world(), .host = "127.0.0.1" };

		CHECK_OK(front_new(r->net.loop, &front, &r->front, &why));
		(void)snprintf(r->url, sizeof(r->url), "http://127.0.0.1:%u", front_port(r->front));
	} else {
		stub_start(&r->stub, r->net.loop);
		(void)snprintf(r->url, sizeof(r->url), "%s", stub_url(&r->stub));
	}
	enclave_room_start(r, &o);
	client.origin = (struct client_origin){ .host = "127.0.0.1" };
	client.origin.port = server_port(r->net.server);
	CHECK_OK(client_new(r->net.loop, &client, &r->client));
}

void
enclave_room_close(struct enclave_room *r)
{
	client_free(r->client);
	if (r->net.server != NULL)
		enclave_room_stop(r);
	front_free(r->front);
	stub_wipe(&r->stub);
	loop_free(r->net.loop);
	buf_wipe(&r->reply.body);
}

/* ---- asking ---- */

void
enclave_answered(void *self, const struct client_answer *a)
{
	struct enclave_reply *r = self;
	size_t used = 0;

	r->count++;
	r->error = a->error;
	r->status = 0;
	r->fields[0] = '\0';
	buf_wipe(&r->body);
	r->body = buf_new(BODY_SIZE_MAX + 1);
	if (a->response != NULL) {
		r->status = a->response->status;
		CHECK_OK(buf_append(&r->body, a->response->body));
		for (size_t i = 0; i < a->response->field_count; i++) {
			const struct http_field *f = &a->response->fields[i];

			used += (size_t)snprintf(r->fields + used, sizeof(r->fields) - used,
			    "%.*s: %.*s\n", (int)f->name.size, f->name.p, (int)f->value.size,
			    f->value.p);
			assert_true(used < sizeof(r->fields));
		}
	}
	CHECK_OK(buf_u8(&r->body, 0));
}

void
ask_start(struct enclave_room *r, const struct client_request *request)
{
	CHECK_OK(client_send(r->client, request, enclave_answered, &r->reply));
}

void
ask_wait(struct enclave_room *r)
{
	const size_t before = r->reply.count;

	ROOM_UNTIL(r->net.loop, r->reply.count > before);
	CHECK_OK(r->reply.error);
}

unsigned
ask_with(struct enclave_room *r, const struct client_request *request)
{
	ask_start(r, request);
	ask_wait(r);
	return r->reply.status;
}

unsigned
ask(struct enclave_room *r, const char *method, const char *target)
{
	return ask_with(r, &(struct client_request){ .method = method, .target = target });
}

const char *
reply_body(const struct enclave_room *r)
{
	return (const char *)r->reply.body.p;
}

const char *
reply_field(const struct enclave_room *r, const char *name)
{
	static char value[512];
	char line[64];
	const char *at;

	(void)snprintf(line, sizeof(line), "%s: ", name);
	at = strstr(r->reply.fields, line);
	if (at == NULL)
		return NULL;
	at += strlen(line);
	(void)snprintf(value, sizeof(value), "%.*s", (int)strcspn(at, "\n"), at);
	return value;
}

const char *
reply_code(const struct enclave_room *r)
{
	static struct problem_seen seen;

	if (problem_parse(span_text(reply_body(r)), &seen) != OK)
		return "";
	CHECK_TEXT(reply_field(r, "Content-Type"), "application/problem+json");
	CHECK_INT(problem_status(seen.kind), r->reply.status);
	return seen.code;
}

bool
reply_says(const struct enclave_room *r, const char *part)
{
	return strstr(reply_body(r), part) != NULL;
}

/* ---- registering ---- */

void
sealed_wipe(struct sealed *s)
{
	pop_key_wipe(&s->pop);
	buf_wipe(&s->body);
}

struct submission
submission_of(const char *api_key, const char *secret, const char *proof)
{
	struct submission s = {
		.registration = { .user_id = "trader-1",
		    .exchange = "binance",
		    .account_type = "spot",
		    .sandbox = true },
		.metadata = { .exchange = "binance", .label = "main", .ttl = 600 },
	};

	(void)snprintf(s.registration.credential.api_key, EXCHANGE_KEY_SIZE, "%s", api_key);
	(void)snprintf(s.registration.credential.secret, EXCHANGE_KEY_SIZE, "%s", secret);
	(void)snprintf(s.metadata.proof, sizeof(s.metadata.proof), "%s", proof);
	return s;
}

void
sealed_write(struct sealed *s)
{
	buf_wipe(&s->body);
	s->body = buf_new(2 * ENVELOPE_BODY_SIZE_MAX);
	CHECK_OK(envelope_write(&s->envelope, &s->body));
}

void
seal(struct enclave_room *r, const struct submission *s, struct sealed *out)
{
	AUTO(buf) plain = buf_new(ENVELOPE_CIPHER_SIZE_MAX);
	AUTO(audit_key) audit = { 0 };
	struct envelope_enclave us = { 0 };
	struct envelope *e = &out->envelope;
	int64_t expires_ms;

	memset(out, 0, sizeof(*out));
	CHECK_OK(keyring_tick(r->api.keyring));
	keyring_public(r->api.keyring, us.public_key, us.identity_key, &expires_ms);
	us.measurement = r->api.measurement;
	memcpy(us.config_sha256, r->api.config_sha256, sizeof(us.config_sha256));
	CHECK_OK(key_id_of(us.public_key, e->key_id));
	CHECK_OK(keyring_challenge(r->api.keyring, e->challenge, &expires_ms));
	e->challenge_size = CHALLENGE_SIZE;
	e->issued_at = r->net.time.wall_ms / 1000;
	e->metadata = s->metadata;
	CHECK_OK(registration_write(&s->registration, &plain));
	CHECK_OK(envelope_seal(e, &us, buf_span(&plain), NULL, &out->pop, &audit));
	sealed_write(out);
}

static struct client_request
post_of(const struct sealed *s)
{
	static const struct http_field json = { S("Content-Type"), S("application/json") };

	return (struct client_request){ .method = "POST",
		.target = "/enclave/submit_key",
		.fields = &json,
		.field_count = 1,
		.body = buf_span(&s->body) };
}

unsigned
submit(struct enclave_room *r, const struct sealed *s)
{
	const struct client_request post = post_of(s);

	return ask_with(r, &post);
}

static void
register_with(struct enclave_room *r, const struct submission *s, struct visitor *out)
{
	AUTO(sealed) sealed = { 0 };
	struct registration_reply reply;
	struct why why = { "" };

	seal(r, s, &sealed);
	CHECK_INT(submit(r, &sealed), 201);
	CHECK_OK(registration_reply_parse(span_text(reply_body(r)), &reply, &why));
	memcpy(out->id, reply.session_id, sizeof(out->id));
	out->pop = sealed.pop;
}

void
enclave_register(struct enclave_room *r, const char *proof, struct visitor *out)
{
	const struct submission s = submission_of("a-key-of-the-tests", "its-secret", proof);

	register_with(r, &s, out);
}

void
enclave_register_account(struct enclave_room *r, const char *name, struct visitor *out)
{
	const struct world_account *a = world_account_by_name(ask_world(), name);
	const struct submission s = submission_of(a->api_key, a->secret, "none");

	register_with(r, &s, out);
}

unsigned
visit(struct enclave_room *r, const struct visitor *v, const char *prefix)
{
	char target[256];

	(void)snprintf(target, sizeof(target), "%s%s", prefix, v->id);
	return ask(r, "GET", target);
}

unsigned
visit_signed(
    struct enclave_room *r, const struct visitor *v, const char *method, const char *target)
{
	char input[PROOF_FIELD_SIZE_MAX], signature[PROOF_FIELD_SIZE_MAX], bearer[128];
	const struct span all = span_text(target);
	const size_t path_size = strcspn(target, "?");
	const struct proof_request signed_part = { span_text(method), span_first(all, path_size),
		span_from(all, path_size + 1) };

	(void)snprintf(bearer, sizeof(bearer), "Bearer %s", v->id);
	CHECK_OK(proof_make(&v->pop, &signed_part, r->net.time.wall_ms / 1000, input, signature));
	const struct http_field fields[] = { { S("Authorization"), span_text(bearer) },
		{ S("Signature-Input"), span_text(input) },
		{ S("Signature"), span_text(signature) } };

	return ask_with(r,
	    &(struct client_request){
		.method = method, .target = target, .fields = fields, .field_count = 3 });
}

void
visit_until_live(struct enclave_room *r, const struct visitor *v)
{
	for (int i = 0; i < ROOM_STEPS_MAX; i++) {
		CHECK_INT(visit(r, v, "/enclave/session/"), 200);
		if (reply_says(r, "\"status\":\"live\""))
			return;
		CHECK_OK(loop_step(r->net.loop, 0));
	}
	fail_msg("the collection never became live");
}
