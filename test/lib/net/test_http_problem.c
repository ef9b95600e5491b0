/* SPDX-License-Identifier: Apache-2.0 */
#include "lib/base/secret.h"
#include "lib/json/json_shape.h"
#include "lib/net/http_problem.h"
#include "test/check.h"

struct problem {
	char type[32], title[64], detail[96], code[32];
	int64_t status;
};

TEST(problem_documents_are_json_with_the_members_of_rfc_9457_and_a_code)
{
	static const struct json_field fields[] = {
		JSON_FIELD_TEXT(struct problem, type, JSON_REQUIRED),
		JSON_FIELD_TEXT(struct problem, title, JSON_REQUIRED),
		JSON_FIELD_I64(struct problem, status, JSON_REQUIRED),
		JSON_FIELD_TEXT(struct problem, detail, JSON_REQUIRED),
		JSON_FIELD_TEXT(struct problem, code, JSON_REQUIRED),
	};
	static const struct json_shape shape = JSON_SHAPE(fields, JSON_UNKNOWN_REFUSED);

	for (unsigned status = 400; status < 600; status++) {
		AUTO(buf) out = buf_new(1024);
		struct problem p = { 0 };
		struct why why = { 0 };

		CHECK_OK(http_problem_write(status, "NOT_FOUND", "there is no such route", &out));
		CHECK_OK(json_parse_shape(buf_span(&out), &shape, &p, &why));
		CHECK_TEXT(p.type, "about:blank");
		CHECK_TEXT(p.title, http_status_words(status));
		CHECK_INT(p.status, status);
		CHECK_TEXT(p.detail, "there is no such route");
		CHECK_TEXT(p.code, "NOT_FOUND");
	}
}

TEST(status_words_are_those_of_rfc_9110)
{
	CHECK_TEXT(http_status_words(200), "OK");
	CHECK_TEXT(http_status_words(413), "Content Too Large");
	CHECK_TEXT(http_status_words(431), "Request Header Fields Too Large");
	CHECK_TEXT(http_status_words(0), "Unknown");
	CHECK_TEXT(http_status_words(599), "Unknown");
}
