/* SPDX-License-Identifier: Apache-2.0 */
#include "test/host/cli/fake_enclave.h"

#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/cli/cli.h"
#include "lib/base/text.h"
#include "lib/wire/proof.h"

static const char config_text[] = "perf-aggregator-config/1\ncredentials=memory\n";

static const char complete_document[] =
    "{\"status\":\"live\",\"session_expires\":\"2026-09-22T14:13:20.000Z\",\"progress\":"
    "{\"percent\":100,\"complete\":true,\"fills\":42,\"symbolsTotal\":2,\"symbolsAsked\":2,"
    "\"symbolsFound\":1,\"lastError\":null},\"userId\":\"trader-john\",\"label\":\"\","
    "\"accountType\":\"spot\",\"proof\":\"hmac\",\"created_at\":\"2026-09-21T14:13:20.000Z\","
    "\"permissions\":{\"read\":true,\"trade\":false,\"withdraw\":false,\"verified\":true},"
    "\"symbols\":[{\"symbol\":\"BTCUSDT\",\"fills\":42,\"complete\":true}],\"news\":1}";

static void
reply(struct server_call *call, unsigned status, struct span body)
{
	const struct server_reply r = {
		.status = status, .content_type = "application/json", .body = body
	};

	server_reply(call, &r);
}

static void
reply_problem(struct server_call *call, const struct problem_report *report)
{
	AUTO(buf) body = buf_new(4096);

	CHECK_OK(problem_write(report, &body));
	reply(call, problem_status(report->kind), buf_span(&body));
}

/* ---- evidence ---- */

static void
quote_make(struct fake *f, const struct attestation *a, struct buf *out)
{
	struct simulated_report report = { .attribute_flags =
					       f->is_debug_off ? 0x05 : SIMULATED_FLAGS };

	memcpy(report.mrenclave, a->measurement.b, sizeof(report.mrenclave));
	CHECK_OK(binding_report_data(&a->binding, report.report_data));
	CHECK_OK(simulated_quote_write(&f->keys, buf_span(&f->chain_pem), &report, out));
	if (f->flipped_bit > 0)
		out->p[(f->flipped_bit - 1) / 8 % out->size] ^=
		    (uint8_t)(1 << (f->flipped_bit - 1) % 8);
}

static void
binding_make(struct fake *f, const struct http_request *r, struct binding *b)
{
	char nonce[64];

	*b = (struct binding){ .version = 1, .flags = BINDING_NONCE | BINDING_SIMULATED };
	CHECK_OK(http_query_get(r->query, "nonce", nonce, sizeof(nonce)));
	CHECK_OK(
	    text_base64_parse_fixed(TEXT_BASE64URL, span_text(nonce), b->nonce, sizeof(b->nonce)));
	if (f->has_other_nonce)
		b->nonce[31] ^= 1;
	CHECK_OK(x25519_public_of(&f->receive, b->public_key));
	memset(b->identity_key, 0x1d, sizeof(b->identity_key));
	CHECK_OK(sha256_of(span_text(config_text), b->config_sha256));
	if (f->has_other_config)
		b->config_sha256[0] ^= 1;
	CHECK_OK(collateral_sha256(&f->collateral, b->collateral_sha256));
	if (f->tls != NULL) {
		b->flags |= BINDING_TLS;
		tls_server_spki(f->tls, b->tls_spki_sha256);
		if (f->has_other_spki)
			b->tls_spki_sha256[0] ^= 1;
	}
}

static void
quote_get(struct fake *f, struct server_call *call, const struct http_request *r)
{
	AUTO(buf) quote = buf_new(QUOTE_SIZE_MAX);
	AUTO(buf) body = buf_new(ATTESTATION_BODY_SIZE_MAX);
	struct attestation a = { .enclave_id = "00112233445566778899aabbccddeeff",
		.is_simulated = !f->says_genuine,
		.now_ms = f->time.wall_ms,
		.key_expires_ms = f->time.wall_ms + 3600000,
		.challenge_expires_ms = f->time.wall_ms + 300000,
		.challenge = "challenge",
		.challenge_size = 9,
		.collateral = &f->collateral,
		.config = span_text(config_text) };

	f->quote_count++;
	a.measurement.size = 32;
	memset(a.measurement.b, f->has_other_measurement ? 0xbb : 0xaa, a.measurement.size);
	binding_make(f, r, &a.binding);
	quote_make(f, &a, &quote);
	a.quote = buf_span(&quote);
	CHECK_OK(attestation_write(&a, &body));
	clock_fake_advance_ms(&f->time, f->late_ms);
	reply(call, 200, buf_span(&body));
}

/* ---- the envelope ---- */

static void
envelope_take(struct fake *f, struct span body, struct envelope *e)
{
	struct envelope_enclave me = { 0 };
	AUTO(audit_key) audit = { 0 };
	uint8_t plain[ENVELOPE_CIPHER_SIZE_MAX];
	struct why why = { "" };

	CHECK_OK(envelope_parse(body, e, &why));
	me.measurement.size = 32;
	memset(me.measurement.b, 0xaa, me.measurement.size);
	CHECK_OK(x25519_public_of(&f->receive, me.public_key));
	memset(me.identity_key, 0x1d, sizeof(me.identity_key));
	CHECK_OK(sha256_of(span_text(config_text), me.config_sha256));
	CHECK_OK(envelope_open(e, &me, &f->receive, plain, &f->pop, &audit));
	CHECK_OK(
	    registration_parse((struct span){ plain, e->cipher_size }, &f->registration, &why));
	CHECK_OK(envelope_metadata_check(&e->metadata, &why));
	CHECK_INT(e->issued_at, f->time.wall_ms / 1000);
	f->metadata = e->metadata;
}

static void
submit(struct fake *f, struct server_call *call, const struct http_request *r)
{
	static struct envelope e;
	AUTO(buf) body = buf_new(4096);
	struct registration_reply answer = { .permissions = {
						 .reads = true, .is_verified = true } };

	f->submit_count++;
	envelope_take(f, r->body, &e);
	if (f->on_submit != NULL)
		f->on_submit(f);
	if (f->is_mute) {
		clock_fake_advance_ms(&f->time, 600000);
		return;
	}
	if (f->submit_problem != NULL) {
		reply_problem(call, f->submit_problem);
		return;
	}
	(void)snprintf(f->session_id, sizeof(f->session_id), "session_1790000000_%.43s",
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ");
	memcpy(answer.session_id, f->session_id, sizeof(answer.session_id));
	text_time_write(f->time.wall_ms + e.metadata.ttl * 1000, answer.expires_at);
	CHECK_OK(receipt_make(
	    &f->pop, e.ephemeral_pub, answer.session_id, answer.expires_at, answer.receipt));
	answer.receipt[5] ^= f->has_wrong_receipt;
	CHECK_OK(registration_reply_write(&answer, &body));
	reply(call, 201, f->submit_body != NULL ? span_text(f->submit_body) : buf_span(&body));
}

/* ---- the session ---- */

static bool
is_proved(struct fake *f, const struct http_request *r)
{
	const struct span *bearer = http_request_field(r, "Authorization");
	const struct span *input = http_request_field(r, "Signature-Input");
	const struct span *mac = http_request_field(r, "Signature");
	const struct proof_request request = { r->method, r->path, r->query };
	struct proof proof;

	if (bearer == NULL || !span_is(span_from(*bearer, 7), f->session_id))
		return false;
	if (strcmp(f->metadata.proof, "none") == 0)
		return input == NULL && mac == NULL;
	return input != NULL && mac != NULL && proof_parse(*input, *mac, &proof, NULL) == OK &&
	    proof.created == f->time.wall_ms / 1000 &&
	    proof_verify(&proof, &f->pop, &request) == OK;
}

static void
session_serve(struct fake *f, struct server_call *call, const struct http_request *r)
{
	const bool is_delete = span_is(r->method, "DELETE");
	size_t turn = f->get_count;

	CHECK_OK(span_to_text(r->path, f->path, sizeof(f->path)));
	if (is_delete)
		f->delete_count++;
	else
		f->get_count++;
	if (!is_proved(f, r) || f->session_status == 401) {
		f->unproved_count += !is_proved(f, r);
		reply_problem(call, &(struct problem_report){ .kind = PROBLEM_INVALID_SESSION });
		return;
	}
	if (f->session_status != 0) {
		reply(call, f->session_status, S("<html>"));
		return;
	}
	while (turn > 0 && (turn >= FAKE_DOCUMENTS_MAX || f->documents[turn] == NULL))
		turn--;
	if (is_delete)
		reply(call, 200, S("{\"status\":\"revoked\"}"));
	else
		reply(call, 200,
		    span_text(f->documents[turn] != NULL ? f->documents[turn] : complete_document));
}

static size_t
body_size_max(void *self, const struct http_request *head)
{
	(void)self;
	return span_is(head->path, "/enclave/submit_key") ? ENVELOPE_BODY_SIZE_MAX : 0;
}

static void
handle(void *self, struct server_call *call, const struct http_request *request)
{
	struct fake *f = self;

	if (span_is(request->path, "/attestation/quote"))
		quote_get(f, call, request);
	else if (span_is(request->path, "/enclave/submit_key"))
		submit(f, call, request);
	else if (span_starts(request->path, "/enclave/"))
		session_serve(f, call, request);
	else
		reply(call, 404, S("{}"));
}

/* ---- the test's side ---- */

static void
files_make(struct fake *f)
{
	(void)snprintf(f->directory, sizeof(f->directory), "/tmp/cli-test-XXXXXX");
	assert_non_null(mkdtemp(f->directory));
	assert_int_equal(setenv("XDG_CONFIG_HOME", f->directory, 1), 0);
	assert_int_equal(setenv("HOME", f->directory, 1), 0);
	assert_int_equal(unsetenv("PERF_AGGREGATOR_URL"), 0);
	CHECK_OK(buf_u8(&f->root_pem, 0));
	(void)snprintf(f->root_path, sizeof(f->root_path), "%s",
	    fake_file(f, "root.pem", (const char *)f->root_pem.p, 0644));
	(void)snprintf(f->key_path, sizeof(f->key_path), "%s",
	    fake_file(f, "key", "the-api-key-of-john\nthe-secret-of-john\n", 0600));
}

void
fake_start(struct fake *f, bool with_tls)
{
	struct server_config config = { .host = "127.0.0.1",
		.handler = { f, body_size_max, handle, NULL } };
	struct why why = { "" };

	*f = (struct fake){ .time = { 1790000000000, 5000000 } };
	f->clock = clock_fake(&f->time);
	f->root_pem = buf_new(SIMULATED_PEM_SIZE_MAX);
	f->chain_pem = buf_new(SIMULATED_PEM_SIZE_MAX);
	CHECK_OK(simulated_keys_derive(simulated_published_seed, &f->keys));
	CHECK_OK(simulated_chain_issue(&f->keys, &f->root_pem, &f->chain_pem));
	CHECK_OK(simulated_collateral_issue(
	    &f->keys, buf_span(&f->root_pem), f->time.wall_ms, &f->issued));
	f->collateral = simulated_collateral_view(&f->issued);
	CHECK_OK(random_bytes(f->receive.b, sizeof(f->receive.b)));
	memset(f->measurement_text, 'a', 64);
	files_make(f);
	if (with_tls)
		CHECK_OK(tls_server_new_self(&f->tls));
	config.tls = f->tls;
	CHECK_OK(loop_new(&f->clock, &f->loop));
	CHECK_OK(server_new(f->loop, &config, &f->server, &why));
	(void)snprintf(f->url, sizeof(f->url), "http%s://127.0.0.1:%u", with_tls ? "s" : "",
	    server_port(f->server));
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

void
fake_wipe(struct fake *f)
{
	server_free(f->server);
	tls_server_free(f->tls);
	loop_free(f->loop);
	simulated_collateral_wipe(&f->issued);
	buf_wipe(&f->root_pem);
	buf_wipe(&f->chain_pem);
	free(f->out);
	free(f->err);
	if (f->directory[0] != '\0')
		(void)nftw(f->directory, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	*f = (struct fake){ 0 };
}

enum leave
fake_run(struct fake *f, const char *const *words)
{
	struct cli c = { .loop = f->loop };
	char *argv[48] = { NULL }, name[] = "perf-aggregator";
	int argc = 1;
	enum leave leave;

	free(f->out);
	free(f->err);
	c.terminal.out = open_memstream(&f->out, &f->out_size);
	c.terminal.err = open_memstream(&f->err, &f->err_size);
	c.terminal.tty_path = "/nonexistent";
	argv[0] = name;
	while (words[argc - 1] != NULL) {
		assert_true(argc < 47);
		argv[argc] = strdup(words[argc - 1]);
		argc++;
	}
	leave = cli_run(&c, argc, argv);
	for (int i = 1; i < argc; i++)
		free(argv[i]);
	(void)fclose(c.terminal.out);
	(void)fclose(c.terminal.err);
	/* A complaint exactly when it failed, and the key is in nothing that was said. */
	CHECK((leave != LEAVE_OK) == (strstr(f->err, "perf-aggregator: ") != NULL));
	CHECK(strstr(f->err, "-of-john") == NULL);
	CHECK(strstr(f->out, "-of-john") == NULL);
	return leave;
}

void
fake_said(const char *all, const char *part)
{
	if (strstr(all, part) == NULL)
		fail_msg("not said: \"%s\" in: %s", part, all);
}

bool
fake_has_session(const struct fake *f, const char *name)
{
	char path[200];

	(void)snprintf(
	    path, sizeof(path), "%s/perf-aggregator/sessions/%s.json", f->directory, name);
	return access(path, F_OK) == 0;
}

const char *
fake_file(const struct fake *f, const char *name, const char *text, unsigned mode)
{
	static char path[96];
	int fd;

	(void)snprintf(path, sizeof(path), "%s/%s", f->directory, name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	assert_int_equal(fchmod(fd, mode), 0);
	assert_int_equal(close(fd), 0);
	return path;
}
