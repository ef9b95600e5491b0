/* SPDX-License-Identifier: Apache-2.0 */
#include "test/lib/crypto/wycheproof.h"

#include "lib/base/text.h"
#include "lib/json/json_shape.h"
#include "test/check.h"

struct file {
	int64_t numberOfTests;
	struct span testGroups;
};

struct group {
	struct wycheproof shared;
	struct span tests;
};

#define SPAN(name) JSON_FIELD_SPAN(struct wycheproof, name, JSON_OPTIONAL)
#define NUMBER(name) JSON_FIELD_I64(struct wycheproof, name, JSON_OPTIONAL)

static const struct json_field case_fields[] = {
	NUMBER(tcId),
	NUMBER(size),
	SPAN(result),
	SPAN(key),
	SPAN(iv),
	SPAN(aad),
	SPAN(msg),
	SPAN(ct),
	SPAN(tag),
	SPAN(ikm),
	SPAN(salt),
	SPAN(info),
	SPAN(okm),
	SPAN(sig),
	SPAN(public),
	SPAN(private),
	SPAN(shared),
};
static const struct json_shape case_shape = JSON_SHAPE(case_fields, JSON_UNKNOWN_IGNORED);

/* `shared` is the first member of struct group, so the offsets are those of struct wycheproof. */
static const struct json_field group_fields[] = {
	NUMBER(keySize),
	NUMBER(ivSize),
	NUMBER(tagSize),
	JSON_FIELD_RAW(struct wycheproof, publicKey, JSON_OPTIONAL),
	JSON_FIELD_RAW(struct group, tests, JSON_REQUIRED),
};
static const struct json_shape group_shape = JSON_SHAPE(group_fields, JSON_UNKNOWN_IGNORED);

static const struct json_field file_fields[] = {
	JSON_FIELD_I64(struct file, numberOfTests, JSON_REQUIRED),
	JSON_FIELD_RAW(struct file, testGroups, JSON_REQUIRED),
};
static const struct json_shape file_shape = JSON_SHAPE(file_fields, JSON_UNKNOWN_IGNORED);

/* The next element of an array, read by `shape`; false at its end. */
static bool
next_of(struct json *j, const struct json_shape *shape, void *out)
{
	struct why why = { 0 };
	bool more;

	CHECK_OK(json_element(j, &more));
	if (more && json_read_shape(j, shape, out, &why) != OK)
		fail_msg("%s", why.text);
	if (!more)
		CHECK_OK(json_end(j));
	return more;
}

void
wycheproof_each(const char *file, void (*check)(const struct wycheproof *c))
{
	char relative[128];
	const char *path;
	struct file all = { 0 };
	struct group group = { 0 };
	struct json groups, cases;
	int64_t count = 0;
	size_t size;
	char *text;

	(void)snprintf(relative, sizeof(relative), "security/wycheproof/%s", file);
	path = fixture_path(relative);
	if (path == NULL)
		fixture_skip();
	text = fixture_read(path, &size);
	CHECK_OK(json_parse_shape(
	    (struct span){ (const uint8_t *)text, size }, &file_shape, &all, NULL));
	json_init(&groups, all.testGroups);
	CHECK_OK(json_enter_array(&groups));
	for (; next_of(&groups, &group_shape, &group); group = (struct group){ 0 }) {
		struct wycheproof one = group.shared;

		json_init(&cases, group.tests);
		CHECK_OK(json_enter_array(&cases));
		for (; next_of(&cases, &case_shape, &one); one = group.shared) {
			check(&one);
			count++;
		}
	}
	assert_int_equal(count, all.numberOfTests);
	free(text);
}

bool
wycheproof_is(const struct wycheproof *c, const char *word)
{
	return span_is(c->result, word);
}

struct span
wycheproof_hex(int which, struct span hex)
{
	static uint8_t bytes[8][16384];
	const size_t size = hex.size / 2;

	assert_true(size <= sizeof(bytes[0]));
	CHECK_OK(text_hex_parse(hex, bytes[which], size));
	return (struct span){ bytes[which], size };
}

const uint8_t *
wycheproof_fixed(int which, struct span hex, size_t size)
{
	const struct span bytes = wycheproof_hex(which, hex);

	assert_int_equal(bytes.size, size);
	return bytes.p;
}
