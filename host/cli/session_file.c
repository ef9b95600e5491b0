/* SPDX-License-Identifier: Apache-2.0 */
#include "host/cli/session_file.h"

#include <dirent.h>
#include <errno.h>

#include "lib/base/text.h"
#include "lib/json/json_shape.h"
#include "lib/json/json_write.h"
#include "lib/wire/measurements.h"

static const char suffix[] = ".json";

void
session_file_wipe(struct session_file *s)
{
	bytes_wipe(s, sizeof(*s));
}

/* ---- the JSON ---- */

struct seen {
	char url[TARGET_URL_SIZE], user_id[USER_ID_SIZE_MAX + 1], session_id[SESSION_ID_SIZE];
	char expires_at[32], proof[8], ca[FILE_PATH_SIZE];
	bool gateway;
	struct span k_pop, policy, simulated_root;
};

static void
seen_wipe(struct seen *s)
{
	bytes_wipe(s, sizeof(*s));
}

static const struct json_field fields[] = {
	JSON_FIELD_TEXT(struct seen, url, JSON_REQUIRED),
	JSON_FIELD_TEXT(struct seen, user_id, JSON_REQUIRED),
	JSON_FIELD_TEXT(struct seen, session_id, JSON_REQUIRED),
	JSON_FIELD_TEXT(struct seen, expires_at, JSON_REQUIRED),
	JSON_FIELD_TEXT(struct seen, proof, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct seen, k_pop, JSON_OPTIONAL),
	JSON_FIELD_BOOL(struct seen, gateway, JSON_OPTIONAL),
	JSON_FIELD_TEXT(struct seen, ca, JSON_OPTIONAL),
	JSON_FIELD_RAW(struct seen, policy, JSON_REQUIRED),
	JSON_FIELD_SPAN(struct seen, simulated_root, JSON_OPTIONAL),
};
static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_IGNORED);

/* It becomes a header field: visible ASCII only. */
static bool
is_session_id(const char *text)
{
	return text[0] != '\0' &&
	    strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") ==
	    strlen(text);
}

static enum err
proof_read(const struct seen *s, struct session_file *out, struct why *why)
{
	out->has_proof = strcmp(s->proof, "hmac") == 0;
	if (!out->has_proof && strcmp(s->proof, "none") != 0)
		return why_set(why, ERR_INPUT, "proof: expected \"hmac\" or \"none\"");
	if (out->has_proof &&
	    text_base64_parse_fixed(TEXT_BASE64, s->k_pop, out->pop.b, sizeof(out->pop.b)) != OK)
		return why_set(why, ERR_INPUT, "k_pop: expected base64 of 32 bytes");
	return OK;
}

static enum err
trust_read(const struct seen *s, struct session_file *out, struct why *why)
{
	struct target *t = &out->target;
	enum err e;

	quote_policy_default(NULL, &t->policy);
	e = measurements_parse(s->policy, &t->policy, why);
	if (e != OK) {
		why_prefix(why, "policy");
		return e;
	}
	t->root = *quote_root_intel();
	if (s->simulated_root.p == NULL)
		return OK;
	t->root.anchor = QUOTE_ANCHOR_SIMULATED;
	if (text_hex_parse(s->simulated_root, t->root.point, sizeof(t->root.point)) != OK ||
	    memcmp(t->root.point, quote_root_intel()->point, sizeof(t->root.point)) == 0)
		return why_set(
		    why, ERR_INPUT, "simulated_root: expected 128 hexadecimal digits, its key");
	return OK;
}

enum err
session_file_parse(struct span json, struct session_file *out, struct why *why)
{
	AUTO(seen) s = { 0 };
	struct complaint c = { 0 };

	*out = (struct session_file){ 0 };
	TRY(json_parse_shape(json, &shape, &s, why));
	if (!is_session_id(s.session_id))
		return why_set(why, ERR_INPUT, "session_id: not one an enclave makes");
	if (text_time_parse(span_text(s.expires_at), &out->expires_ms) != OK)
		return why_set(why, ERR_INPUT, "expires_at: expected a time in UTC");
	TRY(proof_read(&s, out, why));
	TRY(trust_read(&s, out, why));
	if (target_set_url(&out->target, "url", s.url, &c) != OK)
		return why_set(why, ERR_INPUT, "%.300s", c.text);
	out->target.is_gateway = s.gateway;
	memcpy(out->target.ca, s.ca, sizeof(s.ca));
	memcpy(out->user_id, s.user_id, sizeof(out->user_id));
	words_tame(out->user_id);
	memcpy(out->session_id, s.session_id, sizeof(out->session_id));
	memcpy(out->expires_at, s.expires_at, sizeof(out->expires_at));
	return OK;
}

enum err
session_file_write(const struct session_file *s, struct buf *out)
{
	struct json_writer w = json_writer_on(out);

	json_write_object(&w, NULL);
	json_write_text(&w, "url", s->target.url);
	json_write_text(&w, "user_id", s->user_id);
	json_write_text(&w, "session_id", s->session_id);
	json_write_text(&w, "expires_at", s->expires_at);
	json_write_text(&w, "proof", s->has_proof ? "hmac" : "none");
	if (s->has_proof)
		json_write_base64(&w, "k_pop", SPAN_OF(s->pop.b));
	measurements_write(&s->target.policy, &w, "policy");
	if (s->target.root.anchor == QUOTE_ANCHOR_SIMULATED)
		json_write_hex(&w, "simulated_root", SPAN_OF(s->target.root.point));
	json_write_bool(&w, "gateway", s->target.is_gateway);
	if (s->target.ca[0] != '\0')
		json_write_text(&w, "ca", s->target.ca);
	json_write_close_object(&w);
	TRY(json_write_end(&w));
	return buf_u8(out, '\n');
}

/* ---- where it is ---- */

static enum err
directory_path(char out[FILE_PATH_SIZE], struct complaint *c)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	int size;

	if (config != NULL && config[0] == '/')
		size = snprintf(out, FILE_PATH_SIZE, "%s/perf-aggregator/sessions", config);
	else if (home != NULL && home[0] == '/')
		size = snprintf(out, FILE_PATH_SIZE, "%s/.config/perf-aggregator/sessions", home);
	else
		return complain(c, LEAVE_USAGE, ERR_INPUT,
		    "there is no place for session files: set HOME or XDG_CONFIG_HOME, or name "
		    "one with --session FILE");
	if (size + USER_ID_SIZE_MAX + 16 > FILE_PATH_SIZE)
		return complain(
		    c, LEAVE_USAGE, ERR_INPUT, "XDG_CONFIG_HOME or HOME: path too long");
	return OK;
}

static bool
ends_with(const char *text, const char *end)
{
	const size_t size = strlen(text), end_size = strlen(end);

	return size > end_size && strcmp(text + size - end_size, end) == 0;
}

enum err
session_file_path(
    const struct arguments *o, const char *user, char out[FILE_PATH_SIZE], struct complaint *c)
{
	const char *name = o->session != NULL ? o->session : user;
	char directory[FILE_PATH_SIZE];

	if (o->session != NULL &&
	    (strchr(o->session, '/') != NULL || ends_with(o->session, suffix))) {
		if (strlen(o->session) >= FILE_PATH_SIZE - 16)
			return complain(c, LEAVE_USAGE, ERR_INPUT, "--session: path too long");
		(void)snprintf(out, FILE_PATH_SIZE, "%s", o->session);
		return OK;
	}
	if (strlen(name) > USER_ID_SIZE_MAX)
		return complain(c, LEAVE_USAGE, ERR_INPUT,
		    "--session: a name has at most %d characters; a path has a '/'",
		    USER_ID_SIZE_MAX);
	TRY(directory_path(directory, c));
	(void)snprintf(
	    out, FILE_PATH_SIZE, "%.*s/%s%s", FILE_PATH_SIZE - 100, directory, name, suffix);
	return OK;
}

/* The only session file there is. */
static enum err
only_path(char out[FILE_PATH_SIZE], struct complaint *c)
{
	char directory[FILE_PATH_SIZE], name[256] = "";
	const struct dirent *entry;
	size_t count = 0;
	DIR *d;

	TRY(directory_path(directory, c));
	d = opendir(directory);
	while (d != NULL && (entry = readdir(d)) != NULL)
		if (entry->d_name[0] != '.' && ends_with(entry->d_name, suffix) && count++ == 0)
			(void)snprintf(name, sizeof(name), "%s", entry->d_name);
	if (d != NULL)
		(void)closedir(d);
	if (count == 0)
		return complain(c, LEAVE_NO_INPUT, ERR_ABSENT,
		    "no session in %s: `perf-aggregator register` opens one", directory);
	if (count > 1)
		return complain(c, LEAVE_USAGE, ERR_INPUT,
		    "%zu sessions in %s: say which with --user ID or --session NAME", count,
		    directory);
	if (snprintf(out, FILE_PATH_SIZE, "%s/%s", directory, name) >= FILE_PATH_SIZE)
		return complain(c, LEAVE_USAGE, ERR_INPUT, "%s: path too long", directory);
	return OK;
}

enum err
session_file_load(const struct arguments *o, struct session_file *out, struct complaint *c)
{
	AUTO(buf) text = buf_new(SESSION_FILE_SIZE_MAX);
	char path[FILE_PATH_SIZE];
	struct why why = { "" };
	enum err e;

	*out = (struct session_file){ 0 };
	if (o->session == NULL && o->user == NULL)
		TRY(only_path(path, c));
	else
		TRY(session_file_path(o, o->user, path, c));
	TRY(file_read("session", path, FILE_FOR_OWNER, &text, c));
	e = session_file_parse(buf_span(&text), out, &why);
	if (e == OK) {
		memcpy(out->path, path, sizeof(path));
		return OK;
	}
	session_file_wipe(out);
	return complain(c, LEAVE_DATA, e, "session %s: %s; register again", path, why.text);
}

enum err
session_file_save(const struct session_file *s, struct complaint *c)
{
	AUTO(buf) text = buf_new(SESSION_FILE_SIZE_MAX);
	const enum err e = session_file_write(s, &text);

	if (e != OK)
		return complain(c, LEAVE_BUG, e, "%s: %s", s->path, err_words(e));
	return file_write_private(s->path, buf_span(&text), c);
}
